//! `phased-release`: steers a phased release that is out, or changes the plan of one that waits for its start.
//! Submitting one is `submit.rs`; its end is `rollout.rs`.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    call::{self, Call, Stop},
    record::{App, ReleaseType},
    ret::{self, No, Reply},
    rollout,
    submission::{Phase, PhasedTerms},
    terms::{self, DESCRIPTION, END, PERCENT, START},
};
use crate::stage::Stage;

const STATE: &str = "state";
/// What the body may change: at least one of them [official].
const MEMBERS: [&str; 5] = [STATE, END, PERCENT, DESCRIPTION, START];

/// `PUT /publish/v2/phased-release`: with `releaseType=1` and `{}` the version goes to everybody; without it, or with 3, the
/// members of the body change [official].
pub(super) fn control(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    let release_type = match call.get("releaseType") {
        None => ReleaseType::Phased,
        Some(_) => call.release_type()?,
    };
    let sent: Vec<&str> = MEMBERS
        .into_iter()
        .filter(|member| call.body.get(member).is_some_and(|value| !value.is_null()))
        .collect();
    let now = stage.now();
    let steered = match release_type {
        ReleaseType::Full => to_everybody(&mut app, &call.body)?,
        ReleaseType::Phased if sent.is_empty() => {
            return Err(ret::invalid("the body changes nothing").into());
        }
        ReleaseType::Phased => change(&mut app, &call.body, &sent, now)?,
    };
    stage.event(steered)?;
    app.updated_at = now;
    call::save(stage, &app)?;
    Ok(Reply::success(json!({})))
}

/// The body is `{}` [official]; one with members means something else than going to everybody, and is refused [inferred].
fn to_everybody(app: &mut App, body: &Value) -> Result<Value, No> {
    if body.as_object().is_none_or(|members| !members.is_empty()) {
        return Err(ret::invalid("the body of releaseType 1 is {}"));
    }
    let rollout = app
        .rollout
        .take_if(|rollout| rollout.is_running())
        .ok_or_else(|| nothing_to_steer(app))?;
    let version_code = rollout.version.code;
    rollout::to_everybody(app, rollout);
    Ok(call::event(
        "steered",
        app,
        json!({ "version_code": version_code, "state": "FULL", "members": [] }),
    ))
}

/// Of two phased versions, one out and one waiting, the one that is out is meant [inferred].
fn change(app: &mut App, body: &Value, sent: &[&str], now: Timestamp) -> Result<Value, No> {
    let no = nothing_to_steer(app);
    let state = terms::text(body, STATE)?;
    let running = app.rollout.as_mut().filter(|rollout| rollout.is_running());
    let (version, word, plan) = if let Some(rollout) = running {
        rollout.phase = match state {
            None => rollout.phase,
            Some("SUSPEND") => Phase::Suspend,
            Some("RELEASE") => Phase::Release,
            Some(_) => return Err(ret::invalid(STATE)),
        };
        change_terms(&mut rollout.terms, body, sent, true, now)?;
        (&rollout.version, rollout.phase.word(), &rollout.terms)
    } else {
        let waiting = app.pending.as_mut().filter(|pending| pending.approved);
        let (version, plan) = waiting
            .and_then(|waiting| Some((&waiting.version, waiting.phased.as_mut()?)))
            .ok_or(no)?;
        // A version that has not begun can neither be suspended nor go on [inferred].
        if state.is_some() {
            return Err(ret::invalid(STATE));
        }
        change_terms(plan, body, sent, false, now)?;
        (version, "DRAFT", &*plan)
    };
    let event = json!({
        "version_code": version.code,
        "state": word,
        "plan": plan,
        "members": sent,
    });
    Ok(call::event("steered", app, event))
}

fn change_terms(
    new: &mut PhasedTerms,
    body: &Value,
    sent: &[&str],
    has_begun: bool,
    now: Timestamp,
) -> Result<(), No> {
    for member in sent {
        match *member {
            // AGC Publishing v2: the start cannot change once the version is out [official].
            START if has_begun => {
                return Err(ret::invalid(
                    "phasedReleaseStartTime cannot change once live",
                ));
            }
            START => new.start = later_than(now, body, START)?,
            END => new.end = later_than(now, body, END)?,
            PERCENT => new.percent = terms::percent(body)?,
            DESCRIPTION => new.description = terms::description(body)?,
            _ => {}
        }
    }
    new.check_order()
}

fn later_than(now: Timestamp, body: &Value, member: &str) -> Result<Timestamp, No> {
    let instant = terms::instant(body, member)?;
    if instant <= now {
        return Err(ret::invalid(&format!("{member} is in the past")));
    }
    Ok(instant)
}

/// In review nothing changes; without a phased release there is no service to update [issues].
fn nothing_to_steer(app: &App) -> No {
    match &app.pending {
        Some(pending) if !pending.approved => ret::not_editable(),
        _ => ret::no_full_version(),
    }
}
