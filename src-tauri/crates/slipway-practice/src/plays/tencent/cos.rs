//! The object store behind a signed address: one `PUT` of the raw bytes, answered with an empty body. It speaks XML and knows nothing of
//! accounts and signatures of the interface.

use axum::{
    extract::Request,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::StreamExt as _;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts};
use serde_json::{Value, json};

use super::{
    call::warning,
    content::Stored,
    slot::{self, COS_HOST, Slot},
};
use crate::{
    error::WorldError,
    plays::{
        draw, lie,
        sink::{Digester, Received, Sink},
        stop,
    },
    stage::{Ask, Stage},
};

/// Largest object of a single `PUT` in bytes [general COS rule]. A limit for packages is not documented.
const LARGEST: u64 = 5 << 30;

/// Why a body is not taken.
type Stop = stop::Stop<Refusal>;

/// A COS error: HTTP status, code and message.
struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
}

fn no(status: StatusCode, code: &'static str, message: impl Into<String>) -> Stop {
    Stop::No(Refusal {
        status,
        code,
        message: message.into(),
    })
}

/// `PUT <pre_sign_url>`. HTTP 200 with an empty body and an ETag is success [official sample, 1 client].
pub(super) async fn put(ask: Ask, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let done = receive(&ask, request).await;
    respond(&ask, &path, done)
}

/// Any other method: the address was signed for `PUT`.
pub(super) async fn other_method(ask: Ask, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let why = "The Signature you specified is invalid: the address is for PUT.";
    let done = Err(no(StatusCode::FORBIDDEN, "SignatureDoesNotMatch", why));
    respond(&ask, &path, done)
}

async fn receive(ask: &Ask, request: Request) -> Result<String, Stop> {
    let (parts, body) = request.into_parts();
    let slot = ask.change(|stage| Ok(open(ask, stage, &parts)))??;
    let length = check_headers(&parts.headers)?;
    let path = ask.blob_path();
    let mut sink = Sink::open(&path, Digester::md5())
        .await
        .map_err(WorldError::File)?;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| broke_off())?;
        sink.write(&chunk).await.map_err(WorldError::File)?;
    }
    let file = sink.finish().await.map_err(WorldError::File)?;
    if file.bytes != length {
        return Err(broke_off());
    }
    check_digest(&parts.headers, &file)?;
    let digest = file.digest.clone();
    let stored = Stored::read(&file, &slot.file_type).await;
    lie::change(ask, |stage| keep(stage, &slot, stored))?;
    Ok(digest)
}

/// Finds the slot of the address.
fn open(ask: &Ask, stage: &Stage<'_>, parts: &Parts) -> Result<Slot, Stop> {
    let address = parts
        .uri
        .path_and_query()
        .map_or("", |address| address.as_str());
    let serial = parts
        .uri
        .path()
        .rsplit('/')
        .next()
        .and_then(|name| name.split('.').next())
        .unwrap_or_default();
    let slot = slot::load(stage, serial)?
        .filter(|slot| slot.address == address)
        .ok_or_else(|| {
            let message = "The Signature you specified is invalid.";
            no(StatusCode::FORBIDDEN, "SignatureDoesNotMatch", message)
        })?;
    // Like any signed COS address: good again and again for the same object until its time is over [inferred].
    if stage.now() > slot.expires_at || ask.fault_is("address-expired") {
        let message = "Request has expired";
        return Err(no(StatusCode::FORBIDDEN, "AccessDenied", message));
    }
    Ok(slot)
}

/// Length announced, not chunked, no multipart, no credentials beside those in the address. The content type is not part of the
/// signature [1 client], so any other will do.
fn check_headers(headers: &HeaderMap) -> Result<u64, Stop> {
    let sent = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if headers.contains_key(header::AUTHORIZATION) {
        let message = "Authorization must not come beside a signature in the address";
        return Err(no(StatusCode::FORBIDDEN, "AccessDenied", message));
    }
    let content_type = sent(header::CONTENT_TYPE).unwrap_or_default();
    if content_type.to_ascii_lowercase().starts_with("multipart/") {
        let message = "the body of a PUT is the file itself, not a form";
        return Err(no(StatusCode::BAD_REQUEST, "InvalidArgument", message));
    }
    let length = sent(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    match length {
        Some(length) if length > LARGEST => Err(no(
            StatusCode::BAD_REQUEST,
            "EntityTooLarge",
            "Your proposed upload exceeds the maximum allowed object size.",
        )),
        Some(length) if !headers.contains_key(header::TRANSFER_ENCODING) => Ok(length),
        _ => Err(no(
            StatusCode::LENGTH_REQUIRED,
            "MissingContentLength",
            "You must provide the Content-Length HTTP header.",
        )),
    }
}

/// `Content-MD5`, where it is sent: base64 of the digest [general COS rule].
fn check_digest(headers: &HeaderMap, file: &Received) -> Result<(), Stop> {
    let Some(announced) = headers.get("content-md5") else {
        return Ok(());
    };
    let announced = STANDARD.decode(announced.as_bytes()).unwrap_or_default();
    if hex::encode(announced) == file.digest {
        return Ok(());
    }
    let message = "The Content-MD5 you specified did not match what we received.";
    Err(no(StatusCode::BAD_REQUEST, "BadDigest", message))
}

fn broke_off() -> Stop {
    let message = "You did not provide the number of bytes specified by Content-Length.";
    no(StatusCode::BAD_REQUEST, "IncompleteBody", message)
}

fn keep(stage: &mut Stage<'_>, slot: &Slot, stored: Stored) -> Result<(), WorldError> {
    stage.event(json!({
        "event": "stored",
        "serial_number": slot.serial,
        "bytes": stored.bytes,
        "md5": stored.md5,
        "sha256": stored.sha256(),
    }))?;
    if let Some(flaw) = stored.flaw() {
        stage.event(warning(format!("kept, but {flaw}")))?;
    }
    let slot = Slot {
        stored: Some(stored),
        ..slot.clone()
    };
    slot::save(stage, &slot)
}

fn respond(ask: &Ask, path: &str, done: Result<String, Stop>) -> Response {
    let request_id = draw::hex(40);
    let mut response = match stop::noted(ask, done) {
        Ok(Ok(md5)) => with_etag(&md5),
        Ok(Err(refusal)) => refusal.respond(path, &request_id),
        Err(error) => return error.into_response(),
    };
    if let Ok(id) = HeaderValue::try_from(request_id) {
        response.headers_mut().insert("x-cos-request-id", id);
    }
    response
}

fn with_etag(md5: &str) -> Response {
    let mut response = StatusCode::OK.into_response();
    if let Ok(etag) = HeaderValue::try_from(format!("\"{md5}\"")) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

impl Refusal {
    /// [general COS form]
    fn respond(&self, path: &str, request_id: &str) -> Response {
        let Self {
            status,
            code,
            message,
        } = self;
        let resource = format!("{COS_HOST}{path}");
        let body = format!(
            "<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>{code}</Code>\n\t<Message>{message}</Message>\n\t<Resource>{}</Resource>\n\t<RequestId>{request_id}</RequestId>\n\t<TraceId>{}</TraceId>\n</Error>\n",
            escaped(&resource),
            draw::hex(40)
        );
        let mut response = (*status, body).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/xml"),
        );
        response
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

impl stop::Refusal for Refusal {
    fn event(&self) -> Value {
        json!({ "event": "refused", "code": self.code, "why": self.message })
    }
}
