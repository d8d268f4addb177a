//! vivo's way to write an instant: `yyyy-MM-dd HH:mm:ss` in Beijing time, without a zone [6 clients]; and its days, which end at
//! midnight there.

use jiff::{
    Timestamp, civil,
    tz::{self, TimeZone},
};

const PATTERN: &str = "%Y-%m-%d %H:%M:%S";
/// `2026-01-15 10:00:00`
const LENGTH: usize = 19;

fn beijing() -> TimeZone {
    TimeZone::fixed(tz::offset(8))
}

/// Reads one, strictly.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    if text.len() != LENGTH {
        return None;
    }
    let civil = civil::DateTime::strptime(PATTERN, text).ok()?;
    let zoned = civil.to_zoned(beijing()).ok()?;
    Some(zoned.timestamp())
}

pub(super) fn write(instant: Timestamp) -> String {
    instant.to_zoned(beijing()).strftime(PATTERN).to_string()
}

/// `2026-01-15`: the day that quotas are counted by.
pub(super) fn day(instant: Timestamp) -> String {
    instant.to_zoned(beijing()).date().to_string()
}

/// The year that title changes are counted by.
pub(super) fn year(instant: Timestamp) -> i16 {
    instant.to_zoned(beijing()).year()
}

#[cfg(test)]
mod tests {
    use super::{day, read, write, year};

    #[test]
    fn reads_and_writes_the_documented_form_only() {
        let instant = read("2026-01-15 10:00:00").unwrap();
        assert_eq!(instant.to_string(), "2026-01-15T02:00:00Z");
        assert_eq!(write(instant), "2026-01-15 10:00:00");
        for wrong in [
            "2026-01-15T10:00:00",
            "2026-01-15 10:00",
            "2026-1-15 10:00:00",
            "2026-02-30 10:00:00",
            "2026-01-15 10:00:00+0800",
            "1768442400000",
            "",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn days_and_years_are_those_of_beijing() {
        let evening = "2025-12-31T16:00:00Z".parse().unwrap();
        assert_eq!((day(evening).as_str(), year(evening)), ("2026-01-01", 2026));
    }
}
