//! How a submission moves with time: pre-review, review, the wait for its hour, the shelf; or a rejection with its reason.
//! Pure functions on one app and the clock, so that the same facts always tell the same story after a restart.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    pull,
    record::{App, ReleaseType},
    rollout,
    submission::{Opinion, Phase, Rejection, Rollout, Submission},
};

/// How long the imaginary store takes, before the world's review pace divides it. Huawei names only the first:
/// about two minutes for a package [official]; the other two are ours.
pub(super) const PROCESSING: Duration = Duration::from_secs(2 * 60);
pub(super) const PRE_REVIEW: Duration = Duration::from_secs(10 * 60);
pub(super) const REVIEW: Duration = Duration::from_secs(60 * 60);

/// What the reviewers write when practice was asked for a rejection and given no words.
pub(super) const DEFAULT_OPINION: &str = "经检测发现，您的应用首次启动时未弹出隐私政策，请整改后重新提交。(The app shows no privacy policy at first start. Please correct this and submit again.)";

/// `appInfo.releaseState` [7 clients].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    OnShelf = 0,
    FirstRejected = 1,
    Scheduled = 3,
    InReview = 4,
    UpdateInReview = 5,
    Draft = 7,
    UpdateRejected = 8,
    PreReview = 12,
}

impl State {
    pub(super) fn number(self) -> u8 {
        self as u8
    }

    fn word(self) -> &'static str {
        match self {
            Self::OnShelf => "live",
            Self::FirstRejected | Self::UpdateRejected => "rejected",
            Self::Scheduled => "scheduled",
            Self::InReview | Self::UpdateInReview | Self::PreReview => "in-review",
            Self::Draft => "draft",
        }
    }
}

/// The state of the newest version on this track.
pub(super) fn state(app: &App, release_type: ReleaseType, now: Timestamp) -> State {
    if let Some(pending) = on_track(app, release_type) {
        return state_of(app, pending, now);
    }
    if !app.draft(release_type).is_empty() {
        return State::Draft;
    }
    if rejection_on_track(app, release_type).is_some() {
        return rejected_state(app);
    }
    match app.live {
        Some(_) => State::OnShelf,
        None => State::Draft,
    }
}

/// The submission on this track, if one is on its way.
pub(super) fn on_track(app: &App, release_type: ReleaseType) -> Option<&Submission> {
    app.pending
        .as_ref()
        .filter(|pending| pending.release_type == release_type)
}

/// The rejection that stands on this track.
pub(super) fn rejection_on_track(app: &App, release_type: ReleaseType) -> Option<&Rejection> {
    app.rejected
        .as_ref()
        .filter(|rejected| rejected.release_type == release_type)
}

/// The state of the version that is on its way.
pub(super) fn state_of(app: &App, pending: &Submission, now: Timestamp) -> State {
    if pending.approved {
        State::Scheduled
    } else if now < pending.pre_review_until {
        State::PreReview
    } else if app.live.is_some() {
        State::UpdateInReview
    } else {
        State::InReview
    }
}

fn rejected_state(app: &App) -> State {
    if app.live.is_some() {
        State::UpdateRejected
    } else {
        State::FirstRejected
    }
}

/// Lets time pass up to `now`; returns what happened on the way, for the ledger.
pub(super) fn advance(app: &mut App, now: Timestamp) -> Vec<Value> {
    let mut happened: Vec<Value> = pull::advance(app, now).into_iter().collect();
    if let Some(pending) = app.pending.take_if(|p| !p.approved && now >= p.decided_at) {
        let opinion = pending.opinion.clone();
        happened.extend(decide(app, pending, &opinion));
    }
    let due = app.pending.as_ref().filter(|pending| pending.approved);
    // The phased release before ends first, if its end comes first.
    let until = due.map_or(now, |pending| pending.due().min(now));
    happened.extend(rollout::end(app, until));
    let is_due = |pending: &mut Submission| pending.approved && pending.due() <= now;
    if let Some(pending) = app.pending.take_if(is_due) {
        happened.push(put_on_shelf(app, pending));
        happened.extend(rollout::end(app, now));
    }
    happened
}

/// The console's buttons *approve* and *reject*: the same ends as time brings, now. `None` when nothing is in review.
pub(super) fn decide_now(app: &mut App, opinion: &Opinion, now: Timestamp) -> Option<Vec<Value>> {
    let mut pending = app.pending.take_if(|pending| !pending.approved)?;
    pending.decided_at = now;
    let mut happened = decide(app, pending, opinion);
    happened.extend(advance(app, now));
    Some(happened)
}

fn decide(app: &mut App, mut pending: Submission, opinion: &Opinion) -> Vec<Value> {
    match opinion {
        Opinion::Approve => {
            pending.approved = true;
            let event = (pending.due() > pending.decided_at)
                .then(|| event(app, &pending, State::Scheduled, None));
            app.pending = Some(pending);
            event.into_iter().collect()
        }
        Opinion::Reject(opinion) => {
            let state = rejected_state(app);
            let event = event(app, &pending, state, Some(opinion));
            app.rejected = Some(Rejection {
                version: pending.version,
                release_type: pending.release_type,
                opinion: opinion.clone(),
            });
            vec![event]
        }
    }
}

fn put_on_shelf(app: &mut App, pending: Submission) -> Value {
    let mut event = event(app, &pending, State::OnShelf, None);
    match pending.phased {
        Some(terms) => {
            event["state"] = json!("phased");
            app.rollout = Some(Rollout {
                version: pending.version,
                terms,
                phase: Phase::Release,
                listing: app.phased_listing.clone(),
            });
        }
        None => {
            app.live = Some(pending.version);
            // What is left of a cancelled phased release is older than this version.
            app.rollout = None;
        }
    }
    event
}

fn event(app: &App, pending: &Submission, state: State, opinion: Option<&String>) -> Value {
    json!({
        "event": "review",
        "package": app.package,
        "version_code": pending.version.code,
        "state": state.word(),
        "code": state.number(),
        "opinion": opinion,
    })
}
