//! How a phased release ends: it goes to everybody, or it is cancelled. Its beginning is an approval (`review.rs`), its steering a call
//! (`phased.rs`).

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    call,
    record::App,
    submission::{Phase, Rollout},
};

/// Ends the phased release whose end has come by `now`. That a running one then goes to everybody and a suspended one is cancelled
/// is [inferred] from the words `RELEASE`, `SUSPEND`, `CANCEL` and from there being no other way to `CANCEL`; change it here.
pub(super) fn end(app: &mut App, now: Timestamp) -> Option<Value> {
    let rollout = app
        .rollout
        .as_mut()
        .filter(|rollout| rollout.terms.end <= now)?;
    match rollout.phase {
        Phase::Cancel => None,
        Phase::Suspend => {
            rollout.phase = Phase::Cancel;
            let version_code = rollout.version.code;
            Some(call::event(
                "rollout",
                app,
                json!({ "version_code": version_code, "state": Phase::Cancel.word() }),
            ))
        }
        Phase::Release => {
            let rollout = app.rollout.take()?;
            let version_code = rollout.version.code;
            to_everybody(app, rollout);
            Some(call::event(
                "rollout",
                app,
                json!({ "version_code": version_code, "state": "FULL" }),
            ))
        }
    }
}

/// The phased version becomes the full one, with the listing that it went out with. The version keeps its id.
pub(super) fn to_everybody(app: &mut App, rollout: Rollout) {
    app.live = Some(rollout.version);
    if let Some(listing) = rollout.listing {
        app.listing = listing;
    }
    if app.draft_phased.is_empty() && app.pending.is_none() {
        app.phased_listing = None;
    }
}
