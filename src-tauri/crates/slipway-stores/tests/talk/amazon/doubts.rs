//! Answers that were lost: what is asked, and when the answer is believed.

use std::time::Duration;

use serde_json::json;
use slipway_model::{AppRef, Looked, ReviewState};
use slipway_stores::Submitted;

use super::{EDIT, apk, apks, edit, empty, inside, no, none, ready};
use crate::{Reply, now};

fn again(seconds: u64) -> Looked {
    Looked::AskAgain {
        after: Duration::from_secs(seconds),
    }
}

#[tokio::test]
async fn an_edit_whose_opening_was_not_answered_is_found() {
    let mut table = ready().await;
    // A question that was lost before anything was opened: what is there is somebody else's.
    table.unclear("edit", [Reply::Silence]).await;
    assert_eq!(table.look("edit", 0, []).await, Looked::DidNot);
    table.unclear("edit", [none(), Reply::Silence]).await;
    assert_eq!(table.look("edit", 0, [none()]).await, again(1));
    assert_eq!(table.look("edit", 8, [none()]).await, Looked::DidNot);
    let Looked::Happened { output } = table.look("edit", 0, [edit("IN_PROGRESS")]).await else {
        panic!("must be found")
    };
    assert_eq!(
        (output["edit_id"].as_str(), output["created"].as_bool()),
        (Some(EDIT), Some(true))
    );
    assert_eq!(
        table.look("edit", 0, [edit("REVIEW")]).await,
        Looked::DidNot
    );
}

#[tokio::test]
async fn a_package_is_looked_for_by_its_version() {
    let mut table = inside().await;
    table
        .unclear(
            "upload",
            [Reply::Tagged(200, "\"1\"", apk("M1", 19)), Reply::Silence],
        )
        .await;
    assert_eq!(
        table.look("upload", 0, [apks(&[("M1", 19)])]).await,
        again(3)
    );
    assert_eq!(
        table.look("upload", 60, [apks(&[("M1", 19)])]).await,
        Looked::DidNot
    );
    let looked = table.look("upload", 0, [apks(&[("M1", 20)])]).await;
    let Looked::Happened { output } = looked else {
        panic!("must be found")
    };
    assert_eq!(output["apk_id"], "M1");
    // The question itself fails: it is asked again.
    assert_eq!(table.look("upload", 0, [empty(503)]).await, again(15));
}

#[tokio::test]
async fn a_commit_is_never_sent_twice_on_a_guess() {
    let mut table = inside().await;
    let problem = table
        .unclear("submit", [edit("IN_PROGRESS"), Reply::Silence])
        .await;
    assert_eq!(problem.retry, slipway_model::Retry::AfterLooking);
    assert_eq!(
        table.look("submit", 0, [edit("IN_PROGRESS")]).await,
        again(2)
    );
    assert_eq!(
        table.look("submit", 60, [edit("IN_PROGRESS")]).await,
        Looked::DidNot
    );
    for status in ["REVIEW", "SUBMITTED", "LIVE", "SOMETHING_NEW"] {
        let looked = table.look("submit", 0, [edit(status)]).await;
        assert!(
            matches!(looked, Looked::Happened { .. }),
            "{status}: {looked:?}"
        );
    }
    // Gone without a word: submitted or deleted, a person decides.
    let looked = table.look("submit", 60, [empty(404), none()]).await;
    assert!(matches!(looked, Looked::CannotTell { .. }), "{looked:?}");
    let other = Reply::Json(200, json!({"id": "other", "status": "REVIEW"}));
    let looked = table.look("submit", 60, [empty(404), other]).await;
    assert!(matches!(looked, Looked::CannotTell { .. }), "{looked:?}");
}

#[tokio::test]
async fn a_commit_that_others_came_before_goes_back_to_validation() {
    let mut table = inside().await;
    let moved = Reply::Tagged(
        200,
        "\"edit-2\"",
        json!({"id": EDIT, "status": "IN_PROGRESS"}),
    );
    let problem = table
        .failed("submit", [edit("IN_PROGRESS"), empty(412), moved])
        .await;
    assert_eq!(
        (
            problem.advice.key.as_str(),
            problem.redo.as_deref(),
            problem.retry
        ),
        (
            "problem.changed-meanwhile",
            Some("validate"),
            slipway_model::Retry::No
        )
    );
}

#[tokio::test]
async fn what_an_edit_lacks_is_written_again_by_a_retry() {
    let mut table = inside().await;
    let lacks = |status| {
        let code = "error_release_notes_incomplete";
        Reply::Json(
            status,
            json!({"errors": [{"errorCode": code, "errorMessage": "en-US"}]}),
        )
    };
    let problem = table.failed("validate", [lacks(403)]).await;
    assert_eq!(problem.redo.as_deref(), Some("languages"));
    let problem = table
        .failed("submit", [edit("IN_PROGRESS"), lacks(403)])
        .await;
    assert_eq!(problem.redo.as_deref(), Some("languages"));
    let problem = table.failed("validate", [empty(503)]).await;
    assert_eq!(problem.redo, None, "a fault of Amazon's own");
}

#[tokio::test]
async fn an_edit_that_is_not_there_is_opened_again_by_a_retry() {
    let mut table = ready().await;
    table.done("edit", [none(), edit("IN_PROGRESS")]).await;
    for replies in [
        vec![no(404, "not_found", "edit")],
        vec![apks(&[("M1", 19)]), no(404, "not_found", "edit")],
    ] {
        let problem = table.failed("read", replies).await;
        assert_eq!(problem.advice.key, "problem.edit-vanished");
        assert_eq!(problem.redo.as_deref(), Some("edit"));
    }
}

#[tokio::test]
async fn deleting_and_removing_are_looked_for_by_what_is_gone() {
    let mut table = inside().await;
    table.order.survey = json!({"extra": {"open_edit": EDIT}});
    table
        .order
        .answers
        .insert("open_edit".into(), "replace 543210".into());
    assert_eq!(
        table.look("discard", 0, [edit("IN_PROGRESS")]).await,
        Looked::DidNot
    );
    let looked = table.look("discard", 0, [none()]).await;
    assert!(matches!(looked, Looked::Happened { .. }), "{looked:?}");
    table
        .order
        .answers
        .insert("package_way".into(), "large".into());
    let both = apks(&[("M1", 19), ("M2", 20)]);
    assert_eq!(table.look("remove-old", 0, [both]).await, Looked::DidNot);
    let looked = table.look("remove-old", 0, [apks(&[("M2", 20)])]).await;
    assert!(matches!(looked, Looked::Happened { .. }), "{looked:?}");
    let looked = table
        .look("attach", 0, [apks(&[("M1", 19), ("M2", 20)])])
        .await;
    assert!(matches!(looked, Looked::Happened { .. }), "{looked:?}");
}

#[tokio::test]
async fn a_review_says_what_is_told_and_marks_what_is_concluded() {
    let table = ready().await;
    let app = AppRef {
        package: "com.example.slipway".into(),
        store_app_id: None,
    };
    let submitted = Submitted {
        version_code: 20,
        at: now() - jiff::SignedDuration::from_hours(20),
        goes_live_at: None,
        trace: json!({"edit_id": EDIT}),
    };
    for (reply, state, inferred) in [
        (edit("REVIEW"), ReviewState::InReview, false),
        (none(), ReviewState::NeedsLook, true),
        (edit("IN_PROGRESS"), ReviewState::NeedsLook, true),
    ] {
        table.server.will([reply]);
        let review = table
            .store
            .review(&table.visit, &app, Some(&submitted))
            .await
            .unwrap();
        table.server.asked();
        assert_eq!((review.state, review.inferred), (state, inferred));
    }
}
