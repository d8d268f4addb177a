//! `reviewSubmissions`: a draft, its items, the submission itself and its cancelling. What the reviewers do is `review.rs`; what may be
//! submitted at all is `ready.rs`.

use std::time::Duration;

use serde_json::json;

use super::{
    apps,
    call::{Call, Reply},
    document, due,
    due::What,
    items,
    kind::Kind,
    no::{self, No, Stop, Wrong},
    ready, review, texts,
    thing::{self, Thing},
    time, versions, wish,
};
use crate::{error::WorldError, stage::Stage};

/// Between the order to cancel and its end.
const CANCELING: Duration = Duration::from_secs(60);

/// Everything but COMPLETE is in progress.
fn is_open(submission: &Thing) -> bool {
    submission.text("state") != "COMPLETE"
}

/// `POST /v1/reviewSubmissions`.
pub(super) fn create(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let wish = wish::to_create(stage, call, Kind::ReviewSubmissions)?;
    let app = wish.one("app").unwrap_or_default().to_owned();
    let platform = wish.text("platform").unwrap_or("IOS").to_owned();
    let with_item = call.ask.fault_is("draft-left-with-item");
    if call.ask.fault_is("draft-left") || with_item {
        leave_draft(stage, &app, &platform, with_item)?;
    }
    let all = thing::all_of(stage, Kind::ReviewSubmissions, "app", &app)?;
    let other = all
        .iter()
        .find(|it| is_open(it) && it.text("platform") == platform);
    if let Some(other) = other {
        let detail = format!(
            "There is another reviewSubmissions with id {} still in progress",
            other.id
        );
        let title = "The request cannot be fulfilled because of the state of another resource.";
        return Err(no::invalid_state(title, detail).into());
    }
    let mut submission = draft(&app, &platform);
    call.keep_new(stage, &mut submission)?;
    apps::note(
        stage,
        &app,
        "submission",
        json!({ "submission": submission.id }),
    )?;
    Ok(Reply::created(document::one_document(
        stage,
        call,
        &submission,
    )?))
}

fn draft(app: &str, platform: &str) -> Thing {
    Thing::new(Kind::ReviewSubmissions)
        .with("platform", platform)
        .with("state", "READY_FOR_REVIEW")
        .linked("app", app)
}

/// What a failed try left behind: a draft, empty or with something in it that is no version.
fn leave_draft(
    stage: &mut Stage<'_>,
    app: &str,
    platform: &str,
    with_item: bool,
) -> Result<(), WorldError> {
    let mut left = draft(app, platform);
    left.save(stage)?;
    if with_item {
        Thing::new(Kind::ReviewSubmissionItems)
            .with("state", "READY_FOR_REVIEW")
            .linked("reviewSubmission", &left.id)
            .save(stage)?;
    }
    let event = json!({ "what": "a draft was left over", "submission": left.id });
    apps::note(stage, app, "warning", event)
}

/// `PATCH /v1/reviewSubmissions/{id}`.
pub(super) fn change(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (mut submission, wish) = wish::to_change(stage, call, Kind::ReviewSubmissions)?;
    match (wish.is("submitted"), wish.is("canceled")) {
        (true, true) => return Err(wrong_moment().into()),
        (true, false) => submit(stage, call, &mut submission)?,
        (false, true) => cancel(stage, call, &mut submission)?,
        (false, false) => {
            if let Some(platform) = wish.text("platform") {
                no::is(platform == submission.text("platform"), || {
                    No::conflict(no::unmodifiable("platform"))
                })?;
            }
        }
    }
    Ok(Reply::ok(document::one_document(stage, call, &submission)?))
}

fn wrong_moment() -> No {
    no::invalid_state(
        "The resource is in a wrong state.",
        "Resource state is invalid",
    )
}

fn submit(stage: &mut Stage<'_>, call: &Call, submission: &mut Thing) -> Result<(), Stop> {
    let may = submission.is_in("state", &["READY_FOR_REVIEW", "UNRESOLVED_ISSUES"]);
    no::is(may, wrong_moment)?;
    let items = items::of(stage, &submission.id)?;
    let has_open_issue = items.iter().any(|item| item.text("state") == "REJECTED");
    no::is(!has_open_issue, wrong_moment)?;
    let mut items: Vec<Thing> = items
        .into_iter()
        .filter(|item| item.text("state") == "READY_FOR_REVIEW")
        .collect();
    // ASC, an empty submission is refused [inferred].
    no::is(!items.is_empty(), || {
        no::invalid_state(
            format!(
                "reviewSubmissions with id '{}' is not in valid state.",
                submission.id
            ),
            "The submission has no items to review.",
        )
    })?;
    for item in &items {
        if let Some(version) = item.one("appStoreVersion") {
            let version = thing::known(stage, Kind::AppStoreVersions, version)?;
            no::is(
                version.text("appVersionState") == "READY_FOR_REVIEW",
                wrong_moment,
            )?;
            ready::check(stage, call, &version)?;
        }
    }
    let now = stage.now();
    submission.set("state", "WAITING_FOR_REVIEW");
    submission.set("submittedDate", time::plain(now));
    submission.know("opinion", review::opinion(&call.ask));
    submission.save(stage)?;
    for item in &mut items {
        item.set("state", "READY_FOR_REVIEW");
        item.save(stage)?;
        let Some(version) = item.one("appStoreVersion") else {
            continue;
        };
        let mut version = thing::known(stage, Kind::AppStoreVersions, version)?;
        versions::set_state(&mut version, "WAITING_FOR_REVIEW");
        version.save(stage)?;
        note(stage, submission, &version)?;
    }
    let id = submission.id.clone();
    due::after(stage, now, review::WAITING, What::ReviewBegins(id))?;
    Ok(())
}

/// The one event that counts as a submission.
fn note(stage: &mut Stage<'_>, submission: &Thing, version: &Thing) -> Result<(), WorldError> {
    let mut event = apps::of_version(stage, version)?;
    let kind = Kind::AppStoreVersionPhasedReleases;
    let phased = thing::all_of(stage, kind, "appStoreVersion", &version.id)?;
    event["submission"] = json!(submission.id);
    event["release_type"] = version.get("releaseType").clone();
    event["release_date"] = version.get("earliestReleaseDate").clone();
    event["phased"] = json!(!phased.is_empty());
    event["notes"] = texts::notes(stage, version)?;
    let app = version.one("app").unwrap_or_default();
    apps::note(stage, app, "submitted", event)
}

fn cancel(stage: &mut Stage<'_>, call: &Call, submission: &mut Thing) -> Result<(), Stop> {
    let may = submission.is_in(
        "state",
        &["WAITING_FOR_REVIEW", "IN_REVIEW", "UNRESOLVED_ISSUES"],
    );
    no::is(may && !call.ask.fault_is("cancel-refused"), || {
        no::invalid_state(
            "The resource is in a wrong state.",
            "Resource is not in cancellable state",
        )
    })?;
    submission.set("state", "CANCELING");
    submission.save(stage)?;
    let id = submission.id.clone();
    due::forget(
        stage,
        |what| matches!(what, What::ReviewBegins(it) | What::ReviewEnds(it) if *it == id),
    )?;
    let app = submission.one("app").unwrap_or_default();
    apps::note(stage, app, "canceled", json!({ "submission": id }))?;
    let now = stage.now();
    due::after(stage, now, CANCELING, What::CancelEnds(id))?;
    Ok(())
}

/// An item was added a moment ago: now the version says so.
pub(super) fn make_ready(stage: &mut Stage<'_>, version: &str) -> Result<(), WorldError> {
    let Some(mut version) = thing::find(stage, Kind::AppStoreVersions, version)? else {
        return Ok(());
    };
    if versions::is_editable(&version) && items::holding(stage, &version.id)?.is_some() {
        versions::set_state(&mut version, "READY_FOR_REVIEW");
        version.save(stage)?;
    }
    Ok(())
}

/// Whether a submission can still take items.
pub(super) fn takes_items(submission: &Thing) -> bool {
    submission.is_in("state", &["READY_FOR_REVIEW", "UNRESOLVED_ISSUES"])
}

/// 409: the version is in another submission.
pub(super) fn already_added(version: &str, submission: &str) -> No {
    let detail = format!(
        "appStoreVersions with id {version} was already added to another reviewSubmission with id {submission}"
    );
    No::conflict(Wrong::new(
        "STATE_ERROR.ENTITY_STATE_INVALID",
        "The request cannot be fulfilled because of the state of another resource.",
        detail,
    ))
}
