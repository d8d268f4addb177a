//! `app.sync.update.app` and its split twin: the submission itself. Success means in the review queue; there is no draft through the
//! API. What pulled packages become goes the same way.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    desk::{self, Call},
    envelope::Reply,
    keys::Site,
    listing::{self, Changes},
    operation::Width,
    record::{App, Facts, Newest, Opinion, Status},
    refusal::{Refusal, Stop},
    review,
    schedule::{self, Schedule},
    serial, trouble,
};
use crate::{
    plays::{decimal, later},
    stage::{Ask, Stage},
};

/// Parameters of a submission that are no fields of the store page.
pub(super) const OWN: [&str; 8] = [
    "packageName",
    "versionCode",
    "apk",
    "apk32",
    "apk64",
    "fileMd5",
    "onlineType",
    "scheOnlineTime",
];

/// Submits uploaded packages.
pub(super) fn submit(stage: &mut Stage<'_>, call: &Call, split: bool) -> Result<Reply, Stop> {
    let parameters = &call.parameters;
    let package = call.package()?;
    // The code for an update of an app that is not there differs from the one of an upload [official].
    let mut app = App::of_account(desk::load(stage, call.site, package)?, 12002)?;
    let now = stage.now();
    app.may_change(12010, now)?;
    let (serials, facts) = match split {
        false => single(stage, call)?,
        true => pair(stage, call, ("apk32", "apk64"), false)?,
    };
    let announced = match split {
        // Of the known clients of the split call, one sends no versionCode [4 clients].
        true => parameters.get("versionCode"),
        false => Some(parameters.required("versionCode")?),
    };
    check_version(announced, &facts)?;
    app.judge(&facts, now)?;
    let schedule = schedule::read(parameters, now)?;
    let changes = listing::read(stage, call, &app, &OWN)?;
    warn(stage, call, schedule, &changes)?;
    app.newest = newest(stage, &call.ask, &app, &facts, schedule, &changes);
    if changes.retitles {
        app.title_changes.push(now);
    }
    stage.event(submitted(&app, schedule.online_at, &changes, call.site))?;
    serial::use_up(stage, call.site, &serials)?;
    desk::save(stage, call.site, &app)?;
    Ok(Reply::done(Value::Null))
}

/// One package for every device: `apk` with its `fileMd5`.
fn single(stage: &Stage<'_>, call: &Call) -> Result<(Vec<String>, Facts), Stop> {
    let serial = call.parameters.required("apk")?;
    let md5 = call.parameters.required("fileMd5")?;
    let of = (call.package()?, Width::Any, false);
    let facts = serial::package(stage, call.site, serial, of)?;
    if facts.md5 != md5 {
        let why = format!("fileMd5 is {md5}, the uploaded APK has {}", facts.md5);
        return Err(Refusal::business(15009, why).into());
    }
    Ok((vec![serial.to_owned()], facts))
}

/// Both halves of a split package: one version in two files [inferred: there is one versionCode for both].
pub(super) fn pair(
    stage: &Stage<'_>,
    call: &Call,
    names: (&str, &str),
    staged: bool,
) -> Result<(Vec<String>, Facts), Stop> {
    let package = call.package()?;
    let half = |name: &str, width| -> Result<(String, Facts), Stop> {
        let serial = call.parameters.required(name)?;
        let facts = serial::package(stage, call.site, serial, (package, width, staged))?;
        Ok((serial.to_owned(), facts))
    };
    let (first, facts_32) = half(names.0, Width::Only32)?;
    let (second, facts) = half(names.1, Width::Only64)?;
    same_version(&facts_32, &facts)?;
    Ok((vec![first, second], facts))
}

pub(super) fn same_version(one: &Facts, other: &Facts) -> Result<(), Refusal> {
    if one.version.code == other.version.code {
        return Ok(());
    }
    let (one, other) = (one.version.code, other.version.code);
    let why = format!("the two packages have the version codes {one} and {other}");
    Err(Refusal::business(15012, why))
}

/// 20019 for what is no number, 15012 for another number than the package's.
pub(super) fn check_version(announced: Option<&str>, facts: &Facts) -> Result<(), Refusal> {
    let Some(announced) = announced else {
        return Ok(());
    };
    let announced =
        decimal(announced).ok_or_else(|| Refusal::form("versionCode is no decimal number"))?;
    if announced == facts.version.code {
        return Ok(());
    }
    let why = format!(
        "versionCode is {announced}, the APK says {}",
        facts.version.code
    );
    Err(Refusal::business(15012, why))
}

/// The record that goes to the reviewers.
pub(super) fn newest(
    stage: &Stage<'_>,
    ask: &Ask,
    app: &App,
    facts: &Facts,
    schedule: Schedule,
    changes: &Changes,
) -> Newest {
    let mut listing = app.newest.listing.clone();
    listing.extend(changes.fields.clone());
    Newest {
        version: Some(facts.version.clone()),
        status: Status::InReview,
        on_shelf: false,
        online_type: schedule.online_type,
        online_at: schedule.online_at,
        listing,
        bytes: facts.bytes,
        signer: facts.signer.clone(),
        target_sdk: facts.target_sdk,
        decided_at: later(stage.now(), stage.paced(review::REVIEW)),
        opinion: opinion(ask),
        reason: None,
    }
}

/// What the reviewers will say, as a knob may have asked.
pub(super) fn opinion(ask: &Ask) -> Opinion {
    if ask.fault_is(trouble::REJECT) {
        Opinion::Reject(Some(review::DEFAULT_REASON.to_owned()))
    } else if ask.fault_is(trouble::REJECT_SILENTLY) {
        Opinion::Reject(None)
    } else if ask.fault_is(trouble::WITHDRAW) {
        Opinion::Withdraw
    } else {
        Opinion::Approve
    }
}

pub(super) fn warn(
    stage: &mut Stage<'_>,
    call: &Call,
    schedule: Schedule,
    changes: &Changes,
) -> Result<(), Stop> {
    for what in &changes.warnings {
        desk::warn(stage, what)?;
    }
    // The current documents demand it, older clients leave it out and work.
    if call.parameters.get("compatibleDevice").is_none() {
        desk::warn(
            stage,
            "compatibleDevice is missing; the documents demand it",
        )?;
    }
    if call.parameters.get("updateDesc").is_none() {
        desk::warn(
            stage,
            "no updateDesc came: the old notes stand beside the new version",
        )?;
    }
    if schedule.online_type == 1 && call.parameters.get("scheOnlineTime").is_some() {
        desk::warn(stage, "scheOnlineTime means nothing with onlineType 1")?;
    }
    Ok(())
}

/// `submitted`, for the ledger.
pub(super) fn submitted(
    app: &App,
    release_time: Option<Timestamp>,
    changes: &Changes,
    site: Site,
) -> Value {
    let version = app.newest.version.as_ref();
    event(
        &app.package,
        version.map(|version| (version.code, version.name.as_str())),
        changes,
        site,
        json!({ "release_type": "full", "release_time": release_time }),
    )
}

/// What every submission's event holds, and what belongs to this one.
pub(super) fn event(
    package: &str,
    version: Option<(u64, &str)>,
    changes: &Changes,
    site: Site,
    more: Value,
) -> Value {
    let notes = changes.fields.get("updateDesc");
    let mut event = json!({
        "event": "submitted",
        "package": package,
        "version_code": version.map(|(code, _)| code),
        "version_name": version.map(|(_, name)| name),
        "site": site.name(),
        "notes": notes.map_or_else(|| json!({}), |notes| json!({ "zh-CN": notes })),
        "listing": changes.fields,
    });
    if let (Value::Object(event), Value::Object(more)) = (&mut event, more) {
        event.extend(more);
    }
    event
}
