//! `submit-audit`: the draft goes to the reviewers. The point of no return; its answer is the `releaseId`, bare.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    answer::{self, No, Reply, bad_parameter},
    basics,
    call::{self, Call, Stop, integer},
    language, phased,
    record::{App, AuditResult, Draft, Opinion, Release, Submission, Task, Version},
    review, time,
};
use crate::{
    plays::{draw, later},
    stage::Stage,
};

const LONGEST_COMMENT: usize = 500;
/// More accepted or refused submissions of one app than this within a minute are too frequent: 30011 is official, its
/// threshold is not known.
const MOST_ATTEMPTS: usize = 5;
const ATTEMPTS_WITHIN: Duration = Duration::from_secs(60);

/// `POST /submit-audit`.
pub(super) fn submit(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    let now = stage.now();
    count_attempt(&mut app, now)?;
    call::save(stage, &app)?;
    if app.pending.is_some() || app.open_rollout().is_some() {
        return Err(answer::in_review().into());
    }
    let release = release(&call.body, &app, now)?;
    check_rest(&call.body)?;
    check_listing(&app)?;
    let version = version(&app)?;
    let submission = Submission {
        release_id: draw::hex(32),
        version,
        release,
        decided_at: later(now, stage.paced(review::REVIEW)),
        opinion: opinion(call),
        approved: false,
        draft: std::mem::take(&mut app.draft),
    };
    stage.event(submitted(&app, &submission, &call.body))?;
    if matches!(submission.release, Release::Everyone) && call.body.get("releaseTime").is_some() {
        let what =
            "releaseTime is ignored with releaseType 1: the version goes live after approval";
        stage.event(json!({ "event": "warning", "what": what }))?;
    }
    app.tasks.push(Task {
        release_id: submission.release_id.clone(),
        version: submission.version.clone(),
        result: AuditResult::InReview,
        message: String::new(),
        attachments: Vec::new(),
        asked_at: None,
    });
    app.published = published(&submission, &call.body);
    let release_id = submission.release_id.clone();
    app.pending = Some(submission);
    call::save(stage, &app)?;
    Ok(Reply::data(json!(release_id)))
}

/// Counts refused ones too.
fn count_attempt(app: &mut App, now: Timestamp) -> Result<(), No> {
    app.attempts.retain(|at| now < later(*at, ATTEMPTS_WITHIN));
    if app.attempts.len() >= MOST_ATTEMPTS {
        return Err(No::business(
            answer::TOO_FREQUENT,
            "submissions are too frequent",
        ));
    }
    app.attempts.push(now);
    Ok(())
}

fn release(body: &Value, app: &App, now: Timestamp) -> Result<Release, No> {
    match integer(body.get("releaseType")) {
        Some(1) => Ok(Release::Everyone),
        Some(2) => body
            .get("releaseTime")
            .and_then(Value::as_str)
            .and_then(time::read)
            .filter(|time| *time > now)
            .map(Release::At)
            .ok_or_else(|| No::business(answer::BAD_RELEASE_TIME, "releaseTime format error")),
        Some(3) if app.live.is_none() => Err(No::business(
            answer::NEVER_LISTED,
            "the app was never listed, a phased release is not allowed",
        )),
        Some(3) => {
            let info = body.get("phasedReleaseInfo").unwrap_or(&Value::Null);
            Ok(Release::Phased(phased::terms(info, now)?))
        }
        _ => Err(No::business(answer::BAD_RELEASE_TYPE, "releaseType error")),
    }
}

/// The optional members.
fn check_rest(body: &Value) -> Result<(), No> {
    let sent = |member: &str| body.get(member).filter(|value| !value.is_null());
    if sent("forceUpdate").is_some_and(|value| !matches!(value.as_i64(), Some(0 | 1))) {
        return Err(bad_parameter("forceUpdate"));
    }
    for member in ["testAccount", "testPassword", "testComment"] {
        if sent(member).is_some_and(|value| !value.is_string()) {
            return Err(bad_parameter(member));
        }
    }
    let comment = sent("testComment")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match comment.chars().count() <= LONGEST_COMMENT {
        true => Ok(()),
        false => Err(bad_parameter("testComment")),
    }
}

/// What the console or an earlier write left empty is found now, after the upload [measured by 2 clients].
fn check_listing(app: &App) -> Result<(), No> {
    basics::check_filled(&app.basics)?;
    let default = app.languages.get(app.basics.default_language());
    let mut all = app.languages.values();
    if default.is_none() || all.any(|texts| texts.intro.trim().is_empty()) {
        return Err(language::intro_empty());
    }
    Ok(())
}

/// The version that would go out. An update needs some change [official]; the code for none is [inferred], as is the need for
/// a package when nothing is live.
fn version(app: &App) -> Result<Version, No> {
    if !app.draft.touched {
        return Err(bad_parameter(
            "nothing was changed since the last submission",
        ));
    }
    app.draft
        .apk
        .as_ref()
        .or(app.live.as_ref())
        .cloned()
        .ok_or_else(|| bad_parameter("there is no package"))
}

fn opinion(call: &Call) -> Opinion {
    let rejections = [
        ("reject-next-review", review::DEFAULT_OPINION),
        ("blocking-task", review::BLOCKED_OPINION),
    ];
    match rejections
        .into_iter()
        .find(|(fault, _)| call.ask.fault_is(fault))
    {
        Some((_, words)) => Opinion::Reject(words.to_owned()),
        None => Opinion::Approve,
    }
}

/// Members for the reviewer are a matter between the two; the ledger says only that they came.
fn submitted(app: &App, submission: &Submission, body: &Value) -> Value {
    let (release_time, plan) = match &submission.release {
        Release::Everyone => (None, None),
        Release::At(time) => (Some(time), None),
        Release::Phased(terms) => (None, Some(phased::told(terms))),
    };
    let Draft {
        changed,
        lost,
        notes,
        apk,
        ..
    } = &submission.draft;
    call::event(
        "submitted",
        app,
        json!({
            "version_code": submission.version.code,
            "version_name": submission.version.name,
            "release_id": submission.release_id,
            "release_type": submission.release.number(),
            "release_time": release_time,
            "phased": plan,
            "notes": notes,
            "package_bound": apk.is_some(),
            "changed": changed,
            "lost": lost,
            "force_update": body.get("forceUpdate").and_then(Value::as_i64) == Some(1),
            "test_account": body.get("testAccount").is_some_and(|value| !value.is_null()),
        }),
    )
}

fn published(submission: &Submission, body: &Value) -> Value {
    let time = match &submission.release {
        Release::At(time) => Some(time::write(*time)),
        _ => None,
    };
    json!({
        "releaseType": submission.release.number(),
        "releaseTime": time,
        "forceUpdate": body.get("forceUpdate").and_then(Value::as_i64).unwrap_or(0),
    })
}
