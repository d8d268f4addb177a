//! `buildUploads`: a build that is about to come, announced with the numbers that it carries.

use serde_json::{Value, json};

use super::{
    apps,
    call::{Call, Reply},
    document,
    kind::Kind,
    no::{self, No, Stop, Wrong},
    number, slots,
    thing::{self, Thing},
    time,
    wish::{self, Wish},
};
use crate::{error::WorldError, stage::Stage};

/// `POST /v1/buildUploads`.
pub(super) fn create(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::BuildUploads)?;
    let mut wrongs = Vec::new();
    for name in ["cfBundleShortVersionString", "cfBundleVersion"] {
        if !wish.text(name).is_some_and(number::is_number) {
            let detail = format!("'{name}' is up to three numbers with dots between them");
            wrongs.push(no::bad_attribute(name, detail));
        }
    }
    if let Some(no) = No::all(http::StatusCode::CONFLICT, wrongs) {
        return Err(no.into());
    }
    if let Some(previous) = taken(stage, &wish)? {
        return Err(too_low(&previous).into());
    }
    if call.ask.fault_is("duplicate-build") {
        let said = wish.text("cfBundleVersion").unwrap_or_default();
        return Err(too_low(said)
            .because("a knob asked for duplicate-build")
            .into());
    }
    let mut upload = Thing::new(Kind::BuildUploads)
        .with("createdDate", time::pacific(stage.now()))
        .with("state", state("AWAITING_UPLOAD", &[]));
    wish.write(&mut upload);
    call.keep_new(stage, &mut upload)?;
    let app = wish.one("app").unwrap_or_default();
    let event = json!({
        "upload": upload.id,
        "version_name": upload.text("cfBundleShortVersionString"),
        "build": upload.text("cfBundleVersion"),
        "platform": upload.text("platform"),
    });
    apps::note(stage, app, "reserved", event)?;
    Ok(Reply::created(document::one_document(
        stage, call, &upload,
    )?))
}

/// `DELETE /v1/buildUploads/{id}`: throws an unfinished one away.
pub(super) fn delete(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let upload = document::existing(stage, Kind::BuildUploads, &call.id)?;
    no::is(state_of(&upload) == "AWAITING_UPLOAD", || {
        no::wrong_state("Only an upload that awaits its files can be deleted.")
    })?;
    for file in thing::all_of(stage, Kind::BuildUploadFiles, "buildUpload", &upload.id)? {
        slots::remove(stage, &file.id)?;
        file.delete(stage)?;
    }
    upload.delete(stage)?;
    let app = upload.one("app").unwrap_or_default();
    apps::note(stage, app, "upload-deleted", json!({ "upload": upload.id }))?;
    Ok(Reply::done())
}

/// The state as an upload shows it.
pub(super) fn state(word: &str, errors: &[(&str, &str)]) -> Value {
    let errors: Vec<Value> = errors
        .iter()
        .map(|(code, description)| json!({ "code": code, "description": description }))
        .collect();
    json!({ "state": word, "errors": errors, "warnings": [], "infos": [] })
}

pub(super) fn state_of(upload: &Thing) -> &str {
    upload.get("state")["state"].as_str().unwrap_or_default()
}

/// The highest build number of that version, when it is not below the announced one: the pair must be unique, and inside one version
/// the number must rise [issue]. An upload that awaits its files, or that failed, takes no number [inferred].
fn taken(stage: &Stage<'_>, wish: &Wish) -> Result<Option<String>, WorldError> {
    let said = |name| wish.text(name).unwrap_or_default();
    let app = wish.one("app").unwrap_or_default();
    let uploads = thing::all_of(stage, Kind::BuildUploads, "app", app)?;
    let of_uploads = uploads.into_iter().filter(|upload| {
        ["PROCESSING", "COMPLETE"].contains(&state_of(upload))
            && upload.text("platform") == said("platform")
            && number::is_same(
                upload.text("cfBundleShortVersionString"),
                said("cfBundleShortVersionString"),
            )
    });
    let mut used: Vec<String> = of_uploads
        .map(|upload| upload.text("cfBundleVersion").to_owned())
        .collect();
    for build in thing::all_of(stage, Kind::Builds, "app", app)? {
        let train = build.one("preReleaseVersion").unwrap_or_default();
        let train = thing::known(stage, Kind::PreReleaseVersions, train)?;
        let same = number::is_same(train.text("version"), said("cfBundleShortVersionString"));
        if same && train.text("platform") == said("platform") {
            used.push(build.text("version").to_owned());
        }
    }
    used.sort_by(|one, other| number::compare(one, other));
    let highest = used.pop();
    Ok(highest.filter(|highest| {
        number::compare(said("cfBundleVersion"), highest) != std::cmp::Ordering::Greater
    }))
}

/// The body that altool's sibling API gives [recorded]; that this one gives the same is likely [inferred].
fn too_low(previous: &str) -> No {
    let wrong: Wrong = no::duplicate(
        "cfBundleVersion",
        "The bundle version must be higher than the previously uploaded version.",
    );
    No::conflict(wrong.with_meta("previousBundleVersion", previous))
}
