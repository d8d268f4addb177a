//! The object store behind a signed address: one `PUT` of the raw bytes, or of one part of them, with exactly the headers that were
//! handed out.
//! It speaks XML and knows nothing of AGC tokens; sending it one is a mistake that is refused.

use axum::{
    extract::Request,
    response::{IntoResponse as _, Response},
};
use futures_util::StreamExt as _;
use http::{HeaderValue, StatusCode, header, request::Parts};
use serde_json::{Value, json};

use super::{
    parts::{self, PART, Part},
    signed::Signed,
    upload::{Stored, UPLOAD, Upload},
};
use crate::{
    error::WorldError,
    plays::{
        lie,
        sink::{Digester, Sink},
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

/// `PUT <urlInfo.url>`, or of a part. HTTP 200 with an empty body is success [official via 4 clients].
pub(super) async fn put(ask: Ask, request: Request) -> Response {
    let done = receive(&ask, request).await;
    match stop::noted(&ask, done) {
        Ok(Ok(None)) => StatusCode::OK.into_response(),
        Ok(Ok(Some(etag))) => (StatusCode::OK, [(header::ETAG, etag)]).into_response(),
        Ok(Err(refusal)) => refusal.respond(),
        Err(error) => error.into_response(),
    }
}

/// Answers the value of `ETag`, where there is one to keep: for parts.
async fn receive(ask: &Ask, request: Request) -> Result<Option<String>, Stop> {
    let (parts, body) = request.into_parts();
    let target = ask.change(|stage| Ok(open(stage, &parts, ask.host())))??;
    let signed = target.signed();
    let path = ask.blob_path();
    let mut sink = Sink::open(&path, Digester::sha256())
        .await
        .map_err(WorldError::File)?;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| {
            Refusal::new(
                StatusCode::BAD_REQUEST,
                "IncompleteBody",
                "the body broke off",
            )
        })?;
        sink.write(&chunk).await.map_err(WorldError::File)?;
        if sink.bytes() > signed.length {
            break;
        }
    }
    let file = sink.finish().await.map_err(WorldError::File)?;
    signed.check_content(&file)?;
    match target {
        Target::Whole(upload, _) => {
            let suffix = upload
                .object_id
                .rsplit_once('.')
                .map_or("", |(_, suffix)| suffix);
            let stored = Stored::read(&file, suffix).await;
            lie::change(ask, |stage| keep(stage, *upload, stored))?;
            Ok(None)
        }
        Target::Part(part) => {
            let etag = lie::change(ask, |stage| parts::keep(stage, part, &file))?;
            // The file outlives the request only when the part that names it was kept.
            if !ask.fault_is(lie::LIE) {
                file.leave();
            }
            Ok(Some(etag))
        }
    }
}

/// What an address stands for.
enum Target {
    Whole(Box<Upload>, Signed),
    Part(Part),
}

impl Target {
    fn signed(&self) -> &Signed {
        match self {
            Self::Whole(_, signed) => signed,
            Self::Part(part) => &part.signed,
        }
    }
}

/// Finds the address and uses it up.
fn open(stage: &mut Stage<'_>, parts: &Parts, host: &str) -> Result<Target, Stop> {
    let address = parts
        .uri
        .path_and_query()
        .map_or("", |address| address.as_str());
    let object_id = parts.uri.path().trim_start_matches('/');
    let now = stage.now();
    if let Some(mut part) = stage.get::<Part>(PART, address)? {
        part.signed.open(&parts.headers, host, now)?;
        stage.put(PART, address, &part)?;
        return Ok(Target::Part(part));
    }
    let upload = stage.get::<Upload>(UPLOAD, object_id)?;
    let found = upload.and_then(|mut upload| Some((upload.signed.take()?, upload)));
    let Some((mut signed, mut upload)) = found.filter(|(signed, _)| signed.address == address)
    else {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "SignatureDoesNotMatch",
            "no such signed address",
        )
        .into());
    };
    signed.open(&parts.headers, host, now)?;
    upload.signed = Some(signed.clone());
    stage.put(UPLOAD, &upload.object_id, &upload)?;
    Ok(Target::Whole(Box::new(upload), signed))
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
    pub(super) fn new(status: StatusCode, code: &'static str, why: impl Into<String>) -> Self {
        Self {
            status,
            code,
            why: why.into(),
        }
    }

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

impl stop::Refusal for Refusal {
    fn event(&self) -> Value {
        json!({ "event": "refused", "code": self.code, "why": self.why })
    }
}
