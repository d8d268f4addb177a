//! Console pages: where a person who rehearses onboarding finds the keys. Plain pages in practice's own words and look; they imitate no
//! store's console. Everything on them is worthless outside practice, so they need no key.

mod draw;
mod words;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{
        ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
        REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};
use serde::Deserialize;

use super::calls::Refusal;
use crate::{
    error::PracticeError,
    frame::Frame,
    page::{ConsolePage, Tongue},
};

const STYLE: &str = include_str!("style.css");
const COPY: &str = include_str!("copy.js");

pub(super) fn routes() -> Router<Arc<Frame>> {
    Router::new()
        .route("/", get(async || Redirect::temporary("/console")))
        .route("/console", get(front))
        .route("/console/style.css", get(async || asset("text/css", STYLE)))
        .route(
            "/console/copy.js",
            get(async || asset("text/javascript", COPY)),
        )
        .route("/console/{store}", get(store))
        .route("/console/{store}/file/{name}", get(file))
}

#[derive(Deserialize)]
struct Asked {
    lang: Option<String>,
}

impl Asked {
    /// `?lang=` wins over what the browser prefers.
    fn tongue(&self, headers: &HeaderMap) -> Tongue {
        let preferred = || headers.get(ACCEPT_LANGUAGE)?.to_str().ok();
        match self.lang.as_deref().or_else(preferred) {
            Some(tag) if tag.to_ascii_lowercase().starts_with("zh") => Tongue::Chinese,
            _ => Tongue::English,
        }
    }
}

async fn front(
    State(frame): State<Arc<Frame>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let stores: Vec<_> = frame
        .plays
        .iter()
        .map(|play| (play.id(), play.name()))
        .collect();
    page(draw::front(&stores, asked.tongue(&headers)))
}

async fn store(
    State(frame): State<Arc<Frame>>,
    Path(store): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let name = frame.play(&store)?.name();
    let facts = facts(&frame, &store)?;
    Ok(page(draw::store(
        &store,
        name,
        &facts,
        asked.tongue(&headers),
    )))
}

/// A value that the real console hands out as a file.
async fn file(
    State(frame): State<Arc<Frame>>,
    Path((store, name)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let found = facts(&frame, &store)?
        .sections
        .into_iter()
        .flat_map(|section| section.values)
        .find(|value| value.file_name.as_deref() == Some(&*name));
    let Some(found) = found else {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "no such file"));
    };
    let mut response = found.value.into_response();
    let headers = response.headers_mut();
    guarded(headers, "application/octet-stream");
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    headers.insert(
        CONTENT_DISPOSITION,
        disposition.unwrap_or(HeaderValue::from_static("attachment")),
    );
    Ok(response)
}

fn facts(frame: &Frame, store: &str) -> Result<ConsolePage, PracticeError> {
    let play = frame.play(store)?;
    frame
        .world
        .across(|stages| Ok(play.console(&stages.of(play.id()))?))
}

fn page(html: String) -> Response {
    let mut response = html.into_response();
    guarded(response.headers_mut(), "text/html; charset=utf-8");
    response
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    let mut response = text.into_response();
    guarded(response.headers_mut(), kind);
    response
}

fn guarded(headers: &mut HeaderMap, kind: &'static str) {
    const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    for (name, value) in [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
