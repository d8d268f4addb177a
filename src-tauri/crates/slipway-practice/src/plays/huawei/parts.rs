//! Very large files in parts: begin an object, reserve its parts, and what arrives of one. Putting them together is `compose.rs`.
//! Members and spellings are those of Huawei's own demo [official demo, 1 client in use].

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    call::{self, Call, Stop},
    record::ReleaseType,
    ret::{self, No, Reply},
    signed::{self, Signed},
    upload::{self, suffix_of},
};
use crate::{
    error::WorldError,
    plays::{draw, sink::Received},
    stage::Stage,
};

/// The kind of a begun object's document; its key is `nspUploadId`.
pub(super) const LARGE: &str = "large";
/// The kind of a part's document; its key is the signed address.
pub(super) const PART: &str = "part";
/// `nspPartMinSize` of the demo, in bytes: the size by which a file is cut.
pub(super) const PART_SIZE: u64 = 5_242_880;
/// The members of both maps are really called so, counted from 1.
const MEMBER: &str = "additionalProp";

/// An object that comes in parts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Large {
    pub(super) object_id: String,
    pub(super) app_id: String,
    pub(super) release_type: ReleaseType,
    pub(super) suffix: String,
    /// Signed address of each part, by `partObjectId`.
    pub(super) parts: BTreeMap<String, String>,
}

/// One part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Part {
    pub(super) signed: Signed,
    pub(super) arrived: Option<Arrived>,
}

/// A part that arrived whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Arrived {
    pub(super) file: PathBuf,
    /// With its quotes.
    pub(super) etag: String,
}

/// `POST /publish/v2/upload/multipart/init`.
pub(super) fn begin(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let app = call.app(stage)?;
    let suffix = suffix_of(call.required("fileName")?)?;
    // The demo sends 3, the client that uses this call 1; what they mean is not established.
    let kind = call.required("fileType")?;
    if kind.parse::<u32>().is_err() {
        return Err(ret::bad_query("fileType").into());
    }
    let large = Large {
        object_id: upload::new_object(stage.now(), &suffix),
        app_id: app.id.clone(),
        release_type: call.release_type()?,
        suffix,
        parts: BTreeMap::new(),
    };
    let upload_id = draw::hex(32);
    stage.put(LARGE, &upload_id, &large)?;
    stage.event(call::event(
        "reserved",
        &app,
        json!({ "way": "parts", "object": large.object_id, "release_type": large.release_type }),
    ))?;
    Ok(Reply::success(json!({
        "objectId": large.object_id,
        "nspUploadId": upload_id,
        "nspPartMinSize": PART_SIZE,
    })))
}

/// `POST /publish/v2/upload/multipart/parts`: a signed address for each part that the body announces.
pub(super) fn reserve(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (upload_id, mut large) = large(stage, call)?;
    let announced = numbered(&call.body)?
        .into_iter()
        .map(|(number, part)| Ok((number, announced(part)?)))
        .collect::<Result<Vec<_>, No>>()?;
    let mut addresses = Map::new();
    for (number, (length, sha256)) in announced {
        let place = format!(
            "/{}?partNumber={number}&uploadId={upload_id}&",
            large.object_id
        );
        let signed = Signed::new(place, length, Some(sha256), stage.now());
        signed.hand_out(stage)?;
        let part_id = draw::hex(32);
        addresses.insert(
            format!("{MEMBER}{number}"),
            json!({
                "url": signed.url(),
                "method": "PUT",
                "partObjectId": part_id,
                "headers": signed.headers,
            }),
        );
        large.parts.insert(part_id, signed.address.clone());
        let part = Part {
            signed,
            arrived: None,
        };
        stage.put(PART, &part.signed.address, &part)?;
    }
    stage.put(LARGE, &upload_id, &large)?;
    Ok(Reply::success(json!({ "uploadInfoMap": addresses })))
}

/// Length in bytes and digest of one part.
fn announced(part: &Value) -> Result<(u64, String), No> {
    let length = part
        .get("length")
        .and_then(Value::as_u64)
        .filter(|length| *length > 0)
        .ok_or_else(|| ret::invalid("length"))?;
    let sha256 = part
        .get("sha256")
        .and_then(Value::as_str)
        .filter(|digest| signed::is_sha256(digest))
        .ok_or_else(|| ret::invalid("sha256"))?;
    Ok((length, sha256.to_owned()))
}

/// The object that the query names: both ids, and they belong together.
pub(super) fn large(stage: &Stage<'_>, call: &Call) -> Result<(String, Large), Stop> {
    let upload_id = call.required("nspUploadId")?;
    let object_id = call.required("objectId")?;
    let large = stage
        .get::<Large>(LARGE, upload_id)?
        .filter(|large| large.object_id == object_id)
        .ok_or_else(|| ret::invalid("objectId and nspUploadId are not of one upload"))?;
    Ok((upload_id.to_owned(), large))
}

/// The members of a map of parts, in their order: `additionalProp1` to N, without gaps.
pub(super) fn numbered(body: &Value) -> Result<Vec<(usize, &Value)>, No> {
    let members = body.as_object().filter(|members| !members.is_empty());
    let members = members.ok_or_else(|| ret::invalid("the body names no part"))?;
    (1..=members.len())
        .map(|number| {
            let name = format!("{MEMBER}{number}");
            let value = members.get(&name).ok_or_else(|| ret::invalid(&name))?;
            Ok((number, value))
        })
        .collect()
}

/// Remembers a part that arrived. Returns its `ETag`: an opaque value, with quotes.
pub(super) fn keep(
    stage: &mut Stage<'_>,
    mut part: Part,
    file: &Received,
) -> Result<String, WorldError> {
    let etag = format!("\"{}\"", draw::hex(32));
    part.arrived = Some(Arrived {
        file: file.path().to_owned(),
        etag: etag.clone(),
    });
    stage.event(json!({ "event": "stored-part", "bytes": file.bytes, "sha256": file.digest }))?;
    stage.put(PART, &part.signed.address, &part)?;
    Ok(etag)
}
