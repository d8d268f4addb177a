//! Dates as Apple writes them: RFC 3339, in differing forms [recorded].

use jiff::{Timestamp, tz::TimeZone};

/// `2026-03-01T02:11:09-08:00`, as most dates come.
pub(super) fn pacific(instant: Timestamp) -> String {
    let zone = TimeZone::get("America/Los_Angeles").unwrap_or(TimeZone::UTC);
    let there = instant.to_zoned(zone);
    there.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// `2026-03-01T10:00:00.123Z`.
pub(super) fn zulu(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// `2026-03-01T10:00:00Z`.
pub(super) fn plain(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `2026-04-01T09:00:00+00:00`.
pub(super) fn with_offset(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

/// As HTTP writes a date.
pub(super) fn http(instant: Timestamp) -> String {
    instant.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// RFC 3339 with seconds and offset; nothing looser.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let is_whole = text.len() >= 20 && text.as_bytes().get(10) == Some(&b'T');
    text.parse().ok().filter(|_| is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_the_same_instant() {
        let instant: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
        assert_eq!(pacific(instant), "2026-03-01T02:00:00-08:00");
        assert_eq!(zulu(instant), "2026-03-01T10:00:00.000Z");
        assert_eq!(plain(instant), "2026-03-01T10:00:00Z");
        assert_eq!(with_offset(instant), "2026-03-01T10:00:00+00:00");
        for text in [pacific(instant), zulu(instant), with_offset(instant)] {
            assert_eq!(read(&text), Some(instant), "{text}");
        }
        assert_eq!(read("2026-03-01"), None);
        assert_eq!(read("2026-03-01 10:00:00Z"), None);
    }
}
