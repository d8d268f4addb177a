//! When publishing begins: wall time in a zone of Amazon's own list, without an offset [2 clients; official for the meaning]. That the zone
//! stands in an object beside the time is believed of one client and the page's section on zones; another sends bare text [inferred].

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde_json::{Value, json};
use slipway_model::{Order, When};

/// Amazon's name of a zone, and names of the same zone elsewhere. The list itself is not published; these are candidates, and Amazon's
/// complaint about one is shown [inferred].
const ZONES: &[(&str, &[&str])] = &[
    ("UTC", &["UTC", "Etc/UTC", "GMT", "Etc/GMT"]),
    ("US/Pacific", &["America/Los_Angeles"]),
    ("US/Mountain", &["America/Denver"]),
    ("US/Central", &["America/Chicago"]),
    ("US/Eastern", &["America/New_York"]),
    ("Europe/London", &["Europe/London"]),
    ("Europe/Berlin", &["Europe/Berlin"]),
    ("Asia/Tokyo", &["Asia/Tokyo"]),
    ("Asia/Shanghai", &["Asia/Shanghai"]),
];
const FORM: &str = "%Y-%m-%dT%H:%M:%S";
const FIELD: &str = "publishingDate";

/// A time as Amazon gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WallTime {
    pub(super) date_time: String,
    pub(super) zone: &'static str,
}

impl WallTime {
    /// In the person's zone where Amazon has it, else in UTC; also in the hour that a clock runs through twice.
    pub(super) fn of(instant: Timestamp, zone: &str) -> Self {
        let known = ZONES
            .iter()
            .find(|(name, others)| *name == zone || others.contains(&zone));
        let in_zone = known.and_then(|(name, _)| {
            let tz = rules(name)?;
            let wall = tz.to_datetime(instant);
            (!tz.to_ambiguous_zoned(wall).is_ambiguous()).then(|| Self {
                date_time: wall.strftime(FORM).to_string(),
                zone: name,
            })
        });
        in_zone.unwrap_or_else(|| Self {
            date_time: TimeZone::UTC
                .to_datetime(instant)
                .strftime(FORM)
                .to_string(),
            zone: "UTC",
        })
    }
}

fn rules(zone: &str) -> Option<TimeZone> {
    let names = ZONES.iter().find(|(name, _)| *name == zone)?.1;
    TimeZone::get(names.first()?).ok()
}

/// The instant that a record names; `None` also where it cannot be told.
pub(super) fn instant(record: &Value) -> Option<Timestamp> {
    let date = record.get(FIELD)?;
    let text = date.get("dateTime").unwrap_or(date).as_str()?;
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let zone = date.get("zoneId").and_then(Value::as_str).unwrap_or("UTC");
    let rules = rules(zone).or_else(|| TimeZone::get(zone).ok())?;
    let wall: DateTime = text.parse().ok()?;
    Some(rules.to_zoned(wall).ok()?.timestamp())
}

/// The record as it shall be; nothing where it is so already. A time that has passed holds nothing back and is left.
pub(super) fn rewritten(record: &Value, order: &Order, now: Timestamp) -> Option<Value> {
    let present = record.get(FIELD).filter(|date| !date.is_null());
    let wanted = match &order.when {
        When::At { instant: at, zone } => {
            if present.is_some() && instant(record) == Some(*at) {
                return None;
            }
            let time = WallTime::of(*at, zone);
            json!({ "dateTime": time.date_time, "zoneId": time.zone })
        }
        When::AfterApproval | When::ByHand | When::InPhases(_) => {
            present?;
            if instant(record).is_some_and(|at| at <= now) {
                return None;
            }
            Value::Null
        }
    };
    let mut record = match record {
        Value::Object(_) => record.clone(),
        _ => json!({}),
    };
    record[FIELD] = wanted;
    Some(record)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;
    use slipway_model::When;

    use super::{WallTime, ZONES, instant, rewritten, rules};
    use crate::fixture::order;

    #[test]
    fn every_zone_has_rules() {
        for (name, _) in ZONES {
            assert!(rules(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_time_is_written_on_a_wall_clock_that_amazon_knows() {
        let at = "2026-10-01T02:00:00Z".parse().unwrap();
        for (zone, expected) in [
            ("Asia/Shanghai", ("2026-10-01T10:00:00", "Asia/Shanghai")),
            ("America/Chicago", ("2026-09-30T21:00:00", "US/Central")),
            ("US/Pacific", ("2026-09-30T19:00:00", "US/Pacific")),
            ("Asia/Kolkata", ("2026-10-01T02:00:00", "UTC")),
            ("", ("2026-10-01T02:00:00", "UTC")),
        ] {
            let time = WallTime::of(at, zone);
            assert_eq!((time.date_time.as_str(), time.zone), expected, "{zone}");
        }
        // The hour that New York's clocks run through twice.
        let twice = "2026-11-01T05:30:00Z".parse().unwrap();
        assert_eq!(WallTime::of(twice, "America/New_York").zone, "UTC");
    }

    #[test]
    fn a_time_is_read_back_in_every_form() {
        let at: Timestamp = "2026-10-01T02:00:00Z".parse().unwrap();
        for record in [
            json!({"publishingDate": {"dateTime": "2026-09-30T21:00:00", "zoneId": "US/Central"}}),
            json!({"publishingDate": {"dateTime": "2026-10-01T04:00:00", "zoneId": "Europe/Paris"}}),
            json!({"publishingDate": "2026-10-01T02:00:00Z"}),
        ] {
            assert_eq!(instant(&record), Some(at), "{record}");
        }
        for record in [
            json!({}),
            json!({"publishingDate": null}),
            json!({"publishingDate": "soon"}),
            json!(null),
        ] {
            assert_eq!(instant(&record), None, "{record}");
        }
    }

    #[test]
    fn only_what_differs_is_written_and_the_rest_goes_back() {
        let at: Timestamp = "2026-10-01T02:00:00Z".parse().unwrap();
        let now: Timestamp = "2026-09-01T00:00:00Z".parse().unwrap();
        let mut order = order("amazon");
        let future = json!({"publishingDate": {"dateTime": "2026-10-01T02:00:00", "zoneId": "UTC"}, "more": 1});
        let past = json!({"publishingDate": {"dateTime": "2026-01-01T02:00:00", "zoneId": "UTC"}});
        for record in [
            json!({}),
            json!({"publishingDate": null}),
            past.clone(),
            json!(null),
        ] {
            assert_eq!(rewritten(&record, &order, now), None, "{record}");
        }
        assert_eq!(
            rewritten(&future, &order, now),
            Some(json!({"publishingDate": null, "more": 1}))
        );
        order.when = When::At {
            instant: at,
            zone: "Asia/Shanghai".into(),
        };
        assert_eq!(rewritten(&future, &order, now), None);
        let wanted = json!({"dateTime": "2026-10-01T10:00:00", "zoneId": "Asia/Shanghai"});
        for record in [json!({}), past, json!(null)] {
            assert_eq!(
                rewritten(&record, &order, now).unwrap()["publishingDate"],
                wanted,
                "{record}"
            );
        }
    }
}
