//! OPPO's publishing API, request by request: what every test here begins with. A release from end to end is `release.rs`, how a
//! submission ends `ends.rs`, and what only looks `looking.rs`.

mod ends;
mod looking;
mod release;

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use slipway_stores::Survey;

use super::{Asked, PACKAGE, Reply, Table, now, xiaomi::md5};

fn vectors() -> toml::Table {
    include_str!("../../../src/oppo/vectors.toml")
        .parse()
        .unwrap()
}

fn vector(name: &str) -> String {
    vectors()[name].as_str().unwrap().to_owned()
}

async fn table() -> Table {
    let form = [
        ("client_id", vector("client_id")),
        ("client_secret", vector("client_secret")),
    ];
    let mut table = Table::set("oppo", &form).await;
    table
        .order
        .notes
        .0
        .insert("zh-CN".into(), "修复已知问题".into());
    table
}

/// The host of every call; the first of the card's.
fn host(table: &Table) -> String {
    table.store.card().hosts.0[0].host.to_owned()
}

/// The first name under one of the card's wildcards: where files are sent and fetched.
fn files_host(table: &Table) -> String {
    let rules = table.store.card().hosts.0.iter();
    let suffix = rules.filter_map(|rule| rule.host.strip_prefix('*')).next();
    format!("files{}", suffix.unwrap())
}

fn yes(data: Value) -> Reply {
    Reply::Json(200, json!({"errno": 0, "data": data}))
}

fn no(errno: i64, words: &str) -> Reply {
    Reply::Json(
        200,
        json!({"errno": errno, "data": {"message": words, "logid": "77", "ext": []}}),
    )
}

fn token(value: &str) -> Reply {
    yes(json!({"access_token": value, "expire_in": now().as_second() + 172_800}))
}

/// A record with the traps of the real one: numbers as text, nulls, blanks, empty places, an electronic certificate only.
fn record(status: &str, version: u64) -> Value {
    json!({"app_id": "10000000", "pkg_name": "com.example.slipway", "type": 7, "app_name": "滑道演示", "app_subname": null,
        "version_code": version.to_string(), "version_name": "1.9.0", "second_category_id": "77", "third_category_id": "6691",
        "ver_second_category_id": "77", "ver_third_category_id": "0", "summary": "一站式发布工具",
        "detail_desc": "滑道演示应用用于练习多商店发布流程，覆盖上传与审核。", "update_desc": "旧的说明", "icon_url": null,
        "pic_url": "https://x.invalid/1.png,,https://x.invalid/2.png,", "landscape_pic_url": "", "video_url": null,
        "video_url_material": [], "privacy_source_url": "https://example.com/privacy?lang=zh&v=2", "test_desc": "",
        "age_level": "12", "adaptive_equipment": "6", "adaptive_type": "2", "customer_contact": null, "icp_url": null,
        "copyright_url": "", "electronic_cert_url": "https://x.invalid/cert.pdf", "business_username": " 张三",
        "business_email": " release@example.com", "business_mobile": "13800000000", "audit_status": status,
        "refuse_reason": "", "is_freeze": "0", "update_info_check": 0})
}

fn with_icon(table: &Table, status: &str, version: u64) -> Value {
    let mut record = record(status, version);
    record["icon_url"] = json!(format!("https://{}/icon.png", files_host(table)));
    record
}

fn task(state: Value) -> Reply {
    yes(
        json!({"pkg_name": "com.example.slipway", "version_code": "20", "task_state": state, "err_msg": ""}),
    )
}

fn ticket(host: &str, sign: &str) -> Reply {
    yes(json!({"upload_url": format!("https://{host}/upload"), "sign": sign}))
}

fn uploaded(digest: &str) -> Reply {
    yes(
        json!({"url": "https://x.invalid/new.apk", "uri_path": "/new.apk", "md5": digest, "file_extension": "apk",
        "file_size": "25", "id": "u-1"}),
    )
}

const GOOD_ICON: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x02\0 and as good as a picture";
const SMALL_ICON: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\xd8\0\0\0\xd8 and as good as a picture";

fn fields(bytes: &[u8]) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(bytes).into_owned().collect()
}

/// Recomputes the signature over everything that was sent, as the other side does.
fn is_signed(asked: &Asked) -> bool {
    let mut all = fields(asked.query.as_bytes());
    all.extend(fields(&asked.body));
    let Some(sign) = all.remove("api_sign") else {
        return false;
    };
    let text: Vec<String> = all
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut mac = Hmac::<Sha256>::new_from_slice(vector("client_secret").as_bytes()).unwrap();
    mac.update(text.join("&").as_bytes());
    let now = now().as_second().to_string();
    hex::encode(mac.finalize().into_bytes()) == sign && all["timestamp"] == now
}

/// An order as the engine makes it: with the survey of this record and this stored icon.
async fn surveyed(table: &mut Table, record: Value, icon: &'static [u8]) -> Survey {
    let replies = [token("t1"), yes(record), Reply::Bytes(200, icon)];
    table.server.will(replies);
    let survey = table
        .store
        .survey(&table.visit, &table.order.app)
        .await
        .unwrap();
    table.server.asked();
    table.order.survey = serde_json::to_value(&survey).unwrap();
    survey
}

/// Signed in, with a good icon known from the survey, the record read and no task for our version.
async fn ready() -> Table {
    let mut table = table().await;
    let record = with_icon(&table, "111", 19);
    surveyed(&mut table, record.clone(), GOOD_ICON).await;
    table
        .done("find-app", [yes(record), task(Value::Null)])
        .await;
    table
}

async fn with_package() -> Table {
    let mut table = ready().await;
    let host = files_host(&table);
    let replies = [ticket(&host, "s-1"), uploaded(&md5(PACKAGE))];
    table.done("upload", replies).await;
    table
}

fn standing(table: &Table) -> Reply {
    yes(with_icon(table, "111", 19))
}

fn shown(table: &Table, status: &str) -> Reply {
    yes(with_icon(table, status, 20))
}

fn taken() -> Reply {
    yes(json!({"success": true, "message": ""}))
}
