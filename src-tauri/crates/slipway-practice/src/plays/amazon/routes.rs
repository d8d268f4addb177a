//! Which call of which host is answered where. The gateway knows every address together with its method; what it does not know it
//! refuses with a sentence of its own.

use axum::{
    Router,
    extract::Request,
    response::Response,
    routing::{MethodRouter, get, post, put},
};
use futures_util::{FutureExt as _, future::BoxFuture};

use super::{
    answer::no_scope,
    apks, assets, attach, availability,
    call::{self, Work},
    commit, details, edits, listings, register, targeting, testers, token, upload, validate,
};
use crate::{plays::not_found, stage::Ask};

pub(super) const LWA_HOST: &str = "api.amazon.com";
pub(super) const API_HOST: &str = "developer.amazon.com";
pub(super) const HOSTS: [&str; 2] = [LWA_HOST, API_HOST];
const API: &str = "/api/appstore/v1/applications/{app}";

/// The routes of one of them.
pub(super) fn of(host: &str) -> Router {
    match host {
        LWA_HOST => sign_in(),
        _ => api()
            .fallback(no_route)
            .method_not_allowed_fallback(no_route),
    }
}

/// Login with Amazon. Both spellings of the path are in use [official].
fn sign_in() -> Router {
    Router::new()
        .route("/auth/o2/token", post(token::answer))
        .route("/auth/O2/token", post(token::answer))
        .fallback(not_found)
}

/// The calls of the App Submission API v1 and, at the end, of DevTest [official names and paths unless said otherwise there].
fn api() -> Router {
    let calls: [(&str, MethodRouter); 20] = [
        (
            "/edits",
            get(handler(edits::active)).post(handler(edits::create)),
        ),
        (
            "/edits/{edit}",
            get(handler(edits::show)).delete(handler(edits::delete)),
        ),
        ("/edits/{edit}/validate", post(handler(validate::validate))),
        ("/edits/{edit}/commit", post(handler(commit::commit))),
        ("/edits/{edit}/apks", get(handler(apks::list))),
        ("/edits/{edit}/apks/upload", post(upload::add)),
        ("/edits/{edit}/apks/large/upload", post(upload::large)),
        ("/edits/{edit}/apks/attach", post(handler(attach::attach))),
        (
            "/edits/{edit}/apks/{apk}",
            get(handler(apks::show)).delete(handler(apks::delete)),
        ),
        ("/edits/{edit}/apks/{apk}/replace", put(upload::replace)),
        (
            "/edits/{edit}/apks/{apk}/targeting",
            get(handler(targeting::show)).put(handler(targeting::write)),
        ),
        ("/edits/{edit}/listings", get(handler(listings::all))),
        (
            "/edits/{edit}/listings/{language}",
            get(handler(listings::show))
                .put(handler(listings::write))
                .post(handler(listings::create))
                .delete(handler(listings::delete)),
        ),
        // `POST …/videos` without `upload` is how the documents have it, and one client [official, 1 client].
        (
            "/edits/{edit}/listings/{language}/{kind}",
            get(handler(assets::list))
                .post(assets::add_video)
                .delete(handler(assets::delete_all)),
        ),
        (
            "/edits/{edit}/listings/{language}/{kind}/upload",
            post(assets::add),
        ),
        (
            "/edits/{edit}/listings/{language}/{kind}/{asset}",
            axum::routing::delete(handler(assets::delete)),
        ),
        (
            "/edits/{edit}/details",
            get(handler(details::show)).put(handler(details::write)),
        ),
        (
            "/edits/{edit}/availability",
            get(handler(availability::show)).put(handler(availability::write)),
        ),
        ("/devtest/register", post(handler(register::register))),
        ("/tracks/{track}/testers", post(handler(testers::add))),
    ];
    calls
        .into_iter()
        .fold(Router::new(), |router, (path, answer)| {
            router.route(&format!("{API}{path}"), answer)
        })
}

/// Gives a handler the frame of every call.
fn handler(
    work: Work,
) -> impl FnOnce(Ask, Request) -> BoxFuture<'static, Response> + Clone + Send + Sync + 'static {
    move |ask, request| call::answer(ask, request, work).boxed()
}

async fn no_route(ask: Ask, request: Request) -> Response {
    let no = no_scope(request.method(), request.uri().path());
    call::finish(&ask, Err(no.into()))
}
