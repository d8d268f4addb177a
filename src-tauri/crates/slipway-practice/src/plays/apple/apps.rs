//! Apps and what belongs to them directly: how events name them, which versions are live or open. An app cannot be made through the
//! API [spec: no POST].

use serde_json::{Value, json};

use super::{
    kind::Kind,
    thing::{self, Thing},
};
use crate::{error::WorldError, plays::app, stage::Stage};

/// Live set [fastlane].
pub(super) const LIVE: [&str; 2] = ["READY_FOR_DISTRIBUTION", "PROCESSING_FOR_DISTRIBUTION"];
/// A version in one of these is over; every other one is open.
const OVER: [&str; 2] = ["READY_FOR_DISTRIBUTION", "REPLACED_WITH_NEW_VERSION"];

/// An event about an app.
pub(super) fn note(
    stage: &mut Stage<'_>,
    app: &str,
    name: &str,
    members: Value,
) -> Result<(), WorldError> {
    let app = thing::known(stage, Kind::Apps, app)?;
    stage.event(app::event(name, app.text("bundleId"), members))
}

/// The one with that bundle id, exactly.
pub(super) fn with_bundle(stage: &Stage<'_>, bundle: &str) -> Result<Option<Thing>, WorldError> {
    let apps = thing::all(stage, Kind::Apps)?;
    Ok(apps.into_iter().find(|app| app.text("bundleId") == bundle))
}

/// The app's versions for that platform, oldest first.
pub(super) fn versions(
    stage: &Stage<'_>,
    app: &str,
    platform: &str,
) -> Result<Vec<Thing>, WorldError> {
    let mut versions = thing::all_of(stage, Kind::AppStoreVersions, "app", app)?;
    versions.retain(|version| version.text("platform") == platform);
    Ok(versions)
}

/// The version that people can get now.
pub(super) fn live(
    stage: &Stage<'_>,
    app: &str,
    platform: &str,
) -> Result<Option<Thing>, WorldError> {
    let versions = versions(stage, app, platform)?;
    Ok(versions
        .into_iter()
        .find(|version| version.text("appVersionState") == "READY_FOR_DISTRIBUTION"))
}

/// The one version of that platform that is not over.
pub(super) fn open(
    stage: &Stage<'_>,
    app: &str,
    platform: &str,
) -> Result<Option<Thing>, WorldError> {
    let versions = versions(stage, app, platform)?;
    Ok(versions
        .into_iter()
        .find(|version| !version.is_in("appVersionState", &OVER)))
}

/// Whether no version of that platform has ever been out.
pub(super) fn is_first(stage: &Stage<'_>, app: &str, platform: &str) -> Result<bool, WorldError> {
    let versions = versions(stage, app, platform)?;
    Ok(!versions
        .iter()
        .any(|version| version.is_in("appVersionState", &OVER)))
}

/// What an event says about a version.
pub(super) fn of_version(stage: &Stage<'_>, version: &Thing) -> Result<Value, WorldError> {
    let build = match version.one("build") {
        Some(id) => Some(thing::known(stage, Kind::Builds, id)?),
        None => None,
    };
    let number = build.as_ref().map(|build| build.text("version"));
    Ok(json!({
        "version": version.id,
        "version_name": version.text("versionString"),
        "version_code": number.and_then(super::number::first),
        "build": number,
        "build_id": build.as_ref().map(|build| build.id.as_str()),
        "build_sha256": build.as_ref().map(|build| build.fact("sha256").clone()),
        "platform": version.text("platform"),
    }))
}
