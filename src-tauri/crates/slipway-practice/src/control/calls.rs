//! Control calls: JSON in, JSON out. They are the in-process calls of `Practice` for other processes.

use std::{path::PathBuf, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{FromRequest, Query, State},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::guard;
use crate::{
    apps::{self, AdoptedApp, PracticeApp},
    clock::ClockReading,
    error::PracticeError,
    frame::Frame,
    handed::{self, HandedOut},
    knobs::{Knob, TurnedKnob},
    ledger::Entry,
    play::{Decided, Verdict},
    practice::blocking,
};

pub(super) fn routes(frame: Arc<Frame>) -> Router<Arc<Frame>> {
    Router::new()
        .route("/ledger", get(ledger))
        .route("/clock", get(clock).post(set_clock))
        .route("/knobs", get(knobs).post(turn).delete(clear))
        .route("/adopt", post(adopt))
        .route("/decide", post(decide))
        .route("/apps", get(all_apps))
        .route("/handed-out", get(handed_out))
        .route_layer(middleware::from_fn_with_state(frame, guard::key_holder))
}

/// A call that was not carried out.
pub(super) struct Refusal {
    status: StatusCode,
    why: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, why: impl Into<String>) -> Self {
        Self {
            status,
            why: why.into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.why }))).into_response()
    }
}

impl From<PracticeError> for Refusal {
    fn from(error: PracticeError) -> Self {
        let status = match &error {
            PracticeError::NoSuchStore(_) => StatusCode::NOT_FOUND,
            PracticeError::AlreadyThere { .. } => StatusCode::CONFLICT,
            PracticeError::Build { .. }
            | PracticeError::NothingBelow { .. }
            | PracticeError::BadKnob(_)
            | PracticeError::BadRate(_)
            | PracticeError::OutOfTime => StatusCode::BAD_REQUEST,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut why = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(error) = cause {
            why = format!("{why}: {error}");
            cause = error.source();
        }
        Self { status, why }
    }
}

/// A JSON body; what is wrong with it is said as a [`Refusal`].
struct Body<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: axum::extract::Request, state: &S) -> Result<Self, Refusal> {
        Json::<T>::from_request(request, state)
            .await
            .map(|Json(body)| Self(body))
            .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, error.body_text()))
    }
}

#[derive(Deserialize)]
struct After {
    #[serde(default)]
    after: u64,
}

async fn ledger(
    State(frame): State<Arc<Frame>>,
    Query(query): Query<After>,
) -> Result<Json<Vec<Entry>>, Refusal> {
    let entries = frame.world.entries(query.after);
    Ok(Json(entries.map_err(PracticeError::from)?))
}

async fn clock(State(frame): State<Arc<Frame>>) -> Json<ClockReading> {
    Json(frame.world.clock.read())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetClock {
    #[serde(default)]
    advance_s: f64,
    rate: Option<f64>,
}

async fn set_clock(
    State(frame): State<Arc<Frame>>,
    Body(wanted): Body<SetClock>,
) -> Result<Json<ClockReading>, Refusal> {
    let advance = Duration::try_from_secs_f64(wanted.advance_s)
        .map_err(|_| Refusal::from(PracticeError::OutOfTime))?;
    Ok(Json(frame.world.set_clock(advance, wanted.rate)?))
}

async fn knobs(State(frame): State<Arc<Frame>>) -> Json<Vec<TurnedKnob>> {
    Json(frame.knobs.all())
}

async fn turn(
    State(frame): State<Arc<Frame>>,
    Body(knob): Body<Knob>,
) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({ "id": frame.turn(knob)? })))
}

async fn clear(State(frame): State<Arc<Frame>>) -> StatusCode {
    frame.knobs.clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Adopt {
    path: PathBuf,
}

async fn adopt(
    State(frame): State<Arc<Frame>>,
    Body(wanted): Body<Adopt>,
) -> Result<Json<AdoptedApp>, Refusal> {
    let adopted = blocking(move || apps::adopt(&frame.world, &frame.plays, &wanted.path)).await?;
    Ok(Json(adopted))
}

#[derive(Deserialize)]
struct Decide {
    store: String,
    package: String,
    #[serde(flatten)]
    verdict: Verdict,
}

async fn decide(
    State(frame): State<Arc<Frame>>,
    Body(wanted): Body<Decide>,
) -> Result<Response, Refusal> {
    let decided = frame.decide(&wanted.store, &wanted.package, &wanted.verdict)?;
    let status = match decided {
        Decided::Done => StatusCode::OK,
        Decided::NothingWaiting => StatusCode::CONFLICT,
        Decided::NoSuchApp => StatusCode::NOT_FOUND,
    };
    Ok((status, Json(json!({ "decided": decided }))).into_response())
}

async fn all_apps(State(frame): State<Arc<Frame>>) -> Result<Json<Vec<PracticeApp>>, Refusal> {
    Ok(Json(apps::all(&frame.world, &frame.plays)?))
}

async fn handed_out(State(frame): State<Arc<Frame>>) -> Result<Json<Vec<HandedOut>>, Refusal> {
    Ok(Json(handed::all(&frame)?))
}
