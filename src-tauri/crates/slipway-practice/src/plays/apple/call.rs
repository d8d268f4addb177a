//! One call to the API, and the frame in which every call works: time passes, the caller is known, the quota is counted, the path is
//! found, query and body are read, the work is done in one transaction. What a call means is not known here.

use std::time::Duration;

use axum::{
    body::to_bytes,
    extract::Request,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, Method, StatusCode, header};
use jiff::Timestamp;
use serde_json::Value;

use super::{
    commit, document, due,
    keys::{self, Keys, Role},
    no::{self, No, Stop, Wrong},
    query::Query,
    rate::{self, Quota},
    routes::{self, Found, Work},
    thing::Thing,
    time, token, trouble,
};
use crate::{
    error::WorldError,
    plays::{body, later, stop},
    stage::{Ask, Stage},
};

/// Longest body; real ones have a few kilobytes.
const LONGEST_BODY: usize = 1 << 20;
/// How long reads lag behind under the fault `reads-lag`.
const LAG: Duration = Duration::from_secs(10);
/// How far the store's clock is ahead under the fault `clock-off`.
const OFF: Duration = Duration::from_secs(10 * 60);

/// What a handler is given.
pub(super) struct Call {
    pub(super) ask: Ask,
    /// The `{id}` of the path.
    pub(super) id: String,
    /// Path and query as they came.
    pub(super) target: String,
    pub(super) query: Query,
    /// `Null` when there is none.
    pub(super) body: Value,
}

/// What a call answers.
#[derive(Debug)]
pub(super) struct Reply {
    status: StatusCode,
    body: Option<Value>,
}

impl Reply {
    pub(super) fn ok(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body: Some(body),
        }
    }

    pub(super) fn created(body: Value) -> Self {
        Self {
            status: StatusCode::CREATED,
            body: Some(body),
        }
    }

    /// 204.
    pub(super) fn done() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            body: None,
        }
    }

    /// 202: it will happen later.
    pub(super) fn later() -> Self {
        Self {
            status: StatusCode::ACCEPTED,
            body: None,
        }
    }
}

/// Answers any request to the API's host.
pub(super) async fn answer(ask: Ask, request: Request) -> Response {
    let mut quota = None;
    let done = serve(&ask, request, &mut quota).await;
    let (status, body, retry_after_s) = match stop::noted(&ask, done) {
        Ok(Ok(reply)) => (reply.status, reply.body, None),
        Ok(Err(no)) => (no.status, Some(no.body()), no.retry_after_s),
        Err(error) => return error.into_response(),
    };
    let mut response = match body {
        Some(mut body) => {
            document::dress(&ask, &mut body);
            let mut response = (status, body.to_string()).into_response();
            response.headers_mut().insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json"),
            );
            response
        }
        None => status.into_response(),
    };
    let headers = response.headers_mut();
    if let Some(quota) = quota
        && let Ok(value) = HeaderValue::try_from(quota.header())
    {
        headers.insert("x-rate-limit", value);
    }
    if let Some(seconds) = retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if ask.fault_is("clock-off")
        && let Ok(date) = HeaderValue::try_from(time::http(skewed(&ask)))
    {
        headers.insert(header::DATE, date);
    }
    response
}

async fn serve(ask: &Ask, request: Request, quota: &mut Option<Quota>) -> Result<Reply, Stop> {
    let (parts, body) = request.into_parts();
    let target = parts.uri.path_and_query();
    let target = target.map_or("/", |target| target.as_str()).to_owned();
    let path = parts.uri.path().to_owned();
    let pairs: Vec<(String, String)> =
        url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    ask.change(due::run)?;
    let keys = ask.change(|stage| keys::load::<Keys>(stage))?;
    let now = skewed(ask);
    let asked = token::Asked {
        method: parts.method.as_str(),
        path: &path,
        query: &pairs,
    };
    let header = parts.headers.get(header::AUTHORIZATION);
    let header = header.and_then(|value| value.to_str().ok());
    let key = token::verify(header, &keys, &keys::public()?, now.as_second(), asked)
        .map_err(|flaw| no::unauthorized(flaw.to_string()))?;
    let counted = ask.change(|stage| rate::count(stage, &key.id))?;
    *quota = Some(counted);
    no::is(!counted.is_over, trouble::rate_limited)?;
    trouble::refusal(ask)?;
    let Found { operation, id } =
        routes::find(&parts.method, &path).ok_or_else(|| no::no_such_path(&path))?;
    let may = key.role == Role::AppManager || !operation.needs_manager();
    no::is(may, trouble::required_role)?;
    let query = Query::read(&pairs, operation)?;
    let body = match parts.method {
        Method::GET => Value::Null,
        _ => read_body(Request::from_parts(parts, body)).await?,
    };
    let call = Call {
        ask: ask.clone(),
        id: id.to_owned(),
        target,
        query,
        body,
    };
    match operation.work {
        Work::Look(look) => call.run(|stage, call| document::look(stage, call, operation, look)),
        Work::Do(work) => call.run(work),
        Work::Commit => commit::patch(&call).await,
    }
}

impl Call {
    /// Keeps what this call has made. Reads may lag behind [issue]: under `reads-lag` they find it ten seconds later.
    pub(super) fn keep_new(
        &self,
        stage: &mut Stage<'_>,
        thing: &mut Thing,
    ) -> Result<(), WorldError> {
        if self.ask.fault_is("reads-lag") {
            thing.seen_from = Some(later(stage.now(), LAG));
        }
        thing.save(stage)
    }

    /// Runs work in one transaction.
    pub(super) fn run(
        &self,
        work: impl FnOnce(&mut Stage<'_>, &Self) -> Result<Reply, Stop>,
    ) -> Result<Reply, Stop> {
        stop::change(&self.ask, |stage| work(stage, self))
    }
}

/// What the store takes for now.
fn skewed(ask: &Ask) -> Timestamp {
    match ask.fault_is("clock-off") {
        true => later(ask.now(), OFF),
        false => ask.now(),
    }
}

/// JSON that says so, or nothing.
async fn read_body(request: Request) -> Result<Value, No> {
    let announced = body::announced(request.headers());
    let bytes = to_bytes(request.into_body(), LONGEST_BODY)
        .await
        .map_err(|_| no::malformed("the body broke off or is too long"))?;
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    if announced != "application/json" {
        // Which code the real one gives is not established.
        let wrong = Wrong::new(
            "UNSUPPORTED_MEDIA_TYPE",
            "The specified Content-Type is not supported",
            "The Content-Type of a request with a body is application/json",
        );
        return Err(No::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, wrong));
    }
    serde_json::from_slice(&bytes).map_err(|error| no::malformed(error.to_string()))
}
