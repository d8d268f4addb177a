//! AppGallery Connect, call by call: what the calls of this store look like; the tests are below, by theme.

mod doubts;
mod page;
mod phases;
mod releasing;
mod short;
mod signing_in;
mod uploading;

use serde_json::json;

use super::{NEW_HOST, Reply, Table, ok};

const CLIENT: &str = "1234567890123456789";
const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

async fn table() -> Table {
    Table::set(
        "huawei",
        &[
            ("client_id", CLIENT.to_owned()),
            ("client_secret", KEY.to_owned()),
        ],
    )
    .await
}

fn token(value: &str) -> Reply {
    Reply::Json(200, json!({"access_token": value, "expires_in": 172_800}))
}

fn ids() -> Reply {
    ok(json!({"appids": [{"key": "滑道", "value": "100000001"}]}))
}

fn info(state: i64, newest: u64, live: u64) -> Reply {
    ok(
        json!({"appInfo": {"releaseState": state, "versionCode": newest, "onShelfVersionCode": live, "defaultLang": "zh-CN"},
        "languages": [{"lang": "zh-CN", "appName": "滑道"}]}),
    )
}

fn no(code: i64, message: &str) -> Reply {
    Reply::Json(200, json!({"ret": {"code": code, "msg": message}}))
}

fn place(url: &str) -> Reply {
    ok(
        json!({"urlInfo": {"objectId": "CN/1.apk", "url": url, "method": "PUT", "headers": {
        "Authorization": "AWS4-HMAC-SHA256 Credential=x", "Content-Type": "application/octet-stream",
        "Host": NEW_HOST, "user-agent": "Given", "x-amz-date": "20260101T000000Z"}}}),
    )
}

/// Signed in, with the app found: live 19, nothing pending.
async fn ready() -> Table {
    let mut table = table().await;
    table.done("sign-in", [token("t1")]).await;
    table.done("find-app", [ids(), info(0, 19, 19)]).await;
    table
}

/// The package is attached too.
async fn attached() -> Table {
    let mut table = ready().await;
    table
        .done(
            "upload",
            [
                place(&format!("https://{NEW_HOST}/a?sig=1")),
                Reply::Text(200, ""),
            ],
        )
        .await;
    table
        .done("attach", [ok(json!({"pkgVersion": ["77"]}))])
        .await;
    table
}
