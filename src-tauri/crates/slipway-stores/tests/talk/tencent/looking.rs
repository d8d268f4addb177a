//! The record, the check and the review: questions that change nothing.

use serde_json::json;
use slipway_model::{Problem, ReviewState};
use slipway_stores::{Submitted, Survey};

use super::{APP_ID, detail, no, status, table, vector};
use crate::{Reply, Table};

fn nothing_on_the_shelf() -> Reply {
    Reply::Text(404, "<html>")
}

fn on_the_shelf() -> Reply {
    Reply::Text(
        200,
        r#"<script id="__NEXT_DATA__">{"a":[{"pkg_name":"com.example.slipway","version_name":"1.9.0"}]}</script>"#,
    )
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
