//! When publishing starts: wall time in a zone, or nothing, which means as soon as the review is over [official].

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde_json::{Map, Value, json};

use super::{
    answer::{No, Reply, absent, invalid},
    call::{Call, Stop, members},
    etag::Area,
    record::{Publishing, Status},
};
use crate::stage::Stage;

/// Only a fixed list of zones is supported [official]; these are the reference's candidates for it [inferred].
const ZONES: [&str; 9] = [
    "US/Pacific",
    "US/Mountain",
    "US/Central",
    "US/Eastern",
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Tokyo",
    "Asia/Shanghai",
];
/// Local, without an offset [1 client].
const FORM: &str = "%Y-%m-%dT%H:%M:%S";
const MEMBER: &str = "publishingDate";

fn shown(publishing: Option<&Publishing>) -> Value {
    let date = publishing.map(|publishing| (MEMBER.to_owned(), publishing.shown()));
    Value::Object(Map::from_iter(date))
}

/// `GET /edits/{editId}/availability`. With nothing scheduled the member is absent or null; clients have to take both.
pub(super) fn show(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let open = call.open(stage)?;
    let publishing = open.edit.content.publishing.as_ref();
    let body = match publishing.is_none() && call.ask.fault_is("null-fields") {
        true => json!({ MEMBER: null }),
        false => shown(publishing),
    };
    Ok(Reply::tagged(body, open.tag(Area::Availability)))
}

/// `PUT` of the same. An approved version is locked except for its date, which can be moved until it has passed [official].
pub(super) fn write(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let states = [Status::InProgress, Status::Approved];
    let mut open = call.matching_in(stage, Area::Availability, &states)?;
    let publishing = read(&call.body, stage.now())?;
    let noted = json!({
        "publishing": publishing.as_ref().map(Publishing::shown),
        "at": publishing.as_ref().map(|publishing| publishing.at),
    });
    stage.event(open.event("availability", noted))?;
    let body = shown(publishing.as_ref());
    open.edit.content.publishing = publishing;
    open.keep(stage)?;
    Ok(Reply::written(body))
}

/// The object of one client; a bare string, which another one sends, is unproven and refused. Codes are [inferred].
fn read(body: &Value, now: Timestamp) -> Result<Option<Publishing>, No> {
    let date = match members(body)?.get(MEMBER) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(date)) => date,
        Some(_) => return Err(invalid("publishingDate is not an object")),
    };
    let text = |name: &str| {
        date.get(name)
            .and_then(Value::as_str)
            .ok_or_else(|| absent(&format!("publishingDate.{name}")))
    };
    let (date_time, zone_id) = (text("dateTime")?, text("zoneId")?);
    if !ZONES.contains(&zone_id) {
        return Err(invalid(format!("The time zone {zone_id} is not supported")));
    }
    let at = instant(date_time, zone_id)
        .ok_or_else(|| invalid(format!("{date_time} is not a local date and time")))?;
    // That a date in the past is refused is [inferred].
    if at <= now {
        return Err(invalid("publishingDate has passed"));
    }
    Ok(Some(Publishing {
        date_time: date_time.to_owned(),
        zone_id: zone_id.to_owned(),
        at,
    }))
}

fn instant(date_time: &str, zone_id: &str) -> Option<Timestamp> {
    let civil = DateTime::strptime(FORM, date_time).ok()?;
    let is_plain = civil.strftime(FORM).to_string() == date_time;
    let zoned = civil.to_zoned(TimeZone::get(zone_id).ok()?).ok()?;
    is_plain.then(|| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::{ZONES, instant};

    #[test]
    fn wall_time_is_read_in_its_zone() {
        let read = |text: &str, zone: &str| instant(text, zone).map(|at| at.to_string());
        let winter = read("2022-02-27T15:19:37", "US/Central");
        assert_eq!(winter.as_deref(), Some("2022-02-27T21:19:37Z"));
        let summer = read("2026-07-01T09:00:00", "Europe/Berlin");
        assert_eq!(summer.as_deref(), Some("2026-07-01T07:00:00Z"));
        for zone in ZONES {
            assert!(read("2026-07-01T09:00:00", zone).is_some(), "{zone}");
        }
    }

    #[test]
    fn other_forms_are_no_wall_time() {
        for wrong in [
            "2026-07-01T09:00:00Z",
            "2026-07-01T09:00:00+08:00",
            "2026-07-01 09:00:00",
            "2026-7-1T9:00:00",
            "2026-07-01T09:00",
            "2026-02-30T09:00:00",
            "",
        ] {
            assert_eq!(instant(wrong, "UTC"), None, "{wrong}");
        }
    }
}
