//! The uploads: packages, which are read and judged at once, and attachments with their limits. Each answers with a serial number and
//! changes nothing until a submission names it.

use serde_json::json;
use slipway_artifact::Build;

use super::{
    attachments,
    desk::{self, Call},
    envelope::Reply,
    operation::{Attachment, Width},
    parameters::File,
    record::{App, Facts},
    refusal::{Refusal, Stop},
    serial::{self, Content, Uploaded},
};
use crate::{error::WorldError, plays::reading, stage::Stage};

/// An APK has at most 3 GB [official]; taken as GiB, so that nothing is refused that the store takes.
pub(super) const LARGEST_PACKAGE: u64 = 3 << 30;

/// A package as it was read before the transaction; `None` when none came.
pub(super) type Arrived = Option<Result<Build, String>>;

/// Reads the package that came with an upload.
pub(super) async fn read(call: &Call) -> Arrived {
    let file = call.parameters.file.as_ref()?;
    if file.too_large {
        return None;
    }
    Some(reading::read(file.content.path().to_owned()).await)
}

/// `app.upload.apk.app`, `.32`, `.64`.
pub(super) fn package(
    stage: &mut Stage<'_>,
    call: &Call,
    width: Width,
    arrived: Arrived,
) -> Result<Reply, Stop> {
    let app = app(stage, call)?;
    let announced = call.parameters.required("fileMd5")?;
    let staged = match call.parameters.get("stageType") {
        None => false,
        Some("1") => true,
        Some(other) => return Err(Refusal::form(format!("stageType {other}")).into()),
    };
    let file = file(call)?;
    // 32 lower-case hex characters of the whole file [9 clients].
    if file.content.digest != announced {
        let why = format!(
            "fileMd5 is {announced}, the file that arrived has {}",
            file.content.digest
        );
        return Err(Refusal::business(15009, why).into());
    }
    let facts = facts(arrived)?;
    app.judge(&facts, stage.now())?;
    check_width(stage, &facts, width)?;
    let uploaded = Uploaded {
        package: app.package.clone(),
        content: Content::Package {
            facts: facts.clone(),
            width,
            staged,
        },
    };
    let serial = serial::keep(stage, call.site, &uploaded)?;
    stage.event(json!({
        "event": "stored",
        "object": serial,
        "bytes": facts.bytes,
        "sha256": facts.sha256,
    }))?;
    Ok(Reply::done(json!({
        "packageName": app.package,
        "serialnumber": serial,
        "versionCode": facts.version.code.to_string(),
        "versionName": facts.version.name,
        "fileMd5": facts.md5,
    })))
}

/// All other uploads.
pub(super) fn attachment(
    stage: &mut Stage<'_>,
    call: &Call,
    kind: Attachment,
) -> Result<Reply, Stop> {
    let app = app(stage, call)?;
    // Of the file types, 26 alone is known: a copyright authorisation [official].
    if kind == Attachment::CopyrightLetter && call.parameters.required("fileType")? != "26" {
        return Err(Refusal::form("fileType is not 26").into());
    }
    let file = file(call)?;
    for what in attachments::check(kind, &file.content)? {
        desk::warn(stage, &what)?;
    }
    let uploaded = Uploaded {
        package: app.package.clone(),
        content: Content::Attachment(kind),
    };
    let serial = serial::keep(stage, call.site, &uploaded)?;
    stage.event(json!({
        "event": "stored",
        "object": serial,
        "bytes": file.content.bytes,
        "md5": file.content.digest,
        "kind": kind,
    }))?;
    Ok(Reply::done(
        json!({ "packageName": app.package, "serialnumber": serial }),
    ))
}

/// The app of the call, ours and free to be changed: that shows before anything is said about the file.
fn app(stage: &mut Stage<'_>, call: &Call) -> Result<App, Stop> {
    let app = desk::load(stage, call.site, call.package()?)?;
    let app = App::of_account(app, 11001)?;
    app.may_change(12010, stage.now())?;
    Ok(app)
}

fn file(call: &Call) -> Result<&File, Refusal> {
    let file = call
        .parameters
        .file
        .as_ref()
        .ok_or_else(|| Refusal::business(13001, "no part is named file"))?;
    // The code for a file beyond the limit is not documented; 13003 says "bad file".
    if file.too_large {
        return Err(Refusal::business(13003, "the file is larger than 3 GB"));
    }
    if file.content.bytes == 0 {
        return Err(Refusal::business(13003, "the file is empty"));
    }
    Ok(file)
}

/// What a readable APK says.
pub(super) fn facts(arrived: Arrived) -> Result<Facts, Refusal> {
    let build = match arrived {
        Some(Ok(build)) => build,
        Some(Err(why)) => {
            return Err(Refusal::business(15005, format!("no readable APK: {why}")));
        }
        None => return Err(Refusal::business(13001, "no package arrived")),
    };
    Facts::of(&build)
        .ok_or_else(|| Refusal::business(15005, "not an APK that can be installed by itself"))
}

/// `.32` takes a 32-bit APK and `.64` a 64-bit one [official]; the code for the wrong one is not documented. A package without
/// native code fits both.
pub(super) fn check_width(stage: &mut Stage<'_>, facts: &Facts, width: Width) -> Result<(), Stop> {
    let (has_32, has_64) = facts.has;
    let (wanted, foreign, name) = match width {
        Width::Any => return Ok(()),
        Width::Only32 => (has_32, has_64, "32"),
        Width::Only64 => (has_64, has_32, "64"),
    };
    if foreign && !wanted {
        let why = format!("uploaded as the {name}-bit package, but it has no {name}-bit code");
        return Err(Refusal::business(13003, why).into());
    }
    if foreign {
        let what = format!("the {name}-bit package also holds code of the other width");
        desk::warn(stage, &what).map_err(|error: WorldError| Stop::World(error))?;
    }
    Ok(())
}
