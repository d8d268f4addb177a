//! The token, the check with its layers, the app behind an inexact filter, and what refusals of the whole account say.

use serde_json::json;
use slipway_model::{Outcome, ProblemKind};

use super::{APP, after, app, list, live, no, ours, table, version};
use crate::{Attempt, Reply};

fn refused() -> Reply {
    no(
        401,
        "NOT_AUTHORIZED",
        "Provide a properly configured and signed bearer token",
    )
}

#[tokio::test]
async fn a_token_is_made_here_used_for_many_and_made_anew_once() {
    let mut table = table().await;
    let (_, asked) = table.done("sign-in", []).await;
    assert!(asked.is_empty());
    let (_, asked) = table
        .done("find-app", [refused(), ours(), list(&[live()])])
        .await;
    let tokens: Vec<&str> = asked
        .iter()
        .map(|asked| asked.header("authorization").unwrap())
        .collect();
    assert!(
        tokens
            .iter()
            .all(|token| token.starts_with("Bearer ey") && token.split('.').count() == 3)
    );
    assert_ne!(tokens[0], tokens[1]);
    assert_eq!(tokens[1], tokens[2]);
    assert_eq!(asked[0].header("accept"), Some("application/json"));
    let problem = table.failed("find-app", [refused(), refused()]).await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::BadCredentials, "problem.token-refused")
    );
}

#[tokio::test]
async fn only_exactly_this_bundle_id_is_the_app() {
    let mut table = table().await;
    let (output, asked) = table.done("find-app", [ours(), list(&[live()])]).await;
    assert_eq!(
        (output["app"].as_str(), output["first"].as_bool()),
        (Some(APP), Some(false))
    );
    assert!(
        asked[0]
            .query
            .starts_with("filter%5BbundleId%5D=com.example.slipway&"),
        "{}",
        asked[0].query
    );
    let others = || list(&[app("999", "com.example.slipway.beta")]);
    let problem = table.failed("find-app", [others()]).await;
    assert_eq!(problem.advice.key, "problem.app-not-visible");
    table.order.app.store_app_id = Some("111".into());
    let problem = table.failed("find-app", [ours()]).await;
    assert_eq!(problem.advice.key, "problem.other-app");
}

#[tokio::test]
async fn nothing_is_uploaded_that_cannot_be_submitted() {
    let mut table = table().await;
    for (state, name, key) in [
        ("IN_REVIEW", "2.4.0", "problem.in-review"),
        (
            "PREPARE_FOR_SUBMISSION",
            "2.3.5",
            "problem.other-version-open",
        ),
        ("PENDING_APPLE_RELEASE", "2.3.5", "problem.version-waits"),
    ] {
        let problem = table
            .failed(
                "find-app",
                [ours(), list(&[version("v2", name, state), live()])],
            )
            .await;
        assert_eq!(problem.advice.key, key);
    }
}

#[tokio::test]
async fn a_list_is_followed_to_its_end_on_this_host_only() {
    let mut table = table().await;
    let page = |next: &str, id: &str, bundle: &str| {
        Reply::Json(
            200,
            json!({"data": [app(id, bundle)], "links": {"next": next}}),
        )
    };
    let next = "https://api.appstoreconnect.apple.com/v1/apps?cursor=2&limit=200";
    let (output, asked) = table
        .done(
            "find-app",
            [page(next, "1", "com.example.slipway.x"), ours(), list(&[])],
        )
        .await;
    assert_eq!(
        (output["app"].as_str(), asked[1].query.as_str()),
        (Some(APP), "cursor=2&limit=200")
    );
    let problem = table
        .failed(
            "find-app",
            [page(
                "https://evil.example.net/v1/apps?cursor=2",
                "1",
                "x.y",
            )],
        )
        .await;
    assert_eq!(problem.advice.key, "http.bad-url");
    let problem = table
        .failed("find-app", [page(next, "1", "x.y"), page(next, "2", "x.z")])
        .await;
    assert_eq!(problem.advice.key, "problem.endless-list");
}

#[tokio::test]
async fn the_check_goes_layer_by_layer() {
    let table = table().await;
    let all = table
        .check([
            list(&[app(APP, "com.example.slipway")]),
            ours(),
            list(&[]),
            list(&[]),
        ])
        .await;
    assert_eq!(
        all,
        [
            "key pass",
            "clock skipped",
            "token pass",
            "app pass",
            "right pass",
            "testers pass"
        ]
    );
    table.server.asked();
    for (replies, place, expected) in [
        (
            vec![refused(), refused()],
            2,
            "token fail problem.token-refused download",
        ),
        (
            vec![no(
                403,
                "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
                "",
            )],
            2,
            "token fail problem.agreements request",
        ),
        (
            vec![no(
                403,
                "FORBIDDEN_ERROR",
                "is not associated with an active membership",
            )],
            2,
            "token fail problem.membership request",
        ),
        (
            vec![list(&[]), list(&[])],
            3,
            "app fail problem.app-not-visible app",
        ),
        (
            vec![list(&[]), ours(), no(403, "FORBIDDEN.REQUIRED_ROLE", "")],
            4,
            "right fail problem.role create",
        ),
        (
            vec![list(&[]), ours(), list(&[]), no(403, "FORBIDDEN_ERROR", "")],
            5,
            "testers fail problem.role create",
        ),
    ] {
        assert_eq!(table.check(replies).await[place], expected);
        table.server.asked();
    }
}

/// This machine has 08:53:20.
#[tokio::test]
async fn a_wrong_clock_is_told_before_the_key_is_blamed() {
    let body = || json!({"errors": [{"status": "401", "code": "NOT_AUTHORIZED", "title": "t"}]});
    let late = || Reply::Dated(401, "Thu, 09 Oct 2025 09:03:20 GMT", body());
    let table = table().await;
    assert_eq!(
        table.check([late(), late()]).await[1],
        "clock fail problem.clock"
    );
    let right = || Reply::Dated(401, "Thu, 09 Oct 2025 08:53:50 GMT", body());
    let layers = table.check([right(), right()]).await;
    assert_eq!(
        layers[1..3],
        ["clock pass", "token fail problem.token-refused download"]
    );
    let good = Reply::Dated(200, "Thu, 09 Oct 2025 09:00:00 GMT", json!({"data": []}));
    assert_eq!(
        table.check([good, list(&[])]).await[1..3],
        ["clock pass", "token pass"]
    );
}

#[tokio::test]
async fn a_full_quota_is_waited_for_as_long_as_apple_says() {
    let mut table = after(&[]).await;
    let body =
        || json!({"errors": [{"status": "429", "code": "RATE_LIMIT_EXCEEDED", "title": "t"}]});
    let attempt = Attempt {
        number: 3,
        ..Attempt::FIRST
    };
    for (reply, seconds) in [
        (Reply::Headed(429, "Retry-After: 7\r\n", body()), 7),
        (Reply::Json(429, body()), 8),
    ] {
        let (outcome, _) = table.run("find-app", attempt, [reply]).await;
        let Outcome::WaitUntil { after, what } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(
            (after.as_secs(), what.key.as_str()),
            (seconds, "wait.too-many")
        );
    }
}

#[tokio::test]
async fn a_survey_tells_what_is_open_and_raises_what_may_be_asked() {
    let table = table().await;
    let text = super::resource(
        "appStoreVersionLocalizations",
        "l1",
        json!({"locale": "zh-Hans", "whatsNew": "旧", "description": "d", "keywords": null}),
    );
    table.server.will([
        ours(),
        list(&[version("v2", "2.3.5", "PREPARE_FOR_SUBMISSION"), live()]),
        list(&[text]),
        list(&[super::resource(
            "betaGroups",
            "g1",
            json!({"name": "QA", "isInternalGroup": false}),
        )]),
        list(&[]),
        no(404, "NOT_FOUND", ""),
        list(&[]),
    ]);
    let survey = table
        .store
        .survey(&table.visit, &table.order.app)
        .await
        .unwrap();
    let asked = table.server.asked();
    assert_eq!(asked.len(), 7);
    assert!(asked.iter().all(|asked| asked.method == "GET"));
    assert_eq!(
        (
            survey.store_app_id.as_deref(),
            survey.first_release,
            survey.busy
        ),
        (Some(APP), Some(false), false)
    );
    assert_eq!(
        survey.asks,
        [
            "add_languages",
            "rename_version",
            "contact_first_name",
            "contact_last_name",
            "contact_phone",
            "contact_email"
        ]
    );
    assert_eq!(
        survey
            .field("keywords:zh-Hans")
            .unwrap()
            .limit
            .unwrap()
            .most,
        100
    );
    assert!(survey.field("description:zh-Hans").unwrap().editable);
    table.server.will([no(
        403,
        "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
        "",
    )]);
    let problem = table
        .store
        .survey(&table.visit, &table.order.app)
        .await
        .unwrap_err();
    assert_eq!(problem.advice.key, "problem.agreements");
}
