//! vivo's open platform, request by request: what the calls of this store look like; the tests are below, by theme.

mod doubts;
mod looking;
mod phases;
mod releasing;

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use slipway_model::{Percent, Phases, When};

use super::{
    Asked, PACKAGE, Reply, Table,
    xiaomi::{form, md5},
};

const SECRET: &str = "slipway-demo-access-secret";
const SERIAL: &str = "210c5cbc67fdded24245eec7ff5d605c";

async fn table() -> Table {
    set(&[]).await
}

async fn set(more: &[(&str, String)]) -> Table {
    let mut fields = vec![
        ("access_key", "slipway-demo-access-key".to_owned()),
        ("access_secret", SECRET.to_owned()),
    ];
    fields.extend_from_slice(more);
    let mut table = Table::set("vivo", &fields).await;
    table
        .order
        .notes
        .0
        .insert("zh-CN".to_owned(), "修复 A&B=C 的问题 + 100%".to_owned());
    table
}

/// What a receiver computes from what arrived.
fn is_signed(params: &BTreeMap<String, String>) -> bool {
    let message: Vec<String> = params
        .iter()
        .filter(|(name, _)| *name != "sign")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(message.join("&").as_bytes());
    params["sign"] == hex::encode(mac.finalize().into_bytes())
}

/// A form that is signed, without what every request carries.
fn said(asked: &Asked) -> BTreeMap<String, String> {
    let mut params = form(asked);
    assert!(is_signed(&params), "{params:?}");
    assert_eq!(
        (
            asked.method.as_str(),
            asked.path.as_str(),
            asked.query.as_str()
        ),
        ("POST", "/router/rest", "")
    );
    for name in [
        "access_key",
        "sign",
        "timestamp",
        "format",
        "v",
        "sign_method",
        "target_app_key",
    ] {
        assert!(params.remove(name).is_some(), "{name}");
    }
    params
}

fn is(params: &BTreeMap<String, String>, expected: &[(&str, &str)]) {
    let params: Vec<(&str, &str)> = params
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(params, expected);
}

fn yes(data: Value) -> Reply {
    Reply::Json(
        200,
        json!({"code": 0, "subCode": "0", "msg": "成功", "data": data, "timestamp": 1_760_000_000_123_i64}),
    )
}

fn no(code: &str) -> Reply {
    Reply::Json(200, json!({"code": 0, "subCode": code, "msg": "x"}))
}

fn turned_away(code: u32) -> Reply {
    Reply::Json(200, json!({"code": code, "msg": "x"}))
}

fn record(code: u64, status: i64, sale: i64) -> Value {
    json!({"packageName": "com.example.slipway", "cnName": "滑道", "versionCode": code.to_string(), "versionName": "1.9",
        "status": status, "saleStatus": sale, "compatibleDevice": "1", "mainTitle": "滑道", "simpleDesc": "一次发布到所有商店",
        "detailDesc": "字".repeat(60), "customerService": "help@example.com", "updateDesc": "上一版的说明"})
}

fn at(code: u64, status: i64, sale: i64) -> Reply {
    yes(record(code, status, sale))
}

fn taken() -> Reply {
    yes(
        json!({"packageName": "com.example.slipway", "serialnumber": SERIAL, "versionCode": "20", "versionName": "2.0.0",
        "fileMd5": md5(PACKAGE)}),
    )
}

async fn uploaded() -> Table {
    let mut table = table().await;
    table.done("find-app", [at(19, 3, 1)]).await;
    table.done("upload", [taken()]).await;
    table
}

fn phases() -> When {
    When::InPhases(Phases {
        percent: Percent::whole(10).unwrap(),
        from: "2026-01-15T02:00:00Z".parse().unwrap(),
        until: "2026-01-20T02:00:00Z".parse().unwrap(),
        zone: "UTC".into(),
        about: String::new(),
    })
}
