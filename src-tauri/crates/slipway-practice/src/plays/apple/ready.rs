//! Whether a version can be reviewed. What is missing is told in `meta.associatedErrors`, resource by resource, and nowhere else.

use http::StatusCode;
use serde_json::{Map, Value};

use super::{
    apps, builds,
    call::Call,
    kind::Kind,
    no::{self, No, Stop, Wrong},
    processing, texts,
    thing::{self, Thing},
};
use crate::stage::Stage;

/// Refuses a version that is not complete.
pub(super) fn check(stage: &Stage<'_>, call: &Call, version: &Thing) -> Result<(), Stop> {
    refuse_on_knob(call, version)?;
    let mut found = Found::default();
    judge_texts(stage, version, &mut found)?;
    judge_build(stage, version, &mut found)?;
    judge_contact(stage, version, &mut found)?;
    match found.0.is_empty() {
        true => Ok(()),
        false => Err(refusal(version, found).into()),
    }
}

/// What only the web site can mend [issues].
pub(super) fn refuse_on_knob(call: &Call, version: &Thing) -> Result<(), No> {
    if !call.ask.fault_is("associated-errors") {
        return Ok(());
    }
    let mut found = Found::default();
    found.add(
        &version.path(),
        Wrong::new(
            "STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPHONE_67",
            "App screenshot missing (APP_IPHONE_67).",
            "App screenshot missing (APP_IPHONE_67).",
        ),
    );
    let app = version.one("app").unwrap_or_default();
    found.add(
        &format!("/v1/appDataUsages/{app}"),
        Wrong::new(
            "STATE_ERROR.APP_DATA_USAGES_REQUIRED",
            "App data usages must be published before the app can be reviewed.",
            "The privacy answers of the app are missing.",
        ),
    );
    Err(refusal(version, found).because("a knob asked for associated-errors"))
}

/// Inner errors by the path of their resource.
#[derive(Default)]
struct Found(Map<String, Value>);

impl Found {
    fn add(&mut self, path: &str, wrong: Wrong) {
        let list = self.0.entry(path.to_owned());
        let list = list.or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(wrong.body(StatusCode::CONFLICT));
        }
    }
}

fn refusal(version: &Thing, found: Found) -> No {
    let wrong = Wrong::new(
        "STATE_ERROR.ENTITY_STATE_INVALID",
        format!(
            "appStoreVersions with id '{}' is not in valid state.",
            version.id
        ),
        "This resource cannot be reviewed, please check associated errors to see why.",
    );
    let paths: Vec<String> = found.0.keys().cloned().collect();
    No::conflict(wrong.with_meta("associatedErrors", Value::Object(found.0)))
        .because(format!("not complete: {}", paths.join(", ")))
}

/// Every locale needs its texts, and of an update its release notes [1 client, issues].
fn judge_texts(stage: &Stage<'_>, version: &Thing, found: &mut Found) -> Result<(), Stop> {
    let app = version.one("app").unwrap_or_default();
    let is_first = apps::is_first(stage, app, version.text("platform"))?;
    let mut needed = vec!["description", "keywords", "supportUrl"];
    if !is_first {
        needed.push("whatsNew");
    }
    let kind = Kind::AppStoreVersionLocalizations;
    for text in thing::all_of(stage, kind, "appStoreVersion", &version.id)? {
        for name in &needed {
            if text.text(name).trim().is_empty() {
                found.add(&text.path(), no::missing_attribute(name));
            }
        }
    }
    Ok(())
}

fn judge_build(stage: &Stage<'_>, version: &Thing, found: &mut Found) -> Result<(), Stop> {
    let Some(build) = version.one("build") else {
        let words = "You must provide a value for the relationship 'build' with this request";
        let wrong = Wrong::new(
            "ENTITY_ERROR.RELATIONSHIP.REQUIRED",
            "The provided entity is missing a required relationship",
            words,
        );
        found.add(&version.path(), wrong.at("/data/relationships/build"));
        return Ok(());
    };
    let build = thing::known(stage, Kind::Builds, build)?;
    if !builds::is_answered(&build) {
        found.add(
            &build.path(),
            no::missing_attribute("usesNonExemptEncryption"),
        );
    }
    let train = processing::train_of(stage, &build)?;
    if build.is("expired") || train.text("version") != version.text("versionString") {
        let words = "The build has expired or has another version.";
        found.add(&build.path(), no::bad_relation("build", words));
    }
    Ok(())
}

fn judge_contact(stage: &Stage<'_>, version: &Thing, found: &mut Found) -> Result<(), Stop> {
    let kind = Kind::AppStoreReviewDetails;
    let details = thing::all_of(stage, kind, "appStoreVersion", &version.id)?;
    let Some(detail) = details.first() else {
        let words = "You must provide a value for the relationship 'appStoreReviewDetail' with this request";
        let wrong = Wrong::new(
            "ENTITY_ERROR.RELATIONSHIP.REQUIRED",
            "The provided entity is missing a required relationship",
            words,
        );
        found.add(
            &version.path(),
            wrong.at("/data/relationships/appStoreReviewDetail"),
        );
        return Ok(());
    };
    for name in texts::missing_contact(detail) {
        found.add(&detail.path(), no::missing_attribute(name));
    }
    Ok(())
}
