//! Honor's Publish API, call by call: what the calls of this store look like; the tests are below, by theme.

mod doubts;
mod releasing;
mod reviews;
mod signing_in;

use serde_json::{Value, json};
use slipway_model::{Percent, Phases, Review, When};
use slipway_stores::Submitted;

use super::{Asked, Reply, Table, now};

const API: &str = "appmarket-openapi-drcn.cloud.honor.com";
/// Larger than any 32-bit number.
const APP: i64 = 4_294_967_297;
const OBJECT: i64 = 9_007_199_254_740_993;

fn vectors() -> toml::Table {
    include_str!("../../../src/honor/vectors.toml")
        .parse()
        .unwrap()
}

fn vector(name: &str) -> String {
    vectors()["token"][name].as_str().unwrap().to_owned()
}

async fn table() -> Table {
    Table::set(
        "honor",
        &[
            ("client_id", vector("client_id")),
            ("client_secret", vector("client_secret")),
        ],
    )
    .await
}

fn token(value: &str) -> Reply {
    Reply::Json(
        200,
        json!({"access_token": value, "expires_in": 3600, "token_type": "Bearer"}),
    )
}

fn yes(data: Value) -> Reply {
    Reply::Json(200, json!({"code": 0, "msg": "success", "data": data}))
}

fn no(code: i64) -> Reply {
    Reply::Json(200, json!({"code": code, "msg": "原文"}))
}

fn found() -> Reply {
    yes(json!([
        {"appId": 1, "packageName": "com.example.slipway.lite"},
        {"appId": APP, "packageName": "com.example.slipway"},
    ]))
}

/// Two languages with everything that must not be lost.
fn record() -> Value {
    json!({
        "basicInfo": {"appId": APP, "packageName": "com.example.slipway", "defaultLanguage": "zh-CN", "ratingId": 12,
            "appClassification": 10501, "supplyName": "演示公司"},
        "languageInfo": [
            {"languageId": "zh-CN", "appName": "滑道", "intro": "介绍", "briefIntro": "一句话", "newFeature": "旧说明"},
            {"languageId": "en-US", "appName": "Slipway", "intro": "Long", "briefIntro": "Short", "newFeature": "Old"},
        ],
        "fileInfo": [],
        "releaseInfo": {"versionName": "1.9.0", "versionCode": 19},
    })
}

fn task(release: &str, version: u64, result: i64) -> Reply {
    yes(
        json!({"appId": APP, "releaseId": release, "versionCode": version, "versionName": "x", "auditResult": result}),
    )
}

fn no_phase() -> Reply {
    yes(Value::Null)
}

fn slot(url: &str) -> Reply {
    yes(
        json!([{"fileName": "x.apk", "uploadUrl": url, "objectId": OBJECT, "expireTime": 1_760_003_600}]),
    )
}

fn survey() -> [Reply; 4] {
    [found(), yes(record()), task("r19", 19, 1), no_phase()]
}

/// Signed in, with the app found: live 19, nothing pending.
async fn ready() -> Table {
    let mut table = table().await;
    table.done("sign-in", [token("token-one")]).await;
    table.done("find-app", survey()).await;
    table
}

async fn uploaded() -> Table {
    let mut table = ready().await;
    let place = format!("https://{API}/upload/1");
    table.done("upload", [slot(&place), yes(Value::Null)]).await;
    table
}

fn bearer(asked: &Asked) -> Option<&str> {
    asked.header("authorization")
}

fn phases() -> When {
    When::InPhases(Phases {
        percent: Percent::from_hundredths(1000).unwrap(),
        from: "2026-01-15T02:00:00Z".parse().unwrap(),
        until: "2026-01-20T02:00:00Z".parse().unwrap(),
        zone: "Asia/Shanghai".into(),
        about: "灰度".into(),
    })
}

fn submitted(phased: bool) -> Submitted {
    Submitted {
        version_code: 20,
        at: now() - jiff::SignedDuration::from_hours(1),
        goes_live_at: None,
        trace: json!({"app_id": APP.to_string(), "release_id": "r20", "phases": if phased {
            json!({"from": "2026-01-15T10:00:00+0800", "until": "2026-01-20T10:00:00+0800", "about": "灰度"}) } else { Value::Null }}),
    }
}

async fn review(
    table: &Table,
    submitted: Option<&Submitted>,
    replies: impl IntoIterator<Item = Reply>,
) -> (Review, Vec<String>) {
    table.server.will(replies);
    let review = table
        .store
        .review(&table.visit, &table.order.app, submitted)
        .await
        .unwrap();
    (
        review,
        table.server.asked().iter().map(Asked::short).collect(),
    )
}

fn running(percent: &str) -> Reply {
    yes(
        json!({"releaseStatus": 2, "releasePercentage": percent, "releaseStartDate": "2026-01-15T10:00:00+0800", "versionCode": 20, "versionName": "2.0.0"}),
    )
}
