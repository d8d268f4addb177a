//! `reviewSubmissionItems`: what a submission holds. Practice reviews versions only.

use std::time::Duration;

use serde_json::json;

use super::{
    apps,
    call::{Call, Reply},
    document, due,
    due::What,
    kind::Kind,
    no::{self, No, Stop},
    ready, submissions,
    thing::{self, Thing},
    versions, wish,
};
use crate::{error::WorldError, stage::Stage};

/// Until the version says READY_FOR_REVIEW; fastlane waits for it.
const READY: Duration = Duration::from_secs(5);

/// The items of a submission that are not removed.
pub(super) fn of(stage: &Stage<'_>, submission: &str) -> Result<Vec<Thing>, WorldError> {
    let kind = Kind::ReviewSubmissionItems;
    let mut items = thing::all_of(stage, kind, "reviewSubmission", submission)?;
    items.retain(|item| item.text("state") != "REMOVED");
    Ok(items)
}

/// The open submission that holds a version.
pub(super) fn holding(stage: &Stage<'_>, version: &str) -> Result<Option<Thing>, WorldError> {
    let kind = Kind::ReviewSubmissionItems;
    for item in thing::all_of(stage, kind, "appStoreVersion", version)? {
        let submission = item.one("reviewSubmission").unwrap_or_default();
        let submission = thing::known(stage, Kind::ReviewSubmissions, submission)?;
        if item.text("state") != "REMOVED" && submission.text("state") != "COMPLETE" {
            return Ok(Some(submission));
        }
    }
    Ok(None)
}

/// `POST /v1/reviewSubmissionItems`.
pub(super) fn create(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::ReviewSubmissionItems)?;
    let submission = wish.one("reviewSubmission").unwrap_or_default();
    let mut submission = thing::known(stage, Kind::ReviewSubmissions, submission)?;
    let others = wish.links.keys().filter(|name| *name != "reviewSubmission");
    no::is(others.count() == 1, || {
        let words = "Exactly one resource to review belongs to an item.";
        No::conflict(no::bad_relation("appStoreVersion", words))
    })?;
    let version = wish.one("appStoreVersion").unwrap_or_default();
    let version = thing::known(stage, Kind::AppStoreVersions, version)?;
    if call.ask.fault_is("just-canceled") {
        return Err(submissions::already_added(&version.id, &submission.id).into());
    }
    if let Some(other) = holding(stage, &version.id)? {
        return Err(submissions::already_added(&version.id, &other.id).into());
    }
    no::is(submissions::takes_items(&submission), || {
        no::invalid_state(
            "The resource is in a wrong state.",
            "Resource state is invalid",
        )
    })?;
    let fits = version.one("app") == submission.one("app")
        && version.text("platform") == submission.text("platform");
    no::is(fits, || {
        let words = "The version belongs to another app or platform than the submission.";
        No::conflict(no::bad_relation("appStoreVersion", words))
    })?;
    no::is(versions::is_editable(&version), || {
        no::invalid_state(
            format!(
                "appStoreVersions with id '{}' is not in valid state.",
                version.id
            ),
            "This resource cannot be reviewed, please check associated errors to see why.",
        )
    })?;
    ready::refuse_on_knob(call, &version)?;
    let mut item = Thing::new(Kind::ReviewSubmissionItems).with("state", "READY_FOR_REVIEW");
    wish.write(&mut item);
    call.keep_new(stage, &mut item)?;
    submission.point("appStoreVersionForReview", Some(&version.id));
    submission.save(stage)?;
    let event = json!({ "submission": submission.id, "item": item.id, "version": version.id });
    apps::note(stage, version.one("app").unwrap_or_default(), "item", event)?;
    let now = stage.now();
    due::after(stage, now, READY, What::VersionIsReady(version.id))?;
    Ok(Reply::created(document::one_document(stage, call, &item)?))
}

/// `PATCH /v1/reviewSubmissionItems/{id}`: after a rejection.
pub(super) fn change(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (mut item, wish) = wish::to_change(stage, call, Kind::ReviewSubmissionItems)?;
    let submission = submission_of(stage, &item)?;
    let is_open = submission.text("state") == "UNRESOLVED_ISSUES"
        || (wish.is("removed") && submission.text("state") == "READY_FOR_REVIEW");
    no::is(is_open, || {
        no::invalid_state(
            "The resource is in a wrong state.",
            "Resource state is invalid",
        )
    })?;
    if wish.is("removed") {
        item.set("state", "REMOVED");
        item.save(stage)?;
        free(stage, &item)?;
    } else if wish.is("resolved") {
        no::is(item.text("state") == "REJECTED", || {
            no::invalid_state(
                "The resource is in a wrong state.",
                "Resource state is invalid",
            )
        })?;
        item.set("state", "READY_FOR_REVIEW");
        item.save(stage)?;
        if let Some(version) = item.one("appStoreVersion") {
            submissions::make_ready(stage, version)?;
        }
    }
    Ok(Reply::ok(document::one_document(stage, call, &item)?))
}

/// `DELETE /v1/reviewSubmissionItems/{id}`: empties a draft.
pub(super) fn delete(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let item = document::existing(stage, Kind::ReviewSubmissionItems, &call.id)?;
    let mut submission = submission_of(stage, &item)?;
    no::is(submission.text("state") == "READY_FOR_REVIEW", || {
        no::invalid_state(
            "The resource is in a wrong state.",
            "Resource state is invalid",
        )
    })?;
    item.delete(stage)?;
    free(stage, &item)?;
    submission.point("appStoreVersionForReview", None);
    submission.save(stage)?;
    let app = submission.one("app").unwrap_or_default();
    let event = json!({ "submission": submission.id, "item": item.id });
    apps::note(stage, app, "item-deleted", event)?;
    Ok(Reply::done())
}

fn submission_of(stage: &Stage<'_>, item: &Thing) -> Result<Thing, WorldError> {
    let id = item.one("reviewSubmission").unwrap_or_default();
    thing::known(stage, Kind::ReviewSubmissions, id)
}

/// The version of an item that is gone is a draft again.
fn free(stage: &mut Stage<'_>, item: &Thing) -> Result<(), WorldError> {
    let Some(version) = item.one("appStoreVersion") else {
        return Ok(());
    };
    let mut version = thing::known(stage, Kind::AppStoreVersions, version)?;
    if version.text("appVersionState") == "READY_FOR_REVIEW" {
        versions::set_state(&mut version, "PREPARE_FOR_SUBMISSION");
        version.save(stage)?;
    }
    Ok(())
}
