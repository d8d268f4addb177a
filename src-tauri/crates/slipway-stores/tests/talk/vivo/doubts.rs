//! Answers that are lost, late or contradicted.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{Looked, Outcome, ProblemKind, Retry};
use slipway_stores::Attempt;

use super::{SERIAL, at, no, table, turned_away, uploaded, yes};
use crate::Reply;

#[tokio::test]
async fn a_submission_without_an_answer_is_unclear_until_vivo_was_asked() {
    let mut table = uploaded().await;
    for reply in [
        Reply::Silence,
        Reply::Text(502, "<html>"),
        Reply::Text(200, "<html>"),
        Reply::Json(200, json!({"msg": "ok", "data": {}})),
        turned_away(500),
        no("11010"),
    ] {
        table.unclear("submit", [reply]).await;
    }
    for (code, status, sale) in [(20, 2, 1), (20, 3, 1), (20, 4, 1)] {
        let looked = table.look("submit", 0, [at(code, status, sale)]).await;
        assert_eq!(
            looked,
            Looked::Happened {
                output: json!({"term": format!("status {status}, saleStatus {sale}")})
            }
        );
    }
    let later = |seconds| Looked::AskAgain {
        after: Duration::from_secs(seconds),
    };
    assert_eq!(table.look("submit", 0, [at(19, 3, 1)]).await, later(8));
    assert_eq!(
        table.look("submit", 200, [at(19, 3, 1)]).await,
        Looked::DidNot
    );
    assert_eq!(table.look("submit", 30, [Reply::Silence]).await, later(15));
    assert!(matches!(
        table.look("submit", 30, [turned_away(10018)]).await,
        Looked::CannotTell { .. }
    ));
}

#[tokio::test]
async fn a_refused_submission_is_certain() {
    let mut table = uploaded().await;
    for (reply, kind, advice) in [
        (
            no("15042"),
            ProblemKind::BadArtifact,
            "problem.signer-changed",
        ),
        (no("20016"), ProblemKind::Refused, "problem.notes-length"),
        (
            turned_away(10011),
            ProblemKind::TooMany,
            "problem.daily-quota",
        ),
        (no("A1"), ProblemKind::Refused, "problem.other"),
    ] {
        let problem = table.failed("submit", [reply]).await;
        assert_eq!(
            (problem.kind, problem.advice.key.as_str(), problem.retry),
            (kind, advice, Retry::No)
        );
    }
    let problem = table.failed("submit", [no("20002")]).await;
    assert_eq!(problem.redo.as_deref(), Some("upload"));
}

#[tokio::test]
async fn in_review_is_our_own_submission_when_vivo_shows_our_version() {
    let mut table = uploaded().await;
    let (left, asked) = table.done("submit", [no("12010"), at(20, 2, 1)]).await;
    assert_eq!(left["term"], "status 2, saleStatus 1");
    assert_eq!(asked.len(), 2);
    let problem = table.failed("submit", [no("12010"), at(21, 2, 1)]).await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::AlreadyThere, "problem.in-review")
    );
}

#[tokio::test]
async fn an_upload_is_tried_three_times_and_no_more() {
    let mut table = table().await;
    let try_number = |number| Attempt {
        number,
        waited: Duration::ZERO,
    };
    for (number, again) in [(1, true), (2, true), (3, false)] {
        let (outcome, _) = table.run("upload", try_number(number), [no("15009")]).await;
        let Outcome::Failed { problem } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(problem.retry != Retry::No, again, "{number}");
    }
    let problem = table
        .failed(
            "upload",
            [yes(json!({"serialnumber": SERIAL, "versionCode": "21"}))],
        )
        .await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::BadArtifact, "problem.upload-differs")
    );
    let problem = table.failed("upload", [yes(Value::Null)]).await;
    assert_eq!(problem.kind, ProblemKind::StoreDown);
    table.order.artifacts[0].build.size += 1;
    let problem = table.failed("upload", []).await;
    assert_eq!(problem.advice.key, "http.file-changed");
}

#[tokio::test]
async fn a_yes_is_doubted_only_by_what_vivo_shows() {
    let mut table = uploaded().await;
    table.done("submit", [yes(Value::Null)]).await;
    let (seen, _) = table.done("confirm", [at(20, 2, 1)]).await;
    assert_eq!(
        seen,
        json!({"seen": true, "term": "status 2, saleStatus 1", "version_code": 20})
    );
    let late = Attempt {
        number: 9,
        waited: Duration::from_secs(121),
    };
    let (early, _) = table.run("confirm", Attempt::FIRST, [at(19, 3, 1)]).await;
    assert!(matches!(early, Outcome::WaitUntil { .. }), "{early:?}");
    let (doubted, _) = table.run("confirm", late, [at(19, 3, 1)]).await;
    assert!(matches!(doubted, Outcome::Unclear { .. }), "{doubted:?}");
    let (unasked, _) = table.run("confirm", late, [Reply::Text(502, "")]).await;
    assert_eq!(
        unasked,
        Outcome::Done {
            output: json!({"seen": false})
        }
    );
}

#[tokio::test]
async fn an_answer_is_read_whatever_it_calls_itself() {
    let mut table = table().await;
    let problem = table
        .failed(
            "find-app",
            [Reply::Bytes(
                200,
                b"{\"code\":10018,\"msg\":\"\xbd\xfb\xd6\xb9\"}",
            )],
        )
        .await;
    assert_eq!(
        (problem.kind, problem.said.unwrap().code.as_str()),
        (ProblemKind::BadCredentials, "10018")
    );
    let plain = b"\xef\xbb\xbf{\"code\":\"0\",\"data\":{\"versionCode\":\"19\",\"status\":\"3\",\"saleStatus\":\"1\"}}";
    table.done("find-app", [Reply::Bytes(200, plain)]).await;
}
