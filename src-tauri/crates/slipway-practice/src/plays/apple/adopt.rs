//! An app as it stands when a world is given it: a live version with a processed build, full texts in two languages, contacts filled
//! in, and two groups of testers; so that whatever is missing or different later was done by a client or by a knob.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    apps, beta_state, groups, kind::Kind, number, processing, thing::Thing, time, versions,
};
use crate::{error::WorldError, play::SeedApp, plays::draw, stage::Stage};

/// Adopted apps are for iPhone: what the frame keeps of an app names no platform.
const PLATFORM: &str = "IOS";
const PRIMARY: &str = "en-US";

/// Makes the app. Returns its numeric id, which Apple calls Apple ID.
pub(super) fn adopt(stage: &mut Stage<'_>, seed: &SeedApp) -> Result<String, WorldError> {
    if let Some(app) = apps::with_bundle(stage, &seed.package)? {
        return Ok(app.id);
    }
    let mut app = Thing::with_id(Kind::Apps, draw::digits(10))
        .with("name", seed.label.as_str())
        .with("bundleId", seed.package.as_str())
        .with("sku", format!("practice-{}", draw::digits(6)))
        .with("primaryLocale", PRIMARY)
        .with("isOrEverWasMadeForKids", false)
        .with(
            "contentRightsDeclaration",
            "DOES_NOT_USE_THIRD_PARTY_CONTENT",
        );
    app.save(stage)?;
    let now = stage.now();
    let build = match seed.version_code {
        0 => None,
        number => Some(build(stage, &app.id, seed, number, now)?),
    };
    let mut version = Thing::new(Kind::AppStoreVersions)
        .with("platform", PLATFORM)
        .with("copyright", "2026 Example")
        .with("reviewType", "APP_STORE")
        .with("releaseType", "AFTER_APPROVAL")
        .with("downloadable", true)
        .with("createdDate", time::pacific(now))
        .linked("app", &app.id);
    match &build {
        Some(build) => {
            version.set("versionString", seed.version_name.as_str());
            version.link("build", &build.id);
            versions::set_state(&mut version, "READY_FOR_DISTRIBUTION");
        }
        // ASC, a fresh app comes with its first version [inferred].
        None => {
            version.set("versionString", "1.0");
            versions::set_state(&mut version, "PREPARE_FOR_SUBMISSION");
        }
    }
    version.save(stage)?;
    texts(stage, &version, seed, build.is_some())?;
    contact(Kind::AppStoreReviewDetails)
        .linked("appStoreVersion", &version.id)
        .save(stage)?;
    testing(stage, &app, seed, build.as_ref(), now)?;
    Ok(app.id)
}

/// The build of the live version, long through everything.
fn build(
    stage: &mut Stage<'_>,
    app: &str,
    seed: &SeedApp,
    number: u64,
    now: Timestamp,
) -> Result<Thing, WorldError> {
    let train = processing::train(stage, app, PLATFORM, &seed.version_name)?;
    let mut build = processing::made(app, &train, &number::of(number), now)
        .with("minOsVersion", "16.0")
        .with("processingState", "VALID")
        .with("buildAudienceType", "APP_STORE_ELIGIBLE")
        .with("usesNonExemptEncryption", false);
    build.know("settled", true);
    build.know("version", seed.version_name.as_str());
    build.save(stage)?;
    processing::attend(stage, &build, app)?;
    Thing::with_id(Kind::BetaAppReviewSubmissions, build.id.as_str())
        .with("betaReviewState", "APPROVED")
        .with("submittedDate", time::pacific(now))
        .linked("build", &build.id)
        .save(stage)?;
    Ok(build)
}

fn texts(
    stage: &mut Stage<'_>,
    version: &Thing,
    seed: &SeedApp,
    is_update: bool,
) -> Result<(), WorldError> {
    let chinese = seed.label_zh.as_ref().unwrap_or(&seed.label);
    let all = [
        (
            PRIMARY,
            format!("{}: an introduction for rehearsal only.", seed.label),
            "rehearsal,demo",
            "Notes of the version before",
        ),
        (
            "zh-Hans",
            format!("{chinese}：仅用于演练的应用介绍。"),
            "演练,示例",
            "上一版本的更新说明",
        ),
    ];
    for (locale, description, keywords, notes) in all {
        let notes = match is_update {
            true => json!(notes),
            false => Value::Null,
        };
        Thing::new(Kind::AppStoreVersionLocalizations)
            .with("locale", locale)
            .with("description", description)
            .with("keywords", keywords)
            .with("supportUrl", "https://www.example.com/support")
            .with("marketingUrl", "https://www.example.com")
            .with("whatsNew", notes)
            .linked("appStoreVersion", &version.id)
            .save(stage)?;
    }
    Ok(())
}

fn contact(kind: Kind) -> Thing {
    Thing::new(kind)
        .with("contactFirstName", "Lin")
        .with("contactLastName", "Wei")
        .with("contactPhone", "+86 10 1234 5678")
        .with("contactEmail", "review@example.com")
        .with("demoAccountRequired", false)
}

/// TestFlight: test information, an internal group with every build, an external one with the live build, and three testers, one of
/// whom came by a public link and has neither name nor address.
fn testing(
    stage: &mut Stage<'_>,
    app: &Thing,
    seed: &SeedApp,
    build: Option<&Thing>,
    now: Timestamp,
) -> Result<(), WorldError> {
    Thing::new(Kind::BetaAppLocalizations)
        .with("locale", PRIMARY)
        .with("feedbackEmail", "feedback@example.com")
        .with(
            "description",
            format!("{}: what testers read first.", seed.label),
        )
        .linked("app", &app.id)
        .save(stage)?;
    contact(Kind::BetaAppReviewDetails)
        .linked("app", &app.id)
        .save(stage)?;
    let mut inside = groups::new(&app.id, "Team", true, now).with("hasAccessToAllBuilds", true);
    inside.save(stage)?;
    let mut outside = groups::new(&app.id, "Friends", false, now);
    outside.save(stage)?;
    let mut tester =
        |group: &Thing, first: Option<&str>, last: Option<&str>, email: Option<&str>| {
            let by = match email {
                Some(_) => "EMAIL",
                None => "PUBLIC_LINK",
            };
            Thing::new(Kind::BetaTesters)
                .with("firstName", first)
                .with("lastName", last)
                .with("email", email)
                .with("inviteType", by)
                .with("state", "INSTALLED")
                .with("appDevices", json!([]))
                .linked("apps", &app.id)
                .linked("betaGroups", &group.id)
                .save(stage)
        };
    tester(&inside, Some("Qing"), Some("An"), Some("qa@example.com"))?;
    tester(&outside, Some("Lin"), Some("Wei"), Some("lin@example.com"))?;
    tester(&outside, None, None, None)?;
    if let Some(build) = build {
        let mut build = build.clone();
        build.link("betaGroups", &outside.id);
        build.save(stage)?;
        beta_state::refresh(stage, &build.id)?;
    }
    Ok(())
}
