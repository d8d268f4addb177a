//! Which devices a package goes to [3 clients]. A PUT replaces both lists: a device that does not come back is not targeted any more.

use serde_json::{Value, json};

use super::{
    answer::{No, Reply, absent, invalid, unknown},
    call::{Call, Stop, members},
    etag::Area,
};
use crate::stage::Stage;

const LISTS: [&str; 2] = ["amazonDevices", "nonAmazonDevices"];
const TARGETING: &str = "TARGETING";
const NOT_TARGETING: &str = "NOT_TARGETING";
/// The package's manifest rules the device out.
const DISABLED: &str = "DISABLED";

/// The lists of a package that somebody set up in the console.
pub(super) fn of_live() -> Value {
    lists(TARGETING)
}

/// The lists of a package that came through the API: almost no device [2 clients].
pub(super) fn of_new() -> Value {
    lists(NOT_TARGETING)
}

/// Devices of practice's own invention; the ids have the real shape [1 client].
fn lists(usual: &str) -> Value {
    let device = |tail: &str, name: &str, status: &str, reason: Value| json!({ "id": format!("amzn1.appstore.device.{tail}"), "name": name, "status": status, "reason": reason });
    let asks = json!({ "reason": "NOT_SUPPORTED", "details": ["android.hardware.telephony"] });
    json!({
        "amazonDevices": [
            device("PRACTICE0TAB8", "Practice Tablet 8", usual, json!({})),
            device("PRACTICETAB10", "Practice Tablet 10", usual, json!({})),
            device("PRACTICE00TV1", "Practice TV Stick", TARGETING, json!({})),
            device("PRACTICE0ECHO", "Practice Speaker", DISABLED, asks),
        ],
        "nonAmazonDevices": [
            device("PRACTICE00BOX", "Practice Set-top Box", NOT_TARGETING, json!({})),
            device("PRACTICEPHONE", "Practice Phone", NOT_TARGETING, json!({ "reason": "EXCLUDED", "details": [] })),
        ],
        "otherAndroidDevices": usual,
    })
}

/// Names of the devices that a package goes to.
pub(super) fn targeted(targeting: &Value) -> Vec<&str> {
    devices(targeting)
        .filter(|device| device["status"] == TARGETING)
        .filter_map(|device| device["name"].as_str())
        .collect()
}

fn devices(targeting: &Value) -> impl Iterator<Item = &Value> {
    LISTS
        .iter()
        .filter_map(|list| targeting.get(list).and_then(Value::as_array))
        .flatten()
}

/// `GET /edits/{editId}/apks/{apkId}/targeting`.
pub(super) fn show(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let open = call.open(stage)?;
    let id = call.part("apk");
    let apk = open.edit.content.apk(id).ok_or_else(|| unknown("apk"))?;
    let tag = open.tag(Area::Targeting(id));
    Ok(Reply::tagged(apk.targeting.clone(), tag))
}

/// `PUT` of the same.
pub(super) fn write(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let id = call.part("apk");
    let mut open = call.matching(stage, Area::Targeting(id))?;
    let Some(apk) = open.edit.content.apk_mut(id) else {
        return Err(unknown("apk").into());
    };
    let next = next(&apk.targeting, &call.body)?;
    let before = std::mem::replace(&mut apk.targeting, next);
    let (was, is) = (targeted(&before), targeted(&apk.targeting));
    let lost: Vec<&str> = was
        .iter()
        .copied()
        .filter(|name| !is.contains(name))
        .collect();
    let won: Vec<&str> = is
        .iter()
        .copied()
        .filter(|name| !was.contains(name))
        .collect();
    let noted = json!({ "apk_id": id, "added": won, "lost": lost, "devices": is });
    let shown = apk.targeting.clone();
    stage.event(open.event("targeting", noted))?;
    open.keep(stage)?;
    Ok(Reply::written(shown))
}

/// The lists as they will be. Which changes are refused, and how, is [inferred]; that a disabled device stays disabled, and that one with
/// a reason cannot be added, is not.
fn next(now: &Value, sent: &Value) -> Result<Value, No> {
    let sent = members(sent)?;
    let mut next = now.clone();
    for list in LISTS {
        let sent = sent
            .get(list)
            .ok_or_else(|| absent(list))?
            .as_array()
            .ok_or_else(|| invalid(format!("{list} is not a list")))?;
        let known = next.get_mut(list).and_then(Value::as_array_mut);
        merge(known.into_iter().flatten().collect(), sent)?;
    }
    if let Some(next) = next.as_object_mut() {
        match sent.get("otherAndroidDevices") {
            None | Some(Value::Null) => {
                next.shift_remove("otherAndroidDevices");
            }
            Some(Value::String(word)) => {
                next.insert("otherAndroidDevices".to_owned(), json!(word));
            }
            Some(_) => return Err(invalid("otherAndroidDevices is not a string")),
        }
    }
    Ok(next)
}

/// Gives the devices of one list the states that were sent.
fn merge(mut known: Vec<&mut Value>, sent: &[Value]) -> Result<(), No> {
    let is_known = |entry: &Value| known.iter().any(|device| device["id"] == entry["id"]);
    if let Some(stranger) = sent.iter().find(|entry| !is_known(entry)) {
        return Err(invalid(format!("unknown device {}", stranger["id"])));
    }
    for device in &mut known {
        let entry = sent.iter().find(|entry| entry["id"] == device["id"]);
        let wanted = match entry.map(|entry| entry["status"].as_str()) {
            Some(Some(status)) => status,
            Some(None) => return Err(absent("status")),
            // Left out: a PUT replaces the whole object.
            None if device["status"] == DISABLED => DISABLED,
            None => NOT_TARGETING,
        };
        let has_reason = device["reason"].as_object().is_some_and(|r| !r.is_empty());
        let is_change = device["status"] != wanted;
        match wanted {
            TARGETING if is_change && has_reason => {
                return Err(invalid(format!(
                    "device {} cannot be targeted",
                    device["id"]
                )));
            }
            DISABLED if is_change => {
                return Err(invalid(format!("device {} is not disabled", device["id"])));
            }
            NOT_TARGETING if device["status"] == DISABLED => {
                return Err(invalid(format!("device {} is disabled", device["id"])));
            }
            TARGETING | NOT_TARGETING | DISABLED => {}
            other => return Err(invalid(format!("unknown status {other}"))),
        }
        device["status"] = json!(wanted);
    }
    Ok(())
}
