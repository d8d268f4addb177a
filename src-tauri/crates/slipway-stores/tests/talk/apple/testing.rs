//! A build on its way to groups: what must be known, the groups, beta review and the notice.

use serde_json::{Value, json};
use slipway_model::{Goal, GroupKind, Outcome, PublicLink, TesterGroup};

use super::{after, build, gone, list, made, no, one, resource};
use crate::{Attempt, Reply, Table};

fn group(name: &str, kind: GroupKind) -> TesterGroup {
    TesterGroup {
        name: name.into(),
        kind,
        ..TesterGroup::default()
    }
}

async fn to_test() -> Table {
    let mut table = after(&[
        ("processing", json!({"build": "b1"})),
        (
            "group:1",
            json!({"group": "g1", "internal": true, "every": true}),
        ),
        (
            "group:2",
            json!({"group": "g2", "internal": false, "every": false}),
        ),
    ])
    .await;
    table.order.goal = Goal::Test;
    table.order.testing.groups = vec![
        group("Team", GroupKind::Internal),
        group("QA", GroupKind::External),
    ];
    table
}

fn there(id: &str, name: &str, internal: bool) -> Value {
    resource(
        "betaGroups",
        id,
        json!({"name": name, "isInternalGroup": internal, "hasAccessToAllBuilds": false}),
    )
}

#[tokio::test]
async fn a_group_is_found_by_name_and_kind_or_made() {
    let mut table = to_test().await;
    let all = || list(&[there("g7", "QA", true), there("g8", "QA", false)]);
    let (output, asked) = table.done("group:2", [all()]).await;
    assert_eq!((output["group"].as_str(), asked.len()), (Some("g8"), 1));
    let (output, asked) = table
        .done(
            "group:2",
            [
                list(&[there("g7", "QA", true)]),
                made(there("g9", "QA", false)),
            ],
        )
        .await;
    assert_eq!(output["group"], "g9");
    assert_eq!(
        asked[1].json()["data"]["attributes"],
        json!({"name": "QA", "isInternalGroup": false, "feedbackEnabled": true})
    );
    let problem = table
        .failed(
            "group:2",
            [list(&[there("g8", "QA", false), there("g9", "QA", false)])],
        )
        .await;
    assert_eq!(problem.advice.key, "problem.group-name-twice");
    table.server.will([super::ours(), all()]);
    let listed = table
        .store
        .tester_groups(&table.visit, &table.order.app)
        .await
        .unwrap();
    assert_eq!(
        listed
            .iter()
            .map(|group| (group.id.as_str(), group.kind))
            .collect::<Vec<_>>(),
        [("g7", GroupKind::Internal), ("g8", GroupKind::External)]
    );
}

#[tokio::test]
async fn test_information_is_held_before_anything_is_added() {
    let mut table = to_test().await;
    let texts = |email: Value| {
        list(&[resource(
            "betaAppLocalizations",
            "l",
            json!({"feedbackEmail": email, "description": "d"}),
        )])
    };
    let contact = || {
        list(&[resource(
            "betaAppReviewDetails",
            "d",
            json!({"contactFirstName": "Lin", "contactLastName": "Wei", "contactPhone": "1", "contactEmail": "lin@example.com"}),
        )])
    };
    table
        .done(
            "test-information",
            [texts(json!("a@example.com")), contact()],
        )
        .await;
    let problem = table
        .failed("test-information", [texts(Value::Null), list(&[])])
        .await;
    assert_eq!(problem.advice.key, "problem.test-information");
    assert_eq!(
        problem.advice.args["fields"],
        "feedbackEmail, contactFirstName, contactLastName, contactPhone, contactEmail"
    );
}

#[tokio::test]
async fn a_build_goes_to_groups_that_do_not_take_it_by_themselves() {
    let mut table = to_test().await;
    assert!(table.done("group-build:1", []).await.1.is_empty());
    let none = || list(&[]);
    let (_, asked) = table.done("group-build:2", [none(), gone()]).await;
    assert_eq!(
        (asked[1].path.as_str(), asked[1].json()),
        (
            "/v1/betaGroups/g2/relationships/builds",
            json!({"data": [{"type": "builds", "id": "b1"}]})
        )
    );
    table
        .done(
            "group-build:2",
            [list(&[json!({"type": "builds", "id": "b1"})])],
        )
        .await;
    let internal = no(
        422,
        "ENTITY_UNPROCESSABLE",
        "Builds cannot be assigned to this internal group.",
    );
    table.done("group-build:2", [none(), internal]).await;
    let refused = || no(422, "ENTITY_UNPROCESSABLE", "x");
    let problem = table
        .failed("group-build:2", [none(), refused(), build(None, "", "")])
        .await;
    assert_eq!(problem.advice.key, "problem.attach-compliance");
    let settles = [
        none(),
        refused(),
        build(Some(false), "PROCESSING", "PROCESSING"),
    ];
    let (outcome, _) = table.run("group-build:2", Attempt::FIRST, settles).await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
}

#[tokio::test]
async fn beta_review_is_asked_for_only_when_the_build_is_ready() {
    let mut table = to_test().await;
    let state = |external: &str| build(Some(false), "IN_BETA_TESTING", external);
    let (output, asked) = table
        .done(
            "beta-review",
            [
                state("READY_FOR_BETA_SUBMISSION"),
                made(resource("betaAppReviewSubmissions", "b1", json!({}))),
            ],
        )
        .await;
    assert_eq!(
        output,
        json!({"beta": "b1", "term": "WAITING_FOR_BETA_REVIEW"})
    );
    assert_eq!(
        asked[1].json()["data"]["relationships"]["build"]["data"]["id"],
        "b1"
    );
    let (output, asked) = table.done("beta-review", [state("BETA_APPROVED")]).await;
    assert_eq!(
        (output["term"].as_str(), asked.len()),
        (Some("BETA_APPROVED"), 1)
    );
    let (outcome, _) = table
        .run("beta-review", Attempt::FIRST, [state("PROCESSING")])
        .await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    assert_eq!(
        table
            .failed("beta-review", [state("BETA_REJECTED")])
            .await
            .advice
            .key,
        "problem.beta-rejected"
    );
    let another = no(
        422,
        "ENTITY_UNPROCESSABLE.ANOTHER_BUILD_IN_REVIEW",
        "Another build is in review",
    );
    let problem = table
        .failed("beta-review", [state("READY_FOR_BETA_SUBMISSION"), another])
        .await;
    assert_eq!(problem.advice.key, "problem.another-in-beta-review");
    table
        .unclear(
            "beta-review",
            [
                state("READY_FOR_BETA_SUBMISSION"),
                no(500, "UNEXPECTED_ERROR", ""),
            ],
        )
        .await;
}

#[tokio::test]
async fn what_to_test_goes_to_each_language_that_was_written() {
    let mut table = to_test().await;
    table.order.notes.0 = [
        ("zh-CN".to_owned(), "试".to_owned()),
        ("en-US".to_owned(), "Try".to_owned()),
    ]
    .into();
    let there = || {
        list(&[resource(
            "betaBuildLocalizations",
            "t1",
            json!({"locale": "zh-Hans", "whatsNew": null}),
        )])
    };
    let text = || made(resource("betaBuildLocalizations", "t2", json!({})));
    let (_, asked) = table.done("what-to-test", [there(), text(), text()]).await;
    let said: Vec<(String, Value)> = asked[1..]
        .iter()
        .map(|asked| {
            (
                asked.method.clone(),
                asked.json()["data"]["attributes"].clone(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            (
                "POST".to_owned(),
                json!({"locale": "en-US", "whatsNew": "Try"})
            ),
            ("PATCH".to_owned(), json!({"whatsNew": "试"}))
        ]
    );
}

#[tokio::test]
async fn testers_are_told_by_apple_or_now() {
    let mut table = to_test().await;
    let (output, asked) = table
        .done(
            "notify",
            [
                build(Some(false), "READY_FOR_BETA_TESTING", "IN_BETA_REVIEW"),
                one(resource("buildBetaDetails", "d1", json!({}))),
            ],
        )
        .await;
    assert_eq!(
        (output["beta"].as_str(), asked[1].short().as_str()),
        (Some("b1"), "PATCH d1")
    );
    let enabled = no(
        409,
        "STATE_ERROR.ENTITY_STATE_INVALID",
        "Auto-notify already enabled",
    );
    let (_, asked) = table
        .done(
            "notify",
            [
                build(Some(false), "IN_BETA_TESTING", "IN_BETA_TESTING"),
                enabled,
            ],
        )
        .await;
    assert_eq!(asked[1].short(), "POST buildBetaNotifications");
}

#[tokio::test]
async fn a_link_is_opened_as_wished() {
    let mut table = to_test().await;
    table.order.testing.groups[1].public_link = Some(PublicLink {
        open: true,
        limit: Some(50),
    });
    let closed = || one(there("g2", "QA", false));
    let opened = Reply::Json(
        200,
        json!({"data": resource("betaGroups", "g2", json!({"publicLink": "https://testflight.apple.com/join/AbCdEf12"}))}),
    );
    let (output, asked) = table.done("public-link:2", [closed(), opened]).await;
    assert_eq!(output["link"], "https://testflight.apple.com/join/AbCdEf12");
    assert_eq!(
        asked[1].json()["data"]["attributes"],
        json!({"publicLinkEnabled": true, "publicLinkLimitEnabled": true, "publicLinkLimit": 50})
    );
}
