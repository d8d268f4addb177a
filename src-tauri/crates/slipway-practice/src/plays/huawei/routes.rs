//! Which call of which host is answered where. What is not listed here answers as a gateway does: 404 with an empty
//! body [clients].

use axum::{
    Router,
    extract::Request,
    response::Response,
    routing::{get, post, put},
};
use futures_util::{FutureExt as _, future::BoxFuture};

use super::{
    bind, by_url,
    call::{self, Work},
    compile, compose, listing, obs, old_upload, parts, phased, schedule, served, signed, submit,
    token, upload,
};
use crate::{
    plays::{not_found, pulled},
    stage::Ask,
};

/// Sites of connect-api [official], the hosts of upload addresses, and the one that stands for the rest of the web.
pub(super) const HOSTS: [&str; 7] = [
    "connect-api.cloud.huawei.com",
    "connect-api-dra.cloud.huawei.com",
    "connect-api-dre.cloud.huawei.com",
    "connect-api-drru.cloud.huawei.com",
    signed::OBS_HOST,
    old_upload::UPLOAD_HOST,
    served::HOST,
];

/// The routes of one of them.
pub(super) fn of(host: &str) -> Router {
    match host {
        signed::OBS_HOST => Router::new()
            .route("/{*object}", put(obs::put))
            .fallback(not_found),
        old_upload::UPLOAD_HOST => Router::new()
            .route(old_upload::UPLOAD_PATH, post(old_upload::post))
            .fallback(not_found),
        served::HOST => Router::new()
            .route(served::PATH, get(pulled::serve))
            .fallback(not_found),
        _ => connect_api(),
    }
}

fn connect_api() -> Router {
    Router::new()
        .route("/api/oauth2/v1/token", post(token::answer))
        .route("/api/publish/v2/appid-list", get(handler(listing::find)))
        .route(
            "/api/publish/v2/app-info",
            get(handler(listing::show)).put(handler(listing::write)),
        )
        .route(
            "/api/publish/v2/app-language-info",
            put(handler(listing::write_language)).delete(handler(listing::remove_language)),
        )
        .route(
            "/api/publish/v2/upload-url/for-obs",
            get(handler(upload::reserve)),
        )
        .route(
            "/api/publish/v2/upload-url",
            get(handler(old_upload::reserve)),
        )
        .route(
            "/api/publish/v2/upload/multipart/init",
            post(handler(parts::begin)),
        )
        .route(
            "/api/publish/v2/upload/multipart/parts",
            post(handler(parts::reserve)),
        )
        .route(
            "/api/publish/v2/upload/multipart/compose",
            post(compose::answer),
        )
        .route("/api/publish/v2/app-file-info", put(handler(bind::bind)))
        .route(
            "/api/publish/v2/app-package-file/by-url",
            post(handler(by_url::store)),
        )
        .route(
            "/api/publish/v2/app-submit-with-file",
            post(handler(by_url::submit)),
        )
        .route(
            "/api/publish/v2/properties/gms",
            put(handler(listing::write_gms)),
        )
        .route(
            "/api/publish/v2/package/compile/status",
            get(handler(compile::status)),
        )
        .route("/api/publish/v2/package-list", get(handler(compile::list)))
        .route("/api/publish/v2/app-submit", post(handler(submit::submit)))
        .route(
            "/api/publish/v2/on-shelf-time",
            put(handler(schedule::change)),
        )
        .route(
            "/api/publish/v2/phased-release",
            put(handler(phased::control)),
        )
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
}

/// Gives a handler the frame of every publishing call.
fn handler(
    work: Work,
) -> impl FnOnce(Ask, Request) -> BoxFuture<'static, Response> + Clone + Send + Sync + 'static {
    move |ask, request| call::answer(ask, request, work).boxed()
}
