//! Phased releases: the four members of their submission, and the control of one that runs.

use serde_json::{Value, json};

use super::{
    call::{self, Call, Stop},
    record::{PhasedTerms, ReleaseType},
    ret::{self, No, Reply},
    time,
};
use crate::stage::Stage;

const LONGEST_DESCRIPTION: usize = 500;

/// The body of a phased `app-submit`: all four members, in their forms [official].
pub(super) fn terms(body: &Value) -> Result<PhasedTerms, No> {
    let terms = PhasedTerms {
        start: instant(body, "phasedReleaseStartTime")?,
        end: instant(body, "phasedReleaseEndTime")?,
        percent: percent(body)?,
        description: description(body)?,
    };
    if terms.end <= terms.start {
        return Err(ret::invalid("phasedReleaseEndTime is not after the start"));
    }
    Ok(terms)
}

/// `PUT /publish/v2/phased-release`: with `releaseType=1` and `{}` it goes to everybody; else any of the members changes
/// [official].
pub(super) fn control(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    let mut rollout = app.rollout.take().ok_or_else(ret::no_full_version)?;
    let to_everybody =
        call.get("releaseType").is_some() && call.release_type()? == ReleaseType::Full;
    if to_everybody {
        stage.event(call::event(
            "rollout",
            &app,
            json!({ "state": "FULL", "version_code": rollout.version.code }),
        ))?;
        app.live = Some(rollout.version);
    } else {
        match text(&call.body, "state")? {
            None => {}
            Some("SUSPEND") => rollout.suspended = true,
            Some("RELEASE") => rollout.suspended = false,
            Some(_) => return Err(ret::invalid("state").into()),
        }
        if call.body.get("phasedReleaseStartTime").is_some() {
            return Err(ret::invalid("phasedReleaseStartTime cannot change once live").into());
        }
        if call.body.get("phasedReleaseEndTime").is_some() {
            rollout.terms.end = instant(&call.body, "phasedReleaseEndTime")?;
        }
        if call.body.get("phasedReleasePercent").is_some() {
            rollout.terms.percent = percent(&call.body)?;
        }
        if call.body.get("phasedReleaseDescription").is_some() {
            rollout.terms.description = description(&call.body)?;
        }
        let state = if rollout.suspended {
            "SUSPEND"
        } else {
            "RELEASE"
        };
        stage.event(call::event(
            "rollout",
            &app,
            json!({ "state": state, "percent": rollout.terms.percent }),
        ))?;
        app.rollout = Some(rollout);
    }
    app.updated_at = stage.now();
    call::save(stage, &app)?;
    Ok(Reply::success(json!({})))
}

fn instant(body: &Value, member: &str) -> Result<jiff::Timestamp, No> {
    text(body, member)?
        .and_then(time::read)
        .ok_or_else(|| ret::invalid(member))
}

/// A string with two decimals and no `%`, above 0.00 and below 100.00 [official].
fn percent(body: &Value) -> Result<String, No> {
    let member = "phasedReleasePercent";
    text(body, member)?
        .filter(|text| is_percent(text))
        .map(str::to_owned)
        .ok_or_else(|| ret::invalid(member))
}

fn is_percent(text: &str) -> bool {
    let Some((whole, decimals)) = text.split_once('.') else {
        return false;
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    matches!(whole.len(), 1 | 2)
        && decimals.len() == 2
        && digits(whole)
        && digits(decimals)
        && text.bytes().any(|b| matches!(b, b'1'..=b'9'))
}

fn description(body: &Value) -> Result<String, No> {
    let member = "phasedReleaseDescription";
    text(body, member)?
        .filter(|text| (1..=LONGEST_DESCRIPTION).contains(&text.chars().count()))
        .map(str::to_owned)
        .ok_or_else(|| ret::invalid(member))
}

fn text<'a>(body: &'a Value, member: &str) -> Result<Option<&'a str>, No> {
    match body.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(ret::invalid(member)),
    }
}

#[cfg(test)]
mod tests {
    use super::is_percent;

    #[test]
    fn a_percentage_has_two_decimals_and_lies_between_the_ends() {
        assert!(["5.00", "0.01", "99.99"].into_iter().all(is_percent));
        assert!(
            !["5", "5%", "5.0", "0.00", "100.00", "-1.00", ".50"]
                .into_iter()
                .any(is_percent)
        );
    }
}
