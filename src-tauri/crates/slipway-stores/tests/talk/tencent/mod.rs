//! Tencent's update interface, request by request: what the calls of this store look like; the tests are below, by theme.

mod doubts;
mod looking;
mod releasing;
mod storage;

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use slipway_model::{Problem, ProblemKind};

use super::{Asked, Reply, Table};

const STORAGE: &str = "slipway-1250000000.myqcloud.com";
const APP_ID: &str = "1100000001";

fn vector(name: &str) -> String {
    let vectors: toml::Table = include_str!("../../../src/tencent/vectors.toml")
        .parse()
        .unwrap();
    vectors[name].as_str().unwrap().to_owned()
}

async fn table() -> Table {
    let form = [
        ("user_id", vector("user_id")),
        ("access_secret", vector("access_secret")),
    ];
    let mut table = Table::set("tencent", &form).await;
    table.order.app.store_app_id = Some(APP_ID.into());
    table
}

fn record() -> Value {
    json!({"ret": 0, "msg": "success", "pkg_name": "com.example.slipway", "app_name": "滑道演示", "app_type": 1, "category": 17,
        "operator": "示例科技", "developer": "示例科技", "introduce": "字".repeat(60), "one_word_summary": "发布应用的工具",
        "age_level": 12, "screen_size": 0, "language": 0, "is_support_ipv6": 0, "device_type": 2, "feature": "旧的说明",
        "login_flag": 1, "login_account": "账号：demo 密码：a-word-of-theirs", "pay_type": 1, "demo_video_flag": 2})
}

fn detail() -> Reply {
    Reply::Json(200, record())
}

fn status(number: Value) -> Reply {
    let body =
        json!({"ret": 0, "msg": "success", "audit_status": number, "audit_reason": "启动闪退"});
    Reply::Json(200, body)
}

fn no(ret: i64, words: &str) -> Reply {
    Reply::Json(200, json!({"ret": ret, "msg": words}))
}

fn slot(host: &str, serial: &str) -> Reply {
    let address = format!("https://{host}/apk/x?q-sign-algorithm=sha1&q-signature=a-key-of-theirs");
    Reply::Json(
        200,
        json!({"ret": 0, "msg": "", "pre_sign_url": address, "serial_number": serial}),
    )
}

fn stored() -> Reply {
    Reply::Text(200, "")
}

fn form(asked: &Asked) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(&asked.body)
        .into_owned()
        .collect()
}

/// What was said besides who says it; the signature is recomputed over the decoded values, as the other side does.
fn said(asked: &Asked) -> BTreeMap<String, String> {
    assert_eq!(
        (asked.method.as_str(), asked.host.as_str()),
        ("POST", "p.open.qq.com")
    );
    assert_eq!(asked.query, "");
    assert_eq!(asked.header("authorization"), None);
    assert_eq!(
        asked.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    let mut form = form(asked);
    let sign = form.remove("sign").unwrap();
    assert!(form.values().all(|value| !value.is_empty()));
    let text: Vec<String> = form
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut mac = Hmac::<Sha256>::new_from_slice(vector("access_secret").as_bytes()).unwrap();
    mac.update(text.join("&").as_bytes());
    assert_eq!(sign, hex::encode(mac.finalize().into_bytes()));
    assert_eq!(form.remove("user_id"), Some(vector("user_id")));
    assert_eq!(
        form.remove("timestamp"),
        Some(super::now().as_second().to_string())
    );
    form
}

async fn found() -> Table {
    let mut table = table().await;
    table.done("find-app", [detail(), status(json!(3))]).await;
    table
}

async fn uploaded() -> Table {
    let mut table = found().await;
    table
        .done("upload", [slot(STORAGE, "apk-1"), stored()])
        .await;
    table
}

fn key(problem: &Problem) -> (ProblemKind, &str) {
    (problem.kind, problem.advice.key.as_str())
}
