//! Uploads: the raw bytes of a file, no multipart form around them [7 clients and the official sample]. They go to disk as they come.

use axum::extract::Request;
use futures_util::StreamExt as _;
use http::{HeaderMap, StatusCode};

use super::{
    answer::{No, invalid},
    call::{self, Stop},
};
use crate::{
    error::WorldError,
    plays::{
        body,
        sink::{Digester, Received, Sink},
    },
    stage::Ask,
};

/// What a package may be announced as [6 clients and 4 clients].
pub(super) const PACKAGE_KINDS: [&str; 2] = [
    "application/vnd.android.package-archive",
    "application/octet-stream",
];
/// What an image or a video has to be announced as [1 client, after a failure].
pub(super) const ASSET_KINDS: [&str; 1] = ["application/octet-stream"];

/// Whether the body is announced as one of these. The refusal's status is [inferred].
pub(super) fn announced_as(headers: &HeaderMap, kinds: &[&str]) -> Result<(), No> {
    let kind = body::announced(headers);
    match kinds.contains(&kind.as_str()) {
        true => Ok(()),
        false => Err(No::plain(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!("Content-Type {kind} is not supported"),
        )),
    }
}

/// The header `fileName`, which most clients send and several do without. A header's value is ASCII.
pub(super) fn file_name(headers: &HeaderMap) -> Result<Option<String>, No> {
    headers
        .get("filename")
        .map(|value| {
            let name = value.to_str().map(str::to_owned);
            name.map_err(|_| invalid("The header fileName is not ASCII"))
        })
        .transpose()
}

/// The whole body on disk, with its SHA-256.
pub(super) async fn to_disk(ask: &Ask, request: Request) -> Result<Received, Stop> {
    let mut sink = Sink::open(&ask.blob_path(), Digester::sha256())
        .await
        .map_err(WorldError::File)?;
    let mut body = request.into_body().into_data_stream();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| call::broken_body())?;
        sink.write(&chunk).await.map_err(WorldError::File)?;
    }
    Ok(sink.finish().await.map_err(WorldError::File)?)
}
