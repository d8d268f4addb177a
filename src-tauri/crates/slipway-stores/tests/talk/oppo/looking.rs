//! What only looks: the check, the record and where it is kept, the review.

use serde_json::{Value, json};
use slipway_model::{PhaseState, ProblemKind, ReviewState, When};
use slipway_stores::Submitted;

use super::{
    super::now, fields, files_host, no, ready, record, standing, table, task, ticket, token,
    vector, with_icon, yes,
};

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
        instant: now(),
        zone: "UTC".into(),
    };
    let replies = [standing(&table)];
    let problem = table.failed("find-app", replies).await;
    assert_eq!(problem.advice.key, "problem.time-has-passed");
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
