//! `app-submit`: the draft goes to the reviewers. Success means *queued for review* and nothing more [official].

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    bind,
    call::{self, Call, Stop},
    ready,
    record::{App, ReleaseType, Version},
    ret::{self, No, Reply},
    review,
    submission::{Opinion, PhasedTerms, Submission},
    terms, time,
    upload::{UPLOAD, Upload},
};
use crate::{plays::later, stage::Stage};

/// `POST /publish/v2/app-submit`.
pub(super) fn submit(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    let now = stage.now();
    let release_type = call.release_type()?;
    let release_time = release_time(call.get("releaseTime"), now)?;
    check_remark(call.get("remark"))?;
    let phased = plan(&app, release_type, &call.body, now)?;
    check_detection(stage, &app, &call.body)?;
    bind::may_edit(&app, release_type)?;
    let version = ready::version(&app, release_type, now)?;
    let submission = Submission {
        phased,
        release_time,
        ..queued(stage, call, version, release_type, now)
    };
    stage.event(submission.event(&app))?;
    app.draft_mut(release_type).clear();
    app.rejected = None;
    app.updated_at = now;
    app.pending = Some(submission);
    call::save(stage, &app)?;
    Ok(Reply::success(json!({})))
}

/// A submission that enters the queue at `at`, to go to everybody as soon as it is approved.
pub(super) fn queued(
    stage: &Stage<'_>,
    call: &Call,
    version: Version,
    release_type: ReleaseType,
    at: Timestamp,
) -> Submission {
    let in_review = later(at, stage.paced(review::PRE_REVIEW));
    Submission {
        version,
        release_type,
        phased: None,
        release_time: None,
        submitted_at: at,
        pre_review_until: in_review,
        decided_at: later(in_review, stage.paced(review::REVIEW)),
        opinion: match call.ask.fault_is("reject-next-review") {
            true => Opinion::Reject(review::DEFAULT_OPINION.to_owned()),
            false => Opinion::Approve,
        },
        approved: false,
    }
}

/// A `+` in a query that was not percent-encoded arrives as a space and is no time [inferred, fixed so in one client].
pub(super) fn release_time(text: Option<&str>, now: Timestamp) -> Result<Option<Timestamp>, No> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let instant = time::read(text).ok_or_else(|| ret::invalid("releaseTime"))?;
    if instant <= now {
        return Err(ret::invalid("releaseTime is in the past"));
    }
    Ok(Some(instant))
}

/// AGC Publishing v2: 10 to 300 characters [official].
pub(super) fn check_remark(remark: Option<&str>) -> Result<(), No> {
    match remark {
        Some(remark) if !(10..=300).contains(&remark.chars().count()) => {
            Err(ret::invalid("remark, length between 10 and 300"))
        }
        _ => Ok(()),
    }
}

/// The plan of a phased release, which needs a full version on the shelf [official FAQ]. A full release has none: a plan that
/// would be ignored is refused instead [inferred].
pub(super) fn plan(
    app: &App,
    release_type: ReleaseType,
    body: &Value,
    now: Timestamp,
) -> Result<Option<PhasedTerms>, No> {
    match release_type {
        ReleaseType::Full => match terms::ALL.iter().find(|name| body.get(name).is_some()) {
            None => Ok(None),
            Some(name) => Err(ret::invalid(&format!("{name} without releaseType 3"))),
        },
        ReleaseType::Phased if app.live.is_none() => Err(No::business(
            ret::SUBMIT_FAILED,
            "submit failed, additional msg is [there is no full release version on shelf!]",
        )),
        ReleaseType::Phased => terms::read(body, now).map(Some),
    }
}

/// `isPureDetection` 0 or 1; with 1, `sensitivePermissionIconUrl` names the uploaded material [official].
fn check_detection(stage: &Stage<'_>, app: &App, body: &Value) -> Result<(), Stop> {
    let flag = body.get("isPureDetection").filter(|flag| !flag.is_null());
    match bind::number(flag) {
        Some(1) => {}
        Some(0) => return Ok(()),
        _ if flag.is_none() => return Ok(()),
        _ => return Err(ret::invalid("isPureDetection").into()),
    }
    let object_id = terms::text(body, "sensitivePermissionIconUrl")?.unwrap_or_default();
    let upload = stage.get::<Upload>(UPLOAD, object_id)?;
    if !upload.is_some_and(|upload| upload.app_id == app.id && upload.stored.is_some()) {
        return Err(No::business(
            ret::SUBMIT_FAILED,
            "submit failed, additional msg is [sensitivePermissionIconUrl is necessary]",
        )
        .into());
    }
    Ok(())
}
