//! A release, request by request.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};
use slipway_model::{Artifact, Goal, Looked, Outcome, ProblemKind, When};
use slipway_stores::Attempt;

use super::{SERIAL, at, is, is_signed, no, phases, record, said, table, taken, uploaded, yes};
use crate::{
    PACKAGE, Reply,
    xiaomi::{form, md5, parts},
};

#[tokio::test]
async fn a_question_is_a_signed_form_and_nothing_stands_in_the_address() {
    let mut table = table().await;
    let (found, asked) = table.done("find-app", [at(19, 3, 1)]).await;
    assert_eq!(
        found,
        json!({"asked": true, "device": "1", "before": {"newest": 19, "status": 3, "stage": null, "task": null}})
    );
    assert_eq!(asked[0].host, "developer-api.vivo.com.cn");
    // The documented answer, because the clock stands at the documented time.
    assert_eq!(
        form(&asked[0])["sign"],
        "78b08af85174459607395c11e2257f8973e89a15718558e1a81031d88239a277"
    );
    is(
        &said(&asked[0]),
        &[
            ("method", "app.query.details"),
            ("packageName", "com.example.slipway"),
        ],
    );
}

#[tokio::test]
async fn an_upload_is_text_first_and_the_file_last_outside_the_signature() {
    let mut table = table().await;
    let (left, asked) = table.done("upload", [taken()]).await;
    assert_eq!(
        left,
        json!({"serialnumber": SERIAL, "version_code": 20, "file_md5": md5(PACKAGE), "term": format!("serialnumber {SERIAL}")})
    );
    let mut parts = parts(&asked[0]);
    let (name, file_name, bytes) = parts.pop().unwrap();
    assert_eq!(
        (name.as_str(), file_name.as_deref(), bytes.as_slice()),
        ("file", Some("com.example.slipway.apk"), PACKAGE)
    );
    let params: BTreeMap<String, String> = parts
        .into_iter()
        .map(|(name, file_name, bytes)| {
            assert_eq!(file_name, None);
            (name, String::from_utf8(bytes).unwrap())
        })
        .collect();
    assert!(is_signed(&params));
    assert_eq!(params["method"], "app.upload.apk.app");
    assert_eq!(params["fileMd5"], md5(PACKAGE));
    assert!(!params.contains_key("stageType") && asked[0].query.is_empty());
}

#[tokio::test]
async fn a_submission_carries_the_version_and_leaves_the_page_alone() {
    let mut table = uploaded().await;
    let (left, asked) = table.done("submit", [yes(Value::Null)]).await;
    assert_eq!(left, json!({"said": "成功"}));
    let md5 = md5(PACKAGE);
    let plain = [
        ("apk", SERIAL),
        ("compatibleDevice", "1"),
        ("fileMd5", md5.as_str()),
        ("method", "app.sync.update.app"),
        ("onlineType", "1"),
        ("packageName", "com.example.slipway"),
        ("updateDesc", "修复 A&B=C 的问题 + 100%"),
        ("versionCode", "20"),
    ];
    is(&said(&asked[0]), &plain);

    // One text that a person changed goes along, and only that one.
    let survey = {
        table.server.will([at(19, 3, 1)]);
        table
            .store
            .survey(&table.visit, &table.order.app)
            .await
            .unwrap()
    };
    table.server.asked();
    table.order.survey = serde_json::to_value(&survey).unwrap();
    table.order.listing = [
        ("simpleDesc".to_owned(), "一次发布到每个商店".to_owned()),
        ("mainTitle".to_owned(), "滑道".to_owned()),
    ]
    .into();
    table.order.when = When::At {
        instant: "2026-01-15T02:00:00Z".parse().unwrap(),
        zone: "America/New_York".into(),
    };
    let (_, asked) = table.done("submit", [yes(json!({}))]).await;
    let mut changed = plain.to_vec();
    changed[4] = ("onlineType", "2");
    changed.insert(6, ("scheOnlineTime", "2026-01-15 10:00:00"));
    changed.insert(7, ("simpleDesc", "一次发布到每个商店"));
    is(&said(&asked[0]), &changed);
}

#[tokio::test]
async fn a_pair_is_uploaded_twice_and_submitted_once() {
    let mut table = table().await;
    let second = table.order.artifacts[0].clone();
    let abi = |artifact: &mut Artifact, abi: &str| artifact.build.abis = vec![abi.to_owned()];
    table.order.artifacts.push(second);
    abi(&mut table.order.artifacts[0], "arm64-v8a");
    abi(&mut table.order.artifacts[1], "armeabi-v7a");
    table.done("find-app", [at(19, 3, 1)]).await;
    for (step, method) in [
        ("upload:32", "app.upload.apk.app.32"),
        ("upload:64", "app.upload.apk.app.64"),
    ] {
        let serial = step.replace("upload:", "serial-");
        let (_, asked) = table
            .done(step, [yes(json!({"serialnumber": serial}))])
            .await;
        let parts = parts(&asked[0]);
        let sent = parts.iter().find(|(name, ..)| name == "method").unwrap();
        assert_eq!(sent.2, method.as_bytes());
    }
    let (_, asked) = table.done("submit", [yes(Value::Null)]).await;
    let params = said(&asked[0]);
    assert_eq!(
        (
            params["method"].as_str(),
            params["apk32"].as_str(),
            params["apk64"].as_str(),
            params["versionCode"].as_str()
        ),
        (
            "app.sync.update.subpackage.app",
            "serial-32",
            "serial-64",
            "20"
        )
    );
}

#[tokio::test]
async fn vivo_fetches_what_has_an_address() {
    let mut table = table().await;
    let address = "https://cdn.example.com/app.apk?x=1&y=2";
    table.order.artifacts[0].url = Some(address.to_owned());
    let (found, asked) = table
        .done("find-app", [at(19, 3, 1), yes(json!({"status": 3}))])
        .await;
    assert_eq!(found["before"]["task"], 3);
    is(
        &said(&asked[1]),
        &[
            ("method", "app.query.task.status"),
            ("packageName", "com.example.slipway"),
            ("packetType", "0"),
        ],
    );
    let (_, asked) = table.done("submit", [yes(json!({"taskId": 7}))]).await;
    let params = said(&asked[0]);
    assert_eq!(
        (
            params["method"].as_str(),
            params["apkUrl"].as_str(),
            &params["apkMd5"]
        ),
        ("app.update.app", address, &md5(PACKAGE))
    );
    let later = Attempt {
        number: 4,
        waited: Duration::from_secs(61),
    };
    // At first, an end like the one before may be the end of the task before.
    for (attempt, reply) in [
        (Attempt::FIRST, yes(json!({"status": 1}))),
        (Attempt::FIRST, yes(json!({"status": 3}))),
        (later, yes(json!({"status": "2"}))),
        (later, yes(Value::Null)),
    ] {
        let (outcome, _) = table.run("fetch", attempt, [reply]).await;
        assert!(matches!(outcome, Outcome::WaitUntil { .. }), "{outcome:?}");
    }
    let refused = yes(json!({"status": 4, "errorReason": "下载失败"}));
    let problem = table.failed("fetch", [refused]).await;
    assert_eq!(problem.advice.key, "problem.not-fetched");
    assert_eq!(problem.said.unwrap().words, "下载失败");
    let (fetched, _) = table.run("fetch", later, [yes(json!({"status": 3}))]).await;
    assert_eq!(
        fetched,
        Outcome::Done {
            output: json!({"task": 3})
        }
    );
    let (seen, _) = table
        .done("confirm", [at(20, 2, 1), yes(json!({"status": 3}))])
        .await;
    assert_eq!(seen["seen"], true);

    // A lost answer: the task that is under way now was not before.
    table.unclear("submit", [Reply::Silence]).await;
    let looked = table
        .look("submit", 0, [at(19, 3, 1), yes(json!({"status": 2}))])
        .await;
    assert!(matches!(looked, Looked::Happened { .. }), "{looked:?}");
}

#[tokio::test]
async fn an_upload_alone_ends_with_what_vivo_read() {
    let mut table = table().await;
    table.order.goal = Goal::Upload;
    table.done("find-app", [at(19, 3, 1)]).await;
    let (left, _) = table.done("upload", [taken()]).await;
    assert_eq!(
        (&left["serialnumber"], &left["version_code"]),
        (&json!(SERIAL), &json!(20))
    );
    let last = table.store.plan(&table.order).pop().unwrap();
    assert_eq!(last.key, "upload");
}

#[tokio::test]
async fn what_cannot_be_submitted_is_not_sent() {
    let mut table = table().await;
    let mut other = record(19, 3, 1);
    other["packageName"] = json!("com.example.other");
    for (reply, kind, advice) in [
        (at(20, 2, 1), ProblemKind::AlreadyThere, "problem.in-review"),
        (
            at(19, 3, 0),
            ProblemKind::AlreadyThere,
            "problem.waiting-to-go-live",
        ),
        (
            at(20, 4, 1),
            ProblemKind::BadArtifact,
            "problem.version-not-higher",
        ),
        (yes(other), ProblemKind::StoreDown, "problem.other-package"),
        (
            yes(Value::Null),
            ProblemKind::NotFound,
            "problem.app-not-found",
        ),
        (no("11011"), ProblemKind::NotFound, "problem.app-not-found"),
    ] {
        let problem = table.failed("find-app", [reply]).await;
        assert_eq!((problem.kind, problem.advice.key.as_str()), (kind, advice));
    }
    table.order.when = phases();
    let running = yes(json!({"auditStatus": 2, "effectStatus": 1}));
    let problem = table.failed("find-app", [at(19, 3, 1), running]).await;
    assert_eq!(problem.advice.key, "problem.phase-under-way");
}
