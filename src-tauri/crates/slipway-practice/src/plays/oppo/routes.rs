//! Which call of which host is answered where. What the real gateway answers to an unknown path or method is not established.

use axum::{
    Router,
    extract::Request,
    response::Response,
    routing::{get, post},
};
use futures_util::{FutureExt as _, future::BoxFuture};

use super::{
    call::{self, Work},
    files, info, publish, task, token, upload,
};
use crate::{plays::not_found, stage::Ask};

/// The one host of the calls [official copy, all clients].
pub(super) const API_HOST: &str = "oop-openapi-cn.heytapmobi.com";

pub(super) const HOSTS: [&str; 3] = [API_HOST, upload::UPLOAD_HOST, files::FILE_HOST];

/// The routes of one of them.
pub(super) fn of(host: &str) -> Router {
    match host {
        upload::UPLOAD_HOST => Router::new().route(upload::UPLOAD_PATH, post(upload::post)),
        files::FILE_HOST => Router::new().route("/{*path}", get(files::fetch)),
        _ => open_api(),
    }
    .fallback(not_found)
    .method_not_allowed_fallback(not_found)
}

fn open_api() -> Router {
    Router::new()
        .route("/developer/v1/token", get(token::issue))
        .route(
            "/resource/v1/upload/get-upload-url",
            get(signed(upload::reserve)),
        )
        .route("/resource/v1/app/info", get(signed(info::show)))
        .route("/resource/v1/app/multi-info", get(signed(info::show_many)))
        .route("/resource/v1/app/upd", post(signed(publish::publish)))
        .route(
            "/resource/v1/app/updm",
            post(signed(publish::change_listing)),
        )
        .route(
            "/resource/v1/app/multi-updm",
            post(signed(publish::change_listing)),
        )
        .route("/resource/v1/app/task-state", post(signed(task::state)))
}

/// Gives a handler the frame of every signed call.
fn signed(
    work: Work,
) -> impl FnOnce(Ask, Request) -> BoxFuture<'static, Response> + Clone + Send + Sync + 'static {
    move |ask, request| call::answer(ask, request, work).boxed()
}
