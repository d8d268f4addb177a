//! `on-shelf-time`: moves or drops the hour of an approved version. Only while a schedule exists [official].

use serde_json::{Value, json};

use super::{
    bind::number,
    call::{self, Call, Stop},
    record::ReleaseType,
    ret::{self, No, Reply},
    review, time,
};
use crate::stage::Stage;

/// `PUT /publish/v2/on-shelf-time`: `changeType` 2 publishes at once, 3 sets a new hour.
pub(super) fn change(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    let now = stage.now();
    if number(call.body.get("releaseType")).is_some_and(|release_type| release_type != 1) {
        return Err(ret::invalid("releaseType").into());
    }
    let scheduled = app
        .pending
        .as_mut()
        .filter(|pending| pending.approved && pending.release_type == ReleaseType::Full);
    // The code for "nothing is scheduled" is not documented; 204144647 is the one for updates that cannot be.
    let scheduled = scheduled.ok_or_else(|| {
        No::business(
            ret::UPDATE_FAILED,
            "update service failed, no scheduled release exists",
        )
    })?;
    scheduled.release_time = match number(call.body.get("changeType")) {
        Some(2) => None,
        Some(3) => {
            let text = call.body.get("releaseTime").and_then(Value::as_str);
            let instant = text
                .and_then(time::read)
                .filter(|instant| *instant > now)
                .ok_or_else(|| ret::invalid("releaseTime"))?;
            Some(instant)
        }
        _ => return Err(ret::invalid("changeType").into()),
    };
    let release_time = scheduled.release_time;
    stage.event(call::event(
        "rescheduled",
        &app,
        json!({ "release_time": release_time }),
    ))?;
    stage.events(review::advance(&mut app, now))?;
    app.updated_at = now;
    call::save(stage, &app)?;
    Ok(Reply::success(json!({})))
}
