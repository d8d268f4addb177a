//! Tencent's update interface, request by request.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use slipway_model::{
    Artifact, Goal, Looked, Outcome, Problem, ProblemKind, Retry, ReviewState, When,
};
use slipway_stores::{Attempt, Submitted, Survey};

use super::{Asked, NEW_HOST, PACKAGE, Reply, Table, xiaomi::md5};

const STORAGE: &str = "slipway-1250000000.myqcloud.com";
const APP_ID: &str = "1100000001";

fn vector(name: &str) -> String {
    let vectors: toml::Table = include_str!("../../src/tencent/vectors.toml")
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

fn nothing_on_the_shelf() -> Reply {
    Reply::Text(404, "<html>")
}

fn on_the_shelf() -> Reply {
    Reply::Text(
        200,
        r#"<script id="__NEXT_DATA__">{"a":[{"pkg_name":"com.example.slipway","version_name":"1.9.0"}]}</script>"#,
    )
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

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
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

/// The package of the table with these ABIs.
fn with_abis(table: &Table, abis: &[&str]) -> Artifact {
    let mut artifact = table.order.artifacts[0].clone();
    artifact.build.abis = abis.iter().map(|abi| (*abi).to_owned()).collect();
    artifact
}

fn key(problem: &Problem) -> (ProblemKind, &str) {
    (problem.kind, problem.advice.key.as_str())
}

#[tokio::test]
async fn an_update_from_the_record_to_the_review() {
    let mut table = table().await;
    table
        .order
        .notes
        .0
        .insert("zh-CN".into(), "修复 & 优化: 50%+ 更快\r\n第二行=a".into());
    let (output, asked) = table.done("find-app", [detail(), status(json!("3"))]).await;
    assert_eq!(
        output,
        json!({"app_name": "滑道演示", "status": 3, "term": "审核通过 (audit_status 3)"})
    );
    let about_app = pairs([("pkg_name", "com.example.slipway"), ("app_id", APP_ID)]);
    for (asked, path) in asked
        .iter()
        .zip(["query_app_detail", "query_app_update_status"])
    {
        assert_eq!(asked.path, format!("/open_file/developer_api/{path}"));
        assert_eq!(said(asked), about_app);
    }

    let (output, asked) = table
        .done("upload", [slot(STORAGE, "apk-1"), stored()])
        .await;
    assert_eq!(asked[0].short(), "POST get_file_upload_info");
    let mut wanted = about_app.clone();
    wanted.extend(pairs([
        ("file_type", "apk"),
        ("file_name", "com.example.slipway-20.apk"),
    ]));
    assert_eq!(said(&asked[0]), wanted);
    assert_eq!(output["serial_number"], "apk-1");
    assert_eq!(output["new_host"], Value::Null);
    // The address is a key to the place and is kept nowhere.
    assert!(!output.to_string().contains("q-signature"));

    let (output, asked) = table.done("submit", [no(0, "success")]).await;
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].short(), "POST update_app");
    let mut wanted = about_app.clone();
    wanted.extend(pairs([
        ("deploy_type", "1"),
        ("feature", "修复 & 优化: 50%+ 更快\n第二行=a"),
        ("apk32_flag", "1"),
        ("apk32_file_serial_number", "apk-1"),
        ("apk32_file_md5", &md5(PACKAGE)),
    ]));
    assert_eq!(said(&asked[0]), wanted);
    assert_eq!(
        output,
        json!({"status_before": 3, "version_name": "2.0.0", "said": "success"})
    );

    let (output, _) = table.done("confirm", [status(json!(1))]).await;
    assert_eq!(
        output,
        json!({"seen": true, "term": "审核中 (audit_status 1)"})
    );
    assert_eq!(table.store.trace(&table.outputs)["seen"], json!(true));
}

#[tokio::test]
async fn the_storage_gets_the_bytes_and_nothing_of_ours() {
    let mut table = found().await;
    let (_, asked) = table
        .done("upload", [slot(STORAGE, "apk-1"), stored()])
        .await;
    let put = &asked[1];
    assert_eq!(
        (put.method.as_str(), put.host.as_str(), put.path.as_str()),
        ("PUT", STORAGE, "/apk/x")
    );
    assert_eq!(
        put.query,
        "q-sign-algorithm=sha1&q-signature=a-key-of-theirs"
    );
    assert_eq!(put.body, PACKAGE);
    assert_eq!(put.header("content-type"), Some("application/octet-stream"));
    assert_eq!(
        put.header("content-length"),
        Some(PACKAGE.len().to_string().as_str())
    );
    for name in ["authorization", "cookie", "user_id", "sign"] {
        assert_eq!(put.header(name), None, "{name}");
    }

    // A host that is not known is followed and named for the record.
    let (output, _) = table
        .done("upload", [slot(NEW_HOST, "apk-2"), stored()])
        .await;
    assert_eq!(output["new_host"], json!(NEW_HOST));
}

#[tokio::test]
async fn what_the_storage_does_not_take_is_not_there() {
    let mut table = found().await;
    let later = Retry::After {
        wait: Duration::from_secs(30),
    };
    for (reply, kind, advice, retry) in [
        (
            Reply::Text(403, "<Error><Code>AccessDenied</Code></Error>"),
            ProblemKind::StoreDown,
            "problem.upload-again",
            Retry::Now,
        ),
        (
            Reply::Text(503, ""),
            ProblemKind::StoreDown,
            "problem.upload-again",
            later,
        ),
        (
            Reply::Text(200, "<html>sign in to the network"),
            ProblemKind::StoreDown,
            "problem.upload-again",
            later,
        ),
        (
            Reply::Text(204, ""),
            ProblemKind::StoreDown,
            "problem.upload-again",
            later,
        ),
        (
            Reply::Text(411, "<Error>"),
            ProblemKind::Refused,
            "problem.upload-refused",
            Retry::No,
        ),
    ] {
        let problem = table.failed("upload", [slot(STORAGE, "s"), reply]).await;
        assert_eq!(key(&problem), (kind, advice));
        assert_eq!(problem.retry, retry);
        assert!(!format!("{problem:?}").contains("a-key-of-theirs"));
    }
    // A place that is none, and addresses that are not followed.
    for (body, kind) in [
        (
            json!({"ret": 0, "pre_sign_url": "", "serial_number": "1"}),
            ProblemKind::StoreDown,
        ),
        (
            json!({"ret": 0, "pre_sign_url": format!("https://{STORAGE}/x")}),
            ProblemKind::StoreDown,
        ),
        (
            json!({"ret": 0, "pre_sign_url": format!("http://{STORAGE}/x"), "serial_number": "1"}),
            ProblemKind::Refused,
        ),
        (
            json!({"ret": 0, "pre_sign_url": "https://127.0.0.1/x", "serial_number": "1"}),
            ProblemKind::Refused,
        ),
    ] {
        let problem = table.failed("upload", [Reply::Json(200, body)]).await;
        assert_eq!(problem.kind, kind);
    }
    table.order.artifacts[0].build.size += 1;
    let problem = table.failed("upload", [slot(STORAGE, "s")]).await;
    assert_eq!(
        key(&problem),
        (ProblemKind::BadArtifact, "http.file-changed")
    );
}

#[tokio::test]
async fn a_pair_fills_two_places_and_64_bit_alone_says_so() {
    let mut table = found().await;
    table.order.artifacts = vec![
        with_abis(&table, &["arm64-v8a"]),
        with_abis(&table, &["armeabi-v7a"]),
    ];
    for (step, file_name) in [
        ("upload:32", "com.example.slipway-20-32.apk"),
        ("upload:64", "com.example.slipway-20-64.apk"),
    ] {
        let serial = &step.replace("upload:", "s-");
        let (_, asked) = table.done(step, [slot(STORAGE, serial), stored()]).await;
        assert_eq!(said(&asked[0])["file_name"], file_name);
    }
    let flags = |sent: BTreeMap<String, String>| {
        let flags = sent
            .into_iter()
            .filter(|(name, _)| name.starts_with("apk") && !name.ends_with("md5"));
        flags
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (_, asked) = table.done("submit", [no(0, "")]).await;
    assert_eq!(
        flags(said(&asked[0])),
        "apk32_file_serial_number=s-32 apk32_flag=1 apk64_file_serial_number=s-64 apk64_flag=1"
    );
    let problem = table
        .failed("submit", [no(4_000_043, "upload record not found")])
        .await;
    assert_eq!(problem.redo.as_deref(), Some("upload:32"));

    table.order.artifacts = vec![with_abis(&table, &["arm64-v8a"])];
    table.done("upload", [slot(STORAGE, "s-1"), stored()]).await;
    let (_, asked) = table.done("submit", [no(0, "")]).await;
    assert_eq!(
        flags(said(&asked[0])),
        "apk32_flag=2 apk64_file_serial_number=s-1 apk64_flag=1"
    );
}

#[tokio::test]
async fn a_schedule_is_an_instant_in_seconds() {
    let mut table = uploaded().await;
    table.order.when = When::At {
        instant: "2026-01-02T00:00:00Z".parse().unwrap(),
        zone: "America/New_York".into(),
    };
    let (_, asked) = table.done("submit", [no(0, "")]).await;
    let sent = said(&asked[0]);
    assert_eq!(
        (sent["deploy_type"].as_str(), sent["deploy_time"].as_str()),
        ("2", "1767312000")
    );
}

#[tokio::test]
async fn the_record_after_an_update_differs_only_where_it_was_changed() {
    let mut table = uploaded().await;
    let new = "换了说法的简介".to_owned();
    table
        .order
        .listing
        .insert("one_word_summary".into(), new.clone());
    let (_, asked) = table.done("submit", [no(0, "")]).await;
    // As the store does it: what is sent replaces, what is not sent stays.
    let before = record();
    let mut after = before.clone();
    for (name, value) in said(&asked[0]) {
        if after.get(&name).is_some() {
            after[&name] = json!(value);
        }
    }
    let changed: BTreeSet<&str> = before
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, value)| after[name.as_str()] != **value)
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(changed, BTreeSet::from(["feature", "one_word_summary"]));
    assert_eq!(after["one_word_summary"], json!(new));
}

#[tokio::test]
async fn an_update_without_an_answer_is_unclear_until_the_store_was_asked() {
    let mut table = uploaded().await;
    for silence in [
        Reply::Silence,
        Reply::Text(502, "<html>"),
        Reply::Text(200, "<html>"),
        Reply::Json(200, json!({"msg": "success"})),
    ] {
        table.unclear("submit", [silence]).await;
    }
    let Looked::Happened { output } = table.look("submit", 0, [status(json!(1))]).await else {
        panic!("it is in review")
    };
    assert_eq!(
        output,
        json!({"status_before": 3, "version_name": "2.0.0", "seen": true, "term": "审核中 (audit_status 1)"})
    );
    assert!(matches!(
        table.look("submit", 0, [status(json!(2))]).await,
        Looked::Happened { .. }
    ));
    for reply in [status(json!(3)), no(5_000_002, "x"), Reply::Silence] {
        assert!(matches!(
            table.look("submit", 20, [reply]).await,
            Looked::AskAgain { .. }
        ));
    }
    assert!(matches!(
        table.look("submit", 600, [status(json!(3))]).await,
        Looked::CannotTell { .. }
    ));
}

#[tokio::test]
async fn a_refused_update_is_certain() {
    let mut table = uploaded().await;
    for (ret, kind, about, redo) in [
        (4_000_045, ProblemKind::BadArtifact, None, Some("upload")),
        (4_000_044, ProblemKind::Refused, None, Some("upload")),
        (4_000_039, ProblemKind::BadInput, Some("when"), None),
        (
            4_000_021,
            ProblemKind::Refused,
            Some("listing:introduce"),
            None,
        ),
        (1_000_020, ProblemKind::BadCredentials, None, None),
    ] {
        let problem = table.failed("submit", [no(ret, "原因")]).await;
        assert_eq!((problem.kind, problem.retry), (kind, Retry::No));
        assert_eq!(
            (problem.about.as_deref(), problem.redo.as_deref()),
            (about, redo)
        );
        assert_eq!(problem.said.unwrap().words, "原因");
    }
    let problem = table.failed("submit", [no(1_000_003, "busy")]).await;
    assert!(matches!(problem.retry, Retry::After { .. }));

    // The store's reason is shown; only whether a version is in review can be asked.
    let replies = [no(4_000_053, "缺少资质"), status(json!(3))];
    let problem = table.failed("submit", replies).await;
    assert_eq!(
        key(&problem),
        (ProblemKind::Refused, "problem.not-submitted")
    );
    assert_eq!(problem.said.unwrap().words, "缺少资质");
    let replies = [no(4_000_053, "审核中"), status(json!(1))];
    let problem = table.failed("submit", replies).await;
    assert_eq!(
        key(&problem),
        (ProblemKind::AlreadyThere, "problem.something-in-review")
    );

    table.outputs.remove("upload");
    let problem = table.failed("submit", []).await;
    assert_eq!(problem.redo.as_deref(), Some("upload"));
}

#[tokio::test]
async fn a_yes_is_read_back_waited_for_and_in_the_end_doubted() {
    let mut table = uploaded().await;
    table.done("submit", [no(0, "success")]).await;
    for reply in [status(json!(3)), no(5_000_002, "x"), Reply::Text(502, "")] {
        let (outcome, _) = table.run("confirm", Attempt::FIRST, [reply]).await;
        assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    }
    let late = Attempt {
        number: 20,
        waited: Duration::from_secs(300),
    };
    for reply in [status(json!(3)), no(5_000_002, "x")] {
        let (outcome, _) = table.run("confirm", late, [reply]).await;
        let Outcome::Unclear { problem } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(key(&problem), (ProblemKind::Unclear, "problem.not-seen"));
    }
    // A question that cannot be asked takes nothing away from the yes.
    let (outcome, _) = table.run("confirm", late, [Reply::Text(502, "")]).await;
    assert_eq!(
        outcome,
        Outcome::Done {
            output: json!({"seen": false})
        }
    );
    assert!(matches!(
        table.look("confirm", 0, [status(json!(1))]).await,
        Looked::Happened { .. }
    ));
}

#[tokio::test]
async fn what_cannot_be_submitted_is_not_uploaded() {
    let mut table = table().await;
    for (replies, kind, advice) in [
        (
            vec![detail(), status(json!(1))],
            ProblemKind::AlreadyThere,
            "problem.in-review",
        ),
        (
            vec![no(1_000_009, "x")],
            ProblemKind::BadInput,
            "problem.other-app",
        ),
        (
            vec![no(1_000_011, "x")],
            ProblemKind::NotAllowed,
            "problem.not-live-yet",
        ),
        (
            vec![Reply::Json(
                200,
                json!({"ret": 0, "pkg_name": "com.example.other"}),
            )],
            ProblemKind::StoreDown,
            "problem.other-package",
        ),
        (
            vec![Reply::Text(200, "<html>")],
            ProblemKind::StoreDown,
            "problem.unreadable",
        ),
        (
            vec![detail(), Reply::Json(200, json!({"ret": 0}))],
            ProblemKind::StoreDown,
            "problem.unreadable",
        ),
    ] {
        let problem = table.failed("find-app", replies).await;
        assert_eq!(key(&problem), (kind, advice));
    }
    // Nothing was ever submitted by this interface: no obstacle.
    table.done("find-app", [detail(), no(5_000_002, "x")]).await;
    table.order.app.store_app_id = None;
    let problem = table.failed("find-app", []).await;
    assert_eq!(problem.about.as_deref(), Some("ask:app_id"));
}

#[tokio::test]
async fn an_upload_alone_submits_nothing() {
    let mut table = found().await;
    table.order.goal = Goal::Upload;
    let steps = table.store.plan(&table.order);
    let keys: Vec<&str> = steps.iter().map(|step| step.key.as_str()).collect();
    assert_eq!(keys, ["find-app", "upload"]);
    let (output, _) = table
        .done("upload", [slot(STORAGE, "apk-9"), stored()])
        .await;
    assert_eq!(output["said"], "serial_number apk-9");
}

async fn survey(table: &Table, replies: Vec<Reply>) -> Result<Survey, Problem> {
    table.server.will(replies);
    let survey = table.store.survey(&table.visit, &table.order.app).await;
    table.server.asked();
    survey
}

#[tokio::test]
async fn a_survey_reads_the_whole_record() {
    let mut table = table().await;
    let replies = vec![detail(), status(json!(1)), on_the_shelf()];
    let found = survey(&table, replies).await.unwrap();
    assert_eq!(found.store_app_id.as_deref(), Some(APP_ID));
    assert_eq!((found.first_release, found.busy), (Some(false), true));
    assert_eq!(found.live_version_name.as_deref(), Some("1.9.0"));
    let fields: Vec<(&str, &str)> = found
        .listing
        .iter()
        .map(|field| (field.id.as_str(), field.value.as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            ("app_name", "滑道演示"),
            ("one_word_summary", "发布应用的工具"),
            ("introduce", "字".repeat(60).as_str()),
            ("operator", "示例科技"),
            ("developer", "示例科技"),
            ("age_level", "12"),
            ("language", "0"),
            ("device_type", "2"),
        ]
    );
    let kept = serde_json::to_string(&found).unwrap();
    assert!(!kept.contains("a-word-of-theirs"), "the test account stays");

    let replies = vec![no(1_000_011, "x"), nothing_on_the_shelf()];
    let found = survey(&table, replies).await.unwrap();
    assert_eq!(found.first_release, Some(true));
    let problem = survey(&table, vec![no(1_000_009, "x")]).await.unwrap_err();
    assert_eq!(problem.about.as_deref(), Some("ask:app_id"));

    table.order.app.store_app_id = Some("com.example.slipway".into());
    let problem = survey(&table, vec![]).await.unwrap_err();
    assert_eq!(problem.advice.key, "problem.app-id-not-digits");
    table.order.app.store_app_id = None;
    let found = survey(&table, vec![]).await.unwrap();
    assert_eq!(found.asks, ["app_id"]);
}

#[tokio::test]
async fn a_review_has_the_stores_term_and_reason() {
    let table = table().await;
    let submitted = Submitted {
        version_code: 20,
        at: "2025-01-01T00:00:00Z".parse().unwrap(),
        goes_live_at: None,
        trace: json!({"status_before": 3, "version_name": "1.9.0", "seen": true}),
    };
    for (replies, state, term) in [
        (
            vec![status(json!(1))],
            ReviewState::InReview,
            "审核中 (audit_status 1)",
        ),
        (
            vec![status(json!("2"))],
            ReviewState::Rejected,
            "审核驳回 (audit_status 2)",
        ),
        (
            vec![status(json!(3)), on_the_shelf()],
            ReviewState::Live,
            "审核通过 (audit_status 3)",
        ),
        (
            vec![status(json!(8))],
            ReviewState::Withdrawn,
            "开发者撤销 (audit_status 8)",
        ),
    ] {
        table.server.will(replies);
        let review = table
            .store
            .review(&table.visit, &table.order.app, Some(&submitted))
            .await
            .unwrap();
        table.server.asked();
        assert_eq!((review.state, review.store_term.as_str()), (state, term));
        let reason = review.reason.map(|reason| reason.words);
        let expected = (state == ReviewState::Rejected).then(|| "启动闪退".to_owned());
        assert_eq!(reason, expected);
        assert!(!review.inferred && review.levers.is_empty());
    }
    table
        .server
        .will([no(5_000_002, "x"), nothing_on_the_shelf()]);
    let review = table
        .store
        .review(&table.visit, &table.order.app, None)
        .await
        .unwrap();
    assert_eq!(review.state, ReviewState::None);
    let asked = table.server.asked();
    // The public page is asked without any of ours.
    assert_eq!(
        (asked[1].host.as_str(), asked[1].path.as_str()),
        ("sj.qq.com", "/appdetail/com.example.slipway")
    );
    assert_eq!((asked[1].query.as_str(), asked[1].body.len()), ("", 0));
}

#[tokio::test]
async fn the_check_is_layered() {
    let mut table = table().await;
    assert_eq!(
        table.check([detail(), status(json!(1))]).await,
        [
            "key pass",
            "clock pass",
            "token pass",
            "app pass",
            "right pass"
        ]
    );
    for (reply, at, expected) in [
        (no(1_000_020, "x"), 2, "token fail problem.signature apply"),
        (
            no(1_000_019, "x"),
            2,
            "token fail problem.not-applied apply",
        ),
        (
            no(1_000_004, "x"),
            2,
            "token fail problem.user-unknown user-id",
        ),
        (no(1_000_016, "x"), 1, "clock fail problem.timestamp"),
        (
            no(1_000_007, "x"),
            3,
            "app fail problem.app-id-refused app-id",
        ),
        (no(1_000_012, "x"), 3, "app fail problem.no-permission open"),
        (no(1_000_009, "x"), 3, "app fail problem.other-app app-id"),
        (
            no(1_000_011, "x"),
            3,
            "app fail problem.not-live-yet first-version",
        ),
    ] {
        assert_eq!(table.check([reply]).await[at], expected);
    }
    // By the store's own time it is this machine's clock, and by how much: 08:53:20 here.
    let late = || {
        Reply::Dated(
            200,
            "Thu, 09 Oct 2025 09:38:20 GMT",
            json!({"ret": 1_000_016, "msg": "x"}),
        )
    };
    assert_eq!(table.check([late()]).await[1], "clock fail problem.clock");
    let problem = table.failed("find-app", [late()]).await;
    assert_eq!(problem.advice.args["minutes"], "45");
    // Without an App ID the signature is proved all the same, and the id asked for.
    table.order.app.store_app_id = None;
    let layers = table.check([no(1_000_009, "x")]).await;
    assert_eq!(
        &layers[2..],
        [
            "token pass",
            "app fail problem.app-id-missing app-id",
            "right skipped"
        ]
    );
}

#[tokio::test]
async fn what_tencent_echoes_of_the_secret_is_blanked() {
    let mut table = table().await;
    let echo = format!("bad {}", vector("access_secret"));
    let problem = table.failed("find-app", [no(1_000_020, &echo)]).await;
    assert_eq!(problem.said.unwrap().words, "bad •••");
}
