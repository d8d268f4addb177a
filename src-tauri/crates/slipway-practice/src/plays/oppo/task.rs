//! `task-state`: how far the store has come with a version that it took in. 2 is not approval: the review begins there.

use serde_json::{Value, json};

use super::{
    answer::Refusal,
    call::{Call, Stop},
};
use crate::stage::Stage;

/// `POST /resource/v1/app/task-state`. What it answers about a version that nobody submitted is not established; here the
/// version is not found.
pub(super) fn state(stage: &mut Stage<'_>, call: &Call) -> Result<Value, Stop> {
    let app = call.app(stage)?;
    let code = call.number("version_code", "版本号")?;
    let task = app
        .tasks
        .get(&code)
        .ok_or_else(|| Refusal::no_such_version(format!("no task for version {code}")))?;
    // Texts: 1 pending, 2 done, 3 failed [official copy, 4 clients].
    let (state, words) = match &task.failure {
        _ if task.ready_at > stage.now() => ("1", ""),
        None => ("2", ""),
        Some(failure) => ("3", failure.as_str()),
    };
    Ok(json!({
        "pkg_name": app.package,
        "version_code": code.to_string(),
        "task_state": state,
        "err_msg": words,
    }))
}
