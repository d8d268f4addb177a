//! Who may use the control door. Web pages may not: their requests carry a foreign `Origin`, or, after DNS rebinding, a foreign `Host`.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap, StatusCode,
    header::{AUTHORIZATION, HOST, HeaderName, ORIGIN},
};
use sha2::{Digest as _, Sha256};

use super::calls::Refusal;
use crate::frame::Frame;

/// Lets through what names this very address.
pub(super) async fn same_place(address: SocketAddr, request: Request, next: Next) -> Response {
    let port = address.port();
    let names = [
        address.to_string(),
        format!("localhost:{port}"),
        format!("127.0.0.1:{port}"),
    ];
    let here = |name: &str| names.iter().any(|known| known == name);
    let host = header(request.headers(), HOST).is_some_and(here);
    let origin = match header(request.headers(), ORIGIN) {
        None => !request.headers().contains_key(ORIGIN),
        Some(origin) => origin.strip_prefix("http://").is_some_and(here),
    };
    if host && origin {
        next.run(request).await
    } else {
        Refusal::new(
            StatusCode::FORBIDDEN,
            "this door answers to its own address only",
        )
        .into_response()
    }
}

/// Lets through what carries the control key.
pub(super) async fn key_holder(
    State(frame): State<Arc<Frame>>,
    request: Request,
    next: Next,
) -> Response {
    let given = header(request.headers(), AUTHORIZATION)
        .and_then(|value| value.strip_prefix("Bearer "))
        .unwrap_or_default();
    // Digests are compared, so that the time it takes tells nothing about the key.
    if Sha256::digest(given) == Sha256::digest(&frame.control_key) {
        next.run(request).await
    } else {
        Refusal::new(
            StatusCode::UNAUTHORIZED,
            "control calls need `Authorization: Bearer <control_key>`",
        )
        .into_response()
    }
}

fn header(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
