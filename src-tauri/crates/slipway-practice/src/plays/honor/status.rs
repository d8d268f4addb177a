//! The two questions about a review: `get-audit-result`, tied to a submission, and `get-app-current-release`, which follows the
//! app. Nothing is changed here except when was asked.

use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    answer::{self, No, Reply, bad_parameter},
    call::{self, Call, Stop, integer},
    record::{App, AuditResult, Task},
    review,
};
use crate::{
    plays::{draw, later},
    stage::Stage,
};

/// Submissions in one question [official].
const MOST_QUESTIONS: usize = 20;
/// Every three hours is the official advice; only the fault `strict-pace` makes a rule of it.
const PACE: Duration = Duration::from_secs(3 * 60 * 60);

/// `POST /get-audit-result`. The outer key of the list really is `appId` [official].
pub(super) fn results(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let questions = call
        .body
        .get("appId")
        .and_then(Value::as_array)
        .filter(|questions| !questions.is_empty())
        .ok_or_else(|| No::business(answer::APP_ID_EMPTY, "appId is empty"))?;
    if questions.len() > MOST_QUESTIONS {
        return Err(bad_parameter("appId").into());
    }
    let strict = call.ask.fault_is("strict-pace");
    let mut answers = Vec::new();
    for question in questions {
        let id = integer(question.get("appId"))
            .ok_or_else(|| No::business(answer::APP_ID_MALFORMED, "appId format error"))?;
        let release_id = release_id(question)?;
        let mut app = call::own_app(stage, id)?;
        let now = stage.now();
        let task = app
            .task_mut(release_id)
            .ok_or_else(|| No::business(answer::RELEASE_ID_UNKNOWN, "releaseId does not exist"))?;
        if strict && is_early(task.asked_at, now) {
            return Err(too_many().into());
        }
        task.asked_at = Some(now);
        answers.push(json!({
            "appId": id,
            "releaseId": task.release_id,
            "auditResult": task.result.number(),
            "auditMessage": task.message,
            "auditAttachment": task.attachments,
        }));
        call::save(stage, &app)?;
    }
    Ok(Reply::data(json!(answers)))
}

fn release_id(question: &Value) -> Result<&str, No> {
    match question.get("releaseId") {
        None | Some(Value::Null) => {
            Err(No::business(answer::RELEASE_ID_EMPTY, "releaseId is empty"))
        }
        Some(Value::String(text)) if text.is_empty() => {
            Err(No::business(answer::RELEASE_ID_EMPTY, "releaseId is empty"))
        }
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(No::business(
            answer::RELEASE_ID_MALFORMED,
            "releaseId format error",
        )),
    }
}

fn is_early(asked_at: Option<Timestamp>, now: Timestamp) -> bool {
    asked_at.is_some_and(|asked_at| now < later(asked_at, PACE))
}

/// The gateway's answer to questions that come too often [inferred].
pub(super) fn too_many() -> No {
    No::gateway(
        StatusCode::TOO_MANY_REQUESTS,
        "asked again before the store's interval was over",
    )
}

/// `GET /get-app-current-release`.
pub(super) fn current(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let app = call.app(stage)?;
    if call.ask.fault_is("stale-release") {
        return Ok(Reply::data(stale(&app)));
    }
    Ok(Reply::data(match newest(&app) {
        Newest::Draft => {
            let version = app.draft.apk.as_ref();
            json!({
                "appId": app.id,
                "releaseId": null,
                "versionName": version.map(|version| &version.name),
                "versionCode": version.map(|version| version.code),
                "auditResult": AuditResult::Editing.number(),
                "auditMessage": "",
                "auditAttachment": [],
            })
        }
        Newest::Task(task) => json!({
            "appId": app.id,
            "releaseId": task.release_id,
            "versionName": task.version.name,
            "versionCode": task.version.code,
            "auditResult": task.result.number(),
            "auditMessage": task.message,
            "auditAttachment": task.attachments,
        }),
    }))
}

enum Newest<'a> {
    Draft,
    Task(&'a Task),
}

fn newest(app: &App) -> Newest<'_> {
    match app.tasks.last() {
        Some(task) if !app.draft.touched => Newest::Task(task),
        _ => Newest::Draft,
    }
}

/// Where the app stands, as this store numbers it.
pub(super) fn state(app: &App) -> AuditResult {
    match newest(app) {
        Newest::Draft => AuditResult::Editing,
        Newest::Task(task) => task.result,
    }
}

/// The rejection of an older task of the app, shown although a later version was approved [1 client].
fn stale(app: &App) -> Value {
    json!({
        "appId": app.id,
        "releaseId": draw::hex(32),
        "versionName": app.live.as_ref().map(|version| &version.name),
        "versionCode": app.live.as_ref().map(|version| version.code),
        "auditResult": AuditResult::Rejected.number(),
        "auditMessage": review::BLOCKED_OPINION,
        "auditAttachment": [],
    })
}
