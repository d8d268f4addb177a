//! `onlineType` and `scheOnlineTime`: at once after approval, or at an hour of Beijing.

use jiff::Timestamp;

use super::{
    parameters::Parameters,
    refusal::{Refusal, Stop},
    time,
};

/// When a submission goes on the shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Schedule {
    pub(super) online_type: u8,
    pub(super) online_at: Option<Timestamp>,
}

/// 22009 for a wrong type, 22010 without an hour, 22011 for one in the past [official].
pub(super) fn read(parameters: &Parameters, now: Timestamp) -> Result<Schedule, Stop> {
    match parameters.required("onlineType")? {
        "1" => Ok(Schedule {
            online_type: 1,
            online_at: None,
        }),
        "2" => {
            let text = parameters
                .get("scheOnlineTime")
                .ok_or_else(|| Refusal::business(22010, "onlineType 2 without scheOnlineTime"))?;
            let hour = instant("scheOnlineTime", text)?;
            if hour <= now {
                let why = format!("scheOnlineTime {text} is in the past in Beijing");
                return Err(Refusal::business(22011, why).into());
            }
            Ok(Schedule {
                online_type: 2,
                online_at: Some(hour),
            })
        }
        other => Err(Refusal::business(22009, format!("onlineType is {other}, not 1 or 2")).into()),
    }
}

/// 20019 for anything but the documented form.
pub(super) fn instant(name: &str, text: &str) -> Result<Timestamp, Refusal> {
    time::read(text).ok_or_else(|| Refusal::form(format!("{name} is not yyyy-MM-dd HH:mm:ss")))
}
