//! Answers that are lost, late or contradicted.

use std::time::Duration;

use serde_json::json;
use slipway_model::{Looked, Outcome, ProblemKind, Retry};
use slipway_stores::Attempt;

use super::{APP, no, task, uploaded, yes};
use crate::Reply;

#[tokio::test]
async fn a_submission_without_an_answer_is_looked_for() {
    let mut table = uploaded().await;
    for silence in [
        Reply::Silence,
        Reply::Text(502, "<html>"),
        Reply::Text(200, "<html>"),
        no(40_000),
    ] {
        table.unclear("submit", [silence]).await;
    }
    let Looked::Happened { output } = table.look("submit", 0, [task("r20", 20, 0)]).await else {
        panic!("it is in review")
    };
    assert_eq!(
        (&output["release_id"], &output["seen"]),
        (&json!("r20"), &json!(true))
    );
    assert!(matches!(
        table.look("submit", 0, [task("d20", 20, 4)]).await,
        Looked::AskAgain { .. }
    ));
    assert_eq!(
        table.look("submit", 60, [task("d20", 20, 4)]).await,
        Looked::DidNot
    );
    assert!(matches!(
        table.look("submit", 60, [Reply::Silence]).await,
        Looked::AskAgain { .. }
    ));
}

#[tokio::test]
async fn a_refused_submission_is_certain_unless_it_is_our_own() {
    let mut table = uploaded().await;
    let (seen, _) = table.done("submit", [no(20_022), task("r20", 20, 0)]).await;
    assert_eq!(seen["release_id"], json!("r20"));
    let problem = table
        .failed("submit", [no(20_022), task("r18", 18, 0)])
        .await;
    assert_eq!(problem.kind, ProblemKind::AlreadyThere);
    for (code, kind) in [
        (20_046, ProblemKind::Refused),
        (30_011, ProblemKind::TooMany),
        (30_006, ProblemKind::BadArtifact),
    ] {
        let problem = table.failed("submit", [no(code)]).await;
        assert_eq!((problem.kind, problem.retry), (kind, Retry::No), "{code}");
    }
}

#[tokio::test]
async fn a_yes_is_read_back_or_doubted() {
    let mut table = uploaded().await;
    table.done("submit", [yes(json!("r20"))]).await;
    let early = table
        .run("confirm", Attempt::FIRST, [task("r19", 19, 1)])
        .await
        .0;
    assert!(matches!(early, Outcome::WaitUntil { .. }), "{early:?}");
    let late = Attempt {
        number: 9,
        waited: Duration::from_secs(121),
    };
    // The newest task is another's; the verdict on our own id is what counts then.
    let verdict = |result: i64| {
        yes(
            json!([{"appId": APP, "releaseId": "other", "auditResult": 1}, {"appId": APP, "releaseId": "r20", "auditResult": result}]),
        )
    };
    let (outcome, asked) = table
        .run("confirm", late, [task("r19", 19, 2), verdict(0)])
        .await;
    let Outcome::Done { output } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(output["seen"], json!(true));
    assert_eq!(
        asked[1].json(),
        json!({"appId": [{"appId": APP, "releaseId": "r20"}]})
    );
    for doubt in [verdict(3), no(20_027)] {
        let (outcome, _) = table
            .run("confirm", late, [task("r19", 19, 2), doubt])
            .await;
        assert!(matches!(outcome, Outcome::Unclear { .. }), "{outcome:?}");
    }
    let looked = table.look("confirm", 0, [task("r19", 19, 2)]).await;
    assert!(matches!(looked, Looked::CannotTell { .. }), "{looked:?}");
    for seen in [task("r20", 20, 0), task("r21", 20, 1)] {
        let looked = table.look("confirm", 0, [seen]).await;
        assert!(matches!(looked, Looked::Happened { .. }), "{looked:?}");
    }
    let (outcome, _) = table.run("confirm", late, [Reply::Text(502, "")]).await;
    assert_eq!(
        outcome,
        Outcome::Done {
            output: json!({"seen": false})
        }
    );
}
