//! Xiaomi's automatic publishing, request by request.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use md5::{Digest as _, Md5};
use rsa::{BigUint, Pkcs1v15Encrypt, RsaPrivateKey};
use serde_json::{Value, json};
use slipway_model::{Looked, ProblemKind, Retry};

use super::{Asked, Reply, Table};

pub(crate) fn md5(bytes: &[u8]) -> String {
    hex::encode(Md5::digest(bytes))
}

fn vectors() -> toml::Table {
    include_str!("../../src/xiaomi/vectors.toml")
        .parse()
        .unwrap()
}

async fn table() -> Table {
    let certificate = vectors()["key"]["certificate"].as_str().unwrap().to_owned();
    table_with(certificate).await
}

async fn table_with(certificate: String) -> Table {
    let secret = vectors()["secret"].as_str().unwrap().to_owned();
    let form = [
        ("public_cert", certificate),
        ("api_secret", secret),
        ("account_email", "release@example.com".to_owned()),
    ];
    Table::set("xiaomi", &form).await
}

/// What the receiver reads out of a `SIG`.
fn opened(sig: &str) -> Value {
    let vectors = vectors();
    let number = |name: &str| {
        BigUint::parse_bytes(vectors["key"][name].as_str().unwrap().as_bytes(), 16).unwrap()
    };
    let key = RsaPrivateKey::from_components(
        number("n"),
        number("e"),
        number("d"),
        vec![number("p"), number("q")],
    )
    .unwrap();
    let plain: Vec<u8> = hex::decode(sig)
        .unwrap()
        .chunks(128)
        .flat_map(|block| key.decrypt(Pkcs1v15Encrypt, block).unwrap())
        .collect();
    serde_json::from_slice(&plain).unwrap()
}

/// The parts of a multipart body in their order: name, file name, bytes.
pub(crate) fn parts(asked: &Asked) -> Vec<(String, Option<String>, Vec<u8>)> {
    let boundary = asked
        .header("content-type")
        .unwrap()
        .split("boundary=")
        .nth(1)
        .unwrap()
        .to_owned();
    let mut rest = asked.body.as_slice();
    let mut found = Vec::new();
    let delimiter = format!("--{boundary}\r\n").into_bytes();
    while let Some(after) = rest.strip_prefix(delimiter.as_slice()) {
        let head_end = after
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = std::str::from_utf8(&after[..head_end]).unwrap();
        let body = &after[head_end + 4..];
        let end_mark = format!("\r\n--{boundary}").into_bytes();
        let end = body
            .windows(end_mark.len())
            .position(|window| window == end_mark)
            .unwrap();
        let value = |name: &str| {
            head.split(&format!("{name}=\""))
                .nth(1)
                .map(|tail| tail.split('"').next().unwrap().to_owned())
        };
        found.push((
            value(" name").unwrap(),
            value("filename"),
            body[..end].to_vec(),
        ));
        rest = &body[end + 2..];
    }
    found
}

pub(crate) fn form(asked: &Asked) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(&asked.body)
        .into_owned()
        .collect()
}

fn state(online: u64, newest: u64, update: bool) -> Reply {
    Reply::Json(
        200,
        json!({"result": 0, "message": "查询成功", "create": false, "updateInfo": true, "updateVersion": update,
        "packageInfo": {"appName": "滑道演示", "packageName": "com.example.slipway", "onlineVersionCode": online,
            "versionCode": newest, "versionName": "1.9.0"}}),
    )
}

fn accepted() -> Reply {
    Reply::Json(200, json!({"result": 0, "message": "操作成功"}))
}

fn refused(result: i64, message: &str) -> Reply {
    Reply::Json(200, json!({"result": result, "message": message}))
}

async fn asked_before() -> Table {
    let mut table = table().await;
    table.done("query", [state(19, 19, true)]).await;
    table
}

#[tokio::test]
async fn a_query_is_signed_over_the_bytes_that_are_sent() {
    let mut table = table().await;
    let (found, asked) = table.done("query", [state(19, 19, true)]).await;
    assert_eq!(
        found,
        json!({"app_name": "滑道演示", "newest": 19, "live": 19})
    );
    assert_eq!(
        (asked[0].method.as_str(), asked[0].path.as_str()),
        ("POST", "/devupload/dev/query")
    );
    assert_eq!(
        asked[0].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    let form = form(&asked[0]);
    let data = &form["RequestData"];
    assert_eq!(
        serde_json::from_str::<Value>(data).unwrap(),
        json!({"packageName": "com.example.slipway", "userName": "release@example.com"})
    );
    let sig = opened(&form["SIG"]);
    assert_eq!(
        sig["sig"],
        json!([{"name": "RequestData", "hash": md5(data.as_bytes())}])
    );
    assert_eq!(
        sig["password"],
        json!(vectors()["secret"].as_str().unwrap())
    );
}

#[tokio::test]
async fn a_push_carries_everything_once_in_order_and_signed() {
    let mut table = asked_before().await;
    let (_, asked) = table.done("push", [accepted()]).await;
    assert_eq!(asked.len(), 1);
    assert_eq!(
        (asked[0].method.as_str(), asked[0].path.as_str()),
        ("POST", "/devupload/dev/push")
    );
    assert_eq!(asked[0].header("expect"), None);
    let parts = parts(&asked[0]);
    let names: Vec<_> = parts
        .iter()
        .map(|(name, file, _)| (name.as_str(), file.as_deref()))
        .collect();
    assert_eq!(
        names,
        [
            ("RequestData", None),
            ("SIG", None),
            ("apk", Some("app-release.apk")),
            ("icon", Some("icon.png"))
        ]
    );
    let data: Value = serde_json::from_slice(&parts[0].2).unwrap();
    assert_eq!(
        data,
        json!({"userName": "release@example.com", "synchroType": 1, "appInfo": {"appName": "滑道演示",
            "packageName": "com.example.slipway", "updateDesc": "修复问题"}})
    );
    assert_eq!(parts[2].2, super::PACKAGE);
    let sig = opened(std::str::from_utf8(&parts[1].2).unwrap());
    let listed: Vec<Value> = [0, 2, 3]
        .iter()
        .map(|at| json!({"name": parts[*at].0, "hash": md5(&parts[*at].2)}))
        .collect();
    assert_eq!(sig["sig"], Value::from(listed));
}

#[tokio::test]
async fn a_pair_is_two_parts_and_both_are_signed() {
    let mut table = asked_before().await;
    let mut other = table.order.artifacts[0].clone();
    other.build.abis = vec!["armeabi-v7a".into()];
    table.order.artifacts[0].build.abis = vec!["arm64-v8a".into()];
    table.order.artifacts.push(other);
    let (_, asked) = table.done("push", [accepted()]).await;
    let parts = parts(&asked[0]);
    let names: Vec<&str> = parts.iter().map(|(name, _, _)| name.as_str()).collect();
    assert_eq!(names, ["RequestData", "SIG", "apk", "secondApk", "icon"]);
    let sig = opened(std::str::from_utf8(&parts[1].2).unwrap());
    let signed: Vec<&str> = sig["sig"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["name"].as_str().unwrap())
        .collect();
    assert_eq!(signed, ["RequestData", "apk", "secondApk", "icon"]);
}

#[tokio::test]
async fn a_push_without_an_answer_is_unclear_until_the_store_was_asked() {
    let mut table = asked_before().await;
    for silence in [
        Reply::Silence,
        Reply::Text(502, "<html>"),
        Reply::Text(200, "<html>"),
        Reply::Json(200, json!({"message": "?"})),
    ] {
        table.unclear("push", [silence]).await;
    }
    assert!(matches!(
        table.look("push", 0, [state(19, 19, false)]).await,
        Looked::Happened { .. }
    ));
    assert!(matches!(
        table.look("push", 0, [state(19, 20, true)]).await,
        Looked::Happened { .. }
    ));
    assert!(matches!(
        table.look("push", 0, [state(19, 19, true)]).await,
        Looked::AskAgain { .. }
    ));
    assert!(matches!(
        table.look("push", 600, [state(19, 19, true)]).await,
        Looked::CannotTell { .. }
    ));
    assert!(matches!(
        table.look("push", 30, [Reply::Silence]).await,
        Looked::AskAgain { .. }
    ));
}

#[tokio::test]
async fn a_refused_push_is_certain() {
    let mut table = asked_before().await;
    for (reply, kind) in [
        (refused(-92, "x"), ProblemKind::AlreadyThere),
        (refused(-2, "x"), ProblemKind::BadArtifact),
        (refused(-20014, "密码错误"), ProblemKind::BadCredentials),
    ] {
        let problem = table.failed("push", [reply]).await;
        assert_eq!((problem.kind, problem.retry), (kind, Retry::No));
    }
    let problem = table.failed("push", [Reply::Text(429, "")]).await;
    assert!(matches!(problem.retry, Retry::After { .. }));
}

#[tokio::test]
async fn a_package_that_is_not_the_checked_one_never_leaves() {
    let mut table = asked_before().await;
    table.order.artifacts[0].build.size += 1;
    let problem = table.failed("push", []).await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::BadArtifact, "http.file-changed")
    );
}

#[tokio::test]
async fn what_cannot_be_pushed_is_not_sent() {
    let mut table = table().await;
    let nameless = Reply::Json(
        200,
        json!({"result": 0, "updateVersion": null, "packageInfo": {"appName": null, "versionCode": 19}}),
    );
    for (reply, kind, advice) in [
        (
            state(19, 20, false),
            ProblemKind::AlreadyThere,
            "problem.in-review",
        ),
        (
            state(20, 20, true),
            ProblemKind::BadArtifact,
            "problem.version-not-higher",
        ),
        (
            Reply::Json(
                200,
                json!({"result": 0, "create": true, "packageInfo": null}),
            ),
            ProblemKind::NotFound,
            "problem.app-not-found",
        ),
        (nameless, ProblemKind::StoreDown, "problem.name-not-told"),
        (
            refused(-7, "x"),
            ProblemKind::NotAllowed,
            "problem.not-owner",
        ),
    ] {
        let problem = table.failed("query", [reply]).await;
        assert_eq!((problem.kind, problem.advice.key.as_str()), (kind, advice));
    }
}

#[tokio::test]
async fn a_rejected_attempt_of_ours_may_be_pushed_again() {
    let mut table = table().await;
    let (found, _) = table.done("query", [state(19, 20, true)]).await;
    assert_eq!((&found["newest"], &found["live"]), (&json!(20), &json!(19)));
    table.unclear("push", [Reply::Silence]).await;
    // What stood there before is no trace of this push; what changed is.
    assert!(matches!(
        table.look("push", 0, [state(19, 20, true)]).await,
        Looked::AskAgain { .. }
    ));
    assert!(matches!(
        table.look("push", 0, [state(19, 20, false)]).await,
        Looked::Happened { .. }
    ));
}

#[tokio::test]
async fn an_ended_certificate_is_named_and_used_all_the_same() {
    let whole = vectors()["key"]["certificate"].as_str().unwrap().to_owned();
    let inside: String = whole.lines().filter(|line| !line.contains("--")).collect();
    let mut der = STANDARD.decode(inside).unwrap();
    let (end, ended) = (b"21261027174803Z", b"20230513000000Z");
    let at = (0..der.len())
        .find(|at| der[*at..].starts_with(end))
        .unwrap();
    der[at..at + end.len()].copy_from_slice(ended);
    let table = table_with(STANDARD.encode(der)).await;
    table.server.will([state(19, 19, true)]);
    let probes = table
        .store
        .check(&table.visit, Some(&table.order.app))
        .await;
    let found = probes[0].found.as_ref().unwrap();
    assert_eq!(
        (found.key.as_str(), found.args["until"].as_str()),
        ("found.old-certificate", "2023-05-13T00:00:00Z")
    );
    assert!(probes.iter().all(|probe| probe.problem.is_none()));
}

#[tokio::test]
async fn silence_after_a_yes_takes_nothing_away() {
    let mut table = asked_before().await;
    table.done("push", [accepted()]).await;
    let (seen, _) = table.done("confirm", [state(19, 19, true)]).await;
    assert_eq!(seen["seen"], json!(false));
    let (seen, _) = table.done("confirm", [state(19, 20, false)]).await;
    assert_eq!(seen["seen"], json!(true));
    let (seen, _) = table.done("confirm", [Reply::Text(502, "")]).await;
    assert_eq!(seen, json!({"seen": false}));
}

#[tokio::test]
async fn one_query_checks_every_layer() {
    let table = table().await;
    assert_eq!(
        table.check([state(19, 19, true)]).await,
        ["key pass", "token pass", "app pass", "right pass"]
    );
    for (reply, at, expected) in [
        (
            refused(-20014, "密码错误"),
            1,
            "token fail problem.wrong-secret secret",
        ),
        (
            refused(-20030, "x"),
            1,
            "token fail problem.wrong-key public-key",
        ),
        (refused(-7, "x"), 2, "app fail problem.not-owner"),
        (
            Reply::Json(200, json!({"result": 0, "create": true})),
            2,
            "app fail problem.app-not-found email",
        ),
    ] {
        assert_eq!(table.check([reply]).await[at], expected);
    }
}
