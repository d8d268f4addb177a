//! What is asked about a version afterwards, and what is done to its phases.

use serde_json::{Value, json};
use slipway_model::{Lever, Percent, PhaseState, Problem, ProblemKind, ReviewState, Steering};

use super::{APP, found, no, no_phase, ready, record, review, running, submitted, task, yes};
use crate::{Asked, Reply, Table};

#[tokio::test]
async fn a_review_is_asked_for_by_its_number() {
    let table = ready().await;
    let verdict = yes(
        json!([{"appId": APP, "releaseId": "r20", "auditResult": 2, "auditMessage": "启动闪退", "auditAttachment": ["https://pic.example.com/1.png"]}]),
    );
    let (rejected, asked) = review(
        &table,
        Some(&submitted(false)),
        [yes(record()), no_phase(), verdict],
    )
    .await;
    assert_eq!(rejected.state, ReviewState::Rejected);
    assert_eq!(
        rejected.reason.unwrap().words,
        "启动闪退\nhttps://pic.example.com/1.png"
    );
    assert_eq!(
        asked,
        [
            "GET get-app-detail",
            "GET get-phased-release-info",
            "POST get-audit-result"
        ]
    );
    // Live by its version: the verdict is not asked for again.
    let mut live = record();
    live["releaseInfo"]["versionCode"] = json!(20);
    let (review_of_live, asked) =
        review(&table, Some(&submitted(false)), [yes(live), no_phase()]).await;
    assert_eq!((review_of_live.state, asked.len()), (ReviewState::Live, 2));
    // Asked too soon: the newest task speaks for it, if it is ours.
    let soon = || [yes(record()), no_phase(), Reply::Text(429, "")];
    let (ours, asked) = review(
        &table,
        Some(&submitted(false)),
        soon().into_iter().chain([task("r20", 20, 0)]),
    )
    .await;
    assert_eq!((ours.state, asked.len()), (ReviewState::InReview, 4));
    table
        .server
        .will(soon().into_iter().chain([task("r18", 18, 2)]));
    let problem = table
        .store
        .review(&table.visit, &table.order.app, Some(&submitted(false)))
        .await
        .unwrap_err();
    assert_eq!(problem.kind, ProblemKind::TooMany);
    table.server.asked();
    // Nothing submitted from here: the newest task.
    let (other, asked) = review(
        &table,
        None,
        [found(), yes(record()), no_phase(), task("x", 20, 0)],
    )
    .await;
    assert_eq!(
        (other.state, asked[3].as_str()),
        (ReviewState::InReview, "GET get-app-current-release")
    );
}

async fn pull(
    table: &Table,
    steering: Steering,
    replies: impl IntoIterator<Item = Reply>,
) -> (Result<(), Problem>, Vec<Asked>) {
    table.server.will(replies);
    let pulled = table
        .store
        .steer(
            &table.visit,
            &table.order.app,
            Some(&submitted(true)),
            &steering,
        )
        .await;
    (pulled, table.server.asked())
}

#[tokio::test]
async fn a_phased_release_is_steered_with_one_request_each() {
    let table = ready().await;
    for (lever, operation) in [
        (Lever::Pause, 3),
        (Lever::Resume, 0),
        (Lever::Complete, 4),
        (Lever::Cancel, 5),
    ] {
        let (pulled, asked) = pull(
            &table,
            Steering::new(lever),
            [running("10.00"), yes(Value::Null)],
        )
        .await;
        assert_eq!(pulled, Ok(()));
        assert_eq!(asked.len(), 2);
        assert_eq!(asked[1].short(), "POST update-phased-release-info");
        assert_eq!(asked[1].query, format!("appId={APP}"));
        assert_eq!(asked[1].json(), json!({"operationType": operation}));
    }
    let widen = || Steering::widen(Percent::whole(25).unwrap());
    let (pulled, asked) = pull(&table, widen(), [running("10.00"), yes(Value::Null)]).await;
    assert_eq!(pulled, Ok(()));
    assert_eq!(
        asked[1].json(),
        json!({"operationType": 1, "phasedReleaseInfo": {"releasePercentage": "25.00",
            "releaseStartDate": "2026-01-15T10:00:00+0800", "releaseEndDate": "2026-01-20T10:00:00+0800", "releaseNote": "灰度"}})
    );
    let (pulled, asked) = pull(&table, widen(), [running("25.00")]).await;
    assert_eq!(
        (pulled.unwrap_err().advice.key.as_str(), asked.len()),
        ("problem.share-only-grows", 1)
    );
}

#[tokio::test]
async fn a_pull_that_cannot_be_known_says_which() {
    let table = ready().await;
    // Before anything was sent: a definite no.
    let (pulled, _) = pull(
        &table,
        Steering::new(Lever::Complete),
        [Reply::Text(502, "")],
    )
    .await;
    let problem = pulled.unwrap_err();
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::Refused, "problem.not-steered")
    );
    for nothing in [
        no_phase(),
        yes(json!({"releaseStatus": 2, "versionCode": 18})),
    ] {
        let (pulled, asked) = pull(&table, Steering::new(Lever::Cancel), [nothing]).await;
        assert_eq!(
            (pulled.unwrap_err().advice.key.as_str(), asked.len()),
            ("problem.no-phase", 1)
        );
    }
    // After: for the caller to look at.
    let (pulled, _) = pull(
        &table,
        Steering::new(Lever::Complete),
        [running("10.00"), Reply::Silence],
    )
    .await;
    assert!(matches!(
        pulled.unwrap_err().kind,
        ProblemKind::Network | ProblemKind::TimedOut
    ));
}

#[tokio::test]
async fn a_running_phase_is_shown_with_its_levers() {
    let table = ready().await;
    let (shown, asked) = review(
        &table,
        Some(&submitted(true)),
        [yes(record()), running("10.00")],
    )
    .await;
    let phase = shown.phase.clone().unwrap();
    assert_eq!(
        (shown.state, phase.state, asked.len()),
        (ReviewState::Live, PhaseState::Running, 2)
    );
    assert_eq!(phase.percent, Percent::whole(10));
    assert!(Steering::widen(Percent::whole(10).unwrap()).is_seen_in(&shown, &shown));
    assert!(!Steering::new(Lever::Pause).is_seen_in(&shown, &shown));
    let gone = yes(json!([{"appId": APP, "releaseId": "r20", "auditResult": 1}]));
    let (gone, _) = review(
        &table,
        Some(&submitted(true)),
        [yes(record()), no_phase(), gone],
    )
    .await;
    assert!(Steering::new(Lever::Cancel).is_seen_in(&shown, &gone));
    // An answer with a gap, and a refusal to tell, are no cancellation.
    let approved = yes(json!([{"appId": APP, "releaseId": "r20", "auditResult": 1}]));
    for silent in [
        vec![yes(json!({"versionCode": 20}))],
        vec![no(20_999), approved],
    ] {
        table.server.will([yes(record())].into_iter().chain(silent));
        let told = table
            .store
            .review(&table.visit, &table.order.app, Some(&submitted(true)))
            .await;
        table.server.asked();
        assert!(told.is_err(), "{told:?}");
    }
}
