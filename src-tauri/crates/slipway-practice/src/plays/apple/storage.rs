//! The object storage behind signed addresses: one `PUT` of the raw bytes of one part, with exactly the headers that were handed out.
//! It speaks XML and knows no token; sending it one is refused.

use axum::{
    extract::Request,
    response::{IntoResponse as _, Response},
};
use futures_util::StreamExt as _;
use http::{HeaderValue, Method, StatusCode, header, request::Parts};
use serde_json::{Value, json};

use super::slots::{Arrived, Slot};
use crate::{
    error::WorldError,
    plays::{
        lie,
        sink::{Digester, Received, Sink},
        stop,
    },
    stage::{Ask, Stage},
};

/// Why a body is not taken.
type Stop = stop::Stop<Refusal>;

/// An S3-style error: HTTP status, code, and practice's own reason, which real stores also put into `Message`.
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    why: String,
}

/// `PUT` of an operation's `url`. 200 with an `ETag` is success [recorded].
pub(super) async fn answer(ask: Ask, request: Request) -> Response {
    let done = receive(&ask, request).await;
    match stop::noted(&ask, done) {
        Ok(Ok(etag)) => (StatusCode::OK, [(header::ETAG, etag)]).into_response(),
        Ok(Err(refusal)) => refusal.respond(),
        Err(error) => error.into_response(),
    }
}

/// Answers the value of `ETag`.
async fn receive(ask: &Ask, request: Request) -> Result<String, Stop> {
    let (parts, body) = request.into_parts();
    let slot = ask.change(|stage| Ok(open(stage, ask, &parts)))??;
    // ASC, under `part-fails` the storage gives up after 60 % of the part.
    let gives_up_at = ask.fault_is("part-fails").then(|| slot.length * 6 / 10);
    let mut sink = Sink::open(&ask.blob_path(), Digester::md5())
        .await
        .map_err(WorldError::File)?;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| incomplete("the body broke off"))?;
        sink.write(&chunk).await.map_err(WorldError::File)?;
        if gives_up_at.is_some_and(|limit| sink.bytes() >= limit) {
            return Err(Refusal::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalError",
                "We encountered an internal error. Please try again.",
            )
            .into());
        }
        if sink.bytes() > slot.length {
            break;
        }
    }
    let file = sink.finish().await.map_err(WorldError::File)?;
    if file.bytes != slot.length {
        return Err(incomplete("the body has another length").into());
    }
    if ask.fault_is("part-damaged") {
        ask.event(
            json!({ "event": "warning", "what": "a part arrived damaged", "part": slot.part }),
        )?;
        let md5: String = file.digest.chars().rev().collect();
        return Ok(etag(&md5));
    }
    let md5 = file.digest.clone();
    lie::change(ask, |stage| keep(stage, &slot.address, &file))??;
    // The file outlives the request only when the part that names it was kept.
    if !ask.fault_is(lie::LIE) {
        file.leave();
    }
    Ok(etag(&md5))
}

/// Upper-case hex in quotes [recorded].
fn etag(md5: &str) -> String {
    format!("\"{}\"", md5.to_uppercase())
}

fn open(stage: &mut Stage<'_>, ask: &Ask, parts: &Parts) -> Result<Slot, Stop> {
    if parts.method != Method::PUT {
        return Err(Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "MethodNotAllowed",
            "the address is signed for PUT",
        )
        .into());
    }
    let address = parts.uri.path_and_query();
    let address = address.map_or("", |address| address.as_str());
    let slot = Slot::find(stage, address)?.ok_or_else(|| forged("no such signed address"))?;
    // The address is signed already; a token has no place here [recorded, 3 clients].
    if parts.headers.contains_key(header::AUTHORIZATION) {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "InvalidArgument",
            "Only one auth mechanism allowed",
        )
        .into());
    }
    if ask.fault_is("part-expired") || stage.now() > slot.expires_at {
        let why = "Request has expired";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "AccessDenied", why).into());
    }
    let sent = |name: &str| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    for (name, value) in &slot.headers {
        if sent(name) != Some(value) {
            return Err(forged(format!("header {name} is not what was signed")).into());
        }
    }
    let length = sent("content-length").and_then(|length| length.parse::<u64>().ok());
    match length {
        Some(length) if length == slot.length => Ok(slot),
        Some(length) => {
            let why = format!("Content-Length is {length}, signed is {}", slot.length);
            Err(forged(why).into())
        }
        None => Err(Refusal::new(
            StatusCode::LENGTH_REQUIRED,
            "MissingContentLength",
            "You must provide the Content-Length HTTP header.",
        )
        .into()),
    }
}

/// Remembers what arrived; a part that comes again takes the place of the earlier one.
fn keep(
    stage: &mut Stage<'_>,
    address: &str,
    file: &Received,
) -> Result<Result<(), Stop>, WorldError> {
    // Deleted or committed while the bytes were coming.
    let Some(mut slot) = Slot::find(stage, address)? else {
        return Ok(Err(forged("no such signed address").into()));
    };
    slot.forget(stage)?;
    slot.times += 1;
    slot.arrived = Some(Arrived {
        path: file.path().to_owned(),
        md5: file.digest.clone(),
    });
    slot.save(stage)?;
    stage.event(json!({
        "event": "stored-part",
        "file": slot.file,
        "part": slot.part,
        "offset": slot.offset,
        "bytes": file.bytes,
        "md5": file.digest,
        "times": slot.times,
    }))?;
    Ok(Ok(()))
}

fn incomplete(why: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "IncompleteBody", why)
}

fn forged(why: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, "SignatureDoesNotMatch", why)
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, why: impl Into<String>) -> Self {
        Self {
            status,
            code,
            why: why.into(),
        }
    }

    fn respond(&self) -> Response {
        let Self { status, code, why } = self;
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{why}</Message></Error>"
        );
        let mut response = (*status, body).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/xml"),
        );
        response
    }
}

impl stop::Refusal for Refusal {
    fn event(&self) -> Value {
        json!({ "event": "refused", "code": self.code, "why": self.why })
    }
}
