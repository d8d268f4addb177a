//! Which call of which host is answered where.

use axum::{
    Router,
    routing::{get, post, put},
};

use super::{call, cos, public_page, slot};
use crate::plays::not_found;

/// The interface [official], the object store, the public web store.
pub(super) const HOSTS: [&str; 3] = ["p.open.qq.com", slot::COS_HOST, public_page::PUBLIC_HOST];

/// The routes of one of them.
pub(super) fn of(host: &str) -> Router {
    match host {
        slot::COS_HOST => Router::new()
            .route("/{*object}", put(cos::put).fallback(cos::other_method))
            .fallback(not_found),
        public_page::PUBLIC_HOST => Router::new()
            .route("/appdetail/{package}", get(public_page::page))
            .fallback(not_found),
        _ => interface(),
    }
}

fn interface() -> Router {
    let route = |call: &str| format!("/open_file/developer_api/{call}");
    Router::new()
        .route(&route("query_app_detail"), post(call::detail))
        .route(&route("get_file_upload_info"), post(call::upload_info))
        .route(&route("update_app"), post(call::update_app))
        .route(&route("query_app_update_status"), post(call::update_status))
        .fallback(not_found)
}
