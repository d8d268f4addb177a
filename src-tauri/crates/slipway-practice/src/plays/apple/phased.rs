//! `appStoreVersionPhasedReleases`: seven days on practice's clock. Planned before the version is out, begins by itself when it is.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{
    apps,
    call::{Call, Reply},
    document, due,
    due::What,
    kind::Kind,
    no::{self, No, Stop, Wrong},
    thing::{self, Thing},
    time, wish,
};
use crate::{error::WorldError, plays::later, stage::Stage};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// All pauses together [official]. What happens afterwards is not established; here it goes on.
const MOST_PAUSED: u64 = 30;
const DAYS: u64 = 7;

/// `POST /v1/appStoreVersionPhasedReleases`.
pub(super) fn create(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let kind = Kind::AppStoreVersionPhasedReleases;
    let wish = wish::to_create(stage, call, kind)?;
    let version = wish.one("appStoreVersion").unwrap_or_default();
    let version = thing::known(stage, Kind::AppStoreVersions, version)?;
    let app = version.one("app").unwrap_or_default().to_owned();
    let is_new = thing::all_of(stage, kind, "appStoreVersion", &version.id)?.is_empty();
    no::is(is_new, || {
        No::conflict(Wrong::new(
            "STATE_ERROR.ALREADY_EXISTS",
            "The resource already exists.",
            "The version has a phased release already.",
        ))
    })?;
    // ASC, not for an app's first version [official].
    let is_first = apps::is_first(stage, &app, version.text("platform"))?;
    let is_out = version.is_in(
        "appVersionState",
        &[
            "READY_FOR_DISTRIBUTION",
            "PROCESSING_FOR_DISTRIBUTION",
            "REPLACED_WITH_NEW_VERSION",
        ],
    );
    no::is(!is_first && !is_out, || {
        no::wrong_state("A phased release cannot be made for this version now.")
    })?;
    let state = wish.text("phasedReleaseState").unwrap_or("INACTIVE");
    no::is(state == "INACTIVE", || {
        let words = "A phased release begins by itself when the version is out.";
        No::conflict(no::bad_attribute("phasedReleaseState", words))
    })?;
    let mut plan = Thing::new(kind)
        .with("phasedReleaseState", "INACTIVE")
        .with("totalPauseDuration", 0)
        .linked("appStoreVersion", &version.id);
    call.keep_new(stage, &mut plan)?;
    note(stage, &plan, "INACTIVE")?;
    Ok(Reply::created(document::one_document(stage, call, &plan)?))
}

/// `PATCH /v1/appStoreVersionPhasedReleases/{id}`.
pub(super) fn change(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let (mut plan, wish) = wish::to_change(stage, call, Kind::AppStoreVersionPhasedReleases)?;
    let Some(wanted) = wish.text("phasedReleaseState") else {
        return Ok(Reply::ok(document::one_document(stage, call, &plan)?));
    };
    let now = stage.now();
    match (plan.text("phasedReleaseState"), wanted) {
        // ASC, the value it already has [recorded words].
        (state, wanted) if state == wanted => {
            let words =
                "The phased release already has this value - /data/attributes/phasedReleaseState";
            return Err(No::conflict(no::bad_attribute("phasedReleaseState", words)).into());
        }
        ("ACTIVE", "PAUSED") => pause(stage, &mut plan, now)?,
        ("PAUSED", "ACTIVE") => resume(stage, &mut plan, now)?,
        ("ACTIVE" | "PAUSED", "COMPLETE") => finish(stage, &mut plan)?,
        _ => {
            let words = "The phased release cannot take this state now.";
            return Err(No::conflict(no::bad_attribute("phasedReleaseState", words)).into());
        }
    }
    note(stage, &plan, wanted)?;
    Ok(Reply::ok(document::one_document(stage, call, &plan)?))
}

/// `DELETE /v1/appStoreVersionPhasedReleases/{id}`: while it has not begun.
pub(super) fn delete(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let plan = document::existing(stage, Kind::AppStoreVersionPhasedReleases, &call.id)?;
    no::is(plan.text("phasedReleaseState") == "INACTIVE", || {
        no::wrong_state("A phased release that has begun cannot be deleted.")
    })?;
    plan.delete(stage)?;
    note(stage, &plan, "DELETED")?;
    Ok(Reply::done())
}

fn of_version(stage: &Stage<'_>, version: &str) -> Result<Option<Thing>, WorldError> {
    let kind = Kind::AppStoreVersionPhasedReleases;
    let all = thing::all_of(stage, kind, "appStoreVersion", version)?;
    Ok(all.into_iter().next())
}

/// The version is out: the plan begins.
pub(super) fn start_of(
    stage: &mut Stage<'_>,
    version: &str,
    at: Timestamp,
) -> Result<(), WorldError> {
    let Some(mut plan) = of_version(stage, version)? else {
        return Ok(());
    };
    plan.set("startDate", time::plain(at));
    plan.set("currentDayNumber", 1);
    plan.set("phasedReleaseState", "ACTIVE");
    begin_day(stage, &mut plan, at, Duration::ZERO)?;
    note(stage, &plan, "ACTIVE")
}

/// Another version is out: this one's phases are over.
pub(super) fn end_of(stage: &mut Stage<'_>, version: &str) -> Result<(), WorldError> {
    match of_version(stage, version)? {
        Some(mut plan) if plan.text("phasedReleaseState") != "COMPLETE" => finish(stage, &mut plan),
        _ => Ok(()),
    }
}

/// A day ends after what is left of it. Each turn has a number, so that a pause makes the planned end void.
fn begin_day(
    stage: &mut Stage<'_>,
    plan: &mut Thing,
    at: Timestamp,
    spent: Duration,
) -> Result<(), WorldError> {
    let turn = plan.fact("turn").as_u64().unwrap_or_default() + 1;
    plan.know("turn", turn);
    plan.know("since", at.to_string());
    plan.know("spent", spent.as_secs());
    plan.save(stage)?;
    let end = later(at, DAY.saturating_sub(spent));
    due::plan(stage, end, What::PhasedDayEnds(plan.id.clone(), turn))
}

pub(super) fn next_day(
    stage: &mut Stage<'_>,
    id: &str,
    turn: u64,
    at: Timestamp,
) -> Result<(), WorldError> {
    let Some(mut plan) = thing::find(stage, Kind::AppStoreVersionPhasedReleases, id)? else {
        return Ok(());
    };
    if plan.fact("turn") != turn {
        return Ok(());
    }
    if plan.text("phasedReleaseState") == "PAUSED" {
        resume(stage, &mut plan, at)?;
        return note(stage, &plan, "ACTIVE");
    }
    let day = plan.get("currentDayNumber").as_u64().unwrap_or(1);
    if day >= DAYS {
        finish(stage, &mut plan)?;
        return note(stage, &plan, "COMPLETE");
    }
    plan.set("currentDayNumber", day + 1);
    begin_day(stage, &mut plan, at, Duration::ZERO)
}

fn pause(stage: &mut Stage<'_>, plan: &mut Thing, now: Timestamp) -> Result<(), WorldError> {
    let spent = since(plan, now) + Duration::from_secs(plan.fact("spent").as_u64().unwrap_or(0));
    let turn = plan.fact("turn").as_u64().unwrap_or_default() + 1;
    plan.know("turn", turn);
    plan.know("since", now.to_string());
    plan.know("spent", spent.as_secs());
    plan.set("phasedReleaseState", "PAUSED");
    plan.save(stage)?;
    let paused = plan.get("totalPauseDuration").as_u64().unwrap_or_default();
    let left = DAY * u32::try_from(MOST_PAUSED.saturating_sub(paused)).unwrap_or(0);
    due::plan(
        stage,
        later(now, left),
        What::PhasedDayEnds(plan.id.clone(), turn),
    )
}

fn resume(stage: &mut Stage<'_>, plan: &mut Thing, now: Timestamp) -> Result<(), WorldError> {
    let days = since(plan, now).as_secs().div_ceil(DAY.as_secs());
    let paused = plan.get("totalPauseDuration").as_u64().unwrap_or_default();
    plan.set("totalPauseDuration", (paused + days).min(MOST_PAUSED));
    plan.set("phasedReleaseState", "ACTIVE");
    let spent = Duration::from_secs(plan.fact("spent").as_u64().unwrap_or(0));
    begin_day(stage, plan, now, spent)
}

fn finish(stage: &mut Stage<'_>, plan: &mut Thing) -> Result<(), WorldError> {
    let turn = plan.fact("turn").as_u64().unwrap_or_default() + 1;
    plan.know("turn", turn);
    plan.set("phasedReleaseState", "COMPLETE");
    plan.save(stage)
}

/// How long ago the present turn began.
fn since(plan: &Thing, now: Timestamp) -> Duration {
    let began = plan
        .fact("since")
        .as_str()
        .and_then(|text| text.parse().ok());
    let passed = began.map_or(SignedDuration::ZERO, |began: Timestamp| {
        now.duration_since(began)
    });
    Duration::try_from(passed).unwrap_or_default()
}

fn note(stage: &mut Stage<'_>, plan: &Thing, state: &str) -> Result<(), WorldError> {
    let version = plan.one("appStoreVersion").unwrap_or_default();
    let version = thing::known(stage, Kind::AppStoreVersions, version)?;
    let mut event = apps::of_version(stage, &version)?;
    event["phased_release"] = json!(plan.id);
    event["state"] = json!(state);
    event["day"] = match plan.get("currentDayNumber") {
        Value::Null => Value::Null,
        day => day.clone(),
    };
    let app = version.one("app").unwrap_or_default().to_owned();
    apps::note(stage, &app, "phased", event)
}
