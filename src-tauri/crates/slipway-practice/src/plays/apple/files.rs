//! `buildUploadFiles`: a file of an upload, and the operations that bring its bytes. What becomes of them is `commit.rs`.

use serde_json::{Value, json};

use super::{
    apps,
    call::{Call, Reply},
    document,
    kind::Kind,
    no::{self, No, Stop},
    slots,
    thing::{self, Thing},
    uploads, wish,
};
use crate::{plays::draw, stage::Stage};

/// `POST /v1/buildUploadFiles`.
pub(super) fn create(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::BuildUploadFiles)?;
    let upload = wish.one("buildUpload").unwrap_or_default();
    let mut upload = thing::known(stage, Kind::BuildUploads, upload)?;
    no::is(uploads::state_of(&upload) == "AWAITING_UPLOAD", || {
        no::wrong_state("The build upload does not await files any more.")
    })?;
    let asset_type = wish.text("assetType").unwrap_or_default();
    let others = thing::all_of(stage, Kind::BuildUploadFiles, "buildUpload", &upload.id)?;
    // One file of each type [inferred]: a client that repeats a POST blindly is told.
    let is_new = !others
        .iter()
        .any(|file| file.text("assetType") == asset_type);
    no::is(is_new, || {
        let detail = format!("The build upload has a file of the type '{asset_type}' already.");
        No::conflict(no::duplicate("assetType", detail))
    })?;
    let uti = wish.text("uti").unwrap_or_default();
    let name = wish.text("fileName").unwrap_or_default();
    check(asset_type, uti, name, upload.text("platform"))?;
    let mut file = Thing::new(Kind::BuildUploadFiles)
        .with("assetToken", draw::hex(40))
        .with("assetDeliveryState", state("AWAITING_UPLOAD", &[]));
    wish.write(&mut file);
    let size = file.get("fileSize").as_u64().unwrap_or_default();
    let part_size = slots::part_size(size, call.ask.fault_is("real-parts"));
    let operations = slots::cut(stage, &file.id, size, part_size)?;
    let parts = operations.as_array().map_or(0, Vec::len);
    file.set("uploadOperations", operations);
    call.keep_new(stage, &mut file)?;
    upload.point(relation_of(asset_type), Some(&file.id));
    upload.save(stage)?;
    let event = json!({
        "upload": upload.id,
        "file": file.id,
        "asset_type": file.text("assetType"),
        "name": file.text("fileName"),
        "bytes": size,
        "parts": parts,
        "part_size": part_size,
    });
    apps::note(
        stage,
        upload.one("app").unwrap_or_default(),
        "reserved-file",
        event,
    )?;
    Ok(Reply::created(document::one_document(stage, call, &file)?))
}

/// Which relation of the upload names a file of that type.
fn relation_of(asset_type: &str) -> &'static str {
    match asset_type {
        "ASSET_DESCRIPTION" => "assetDescriptionFile",
        "ASSET_SPI" => "assetSpiFile",
        _ => "assetFile",
    }
}

/// A package's type belongs to its platform, and a name is a name [inferred].
fn check(asset_type: &str, uti: &str, name: &str, platform: &str) -> Result<(), No> {
    if name.contains(['/', '\\']) || name.starts_with('.') {
        let wrong = no::bad_attribute("fileName", "The file name is a plain name without a path.");
        return Err(No::conflict(wrong));
    }
    let fits = match (asset_type, platform) {
        ("ASSET", "MAC_OS") => uti == "com.apple.pkg",
        ("ASSET", _) => uti == "com.apple.ipa",
        _ => !matches!(uti, "com.apple.pkg" | "com.apple.ipa"),
    };
    no::is(fits, || {
        let detail = format!("'{uti}' is no type of a file {asset_type} for {platform}.");
        No::conflict(no::bad_attribute("uti", detail))
    })
}

/// The delivery state as a file shows it.
pub(super) fn state(word: &str, errors: &[(&str, &str)]) -> Value {
    let errors: Vec<Value> = errors
        .iter()
        .map(|(code, description)| json!({ "code": code, "description": description }))
        .collect();
    json!({ "state": word, "errors": errors, "warnings": [] })
}

pub(super) fn state_of(file: &Thing) -> &str {
    let state = file.get("assetDeliveryState");
    state["state"].as_str().unwrap_or_default()
}
