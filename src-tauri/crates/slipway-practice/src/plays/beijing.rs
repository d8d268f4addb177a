//! Instants by the clock of Beijing, in the two ways in which Chinese stores write them. Which store writes which stands in that
//! store's `time.rs`, with the origin of the fact.

use jiff::{
    Timestamp, Zoned,
    civil::DateTime,
    tz::{Offset, TimeZone},
};

const PLAIN: &str = "%Y-%m-%d %H:%M:%S";
const WITH_OFFSET: &str = "%Y-%m-%dT%H:%M:%S%z";
/// Where the offset begins in `2026-01-15T10:00:00+0800`.
const OFFSET_AT: usize = 19;

fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

fn zoned(instant: Timestamp) -> Zoned {
    instant.to_zoned(zone())
}

/// `2026-01-15 10:00:00`
pub(super) fn write(instant: Timestamp) -> String {
    zoned(instant).strftime(PLAIN).to_string()
}

/// Reads [`write`]'s form and nothing else.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let civil = DateTime::strptime(PLAIN, text).ok()?;
    let instant = civil.to_zoned(zone()).ok()?.timestamp();
    (write(instant) == text).then_some(instant)
}

/// `2026-01-15T10:00:00+0800`
pub(super) fn write_with_offset(instant: Timestamp) -> String {
    zoned(instant).strftime(WITH_OFFSET).to_string()
}

/// Reads [`write_with_offset`]'s form with any offset: four digits, no colon, never `Z`. A space where `+` should be (a query
/// that was not percent-encoded) is no instant.
pub(super) fn read_with_offset(text: &str) -> Option<Timestamp> {
    let digits = text.get(OFFSET_AT..)?.strip_prefix(['+', '-'])?;
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Timestamp::strptime(WITH_OFFSET, text).ok()
}

/// `2026-01-15`
pub(super) fn day(instant: Timestamp) -> String {
    zoned(instant).date().to_string()
}

pub(super) fn year(instant: Timestamp) -> i16 {
    zoned(instant).year()
}

#[cfg(test)]
mod tests {
    use super::{day, read, read_with_offset, write, write_with_offset, year};

    #[test]
    fn beijing_is_eight_hours_ahead() {
        let instant = "2026-01-15T02:00:00Z".parse().unwrap();
        assert_eq!(write(instant), "2026-01-15 10:00:00");
        assert_eq!(read("2026-01-15 10:00:00"), Some(instant));
        assert_eq!(write_with_offset(instant), "2026-01-15T10:00:00+0800");
        assert_eq!(read_with_offset("2026-01-15T10:00:00+0800"), Some(instant));
        assert_eq!(read_with_offset("2026-01-15T02:00:00+0000"), Some(instant));
    }

    #[test]
    fn other_plain_forms_are_no_times() {
        for wrong in [
            "2026-01-15T10:00:00",
            "2026-1-5 10:00:00",
            "2026-1-15 10:00:00",
            "2026-01-15 10:00",
            "2026-01-15 10:00:00 ",
            "2026-01-15 10:00:00+0800",
            "2026-02-30 10:00:00",
            "1798765200",
            "1768442400000",
            "",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn other_forms_with_an_offset_are_no_times() {
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
            assert_eq!(read_with_offset(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn days_and_years_are_those_of_beijing() {
        let evening = "2025-12-31T16:00:00Z".parse().unwrap();
        assert_eq!((day(evening).as_str(), year(evening)), ("2026-01-01", 2026));
    }
}
