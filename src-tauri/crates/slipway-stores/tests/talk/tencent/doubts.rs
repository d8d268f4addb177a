//! Answers that are lost, late or contradicted.

use std::time::Duration;

use serde_json::json;
use slipway_model::{Looked, Outcome, ProblemKind, Retry};
use slipway_stores::Attempt;

use super::{key, no, status, uploaded};
use crate::Reply;

#[tokio::test]
async fn an_update_without_an_answer_is_unclear_until_the_store_was_asked() {
    let mut table = uploaded().await;
    for silence in [
        Reply::Silence,
        Reply::Text(502, "<html>"),
        Reply::Text(200, "<html>"),
        Reply::Json(200, json!({"msg": "success"})),
    ] {
        table.unclear("submit", [silence]).await;
    }
    let Looked::Happened { output } = table.look("submit", 0, [status(json!(1))]).await else {
        panic!("it is in review")
    };
    assert_eq!(
        output,
        json!({"status_before": 3, "version_name": "2.0.0", "seen": true, "term": "审核中 (audit_status 1)"})
    );
    assert!(matches!(
        table.look("submit", 0, [status(json!(2))]).await,
        Looked::Happened { .. }
    ));
    for reply in [status(json!(3)), no(5_000_002, "x"), Reply::Silence] {
        assert!(matches!(
            table.look("submit", 20, [reply]).await,
            Looked::AskAgain { .. }
        ));
    }
    assert!(matches!(
        table.look("submit", 600, [status(json!(3))]).await,
        Looked::CannotTell { .. }
    ));
}

#[tokio::test]
async fn a_refused_update_is_certain() {
    let mut table = uploaded().await;
    for (ret, kind, about, redo) in [
        (4_000_045, ProblemKind::BadArtifact, None, Some("upload")),
        (4_000_044, ProblemKind::Refused, None, Some("upload")),
        (4_000_039, ProblemKind::BadInput, Some("when"), None),
        (
            4_000_021,
            ProblemKind::Refused,
            Some("listing:introduce"),
            None,
        ),
        (1_000_020, ProblemKind::BadCredentials, None, None),
    ] {
        let problem = table.failed("submit", [no(ret, "原因")]).await;
        assert_eq!((problem.kind, problem.retry), (kind, Retry::No));
        assert_eq!(
            (problem.about.as_deref(), problem.redo.as_deref()),
            (about, redo)
        );
        assert_eq!(problem.said.unwrap().words, "原因");
    }
    let problem = table.failed("submit", [no(1_000_003, "busy")]).await;
    assert!(matches!(problem.retry, Retry::After { .. }));

    // The store's reason is shown; only whether a version is in review can be asked.
    let replies = [no(4_000_053, "缺少资质"), status(json!(3))];
    let problem = table.failed("submit", replies).await;
    assert_eq!(
        key(&problem),
        (ProblemKind::Refused, "problem.not-submitted")
    );
    assert_eq!(problem.said.unwrap().words, "缺少资质");
    let replies = [no(4_000_053, "审核中"), status(json!(1))];
    let problem = table.failed("submit", replies).await;
    assert_eq!(
        key(&problem),
        (ProblemKind::AlreadyThere, "problem.something-in-review")
    );

    table.outputs.remove("upload");
    let problem = table.failed("submit", []).await;
    assert_eq!(problem.redo.as_deref(), Some("upload"));
}

#[tokio::test]
async fn a_yes_is_read_back_waited_for_and_in_the_end_doubted() {
    let mut table = uploaded().await;
    table.done("submit", [no(0, "success")]).await;
    for reply in [status(json!(3)), no(5_000_002, "x"), Reply::Text(502, "")] {
        let (outcome, _) = table.run("confirm", Attempt::FIRST, [reply]).await;
        assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    }
    let late = Attempt {
        number: 20,
        waited: Duration::from_secs(300),
    };
    for reply in [status(json!(3)), no(5_000_002, "x")] {
        let (outcome, _) = table.run("confirm", late, [reply]).await;
        let Outcome::Unclear { problem } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(key(&problem), (ProblemKind::Unclear, "problem.not-seen"));
    }
    // A question that cannot be asked takes nothing away from the yes.
    let (outcome, _) = table.run("confirm", late, [Reply::Text(502, "")]).await;
    assert_eq!(
        outcome,
        Outcome::Done {
            output: json!({"seen": false})
        }
    );
    assert!(matches!(
        table.look("confirm", 0, [status(json!(1))]).await,
        Looked::Happened { .. }
    ));
}
