//! The old way to upload: an address and an `authCode`, then one multipart form. It still answers, and its misspelt key
//! `fileDestUlr` is part of it [official demo, 2 clients].

use std::{collections::BTreeMap, path::PathBuf};

use axum::{
    extract::{Multipart, Request},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    call::{self, Call, Stop},
    record::ReleaseType,
    ret::{No, Reply},
    upload::{Stored, UPLOAD, Upload, check_suffix, suffix_of},
};
use crate::{
    error::WorldError,
    plays::{
        body::{self, Broken},
        draw, lie,
        sink::{Digester, Received},
    },
    stage::{Ask, Stage},
};

/// A file server's host of the real shape; which one a real team is given is not established [inferred].
pub(super) const UPLOAD_HOST: &str = "developerfile7.hicloud.com";
pub(super) const UPLOAD_PATH: &str = "/FileServer/uploadFile";
const AUTH_CODE: &str = "auth-code";
/// Longest text part; real ones have less than a hundred bytes.
const LONGEST_TEXT: usize = 64 << 10;

/// What an `authCode` stands for.
#[derive(Serialize, Deserialize)]
struct Permit {
    app_id: String,
    suffix: String,
    #[serde(default)]
    release_type: ReleaseType,
}

/// `GET /publish/v2/upload-url`.
pub(super) fn reserve(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let app = call.app(stage)?;
    let suffix = call.required("suffix")?;
    check_suffix(suffix)?;
    let code = draw::hex(48);
    let permit = Permit {
        app_id: app.id.clone(),
        suffix: suffix.to_ascii_lowercase(),
        release_type: call.release_type()?,
    };
    stage.put(AUTH_CODE, &code, &permit)?;
    stage.hand_out("code of an upload", &code)?;
    stage.event(call::event("reserved", &app, json!({ "way": "multipart" })))?;
    Ok(Reply::success(json!({
        "uploadUrl": format!("https://{UPLOAD_HOST}{UPLOAD_PATH}"),
        "chunkUploadUrl": format!("https://{UPLOAD_HOST}{UPLOAD_PATH}/chunk"),
        "authCode": code,
    })))
}

/// The form of the second call.
#[derive(Default)]
struct Form {
    texts: BTreeMap<String, String>,
    file: Option<(String, Received)>,
}

/// `POST <uploadUrl>`: parts `file`, `authCode`, `fileCount`; `parseType` is optional.
pub(super) async fn post(ask: Ask, request: Request) -> Response {
    let form = match body::parts(request).await {
        Some(parts) => read(parts, ask.blob_path()).await.ok(),
        None => None,
    };
    let Some(form) = form else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let done = store(&ask, form).await;
    call::finish(&ask, done)
}

async fn read(mut parts: Multipart, path: PathBuf) -> Result<Form, Broken> {
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file_name = part.file_name().unwrap_or_default().to_owned();
            let file = body::file(part, &path, Digester::sha256()).await?;
            form.file = Some((file_name, file));
        } else {
            form.texts
                .insert(name, body::text(part, LONGEST_TEXT).await?);
        }
    }
    Ok(form)
}

async fn store(ask: &Ask, form: Form) -> Result<Reply, Stop> {
    let code = form.texts.get("authCode").cloned().unwrap_or_default();
    let permit = ask
        .change(|stage| stage.get::<Permit>(AUTH_CODE, &code))?
        .ok_or_else(|| failed("authCode is missing or unknown"))?;
    if form.texts.get("fileCount").map(String::as_str) != Some("1") {
        return Err(failed("fileCount is not 1").into());
    }
    let (file_name, file) = form.file.ok_or_else(|| failed("part file is missing"))?;
    if suffix_of(&file_name)? != permit.suffix {
        return Err(failed("the file's suffix is not the reserved one").into());
    }
    let stored = Stored::read(&file, &permit.suffix).await;
    let address = format!(
        "https://{UPLOAD_HOST}/FileServer/getFile/7/011/{}.{}",
        draw::digits(28),
        permit.suffix
    );
    let size = stored.bytes;
    lie::change(ask, |stage| keep(stage, &code, permit, &address, stored))?;
    Ok(Reply::json(json!({
        "result": {
            "resultCode": "0",
            "UploadFileRsp": {
                "ifSuccess": 1,
                "fileInfoList": [{ "fileDestUlr": address, "size": size }],
            }
        }
    })))
}

fn keep(
    stage: &mut Stage<'_>,
    code: &str,
    permit: Permit,
    address: &str,
    stored: Stored,
) -> Result<(), WorldError> {
    stage.remove(AUTH_CODE, code)?;
    stage.event(json!({
        "event": "stored",
        "object": address,
        "bytes": stored.bytes,
        "sha256": stored.sha256,
    }))?;
    let upload = Upload {
        object_id: address.to_owned(),
        app_id: permit.app_id,
        release_type: permit.release_type,
        signed: None,
        stored: Some(stored),
    };
    stage.put(UPLOAD, address, &upload)
}

/// The file server's own way to say no; its words are ours.
fn failed(why: &str) -> No {
    No::file_server(why)
}
