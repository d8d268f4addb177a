//! From approval to everybody: at once, at an hour, or when somebody says so.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::{
    apps,
    call::{Call, Reply},
    document, due,
    due::What,
    kind::Kind,
    no::{self, Stop},
    phased,
    thing::{self, Thing},
    time, versions, wish,
};
use crate::{error::WorldError, stage::Stage};

/// Until an approved version is out; up to a day in the real store.
const DISTRIBUTION: Duration = Duration::from_secs(30 * 60);

/// What an approved version does next.
pub(super) fn approved(
    stage: &mut Stage<'_>,
    version: &mut Thing,
    at: Timestamp,
) -> Result<(), WorldError> {
    let hour = time::read(version.text("earliestReleaseDate"));
    match (version.text("releaseType"), hour) {
        ("MANUAL", _) => {
            versions::set_state(version, "PENDING_DEVELOPER_RELEASE");
            version.save(stage)
        }
        // ASC, which state shows a scheduled version is not established; this one is assumed.
        ("SCHEDULED", Some(hour)) if hour > at => {
            versions::set_state(version, "PENDING_APPLE_RELEASE");
            version.save(stage)?;
            due::plan(stage, hour, What::HourStrikes(version.id.clone()))
        }
        _ => distribute(stage, version, at),
    }
}

fn distribute(stage: &mut Stage<'_>, version: &mut Thing, at: Timestamp) -> Result<(), WorldError> {
    versions::set_state(version, "PROCESSING_FOR_DISTRIBUTION");
    version.save(stage)?;
    let id = version.id.clone();
    due::after(stage, at, DISTRIBUTION, What::IsDistributed(id))
}

/// The way of releasing has changed: an approved version takes the new one.
pub(super) fn replan(stage: &mut Stage<'_>, version: &mut Thing) -> Result<(), WorldError> {
    let pending = ["PENDING_DEVELOPER_RELEASE", "PENDING_APPLE_RELEASE"];
    if !version.is_in("appVersionState", &pending) {
        return Ok(());
    }
    let id = version.id.clone();
    due::forget(
        stage,
        |what| matches!(what, What::HourStrikes(it) if *it == id),
    )?;
    let now = stage.now();
    approved(stage, version, now)
}

pub(super) fn at_its_hour(
    stage: &mut Stage<'_>,
    id: &str,
    at: Timestamp,
) -> Result<(), WorldError> {
    let mut version = thing::known(stage, Kind::AppStoreVersions, id)?;
    match version.text("appVersionState") {
        "PENDING_APPLE_RELEASE" => distribute(stage, &mut version, at),
        _ => Ok(()),
    }
}

/// The version is out, and takes the place of the one before.
pub(super) fn go_live(stage: &mut Stage<'_>, id: &str, at: Timestamp) -> Result<(), WorldError> {
    let mut version = thing::known(stage, Kind::AppStoreVersions, id)?;
    let app = version.one("app").unwrap_or_default().to_owned();
    if let Some(mut before) = apps::live(stage, &app, version.text("platform"))? {
        versions::set_state(&mut before, "REPLACED_WITH_NEW_VERSION");
        before.save(stage)?;
        phased::end_of(stage, &before.id)?;
    }
    versions::set_state(&mut version, "READY_FOR_DISTRIBUTION");
    version.save(stage)?;
    let mut event = apps::of_version(stage, &version)?;
    event["state"] = json!("live");
    apps::note(stage, &app, "review", event)?;
    phased::start_of(stage, &version.id, at)
}

/// `POST /v1/appStoreVersionReleaseRequests`: once, and only while the version waits for it.
pub(super) fn request(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::AppStoreVersionReleaseRequests)?;
    let version = wish.one("appStoreVersion").unwrap_or_default();
    let mut version = thing::known(stage, Kind::AppStoreVersions, version)?;
    no::is(
        version.text("appVersionState") == "PENDING_DEVELOPER_RELEASE",
        || {
            no::invalid_state(
                format!(
                    "appStoreVersions with id '{}' is not in valid state.",
                    version.id
                ),
                "The version is not pending developer release.",
            )
        },
    )?;
    let now = stage.now();
    distribute(stage, &mut version, now)?;
    let event = apps::of_version(stage, &version)?;
    let app = version.one("app").unwrap_or_default().to_owned();
    apps::note(stage, &app, "released", event)?;
    // ASC, the request is no resource that can be read [spec]: only the answer shows it.
    let made = Thing::with_id(Kind::AppStoreVersionReleaseRequests, version.id.as_str());
    Ok(Reply::created(document::one_document(stage, call, &made)?))
}
