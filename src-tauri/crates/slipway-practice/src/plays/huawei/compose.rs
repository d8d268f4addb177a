//! `upload/multipart/compose`: the parts become one object, which is read like any other upload. The bytes are put together outside of
//! the transaction, because they may be gigabytes.

use std::{io, path::PathBuf};

use axum::{extract::Request, response::Response};
use serde_json::{Value, json};
use tokio::{fs::File, io::AsyncReadExt as _};

use super::{
    call::{self, Call, Stop},
    caller,
    parts::{self, LARGE, Large, PART, PART_SIZE, Part},
    ret::{self, No, Reply},
    upload::{self, Stored, UPLOAD, Upload},
};
use crate::{
    error::WorldError,
    plays::{
        lie,
        sink::{Digester, Received, Sink},
    },
    stage::{Ask, Stage},
};

/// Bytes copied at a time.
const CHUNK: usize = 1 << 16;

/// `POST /publish/v2/upload/multipart/compose`.
pub(super) async fn answer(ask: Ask, request: Request) -> Response {
    let done = compose(&ask, request).await;
    call::finish(&ask, done)
}

async fn compose(ask: &Ask, request: Request) -> Result<Reply, Stop> {
    caller::identify(ask, request.headers())?;
    let call = Call::read(ask.clone(), request).await?;
    if ask.fault_is("error-inside") {
        return Err(No::business(ret::SYSTEM_ERROR, "unknown system error").into());
    }
    let order = ask.change(|stage| Ok(Order::read(stage, &call)))??;
    let path = ask.blob_path();
    let mut sink = Sink::open(&path, Digester::sha256())
        .await
        .map_err(WorldError::File)?;
    for file in &order.files {
        append(&mut sink, file).await.map_err(WorldError::File)?;
    }
    let file: Received = sink.finish().await.map_err(WorldError::File)?;
    let stored = Stored::read(&file, &order.large.suffix).await;
    lie::change(ask, |stage| order.keep(stage, stored))?;
    if !ask.fault_is(lie::LIE) {
        for file in &order.files {
            // What stays behind goes with the world.
            let _ = tokio::fs::remove_file(file).await;
        }
    }
    Ok(Reply::success(json!({})))
}

async fn append(sink: &mut Sink, path: &PathBuf) -> io::Result<()> {
    let mut file = File::open(path).await?;
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = file.read(&mut chunk).await?;
        match chunk.get(..length) {
            None | Some([]) => return Ok(()),
            Some(bytes) => sink.write(bytes).await?,
        }
    }
}

/// What is to be put together, judged.
struct Order {
    upload_id: String,
    large: Large,
    /// In the order of the parts.
    files: Vec<PathBuf>,
}

impl Order {
    fn read(stage: &Stage<'_>, call: &Call) -> Result<Self, Stop> {
        let (upload_id, large) = parts::large(stage, call)?;
        let named = parts::numbered(&call.body)?;
        let (mut files, mut length) = (Vec::new(), 0_u64);
        for (number, named_part) in &named {
            let part = part(stage, &large, named_part)?;
            let is_last = *number == named.len();
            if !is_last && part.signed.length < PART_SIZE {
                return Err(failed("a part before the last is smaller than nspPartMinSize").into());
            }
            let arrived = part
                .arrived
                .ok_or_else(|| failed("a part was never uploaded"))?;
            // The value of the header, quotes included [official demo].
            if named_part.get("etag").and_then(Value::as_str) != Some(&arrived.etag) {
                return Err(failed("an etag is not the part's").into());
            }
            files.push(arrived.file);
            length = length.saturating_add(part.signed.length);
        }
        if upload::is_too_large(&large.suffix, length) {
            return Err(failed("the file is larger than the store takes").into());
        }
        Ok(Self {
            upload_id,
            large,
            files,
        })
    }

    fn keep(&self, stage: &mut Stage<'_>, stored: Stored) -> Result<(), WorldError> {
        stage.event(json!({
            "event": "stored",
            "object": self.large.object_id,
            "bytes": stored.bytes,
            "sha256": stored.sha256,
        }))?;
        for address in self.large.parts.values() {
            stage.remove(PART, address)?;
        }
        stage.remove(LARGE, &self.upload_id)?;
        let upload = Upload {
            object_id: self.large.object_id.clone(),
            app_id: self.large.app_id.clone(),
            release_type: self.large.release_type,
            signed: None,
            stored: Some(stored),
        };
        stage.put(UPLOAD, &upload.object_id, &upload)
    }
}

fn part(stage: &Stage<'_>, large: &Large, named: &Value) -> Result<Part, Stop> {
    let part_id = named.get("partObjectId").and_then(Value::as_str);
    let address = part_id.and_then(|part_id| large.parts.get(part_id));
    let address = address.ok_or_else(|| failed("a partObjectId is not of this upload"))?;
    let part = stage.get::<Part>(PART, address)?;
    Ok(part.ok_or_else(|| failed("a partObjectId is not of this upload"))?)
}

/// The words and the code of the documents for this are not known; 204144658 is a failed upload [1 client].
fn failed(why: &str) -> No {
    No::business(
        ret::FILE_SERVER_FAILED,
        format!("file server upload failed, {why}"),
    )
}
