//! An update from its record to the review.

use std::{collections::BTreeMap, collections::BTreeSet};

use serde_json::{Value, json};
use slipway_model::{Artifact, Goal, ProblemKind, When};

use super::{
    APP_ID, STORAGE, detail, found, key, no, record, said, slot, status, stored, table, uploaded,
};
use crate::{PACKAGE, Reply, Table, xiaomi::md5};

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The package of the table with these ABIs.
fn with_abis(table: &Table, abis: &[&str]) -> Artifact {
    let mut artifact = table.order.artifacts[0].clone();
    artifact.build.abis = abis.iter().map(|abi| (*abi).to_owned()).collect();
    artifact
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
