//! `update_app`: the one call that changes an app, and the submission to review in itself [official]. Either all of it is accepted, or
//! nothing happened. Order of the checks: formats, time, texts, choices, files, packages, then the app's own state [inferred].

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    answer::{Refusal, Stop},
    call::{Call, warning},
    choices,
    codes::{DEPLOY_TIME, DEPLOY_TYPE},
    form::Form,
    packages::{self, Packages},
    pictures,
    quota::{self, Counted},
    record::{self, App, DEFAULT_REASON, Ending, REVIEW, Submission},
    texts,
};
use crate::{
    plays::later,
    stage::{Ask, Stage},
};

/// `POST /update_app`. The answer carries no id of the submission.
pub(super) fn submit(stage: &mut Stage<'_>, call: Call<'_>) -> Result<Value, Stop> {
    let Call {
        ask,
        form,
        user_id,
        mut app,
    } = call;
    let used_up = ask.fault_is("quota-used-up");
    quota::spend(stage, &user_id, Counted::Updates, used_up)?;
    let now = stage.now();
    choices::check_formats(form)?;
    let deploy_at = deploy_at(form, now)?;
    let mut changes = texts::changes(form, &app, now)?;
    changes.extend(choices::changes(form, &app.listing)?);
    changes.extend(pictures::changes(stage, form, &app)?);
    let packages = Packages::read(stage, form, &app)?;
    packages.check_identity(&app)?;
    let ending = ending(ask, &packages, &app)?;
    check_turn(&app)?;
    let submission = Submission {
        version: packages.version(),
        signer: packages.signer(),
        changes,
        deploy_at,
        decided_at: later(now, stage.paced(REVIEW)),
        ending,
        approved: false,
    };
    let events = warnings(form, &submission).chain([submitted(&app, form, &submission, &packages)]);
    stage.events(packages.warnings.iter().cloned().chain(events))?;
    app.pending = Some(submission);
    record::save(stage, &app)?;
    Ok(json!({}))
}

/// 1 publishes as soon as the review is over, 2 at `deploy_time`: Unix seconds, in the future, not with 1 [official]. A missing
/// `deploy_type` has no number of its own [inferred].
fn deploy_at(form: &Form, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
    let time = choices::number(form, "deploy_time");
    match (choices::number(form, "deploy_type"), time) {
        (Some(1), None) => Ok(None),
        (Some(1), Some(_)) => Err(DEPLOY_TIME.because("deploy_time came with deploy_type 1")),
        (Some(2), time) => time
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .filter(|time| *time > now)
            .map(Some)
            .ok_or_else(|| DEPLOY_TIME.because(format!("{time:?} is no second to come"))),
        (other, _) => Err(DEPLOY_TYPE.because(format!("{other:?}"))),
    }
}

/// How the review will end. Whether the store refuses an old version code at once or leaves that to the reviewers is not established:
/// practice refuses, unless a knob asks for the other.
fn ending(ask: &Ask, packages: &Packages, app: &App) -> Result<Ending, Refusal> {
    let rejected = |reason: &str| Ending::Rejected {
        reason: reason.to_owned(),
    };
    let version = packages.check_version(app);
    if ask.fault_is("version-judged-in-review") && version.is_err() {
        return Ok(rejected("版本号不高于线上版本，请提高版本号后重新提交。"));
    }
    version?;
    Ok(if ask.fault_is("reject-next-review") {
        rejected(DEFAULT_REASON)
    } else if ask.fault_is("withdraw-next-review") {
        Ending::Withdrawn
    } else {
        Ending::Approved
    })
}

/// Whether a second update replaces one in review is not documented; a refusal is expected [inferred]. The same is taken for one that
/// waits for its hour.
fn check_turn(app: &App) -> Result<(), Refusal> {
    match &app.pending {
        None => Ok(()),
        Some(pending) if pending.approved => Err(Refusal::not_submitted(
            "存在待发布的版本",
            "an approved update waits for its deploy_time",
        )),
        Some(_) => Err(Refusal::not_submitted(
            "应用正在审核中",
            "an update is in review",
        )),
    }
}

/// `submitted` for a version; an update of the listing alone has an event of its own.
fn submitted(app: &App, form: &Form, submission: &Submission, packages: &Packages) -> Value {
    let version = submission.version.as_ref();
    let notes: Map<String, Value> = form
        .filled("feature")
        .map(|notes| ("zh-CN".to_owned(), json!(notes)))
        .into_iter()
        .collect();
    let mut changes = submission.changes.clone();
    // A test account with its password; the ledger is open to everyone.
    if let Some(account) = changes.get_mut("login_account") {
        *account = json!("(not shown)");
    }
    json!({
        "event": if version.is_some() { "submitted" } else { "listing" },
        "package": app.package,
        "app_id": app.id,
        "version_code": version.map(|version| version.code),
        "version_name": version.map(|version| version.name.as_str()),
        "notes": notes,
        "deploy_type": choices::number(form, "deploy_type"),
        "release_time": submission.deploy_at,
        "flags": packages.flags,
        "packages": packages.facts(),
        "changes": changes,
    })
}

fn warnings(form: &Form, submission: &Submission) -> impl Iterator<Item = Value> {
    let names = |wanted: &dyn Fn(&str, &str) -> bool| {
        let found: Vec<&str> = form
            .pairs()
            .filter(|(name, value)| wanted(name, value))
            .map(|(name, _)| name)
            .collect();
        (!found.is_empty()).then(|| format!("{found:?}"))
    };
    let empty = names(&|_, value| value.is_empty())
        .map(|names| warning(format!("without a value: {names}")));
    let unknown =
        names(&|name, _| !is_known(name)).map(|names| warning(format!("not looked at: {names}")));
    let nothing = submission.version.is_none() && submission.changes.is_empty();
    let nothing = nothing.then(|| warning("this update changes nothing"));
    empty.into_iter().chain(unknown).chain(nothing)
}

/// Whether the documents have that parameter; the store is silent about others, e.g. a misspelled one.
fn is_known(name: &str) -> bool {
    ["user_id", "timestamp", "sign", "pkg_name", "app_id"]
        .into_iter()
        .chain(texts::names())
        .chain(choices::names())
        .chain(pictures::names())
        .chain(packages::names())
        .any(|known| known == name)
}
