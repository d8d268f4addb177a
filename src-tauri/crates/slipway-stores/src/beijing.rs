//! Beijing's time as several stores write it, whatever zone this machine is in. Which form a store wants, its `wire.rs` says.

use jiff::{Timestamp, civil::DateTime, tz::Offset};

pub(crate) const BEIJING: Offset = Offset::constant(8);

/// With an offset that has no colon: `2026-01-15T10:00:00+0800`.
pub(crate) fn with_offset(instant: Timestamp) -> String {
    let local = BEIJING.to_datetime(instant);
    format!("{}+0800", local.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// Reads a time that names its offset: without a colon, with one, or as `Z`.
pub(crate) fn read_with_offset(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    Timestamp::strptime("%Y-%m-%dT%H:%M:%S%z", text)
        .ok()
        .or_else(|| text.parse().ok())
}

/// Without a zone: `2026-01-15 10:00:00`.
pub(crate) fn bare(instant: Timestamp) -> String {
    let local = BEIJING.to_datetime(instant);
    local.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// For a person to read beside "Beijing time": `2026-01-15 10:00`.
pub(crate) fn to_the_minute(instant: Timestamp) -> String {
    let local = BEIJING.to_datetime(instant);
    local.strftime("%Y-%m-%d %H:%M").to_string()
}

/// Reads a time without a zone.
pub(crate) fn read_bare(text: &str) -> Option<Timestamp> {
    let local: DateTime = text.trim().parse().ok()?;
    BEIJING.to_timestamp(local).ok()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{bare, read_bare, read_with_offset, to_the_minute, with_offset};

    fn ten() -> Timestamp {
        "2026-01-15T02:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_offset_is_written_without_a_colon_and_read_in_every_form() {
        assert_eq!(with_offset(ten()), "2026-01-15T10:00:00+0800");
        for text in [
            "2026-01-15T10:00:00+0800",
            " 2026-01-15T10:00:00+08:00 ",
            "2026-01-15T02:00:00Z",
            "2026-01-15T03:00:00+0100",
        ] {
            assert_eq!(read_with_offset(text), Some(ten()), "{text}");
        }
        for text in ["2026-01-15T10:00:00", "2026-01-15 10:00:00", "", "tomorrow"] {
            assert_eq!(read_with_offset(text), None, "{text}");
        }
    }

    #[test]
    fn a_bare_time_is_beijings() {
        assert_eq!(bare(ten()), "2026-01-15 10:00:00");
        assert_eq!(to_the_minute(ten()), "2026-01-15 10:00");
        assert_eq!(read_bare(" 2026-01-15 10:00:00 "), Some(ten()));
        assert_eq!(read_bare("2026-01-15T10:00:00"), Some(ten()));
        assert_eq!(read_bare("tomorrow"), None);
    }
}
