//! One authenticated call to the publish API: what was sent, and the frame in which every handler works. Identifies the
//! caller, reads the body, runs the handler in one transaction, and answers. What a call means is not known here.

use std::collections::BTreeMap;

use axum::{
    extract::Request,
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use jiff::Timestamp;
use serde_json::Value;

use super::{
    answer::{self, No, Reply, bad_parameter},
    caller,
    record::App,
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

/// What a handler is given.
pub(super) struct Call {
    pub(super) ask: Ask,
    query: BTreeMap<String, String>,
    /// `Null` when the body is empty.
    pub(super) body: Value,
}

/// Why a handler stops.
pub(super) type Stop = stop::Stop<No>;

/// One handler: judges first, writes last, so that a refusal leaves everything as it was.
pub(super) type Work = fn(&mut Stage<'_>, &Call) -> Result<Reply, Stop>;

/// Answers one publishing call.
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
        Ok(Err(no)) => no.reply().respond(ask),
        Err(error) => error.into_response(),
    }
}

impl Call {
    /// Identifies the caller, then reads what was sent.
    pub(super) async fn read(ask: &Ask, request: Request) -> Result<Self, Stop> {
        caller::identify(ask, request.headers())?;
        let query = body::query(&request);
        let body = json_body(request).await?;
        trouble::refusal(ask)?;
        Ok(Self {
            ask: ask.clone(),
            query,
            body,
        })
    }

    /// Runs a handler in one transaction.
    pub(super) fn run(
        &self,
        work: impl FnOnce(&mut Stage<'_>, &Self) -> Result<Reply, Stop>,
    ) -> Result<Reply, Stop> {
        stop::change(&self.ask, |stage| work(stage, self))
    }

    /// A member of the query.
    pub(super) fn get(&self, member: &str) -> Option<&str> {
        self.query.get(member).map(String::as_str)
    }

    /// The app named by `appId` in the query, brought up to the present.
    pub(super) fn app(&self, stage: &mut Stage<'_>) -> Result<App, Stop> {
        let mut app = app_named(stage, self.get("appId"))?;
        if let Some(event) = trouble::soil(&self.ask, &mut app) {
            save(stage, &app)?;
            stage.event(event)?;
        }
        Ok(app)
    }
}

/// The app with that decimal id, if this account may see it.
pub(super) fn app_named(stage: &mut Stage<'_>, id: Option<&str>) -> Result<App, Stop> {
    let id = id.unwrap_or_default();
    if id.is_empty() {
        return Err(No::business(answer::APP_ID_EMPTY, "appId is empty").into());
    }
    let id = id
        .parse::<i64>()
        .map_err(|_| No::business(answer::APP_ID_MALFORMED, "appId format error"))?;
    own_app(stage, id)
}

/// The app with that id, if this account may see it.
pub(super) fn own_app(stage: &mut Stage<'_>, id: i64) -> Result<App, Stop> {
    match load(stage, id)? {
        Some(app) if app.ours => Ok(app),
        Some(_) => Err(No::business(
            answer::NOT_YOUR_APP,
            "no permission to operate this resource",
        )
        .into()),
        None => Err(No::business(answer::NO_SUCH_APP, "appId does not exist").into()),
    }
}

impl Record for App {
    fn advance(&mut self, now: Timestamp) -> Vec<Value> {
        review::advance(self, now)
    }
}

/// The app with that id, brought up to the present.
pub(super) fn load(stage: &mut Stage<'_>, id: i64) -> Result<Option<App>, WorldError> {
    app::load(stage, &id.to_string())
}

pub(super) fn save(stage: &mut Stage<'_>, app: &App) -> Result<(), WorldError> {
    app::save(stage, &app.id.to_string(), app)
}

/// Reads a body that may be empty or JSON, announced as JSON [official].
async fn json_body(request: Request) -> Result<Value, No> {
    body::json(request, LONGEST_BODY)
        .await
        .map_err(|no| match no {
            NoJson::BrokeOff => broken_body(),
            NoJson::NotAnnounced => bad_parameter("Content-Type must be application/json"),
            NoJson::Malformed => bad_parameter("the body is not JSON"),
        })
}

/// There may be nobody left to read an answer.
pub(super) fn broken_body() -> No {
    No::gateway(StatusCode::BAD_REQUEST, "the body broke off or is too long")
}

/// A JSON integer. A number written as a string is none: the reference knows numbers only.
pub(super) fn integer(value: Option<&Value>) -> Option<i64> {
    value?.as_i64()
}

/// A string that holds more than blanks.
pub(super) fn filled(value: Option<&Value>) -> Option<&str> {
    value?.as_str().filter(|text| !text.trim().is_empty())
}

/// An event about an app.
pub(super) fn event(name: &str, app: &App, members: Value) -> Value {
    app::event(name, &app.package, members)
}
