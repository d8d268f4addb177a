//! The bytes of a reserved file: one multipart form with a part `file`, to the address that was handed out or to `file-upload`
//! on the API host. The token comes along in both [official, 4 clients each]. What a file is good for is judged in `bind.rs`.

use std::{collections::BTreeMap, path::PathBuf};

use axum::{
    extract::{Multipart, Request, multipart::Field},
    response::Response,
};
use http::StatusCode;
use serde_json::json;

use super::{
    answer::{self, No, Reply},
    call::{self, Stop},
    caller,
    record::Facts,
    slot::{APK, Slot, Stored, Wanted},
    trouble,
};
use crate::{
    error::WorldError,
    plays::{
        body, lie,
        picture::Picture,
        reading,
        sink::{Digester, Received, Sink},
    },
    stage::{Ask, Stage},
};

/// How the place is named.
#[derive(Clone, Copy)]
enum Way {
    /// The address of `get-file-upload-url`, with its secret part.
    Address,
    /// `appId` and `objectId` in the query of the API host's own call.
    Direct,
}

/// `POST <uploadUrl>`.
pub(super) async fn to_address(ask: Ask, request: Request) -> Response {
    let done = receive(&ask, request, Way::Address).await;
    call::finish(&ask, done)
}

/// `POST /openapi/v1/publish/file-upload`.
pub(super) async fn direct(ask: Ask, request: Request) -> Response {
    let done = receive(&ask, request, Way::Direct).await;
    call::finish(&ask, done)
}

async fn receive(ask: &Ask, request: Request, way: Way) -> Result<Reply, Stop> {
    caller::identify(ask, request.headers())?;
    if ask.host() == super::routes::FOREIGN_HOST {
        ask.event(json!({
            "event": "warning",
            "what": "the token came to a host that is none of Honor's",
        }))?;
    }
    trouble::refusal(ask)?;
    let query = body::query(&request);
    let path = request.uri().path().to_owned();
    let parts = body::parts(request)
        .await
        .ok_or_else(|| failed("the body is not multipart/form-data"))?;
    let slot = ask.change(|stage| Ok(open(stage, &query, &path, way)))??;
    let file = read(parts, &slot.wanted, ask.blob_path()).await?;
    check(&slot.wanted, &file)?;
    let stored = Stored::read(&file, slot.wanted.file_type).await;
    lie::change(ask, |stage| keep(stage, slot, stored))??;
    Ok(Reply::success())
}

/// Finds the place and uses it up.
fn open(
    stage: &mut Stage<'_>,
    query: &BTreeMap<String, String>,
    path: &str,
    way: Way,
) -> Result<Slot, Stop> {
    let app = call::app_named(stage, query.get("appId").map(String::as_str))?;
    let object_id = match way {
        Way::Address => path.rsplit('/').next(),
        Way::Direct => query.get("objectId").map(String::as_str),
    };
    let object_id = object_id
        .filter(|id| !id.is_empty())
        .ok_or_else(|| No::business(answer::OBJECT_ID_EMPTY, "objectId is empty"))?
        .parse::<i64>()
        .map_err(|_| No::business(answer::OBJECT_ID_MALFORMED, "objectId format error"))?;
    let mut slot = Slot::load(stage, object_id)?
        .filter(|slot| slot.app_id == app.id && slot.pull.is_none())
        .ok_or_else(|| No::business(answer::OBJECT_ID_UNKNOWN, "objectId does not exist"))?;
    if matches!(way, Way::Address) && query.get("sign") != Some(&slot.sign) {
        return Err(failed("no such upload address").into());
    }
    // The code for an expired place is not documented; any that is not 0 means rejected [official].
    if slot.used {
        return Err(failed("the place was used before").into());
    }
    if stage.now() > slot.expires_at {
        return Err(failed("the place has expired").into());
    }
    slot.used = true;
    slot.save(stage)?;
    Ok(slot)
}

/// The part `file`; parts of other names are passed over.
async fn read(mut parts: Multipart, wanted: &Wanted, path: PathBuf) -> Result<Received, Stop> {
    while let Some(part) = parts.next_field().await.map_err(broke_off)? {
        if part.name() == Some("file") {
            return read_file(part, wanted, path).await;
        }
    }
    Err(failed("there is no part file").into())
}

async fn read_file(mut part: Field<'_>, wanted: &Wanted, path: PathBuf) -> Result<Received, Stop> {
    if part.file_name().is_none_or(str::is_empty) {
        return Err(failed("the part file has no file name").into());
    }
    let mut sink = Sink::open(&path, Digester::sha256())
        .await
        .map_err(WorldError::File)?;
    while let Some(chunk) = part.chunk().await.map_err(broke_off)? {
        sink.write(&chunk).await.map_err(WorldError::File)?;
        if sink.bytes() > wanted.size {
            return Err(failed("more bytes came than were announced").into());
        }
    }
    Ok(sink.finish().await.map_err(WorldError::File)?)
}

fn broke_off(_: axum::extract::multipart::MultipartError) -> No {
    No::gateway(StatusCode::BAD_REQUEST, "the body broke off")
}

fn check(wanted: &Wanted, file: &Received) -> Result<(), No> {
    if file.bytes != wanted.size {
        return Err(failed("fewer bytes came than were announced"));
    }
    if file.digest != wanted.sha256 {
        return Err(No::business(
            answer::DIGEST_MISMATCH,
            "the package digest does not match",
        ));
    }
    Ok(())
}

fn keep(
    stage: &mut Stage<'_>,
    mut slot: Slot,
    stored: Stored,
) -> Result<Result<(), Stop>, WorldError> {
    stage.event(json!({
        "event": "stored",
        "object": slot.object_id,
        "bytes": stored.bytes,
        "sha256": stored.sha256,
    }))?;
    slot.stored = Some(stored);
    Ok(slot.save(stage))
}

impl Stored {
    /// Reads what arrived: a package as such, a picture's measures.
    pub(super) async fn read(file: &Received, file_type: i64) -> Self {
        let (facts, flaw) = match file_type {
            APK => match reading::read(file.path().to_owned()).await {
                Ok(build) => (Some(Facts::of(&build)), None),
                Err(why) => (None, Some(why)),
            },
            _ => (None, None),
        };
        Self {
            bytes: file.bytes,
            sha256: file.digest.clone(),
            facts,
            flaw,
            sides: Picture::in_file(file.path()).map(Picture::sides),
        }
    }
}

/// 30010: HTTP 200 with a code that is not 0 [official].
fn failed(why: &str) -> No {
    No::business(answer::UPLOAD_FAILED, "file upload failed").because(why)
}
