//! Where the apps stand, for the frame and for practice's page. Looking changes nothing: time passes in a copy only.

use super::{
    due,
    kind::Kind,
    number,
    thing::{self, Thing},
};
use crate::{error::WorldError, play::StoreApp, stage::Stage};

/// Runs `look` on the present, and undoes whatever time has brought on the way; it comes back with the next request, and with it the
/// ledger's events.
pub(super) fn present<T>(
    stage: &Stage<'_>,
    look: impl FnOnce(&Stage<'_>) -> Result<T, WorldError>,
) -> Result<T, WorldError> {
    let mut copy = Stage {
        connection: stage.connection,
        store: stage.store,
        now: stage.now,
        pace: stage.pace,
        entry: None,
    };
    stage.connection.execute_batch("SAVEPOINT look")?;
    let seen = due::run(&mut copy).and_then(|()| look(&copy));
    stage
        .connection
        .execute_batch("ROLLBACK TO look; RELEASE look")?;
    seen
}

/// Every app as it stands.
pub(super) fn apps(stage: &Stage<'_>) -> Result<Vec<StoreApp>, WorldError> {
    let apps = thing::all(stage, Kind::Apps)?;
    apps.iter().map(|app| store_app(stage, app)).collect()
}

fn store_app(stage: &Stage<'_>, app: &Thing) -> Result<StoreApp, WorldError> {
    let versions = thing::all_of(stage, Kind::AppStoreVersions, "app", &app.id)?;
    let mut live = None;
    let mut open = None;
    for version in versions {
        match version.text("appVersionState") {
            "READY_FOR_DISTRIBUTION" => live = Some(version),
            "REPLACED_WITH_NEW_VERSION" => {}
            _ => open = Some(version),
        }
    }
    let is_submitted = |version: &&Thing| !super::versions::is_editable(version);
    let code = |version: Option<&Thing>| build_number(stage, version);
    let state = open.as_ref().or(live.as_ref());
    Ok(StoreApp {
        package: app.text("bundleId").to_owned(),
        id: app.id.clone(),
        live_version_code: code(live.as_ref())?,
        live_version_name: live
            .as_ref()
            .map(|version| version.text("versionString").to_owned()),
        waiting_version_code: code(open.as_ref().filter(is_submitted))?,
        state: state.map_or_else(String::new, |version| {
            version.text("appVersionState").to_owned()
        }),
    })
}

fn build_number(stage: &Stage<'_>, version: Option<&Thing>) -> Result<Option<u64>, WorldError> {
    let Some(build) = version.and_then(|version| version.one("build")) else {
        return Ok(None);
    };
    let build = thing::known(stage, Kind::Builds, build)?;
    Ok(number::first(build.text("version")))
}
