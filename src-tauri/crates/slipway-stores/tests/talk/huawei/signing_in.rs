//! Keys and tokens: renewed, refused, blanked; and the check with its layers.

use serde_json::json;
use slipway_model::{ProblemKind, Retry};

use super::{KEY, ids, info, no, place, ready, table, token};
use crate::{Reply, ok};

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_call_sent_again() {
    let mut table = ready().await;
    let refused = || {
        Reply::Json(
            401,
            json!({"ret": {"code": 205_524_993, "msg": "client token auth failed"}}),
        )
    };
    let (_, asked) = table
        .done("find-app", [refused(), token("t2"), ids(), info(0, 19, 19)])
        .await;
    assert_eq!(
        asked.last().unwrap().header("authorization"),
        Some("Bearer t2")
    );

    let problem = table
        .failed("find-app", [refused(), token("t3"), refused()])
        .await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::BadCredentials, "problem.token-refused")
    );
}

#[tokio::test]
async fn a_wrong_pair_is_an_answer_of_200() {
    let mut table = table().await;
    let problem = table
        .failed("sign-in", [no(203_890_688, "client id or secret error")])
        .await;
    assert_eq!(
        (problem.kind, problem.retry),
        (ProblemKind::BadCredentials, Retry::No)
    );
    assert_eq!(problem.said.unwrap().words, "client id or secret error");
}

#[tokio::test]
async fn what_the_store_echoes_of_the_key_is_blanked() {
    let mut table = table().await;
    let problem = table
        .failed("sign-in", [no(203_890_688, &format!("bad {KEY}"))])
        .await;
    assert_eq!(problem.said.unwrap().words, "bad •••");
}

#[tokio::test]
async fn the_check_goes_layer_by_layer() {
    let table = table().await;
    let all = table
        .check([
            token("t1"),
            ids(),
            info(0, 19, 19),
            place("https://a.example.net/"),
        ])
        .await;
    assert_eq!(
        all,
        [
            "key pass",
            "clock skipped",
            "token pass",
            "app pass",
            "right pass"
        ]
    );
    let asked = table.server.asked();
    assert_eq!(
        asked.last().unwrap().query,
        "appId=100000001&fileName=check.apk&contentLength=1&releaseType=1"
    );

    let refused = table.check([Reply::Text(403, "")]).await;
    assert_eq!(
        refused[2..],
        [
            "token fail problem.project-client name",
            "app skipped",
            "right skipped"
        ]
    );
    let missing = table.check([ok(json!({"appids": []}))]).await;
    assert_eq!(
        missing[3..],
        ["app fail problem.app-not-found app-id", "right skipped"]
    );
    let no_right = table
        .check([ids(), info(0, 19, 19), Reply::Text(403, "")])
        .await;
    assert_eq!(no_right[4], "right fail problem.project-client name");
}

#[tokio::test]
async fn a_wrong_key_fails_the_check_at_its_step() {
    let table = table().await;
    let found = table
        .check([no(203_886_599, "the type of clientId not match")])
        .await;
    assert_eq!(found[2], "token fail problem.other-family copy");
}

#[tokio::test]
async fn a_survey_asks_for_the_app_id_when_the_package_is_not_listed() {
    let table = table().await;
    table.server.will([token("t1"), ok(json!({"appids": []}))]);
    let survey = table
        .store
        .survey(&table.visit, &table.order.app)
        .await
        .unwrap();
    assert_eq!(
        (survey.first_release, survey.asks),
        (None, vec!["app_id".to_owned()])
    );
}
