//! `app-submit`: the draft goes to the reviewers. Success means *queued for review* and nothing more [official].

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    bind,
    call::{self, Call, Stop},
    phased,
    record::{App, Compiled, Facts, Opinion, PhasedTerms, ReleaseType, Submission, Version},
    ret::{self, No, Reply},
    review, time,
};
use crate::{
    plays::{draw, later},
    stage::Stage,
};

/// `POST /publish/v2/app-submit`.
pub(super) fn submit(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    let now = stage.now();
    let release_type = call.release_type()?;
    let release_time = release_time(call, now)?;
    check_remark(call.get("remark"))?;
    let terms = terms(call, &app, release_type)?;
    bind::may_edit(&app, release_type)?;
    let version = ready_version(&app, release_type, now)?;
    let in_review = later(now, stage.paced(review::PRE_REVIEW));
    let submission = Submission {
        version,
        release_type,
        phased: terms,
        release_time,
        submitted_at: now,
        pre_review_until: in_review,
        decided_at: later(in_review, stage.paced(review::REVIEW)),
        opinion: match call.ask.fault_is("reject-next-review") {
            true => Opinion::Reject(review::DEFAULT_OPINION.to_owned()),
            false => Opinion::Approve,
        },
        approved: false,
    };
    stage.event(submitted(&app, &submission))?;
    app.draft_mut(release_type).clear();
    app.rejected = None;
    app.updated_at = now;
    app.pending = Some(submission);
    call::save(stage, &app)?;
    Ok(Reply::success(json!({})))
}

fn submitted(app: &App, submission: &Submission) -> Value {
    let notes: BTreeMap<&String, &String> = app
        .languages
        .iter()
        .filter_map(|(lang, texts)| Some((lang, texts.new_features.as_ref()?)))
        .collect();
    call::event(
        "submitted",
        app,
        json!({
            "version_code": submission.version.code,
            "version_name": submission.version.name,
            "release_type": submission.release_type,
            "release_time": submission.release_time,
            "notes": notes,
        }),
    )
}

/// In the query; a `+` that was not percent-encoded arrives as a space and is no time [inferred, fixed so in one client].
fn release_time(call: &Call, now: Timestamp) -> Result<Option<Timestamp>, No> {
    let Some(text) = call.get("releaseTime").filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let instant = time::read(text).ok_or_else(|| ret::invalid("releaseTime"))?;
    if instant <= now {
        return Err(ret::invalid("releaseTime is in the past"));
    }
    Ok(Some(instant))
}

/// AGC Publishing v2: 10 to 300 characters [official].
fn check_remark(remark: Option<&str>) -> Result<(), No> {
    match remark {
        Some(remark) if !(10..=300).contains(&remark.chars().count()) => {
            Err(ret::invalid("remark, length between 10 and 300"))
        }
        _ => Ok(()),
    }
}

fn terms(call: &Call, app: &App, release_type: ReleaseType) -> Result<Option<PhasedTerms>, No> {
    match release_type {
        ReleaseType::Full => Ok(None),
        ReleaseType::Phased if app.live.is_none() => Err(No::business(
            ret::SUBMIT_FAILED,
            "submit failed, additional msg is [there is no full release version on shelf!]",
        )),
        ReleaseType::Phased => phased::terms(&call.body).map(Some),
    }
}

/// The version that the draft's packages make together: all processed, all signed as the live one, the highest code.
fn ready_version(app: &App, release_type: ReleaseType, now: Timestamp) -> Result<Version, No> {
    let draft = app.draft(release_type);
    if draft
        .iter()
        .any(|package| package.compiled(now) == Compiled::NotYet)
    {
        return Err(No::business(
            ret::STILL_COMPILING,
            "The package is being compiled, please try again in 3-5 minutes",
        ));
    }
    let ready: Vec<&Facts> = draft
        .iter()
        .filter(|package| package.compiled(now) == Compiled::Ready)
        .filter_map(|package| package.facts.as_ref())
        .collect();
    let Some(newest) = ready.iter().max_by_key(|facts| facts.version_code) else {
        return Err(match draft.is_empty() {
            true => No::business(ret::SUBMIT_FAILED, "submit failed, additional msg is []"),
            false => No::business(
                ret::INVALID_PARAMETER,
                "Package activeState, does not support version information submission review",
            ),
        });
    };
    if ready.iter().any(|facts| facts.signer != newest.signer) {
        return Err(No::business(
            ret::SIGNED_DIFFERENTLY_IN_SET,
            "the signatures of the packages are different",
        ));
    }
    if app.signer.is_some() && app.signer != newest.signer {
        return Err(No::business(
            ret::SIGNED_DIFFERENTLY,
            "the signature is different from that of the version on the shelf",
        ));
    }
    Ok(Version {
        code: newest.version_code,
        name: newest.version_name.clone(),
        id: draw::digits(19),
    })
}
