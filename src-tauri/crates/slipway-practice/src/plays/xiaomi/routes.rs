//! Which call is answered where.

use axum::{Router, routing::post};

use super::desk;
use crate::plays::not_found;

pub(super) const HOSTS: [&str; 1] = ["api.developer.xiaomi.com"];

/// The routes of one of them.
pub(super) fn of(_host: &str) -> Router {
    Router::new()
        .route("/devupload/dev/query", post(desk::query))
        .route("/devupload/dev/category", post(desk::category))
        .route("/devupload/dev/push", post(desk::push))
        .fallback(not_found)
}
