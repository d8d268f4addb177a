//! Which host is answered where. All calls of a site have one address; `operation.rs` tells them apart.

use axum::{
    Router,
    routing::{any, get},
};

use super::{
    desk,
    keys::{PRODUCTION_HOST, SANDBOX_HOST},
    pull::{PULL_HOST, PULL_PATH},
};
use crate::plays::{not_found, pulled};

/// The two sites, and the host that stands for a developer's own file server.
pub(super) const HOSTS: [&str; 3] = [PRODUCTION_HOST, SANDBOX_HOST, PULL_HOST];

/// The routes of one of them.
pub(super) fn of(host: &str) -> Router {
    match host {
        PULL_HOST => Router::new()
            .route(PULL_PATH, get(pulled::serve))
            .fallback(not_found),
        _ => Router::new()
            .route("/router/rest", any(desk::answer))
            .fallback(not_found),
    }
}
