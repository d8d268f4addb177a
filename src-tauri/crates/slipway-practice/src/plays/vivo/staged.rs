//! A staged release (分阶段发布): one method makes the plan and, called again, changes it [inferred from its name]. No call is known that
//! pauses one; a full release of the same or a higher version takes its place.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    desk::{self, Call},
    envelope::Reply,
    listing::{self, Changes},
    operation::Width,
    record::{App, Facts, Plan, Staged, Status},
    refusal::{Refusal, Stop},
    review, schedule, serial, time, update,
};
use crate::{plays::later, stage::Stage};

/// Parameters that are no fields of the store page.
pub(super) const OWN: [&str; 7] = [
    "packageName",
    "subPackage",
    "stagedStartTime",
    "stagedEndTime",
    "stagedProportion",
    "apkUuid64",
    "apkUuid32",
];

/// `app.sync.create.update.stage.app` (doc 882).
pub(super) fn submit(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = app(stage, call)?;
    let plan = plan(call)?;
    let split = is_split(call)?;
    let now = stage.now();
    if let Some(changed) = change(&mut app, call, &plan, split, now)? {
        stage.event(changed)?;
        desk::save(stage, call.site, &app)?;
        return Ok(Reply::done(Value::Null));
    }
    app.may_change(12010, now)?;
    let (serials, facts) = match split {
        // `apkUuid64` also names the single package [official].
        false => single(stage, call)?,
        true => update::pair(stage, call, ("apkUuid32", "apkUuid64"), true)?,
    };
    app.judge(&facts, now)?;
    check_times(&plan, now)?;
    let changes = listing::read(stage, call, &app, &OWN)?;
    let staged = new(stage, call, &facts, serials, plan);
    for what in &changes.warnings {
        desk::warn(stage, what)?;
    }
    stage.event(submitted(call, &staged, &changes)?)?;
    serial::use_up(stage, call.site, &staged.serials)?;
    app.staged = Some(staged);
    desk::save(stage, call.site, &app)?;
    Ok(Reply::done(Value::Null))
}

/// The app, which needs a version for everybody before it can have one for some [inferred].
pub(super) fn app(stage: &mut Stage<'_>, call: &Call) -> Result<App, Stop> {
    let app = App::of_account(desk::load(stage, call.site, call.package()?)?, 12002)?;
    if app.live.is_none() {
        return Err(Refusal::business(12002, "the app has no version on the shelf").into());
    }
    Ok(app)
}

/// `subPackage`: 0 single, 1 split.
pub(super) fn is_split(call: &Call) -> Result<bool, Refusal> {
    match call.parameters.required("subPackage")? {
        "0" => Ok(false),
        "1" => Ok(true),
        other => Err(Refusal::form(format!("subPackage is {other}, not 0 or 1"))),
    }
}

pub(super) fn plan(call: &Call) -> Result<Plan, Refusal> {
    let required = |name: &str| call.parameters.required(name);
    let instant = |name: &str| schedule::instant(name, required(name)?);
    let proportion = required("stagedProportion")?;
    let whole = proportion.bytes().all(|byte| byte.is_ascii_digit());
    let plan = Plan {
        start: instant("stagedStartTime")?,
        end: instant("stagedEndTime")?,
        proportion: proportion
            .parse()
            .ok()
            .filter(|percent| whole && (1..=99).contains(percent))
            .ok_or_else(|| Refusal::form("stagedProportion is no whole number from 1 to 99"))?,
    };
    if plan.end <= plan.start {
        return Err(Refusal::form("stagedEndTime is not after stagedStartTime"));
    }
    Ok(plan)
}

/// The code for a start in the past is not documented; 22011 is the one for schedules.
pub(super) fn check_times(plan: &Plan, now: Timestamp) -> Result<(), Refusal> {
    if plan.start > now {
        return Ok(());
    }
    let start = time::write(plan.start);
    let why = format!("stagedStartTime {start} is in the past in Beijing");
    Err(Refusal::business(22011, why))
}

fn single(stage: &Stage<'_>, call: &Call) -> Result<(Vec<String>, Facts), Stop> {
    let serial = call.parameters.required("apkUuid64")?;
    let of = (call.package()?, Width::Any, true);
    let facts = serial::package(stage, call.site, serial, of)?;
    Ok((vec![serial.to_owned()], facts))
}

/// Changes the plan of the staged release that has these very packages. `None` when there is none: then a new one is asked for.
fn change(
    app: &mut App,
    call: &Call,
    plan: &Plan,
    split: bool,
    now: Timestamp,
) -> Result<Option<Value>, Refusal> {
    let named = |name: &str| call.parameters.required(name).map(str::to_owned);
    let serials = match split {
        false => vec![named("apkUuid64")?],
        true => vec![named("apkUuid32")?, named("apkUuid64")?],
    };
    let Some(staged) = &mut app.staged else {
        return Ok(None);
    };
    let goes_on = matches!(staged.status, Status::InReview | Status::Approved)
        && review::effect_of(staged, now) <= review::effect::ACTIVE;
    if !goes_on || staged.serials != serials {
        return Ok(None);
    }
    if plan.start != staged.plan.start {
        check_times(plan, now)?;
    }
    if plan.end <= now {
        return Err(Refusal::business(
            22011,
            "stagedEndTime is in the past in Beijing",
        ));
    }
    staged.plan = plan.clone();
    Ok(Some(json!({
        "event": "rollout",
        "package": app.package,
        "version_code": staged.version.code,
        "state": "CHANGED",
        "percent": plan.proportion,
        "staged": staged_event(plan),
    })))
}

pub(super) fn new(
    stage: &Stage<'_>,
    call: &Call,
    facts: &Facts,
    serials: Vec<String>,
    plan: Plan,
) -> Staged {
    Staged {
        version: facts.version.clone(),
        serials,
        plan,
        status: Status::InReview,
        decided_at: later(stage.now(), stage.paced(review::REVIEW)),
        opinion: update::opinion(&call.ask),
        replaced: false,
        told: review::effect::NOT_YET,
    }
}

pub(super) fn submitted(call: &Call, staged: &Staged, changes: &Changes) -> Result<Value, Refusal> {
    Ok(update::event(
        call.package()?,
        Some((staged.version.code, staged.version.name.as_str())),
        changes,
        call.site,
        json!({ "release_type": "phased", "staged": staged_event(&staged.plan) }),
    ))
}

fn staged_event(plan: &Plan) -> Value {
    json!({ "start": plan.start, "end": plan.end, "percent": plan.proportion })
}
