//! Which call of which host is answered where. The old paths under `/api` are gone and answer as the real gateway answers them.

use axum::{
    Router,
    extract::Request,
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, get, post},
};
use futures_util::{FutureExt as _, future::BoxFuture};
use http::{StatusCode, header};
use serde_json::json;

use super::{
    basics, bind,
    call::{self, Work},
    detail, language, phased, pull, slot, status, submit, token, upload,
};
use crate::{plays::pulled, stage::Ask};

pub(super) const SIGN_IN_HOST: &str = "iam.developer.honor.com";
pub(super) const API_HOST: &str = "appmarket-openapi-drcn.cloud.honor.com";
/// A host of upload addresses. Which one a real account is given is not established; clients know the family [inferred].
pub(super) const UPLOAD_HOST: &str = "appmarket-practice-drcn.hihonorcloud.com";
pub(super) const UPLOAD_PATH: &str = "/publish/upload";
/// Handed out under the fault `foreign-upload-host` only: of no family that may be given the token.
pub(super) const FOREIGN_HOST: &str = "honor-uploads.example.net";

pub(super) const HOSTS: [&str; 5] = [
    SIGN_IN_HOST,
    API_HOST,
    UPLOAD_HOST,
    FOREIGN_HOST,
    pull::PULL_HOST,
];

/// The routes of one of them.
pub(super) fn of(host: &str) -> Router {
    let router = match host {
        SIGN_IN_HOST => Router::new().route("/auth/token", post(token::answer)),
        pull::PULL_HOST => Router::new().route(pull::PULL_PATH, get(pulled::serve)),
        UPLOAD_HOST | FOREIGN_HOST => Router::new().route(
            &format!("{UPLOAD_PATH}/{{object}}"),
            post(upload::to_address),
        ),
        _ => publish_api(),
    };
    router
        .fallback(no_route)
        .method_not_allowed_fallback(no_route)
}

/// The calls of the publish API [official]. A wrong method is an unknown route: the gateway matches both together.
fn publish_api() -> Router {
    let calls: [(&str, MethodRouter); 13] = [
        ("get-app-id", get(handler(detail::find))),
        ("get-app-detail", get(handler(detail::show))),
        ("get-file-upload-url", post(handler(slot::reserve))),
        ("file-upload", post(upload::direct)),
        ("upload-by-url", post(pull::answer)),
        ("update-file-info", post(handler(bind::bind))),
        ("update-language-info", post(handler(language::write))),
        ("update-app-info", post(handler(basics::write))),
        ("submit-audit", post(handler(submit::submit))),
        ("get-audit-result", post(handler(status::results))),
        ("get-app-current-release", get(handler(status::current))),
        ("get-phased-release-info", get(handler(phased::show))),
        ("update-phased-release-info", post(handler(phased::control))),
    ];
    calls
        .into_iter()
        .fold(Router::new(), |router, (name, answer)| {
            router.route(&format!("/openapi/v1/publish/{name}"), answer)
        })
}

/// Gives a handler the frame of every publishing call.
fn handler(
    work: Work,
) -> impl FnOnce(Ask, Request) -> BoxFuture<'static, Response> + Clone + Send + Sync + 'static {
    move |ask, request| call::answer(ask, request, work).boxed()
}

/// The old paths answer 404 from an APISIX gateway [measured by 1 client]; the body is that gateway's usual one.
async fn no_route() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    let body = format!("{}\n", json!({ "error_msg": "404 Route Not Found" }));
    (StatusCode::NOT_FOUND, kind, body).into_response()
}
