//! Where calls arrive. All four have one shape: a signed form in, JSON out. The checks that they share are here, in one order; what
//! each does with its app is in `listing.rs`, `slot.rs`, `update.rs` and `status.rs`.

use axum::{extract::Request, response::Response};
use serde_json::{Map, Value, json};

use super::{
    answer::{self, Refusal, Stop},
    codes::{self, BY_KNOB},
    form::{self, Form},
    keys::{self, Caller, Keys},
    listing,
    record::{self, App, Standing},
    sign, slot, status, update,
};
use crate::{
    plays::stop,
    stage::{Ask, Stage},
};

/// Seconds by which a timestamp may differ from the store's clock, either way [official].
const TOLERANCE: u64 = 30 * 60;

/// One of the four calls; the number is the first digit of its own refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    UploadInfo = 2,
    Detail = 3,
    Update = 4,
    Status = 5,
}

/// A call whose signature fits and whose app may be used.
pub(super) struct Call<'a> {
    pub(super) ask: &'a Ask,
    pub(super) form: &'a Form,
    pub(super) user_id: String,
    /// Brought up to the present.
    pub(super) app: App,
}

type Work = fn(&mut Stage<'_>, Call<'_>) -> Result<Value, Stop>;

/// `POST /query_app_detail`.
pub(super) async fn detail(ask: Ask, request: Request) -> Response {
    serve(ask, request, Route::Detail, |_, call| {
        Ok(listing::detail(&call.app))
    })
    .await
}

/// `POST /get_file_upload_info`.
pub(super) async fn upload_info(ask: Ask, request: Request) -> Response {
    serve(ask, request, Route::UploadInfo, slot::reserve).await
}

/// `POST /update_app`.
pub(super) async fn update_app(ask: Ask, request: Request) -> Response {
    serve(ask, request, Route::Update, update::submit).await
}

/// `POST /query_app_update_status`.
pub(super) async fn update_status(ask: Ask, request: Request) -> Response {
    serve(ask, request, Route::Status, status::answer).await
}

async fn serve(ask: Ask, request: Request, route: Route, work: Work) -> Response {
    let done = decide(&ask, request, route, work).await;
    answer::respond(&ask, done)
}

async fn decide(
    ask: &Ask,
    request: Request,
    route: Route,
    work: Work,
) -> Result<Map<String, Value>, Stop> {
    let in_address = request.uri().query().is_some();
    let form = form::read(request).await?;
    if in_address {
        ask.event(warning("parameters in the address are not looked at"))?;
    }
    let done = stop::change(ask, |stage| {
        let call = open(stage, ask, &form)?;
        trouble(ask, route)?;
        work(stage, call)
    })?;
    Ok(answer::success(done))
}

/// The checks that all calls share. The numbers are official, their order is inferred and lives here.
fn open<'a>(stage: &mut Stage<'_>, ask: &'a Ask, form: &'a Form) -> Result<Call<'a>, Stop> {
    let user_id = required(form, "user_id", codes::NO_USER_ID)?;
    digits(user_id, "user_id", codes::BAD_USER_ID)?;
    let keys: Keys = keys::load(stage)?;
    let Some(caller) = keys.caller(user_id) else {
        return Err(codes::UNKNOWN_USER
            .because(format!("no account has the UserID {user_id}"))
            .into());
    };
    let package = required(form, "pkg_name", codes::NO_PACKAGE)?;
    let app_id = required(form, "app_id", codes::NO_APP_ID)?;
    digits(app_id, "app_id", codes::BAD_APP_ID)?;
    check_time(form, stage.now().as_second())?;
    required(form, "sign", codes::NO_SIGN)?;
    if caller == Caller::Silent {
        let why = "this account never applied for the interface";
        return Err(codes::NO_SECRET.because(why).into());
    }
    sign::check(&keys.access_secret, form)?;
    let app = record::load(stage, app_id)?
        .ok_or_else(|| codes::NO_APP.because(format!("no app has the id {app_id}")))?;
    check_app(&app, package, caller)?;
    Ok(Call {
        ask,
        form,
        user_id: user_id.to_owned(),
        app,
    })
}

fn check_app(app: &App, package: &str, caller: Caller) -> Result<(), Refusal> {
    if app.package != package {
        let why = format!("app {} is {}, not {package}", app.id, app.package);
        return Err(codes::NOT_BOUND.because(why));
    }
    // Which accounts get 1000012 and which 1000019 is inferred.
    if caller == Caller::Sub {
        return Err(codes::NO_PERMISSION.because("a sub-account cannot use the interface"));
    }
    match app.standing {
        Standing::Foreign => Err(codes::NO_PERMISSION.because("another developer's app")),
        Standing::Game => Err(codes::NOT_SOFTWARE.because("the app is a game")),
        // The first version is published by hand [official].
        Standing::Ours if app.live.is_none() => {
            Err(codes::NOT_LIVE.because("nothing of this app is live yet"))
        }
        Standing::Ours => Ok(()),
    }
}

fn required<'a>(form: &'a Form, name: &str, code: codes::Code) -> Result<&'a str, Refusal> {
    form.filled(name)
        .ok_or_else(|| code.because(format!("{name} is missing")))
}

fn digits(value: &str, name: &str, code: codes::Code) -> Result<(), Refusal> {
    match value.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Ok(()),
        false => Err(code.because(format!("{name} is not made of digits"))),
    }
}

fn check_time(form: &Form, now: i64) -> Result<(), Refusal> {
    let text = required(form, "timestamp", codes::NO_TIMESTAMP)?;
    digits(text, "timestamp", codes::BAD_TIMESTAMP)?;
    let Ok(sent) = text.parse::<i64>() else {
        return Err(codes::BAD_TIMESTAMP.because("timestamp is too large"));
    };
    if sent.abs_diff(now) > TOLERANCE {
        let why = format!("{} seconds away from the store's clock", sent.abs_diff(now));
        return Err(codes::OLD_TIMESTAMP.because(why));
    }
    Ok(())
}

/// A refusal that a knob asks for, where this call can give it: those of all calls, and its own.
fn trouble(ask: &Ask, route: Route) -> Result<(), Refusal> {
    let mut asked = BY_KNOB.iter().filter(|(name, _)| ask.fault_is(name));
    match asked.next() {
        Some((_, code)) if [1, route as u32].contains(&(code.0 / 1_000_000)) => {
            Err(code.because("a knob asked for it"))
        }
        _ => Ok(()),
    }
}

/// Something that a person should know although the store says nothing.
pub(super) fn warning(what: impl Into<String>) -> Value {
    json!({ "event": "warning", "what": what.into() })
}
