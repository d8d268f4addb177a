//! Which devices a package is for. A package that comes by upload targets almost none [2 clients], so it gets those of the one that it
//! takes the place of.

use serde_json::Value;

const LISTS: [&str; 2] = ["amazonDevices", "nonAmazonDevices"];
const ON: &str = "TARGETING";
const OFF: &str = "NOT_TARGETING";

/// The record of the new package with the old one's devices on; nothing where it is so already. `DISABLED` devices are ruled out by the
/// manifest, and one that is off for a reason stays off [1 client, live-tested notes].
pub(super) fn copied(record: &Value, old: &Value) -> Option<Value> {
    let mut after = record.clone();
    for list in LISTS {
        let Some(devices) = after.get_mut(list).and_then(Value::as_array_mut) else {
            continue;
        };
        for device in devices {
            if may_be_switched_on(device) && is_on(old, list, device) {
                device["status"] = ON.into();
            }
        }
    }
    if let Some(others) = old.get("otherAndroidDevices")
        && after.get("otherAndroidDevices") != Some(others)
        && after.is_object()
    {
        after["otherAndroidDevices"] = others.clone();
    }
    (after != *record).then_some(after)
}

fn may_be_switched_on(device: &Value) -> bool {
    let reason = device.get("reason");
    let has_reason = reason
        .and_then(Value::as_object)
        .is_some_and(|reason| !reason.is_empty());
    device.get("status").and_then(Value::as_str) == Some(OFF) && !has_reason
}

fn is_on(old: &Value, list: &str, device: &Value) -> bool {
    let devices = old.get(list).and_then(Value::as_array);
    let mut same = devices
        .into_iter()
        .flatten()
        .filter(|other| other.get("id").is_some() && other.get("id") == device.get("id"));
    same.any(|other| other.get("status").and_then(Value::as_str) == Some(ON))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::copied;

    #[test]
    fn devices_are_switched_on_as_they_were() {
        let device =
            |id: &str, status: &str| json!({"id": id, "name": id, "status": status, "reason": {}});
        let old = json!({
            "amazonDevices": [device("a", "TARGETING"), device("b", "TARGETING"), device("c", "NOT_TARGETING"), device("d", "TARGETING")],
            "otherAndroidDevices": "TARGETING",
        });
        let mut with_reason = device("d", "NOT_TARGETING");
        with_reason["reason"] = json!({"reason": "manifest", "details": []});
        let new = json!({
            "amazonDevices": [device("a", "NOT_TARGETING"), device("b", "DISABLED"), device("c", "NOT_TARGETING"), with_reason],
            "nonAmazonDevices": [device("z", "NOT_TARGETING")],
            "otherAndroidDevices": "NOT_TARGETING",
            "more": 1,
        });
        let mut expected = new.clone();
        expected["amazonDevices"][0]["status"] = json!("TARGETING");
        expected["otherAndroidDevices"] = json!("TARGETING");
        assert_eq!(copied(&new, &old), Some(expected.clone()));
        assert_eq!(copied(&expected, &old), None);
        assert_eq!(copied(&new, &json!({})), None);
    }
}
