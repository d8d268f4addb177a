//! The reviewers: a submission waits, is looked at, and ends; by the clock, or at once by the console's buttons.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    apps, due,
    due::What,
    items,
    kind::Kind,
    release,
    thing::{self, Thing},
    versions,
};
use crate::{
    error::WorldError,
    play::{Decided, Verdict},
    stage::{Ask, Stage},
};

/// How long the imaginary reviewers take, before the world's review pace divides it. Apple's take a day or two; this is ours.
pub(super) const WAITING: Duration = Duration::from_secs(30 * 60);
const LOOKING: Duration = Duration::from_secs(30 * 60);

const APPROVE: &str = "APPROVE";
const REJECT: &str = "REJECTED";
const REJECT_TEXTS: &str = "METADATA_REJECTED";

/// What the reviewers will say about what is submitted now.
pub(super) fn opinion(ask: &Ask) -> Value {
    json!(if ask.fault_is("reject-next-review") {
        REJECT
    } else if ask.fault_is("reject-next-metadata") {
        REJECT_TEXTS
    } else {
        APPROVE
    })
}

pub(super) fn begin(stage: &mut Stage<'_>, id: &str, at: Timestamp) -> Result<(), WorldError> {
    let mut submission = thing::known(stage, Kind::ReviewSubmissions, id)?;
    submission.set("state", "IN_REVIEW");
    submission.save(stage)?;
    for mut version in versions_of(stage, id)? {
        versions::set_state(&mut version, "IN_REVIEW");
        version.save(stage)?;
    }
    due::after(stage, at, LOOKING, What::ReviewEnds(id.to_owned()))
}

pub(super) fn end(stage: &mut Stage<'_>, id: &str, at: Timestamp) -> Result<(), WorldError> {
    let submission = thing::known(stage, Kind::ReviewSubmissions, id)?;
    let opinion = submission.fact("opinion").as_str().unwrap_or(APPROVE);
    conclude(stage, submission.clone(), opinion, "", at)
}

fn conclude(
    stage: &mut Stage<'_>,
    mut submission: Thing,
    opinion: &str,
    words: &str,
    at: Timestamp,
) -> Result<(), WorldError> {
    let is_approved = opinion == APPROVE;
    let (state, of_items) = match is_approved {
        true => ("COMPLETE", "APPROVED"),
        // ASC, the reviewers' words are in the web site only; the API shows these states.
        false => ("UNRESOLVED_ISSUES", "REJECTED"),
    };
    for mut item in items::of(stage, &submission.id)? {
        item.set("state", of_items);
        item.save(stage)?;
    }
    for mut version in versions_of(stage, &submission.id)? {
        let mut event = apps::of_version(stage, &version)?;
        event["submission"] = json!(submission.id);
        event["state"] = json!(if is_approved { "approved" } else { "rejected" });
        event["code"] = json!(if is_approved { "APPROVED" } else { opinion });
        event["opinion"] = json!(words);
        let app = version.one("app").unwrap_or_default().to_owned();
        apps::note(stage, &app, "review", event)?;
        match is_approved {
            true => release::approved(stage, &mut version, at)?,
            false => {
                versions::set_state(&mut version, opinion);
                version.save(stage)?;
            }
        }
    }
    submission.set("state", state);
    submission.save(stage)
}

/// The end of a cancelled submission.
pub(super) fn canceled(stage: &mut Stage<'_>, id: &str) -> Result<(), WorldError> {
    for mut version in versions_of(stage, id)? {
        versions::set_state(&mut version, "DEVELOPER_REJECTED");
        version.save(stage)?;
    }
    for mut item in items::of(stage, id)? {
        item.set("state", "REMOVED");
        item.save(stage)?;
    }
    let mut submission = thing::known(stage, Kind::ReviewSubmissions, id)?;
    submission.set("state", "COMPLETE");
    submission.save(stage)
}

fn versions_of(stage: &Stage<'_>, submission: &str) -> Result<Vec<Thing>, WorldError> {
    let items = items::of(stage, submission)?;
    let ids = items.iter().filter_map(|item| item.one("appStoreVersion"));
    ids.map(|id| thing::known(stage, Kind::AppStoreVersions, id))
        .collect()
}

/// The console's buttons: the same ends as time brings, now.
pub(super) fn decide_now(
    stage: &mut Stage<'_>,
    app: &str,
    verdict: &Verdict,
) -> Result<Decided, WorldError> {
    let all = thing::all_of(stage, Kind::ReviewSubmissions, "app", app)?;
    let waits = |it: &Thing| it.is_in("state", &["WAITING_FOR_REVIEW", "IN_REVIEW"]);
    let Some(submission) = all.into_iter().find(waits) else {
        return Ok(Decided::NothingWaiting);
    };
    let id = submission.id.clone();
    due::forget(
        stage,
        |what| matches!(what, What::ReviewBegins(it) | What::ReviewEnds(it) if *it == id),
    )?;
    let now = stage.now();
    match verdict {
        Verdict::Approve => conclude(stage, submission, APPROVE, "", now)?,
        Verdict::Reject { reason } => conclude(stage, submission, REJECT, reason, now)?,
    }
    Ok(Decided::Done)
}
