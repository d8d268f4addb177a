//! How a submission moves with time: review, then the shelf at once, at its hour, or in phases; or a rejection with its reason.
//! Pure functions on one app and the clock, so that the same facts always tell the same story after a restart.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    answer::{self, No},
    call,
    record::{App, AuditResult, Opinion, Release, Rollout, Submission},
};
use crate::plays::draw;

/// How long the imaginary reviewers take, before the world's review pace divides it. Honor names no time; this is ours.
pub(super) const REVIEW: Duration = Duration::from_secs(60 * 60);

/// What the reviewers write when practice was asked for a rejection and given no words.
pub(super) const DEFAULT_OPINION: &str = "经检测，应用首次启动时未弹出隐私政策，请按附件截图整改后重新提交。(The app shows no privacy policy at first start. Please correct this as the attached picture shows and submit again.)";
/// The reviewers' own words for an older task that is still open [1 client].
pub(super) const BLOCKED_OPINION: &str =
    "存在该开发者的同版本或更高版本任务 (a same or higher version task of this developer exists)";
/// `auditMessage` can be filled on approval too; only `auditResult` decides [official]. So it always is.
const APPROVED_MESSAGE: &str = "审核通过，感谢支持 (approved, thank you)";

/// Whether anything of the app may be edited now. The reference forbids submitting; that edits are refused with the same
/// code is [inferred].
pub(super) fn may_edit(app: &App) -> Result<(), No> {
    match app.pending.is_some() || app.open_rollout().is_some() {
        true => Err(answer::in_review()),
        false => Ok(()),
    }
}

/// Lets time pass up to `now`; returns what happened on the way, for the ledger.
pub(super) fn advance(app: &mut App, now: Timestamp) -> Vec<Value> {
    let mut happened = Vec::new();
    if let Some(pending) = app.pending.take_if(|p| !p.approved && now >= p.decided_at) {
        let opinion = pending.opinion.clone();
        happened.push(decide(app, pending, &opinion));
    }
    let is_due = |pending: &mut Submission| {
        pending.approved
            && match &pending.release {
                Release::At(time) => *time <= now,
                Release::Everyone | Release::Phased(_) => true,
            }
    };
    if let Some(pending) = app.pending.take_if(is_due) {
        happened.extend(release(app, pending));
    }
    if let Some(rollout) = &mut app.rollout
        && !rollout.finished
        && !rollout.paused
        && rollout.terms.end <= now
    {
        happened.push(finish(app));
    }
    happened
}

/// The console's buttons *approve* and *reject*: the same ends as time brings, now. `None` when nothing is in review.
pub(super) fn decide_now(app: &mut App, opinion: &Opinion, now: Timestamp) -> Option<Vec<Value>> {
    let pending = app.pending.take_if(|pending| !pending.approved)?;
    let mut happened = vec![decide(app, pending, opinion)];
    happened.extend(advance(app, now));
    Some(happened)
}

fn decide(app: &mut App, mut pending: Submission, opinion: &Opinion) -> Value {
    let (state, result, message) = match opinion {
        Opinion::Approve => ("approved", AuditResult::Approved, APPROVED_MESSAGE),
        Opinion::Reject(words) => ("rejected", AuditResult::Rejected, words.as_str()),
    };
    if let Some(task) = app.task_mut(&pending.release_id) {
        task.result = result;
        task.message = message.to_owned();
        if result == AuditResult::Rejected {
            task.attachments = vec![attachment()];
        }
    }
    let event = review_event(app, &pending, state, result, message);
    match result {
        AuditResult::Rejected => {
            // The edits and the package are still there; what is missing is a change for the next submission.
            app.draft = pending.draft;
            app.draft.touched = false;
        }
        _ => {
            pending.approved = true;
            app.pending = Some(pending);
        }
    }
    event
}

fn release(app: &mut App, pending: Submission) -> Option<Value> {
    match pending.release {
        Release::Phased(terms) => {
            app.rollout = Some(Rollout {
                version: pending.version,
                terms,
                paused: false,
                finished: false,
            });
            None
        }
        Release::Everyone | Release::At(_) => {
            let event = review_event(app, &pending, "live", AuditResult::Approved, "");
            app.live = Some(pending.version);
            app.rollout = None;
            Some(event)
        }
    }
}

/// A phased release goes to everybody.
pub(super) fn finish(app: &mut App) -> Value {
    if let Some(rollout) = &mut app.rollout {
        rollout.finished = true;
        rollout.paused = false;
        app.live = Some(rollout.version.clone());
    }
    let code = app.live.as_ref().map(|version| version.code);
    call::event(
        "rollout",
        app,
        json!({ "state": "full", "version_code": code }),
    )
}

fn review_event(
    app: &App,
    pending: &Submission,
    state: &str,
    result: AuditResult,
    words: &str,
) -> Value {
    call::event(
        "review",
        app,
        json!({
            "version_code": pending.version.code,
            "release_id": pending.release_id,
            "state": state,
            "code": result.number(),
            "opinion": words,
        }),
    )
}

/// Rejections come with pictures, which are often the useful part [1 client].
fn attachment() -> String {
    format!(
        "https://{}/audit/{}.png",
        super::routes::UPLOAD_HOST,
        draw::hex(24)
    )
}
