//! One authenticated call of the API: what was sent, and the frame in which every handler works. Identifies the caller, reads the path
//! and the body, finds the app and its Edit, holds `If-Match` against them, runs the handler in one transaction, and answers.

use std::collections::BTreeMap;

use axum::{
    RequestExt as _,
    extract::{Path, Request},
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use serde_json::Value;

use super::{
    answer::{
        self, No, Reply, absent, invalid, no_scope, not_authorized, precondition_failed, unknown,
    },
    caller::{self, Account},
    etag::{self, Area},
    record::{App, Edit, Status},
    review, trouble,
};
use crate::{
    error::WorldError,
    plays::{
        app::{self, Record},
        body::{self, NoJson},
        stop,
    },
    stage::{Ask, Stage},
};

/// Longest JSON body; real ones have a few kilobytes.
const LONGEST_BODY: usize = 1 << 20;
const APP_ID: &str = "amzn1.devportal.mobileapp.";

/// What a handler is given.
pub(super) struct Call {
    pub(super) ask: Ask,
    account: Account,
    path: BTreeMap<String, String>,
    if_match: Option<String>,
    /// `Null` when the body is empty, and for uploads.
    pub(super) body: Value,
}

/// Why a handler stops.
pub(super) type Stop = stop::Stop<No>;

/// One handler: judges first, writes last, so that a refusal leaves everything as it was.
pub(super) type Work = fn(&mut Stage<'_>, &Call) -> Result<Reply, Stop>;

/// Answers one call that has JSON or nothing for a body.
pub(super) async fn answer(ask: Ask, request: Request, work: Work) -> Response {
    let done = match Call::read(&ask, request).await {
        Ok(call) => call.run(work),
        Err(stop) => Err(stop),
    };
    finish(&ask, done)
}

/// The answer on the wire; a refusal goes into the ledger first.
pub(super) fn finish(ask: &Ask, done: Result<Reply, Stop>) -> Response {
    match stop::noted(ask, done) {
        Ok(Ok(reply)) => reply.respond(ask),
        Ok(Err(no)) => no.respond(ask),
        Err(error) => error.into_response(),
    }
}

impl Call {
    /// Identifies the caller, then reads what was sent.
    async fn read(ask: &Ask, mut request: Request) -> Result<Self, Stop> {
        let mut call = Self::head(ask, &mut request).await?;
        call.body = json_body(request).await?;
        Ok(call)
    }

    /// The same without the body, for uploads.
    pub(super) async fn head(ask: &Ask, request: &mut Request) -> Result<Self, Stop> {
        let path = request
            .extract_parts::<Path<BTreeMap<String, String>>>()
            .await
            .map_err(|_| unknown("resource").because("the path is not percent-encoded UTF-8"))?;
        if path.values().any(String::is_empty) {
            return Err(no_scope(request.method(), request.uri().path()).into());
        }
        let account = caller::identify(ask, request.headers())?;
        Ok(Self {
            ask: ask.clone(),
            account,
            path: path.0,
            if_match: if_match(request.headers()),
            body: Value::Null,
        })
    }

    /// Runs a handler in one transaction.
    pub(super) fn run(
        &self,
        work: impl FnOnce(&mut Stage<'_>, &Self) -> Result<Reply, Stop>,
    ) -> Result<Reply, Stop> {
        stop::change(&self.ask, |stage| work(stage, self))
    }

    /// Looks whether a call may go on, before its body is read.
    pub(super) fn look<T>(
        &self,
        work: impl FnOnce(&mut Stage<'_>, &Self) -> Result<T, Stop>,
    ) -> Result<(), Stop> {
        let seen = self.ask.change(|stage| match work(stage, self) {
            Ok(_) => Ok(Ok(())),
            Err(Stop::No(no)) => Ok(Err(no)),
            Err(Stop::World(error)) => Err(error),
        })?;
        Ok(seen?)
    }

    /// A part of the path; empty where the route has none of that name.
    pub(super) fn part(&self, name: &str) -> &str {
        self.path.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The app in the path, brought up to the present: by its App ID or by its package name [3 clients].
    pub(super) fn app(&self, stage: &mut Stage<'_>) -> Result<App, Stop> {
        let name = self.part("app");
        let found = match name.starts_with(APP_ID) {
            true => app::load::<App>(stage, name)?,
            false => app::load_all::<App>(stage)?
                .into_iter()
                .find(|app| app.package == name),
        };
        let mut app = found.ok_or_else(|| unknown("application"))?;
        // 403 with the gateway's sentence is also what an app of another account gives [from the reference's table].
        if app.ours != (self.account == Account::Ours) {
            return Err(not_authorized("the app is another developer account's").into());
        }
        if let Some(event) = trouble::interfere(&self.ask, &mut app) {
            save(stage, &app)?;
            stage.event(event)?;
        }
        Ok(app)
    }

    /// The app with the Edit in the path, whatever its status.
    pub(super) fn open(&self, stage: &mut Stage<'_>) -> Result<Open, Stop> {
        let mut app = self.app(stage)?;
        let edit = app
            .edit
            .take_if(|edit| edit.id == self.part("edit"))
            .ok_or_else(|| unknown("edit"))?;
        Ok(Open { app, edit })
    }

    /// The same for a write that needs no tag: the Edit must be a draft.
    pub(super) fn draft(&self, stage: &mut Stage<'_>) -> Result<Open, Stop> {
        let open = self.open(stage)?;
        writable(&open.edit)?;
        Ok(open)
    }

    /// The same for a write to a resource whose tag comes along: a header that is missing is 400 [1 client, 2 pull requests], an Edit
    /// that is no draft and a tag that is stale are 412 [official and 2 clients].
    pub(super) fn matching(&self, stage: &mut Stage<'_>, area: Area<'_>) -> Result<Open, Stop> {
        self.matching_in(stage, area, &[Status::InProgress])
    }

    /// The same for a resource that can be written in other states too.
    pub(super) fn matching_in(
        &self,
        stage: &mut Stage<'_>,
        area: Area<'_>,
        states: &[Status],
    ) -> Result<Open, Stop> {
        let open = self.open(stage)?;
        if let Some(apk) = area.apk()
            && open.edit.content.apk(apk).is_none()
        {
            return Err(unknown("apk").into());
        }
        let sent = self
            .if_match
            .as_deref()
            .ok_or_else(|| absent("If-Match header"))?;
        if !states.contains(&open.edit.status) {
            return Err(not_a_draft(&open.edit).into());
        }
        if self.ask.fault_is("stale-tag") {
            return Err(precondition_failed("a knob asked for it; the tag is right").into());
        }
        if sent != open.tag(area) {
            return Err(precondition_failed("the tag is not this resource's tag now").into());
        }
        Ok(open)
    }
}

/// An app and its open Edit, apart while a handler works on them.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) app: App,
    pub(super) edit: Edit,
}

impl Open {
    pub(super) fn tag(&self, area: Area<'_>) -> String {
        etag::of(&self.edit, area)
    }

    /// Keeps a write: every tag of the Edit is a new one from now on.
    pub(super) fn keep(mut self, stage: &mut Stage<'_>) -> Result<(), WorldError> {
        self.edit.revision += 1;
        self.app.edit = Some(self.edit);
        save(stage, &self.app)
    }

    /// An event about this Edit.
    pub(super) fn event(&self, name: &str, members: Value) -> Value {
        let mut event = event(name, &self.app, members);
        if let Some(event) = event.as_object_mut() {
            event.insert("edit_id".to_owned(), Value::from(self.edit.id.as_str()));
        }
        event
    }
}

fn writable(edit: &Edit) -> Result<(), No> {
    match edit.status {
        Status::InProgress => Ok(()),
        _ => Err(not_a_draft(edit)),
    }
}

fn not_a_draft(edit: &Edit) -> No {
    precondition_failed(&format!("the Edit is {}", edit.status.word()))
}

impl Record for App {
    fn advance(&mut self, now: Timestamp) -> Vec<Value> {
        review::advance(self, now)
    }
}

pub(super) fn save(stage: &mut Stage<'_>, app: &App) -> Result<(), WorldError> {
    app::save(stage, &app.id, app)
}

/// The tag that the client holds, as its bytes came. What is no text is no tag of ours.
fn if_match(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::IF_MATCH)?;
    Some(value.to_str().unwrap_or_default().to_owned())
}

/// Reads a body that may be empty or JSON, announced as JSON. The code beside other kinds is [inferred].
async fn json_body(request: Request) -> Result<Value, No> {
    body::json(request, LONGEST_BODY)
        .await
        .map_err(|no| match no {
            NoJson::BrokeOff => broken_body(),
            NoJson::NotAnnounced => invalid("Content-Type must be application/json"),
            NoJson::Malformed => invalid("The request body is not JSON"),
        })
}

/// There may be nobody left to read an answer.
pub(super) fn broken_body() -> No {
    No::nothing(StatusCode::BAD_REQUEST, "the body broke off or is too long")
}

/// An object member by member, as PUT takes one.
pub(super) fn members(body: &Value) -> Result<&super::record::Members, No> {
    body.as_object()
        .ok_or_else(|| answer::absent("A JSON object"))
}

/// An event about an app.
pub(super) fn event(name: &str, app: &App, members: Value) -> Value {
    let mut event = app::event(name, &app.package, members);
    if let Some(event) = event.as_object_mut() {
        event.insert("app_id".to_owned(), Value::from(app.id.as_str()));
    }
    event
}
