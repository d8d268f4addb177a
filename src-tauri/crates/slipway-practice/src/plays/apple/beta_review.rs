//! Beta App Review: what an external group waits for. The first build of a version is looked at; later ones pass at once.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::{
    apps, beta_state,
    call::{Call, Reply},
    document, due,
    due::What,
    kind::Kind,
    no::{self, No, Stop, Wrong},
    processing, texts,
    thing::{self, Thing},
    time, trouble, wish,
};
use crate::{error::WorldError, stage::Stage};

const WAITING: Duration = Duration::from_secs(20 * 60);
const LOOKING: Duration = Duration::from_secs(20 * 60);
/// A later build of a version that was approved before.
const KNOWN: Duration = Duration::from_secs(60);

/// `POST /v1/betaAppReviewSubmissions`.
pub(super) fn create(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::BetaAppReviewSubmissions)?;
    let build = wish.one("build").unwrap_or_default();
    let build = thing::known(stage, Kind::Builds, build)?;
    let app = build.one("app").unwrap_or_default().to_owned();
    let is_new = thing::find(stage, Kind::BetaAppReviewSubmissions, &build.id)?.is_none();
    no::is(is_new, || {
        No::conflict(Wrong::new(
            "STATE_ERROR.ALREADY_EXISTS",
            "The resource already exists.",
            "The build has been submitted for beta review already.",
        ))
    })?;
    let detail = thing::find(stage, Kind::BuildBetaDetails, &build.id)?;
    let is_ready = detail
        .is_some_and(|detail| detail.text("externalBuildState") == "READY_FOR_BETA_SUBMISSION");
    no::is(is_ready, || {
        let words = "The build is not in a valid processing state for this operation.";
        No::unprocessable("ENTITY_UNPROCESSABLE", words)
    })?;
    // ASC, missing test information shows as a defect of the server [codemagic].
    let missing = missing_information(stage, &app)?;
    no::is(missing.is_empty(), || {
        let why = format!("test information is missing: {}", missing.join(", "));
        trouble::unexpected().because(why)
    })?;
    let siblings = siblings(stage, &build)?;
    let waits = |it: &Thing| it.is_in("betaReviewState", &["WAITING_FOR_REVIEW", "IN_REVIEW"]);
    let other_waits = siblings.iter().any(waits) || call.ask.fault_is("another-build-in-review");
    no::is(!other_waits, || {
        No::unprocessable(
            "ENTITY_UNPROCESSABLE.ANOTHER_BUILD_IN_REVIEW",
            "Another build is in review",
        )
    })?;
    let is_known = siblings
        .iter()
        .any(|it| it.text("betaReviewState") == "APPROVED");
    let now = stage.now();
    let mut submission = Thing::with_id(Kind::BetaAppReviewSubmissions, build.id.as_str())
        .with("betaReviewState", "WAITING_FOR_REVIEW")
        .with("submittedDate", time::pacific(now))
        .linked("build", &build.id);
    submission.know("rejects", call.ask.fault_is("reject-next-beta-review"));
    call.keep_new(stage, &mut submission)?;
    beta_state::refresh(stage, &build.id)?;
    let event = json!({
        "build_id": build.id,
        "build": build.text("version"),
        "build_sha256": build.fact("sha256"),
    });
    apps::note(stage, &app, "beta-submitted", event)?;
    match is_known {
        true => due::after(stage, now, KNOWN, What::BetaReviewEnds(build.id))?,
        false => due::after(stage, now, WAITING, What::BetaReviewBegins(build.id))?,
    }
    let document = document::one_document(stage, call, &submission)?;
    Ok(Reply::created(document))
}

/// What external testing needs and the app does not have: feedback address, description, contact.
fn missing_information(stage: &Stage<'_>, app: &str) -> Result<Vec<&'static str>, WorldError> {
    let texts = thing::all_of(stage, Kind::BetaAppLocalizations, "app", app)?;
    let mut missing = Vec::new();
    for name in ["feedbackEmail", "description"] {
        let is_there = |text: &Thing| !text.text(name).trim().is_empty();
        if texts.is_empty() || !texts.iter().all(is_there) {
            missing.push(name);
        }
    }
    match thing::all_of(stage, Kind::BetaAppReviewDetails, "app", app)?.first() {
        Some(detail) => missing.extend(texts::missing_contact(detail)),
        None => missing.push("betaAppReviewDetail"),
    }
    Ok(missing)
}

/// Beta reviews of the other builds of the same version.
fn siblings(stage: &Stage<'_>, build: &Thing) -> Result<Vec<Thing>, WorldError> {
    let train = processing::train_of(stage, build)?;
    let mut reviews = Vec::new();
    for other in thing::all_of(stage, Kind::Builds, "preReleaseVersion", &train.id)? {
        if other.id != build.id {
            reviews.extend(thing::find(
                stage,
                Kind::BetaAppReviewSubmissions,
                &other.id,
            )?);
        }
    }
    Ok(reviews)
}

pub(super) fn begin(stage: &mut Stage<'_>, build: &str, at: Timestamp) -> Result<(), WorldError> {
    set(stage, build, "IN_REVIEW")?;
    due::after(stage, at, LOOKING, What::BetaReviewEnds(build.to_owned()))
}

pub(super) fn end(stage: &mut Stage<'_>, build: &str, _at: Timestamp) -> Result<(), WorldError> {
    let submission = thing::known(stage, Kind::BetaAppReviewSubmissions, build)?;
    let word = match submission.fact("rejects") == true {
        true => "REJECTED",
        false => "APPROVED",
    };
    set(stage, build, word)?;
    let build = thing::known(stage, Kind::Builds, build)?;
    let app = build.one("app").unwrap_or_default();
    let event = json!({ "build_id": build.id, "state": word });
    apps::note(stage, app, "beta-review", event)
}

fn set(stage: &mut Stage<'_>, build: &str, word: &str) -> Result<(), WorldError> {
    let mut submission = thing::known(stage, Kind::BetaAppReviewSubmissions, build)?;
    submission.set("betaReviewState", word);
    submission.save(stage)?;
    beta_state::refresh(stage, build)
}
