//! Places for the package: used, expired, and never gone to.

use slipway_model::{ProblemKind, Retry};

use super::{place, ready};
use crate::{NEW_HOST, Reply};

#[tokio::test]
async fn an_expired_place_is_asked_for_anew() {
    let mut table = ready().await;
    let there = || place(&format!("https://{NEW_HOST}/a"));
    let problem = table
        .failed(
            "upload",
            [there(), Reply::Text(403, "<Error>expired</Error>")],
        )
        .await;
    assert_eq!(
        (problem.kind, problem.retry),
        (ProblemKind::StoreDown, Retry::Now)
    );
    let problem = table
        .failed(
            "upload",
            [there(), Reply::Text(400, "<Error>BadDigest</Error>")],
        )
        .await;
    assert_eq!(
        (problem.kind, problem.retry),
        (ProblemKind::Refused, Retry::No)
    );
}

#[tokio::test]
async fn a_page_with_200_is_no_stored_object() {
    let mut table = ready().await;
    let there = place(&format!("https://{NEW_HOST}/a"));
    let page = Reply::Text(200, "<html>Welcome to this hotel</html>");
    let problem = table.failed("upload", [there, page]).await;
    assert_eq!(problem.kind, ProblemKind::StoreDown);
    assert!(
        matches!(problem.retry, Retry::After { .. }),
        "{:?}",
        problem.retry
    );
}

#[tokio::test]
async fn a_place_that_is_not_https_is_never_gone_to() {
    let mut table = ready().await;
    for url in [
        format!("http://{NEW_HOST}/a"),
        "https://127.0.0.1/a".to_owned(),
        format!("https://u:p@{NEW_HOST}/"),
    ] {
        let problem = table.failed("upload", [place(&url)]).await;
        assert_eq!(problem.advice.key, "http.bad-url", "{url}");
    }
}

#[tokio::test]
async fn what_nobody_can_explain_is_shown_as_it_came() {
    let mut table = ready().await;
    let problem = table
        .failed("upload", [Reply::Text(490, "blocked by policy 7")])
        .await;
    let said = problem.said.unwrap();
    assert_eq!(
        (problem.advice.key.as_str(), said.code.as_str()),
        ("problem.gateway-490", "HTTP 490")
    );
    assert_eq!(said.words, "blocked by policy 7");
}
