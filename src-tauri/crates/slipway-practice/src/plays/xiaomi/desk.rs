//! Where calls arrive: reads the form, opens the seal, and lets `query.rs` and `push.rs` decide. Every answer is HTTP 200 with
//! JSON; a body that breaks off gets none of the store's words.

use axum::{
    extract::Request,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

use super::{
    answer::{self, Refusal},
    form::{self, Form},
    keys::{self, Keys},
    order::{Kind, Order},
    push::{self, Packages},
    query,
    record::{App, REVIEW},
    seal,
};
use crate::{
    error::WorldError,
    plays::{app, body::Broken, later, lie, sink::Digester},
    stage::{Ask, Stage},
};

/// Why a call ends without success.
enum Stop {
    No(Refusal),
    Broken(Broken),
    World(WorldError),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::No(refusal)
    }
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl From<WorldError> for Stop {
    fn from(error: WorldError) -> Self {
        Self::World(error)
    }
}

/// `POST /devupload/dev/query`.
pub(super) async fn query(ask: Ask, request: Request) -> Response {
    let done = look_up(&ask, request).await;
    finish(&ask, done)
}

/// `POST /devupload/dev/category`: no parameters and no `SIG`.
pub(super) async fn category(ask: Ask) -> Response {
    finish(&ask, Ok(query::categories()))
}

/// `POST /devupload/dev/push`.
pub(super) async fn push(ask: Ask, request: Request) -> Response {
    let done = take(&ask, request).await;
    finish(&ask, done)
}

async fn look_up(ask: &Ask, request: Request) -> Result<Value, Stop> {
    let (_, data, keys) = open(ask, request).await?;
    let package = data
        .get("packageName")
        .and_then(Value::as_str)
        .ok_or_else(|| Refusal::parameter("packageName is missing"))?;
    let knows_user = data.get("userName").and_then(Value::as_str) == Some(&keys.email);
    let reply = ask.change(|stage| {
        let app = match knows_user {
            true => load(stage, package)?,
            false => None,
        };
        Ok(query::reply(app.as_ref()))
    })?;
    Ok(reply?)
}

async fn take(ask: &Ask, request: Request) -> Result<Value, Stop> {
    let (form, data, keys) = open(ask, request).await?;
    let order = Order::read(&data)?;
    let packages = push::read_packages(&form).await?;
    let done = lie::change(ask, |stage| {
        accept(ask, stage, &order, packages.as_ref(), &form, &keys)
    })?;
    done?;
    Ok(answer::done())
}

/// The checks that query and push share, in the store's order: text, seal, secret, parts.
async fn open(ask: &Ask, request: Request) -> Result<(Form, Value, Keys), Stop> {
    let form = form::read(request, &|| ask.blob_path()).await?;
    if ask.fault_is("error-inside") {
        return Err(Refusal::parameter("a knob asked for it").into());
    }
    if ask.fault_is("wrong-password") {
        return Err(Refusal::password().into());
    }
    let text = form
        .request_data
        .as_deref()
        .ok_or_else(|| Refusal::request_data("RequestData is missing"))?;
    let data = serde_json::from_str::<Value>(text)
        .ok()
        .filter(Value::is_object)
        .ok_or_else(|| Refusal::request_data("RequestData is no JSON object"))?;
    let keys: Keys = ask.change(|stage| keys::load(stage))?;
    let private = keys::private_key().map_err(|error| WorldError::Broken(error.to_string()))?;
    let mut digester = Digester::md5();
    digester.update(text.as_bytes());
    let text_md5 = digester.finish();
    seal::open(form.sig.as_deref().unwrap_or_default(), private)?
        .check(&keys.api_secret, &form.digests(&text_md5))?;
    Ok((form, data, keys))
}

/// Judges a push and keeps it. `Ok(Err(…))` is the store's refusal, with nothing written.
fn accept(
    ask: &Ask,
    stage: &mut Stage<'_>,
    order: &Order,
    packages: Option<&Packages>,
    form: &Form,
    keys: &Keys,
) -> Result<Result<(), Refusal>, WorldError> {
    let app = match order.user == keys.email {
        true => load(stage, &order.package)?,
        false => None,
    };
    let strict = ask.fault_is("strict-icon");
    let accepted = match push::judge(order, packages, form, app.as_ref(), strict) {
        Ok(accepted) => accepted,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(mut app) = app else {
        return Ok(Err(Refusal::not_created()));
    };
    let mut pending = accepted.pending;
    pending.decided_at = later(stage.now(), stage.paced(REVIEW));
    pending.rejected = ask.fault_is("reject-next-review");
    let stored = packages.map(Packages::stored).unwrap_or_default();
    let events = stored.into_iter().chain(accepted.warnings);
    stage.events(events.chain([submitted(order, &app, &pending)]))?;
    app.pending = Some(pending);
    save(stage, &app)?;
    Ok(Ok(()))
}

/// `submitted` for a version; a push of listing content has an event of its own.
fn submitted(order: &Order, app: &App, pending: &super::record::Pending) -> Value {
    let version = pending.version.as_ref();
    json!({
        "event": if order.kind == Kind::Listing { "listing" } else { "submitted" },
        "package": app.package,
        "version_code": version.map(|version| version.code),
        "version_name": version.map(|version| version.name.as_str()),
        "notes": { "zh-CN": order.update_desc },
        "app_name": order.app_name,
        "release_time": pending.online_at,
    })
}

/// The app of that package, brought up to the present.
pub(super) fn load(stage: &mut Stage<'_>, package: &str) -> Result<Option<App>, WorldError> {
    app::load(stage, package)
}

pub(super) fn save(stage: &mut Stage<'_>, app: &App) -> Result<(), WorldError> {
    app::save(stage, &app.package, app)
}

fn finish(ask: &Ask, done: Result<Value, Stop>) -> Response {
    let body = match done {
        Ok(body) => body,
        Err(Stop::World(error)) => return error.into_response(),
        Err(Stop::Broken(broken)) => return refuse_form(ask, &broken),
        Err(Stop::No(refusal)) => match ask.event(refusal.event()) {
            Ok(()) => refusal.body(),
            Err(error) => return error.into_response(),
        },
    };
    let body = with_gaps(ask, body).to_string();
    let mut response = body.into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=UTF-8"),
    );
    response
}

/// A body that broke off: there may be nobody left to read an answer.
fn refuse_form(ask: &Ask, broken: &Broken) -> Response {
    let event = json!({ "event": "refused", "code": 400, "why": broken.to_string() });
    match ask.event(event) {
        Ok(()) => StatusCode::BAD_REQUEST.into_response(),
        Err(error) => error.into_response(),
    }
}

/// The gaps that answers are known to have: members beside `result` and `message` are null or absent.
fn with_gaps(ask: &Ask, body: Value) -> Value {
    let (null, absent) = (ask.fault_is("null-fields"), ask.fault_is("missing-fields"));
    let Value::Object(members) = body else {
        return body;
    };
    let kept = |name: &str| matches!(name, "result" | "message");
    let members: Map<String, Value> = members
        .into_iter()
        .filter(|(name, _)| !absent || kept(name))
        .map(|(name, value)| match null && !kept(&name) {
            true => (name, Value::Null),
            false => (name, value),
        })
        .collect();
    Value::Object(members)
}
