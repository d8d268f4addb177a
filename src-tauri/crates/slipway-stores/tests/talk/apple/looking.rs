//! The read-back table: after a lost answer each call is looked for where it would show, and a no is believed after ten seconds.

use serde_json::{Value, json};
use slipway_model::{Goal, GroupKind, Looked, Percent, Phases, TesterGroup, When};

use super::{after, build, item, list, live, no, one, resource, submission, upload, version};
use crate::{Reply, Table};

async fn lost() -> Table {
    let mut table = after(&[
        ("earlier", json!({"upload": null})),
        ("reserve", json!({"upload": "u1", "adopted": false})),
        ("reserve-file", json!({"file": "f1"})),
        ("processing", json!({"build": "b1"})),
        ("version", json!({"version": "v2"})),
        ("submission", json!({"submission": "s1"})),
        ("item", json!({"submission": "s1", "item": "i1"})),
        ("group:1", json!({"group": "g1"})),
    ])
    .await;
    let from = "2026-04-01T09:00:00Z".parse().unwrap();
    table.order.when = When::InPhases(Phases {
        percent: Percent::whole(1).unwrap(),
        from,
        until: from,
        zone: String::new(),
        about: String::new(),
    });
    table.order.testing.groups = vec![TesterGroup {
        name: "QA".into(),
        kind: GroupKind::External,
        ..TesterGroup::default()
    }];
    table
}

/// There, with what it left; not there while reads may lag; not there.
async fn check(goal: Goal, step: &str, there: Vec<Reply>, output: Value, not: fn() -> Vec<Reply>) {
    let mut table = lost().await;
    table.order.goal = goal;
    match table.look(step, 0, there).await {
        Looked::Happened { output: found } => assert_eq!(found, output, "{step}"),
        looked => panic!("{step}: {looked:?}"),
    }
    assert!(
        matches!(table.look(step, 3, not()).await, Looked::AskAgain { .. }),
        "{step}"
    );
    assert_eq!(table.look(step, 60, not()).await, Looked::DidNot, "{step}");
    // A question that nobody answers proves nothing.
    assert!(
        matches!(
            table.look(step, 3, [Reply::Text(503, "")]).await,
            Looked::AskAgain { .. }
        ),
        "{step}"
    );
}

fn nothing() -> Vec<Reply> {
    vec![list(&[])]
}

fn file(state: &str) -> Value {
    resource(
        "buildUploadFiles",
        "f1",
        json!({"fileName": "app-release.ipa", "fileSize": crate::PACKAGE.len(), "assetDeliveryState": {"state": state}}),
    )
}

#[tokio::test]
async fn the_build_is_looked_for() {
    let goal = Goal::Submit;
    check(
        goal,
        "reserve",
        vec![list(&[upload("u1", "AWAITING_UPLOAD")])],
        json!({"upload": "u1", "adopted": false}),
        nothing,
    )
    .await;
    check(
        goal,
        "reserve-file",
        vec![list(&[file("AWAITING_UPLOAD")])],
        json!({"file": "f1"}),
        nothing,
    )
    .await;
    check(
        goal,
        "commit",
        vec![one(file("UPLOAD_COMPLETE"))],
        Value::Null,
        || vec![one(file("AWAITING_UPLOAD"))],
    )
    .await;
    check(
        goal,
        "compliance",
        vec![build(Some(false), "", "")],
        json!({"encryption": false}),
        || vec![build(None, "", "")],
    )
    .await;
}

#[tokio::test]
async fn the_version_is_looked_for() {
    let goal = Goal::Submit;
    check(
        goal,
        "version",
        vec![list(&[
            version("v2", "2.4.0", "PREPARE_FOR_SUBMISSION"),
            live(),
        ])],
        json!({"version": "v2", "made": true}),
        || vec![list(&[live()])],
    )
    .await;
    check(
        goal,
        "attach",
        vec![one(resource("builds", "b1", json!({})))],
        json!({"build": "b1"}),
        || vec![Reply::Json(200, json!({"data": null}))],
    )
    .await;
    check(
        goal,
        "phased",
        vec![one(resource(
            "appStoreVersionPhasedReleases",
            "p1",
            json!({}),
        ))],
        json!({"phased": "p1"}),
        || vec![no(404, "NOT_FOUND", "")],
    )
    .await;
}

#[tokio::test]
async fn the_submission_is_looked_for() {
    let goal = Goal::Submit;
    check(
        goal,
        "submission",
        vec![list(&[submission("s1", "READY_FOR_REVIEW")])],
        json!({"submission": "s1"}),
        nothing,
    )
    .await;
    check(
        goal,
        "item",
        vec![list(&[item("i1", "v2")])],
        json!({"submission": "s1", "item": "i1"}),
        nothing,
    )
    .await;
    for state in ["WAITING_FOR_REVIEW", "IN_REVIEW", "COMPLETE"] {
        let output = json!({"submission": "s1", "version": "v2", "platform": "IOS", "term": state});
        check(
            goal,
            "submit",
            vec![one(submission("s1", state))],
            output,
            || vec![one(submission("s1", "READY_FOR_REVIEW"))],
        )
        .await;
    }
    let table = lost().await;
    for state in ["CANCELING", "SOMETHING_NEW"] {
        assert!(
            matches!(
                table
                    .look("submit", 0, [one(submission("s1", state))])
                    .await,
                Looked::CannotTell { .. }
            ),
            "{state}"
        );
    }
    assert!(matches!(
        table
            .look("submit", 0, [no(403, "FORBIDDEN_ERROR", "")])
            .await,
        Looked::CannotTell { .. }
    ));
    // Made a moment ago, and not found yet.
    assert!(matches!(
        table.look("submit", 1, [no(404, "NOT_FOUND", "")]).await,
        Looked::AskAgain { .. }
    ));
}

#[tokio::test]
async fn the_test_is_looked_for() {
    let goal = Goal::Test;
    let group = || {
        resource(
            "betaGroups",
            "g1",
            json!({"name": "QA", "isInternalGroup": false}),
        )
    };
    check(
        goal,
        "group:1",
        vec![list(&[group()])],
        json!({"group": "g1", "name": "QA", "internal": false, "every": false}),
        nothing,
    )
    .await;
    check(
        goal,
        "group-build:1",
        vec![list(&[json!({"type": "builds", "id": "b1"})])],
        json!({"build": "b1", "by_itself": false}),
        nothing,
    )
    .await;
    let review = resource(
        "betaAppReviewSubmissions",
        "x",
        json!({"betaReviewState": "WAITING_FOR_REVIEW"}),
    );
    check(
        goal,
        "beta-review",
        vec![list(&[review])],
        json!({"beta": "b1", "term": "WAITING_FOR_REVIEW"}),
        nothing,
    )
    .await;
    let mut table = lost().await;
    table.order.goal = goal;
    let twice = [list(&[
        group(),
        resource(
            "betaGroups",
            "g2",
            json!({"name": "QA", "isInternalGroup": false}),
        ),
    ])];
    assert!(matches!(
        table.look("group:1", 0, twice).await,
        Looked::CannotTell { .. }
    ));
    // A mail leaves no trace.
    let testing = [build(Some(false), "IN_BETA_TESTING", "IN_BETA_TESTING")];
    assert!(matches!(
        table.look("notify", 0, testing).await,
        Looked::CannotTell { .. }
    ));
    assert_eq!(
        table
            .look(
                "notify",
                60,
                [build(
                    Some(false),
                    "READY_FOR_BETA_TESTING",
                    "IN_BETA_REVIEW"
                )]
            )
            .await,
        Looked::DidNot
    );
}
