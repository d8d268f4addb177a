//! One authenticated call to connect-api: what was sent, and the frame in which every handler works. Reads the body,
//! identifies the caller, runs the handler in one transaction, and dresses the answer as the knobs ask.

use std::collections::BTreeMap;

use axum::{
    extract::Request,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, header};
use jiff::Timestamp;
use serde_json::Value;

use super::{
    caller,
    record::{App, ReleaseType},
    ret::{self, No, Reply, Shape},
    review,
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
    pub(super) query: BTreeMap<String, String>,
    /// `Null` when the body is empty.
    pub(super) body: Value,
}

/// Why a handler stops.
pub(super) type Stop = stop::Stop<No>;

/// One handler: judges first, writes last, so that a refusal leaves everything as it was.
pub(super) type Work = fn(&mut Stage<'_>, &Call) -> Result<Reply, Stop>;

/// Answers one publishing call.
pub(super) async fn answer(ask: Ask, request: Request, work: Work) -> Response {
    let done = answer_inner(&ask, request, work).await;
    finish(&ask, done)
}

async fn answer_inner(ask: &Ask, request: Request, work: Work) -> Result<Reply, Stop> {
    caller::identify(ask, request.headers())?;
    let call = Call::read(ask.clone(), request).await?;
    if ask.fault_is("error-inside") {
        return Err(No::business(ret::SYSTEM_ERROR, "unknown system error").into());
    }
    stop::change(ask, |stage| work(stage, &call))
}

/// The answer on the wire; a refusal goes into the ledger first.
pub(super) fn finish(ask: &Ask, done: Result<Reply, Stop>) -> Response {
    match stop::noted(ask, done) {
        Ok(Ok(reply)) => respond(ask, reply),
        Ok(Err(no)) => respond(ask, no.reply()),
        Err(error) => error.into_response(),
    }
}

fn respond(ask: &Ask, reply: Reply) -> Response {
    let Some(body) = reply.body else {
        return reply.status.into_response();
    };
    let shape = Shape {
        ret_as_text: ask.fault_is("ret-as-text"),
        message_key: ask.fault_is("message-key"),
        code_as_text: ask.fault_is("code-as-text"),
        null_fields: ask.fault_is("null-fields"),
        missing_fields: ask.fault_is("missing-fields"),
    };
    let body = shape.apply(body).to_string();
    let mut response = (reply.status, body).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json;charset=UTF-8"),
    );
    response
}

impl Call {
    pub(super) async fn read(ask: Ask, request: Request) -> Result<Self, No> {
        let query = body::query(&request);
        Ok(Self {
            ask,
            query,
            body: json_body(request).await?,
        })
    }

    pub(super) fn get(&self, member: &str) -> Option<&str> {
        self.query.get(member).map(String::as_str)
    }

    /// A query member that must be there and not empty.
    pub(super) fn required(&self, member: &str) -> Result<&str, No> {
        self.get(member)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| ret::bad_query(member))
    }

    pub(super) fn release_type(&self) -> Result<ReleaseType, No> {
        let release_type = ReleaseType::read(self.get("releaseType"))
            .ok_or_else(|| ret::invalid("releaseType"))?;
        self.check_track(release_type)?;
        Ok(release_type)
    }

    /// Until the first phased release was set up by hand in the console, `releaseType` 3 finds no app [issue]. Apps of this
    /// world count as set up, unless a knob says otherwise.
    pub(super) fn check_track(&self, release_type: ReleaseType) -> Result<(), No> {
        if release_type == ReleaseType::Phased && self.ask.fault_is("phased-never-configured") {
            return Err(No::business(
                ret::APP_LOOKUP,
                "query app failed, phased release never configured",
            ));
        }
        Ok(())
    }

    /// The app named by `appId`, brought up to the present.
    pub(super) fn app(&self, stage: &mut Stage<'_>) -> Result<App, Stop> {
        // Huawei's own demo writes `appid` in places, and several calls take it [official demo].
        let id = match self.get("appid") {
            Some(id) if self.get("appId").is_none() => id,
            _ => self.required("appId")?,
        };
        if !id.bytes().all(|b| b.is_ascii_digit()) {
            // A package name in the place of the App ID [issue].
            return Err(No::forbidden("appId is not digits").into());
        }
        match load(stage, id)? {
            Some(app) => Ok(app),
            None => {
                Err(No::business(ret::APP_LOOKUP, "query app failed, app does not exist").into())
            }
        }
    }
}

impl Record for App {
    fn advance(&mut self, now: Timestamp) -> Vec<Value> {
        review::advance(self, now)
    }
}

/// The app with that id, brought up to the present.
pub(super) fn load(stage: &mut Stage<'_>, id: &str) -> Result<Option<App>, WorldError> {
    app::load(stage, id)
}

pub(super) fn save(stage: &mut Stage<'_>, app: &App) -> Result<(), WorldError> {
    app::save(stage, &app.id, app)
}

/// Reads a body that may be empty or JSON. Calls with a body must say that it is JSON: clients that did not, broke.
pub(super) async fn json_body(request: Request) -> Result<Value, No> {
    let invalid = |why: &str| {
        let words = format!("parameter validation failed, {why}");
        No::business(ret::PARAMETER_CHECK, words)
    };
    body::json(request, LONGEST_BODY)
        .await
        .map_err(|no| match no {
            NoJson::BrokeOff => No::broken_body(),
            NoJson::NotAnnounced => invalid("Content-Type must be application/json"),
            NoJson::Malformed => invalid("the body is not JSON"),
        })
}

/// An event about an app.
pub(super) fn event(name: &str, app: &App, members: Value) -> Value {
    app::event(name, &app.package, members)
}
