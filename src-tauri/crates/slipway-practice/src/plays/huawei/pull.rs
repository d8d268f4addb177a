//! A file that the store fetches by itself, in order to submit it: accepted at once, fetched and processed later, and only then in
//! review or given up. The calls are `by_url.rs`.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{call, package::Package, record::App, submission::Submission};

/// How long fetching takes. Huawei says only that it is asynchronous [official]; the number is ours.
pub(super) const FETCHING: Duration = Duration::from_secs(60);

/// One accepted `app-submit-with-file`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Pull {
    pub(super) request_id: String,
    pub(super) package: Package,
    /// What it becomes, unless the package turns out to be of no use.
    pub(super) submission: Submission,
}

/// Ends the fetch whose time has come.
pub(super) fn advance(app: &mut App, now: Timestamp) -> Option<Value> {
    let pull = app.pull.take_if(|pull| pull.package.ready_at <= now)?;
    // A real store would tell the callback address; `app-info` shows nothing of a fetch that failed.
    if let Some(flaw) = pull.package.flaw {
        return Some(call::event(
            "pull-failed",
            app,
            json!({ "request_id": pull.request_id, "why": flaw }),
        ));
    }
    let event = pull.submission.event(app);
    app.updated_at = pull.submission.submitted_at;
    app.rejected = None;
    app.pending = Some(pull.submission);
    Some(event)
}
