//! OPPO's publishing API, request by request.

use std::{collections::BTreeMap, time::Duration};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use slipway_model::{
    Goal, Looked, Outcome, PhaseState, Problem, ProblemKind, Retry, ReviewState, When,
};
use slipway_stores::{Attempt, Submitted, Survey};

use super::{Asked, NEW_HOST, Reply, Table, xiaomi::md5};

fn vectors() -> toml::Table {
    include_str!("../../src/oppo/vectors.toml").parse().unwrap()
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
    yes(json!({"access_token": value, "expire_in": super::now().as_second() + 172_800}))
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
    let now = super::now().as_second().to_string();
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
    let replies = [ticket(&host, "s-1"), uploaded(&md5(super::PACKAGE))];
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

#[tokio::test]
async fn a_release_from_sign_in_to_read_back() {
    let mut table = table().await;
    table.order.when = When::At {
        instant: "2026-10-01T02:00:00Z".parse().unwrap(),
        zone: "America/New_York".into(),
    };
    let (_, asked) = table.done("sign-in", [token("t1")]).await;
    assert_eq!(asked[0].short(), "GET token");
    assert_eq!(asked[0].host, host(&table));
    let sent = fields(asked[0].query.as_bytes());
    assert_eq!(
        sent.keys().collect::<Vec<_>>(),
        ["client_id", "client_secret"]
    );

    let record = with_icon(&table, "111", 19);
    surveyed(&mut table, record.clone(), GOOD_ICON).await;
    let replies = [yes(record), task(Value::Null)];
    let (found, asked) = table.done("find-app", replies).await;
    assert_eq!(
        found,
        json!({"newest_before": 19, "status_before": "111", "task_before": null, "icon_is_good": true})
    );
    assert_eq!(
        [asked[0].short(), asked[1].short()],
        ["GET info", "POST task-state"]
    );
    assert!(asked.iter().all(is_signed));
    assert_eq!(fields(&asked[1].body)["version_code"], "20");

    let files = files_host(&table);
    let digest = md5(super::PACKAGE);
    let replies = [ticket(&files, "s-1"), uploaded(&digest)];
    let (output, asked) = table.done("upload", replies).await;
    assert_eq!(
        output,
        json!({"url": "https://x.invalid/new.apk", "md5": digest, "cpu_code": 0, "new_host": null, "said": format!("md5 {digest}")})
    );
    assert_eq!(asked[0].short(), "GET get-upload-url");
    assert!(is_signed(&asked[0]));
    assert_eq!(
        (asked[1].host.as_str(), asked[1].query.as_str()),
        (files.as_str(), "")
    );
    let parts = super::xiaomi::parts(&asked[1]);
    let named: Vec<_> = parts
        .iter()
        .map(|(name, file, bytes)| (name.as_str(), file.as_deref(), bytes.as_slice()))
        .collect();
    assert_eq!(
        named,
        [
            ("type", None, &b"apk"[..]),
            ("sign", None, b"s-1"),
            ("file", Some("app-release.apk"), super::PACKAGE)
        ]
    );

    let replies = [standing(&table), taken()];
    let (output, asked) = table.done("submit", replies).await;
    assert_eq!(output["said"], "errno 0");
    assert_eq!(
        [asked[0].short(), asked[1].short()],
        ["GET info", "POST upd"]
    );
    assert!(is_signed(&asked[1]));
    assert_eq!(
        asked[1].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(asked[1].query, "");
    let mut form = fields(&asked[1].body);
    for name in ["access_token", "timestamp", "api_sign"] {
        form.remove(name).unwrap();
    }
    let expected = [
        ("adaptive_equipment", "6"),
        ("adaptive_type", "2"),
        ("age_level", "12"),
        (
            "apk_url",
            &format!(r#"[{{"url":"https://x.invalid/new.apk","md5":"{digest}","cpu_code":0}}]"#),
        ),
        ("app_name", "滑道演示"),
        ("business_email", "release@example.com"),
        ("business_mobile", "13800000000"),
        ("business_username", "张三"),
        ("copyright_url", "https://x.invalid/cert.pdf"),
        (
            "detail_desc",
            "滑道演示应用用于练习多商店发布流程，覆盖上传与审核。",
        ),
        ("electronic_cert_url", "https://x.invalid/cert.pdf"),
        ("icon_url", &format!("https://{files}/icon.png")),
        ("online_type", "2"),
        ("pic_url", "https://x.invalid/1.png,https://x.invalid/2.png"),
        ("pkg_name", "com.example.slipway"),
        (
            "privacy_source_url",
            "https://example.com/privacy?lang=zh&v=2",
        ),
        ("sche_online_time", "2026-10-01 10:00:00"),
        ("second_category_id", "77"),
        ("summary", "一站式发布工具"),
        ("test_desc", "版本更新，更新内容见版本说明"),
        ("third_category_id", "6691"),
        ("update_desc", "修复已知问题"),
        ("version_code", "20"),
    ];
    let sent: Vec<_> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(sent, expected);

    table.done("process", [task(json!("2"))]).await;
    let replies = [shown(&table, "1")];
    let (seen, _) = table.done("confirm", replies).await;
    assert_eq!(seen["seen"], json!(true));
    assert_eq!(seen["term"], "审核中 (audit_status 1)");
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_for_a_question_and_never_for_the_submission() {
    let mut table = ready().await;
    let replies = [
        no(910_002, "token expired"),
        token("t2"),
        standing(&table),
        task(Value::Null),
    ];
    let (_, asked) = table.done("find-app", replies).await;
    assert_eq!(fields(asked[2].query.as_bytes())["access_token"], "t2");
    let replies = [Reply::Text(401, ""), token("t3"), Reply::Text(403, "")];
    let problem = table.failed("find-app", replies).await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::BadCredentials, "problem.signature")
    );

    let mut table = with_package().await;
    let replies = [standing(&table), no(910_002, "token expired")];
    let problem = table.failed("submit", replies).await;
    assert_eq!(
        (problem.kind, problem.retry),
        (ProblemKind::BadCredentials, Retry::Now)
    );
    // The next attempt brings a fresh token.
    let replies = [token("t4"), standing(&table), taken()];
    let (_, asked) = table.done("submit", replies).await;
    assert_eq!(fields(&asked[2].body)["access_token"], "t4");
}

#[tokio::test]
async fn a_listing_that_nobody_touched_is_stopped_before_the_upload_and_mended_in_place() {
    let mut table = table().await;
    let mut bad = record("111", 19);
    bad["summary"] = json!("一站式发布，好用的工具软件呀");
    bad["icon_url"] = json!(format!("https://{}/icon.png", files_host(&table)));
    let survey = surveyed(&mut table, bad.clone(), SMALL_ICON).await;
    assert_eq!(survey.asks, ["replace_icon"]);
    let abouts = |problems: Vec<Problem>| {
        problems
            .into_iter()
            .filter_map(|problem| problem.about)
            .collect::<Vec<_>>()
    };
    let found = abouts(table.store.objections(&table.order, super::now()));
    assert_eq!(
        found,
        ["listing:summary", "listing:summary", "ask:replace_icon"]
    );
    // Nothing is asked for and nothing is uploaded while that stands.
    let problem = table.failed("find-app", [yes(bad.clone())]).await;
    assert_eq!(problem.about.as_deref(), Some("listing:summary"));

    table
        .order
        .listing
        .insert("summary".into(), "一站式发布工具".into());
    table
        .order
        .answers
        .insert("replace_icon".into(), "是".into());
    assert_eq!(
        abouts(table.store.objections(&table.order, super::now())),
        [""; 0]
    );
    table
        .done("find-app", [yes(bad.clone()), task(Value::Null)])
        .await;
    let files = files_host(&table);
    let replies = [ticket(&files, "s-1"), uploaded(&md5(super::PACKAGE))];
    table.done("upload", replies).await;
    // The chosen icon is judged by the same rule.
    let problem = table.failed("icon", []).await;
    assert_eq!(problem.advice.key, "problem.icon-unfit");
    std::fs::write(table.order.icon.as_ref().unwrap(), GOOD_ICON).unwrap();
    let stored = yes(json!({"url": "https://x.invalid/new.png", "width": 512, "height": 512}));
    let (_, asked) = table.done("icon", [ticket(&files, "s-2"), stored]).await;
    let parts = super::xiaomi::parts(&asked[1]);
    assert_eq!(
        (parts[0].2.as_slice(), parts[1].2.as_slice()),
        (&b"photo"[..], &b"s-2"[..])
    );
    assert_eq!(parts[2].2, GOOD_ICON);

    let (_, asked) = table.done("submit", [yes(bad), taken()]).await;
    let form = fields(&asked[1].body);
    assert_eq!(form["summary"], "一站式发布工具");
    assert_eq!(form["icon_url"], "https://x.invalid/new.png");
    assert_eq!(form["business_username"], "张三");
}

#[tokio::test]
async fn an_icon_that_became_good_since_the_plan_stays() {
    let mut table = table().await;
    let record = with_icon(&table, "111", 19);
    surveyed(&mut table, record.clone(), SMALL_ICON).await;
    table
        .order
        .answers
        .insert("replace_icon".into(), "yes".into());
    let mut mended = record;
    let address = format!("https://{}/mended.png", files_host(&table));
    mended["icon_url"] = json!(address);
    let good = Reply::Bytes(200, GOOD_ICON);
    let replies = [yes(mended.clone()), good, task(Value::Null)];
    let (_, asked) = table.done("find-app", replies).await;
    assert_eq!(
        (asked[1].path.as_str(), asked[1].query.as_str()),
        ("/mended.png", "")
    );
    assert_eq!(asked[1].header("authorization"), None);
    let files = files_host(&table);
    let replies = [ticket(&files, "s-1"), uploaded(&md5(super::PACKAGE))];
    table.done("upload", replies).await;
    let (_, asked) = table.done("icon", []).await;
    assert!(asked.is_empty());
    let (_, asked) = table.done("submit", [yes(mended), taken()]).await;
    assert_eq!(fields(&asked[1].body)["icon_url"], address);
}

#[tokio::test]
async fn what_changed_since_the_plan_is_noticed_before_it_is_sent_back() {
    let mut table = with_package().await;
    let mut changed = with_icon(&table, "111", 19);
    changed["summary"] = json!("别人改过，的简介");
    let problem = table.failed("submit", [yes(changed)]).await;
    assert_eq!(problem.advice.key, "problem.summary-marks");
    let mut renamed = with_icon(&table, "111", 19);
    renamed["detail_desc"] = json!("在控制台里刚刚改过的应用介绍，也要原样送回，一个字不能少。");
    let (_, asked) = table.done("submit", [yes(renamed.clone()), taken()]).await;
    assert_eq!(
        json!(fields(&asked[1].body)["detail_desc"]),
        renamed["detail_desc"]
    );
}

#[tokio::test]
async fn a_pair_is_two_files_with_two_tickets_and_one_submission() {
    let mut table = ready().await;
    let mut other = table.order.artifacts[0].clone();
    other.build.abis = vec!["armeabi-v7a".into()];
    table.order.artifacts[0].build.abis = vec!["arm64-v8a".into()];
    table.order.artifacts.push(other);
    let files = files_host(&table);
    for (step, sign) in [("upload:32", "s-1"), ("upload:64", "s-2")] {
        let replies = [ticket(&files, sign), uploaded(&md5(super::PACKAGE))];
        let (_, asked) = table.done(step, replies).await;
        assert_eq!(super::xiaomi::parts(&asked[1])[1].2, sign.as_bytes());
    }
    let replies = [standing(&table), taken()];
    let (_, asked) = table.done("submit", replies).await;
    let packages: Value = serde_json::from_str(&fields(&asked[1].body)["apk_url"]).unwrap();
    let codes: Vec<_> = packages
        .as_array()
        .unwrap()
        .iter()
        .map(|package| package["cpu_code"].as_u64().unwrap())
        .collect();
    assert_eq!(codes, [32, 64]);
}

#[tokio::test]
async fn a_file_is_sent_again_with_a_fresh_ticket_whatever_happened_to_it() {
    let mut table = ready().await;
    let files = files_host(&table);
    for (reply, key) in [
        (
            no(910_003, "Unauthorized upload [1]"),
            "problem.upload-again",
        ),
        (Reply::Text(403, "<xml>"), "problem.upload-again"),
        (uploaded(&"0".repeat(32)), "problem.arrived-damaged"),
        (Reply::Text(502, "<html>"), "problem.down"),
        (Reply::Text(200, "<html>"), "problem.unreadable"),
        (Reply::Silence, "http.broken"),
    ] {
        let problem = table.failed("upload", [ticket(&files, "s"), reply]).await;
        assert_eq!(problem.advice.key, key);
        assert_ne!(problem.retry, Retry::No, "{key}");
    }
    let problem = table
        .failed(
            "upload",
            [yes(json!({"upload_url": null, "sign": "one-time-sign"}))],
        )
        .await;
    assert_eq!(problem.advice.key, "problem.unreadable");
    assert!(!format!("{problem:?}").contains("one-time-sign"));
    table.order.artifacts[0].build.size += 1;
    let problem = table.failed("upload", [ticket(&files, "s")]).await;
    assert_eq!(problem.advice.key, "http.file-changed");
}

#[tokio::test]
async fn a_new_host_gets_the_file_and_its_ticket_and_is_named() {
    let mut table = ready().await;
    let replies = [ticket(NEW_HOST, "s-1"), uploaded(&md5(super::PACKAGE))];
    let (output, asked) = table.done("upload", replies).await;
    assert_eq!(output["new_host"], NEW_HOST);
    let text = String::from_utf8_lossy(&asked[1].body).into_owned();
    assert!(!text.contains(&vector("client_secret")) && !text.contains("access_token"));
    let problem = table
        .failed(
            "upload",
            [yes(
                json!({"upload_url": "http://files.example.com/u", "sign": "s"}),
            )],
        )
        .await;
    assert_eq!(problem.advice.key, "http.bad-url");
}

#[tokio::test]
async fn a_submission_without_an_answer_is_unclear_until_oppo_was_asked() {
    let mut table = with_package().await;
    for lost in [
        Reply::Silence,
        Reply::Text(502, "<html>"),
        Reply::Text(200, "<html>"),
        Reply::Json(200, json!({"data": {}})),
    ] {
        let replies = [standing(&table), lost];
        table.unclear("submit", replies).await;
    }
    // Before the submission itself nothing can have happened.
    for lost in [Reply::Silence, Reply::Text(502, "<html>")] {
        let problem = table.failed("submit", [lost]).await;
        assert!(!matches!(problem.retry, Retry::AfterLooking | Retry::No));
    }
    // A task for it, or the version in the record.
    for replies in [
        [task(json!("1")), standing(&table)],
        [task(json!(2)), standing(&table)],
        [task(Value::Null), shown(&table, "1")],
        [no(911_023, "x"), shown(&table, "1")],
        [Reply::Text(502, ""), shown(&table, "1")],
    ] {
        assert!(matches!(
            table.look("submit", 0, replies).await,
            Looked::Happened { .. }
        ));
    }
    let nothing = |table: &Table| [task(Value::Null), standing(table)];
    let replies = nothing(&table);
    assert_eq!(
        table.look("submit", 0, replies).await,
        Looked::AskAgain {
            after: Duration::from_secs(3)
        }
    );
    let replies = nothing(&table);
    assert_eq!(table.look("submit", 121, replies).await, Looked::DidNot);
    let replies = [Reply::Text(502, ""), Reply::Text(502, "")];
    assert!(matches!(
        table.look("submit", 121, replies).await,
        Looked::AskAgain { .. }
    ));
}

#[tokio::test]
async fn oppos_guard_against_a_second_submission_is_read_as_the_first_ones_answer() {
    let mut table = with_package().await;
    // The first answer was lost; its task is running.
    let replies = [
        standing(&table),
        no(911_216, "版本更新任务处理中"),
        task(json!("1")),
        standing(&table),
    ];
    let (output, _) = table.done("submit", replies).await;
    assert_eq!(output["task"], 1);
    let replies = [
        standing(&table),
        no(911_215, "应用审核中"),
        task(json!("2")),
        shown(&table, "1"),
    ];
    let (output, _) = table.done("submit", replies).await;
    assert_eq!(output["seen"], json!(true));
    // Already in the record: not sent at all.
    let replies = [shown(&table, "1")];
    let (_, asked) = table.done("submit", replies).await;
    assert_eq!(asked.len(), 1);
    // Nobody says whose it is.
    let replies = [
        standing(&table),
        no(911_216, "版本更新任务处理中"),
        Reply::Text(502, ""),
        standing(&table),
    ];
    let problem = table.unclear("submit", replies).await;
    assert_eq!(problem.advice.key, "problem.task-running");
    // Somebody else's.
    let replies = [
        standing(&table),
        no(911_216, "版本更新任务处理中"),
        task(Value::Null),
        standing(&table),
    ];
    let problem = table.failed("submit", replies).await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::AlreadyThere, "problem.task-running")
    );
}

#[tokio::test]
async fn a_refused_submission_is_certain_and_names_what_mends_it() {
    let mut table = with_package().await;
    for (reply, kind, about) in [
        (
            no(911_001, "软件版权证明不能为空"),
            ProblemKind::Refused,
            Some("listing:copyright_url"),
        ),
        (
            no(800_002, "Summary只能包含至多13个字符"),
            ProblemKind::Refused,
            Some("listing:summary"),
        ),
        (
            no(800_002, "icon_url 图片宽度不符合要求"),
            ProblemKind::Refused,
            Some("ask:replace_icon"),
        ),
        (
            no(911_219, "游戏暂不支持 CPU 多包"),
            ProblemKind::BadArtifact,
            None,
        ),
        (
            yes(json!({"success": false, "message": "?"})),
            ProblemKind::Refused,
            None,
        ),
    ] {
        let replies = [standing(&table), reply];
        let problem = table.failed("submit", replies).await;
        assert_eq!((problem.kind, problem.about.as_deref()), (kind, about));
        assert_eq!(problem.retry, Retry::No);
    }
    let replies = [standing(&table), no(800_002, "Summary只能包含至多13个字符")];
    let said = table.failed("submit", replies).await.said.unwrap();
    assert_eq!(
        (said.code.as_str(), said.words.as_str()),
        ("800002", "Summary只能包含至多13个字符 (logid 77)")
    );
}

#[tokio::test]
async fn the_reading_of_the_package_is_waited_for_and_its_no_is_final() {
    let mut table = with_package().await;
    let replies = [standing(&table), taken()];
    table.done("submit", replies).await;
    for (number, wait) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 10), (40, 10)] {
        let attempt = Attempt {
            number,
            waited: Duration::from_secs(u64::from(number)),
        };
        let (outcome, _) = table.run("process", attempt, [task(json!("1"))]).await;
        let Outcome::WaitUntil { after, what } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(
            (after, what.key.as_str()),
            (Duration::from_secs(wait), "wait.processing")
        );
    }
    // A question without an answer takes nothing away; ten minutes are enough.
    let (outcome, _) = table
        .run("process", Attempt::FIRST, [Reply::Text(502, "")])
        .await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    let late = Attempt {
        number: 60,
        waited: Duration::from_secs(600),
    };
    for reply in [task(json!("1")), Reply::Text(502, "")] {
        let (outcome, _) = table.run("process", late, [reply]).await;
        assert!(matches!(outcome, Outcome::Done { .. }));
    }
    let failed = yes(json!({"task_state": 3, "err_msg": "包名不一致"}));
    let problem = table.failed("process", [failed]).await;
    assert_eq!(problem.advice.key, "problem.task-failed");
    assert_eq!(problem.said.unwrap().words, "包名不一致");
}

#[tokio::test]
async fn a_record_that_is_late_takes_nothing_away_from_the_yes() {
    let mut table = with_package().await;
    let replies = [standing(&table), taken()];
    table.done("submit", replies).await;
    let replies = [standing(&table)];
    let (outcome, _) = table.run("confirm", Attempt::FIRST, replies).await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    let late = Attempt {
        number: 40,
        waited: Duration::from_secs(300),
    };
    for reply in [standing(&table), Reply::Text(502, "")] {
        let (outcome, _) = table.run("confirm", late, [reply]).await;
        assert_eq!(
            outcome,
            Outcome::Done {
                output: json!({"seen": false})
            }
        );
    }
}

#[tokio::test]
async fn what_cannot_be_submitted_is_not_uploaded() {
    let mut table = ready().await;
    for (record, kind, key) in [
        (
            with_icon(&table, "1", 19),
            ProblemKind::AlreadyThere,
            "problem.in-review",
        ),
        (
            with_icon(&table, "111", 20),
            ProblemKind::BadArtifact,
            "problem.version-not-higher",
        ),
        (
            with_icon(&table, "444", 21),
            ProblemKind::BadArtifact,
            "problem.version-lower",
        ),
        (
            with_icon(&table, "22", 19),
            ProblemKind::NotAllowed,
            "problem.frozen",
        ),
    ] {
        let problem = table.failed("find-app", [yes(record)]).await;
        assert_eq!((problem.kind, problem.advice.key.as_str()), (kind, key));
    }
    let replies = [standing(&table), task(json!("1"))];
    let problem = table.failed("find-app", replies).await;
    assert_eq!(problem.advice.key, "problem.task-running");
    table.order.when = When::At {
        instant: super::now(),
        zone: "UTC".into(),
    };
    let replies = [standing(&table)];
    let problem = table.failed("find-app", replies).await;
    assert_eq!(problem.advice.key, "problem.time-has-passed");
}

#[tokio::test]
async fn an_upload_alone_touches_nothing_else() {
    let mut table = table().await;
    table.order.goal = Goal::Upload;
    table.done("sign-in", [token("t1")]).await;
    let (_, asked) = table.done("find-app", [yes(record("1", 19))]).await;
    // Without an icon in the record there is nothing to look at.
    assert_eq!(asked.len(), 1);
    let files = files_host(&table);
    let replies = [ticket(&files, "s"), uploaded(&md5(super::PACKAGE))];
    table.done("upload", replies).await;
    let steps = table.store.plan(&table.order);
    assert_eq!(steps.last().unwrap().key, "upload");
}

#[tokio::test]
async fn a_record_that_info_does_not_tell_is_looked_for_among_the_multi_package_apps() {
    let mut table = ready().await;
    let mut app = with_icon(&table, "111", 19);
    let mut own = json!({});
    for name in ["summary", "detail_desc", "icon_url", "pic_url"] {
        own[name] = app[name].take();
    }
    app["apk_info"] = json!({"19": own});
    let mut bare = app.clone();
    bare["apk_info"] = Value::Null;
    let replies = [yes(bare), yes(app), task(Value::Null)];
    let (found, asked) = table.done("find-app", replies).await;
    assert_eq!(found["newest_before"], 19);
    assert_eq!(asked[1].short(), "GET multi-info");

    for replies in [
        [no(911_023, "应用不存在"), no(911_023, "应用不存在")],
        [yes(Value::Null), yes(json!([]))],
    ] {
        let problem = table.failed("find-app", replies).await;
        assert_eq!(
            (problem.kind, problem.advice.key.as_str()),
            (ProblemKind::NotFound, "problem.app-not-found")
        );
    }
    let mut other = with_icon(&table, "111", 19);
    other["pkg_name"] = json!("com.example.other");
    let problem = table.failed("find-app", [yes(other)]).await;
    assert_eq!(problem.advice.key, "problem.other-package");
}

#[tokio::test]
async fn a_review_is_asked_for_the_version_that_was_sent() {
    let mut table = table().await;
    table.done("sign-in", [token("t1")]).await;
    let submitted = Submitted {
        version_code: 20,
        at: "2025-01-01T00:00:00Z".parse().unwrap(),
        goes_live_at: None,
        trace: Value::Null,
    };
    let mut ours = with_icon(&table, "444", 20);
    ours["refuse_reason"] = json!("启动闪退");
    table
        .server
        .will([yes(with_icon(&table, "1", 21)), yes(ours)]);
    let review = table
        .store
        .review(&table.visit, &table.order.app, Some(&submitted))
        .await
        .unwrap();
    let asked = table.server.asked();
    assert_eq!(fields(asked[1].query.as_bytes())["version_code"], "20");
    assert_eq!(review.state, ReviewState::Rejected);
    assert_eq!(review.reason.unwrap().words, "启动闪退");

    let mut staged = with_icon(&table, "111", 20);
    staged["release_type"] = json!("2");
    staged["release_status"] = json!("1");
    table.server.will([yes(staged)]);
    let review = table
        .store
        .review(&table.visit, &table.order.app, Some(&submitted))
        .await
        .unwrap();
    assert_eq!(review.phase.unwrap().state, PhaseState::Running);
    assert!(review.levers.is_empty());
}

#[tokio::test]
async fn the_check_is_layered() {
    let table = table().await;
    let files = files_host(&table);
    let replies = [token("t"), yes(record("111", 19)), ticket(&files, "s")];
    assert_eq!(
        table.check(replies).await,
        [
            "key pass",
            "clock skipped",
            "token pass",
            "app pass",
            "right pass"
        ]
    );
    let mut game = record("111", 19);
    game["type"] = json!("8");
    for (replies, at, expected) in [
        (
            vec![no(800_002, "Client Id应该包含19个字符。")],
            2,
            "token fail problem.client-id client-id",
        ),
        (
            vec![no(900_001, "?")],
            2,
            "token fail problem.pair-refused client-secret",
        ),
        (
            vec![token("t"), no(911_023, "?"), no(911_023, "?")],
            3,
            "app fail problem.app-not-found",
        ),
        (
            vec![token("t"), no(910_002, "?"), token("t"), no(910_002, "?")],
            3,
            "app fail problem.signature client-secret",
        ),
        (vec![token("t"), yes(game)], 3, "app fail problem.game"),
        (
            vec![token("t"), yes(record("111", 19)), no(910_012, "?")],
            4,
            "right fail problem.other",
        ),
    ] {
        assert_eq!(table.check(replies).await[at], expected);
    }
}

#[tokio::test]
async fn what_oppo_echoes_of_the_key_and_the_token_is_blanked() {
    let mut table = table().await;
    let secret = vector("client_secret");
    let problem = table
        .failed("sign-in", [no(900_001, &format!("bad {secret}"))])
        .await;
    assert_eq!(problem.said.unwrap().words, "bad ••• (logid 77)");
    let replies = [
        token("a-long-pass-of-oppo"),
        no(900_001, "bad a-long-pass-of-oppo"),
        no(900_001, "bad"),
    ];
    let problem = table.failed("find-app", replies).await;
    assert_eq!(problem.said.unwrap().words, "bad ••• (logid 77)");
}
