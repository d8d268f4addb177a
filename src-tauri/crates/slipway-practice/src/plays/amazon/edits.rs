//! Edits: the draft of the next version. One per app, shared with the web console, made from the live version, and never expiring
//! [official].

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    answer::{No, Reply, unknown},
    call::{self, Call, Open, Stop},
    etag::{self, Area},
    record::{Content, Edit, Status},
};
use crate::{plays::draw, stage::Stage};

/// Seen once for a second create [1 client].
const ALREADY_OPEN: StatusCode = StatusCode::CONFLICT;
/// For an app that was never live or is in review. The sentence is known [2 clients]; the status is [inferred].
const WRONG_STATE: StatusCode = StatusCode::BAD_REQUEST;
const WRONG_STATE_WORDS: &str = "Cannot create a new 'edit' for the app in it's current state.";

/// An Edit is called a release in the console, and so in its id [3 clients].
pub(super) fn release_id() -> String {
    format!("amzn1.devportal.apprelease.{}", draw::hex(32))
}

/// A fresh draft with the live version's content. Release notes are asked for every time anew [5 clients].
pub(super) fn draft(live: &Content) -> Edit {
    let mut content = live.clone();
    for listing in content.listings.values_mut() {
        listing.insert("recentChanges".to_owned(), json!(""));
    }
    content.publishing = None;
    Edit {
        id: release_id(),
        status: Status::InProgress,
        salt: draw::hex(16),
        revision: 0,
        weak_tags: false,
        content,
        submission: None,
    }
}

/// `GET /edits`, `getActiveEdit`. A submitted Edit is still the active one [1 client, live].
pub(super) fn active(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let app = call.app(stage)?;
    Ok(match &app.edit {
        Some(edit) => Reply::tagged(edit.shown(), etag::of(edit, Area::Edit)),
        // `{}` [5 clients]; the other forms have to be tolerated.
        None if call.ask.fault_is("no-edit-204") => Reply::gone(),
        None if call.ask.fault_is("no-edit-empty") => Reply::empty(StatusCode::OK),
        None if call.ask.fault_is("no-edit-404") => return Err(unknown("edit").into()),
        None => Reply::json(json!({})),
    })
}

/// `POST /edits`, `createEdit`.
pub(super) fn create(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    let is_blank = call.body.is_null() || call.body.as_object().is_some_and(|body| body.is_empty());
    if !is_blank {
        let what = "the body of a new Edit is empty or {}; what it held is ignored";
        stage.event(json!({ "event": "warning", "what": what }))?;
    }
    let wrong_state = |why: &str| No::plain(WRONG_STATE, WRONG_STATE_WORDS).because(why);
    if call.ask.fault_is("cannot-create-edit") {
        return Err(wrong_state("a knob asked for it").into());
    }
    match &app.edit {
        Some(edit) if edit.status == Status::InProgress => {
            let words = "An edit is already open for this application.";
            return Err(No::plain(ALREADY_OPEN, words).into());
        }
        Some(_) => return Err(wrong_state("a version is submitted").into()),
        None => {}
    }
    let live = app
        .live
        .as_ref()
        .ok_or_else(|| wrong_state("the app was never live"))?;
    let edit = draft(live);
    let shown = edit.shown();
    stage.event(call::event("edit", &app, opened(&edit)))?;
    app.edit = Some(edit);
    call::save(stage, &app)?;
    Ok(Reply::created(shown))
}

pub(super) fn opened(edit: &Edit) -> Value {
    json!({ "state": "opened", "edit_id": edit.id })
}

/// `GET /edits/{editId}`. Its tag is the one for commit and delete [6 clients]. An Edit that went live is still known, as `LIVE`
/// [1 client's comment].
pub(super) fn show(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let app = call.app(stage)?;
    let id = call.part("edit");
    match &app.edit {
        Some(edit) if edit.id == id => {
            let (shown, tag) = (edit.shown(), etag::of(edit, Area::Edit));
            Ok(Reply::tagged(shown, tag))
        }
        _ if app.released.iter().any(|released| released == id) => {
            Ok(Reply::json(json!({ "id": id, "status": "LIVE" })))
        }
        _ => Err(unknown("edit").into()),
    }
}

/// `DELETE /edits/{editId}`: only a draft can go [official].
pub(super) fn delete(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let open = call.matching(stage, Area::Edit)?;
    stage.event(open.event("edit", json!({ "state": "deleted" })))?;
    let Open { mut app, .. } = open;
    app.rejection = None;
    call::save(stage, &app)?;
    Ok(Reply::gone())
}
