//! How a submission moves with time: review, then the store at once or at its hour; or back to a draft. Pure functions on one app and
//! the clock, so that the same facts always tell the same story after a restart.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    call,
    record::{App, Edit, Opinion, Status},
};

/// How long the imaginary reviewers take, before the world's review pace divides it. This is ours; Amazon names no time here.
pub(super) const REVIEW: Duration = Duration::from_secs(60 * 60);

/// What the reviewers write when practice was asked for a rejection and given no words.
pub(super) const DEFAULT_OPINION: &str =
    "The app closes by itself on Practice Tablet 8 a few seconds after it is opened.";

/// Lets time pass up to `now`; returns what happened on the way, for the ledger.
pub(super) fn advance(app: &mut App, now: Timestamp) -> Vec<Value> {
    let mut happened = Vec::new();
    let due = app.edit.as_ref().and_then(|edit| {
        let submission = edit.submission.as_ref()?;
        let is_due = edit.status == Status::Review && now >= submission.decided_at;
        is_due.then(|| submission.opinion.clone())
    });
    if let Some(opinion) = due {
        happened.extend(decide(app, &opinion));
    }
    happened.extend(release(app, now));
    happened
}

/// The console's buttons *approve* and *reject*: the same ends as time brings, now. `None` when nothing is in review.
pub(super) fn decide_now(app: &mut App, opinion: &Opinion, now: Timestamp) -> Option<Vec<Value>> {
    let mut happened = vec![decide(app, opinion)?];
    happened.extend(release(app, now));
    Some(happened)
}

/// The verdict. A rejected version is a draft again, with everything that is in it; the reasons come by e-mail and in the console only.
fn decide(app: &mut App, opinion: &Opinion) -> Option<Value> {
    let mut edit = app.edit.take_if(|edit| edit.status == Status::Review)?;
    edit.submission = None;
    edit.revision += 1;
    let event = match opinion {
        Opinion::Approve => {
            edit.status = Status::Approved;
            event(app, &edit, "approved", "")
        }
        Opinion::Reject(words) => {
            edit.status = Status::InProgress;
            app.rejection = Some(words.clone());
            event(app, &edit, "rejected", words)
        }
    };
    app.edit = Some(edit);
    Some(event)
}

/// An approved version whose time has come is the live one, and there is no Edit any more.
fn release(app: &mut App, now: Timestamp) -> Option<Value> {
    let edit = app.edit.take_if(|edit| {
        let publishing = edit.content.publishing.as_ref();
        edit.status == Status::Approved && publishing.is_none_or(|publishing| publishing.at <= now)
    })?;
    let event = event(app, &edit, "live", "");
    app.released.push(edit.id);
    app.live = Some(edit.content);
    Some(event)
}

fn event(app: &App, edit: &Edit, state: &str, words: &str) -> Value {
    let version = edit.content.newest().map(|apk| &apk.version);
    call::event(
        "review",
        app,
        json!({
            "version_code": version.map(|version| version.code),
            "edit_id": edit.id,
            "state": state,
            "opinion": words,
        }),
    )
}
