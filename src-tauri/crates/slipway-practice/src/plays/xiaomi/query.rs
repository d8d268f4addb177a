//! The answer of `/dev/query`: the listing name, two version codes and three flags [recorded].

use serde_json::{Value, json};

use super::{answer::Refusal, record::App};

/// `app` is what this account may see: `None` for an unknown package, and for every package when the user is unknown.
pub(super) fn reply(app: Option<&App>) -> Result<Value, Refusal> {
    let Some(app) = app else {
        return Ok(body(&Value::Null, true, false));
    };
    if !app.ours {
        return Err(Refusal::claimed());
    }
    // Xiaomi: packageInfo is null when the account never pushed this package [official copy].
    let Some(live) = &app.live else {
        return Ok(body(&Value::Null, app.pending.is_none(), false));
    };
    // Whether versionCode moves at submission or at release is not established; here both codes move at release.
    let info = json!({
        "appName": app.app_name,
        "onlineVersionCode": live.code,
        "packageName": app.package,
        "versionCode": live.code,
        "versionName": live.name,
    });
    Ok(body(&info, false, app.accepts_update()))
}

fn body(info: &Value, create: bool, update: bool) -> Value {
    json!({
        "create": create,
        "message": "查询成功",
        "packageInfo": info,
        "result": 0,
        "updateInfo": update,
        "updateVersion": update,
    })
}

/// `/dev/category`: no parameters, no `SIG`; the values seen in the wild [official copy].
pub(super) fn categories() -> Value {
    const SEEN: [(u32, &str); 7] = [
        (1, "理财"),
        (2, "聊天与社交"),
        (3, "旅行与交通"),
        (4, "生活"),
        (5, "实用工具"),
        (12, "学习与教育"),
        (27, "影音视听"),
    ];
    let categories: Vec<Value> = SEEN
        .iter()
        .map(|(id, name)| json!({ "categoryId": id, "categoryName": name }))
        .collect();
    json!({ "result": 0, "message": "查询成功", "categories": categories })
}
