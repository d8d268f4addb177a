//! The troubles of this store that a knob may ask for: their names, and what people do in the web console meanwhile. Troubles of one
//! single call stand beside that call.

use serde_json::{Value, json};

use super::{
    call, edits,
    record::{App, Status, text},
};
use crate::{plays::lie, stage::Ask};

/// Names that `Fault::Store` may carry.
pub(super) const FAULTS: [&str; 35] = [
    lie::LIE,
    // the token
    "expired-token",
    "not-authorized",
    "dead-token",
    "short-token",
    "expires-in-text",
    // Edits and their tags
    "cannot-create-edit",
    "no-edit-204",
    "no-edit-404",
    "no-edit-empty",
    "stale-tag",
    "weak-tags",
    // what happens in the web console just before the call
    "console-edit",
    "console-touch",
    "withdrawn",
    "drm-chosen",
    "edited-in-console",
    // packages
    "aab-born",
    "slow-processing",
    "not-ready-404",
    "processing-fails",
    // images and videos
    "image-id-alone",
    "videos-at-root",
    // the shape of answers
    "empty-answers",
    "created-status",
    "null-fields",
    "bare-list",
    // validation and reviews
    "validation-fails",
    "reject-next-review",
    // DevTest
    "pem-only",
    "base64-only",
    "ec-only",
    "wrong-count",
    "group-unnamed",
    "half-added",
];

/// A text that a colleague left unfinished.
const TOUCHED: &str = "Edited in the console, not finished";

/// Does in the console what a knob asks for. Returns what the ledger should say, when there was anything to do.
pub(super) fn interfere(ask: &Ask, app: &mut App) -> Option<Value> {
    let what = match ask.fault.as_deref()? {
        "console-edit" => open(app)?,
        "console-touch" => touch(app)?,
        "withdrawn" => withdraw(app)?,
        "drm-chosen" => choose_drm(app)?,
        "weak-tags" => weaken(app)?,
        _ => return None,
    };
    Some(call::event("warning", app, json!({ "what": what })))
}

/// *Add upcoming version* in the browser makes the same object as the API does [1 client].
fn open(app: &mut App) -> Option<&'static str> {
    if app.edit.is_some() {
        return None;
    }
    app.edit = Some(edits::draft(app.live.as_ref()?));
    touch(app);
    Some("a knob opened an Edit in the console")
}

fn touch(app: &mut App) -> Option<&'static str> {
    let edit = app
        .edit
        .as_mut()
        .filter(|edit| edit.status == Status::InProgress)?;
    let language = edit.content.default_language().to_owned();
    let listing = edit.content.listings.get_mut(&language)?;
    if text(listing, "shortDescription") == TOUCHED {
        return None;
    }
    listing.insert("shortDescription".to_owned(), json!(TOUCHED));
    edit.revision += 1;
    Some("a knob edited a text in the console")
}

/// *Cancel submission*, which only the console has.
fn withdraw(app: &mut App) -> Option<&'static str> {
    let edit = app
        .edit
        .as_mut()
        .filter(|edit| edit.status != Status::InProgress)?;
    edit.status = Status::InProgress;
    edit.submission = None;
    edit.revision += 1;
    Some("a knob withdrew the submission in the console")
}

fn choose_drm(app: &mut App) -> Option<&'static str> {
    let edit = app.edit.as_mut()?;
    let mut undecided = edit.content.apks.iter_mut().filter(|apk| !apk.drm_chosen);
    let first = undecided.next()?;
    first.drm_chosen = true;
    undecided.for_each(|apk| apk.drm_chosen = true);
    edit.revision += 1;
    Some("a knob chose the DRM of every package in the console")
}

fn weaken(app: &mut App) -> Option<&'static str> {
    let edit = app.edit.as_mut().filter(|edit| !edit.weak_tags)?;
    edit.weak_tags = true;
    Some("a knob makes the Edit's tags weak ones")
}
