//! One signed call: parameters, token, clock, signature, then the work in one transaction, then the answer dressed as the knobs ask.
//! Not for the token call and the upload, which have ways of their own to prove who calls.

use std::time::Duration;

use axum::{
    extract::Request,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{
    answer::{self, Refusal, Shape},
    keys::Client,
    params::Params,
    record::App,
    review,
    sign::{self, API_SIGN},
    token,
};
use crate::{
    error::WorldError,
    plays::{
        app::{self, Record},
        body::Broken,
        decimal, lie,
    },
    stage::{Ask, Stage},
};

/// OPPO: the clocks may differ by 15 minutes [official copy].
const CLOCK_ERROR: Duration = Duration::from_secs(15 * 60);

/// What a handler is given.
pub(super) struct Call {
    pub(super) ask: Ask,
    pub(super) client: Client,
    pub(super) params: Params,
}

/// Why a call ends without success.
pub(super) enum Stop {
    No(Refusal),
    /// Nobody is left to read an answer, or what came cannot be read.
    Broken(String),
    World(WorldError),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::No(refusal)
    }
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken.to_string())
    }
}

impl From<WorldError> for Stop {
    fn from(error: WorldError) -> Self {
        Self::World(error)
    }
}

/// One handler; returns `data`. Judges first, writes last, so that a refusal leaves everything as it was.
pub(super) type Work = fn(&mut Stage<'_>, &Call) -> Result<Value, Stop>;

/// Answers one signed call.
pub(super) async fn answer(ask: Ask, request: Request, work: Work) -> Response {
    let done = answer_inner(&ask, request, work).await;
    finish(&ask, done)
}

async fn answer_inner(ask: &Ask, request: Request, work: Work) -> Result<Value, Stop> {
    let params = Params::read(request).await?;
    let client = identify(ask, &params)?;
    if ask.fault_is("error-inside") {
        return Err(Refusal::busy().into());
    }
    let call = Call {
        ask: ask.clone(),
        client,
        params,
    };
    let data = lie::change(ask, |stage| match work(stage, &call) {
        Ok(data) => Ok(Ok(data)),
        Err(Stop::No(refusal)) => Ok(Err(Stop::No(refusal))),
        Err(Stop::Broken(why)) => Ok(Err(Stop::Broken(why))),
        Err(Stop::World(error)) => Err(error),
    })??;
    Ok(answer::success(data))
}

/// Token, then clock, then signature; which of them the real store looks at first is not established.
fn identify(ask: &Ask, params: &Params) -> Result<Client, Stop> {
    let access_token = params.text("access_token");
    let client = ask.change(|stage| {
        if ask.fault_is("expired-token") {
            token::kill(stage, access_token)?;
        }
        token::holder(stage, access_token)
    })??;
    let stamped = decimal(params.text("timestamp"))
        .and_then(|seconds| i64::try_from(seconds).ok())
        .ok_or_else(|| Refusal::timestamp("timestamp is not Unix seconds"))?;
    let apart = SignedDuration::from_secs(ask.now().as_second().saturating_sub(stamped));
    if apart.unsigned_abs() > CLOCK_ERROR {
        return Err(Refusal::timestamp("timestamp is more than 15 minutes off").into());
    }
    let expected = sign::sign(&client.secret, &sign::canonical(&params.0));
    match params.text(API_SIGN) {
        sent if sent == expected => Ok(client),
        "" => Err(Refusal::sign("api_sign is missing").into()),
        _ => Err(Refusal::sign("api_sign does not fit the parameters that arrived").into()),
    }
}

impl Call {
    /// A parameter that must be there and not blank.
    pub(super) fn required(&self, name: &str, label: &str) -> Result<&str, Refusal> {
        match self.params.text(name) {
            text if text.trim().is_empty() => Err(Refusal::blank(label)),
            text => Ok(text),
        }
    }

    /// A number that must be there.
    pub(super) fn number(&self, name: &str, label: &str) -> Result<u64, Refusal> {
        decimal(self.required(name, label)?)
            .ok_or_else(|| Refusal::parameter(format!("{name} 必须是整数")))
    }

    /// The app named by `pkg_name`, brought up to the present.
    pub(super) fn app(&self, stage: &mut Stage<'_>) -> Result<App, Stop> {
        let package = self.required("pkg_name", "包名")?;
        let app = match self.client.ours {
            true => load(stage, package)?,
            false => None,
        };
        let why = || format!("this account has no app {package}");
        Ok(app.ok_or_else(|| Refusal::no_such_app(why()))?)
    }
}

impl Record for App {
    fn advance(&mut self, now: Timestamp) -> Vec<Value> {
        review::advance(self, now)
    }
}

/// The app of that package, brought up to the present.
pub(super) fn load(stage: &mut Stage<'_>, package: &str) -> Result<Option<App>, WorldError> {
    app::load(stage, package)
}

pub(super) fn save(stage: &mut Stage<'_>, app: &App) -> Result<(), WorldError> {
    app::save(stage, &app.package, app)
}

/// The answer on the wire; a refusal is noted in the ledger first.
pub(super) fn finish(ask: &Ask, done: Result<Value, Stop>) -> Response {
    let noted = match &done {
        Err(Stop::No(refusal)) => ask.event(refusal.event()),
        Err(Stop::Broken(why)) => ask.event(json!({ "event": "refused", "code": 400, "why": why })),
        _ => Ok(()),
    };
    if let Err(error) = noted {
        return error.into_response();
    }
    let body = match done {
        Ok(body) => body,
        Err(Stop::No(refusal)) => refusal.body(),
        Err(Stop::Broken(_)) => return StatusCode::BAD_REQUEST.into_response(),
        Err(Stop::World(error)) => return error.into_response(),
    };
    let shape = Shape {
        null_fields: ask.fault_is("null-fields"),
        missing_fields: ask.fault_is("missing-fields"),
        numbers: ask.fault_is("numbers"),
        message_outside: ask.fault_is("message-outside"),
    };
    let mut response = shape.apply(body).to_string().into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        // As recorded.
        HeaderValue::from_static("application/json; charset=UTF-8"),
    );
    response
}
