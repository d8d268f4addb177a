//! Numbers and times as people read them. Programs get the plain values (`--json`, `--events ndjson`).

use jiff::{Timestamp, tz::TimeZone};

/// `12.9 kB`, `3.9 GB`: decimal units, as file managers and stores count.
pub(crate) fn bytes(count: u64) -> String {
    let mut value = count as f64;
    let mut unit = "B";
    for larger in ["kB", "MB", "GB", "TB"] {
        if value < 999.95 {
            break;
        }
        value /= 1000.0;
        unit = larger;
    }
    if unit == "B" {
        format!("{count} B")
    } else {
        format!("{value:.1} {unit}")
    }
}

/// To the second, on this computer's wall clock, with its zone.
pub(crate) fn time(instant: Timestamp) -> String {
    in_zone(instant, TimeZone::system())
}

fn in_zone(instant: Timestamp, zone: TimeZone) -> String {
    instant
        .to_zoned(zone)
        .strftime("%Y-%m-%d %H:%M:%S %Z")
        .to_string()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    #[test]
    fn sizes_change_their_unit_at_a_thousand() {
        for (count, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (12_869, "12.9 kB"),
            (999_949, "999.9 kB"),
            (999_951, "1.0 MB"),
            (3_900_000_000, "3.9 GB"),
        ] {
            assert_eq!(super::bytes(count), text);
        }
    }

    #[test]
    fn times_carry_their_zone() {
        let instant = "2026-12-01T02:00:00.123Z".parse().unwrap();
        let beijing = TimeZone::get("Asia/Shanghai").unwrap();
        assert_eq!(super::in_zone(instant, beijing), "2026-12-01 10:00:00 CST");
        assert_eq!(
            super::in_zone(instant, TimeZone::UTC),
            "2026-12-01 02:00:00 UTC"
        );
    }
}
