//! Signing in, and whom the token is shown to.

use serde_json::{Value, json};
use slipway_model::{ProblemKind, Retry};

use super::{API, APP, OBJECT, bearer, found, no, ready, record, slot, table, token, vector, yes};
use crate::{Asked, NEW_HOST, Reply, Table};

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_the_call_sent_again() {
    for expired in [|| no(10_003), || Reply::Text(401, "")] {
        let mut table = ready().await;
        let (_, asked) = table
            .done("submit", [expired(), token("token-two"), yes(json!("r20"))])
            .await;
        let calls: Vec<String> = asked.iter().map(Asked::short).collect();
        assert_eq!(
            calls,
            ["POST submit-audit", "POST token", "POST submit-audit"]
        );
        assert_eq!(bearer(&asked[2]), Some("Bearer token-two"));

        let problem = table
            .failed("submit", [expired(), token("token-three"), expired()])
            .await;
        assert_eq!(
            (problem.kind, problem.advice.key.as_str()),
            (ProblemKind::BadCredentials, "problem.token-refused")
        );
    }
}

#[tokio::test]
async fn a_refused_pair_is_explained_and_never_echoed() {
    let mut table = table().await;
    let echo = format!("Invalid client {}", vector("client_secret"));
    let refused = Reply::Json(
        401,
        json!({"error": "invalid_client", "error_description": echo}),
    );
    let problem = table.failed("sign-in", [refused]).await;
    assert_eq!(
        (problem.kind, problem.retry),
        (ProblemKind::BadCredentials, Retry::No)
    );
    let said = problem.said.unwrap();
    assert_eq!(
        (said.code.as_str(), said.words.as_str()),
        ("invalid_client", "Invalid client •••")
    );
}

#[tokio::test]
async fn the_token_goes_to_no_host_that_is_not_honors() {
    let mut table = ready().await;
    for place in [
        format!("https://{NEW_HOST}/put"),
        "http://up.hihonorcloud.com/put".to_owned(),
        "https://evilhonor.com/put".to_owned(),
        String::new(),
    ] {
        let (output, asked) = table.done("upload", [slot(&place), yes(Value::Null)]).await;
        assert_eq!(
            (asked[1].host.as_str(), asked[1].short().as_str()),
            (API, "POST file-upload"),
            "{place}"
        );
        assert_eq!(asked[1].query, format!("appId={APP}&objectId={OBJECT}"));
        assert_eq!(output["passed_over"].is_null(), place.is_empty(), "{place}");
    }
}

#[tokio::test]
async fn the_check_stops_at_the_layer_that_fails() {
    let table = table().await;
    assert_eq!(
        table
            .check([
                token("token-one"),
                found(),
                yes(record()),
                slot("https://up.hihonorcloud.com/x")
            ])
            .await,
        ["key pass", "token pass", "app pass", "right pass"]
    );
    // The token is held from here on.
    for (replies, at, expected) in [
        (
            vec![no(10_002)],
            1,
            "token fail problem.wrong-type other-service",
        ),
        (
            vec![yes(json!([]))],
            2,
            "app fail problem.app-not-found app",
        ),
        (
            vec![found(), no(10_004)],
            2,
            "app fail problem.not-owner open",
        ),
        (
            vec![found(), yes(record()), no(10_005)],
            3,
            "right fail problem.no-right open",
        ),
    ] {
        assert_eq!(table.check(replies).await[at], expected);
    }
}

#[tokio::test]
async fn a_refused_pair_may_be_swapped() {
    let refused = || Reply::Json(401, json!({"error": "invalid_client"}));
    let swapped = Table::set(
        "honor",
        &[
            ("client_id", vector("client_secret")),
            ("client_secret", vector("client_id")),
        ],
    )
    .await;
    assert_eq!(
        swapped.check([refused()]).await[1],
        "token fail problem.swapped copy"
    );
    assert_eq!(
        table().await.check([refused()]).await[1],
        "token fail problem.wrong-pair copy"
    );
}
