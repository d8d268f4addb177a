//! What TestFlight says about a build follows from the build, its groups and its beta review; so it is worked out anew whenever one of
//! them changes.

use super::{
    kind::Kind,
    thing::{self, Thing},
};
use crate::{error::WorldError, stage::Stage};

/// Works out both states of a build and keeps them.
pub(super) fn refresh(stage: &mut Stage<'_>, build: &str) -> Result<(), WorldError> {
    let build = thing::known(stage, Kind::Builds, build)?;
    let Some(mut detail) = thing::find(stage, Kind::BuildBetaDetails, &build.id)? else {
        return Ok(());
    };
    let review = thing::find(stage, Kind::BetaAppReviewSubmissions, &build.id)?;
    let (internal, external) = states(stage, &build, review.as_ref())?;
    detail.set("internalBuildState", internal);
    detail.set("externalBuildState", external);
    detail.save(stage)
}

fn states(
    stage: &Stage<'_>,
    build: &Thing,
    review: Option<&Thing>,
) -> Result<(&'static str, &'static str), WorldError> {
    if build.is("expired") {
        return Ok(("EXPIRED", "EXPIRED"));
    }
    if build.is_in("processingState", &["INVALID", "FAILED"]) {
        return Ok(("PROCESSING_EXCEPTION", "PROCESSING_EXCEPTION"));
    }
    if build.fact("settled") != true {
        return Ok(("PROCESSING", "PROCESSING"));
    }
    if build.get("usesNonExemptEncryption").is_null() {
        return Ok(("MISSING_EXPORT_COMPLIANCE", "MISSING_EXPORT_COMPLIANCE"));
    }
    let internal = match has_group(stage, build, true)? {
        true => "IN_BETA_TESTING",
        false => "READY_FOR_BETA_TESTING",
    };
    if build.text("buildAudienceType") == "INTERNAL_ONLY" {
        return Ok((internal, "NOT_APPLICABLE"));
    }
    let external = match review.map_or("", |review| review.text("betaReviewState")) {
        "WAITING_FOR_REVIEW" => "WAITING_FOR_BETA_REVIEW",
        "IN_REVIEW" => "IN_BETA_REVIEW",
        "REJECTED" => "BETA_REJECTED",
        "APPROVED" if has_group(stage, build, false)? => "IN_BETA_TESTING",
        "APPROVED" => "BETA_APPROVED",
        _ => "READY_FOR_BETA_SUBMISSION",
    };
    Ok((internal, external))
}

/// Whether a group of that sort has the build. An internal group with access to all builds has every one.
fn has_group(stage: &Stage<'_>, build: &Thing, internal: bool) -> Result<bool, WorldError> {
    let app = build.one("app").unwrap_or_default();
    let groups = thing::all_of(stage, Kind::BetaGroups, "app", app)?;
    Ok(groups.iter().any(|group| {
        group.is("isInternalGroup") == internal
            && (build.links_to("betaGroups", &group.id) || group.is("hasAccessToAllBuilds"))
    }))
}

/// Every build of an app, after one of its groups has changed.
pub(super) fn refresh_all(stage: &mut Stage<'_>, app: &str) -> Result<(), WorldError> {
    for build in thing::all_of(stage, Kind::Builds, "app", app)? {
        refresh(stage, &build.id)?;
    }
    Ok(())
}
