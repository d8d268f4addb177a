//! From what a person typed to one instant. A time without a zone is refused rather than guessed, and so is a wall-clock time that
//! a zone skips or has twice.

use jiff::{
    SignedDuration, Timestamp,
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};
use slipway_model::{Percent, Phases, Problem, ProblemKind, Sentence, StoreId, When};
use slipway_stores::{Capability, stores};

use crate::view::DraftWhen;

/// Reads a draft's time. `now` is the world's clock. `fixed`: the store's phases are its own; what is left empty is then its plan.
///
/// # Errors
/// `BadInput`, with the sentence that says what is missing.
pub(crate) fn read(draft: &DraftWhen, fixed: bool, now: Timestamp) -> Result<When, Problem> {
    let (time, zone) = match draft {
        DraftWhen::AfterApproval => return Ok(When::AfterApproval),
        DraftWhen::ByHand => return Ok(When::ByHand),
        DraftWhen::At { time, zone } => (time, zone),
        DraftWhen::InPhases {
            percent,
            from,
            until,
            zone,
            about,
        } => {
            let fixed = fixed && until.trim().is_empty();
            let share = match percent.trim() {
                "" if fixed => FIXED_SHARE,
                share => share,
            };
            return phases(share, (from, until, zone), fixed, about, now);
        }
    };
    let (instant, zone) = instant(time, zone, now)?;
    Ok(When::At { instant, zone })
}

/// The soonest start that leaves the store time to take the submission in.
const SOON: SignedDuration = SignedDuration::from_mins(15);

/// How a plan that is the store's own begins and how long it lasts: the one there is, the App Store's [official]. A store's folder
/// refuses what is not its plan, so another one cannot go out under these numbers.
const FIXED_SHARE: &str = "1";
const FIXED_DAYS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Such a plan begins when the version goes live, on no wall clock that a person chose.
const NO_WALL_CLOCK: &str = "UTC";

fn phases(
    percent: &str,
    (from, until, zone): (&str, &str, &str),
    fixed: bool,
    about: &str,
    now: Timestamp,
) -> Result<When, Problem> {
    let share = percent.parse::<Percent>().ok();
    let Some(percent) = share.filter(|share| share.hundredths() > 0 && *share < Percent::FULL)
    else {
        let says = Sentence::new("plan.when.percent").with("percent", percent);
        return Err(Problem::new(ProblemKind::BadInput, says));
    };
    let from = if from.trim().is_empty() {
        now.checked_add(SOON).unwrap_or(now)
    } else {
        instant(from, zone, now)?.0
    };
    let (end, zone) = if fixed {
        let end = from.checked_add(FIXED_DAYS).unwrap_or(from);
        (end, NO_WALL_CLOCK.to_owned())
    } else {
        instant(until, zone, now)?
    };
    if end <= from {
        return Err(refuse("plan.when.ends-before", until, &zone));
    }
    Ok(When::InPhases(Phases {
        percent,
        from,
        until: end,
        zone,
        about: about.trim().to_owned(),
    }))
}

/// Are the phases of this order's store its own? Then no instant of them is one that a person chose.
pub(crate) fn are_fixed(store: &StoreId) -> bool {
    stores::find(store.as_str())
        .is_some_and(|store| store.card().can.contains(&Capability::FixedPhases))
}

/// One instant in the future, with the zone in which it was typed.
fn instant(time: &str, zone: &str, now: Timestamp) -> Result<(Timestamp, String), Problem> {
    let (time, zone) = split(time, zone);
    if time.is_empty() {
        return Err(refuse("plan.when.empty", &time, &zone));
    }
    let (instant, zone) = if let Ok(instant) = time.parse::<Timestamp>() {
        (instant, known_zone(&time, &zone)?)
    } else {
        (on_a_wall_clock(&time, &zone)?, zone)
    };
    if instant <= now {
        return Err(refuse("plan.when.past", &time, &zone));
    }
    Ok((instant, zone))
}

/// `2026-12-01 10:00 Asia/Shanghai` and `2026-12-01T10:00[Asia/Shanghai]` carry their zone with them.
fn split(time: &str, zone: &str) -> (String, String) {
    let (time, zone) = (time.trim(), zone.trim());
    if zone.is_empty() {
        let bracketed = time.strip_suffix(']').and_then(|time| time.split_once('['));
        let spaced = time
            .rsplit_once(' ')
            .filter(|(_, last)| last.starts_with(|first: char| first.is_ascii_alphabetic()));
        if let Some((time, zone)) = bracketed.or(spaced) {
            return (time.trim().to_owned(), zone.trim().to_owned());
        }
    }
    (time.to_owned(), zone.to_owned())
}

/// The zone that goes with an exact instant: for showing only. Without one, the offset as it was typed.
fn known_zone(time: &str, zone: &str) -> Result<String, Problem> {
    if zone.is_empty() {
        let offset = time
            .rfind(['+', '-', 'Z', 'z'])
            .and_then(|place| time.get(place..))
            .unwrap_or("Z");
        return Ok(if offset.eq_ignore_ascii_case("z") {
            "UTC".to_owned()
        } else {
            offset.to_owned()
        });
    }
    TimeZone::get(zone)
        .map(|_| zone.to_owned())
        .map_err(|_| refuse("plan.when.unknown-zone", time, zone))
}

fn on_a_wall_clock(time: &str, zone: &str) -> Result<Timestamp, Problem> {
    let Ok(wall) = time.parse::<DateTime>() else {
        return Err(refuse("plan.when.unreadable", time, zone));
    };
    if zone.is_empty() {
        return Err(refuse("plan.when.no-zone", time, zone));
    }
    let zone_rules =
        TimeZone::get(zone).map_err(|_| refuse("plan.when.unknown-zone", time, zone))?;
    let ambiguous = zone_rules.to_ambiguous_timestamp(wall);
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => ambiguous
            .unambiguous()
            .map_err(|_| refuse("plan.when.unreadable", time, zone)),
        AmbiguousOffset::Gap { .. } => Err(refuse("plan.when.skipped", time, zone)),
        AmbiguousOffset::Fold { .. } => Err(refuse("plan.when.twice", time, zone)),
    }
}

fn refuse(key: &str, time: &str, zone: &str) -> Problem {
    Problem::new(
        ProblemKind::BadInput,
        Sentence::new(key).with("time", time).with("zone", zone),
    )
}

/// The instant on the wall clock of a zone, with the zone named: `2026-12-01 10:00 Asia/Shanghai (+08:00)`. A zone that cannot be
/// found (an offset as it was typed) is shown in UTC.
pub(crate) fn shown(instant: Timestamp, zone: &str) -> String {
    match TimeZone::get(zone) {
        Ok(rules) => {
            let there = instant.to_zoned(rules);
            format!(
                "{} {zone} ({})",
                there.strftime("%Y-%m-%d %H:%M"),
                there.strftime("%:z")
            )
        }
        Err(_) => format!("{} UTC", instant.strftime("%Y-%m-%d %H:%M")),
    }
}

#[cfg(test)]
mod tests {
    use super::{read, shown};
    use crate::view::DraftWhen;
    use slipway_model::When;

    const NOW: &str = "2026-11-20T00:00:00Z";

    fn check(time: &str, zone: &str, expected: Result<&str, &str>) {
        let draft = DraftWhen::At {
            time: time.into(),
            zone: zone.into(),
        };
        let found = match read(&draft, false, NOW.parse().unwrap()) {
            Ok(When::At { instant, .. }) => Ok(instant.to_string()),
            Ok(other) => panic!("{other:?}"),
            Err(problem) => Err(problem.advice.key),
        };
        assert_eq!(
            found,
            expected.map(str::to_owned).map_err(str::to_owned),
            "{time} {zone}"
        );
    }

    #[test]
    fn a_zone_or_an_offset_makes_an_instant() {
        check("2026-12-01T10:00:00+08:00", "", Ok("2026-12-01T02:00:00Z"));
        check("2026-12-01T10:00+08:00", "", Ok("2026-12-01T02:00:00Z"));
        check("2026-12-01T10:00:00Z", "", Ok("2026-12-01T10:00:00Z"));
        check(
            "2026-12-01T10:00",
            "Asia/Shanghai",
            Ok("2026-12-01T02:00:00Z"),
        );
        check(
            "2026-12-01 10:00",
            "Asia/Shanghai",
            Ok("2026-12-01T02:00:00Z"),
        );
        check(
            "2026-12-01 10:00 Asia/Shanghai",
            "",
            Ok("2026-12-01T02:00:00Z"),
        );
        check(
            "2026-12-01T10:00[Asia/Shanghai]",
            "",
            Ok("2026-12-01T02:00:00Z"),
        );
        check("2026-12-01 10:00 UTC", "", Ok("2026-12-01T10:00:00Z"));
        check(
            "2026-12-01T10:00",
            "America/New_York",
            Ok("2026-12-01T15:00:00Z"),
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        check("2026-12-01T10:00", "", Err("plan.when.no-zone"));
        check("2026-12-01 10:00", "", Err("plan.when.no-zone"));
        check(
            "2026-12-01 10:00 Asia/Atlantis",
            "",
            Err("plan.when.unknown-zone"),
        );
        check("tomorrow", "", Err("plan.when.unreadable"));
        check("2026-13-01T10:00", "UTC", Err("plan.when.unreadable"));
        check("", "UTC", Err("plan.when.empty"));
    }

    #[test]
    fn the_past_is_refused() {
        check("2026-11-19T10:00:00Z", "", Err("plan.when.past"));
        check(NOW, "", Err("plan.when.past"));
        check("2026-11-20T07:59", "Asia/Shanghai", Err("plan.when.past"));
    }

    #[test]
    fn a_time_that_does_not_exist_or_exists_twice_is_refused() {
        check(
            "2027-03-14T02:30",
            "America/New_York",
            Err("plan.when.skipped"),
        );
        check(
            "2027-11-07T01:30",
            "America/New_York",
            Err("plan.when.twice"),
        );
        check(
            "2027-11-07T01:30:00-04:00",
            "America/New_York",
            Ok("2027-11-07T05:30:00Z"),
        );
    }

    #[test]
    fn phases_of_the_stores_own_need_no_numbers_and_others_do() {
        let draft = DraftWhen::InPhases {
            percent: String::new(),
            from: String::new(),
            until: String::new(),
            zone: String::new(),
            about: String::new(),
        };
        let Ok(When::InPhases(phases)) = read(&draft, true, NOW.parse().unwrap()) else {
            panic!("not in phases");
        };
        assert_eq!(phases.percent.hundredths(), 100);
        assert_eq!(phases.until.duration_since(phases.from).as_hours(), 168);
        let refused = read(&draft, false, NOW.parse().unwrap()).unwrap_err();
        assert_eq!(refused.advice.key, "plan.when.percent");
    }

    #[test]
    fn is_shown_where_the_store_thinks() {
        let instant = "2026-12-01T02:00:00Z".parse().unwrap();
        assert_eq!(
            shown(instant, "Asia/Shanghai"),
            "2026-12-01 10:00 Asia/Shanghai (+08:00)"
        );
        assert_eq!(
            shown(instant, "America/Bogota"),
            "2026-11-30 21:00 America/Bogota (-05:00)"
        );
    }
}
