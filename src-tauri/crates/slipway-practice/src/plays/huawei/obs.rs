//! The object store behind a signed address: one `PUT` of the raw bytes, with exactly the headers that were handed out.
//! It speaks XML and knows nothing of AGC tokens; sending it one is a mistake that is refused.

use axum::{
    extract::Request,
    response::{IntoResponse as _, Response},
};
use futures_util::StreamExt as _;
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use serde_json::json;

use super::upload::{Stored, UPLOAD, Upload};
use crate::{
    error::WorldError,
    plays::{
        lie,
        sink::{Digester, Received, Sink},
    },
    stage::{Ask, Stage},
};

/// Headers of connect-api that have no place here.
const FOREIGN: [&str; 3] = ["client_id", "teamid", "oauth2token"];

/// Why a body is not taken.
enum Stop {
    No(Refusal),
    World(WorldError),
}

impl From<WorldError> for Stop {
    fn from(error: WorldError) -> Self {
        Self::World(error)
    }
}

/// An S3-style error: HTTP status, code, and practice's own reason, which real stores also put into `Message`.
struct Refusal {
    status: StatusCode,
    code: &'static str,
    why: String,
}

fn no(status: StatusCode, code: &'static str, why: impl Into<String>) -> Stop {
    Stop::No(Refusal {
        status,
        code,
        why: why.into(),
    })
}

/// `PUT <urlInfo.url>`. HTTP 200 with an empty body is success [official via 4 clients].
pub(super) async fn put(ask: Ask, request: Request) -> Response {
    match receive(&ask, request).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(Stop::World(error)) => error.into_response(),
        Err(Stop::No(refusal)) => {
            let event = json!({ "event": "refused", "code": refusal.code, "why": refusal.why });
            match ask.event(event) {
                Ok(()) => refusal.respond(),
                Err(error) => error.into_response(),
            }
        }
    }
}

async fn receive(ask: &Ask, request: Request) -> Result<(), Stop> {
    let (parts, body) = request.into_parts();
    let upload = ask.change(|stage| Ok(open(stage, &parts, ask.host())))??;
    let path = ask.blob_path();
    let mut sink = Sink::open(&path, Digester::sha256())
        .await
        .map_err(WorldError::File)?;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| {
            no(
                StatusCode::BAD_REQUEST,
                "IncompleteBody",
                "the body broke off",
            )
        })?;
        sink.write(&chunk).await.map_err(WorldError::File)?;
        if sink.bytes() > upload.length {
            break;
        }
    }
    let file = sink.finish().await.map_err(WorldError::File)?;
    check_content(&upload, &file)?;
    let suffix = upload
        .object_id
        .rsplit_once('.')
        .map_or("", |(_, suffix)| suffix);
    let stored = Stored::read(&file, suffix).await;
    lie::change(ask, |stage| keep(stage, upload, stored))?;
    Ok(())
}

/// Finds the address and uses it up.
fn open(stage: &mut Stage<'_>, parts: &Parts, host: &str) -> Result<Upload, Stop> {
    let address = parts
        .uri
        .path_and_query()
        .map_or("", |address| address.as_str());
    let object_id = parts.uri.path().trim_start_matches('/');
    let mut upload = stage
        .get::<Upload>(UPLOAD, object_id)?
        .filter(|upload| upload.address == address)
        .ok_or_else(|| {
            no(
                StatusCode::FORBIDDEN,
                "SignatureDoesNotMatch",
                "no such signed address",
            )
        })?;
    if upload.used {
        return Err(no(
            StatusCode::FORBIDDEN,
            "AccessDenied",
            "the address was used before",
        ));
    }
    if stage.now() > upload.expires_at {
        return Err(no(
            StatusCode::FORBIDDEN,
            "AccessDenied",
            "Request has expired",
        ));
    }
    check_headers(&upload, &parts.headers, host)?;
    upload.used = true;
    stage.put(UPLOAD, &upload.object_id, &upload)?;
    Ok(upload)
}

fn check_headers(upload: &Upload, headers: &HeaderMap, host: &str) -> Result<(), Stop> {
    let sent = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    for (name, value) in &upload.headers {
        let came = match name.as_str() {
            // HTTP/2 carries the host beside the headers.
            "Host" => Some(host),
            name => sent(name),
        };
        if came != Some(value) {
            return Err(no(
                StatusCode::FORBIDDEN,
                "SignatureDoesNotMatch",
                format!("header {name} is not what was signed"),
            ));
        }
    }
    if let Some(name) = FOREIGN.into_iter().find(|name| headers.contains_key(*name)) {
        return Err(no(
            StatusCode::FORBIDDEN,
            "AccessDenied",
            format!("header {name} does not belong to a signed address"),
        ));
    }
    let length = sent("content-length").and_then(|length| length.parse::<u64>().ok());
    match length {
        _ if headers.contains_key(header::TRANSFER_ENCODING) => Err(missing_length()),
        None => Err(missing_length()),
        Some(length) if length != upload.length => Err(no(
            StatusCode::BAD_REQUEST,
            "InvalidRequest",
            format!(
                "Content-Length is {length}, reserved were {}",
                upload.length
            ),
        )),
        Some(_) => Ok(()),
    }
}

fn missing_length() -> Stop {
    no(
        StatusCode::LENGTH_REQUIRED,
        "MissingContentLength",
        "a signed address takes no chunked body",
    )
}

fn check_content(upload: &Upload, file: &Received) -> Result<(), Stop> {
    if file.bytes != upload.length {
        return Err(no(
            StatusCode::BAD_REQUEST,
            "IncompleteBody",
            "the body has another length",
        ));
    }
    match &upload.sha256 {
        Some(announced) if *announced != file.digest => Err(no(
            StatusCode::BAD_REQUEST,
            "XAmzContentSHA256Mismatch",
            "the body has another SHA-256 than announced",
        )),
        _ => Ok(()),
    }
}

fn keep(stage: &mut Stage<'_>, mut upload: Upload, stored: Stored) -> Result<(), WorldError> {
    stage.event(json!({
        "event": "stored",
        "object": upload.object_id,
        "bytes": stored.bytes,
        "sha256": stored.sha256,
    }))?;
    upload.stored = Some(stored);
    stage.put(UPLOAD, &upload.object_id, &upload)
}

impl Refusal {
    fn respond(&self) -> Response {
        let Self { status, code, why } = self;
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Error><Code>{code}</Code><Message>{why}</Message></Error>"
        );
        let mut response = (*status, body).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/xml"),
        );
        response
    }
}
