//! AppGallery Connect, call by call: what the calls of this store look like; the tests are below, by theme.

mod doubts;
mod page;
mod phases;
mod releasing;
mod short;
mod signing_in;
mod uploading;

use rsa::{
    BigUint, RsaPrivateKey,
    pkcs8::{EncodePrivateKey as _, LineEnding},
};
use serde_json::json;

use super::{NEW_HOST, Reply, Table, ok};

const CLIENT: &str = "1234567890123456789";
const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

async fn table() -> Table {
    Table::set("huawei", &form([])).await
}

/// An API client, and what else its form says.
fn form<const N: usize>(more: [(&'static str, &str); N]) -> Vec<(&'static str, String)> {
    [("client_id", CLIENT), ("client_secret", KEY)]
        .into_iter()
        .chain(more)
        .map(|(field, value)| (field, value.to_owned()))
        .collect()
}

/// The file of a developer-level Service Account, with the key of the known answers.
fn key_file() -> String {
    let vectors: toml::Table = include_str!("../../../src/huawei/vectors.toml")
        .parse()
        .unwrap();
    let text = |table: &str, name: &str| vectors[table][name].as_str().unwrap().to_owned();
    let number = |name: &str| BigUint::parse_bytes(text("key", name).as_bytes(), 16).unwrap();
    let primes = vec![number("p"), number("q")];
    let key =
        RsaPrivateKey::from_components(number("n"), number("e"), number("d"), primes).unwrap();
    json!({
        "project_id": "",
        "key_id": text("token", "key_id"),
        "private_key": key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string(),
        "sub_account": text("token", "sub_account"),
    })
    .to_string()
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
