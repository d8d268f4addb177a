//! Packages as they come: added, put in the place of another one, or kept for later under a file id.

use std::time::Duration;

use axum::{extract::Request, response::Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    answer::Reply,
    apks,
    call::{self, Call, Open, Stop},
    etag::Area,
    package::{self, Package},
    raw,
};
use crate::{
    error::WorldError,
    plays::{draw, later},
    stage::{Ask, Stage},
};

/// The kind of a large file's document; its key is the file id.
pub(super) const FILE: &str = "file";
/// How long a large file is processed: one client waits this long before it attaches [1 client].
const PROCESSING: Duration = Duration::from_secs(60);
/// Under the fault `slow-processing`: less than the five minutes that a patient client gives it.
const SLOW_PROCESSING: Duration = Duration::from_secs(4 * 60);

/// A large file that was uploaded and belongs to no version yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct LargeFile {
    pub(super) app_id: String,
    pub(super) package: Package,
    pub(super) ready_at: Timestamp,
    /// Whether processing it ends in failure.
    pub(super) fails: bool,
}

/// What an upload is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Add,
    Large,
    Replace,
}

/// `POST /edits/{editId}/apks/upload`: uploads and attaches.
pub(super) async fn add(ask: Ask, request: Request) -> Response {
    let done = receive(&ask, request, Purpose::Add).await;
    call::finish(&ask, done)
}

/// `POST /edits/{editId}/apks/large/upload`: uploads only.
pub(super) async fn large(ask: Ask, request: Request) -> Response {
    let done = receive(&ask, request, Purpose::Large).await;
    call::finish(&ask, done)
}

/// `PUT /edits/{editId}/apks/{apkId}/replace`: another file in the same place.
pub(super) async fn replace(ask: Ask, request: Request) -> Response {
    let done = receive(&ask, request, Purpose::Replace).await;
    call::finish(&ask, done)
}

async fn receive(ask: &Ask, mut request: Request, purpose: Purpose) -> Result<Reply, Stop> {
    let call = Call::head(ask, &mut request).await?;
    raw::announced_as(request.headers(), &raw::PACKAGE_KINDS)?;
    let file_name = raw::file_name(request.headers())?;
    call.look(|stage, call| purpose.place(stage, call))?;
    let file = raw::to_disk(ask, request).await?;
    let package = Package::read(&file, file_name).await;
    call.run(|stage, call| {
        // Once more: much can happen during an upload.
        let open = purpose.place(stage, call)?;
        match purpose {
            Purpose::Add => added(stage, open, &package),
            Purpose::Large => put_aside(stage, call, &open, package),
            Purpose::Replace => replaced(stage, call, open, &package),
        }
    })
}

impl Purpose {
    /// The Edit that the file is for.
    fn place(self, stage: &mut Stage<'_>, call: &Call) -> Result<Open, Stop> {
        match self {
            Self::Add | Self::Large => call.draft(stage),
            Self::Replace => call.matching(stage, Area::Apk(call.part("apk"))),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Add => "upload",
            Self::Large => "large",
            Self::Replace => "replace",
        }
    }
}

fn added(stage: &mut Stage<'_>, open: Open, package: &Package) -> Result<Reply, Stop> {
    package.judge(&open, None)?;
    stage.event(stored(&open, package, Purpose::Add))?;
    attach(stage, open, package)
}

/// The package becomes part of the version.
pub(super) fn attach(
    stage: &mut Stage<'_>,
    mut open: Open,
    package: &Package,
) -> Result<Reply, Stop> {
    let facts = package.judge(&open, None)?;
    let apk = package.as_new(facts, open.edit.content.apks.len() + 1);
    let shown = apks::shown(&apk);
    stage.event(open.event("bound", apks::noted(&apk)))?;
    open.edit.content.apks.push(apk);
    open.keep(stage)?;
    Ok(Reply::created(shown))
}

/// Targeting and the choice about DRM stay [official wording reported by 1 client].
fn replaced(
    stage: &mut Stage<'_>,
    call: &Call,
    mut open: Open,
    package: &Package,
) -> Result<Reply, Stop> {
    if call.ask.fault_is("aab-born") {
        return Err(package::born_from_bundle().into());
    }
    let id = call.part("apk");
    let facts = package.judge(&open, Some(id))?;
    stage.event(stored(&open, package, Purpose::Replace))?;
    let apk = open.edit.content.apk_mut(id).ok_or_else(vanished)?;
    apk.version = facts.version.clone();
    apk.sha256 = Some(package.sha256.clone());
    apk.bytes = Some(package.bytes);
    let (shown, noted) = (apks::shown(apk), apks::noted(apk));
    stage.event(open.event("bound", noted))?;
    open.keep(stage)?;
    Ok(Reply::written(shown))
}

fn vanished() -> WorldError {
    WorldError::Broken("a package vanished while it was replaced".to_owned())
}

fn put_aside(
    stage: &mut Stage<'_>,
    call: &Call,
    open: &Open,
    package: Package,
) -> Result<Reply, Stop> {
    let processing = match call.ask.fault_is("slow-processing") {
        true => SLOW_PROCESSING,
        false => PROCESSING,
    };
    let file_id = format!("amzn1.devportal.fileupload.{}", draw::hex(32));
    stage.event(stored(open, &package, Purpose::Large))?;
    let file = LargeFile {
        app_id: open.app.id.clone(),
        package,
        ready_at: later(stage.now(), stage.paced(processing)),
        fails: call.ask.fault_is("processing-fails"),
    };
    stage.put(FILE, &file_id, &file)?;
    Ok(Reply::created(json!({ "fileId": file_id })))
}

fn stored(open: &Open, package: &Package, purpose: Purpose) -> Value {
    let version = package.read.as_ref().ok().map(|facts| &facts.version);
    open.event(
        "stored",
        json!({
            "bytes": package.bytes,
            "sha256": package.sha256,
            "version_code": version.map(|version| version.code),
            "version_name": version.map(|version| version.name.as_str()),
            "file_name": package.file_name,
            "how": purpose.word(),
        }),
    )
}
