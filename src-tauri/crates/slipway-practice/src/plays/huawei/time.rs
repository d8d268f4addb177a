//! Huawei's way to write an instant: `yyyy-MM-dd'T'HH:mm:ssZZ`, an offset without a colon [official].

use jiff::{Timestamp, tz, tz::TimeZone};

const PATTERN: &str = "%Y-%m-%dT%H:%M:%S%z";
/// `2026-10-01T10:00:00+0800`
const LENGTH: usize = 24;

/// Reads one, strictly: a space where `+` should be (a query that was not percent-encoded) is no instant.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let offset = text.get(19..)?;
    if text.len() != LENGTH || !offset.starts_with(['+', '-']) || offset.contains(':') {
        return None;
    }
    Timestamp::strptime(PATTERN, text).ok()
}

/// Writes one in Beijing time.
pub(super) fn write(instant: Timestamp) -> String {
    instant
        .to_zoned(TimeZone::fixed(tz::offset(8)))
        .strftime(PATTERN)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn reads_and_writes_the_documented_form_only() {
        let instant = read("2026-10-01T10:00:00+0800").unwrap();
        assert_eq!(instant.to_string(), "2026-10-01T02:00:00Z");
        assert_eq!(write(instant), "2026-10-01T10:00:00+0800");
        for wrong in [
            "2026-10-01T10:00:00 0800",
            "2026-10-01T10:00:00+08:00",
            "2026-10-01T10:00:00Z",
            "2026-10-01 10:00:00+0800",
            "2026-13-01T10:00:00+0800",
            "",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
