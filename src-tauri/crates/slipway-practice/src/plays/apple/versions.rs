//! `appStoreVersions`: one open version per platform, what of it may change in which state, and the build that belongs to it.

use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    apps, builds,
    call::{Call, Reply},
    document,
    kind::Kind,
    no::{self, No, Stop, Wrong},
    number, processing, release,
    thing::{self, Thing},
    time,
    wish::{self, Wish},
};
use crate::{error::WorldError, stage::Stage};

/// States in which a version is edited [fastlane]; in a draft submission too [inferred].
pub(super) const EDITABLE: [&str; 6] = [
    "PREPARE_FOR_SUBMISSION",
    "DEVELOPER_REJECTED",
    "REJECTED",
    "METADATA_REJECTED",
    "INVALID_BINARY",
    "READY_FOR_REVIEW",
];
/// States in which only the way of releasing can change.
const WAITING: [&str; 3] = [
    "WAITING_FOR_REVIEW",
    "PENDING_DEVELOPER_RELEASE",
    "PENDING_APPLE_RELEASE",
];
const OF_RELEASE: [&str; 2] = ["releaseType", "earliestReleaseDate"];

pub(super) fn is_editable(version: &Thing) -> bool {
    version.is_in("appVersionState", &EDITABLE)
}

/// Sets both states; the old one has other words for some [spec].
pub(super) fn set_state(version: &mut Thing, state: &str) {
    version.set("appVersionState", state);
    let old = match state {
        "READY_FOR_DISTRIBUTION" => "READY_FOR_SALE",
        "PROCESSING_FOR_DISTRIBUTION" => "PROCESSING_FOR_APP_STORE",
        "ACCEPTED" => "PENDING_DEVELOPER_RELEASE",
        state => state,
    };
    version.set("appStoreState", old);
}

/// `POST /v1/appStoreVersions`.
pub(super) fn create(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::AppStoreVersions)?;
    let app = wish.one("app").unwrap_or_default().to_owned();
    let platform = wish.text("platform").unwrap_or_default().to_owned();
    let name = wish.text("versionString").unwrap_or_default();
    check_number(name)?;
    let mut wrongs = Vec::new();
    // ASC, both entries when this very version exists, the first alone when another is open [recorded].
    if apps::open(stage, &app, &platform)?.is_some() {
        let words = "You cannot create a new version of the App in the current state.";
        wrongs.push(no::bad_relation("app", words));
    }
    if is_used(stage, &app, &platform, name, "")? {
        wrongs.push(used());
    }
    if let Some(no) = No::all(StatusCode::CONFLICT, wrongs) {
        return Err(no.into());
    }
    let mut version = new(stage, &platform);
    wish.write(&mut version);
    check_release(&mut version, stage.now())?;
    version.links.remove("build");
    if let Some(build) = wish.one("build") {
        attach(stage, &mut version, Some(build), call)?;
    }
    inherit(stage, call, &mut version, &app)?;
    let event = json!({ "version": version.id, "version_name": version.text("versionString"), "platform": platform });
    apps::note(stage, &app, "version", event)?;
    Ok(Reply::created(document::one_document(
        stage, call, &version,
    )?))
}

fn new(stage: &Stage<'_>, platform: &str) -> Thing {
    let mut version = Thing::new(Kind::AppStoreVersions)
        .with("platform", platform)
        .with("reviewType", "APP_STORE")
        .with("releaseType", "AFTER_APPROVAL")
        .with("downloadable", true)
        .with("createdDate", time::pacific(stage.now()));
    set_state(&mut version, "PREPARE_FOR_SUBMISSION");
    version
}

/// A new version starts with the locales and texts of the last one, without release notes [inferred], and with its review details, which
/// may also be empty [issue].
fn inherit(
    stage: &mut Stage<'_>,
    call: &Call,
    version: &mut Thing,
    app: &str,
) -> Result<(), WorldError> {
    let platform = version.text("platform").to_owned();
    let last = apps::versions(stage, app, &platform)?.pop();
    call.keep_new(stage, version)?;
    let Some(last) = last else {
        let app = thing::known(stage, Kind::Apps, app)?;
        return Thing::new(Kind::AppStoreVersionLocalizations)
            .with("locale", app.text("primaryLocale"))
            .linked("appStoreVersion", &version.id)
            .save(stage);
    };
    let copy = |of: &Thing| {
        let mut copy = Thing::new(of.kind);
        copy.attributes = of.attributes.clone();
        copy.linked("appStoreVersion", &version.id)
    };
    let kind = Kind::AppStoreVersionLocalizations;
    for text in thing::all_of(stage, kind, "appStoreVersion", &last.id)? {
        copy(&text).with("whatsNew", Value::Null).save(stage)?;
    }
    if !call.ask.fault_is("empty-contacts") {
        let kind = Kind::AppStoreReviewDetails;
        for detail in thing::all_of(stage, kind, "appStoreVersion", &last.id)? {
            copy(&detail).save(stage)?;
        }
    }
    Ok(())
}

/// `PATCH /v1/appStoreVersions/{id}`.
pub(super) fn change(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (mut version, mut wish) = wish::to_change(stage, call, Kind::AppStoreVersions)?;
    check_state(&version, &wish)?;
    if let Some(name) = wish.text("versionString") {
        check_number(name)?;
        let app = version.one("app").unwrap_or_default();
        let platform = version.text("platform");
        no::is(!is_used(stage, app, platform, name, &version.id)?, || {
            No::conflict(used())
        })?;
    }
    if call.ask.fault_is("release-type-forgotten") {
        // ASC, the value did not stick [1 client]: the answer has the old one.
        OF_RELEASE.iter().for_each(|name| {
            wish.attributes.shift_remove(*name);
        });
    }
    let build = wish.links.remove("build");
    wish.write(&mut version);
    check_release(&mut version, stage.now())?;
    if let Some(ids) = build {
        attach(stage, &mut version, ids.first().map(String::as_str), call)?;
    }
    version.save(stage)?;
    if OF_RELEASE.iter().any(|name| wish.get(name).is_some()) {
        release::replan(stage, &mut version)?;
    }
    Ok(Reply::ok(document::one_document(stage, call, &version)?))
}

fn check_state(version: &Thing, wish: &Wish) -> Result<(), No> {
    if is_editable(version) {
        return Ok(());
    }
    let waits = version.is_in("appVersionState", &WAITING);
    let names = wish.attributes.keys().map(String::as_str);
    let mut wrongs: Vec<Wrong> = names
        .filter(|name| !(waits && OF_RELEASE.contains(name)))
        .map(no::unmodifiable)
        .collect();
    if wish.links.contains_key("build") {
        wrongs.push(not_added());
    }
    match No::all(StatusCode::CONFLICT, wrongs) {
        Some(no) => Err(no),
        None => Ok(()),
    }
}

/// `DELETE /v1/appStoreVersions/{id}`: drafts only.
pub(super) fn delete(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let version = document::existing(stage, Kind::AppStoreVersions, &call.id)?;
    let is_draft = version.is_in(
        "appVersionState",
        &[
            "PREPARE_FOR_SUBMISSION",
            "DEVELOPER_REJECTED",
            "INVALID_BINARY",
        ],
    );
    no::is(is_draft, || {
        no::wrong_state("Only a version that is being prepared can be deleted.")
    })?;
    for kind in [
        Kind::AppStoreVersionLocalizations,
        Kind::AppStoreReviewDetails,
        Kind::AppStoreVersionPhasedReleases,
    ] {
        for part in thing::all_of(stage, kind, "appStoreVersion", &version.id)? {
            part.delete(stage)?;
        }
    }
    version.delete(stage)?;
    let app = version.one("app").unwrap_or_default();
    apps::note(
        stage,
        app,
        "version-deleted",
        json!({ "version": version.id }),
    )?;
    Ok(Reply::done())
}

/// `PATCH /v1/appStoreVersions/{id}/relationships/build`.
pub(super) fn link_build(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut version = document::existing(stage, Kind::AppStoreVersions, &call.id)?;
    let ids = wish::linkage(stage, call, builds::relation(&version, "build")?)?;
    attach(stage, &mut version, ids.first().map(String::as_str), call)?;
    version.save(stage)?;
    Ok(Reply::done())
}

/// Gives the version that build, when nothing stands against it. One sentence for all reasons; they are in this order [issues of
/// 3 projects].
fn attach(
    stage: &mut Stage<'_>,
    version: &mut Thing,
    build: Option<&str>,
    call: &Call,
) -> Result<(), Stop> {
    let refuse = |why: &str| Err(No::conflict(not_added()).because(why).into());
    if call.ask.fault_is("attach-refused") {
        return refuse("a knob asked for attach-refused");
    }
    if let Some(id) = build {
        let build = thing::known(stage, Kind::Builds, id)?;
        let train = processing::train_of(stage, &build)?;
        let is_settling = build.fact("build-settling") == true && build.fact("settled") != true;
        let version_app = version.one("app");
        let reasons = [
            (
                !builds::is_answered(&build),
                "export compliance is not answered",
            ),
            (
                build.text("processingState") != "VALID",
                "the build is not processed",
            ),
            (is_settling, "the build is still settling"),
            (
                build.text("buildAudienceType") == "INTERNAL_ONLY",
                "the build is for internal testing only",
            ),
            (
                train.text("version") != version.text("versionString"),
                "the build has another version",
            ),
            (
                train.text("platform") != version.text("platform"),
                "the build is for another platform",
            ),
            (
                version_app.is_some() && build.one("app") != version_app,
                "the build is another app's",
            ),
            (!is_editable(version), "the version cannot be edited"),
            (build.is("expired"), "the build has expired"),
        ];
        if let Some((_, why)) = reasons.into_iter().find(|(is_so, _)| *is_so) {
            return refuse(why);
        }
        let app = build.one("app").unwrap_or_default().to_owned();
        let event =
            json!({ "version": version.id, "build_id": build.id, "build": build.text("version") });
        apps::note(stage, &app, "attached", event)?;
    } else if !is_editable(version) {
        return refuse("the version cannot be edited");
    }
    version.point("build", build);
    Ok(())
}

fn not_added() -> Wrong {
    Wrong::new(
        "ENTITY_ERROR.RELATIONSHIP.INVALID",
        "A relationship value is not acceptable for the current resource state.",
        "The specified pre-release build could not be added.",
    )
    .at("/data/relationships/build")
}

fn check_number(name: &str) -> Result<(), No> {
    no::is(number::is_number(name), || {
        let words = "The version string is up to three numbers with dots between them.";
        No::conflict(no::bad_attribute("versionString", words))
    })
}

fn used() -> Wrong {
    let words = "The version number has been previously used.";
    no::duplicate("versionString", words)
}

fn is_used(
    stage: &Stage<'_>,
    app: &str,
    platform: &str,
    name: &str,
    but: &str,
) -> Result<bool, WorldError> {
    let versions = apps::versions(stage, app, platform)?;
    Ok(versions
        .iter()
        .any(|it| it.id != but && number::is_same(it.text("versionString"), name)))
}

/// A date belongs to SCHEDULED and to nothing else; it is a full hour to come [fastlane, codemagic].
fn check_release(version: &mut Thing, now: Timestamp) -> Result<(), No> {
    let date = version.get("earliestReleaseDate").clone();
    let is_scheduled = version.text("releaseType") == "SCHEDULED";
    let wrong = |words: &str| {
        Err(No::conflict(no::bad_attribute(
            "earliestReleaseDate",
            words,
        )))
    };
    let Some(date) = date.as_str() else {
        return match is_scheduled {
            true => Err(No::conflict(no::missing_attribute("earliestReleaseDate"))),
            false => Ok(()),
        };
    };
    if !is_scheduled {
        return wrong("A release date goes with the release type SCHEDULED only.");
    }
    let Some(date) = time::read(date) else {
        return wrong("The release date is not a date.");
    };
    if date.as_second() % 3600 != 0 || date.subsec_nanosecond() != 0 {
        return wrong("The release date has to be a full hour.");
    }
    let is_open = is_editable(version) || version.is_in("appVersionState", &WAITING);
    if is_open && date <= now {
        return wrong("The release date has to be in the future.");
    }
    version.set("earliestReleaseDate", time::with_offset(date));
    Ok(())
}
