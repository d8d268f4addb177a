//! Releases that go less far or another way: a draft, a bare upload, a bundle, a package that AppGallery fetches itself.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use slipway_model::{Goal, Kind, Looked, Outcome, Percent, Phases, Retry, When};
use slipway_stores::Attempt;

use super::{NEW_HOST, Reply, Table, attached, info, no, ok, place, ready};
use crate::now;

const ADDRESS: &str = "https://dl.example.com/app-release.apk";

fn late(seconds: u64) -> Attempt {
    Attempt {
        number: 40,
        waited: Duration::from_secs(seconds),
    }
}

#[tokio::test]
async fn a_draft_is_read_back_and_nothing_is_submitted() {
    let mut table = attached().await;
    table.order.goal = Goal::Draft;
    let (outcome, _) = table.run("draft", Attempt::FIRST, [info(0, 19, 19)]).await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }), "{outcome:?}");
    let (seen, asked) = table.done("draft", [info(0, 20, 19)]).await;
    assert_eq!(
        (&seen["seen"], &seen["version_code"]),
        (&json!(true), &json!(20))
    );
    assert_eq!(asked.len(), 1);
    // What the store does not show is said to be unseen.
    for reply in [info(0, 19, 19), Reply::Text(502, "")] {
        let (outcome, _) = table.run("draft", late(121), [reply]).await;
        assert_eq!(
            outcome,
            Outcome::Done {
                output: json!({"seen": false})
            }
        );
    }
}

#[tokio::test]
async fn a_bare_upload_leaves_the_name_of_its_object() {
    let mut table = ready().await;
    table.order.goal = Goal::Upload;
    let there = place(&format!("https://{NEW_HOST}/a"));
    let (uploaded, asked) = table.done("upload", [there, Reply::Text(200, "")]).await;
    assert_eq!(uploaded["said"], json!("CN/1.apk"));
    assert_eq!(asked.len(), 2);
}

#[tokio::test]
async fn a_bundle_keeps_its_ending_on_both_calls() {
    let mut table = ready().await;
    table.order.artifacts[0].build.kind = Kind::Aab;
    let there = place(&format!("https://{NEW_HOST}/a"));
    let (_, asked) = table.done("upload", [there, Reply::Text(200, "")]).await;
    assert!(
        asked[0].query.contains("fileName=app-release.aab&"),
        "{}",
        asked[0].query
    );
    let (_, asked) = table
        .done("attach", [ok(json!({"pkgVersion": ["77"]}))])
        .await;
    assert_eq!(
        asked[0].json()["files"][0]["fileName"],
        json!("app-release.aab")
    );
    let unsigned = Reply::Json(
        200,
        json!({"ret": {"code": 204_144_662, "msg": "add package failed, app bundle must do app signature"}}),
    );
    let problem = table.failed("attach", [unsigned]).await;
    assert_eq!(problem.advice.key, "problem.app-signing");
}

async fn by_address() -> Table {
    let mut table = ready().await;
    table.order.artifacts[0].url = Some(ADDRESS.to_owned());
    table
}

#[tokio::test]
async fn a_package_is_fetched_and_submitted_in_one_request() {
    let mut table = by_address().await;
    table.order.when = When::At {
        instant: "2026-10-01T02:00:00Z".parse().unwrap(),
        zone: "Asia/Shanghai".into(),
    };
    let (_, asked) = table.done("submit", [ok(json!({}))]).await;
    assert_eq!(
        (asked[0].short().as_str(), asked[0].query.as_str()),
        ("POST app-submit-with-file", "appId=100000001")
    );
    assert_eq!(
        asked[0].json(),
        json!({"downloadUrl": ADDRESS, "downloadFileName": "app-release.apk", "requestId": "r1-20", "packageType": 1,
            "releaseType": 1, "releaseTime": "2026-10-01T10:00:00+0800"})
    );
    // It fetches by and by; half an hour without a trace is for a person to judge.
    let (outcome, _) = table.run("confirm", late(1700), [info(0, 19, 19)]).await;
    assert!(
        matches!(&outcome, Outcome::WaitUntil { what, .. } if what.key == "wait.fetching"),
        "{outcome:?}"
    );
    for reply in [info(0, 19, 19), Reply::Text(502, "")] {
        let (outcome, _) = table.run("confirm", late(1801), [reply]).await;
        let Outcome::Unclear { problem } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(problem.advice.key, "problem.not-fetched");
    }
    table.done("confirm", [info(4, 20, 19)]).await;
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_not_asked_again() {
    let mut table = by_address().await;
    let problem = table
        .failed("submit", [no(204_144_658, "the file cannot be downloaded")])
        .await;
    assert_eq!(
        (problem.advice.key.as_str(), problem.retry),
        ("problem.cannot-fetch", Retry::No)
    );
    assert_eq!(problem.said.unwrap().words, "the file cannot be downloaded");
}

#[tokio::test]
async fn a_fetched_release_in_phases_carries_its_plan() {
    let mut table = by_address().await;
    let from: Timestamp = now() + SignedDuration::from_hours(1);
    table.order.when = When::InPhases(Phases {
        percent: Percent::whole(5).unwrap(),
        from,
        until: from + SignedDuration::from_hours(24),
        zone: "UTC".into(),
        about: "先给少量用户，观察两天".into(),
    });
    let (_, asked) = table.done("submit", [ok(json!({}))]).await;
    let body = asked[0].json();
    assert_eq!(body["releaseType"], json!(3));
    assert_eq!(
        body["phasedReleaseInfo"]["phasedReleasePercent"],
        json!("5.00")
    );
}

#[tokio::test]
async fn an_unanswered_fetching_is_never_asked_for_twice() {
    let mut table = by_address().await;
    table.unclear("submit", [Reply::Silence]).await;
    let looked = table.look("submit", 60, [info(0, 19, 19)]).await;
    assert!(matches!(looked, Looked::AskAgain { .. }), "{looked:?}");
    let looked = table.look("submit", 1801, [info(0, 19, 19)]).await;
    assert!(matches!(looked, Looked::CannotTell { .. }), "{looked:?}");
    let looked = table.look("submit", 1801, [info(5, 20, 19)]).await;
    assert!(matches!(looked, Looked::Happened { .. }), "{looked:?}");
}
