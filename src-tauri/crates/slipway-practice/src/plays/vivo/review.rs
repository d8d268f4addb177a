//! How an app moves with time: a task runs, a review ends, an hour comes, a staged release begins and ends. Pure functions on one
//! app and the clock, so that the same facts tell the same story after a restart.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::record::{App, Newest, Opinion, Outcome, Staged, Status};

/// How long the imaginary store takes, before the world's review pace divides it. vivo names no times; these are ours.
pub(super) const REVIEW: Duration = Duration::from_secs(60 * 60);
pub(super) const TASK_WAITS: Duration = Duration::from_secs(30);
pub(super) const TASK_RUNS: Duration = Duration::from_secs(90);

/// What the reviewers write when practice was asked for a rejection and given no words.
pub(super) const DEFAULT_REASON: &str = "应用首次启动时，在用户同意隐私政策前已收集设备信息，请整改后重新提交。(The app reads the device's identity before the privacy policy is agreed to. Please correct this and submit again.)";

/// `effectStatus` of a staged release: 1 was seen while active, 4 and 5 mean ended or withdrawn [1 client family]; which of the two
/// is which, and that 0 comes before, is ours.
pub(super) mod effect {
    pub(in super::super) const NOT_YET: u8 = 0;
    pub(in super::super) const ACTIVE: u8 = 1;
    pub(in super::super) const ENDED: u8 = 4;
    pub(in super::super) const WITHDRAWN: u8 = 5;
}

/// Lets time pass up to `now`; returns what happened on the way, for the ledger.
pub(super) fn advance(app: &mut App, now: Timestamp) -> Vec<Value> {
    let mut happened = Vec::new();
    happened.extend(finish_task(app, now));
    if app.newest.status == Status::InReview && now >= app.newest.decided_at {
        let opinion = app.newest.opinion.clone();
        happened.extend(decide(app, opinion));
    }
    if is_due(&app.newest, now) {
        happened.push(put_on_shelf(app));
    }
    if let Some(staged) = &mut app.staged {
        if staged.status == Status::InReview && now >= staged.decided_at {
            let opinion = staged.opinion.clone();
            happened.push(decide_staged(&app.package, staged, opinion));
        }
        happened.extend(move_staged(&app.package, staged, now));
    }
    happened
}

/// The console's buttons *approve* and *reject*: the same ends as time brings, now. `None` when nothing is in review.
pub(super) fn decide_now(app: &mut App, opinion: Opinion, now: Timestamp) -> Option<Vec<Value>> {
    let mut happened = Vec::new();
    if app.newest.status == Status::InReview {
        happened.extend(decide(app, opinion));
    } else {
        let staged = app
            .staged
            .as_mut()
            .filter(|staged| staged.status == Status::InReview)?;
        happened.push(decide_staged(&app.package, staged, opinion));
    }
    happened.extend(advance(app, now));
    Some(happened)
}

/// Where a staged release stands at that moment.
pub(super) fn effect_of(staged: &Staged, now: Timestamp) -> u8 {
    match staged.status {
        _ if staged.replaced => effect::WITHDRAWN,
        Status::Withdrawn => effect::WITHDRAWN,
        Status::Approved if now >= staged.plan.end => effect::ENDED,
        Status::Approved if now >= staged.plan.start => effect::ACTIVE,
        _ => effect::NOT_YET,
    }
}

fn is_due(newest: &Newest, now: Timestamp) -> bool {
    newest.status == Status::Approved
        && !newest.on_shelf
        && newest.online_at.is_none_or(|hour| hour <= now)
}

/// A task that has run its time leaves a submission or a reason.
fn finish_task(app: &mut App, now: Timestamp) -> Vec<Value> {
    let due = app.task.as_mut().filter(|task| now >= task.ends_at);
    let Some((task, outcome)) = due.and_then(|task| {
        let outcome = task.outcome.take()?;
        Some((task, outcome))
    }) else {
        return Vec::new();
    };
    let submitted = match outcome {
        Outcome::Full(newest, event) => {
            app.newest = *newest;
            Some(event)
        }
        Outcome::Staged(staged, event) => {
            app.staged = Some(*staged);
            Some(event)
        }
        Outcome::Failed(reason) => {
            task.failure = Some(reason);
            None
        }
    };
    let ended = json!({
        "event": "task",
        "package": app.package,
        "state": if task.failure.is_some() { "failed" } else { "done" },
        "reason": task.failure,
    });
    [Some(ended), submitted].into_iter().flatten().collect()
}

fn decide(app: &mut App, opinion: Opinion) -> Option<Value> {
    let (status, word) = match &opinion {
        Opinion::Approve => (Status::Approved, "scheduled"),
        Opinion::Reject(_) => (Status::Rejected, "rejected"),
        Opinion::Withdraw => (Status::Withdrawn, "withdrawn"),
    };
    app.newest.status = status;
    app.newest.reason = match opinion {
        Opinion::Reject(reason) => reason,
        _ => None,
    };
    // Without an hour it goes to the shelf at once, which is an event of its own.
    let goes_on = status == Status::Approved && app.newest.online_at.is_none();
    (!goes_on).then(|| event(app, word))
}

fn put_on_shelf(app: &mut App) -> Value {
    app.newest.on_shelf = true;
    app.live.clone_from(&app.newest.version);
    app.signer.clone_from(&app.newest.signer);
    app.target_sdk = app.newest.target_sdk.or(app.target_sdk);
    // A full release of the staged version, or of a later one, takes its place [inferred: no client shows how a phase is completed].
    if let (Some(staged), Some(live)) = (&mut app.staged, &app.live) {
        staged.replaced |= staged.status == Status::Approved && live.code >= staged.version.code;
    }
    event(app, "live")
}

fn event(app: &App, word: &str) -> Value {
    json!({
        "event": "review",
        "package": app.package,
        "version_code": app.newest.version.as_ref().map(|version| version.code),
        "state": word,
        "code": app.newest.status.number(),
        "opinion": app.newest.reason,
    })
}

fn decide_staged(package: &str, staged: &mut Staged, opinion: Opinion) -> Value {
    let (status, word) = match opinion {
        Opinion::Approve => (Status::Approved, "approved"),
        Opinion::Reject(_) => (Status::Rejected, "rejected"),
        Opinion::Withdraw => (Status::Withdrawn, "withdrawn"),
    };
    staged.status = status;
    json!({
        "event": "review",
        "package": package,
        "version_code": staged.version.code,
        "state": word,
        "release_type": "phased",
    })
}

/// Tells of a staged release that began or ended since the last look.
fn move_staged(package: &str, staged: &mut Staged, now: Timestamp) -> Option<Value> {
    let effect = effect_of(staged, now);
    if effect == staged.told {
        return None;
    }
    staged.told = effect;
    let state = match effect {
        effect::ACTIVE => "RELEASE",
        effect::ENDED => "ENDED",
        effect::WITHDRAWN => "WITHDRAWN",
        _ => return None,
    };
    Some(json!({
        "event": "rollout",
        "package": package,
        "version_code": staged.version.code,
        "state": state,
        "percent": staged.plan.proportion,
    }))
}
