//! Honor's way to write an instant: `yyyy-MM-dd'T'HH:mm:ssZZ`, a numeric offset without a colon, and never `Z` [official].

use jiff::{Timestamp, tz, tz::TimeZone};

const PATTERN: &str = "%Y-%m-%dT%H:%M:%S%z";
/// Where the offset begins in `2026-01-15T10:00:00+0800`.
const OFFSET_AT: usize = 19;

/// Reads one, strictly.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let offset = text.get(OFFSET_AT..)?;
    let digits = offset.strip_prefix(['+', '-'])?;
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
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

    /// The instant that the references use as an example.
    #[test]
    fn the_known_instant() {
        let instant = read("2026-01-15T10:00:00+0800").unwrap();
        assert_eq!(instant.to_string(), "2026-01-15T02:00:00Z");
        assert_eq!(write(instant), "2026-01-15T10:00:00+0800");
        assert_eq!(read("2026-01-15T02:00:00+0000"), Some(instant));
    }

    #[test]
    fn nothing_but_the_documented_form_is_a_time() {
        for wrong in [
            "2026-01-15T10:00:00+08:00",
            "2026-01-15T02:00:00Z",
            "2026-01-15T10:00:00 0800",
            "2026-01-15T10:00:00",
            "2026-01-15 10:00:00+0800",
            "2026-13-15T10:00:00+0800",
            "2026-01-15T10:00:00+080",
            "滑道",
            "",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
