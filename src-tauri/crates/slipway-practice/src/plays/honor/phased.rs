//! Phased releases: the plan that comes with a submission, the question about one that runs, and its control.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    answer::{self, No, Reply, bad_parameter},
    call::{self, Call, Stop, integer},
    record::{App, PhasedTerms, Rollout},
    review, time,
};
use crate::{plays::later, stage::Stage};

/// Longest time from start to end; then it becomes a full release [official].
const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);
const LONGEST_NOTE: usize = 500;

/// `phasedReleaseInfo` of a submission [official].
pub(super) fn terms(info: &Value, now: Timestamp) -> Result<PhasedTerms, No> {
    let terms = PhasedTerms {
        percent: percent(info)?,
        start: instant(info, "releaseStartDate")?,
        end: instant(info, "releaseEndDate")?,
        note: note(info)?.unwrap_or_default(),
    };
    if terms.start <= now {
        return Err(bad_date("releaseStartDate"));
    }
    check_end(&terms)?;
    Ok(terms)
}

fn check_end(terms: &PhasedTerms) -> Result<(), No> {
    match terms.end > terms.start && terms.end <= later(terms.start, LONGEST) {
        true => Ok(()),
        false => Err(bad_date("releaseEndDate")),
    }
}

/// The form of the two dates is not spelled out; they are read like `releaseTime` [inferred].
fn instant(info: &Value, member: &str) -> Result<Timestamp, No> {
    info.get(member)
        .and_then(Value::as_str)
        .and_then(time::read)
        .ok_or_else(|| bad_date(member))
}

fn bad_date(member: &str) -> No {
    No::business(answer::BAD_RELEASE_TIME, format!("{member} format error"))
}

/// 0.00 to 100.00 with two decimals [official]. Whether a number is taken too is open; a string is the documented look.
fn percent(info: &Value) -> Result<u32, No> {
    info.get("releasePercentage")
        .and_then(Value::as_str)
        .and_then(hundredths)
        .ok_or_else(|| bad_parameter("releasePercentage"))
}

fn hundredths(text: &str) -> Option<u32> {
    let (whole, decimals) = text.split_once('.')?;
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !(1..=3).contains(&whole.len()) || decimals.len() != 2 || !all_digits(whole) {
        return None;
    }
    let value = whole.parse::<u32>().ok()? * 100;
    let value = value
        + Some(decimals)
            .filter(|text| all_digits(text))?
            .parse::<u32>()
            .ok()?;
    (value <= 10_000).then_some(value)
}

fn percent_text(percent: u32) -> String {
    format!("{}.{:02}", percent / 100, percent % 100)
}

fn note(info: &Value) -> Result<Option<String>, No> {
    match info.get("releaseNote") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.chars().count() <= LONGEST_NOTE => Ok(Some(text.clone())),
        Some(_) => Err(bad_parameter("releaseNote")),
    }
}

/// The plan for the ledger.
pub(super) fn told(terms: &PhasedTerms) -> Value {
    json!({
        "percent": percent_text(terms.percent),
        "start": terms.start,
        "end": terms.end,
        "note": terms.note,
    })
}

/// `releaseStatus` [official].
fn status(rollout: &Rollout, now: Timestamp) -> u8 {
    if rollout.finished {
        4
    } else if rollout.paused {
        3
    } else if rollout.terms.start <= now {
        2
    } else {
        1
    }
}

/// `GET /get-phased-release-info`: empty when there is none [official].
pub(super) fn show(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let app = call.app(stage)?;
    let Some(rollout) = &app.rollout else {
        return Ok(Reply::data(json!({})));
    };
    Ok(Reply::data(json!({
        "releaseStatus": status(rollout, stage.now()),
        "releasePercentage": percent_text(rollout.terms.percent),
        "releaseStartDate": time::write(rollout.terms.start),
        "releaseEndDate": time::write(rollout.terms.end),
        "releaseNote": rollout.terms.note,
        "versionName": rollout.version.name,
        "versionCode": rollout.version.code,
    })))
}

/// `POST /update-phased-release-info`.
pub(super) fn control(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    if app.open_rollout().is_none() {
        return Err(bad_parameter("there is no phased release").into());
    }
    let event = operate(&mut app, &call.body, stage.now())?;
    call::save(stage, &app)?;
    stage.event(event)?;
    Ok(Reply::success())
}

/// 0 resume, 1 change the plan, 3 pause, 4 full release, 5 cancel [official]. What a state does not allow has no code of its
/// own; 20024 stands in [inferred].
fn operate(app: &mut App, body: &Value, now: Timestamp) -> Result<Value, No> {
    let operation = integer(body.get("operationType"));
    if operation == Some(4) {
        return Ok(review::finish(app));
    }
    let Some(rollout) = &mut app.rollout else {
        return Err(bad_parameter("there is no phased release"));
    };
    let state = match (operation, status(rollout, now)) {
        (Some(0), 3) => {
            rollout.paused = false;
            "running"
        }
        (Some(3), 2) => {
            rollout.paused = true;
            "paused"
        }
        (Some(1), _) => {
            rollout.terms = changed(&rollout.terms, body.get("phasedReleaseInfo"), now)?;
            "changed"
        }
        (Some(5), _) => "cancelled",
        (Some(0 | 3), _) => return Err(bad_parameter("the state does not allow operationType")),
        _ => return Err(bad_parameter("operationType")),
    };
    let members = json!({
        "state": state,
        "version_code": rollout.version.code,
        "plan": told(&rollout.terms),
    });
    if state == "cancelled" {
        // Irreversible; only a new submission goes on from here [official].
        app.rollout = None;
    }
    Ok(call::event("rollout", app, members))
}

/// The plan with the members that were sent: the percentage may only grow, the start is frozen once it has passed [official].
fn changed(terms: &PhasedTerms, info: Option<&Value>, now: Timestamp) -> Result<PhasedTerms, No> {
    let info = info
        .filter(|info| info.is_object())
        .ok_or_else(|| bad_parameter("phasedReleaseInfo"))?;
    let sent = |member: &str| info.get(member).is_some_and(|value| !value.is_null());
    let mut plan = terms.clone();
    if sent("releasePercentage") {
        plan.percent = percent(info)?;
    }
    if sent("releaseStartDate") {
        plan.start = instant(info, "releaseStartDate")?;
    }
    if sent("releaseEndDate") {
        plan.end = instant(info, "releaseEndDate")?;
    }
    if let Some(note) = note(info)? {
        plan.note = note;
    }
    if plan.percent < terms.percent {
        return Err(bad_parameter("releasePercentage can only grow"));
    }
    if plan.start != terms.start && (terms.start <= now || plan.start <= now) {
        return Err(bad_date("releaseStartDate"));
    }
    check_end(&plan)?;
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::{hundredths, percent_text};

    #[test]
    fn a_percentage_has_two_decimals_and_ends_at_a_hundred() {
        assert_eq!(hundredths("10.00"), Some(1000));
        assert_eq!(hundredths("0.00"), Some(0));
        assert_eq!(hundredths("100.00"), Some(10000));
        for wrong in [
            "10", "10.0", "10.000", "100.01", "-1.00", ".50", "10%", "+1.00", "1.+0",
        ] {
            assert_eq!(hundredths(wrong), None, "{wrong}");
        }
        assert_eq!(percent_text(1005), "10.05");
    }
}
