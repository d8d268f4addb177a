//! Times as this store writes them: `yyyy-MM-dd HH:mm:ss`, the clock of Beijing, no zone named [official copy; 1 client converts].

use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{Offset, TimeZone},
};

const FORM: &str = "%Y-%m-%d %H:%M:%S";

fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

pub(super) fn write(instant: Timestamp) -> String {
    instant.to_zoned(zone()).strftime(FORM).to_string()
}

/// Nineteen characters exactly; every other form is no time.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let instant = DateTime::strptime(FORM, text)
        .ok()?
        .to_zoned(zone())
        .ok()?
        .timestamp();
    (write(instant) == text).then_some(instant)
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn beijing_is_eight_hours_ahead() {
        let instant = "2026-01-15T02:00:00Z".parse().unwrap();
        assert_eq!(write(instant), "2026-01-15 10:00:00");
        assert_eq!(read("2026-01-15 10:00:00"), Some(instant));
    }

    #[test]
    fn other_forms_are_no_times() {
        for wrong in [
            "2026-01-15T10:00:00",
            "2026-1-5 10:00:00",
            "2026-01-15 10:00",
            "2026-01-15 10:00:00 ",
            "2026-02-30 10:00:00",
            "1798765200",
            "",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
