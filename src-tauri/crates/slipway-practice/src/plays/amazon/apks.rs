//! The packages of an Edit: listed, shown, taken out.

use serde_json::{Value, json};

use super::{
    answer::{Reply, unknown},
    call::{Call, Stop},
    etag::Area,
    record::Apk,
};
use crate::stage::Stage;

/// A package as every call shows it [official shape].
pub(super) fn shown(apk: &Apk) -> Value {
    json!({ "versionCode": apk.version.code, "id": apk.id, "name": apk.name })
}

/// A package as the ledger has it.
pub(super) fn noted(apk: &Apk) -> Value {
    json!({
        "apk_id": apk.id,
        "name": apk.name,
        "version_code": apk.version.code,
        "version_name": apk.version.name,
        "sha256": apk.sha256,
        "bytes": apk.bytes,
    })
}

/// `GET /edits/{editId}/apks`: a bare array, which may be empty.
pub(super) fn list(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let open = call.open(stage)?;
    let list: Vec<Value> = open.edit.content.apks.iter().map(shown).collect();
    Ok(Reply::json(json!(list)))
}

/// `GET /edits/{editId}/apks/{apkId}`. Its tag is the one for replace and delete.
pub(super) fn show(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let open = call.open(stage)?;
    let id = call.part("apk");
    let apk = open.edit.content.apk(id).ok_or_else(|| unknown("apk"))?;
    Ok(Reply::tagged(shown(apk), open.tag(Area::Apk(id))))
}

/// `DELETE /edits/{editId}/apks/{apkId}`: its targeting is lost with it.
pub(super) fn delete(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let id = call.part("apk");
    let mut open = call.matching(stage, Area::Apk(id))?;
    stage.event(open.event("unbound", json!({ "apk_id": id })))?;
    open.edit.content.apks.retain(|apk| apk.id != id);
    open.keep(stage)?;
    Ok(Reply::gone())
}
