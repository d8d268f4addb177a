//! What is not known after an answer was lost, and what the store contradicts.

use std::time::Duration;

use serde_json::json;
use slipway_model::{Looked, Outcome, ProblemKind};
use slipway_stores::Attempt;

use super::{attached, info, no, place, ready};
use crate::{NEW_HOST, Reply};

#[tokio::test]
async fn a_submission_without_an_answer_is_unclear_until_the_store_was_asked() {
    let mut table = attached().await;
    for silence in [
        Reply::Silence,
        Reply::Text(502, "<html>"),
        Reply::Text(200, "<html>"),
        Reply::Json(200, json!({})),
    ] {
        table.unclear("submit", [silence]).await;
    }
    assert!(matches!(
        table.look("submit", 0, [info(5, 20, 19)]).await,
        Looked::Happened { .. }
    ));
    assert!(matches!(
        table.look("submit", 0, [info(0, 20, 19)]).await,
        Looked::AskAgain { .. }
    ));
    assert_eq!(
        table.look("submit", 60, [info(0, 20, 19)]).await,
        Looked::DidNot
    );
    assert!(matches!(
        table.look("submit", 60, [Reply::Text(502, "")]).await,
        Looked::AskAgain { .. }
    ));
}

#[tokio::test]
async fn a_refusal_of_a_second_submission_may_be_the_proof_of_the_first() {
    let mut table = attached().await;
    let edited = || no(204_144_647, "can't be edited service");
    table.done("submit", [edited(), info(4, 20, 19)]).await;
    let problem = table.failed("submit", [edited(), info(5, 19, 18)]).await;
    assert_eq!(problem.kind, ProblemKind::AlreadyThere);
}

#[tokio::test]
async fn a_yes_that_the_store_does_not_know_of_is_doubted() {
    let mut table = attached().await;
    let (outcome, _) = table
        .run("confirm", Attempt::FIRST, [info(7, 20, 19)])
        .await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }), "{outcome:?}");
    let late = Attempt {
        number: 12,
        waited: Duration::from_secs(121),
    };
    let (outcome, _) = table.run("confirm", late, [info(7, 20, 19)]).await;
    let Outcome::Unclear { problem } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(problem.advice.key, "problem.not-seen");
    // A question that cannot be asked takes nothing away from the yes.
    let (outcome, _) = table.run("confirm", late, [Reply::Text(502, "")]).await;
    assert_eq!(
        outcome,
        Outcome::Done {
            output: json!({"seen": false})
        }
    );
}

#[tokio::test]
async fn an_attached_package_without_an_answer_is_found_again() {
    let mut table = ready().await;
    table
        .done(
            "upload",
            [
                place(&format!("https://{NEW_HOST}/a")),
                Reply::Text(200, ""),
            ],
        )
        .await;
    table.unclear("attach", [Reply::Silence]).await;
    let Looked::Happened { output } = table.look("attach", 0, [info(0, 20, 19)]).await else {
        panic!("must be found")
    };
    table.outputs.insert("attach".into(), output);
    // Its id is unknown, so there is nothing to poll for.
    let (_, asked) = table.done("compile", []).await;
    assert!(asked.is_empty());
}
