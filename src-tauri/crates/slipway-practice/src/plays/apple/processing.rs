//! From a committed file to a build that can be used: the upload is judged, the build appears, is processed, and only then TestFlight
//! knows it. Each step has its time.

use std::{cmp::Ordering, time::Duration};

use jiff::Timestamp;
use serde_json::json;

use super::{
    apps, beta_state, due,
    due::What,
    files,
    kind::Kind,
    number,
    package::Package,
    thing::{self, Thing},
    time, uploads,
};
use crate::{error::WorldError, plays::later, stage::Stage};

/// After `COMPLETE` the build record comes a little later [issue].
const APPEARS: Duration = Duration::from_secs(30);
const LATE: Duration = Duration::from_secs(10 * 60);
const BUILD: Duration = Duration::from_secs(4 * 60);
/// TestFlight settles after the build is valid [fastlane, codemagic].
const BETA: Duration = Duration::from_secs(60);
const SETTLING: Duration = Duration::from_secs(10 * 60);
/// A build lives that long, on the clock.
const LIFE: Duration = Duration::from_secs(90 * 24 * 60 * 60);

pub(super) fn settle_file(stage: &mut Stage<'_>, id: &str) -> Result<(), WorldError> {
    let Some(mut file) = thing::find(stage, Kind::BuildUploadFiles, id)? else {
        return Ok(());
    };
    file.set("assetDeliveryState", files::state("COMPLETE", &[]));
    file.save(stage)
}

/// Holds the package against its announcement and against what is there.
pub(super) fn judge(stage: &mut Stage<'_>, id: &str, at: Timestamp) -> Result<(), WorldError> {
    let mut upload = thing::known(stage, Kind::BuildUploads, id)?;
    let app = upload.one("app").unwrap_or_default().to_owned();
    let errors = errors(stage, &upload, &app)?;
    let word = match errors.is_empty() {
        true => "COMPLETE",
        false => "FAILED",
    };
    let told: Vec<(&str, &str)> = errors
        .iter()
        .map(|(code, words)| (*code, words.as_str()))
        .collect();
    upload.set("state", uploads::state(word, &told));
    upload.save(stage)?;
    let codes: Vec<&str> = errors.iter().map(|(code, _)| *code).collect();
    let event = json!({ "upload": upload.id, "state": word, "codes": codes });
    apps::note(stage, &app, "processed", event)?;
    if !errors.is_empty() {
        return Ok(());
    }
    let wait = match upload.fact("build-late") == true {
        true => LATE,
        false => APPEARS,
    };
    due::after(stage, at, wait, What::BuildAppears(upload.id))
}

/// What is wrong, by the numbers that Apple gives in `state.errors` [expo's table, issues].
fn errors(
    stage: &Stage<'_>,
    upload: &Thing,
    app: &str,
) -> Result<Vec<(&'static str, String)>, WorldError> {
    if upload.fact("processing-fails") == true {
        let words = "Missing purpose string in Info.plist. Your app's code references one or more APIs that access sensitive user data. The Info.plist file should contain a NSCameraUsageDescription key.";
        return Ok(vec![("90683", words.to_owned())]);
    }
    let package = match serde_json::from_value::<Package>(upload.fact("package").clone()) {
        Ok(package) => package,
        Err(_) => {
            let why = upload.fact("flaw").as_str().unwrap_or("no package");
            return Ok(vec![("90048", format!("The bundle is invalid: {why}."))]);
        }
    };
    let app_thing = thing::known(stage, Kind::Apps, app)?;
    let mut errors = Vec::new();
    let bundle = app_thing.text("bundleId");
    if package.bundle != bundle {
        let words = format!(
            "The bundle identifier '{}' differs from the app's '{bundle}'.",
            package.bundle
        );
        errors.push(("90055", words));
    }
    let announced = |name| upload.text(name);
    // ASC, the numbers of the announcement must equal those inside; which code each difference has is not established.
    let pairs = [
        (
            "90062",
            "CFBundleShortVersionString",
            &package.version,
            announced("cfBundleShortVersionString"),
        ),
        (
            "90054",
            "CFBundleVersion",
            &package.build,
            announced("cfBundleVersion"),
        ),
        (
            "90054",
            "platform",
            &package.platform,
            announced("platform"),
        ),
    ];
    for (code, what, inside, said) in pairs {
        if inside != said {
            let words = format!(
                "The {what} '{inside}' in the package differs from '{said}' of the upload."
            );
            errors.push((code, words));
        }
    }
    if !errors.is_empty() {
        return Ok(errors);
    }
    errors.extend(closed_train(stage, &package, app)?);
    if errors.is_empty() && is_redundant(stage, &package, app)? {
        let words = format!(
            "Redundant Binary Upload. You've already uploaded a build with build number '{}' for version number '{}'.",
            package.build, package.version
        );
        errors.push(("90189", words));
    }
    Ok(errors)
}

/// A version that is out takes no more builds, and neither does a lower one.
fn closed_train(
    stage: &Stage<'_>,
    package: &Package,
    app: &str,
) -> Result<Vec<(&'static str, String)>, WorldError> {
    let Some(live) = apps::live(stage, app, &package.platform)? else {
        return Ok(Vec::new());
    };
    let live = live.text("versionString");
    Ok(match number::compare(&package.version, live) {
        Ordering::Greater => Vec::new(),
        Ordering::Equal => vec![
            (
                "90186",
                format!(
                    "Invalid Pre-Release Train. The train version '{live}' is closed for new build submissions."
                ),
            ),
            too_low(&package.version, live),
        ],
        Ordering::Less => vec![too_low(&package.version, live)],
    })
}

fn too_low(version: &str, live: &str) -> (&'static str, String) {
    let words = format!(
        "This bundle is invalid. The value for key CFBundleShortVersionString [{version}] in the Info.plist file must contain a higher version than that of the previously approved version [{live}]."
    );
    ("90062", words)
}

fn is_redundant(stage: &Stage<'_>, package: &Package, app: &str) -> Result<bool, WorldError> {
    for build in thing::all_of(stage, Kind::Builds, "app", app)? {
        let train = train_of(stage, &build)?;
        if build.text("version") == package.build
            && train.text("platform") == package.platform
            && number::is_same(train.text("version"), &package.version)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The train that a build belongs to.
pub(super) fn train_of(stage: &Stage<'_>, build: &Thing) -> Result<Thing, WorldError> {
    let train = build.one("preReleaseVersion").unwrap_or_default();
    thing::known(stage, Kind::PreReleaseVersions, train)
}

/// The train of that version: `2.4` and `2.4.0` are one, spelled as it was first [fastlane].
pub(super) fn train(
    stage: &mut Stage<'_>,
    app: &str,
    platform: &str,
    version: &str,
) -> Result<Thing, WorldError> {
    let trains = thing::all_of(stage, Kind::PreReleaseVersions, "app", app)?;
    let known = trains.into_iter().find(|train| {
        train.text("platform") == platform && number::is_same(train.text("version"), version)
    });
    if let Some(train) = known {
        return Ok(train);
    }
    let mut train = Thing::new(Kind::PreReleaseVersions)
        .with("version", version)
        .with("platform", platform)
        .linked("app", app);
    train.save(stage)?;
    Ok(train)
}

/// The build's record is there, and not usable yet.
pub(super) fn appear(stage: &mut Stage<'_>, id: &str, at: Timestamp) -> Result<(), WorldError> {
    let mut upload = thing::known(stage, Kind::BuildUploads, id)?;
    let package: Package = serde_json::from_value(upload.fact("package").clone())?;
    let app = upload.one("app").unwrap_or_default().to_owned();
    let train = train(stage, &app, &package.platform, &package.version)?;
    let audience = match upload.fact("internal-only") == true {
        true => "INTERNAL_ONLY",
        false => "APP_STORE_ELIGIBLE",
    };
    let mut build = made(&app, &train, &package.build, at)
        .with("uploadedDate", upload.get("uploadedDate").clone())
        .with("minOsVersion", package.minimum_os.as_str())
        .with("processingState", "PROCESSING")
        .with("buildAudienceType", audience)
        .with("usesNonExemptEncryption", package.non_exempt_encryption);
    build.know("sha256", upload.fact("sha256").clone());
    build.know("version", package.version);
    for name in ["processing-invalid", "build-settling"] {
        build.know(name, upload.fact(name).clone());
    }
    build.save(stage)?;
    attend(stage, &build, &app)?;
    upload.point("build", Some(&build.id));
    upload.save(stage)?;
    due::after(stage, at, BUILD, What::BuildIsDone(build.id))
}

/// A build as it is made, without what its package says.
pub(super) fn made(app: &str, train: &Thing, version: &str, at: Timestamp) -> Thing {
    Thing::new(Kind::Builds)
        .with("version", version)
        .with("uploadedDate", time::pacific(at))
        .with("expirationDate", time::pacific(later(at, LIFE)))
        .with("expired", false)
        .linked("app", app)
        .linked("preReleaseVersion", &train.id)
}

/// What comes with a build by itself: its beta detail, which has the build's id [inferred], and an empty text in the primary language.
pub(super) fn attend(stage: &mut Stage<'_>, build: &Thing, app: &str) -> Result<(), WorldError> {
    let app = thing::known(stage, Kind::Apps, app)?;
    Thing::with_id(Kind::BuildBetaDetails, build.id.as_str())
        .with("autoNotifyEnabled", false)
        .with("internalBuildState", "PROCESSING")
        .with("externalBuildState", "PROCESSING")
        .linked("build", &build.id)
        .save(stage)?;
    Thing::new(Kind::BetaBuildLocalizations)
        .with("locale", app.text("primaryLocale"))
        .linked("build", &build.id)
        .save(stage)
}

pub(super) fn finish(stage: &mut Stage<'_>, id: &str, at: Timestamp) -> Result<(), WorldError> {
    let mut build = thing::known(stage, Kind::Builds, id)?;
    let is_invalid = build.fact("processing-invalid") == true;
    let word = match is_invalid {
        true => "INVALID",
        false => "VALID",
    };
    build.set("processingState", word);
    build.save(stage)?;
    let app = build.one("app").unwrap_or_default();
    apps::note(
        stage,
        app,
        "build",
        json!({ "build_id": build.id, "state": word }),
    )?;
    if is_invalid {
        return Ok(());
    }
    let wait = match build.fact("build-settling") == true {
        true => SETTLING,
        false => BETA,
    };
    due::after(stage, at, wait, What::BetaSettles(build.id))
}

pub(super) fn settle_beta(stage: &mut Stage<'_>, id: &str) -> Result<(), WorldError> {
    let mut build = thing::known(stage, Kind::Builds, id)?;
    build.know("settled", true);
    build.save(stage)?;
    beta_state::refresh(stage, &build.id)
}
