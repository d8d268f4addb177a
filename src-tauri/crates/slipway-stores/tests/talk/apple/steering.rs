//! Levers of a submitted version, and what is read of it.

use serde_json::json;
use slipway_model::{Lever, Problem, ReviewState, Steering};
use slipway_stores::Submitted;

use super::{
    build, live, made, no, one, ours, related, resource, submission, table, version, with,
};
use crate::{Asked, Reply, Table, now};

fn sent(trace: serde_json::Value) -> Submitted {
    Submitted {
        version_code: 42 << 32,
        at: now(),
        goes_live_at: None,
        trace,
    }
}

fn of_version() -> Submitted {
    sent(json!({"version": "v2", "submission": "s1", "platform": "IOS"}))
}

async fn pull(
    table: &Table,
    lever: Lever,
    replies: Vec<Reply>,
) -> (Result<(), Problem>, Vec<Asked>) {
    table.server.will(replies);
    let pulled = table
        .store
        .steer(
            &table.visit,
            &table.order.app,
            Some(&of_version()),
            &Steering::new(lever),
        )
        .await;
    (pulled, table.server.asked())
}

#[tokio::test]
async fn each_lever_is_one_request() {
    let table = table().await;
    let before = || {
        vec![
            ours(),
            with(
                &[version("v2", "2.4.0", "READY_FOR_DISTRIBUTION"), live()],
                &[],
            ),
        ]
    };
    let plan = |state: &str| {
        one(resource(
            "appStoreVersionPhasedReleases",
            "p1",
            json!({"phasedReleaseState": state}),
        ))
    };
    for (lever, word) in [
        (Lever::Pause, "PAUSED"),
        (Lever::Resume, "ACTIVE"),
        (Lever::Complete, "COMPLETE"),
    ] {
        let mut replies = before();
        replies.extend([plan("ACTIVE"), plan(word)]);
        let (pulled, asked) = pull(&table, lever, replies).await;
        pulled.unwrap();
        assert_eq!(
            (
                asked[3].short().as_str(),
                asked[3].json()["data"]["attributes"].clone()
            ),
            ("PATCH p1", json!({"phasedReleaseState": word}))
        );
    }
    let mut replies = before();
    replies.extend([
        plan("PAUSED"),
        no(
            409,
            "STATE_ERROR",
            "The phased release already has this value - /data/attributes/phasedReleaseState",
        ),
    ]);
    pull(&table, Lever::Pause, replies).await.0.unwrap();
    let mut replies = before();
    replies.push(made(resource(
        "appStoreVersionReleaseRequests",
        "r",
        json!({}),
    )));
    let (pulled, asked) = pull(&table, Lever::Release, replies).await;
    pulled.unwrap();
    assert_eq!(
        asked[2].json()["data"]["relationships"]["appStoreVersion"]["data"]["id"],
        "v2"
    );
    let mut replies = before();
    replies.push(one(submission("s1", "CANCELING")));
    let (pulled, asked) = pull(&table, Lever::Withdraw, replies).await;
    pulled.unwrap();
    assert_eq!(
        asked[2].json(),
        json!({"data": {"type": "reviewSubmissions", "id": "s1", "attributes": {"canceled": true}}})
    );
    let moved = || no(409, "STATE_ERROR", "Resource is not in cancellable state");
    for (state, is_done) in [
        ("CANCELING", true),
        ("COMPLETE", true),
        ("IN_REVIEW", false),
    ] {
        let mut replies = before();
        replies.extend([moved(), one(submission("s1", state))]);
        assert_eq!(
            pull(&table, Lever::Withdraw, replies).await.0.is_ok(),
            is_done,
            "{state}"
        );
    }
    assert_eq!(
        pull(&table, Lever::Widen, before())
            .await
            .0
            .unwrap_err()
            .advice
            .key,
        "problem.no-such-lever"
    );
}

#[tokio::test]
async fn a_pull_is_seen_in_what_is_read_afterwards() {
    let table = table().await;
    let look = async |state: &str, phase: &str, of_submission: &str| {
        let ours_now = related(
            version("v2", "2.4.0", state),
            "appStoreVersionPhasedRelease",
            "appStoreVersionPhasedReleases",
            "p1",
        );
        let plan = resource(
            "appStoreVersionPhasedReleases",
            "p1",
            json!({"phasedReleaseState": phase, "currentDayNumber": 3}),
        );
        table.server.will([
            ours(),
            with(&[ours_now, live()], &[plan]),
            one(submission("s1", of_submission)),
        ]);
        let review = table
            .store
            .review(&table.visit, &table.order.app, Some(&of_version()))
            .await
            .unwrap();
        table.server.asked();
        review
    };
    let running = look("READY_FOR_DISTRIBUTION", "ACTIVE", "COMPLETE").await;
    assert_eq!(
        (
            running.state,
            running.phase.as_ref().unwrap().store_term.as_str()
        ),
        (ReviewState::Live, "ACTIVE 3/7")
    );
    let paused = look("READY_FOR_DISTRIBUTION", "PAUSED", "COMPLETE").await;
    let complete = look("READY_FOR_DISTRIBUTION", "COMPLETE", "COMPLETE").await;
    assert!(
        Steering::new(Lever::Pause).is_seen_in(&running, &paused)
            && !Steering::new(Lever::Pause).is_seen_in(&running, &running)
    );
    assert!(Steering::new(Lever::Resume).is_seen_in(&paused, &running));
    assert!(
        Steering::new(Lever::Complete).is_seen_in(&paused, &complete)
            && !Steering::new(Lever::Complete).is_seen_in(&running, &paused)
    );
    let waits = look("PENDING_DEVELOPER_RELEASE", "INACTIVE", "COMPLETE").await;
    let goes = look("PROCESSING_FOR_DISTRIBUTION", "INACTIVE", "COMPLETE").await;
    assert!(
        Steering::new(Lever::Release).is_seen_in(&waits, &goes)
            && !Steering::new(Lever::Release).is_seen_in(&waits, &waits)
    );
    let in_review = look("IN_REVIEW", "INACTIVE", "IN_REVIEW").await;
    let cancelling = look("IN_REVIEW", "INACTIVE", "CANCELING").await;
    assert!(
        Steering::new(Lever::Withdraw).is_seen_in(&in_review, &cancelling)
            && !Steering::new(Lever::Withdraw).is_seen_in(&in_review, &in_review)
    );
}

#[tokio::test]
async fn a_test_is_asked_about_by_its_build() {
    let table = table().await;
    table
        .server
        .will([build(Some(false), "IN_BETA_TESTING", "IN_BETA_REVIEW")]);
    let tested = sent(json!({"beta": "b1", "term": "WAITING_FOR_BETA_REVIEW"}));
    let review = table
        .store
        .review(&table.visit, &table.order.app, Some(&tested))
        .await
        .unwrap();
    assert_eq!(
        (review.state, review.store_term.as_str()),
        (ReviewState::InReview, "IN_BETA_REVIEW")
    );
}
