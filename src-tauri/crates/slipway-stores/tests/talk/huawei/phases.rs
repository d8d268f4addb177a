//! A release in phases: the type on every call, the plan in the body, and what is steered afterwards.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use slipway_model::{
    Lever, Looked, Percent, PhaseState, Phases, Problem, ProblemKind, ReviewState, Steering, When,
};
use slipway_stores::Submitted;

use super::{NEW_HOST, Reply, Table, ids, info, no, ok, place, table, token};
use crate::now;

fn phased(review: i64, newest: u64, state: &str, percent: &str) -> Reply {
    ok(json!({
        "appInfo": {"releaseState": review, "versionCode": newest, "onShelfVersionCode": 19},
        "phasedReleaseInfo": {"state": state, "phasedReleasePercent": percent, "phasedReleaseDescription": "先给少量用户，观察两天",
            "phasedReleaseStartTime": "2025-10-09T17:08:20+0800", "phasedReleaseEndTime": "2025-10-16T17:08:20+0800"},
    }))
}

fn never() -> Reply {
    no(204_144_644, "phased release never configured")
}

fn phases(from: Timestamp) -> When {
    When::InPhases(Phases {
        percent: Percent::whole(5).unwrap(),
        from,
        until: now() + SignedDuration::from_hours(7 * 24),
        zone: "Asia/Shanghai".into(),
        about: "先给少量用户，观察两天".into(),
    })
}

/// Signed in, the app found, nothing in phases before.
async fn ready() -> Table {
    let mut table = table().await;
    table.order.when = phases(now() + SignedDuration::from_hours(1));
    table.done("sign-in", [token("t1")]).await;
    let (found, asked) = table
        .done("find-app", [ids(), info(0, 19, 19), never()])
        .await;
    assert_eq!(
        found,
        json!({"app_id": "100000001", "state": Value::Null, "newest": Value::Null, "live": 19, "phased": true,
            "phase_before": false})
    );
    assert_eq!(
        [&asked[1].query, &asked[2].query],
        [
            "appId=100000001&releaseType=1",
            "appId=100000001&releaseType=3"
        ]
    );
    table
}

async fn attached() -> Table {
    let mut table = ready().await;
    let there = place(&format!("https://{NEW_HOST}/a"));
    let (_, asked) = table.done("upload", [there, Reply::Text(200, "")]).await;
    assert!(
        asked[0].query.contains("&releaseType=3&"),
        "{}",
        asked[0].query
    );
    let (_, asked) = table
        .done("attach", [ok(json!({"pkgVersion": ["77"]}))])
        .await;
    assert_eq!(asked[0].query, "appId=100000001&releaseType=3");
    table
}

#[tokio::test]
async fn every_call_of_the_chain_is_of_the_phased_type() {
    let mut table = attached().await;
    let (_, asked) = table.done("notes:zh-CN", [ok(json!({}))]).await;
    assert_eq!(asked[0].query, "appId=100000001&releaseType=3");
    let (_, asked) = table.done("submit", [ok(json!({}))]).await;
    assert_eq!(
        (asked[0].short().as_str(), asked[0].query.as_str()),
        ("POST app-submit", "appId=100000001&releaseType=3")
    );
    assert_eq!(
        asked[0].json(),
        json!({"phasedReleaseStartTime": "2025-10-09T17:53:20+0800", "phasedReleaseEndTime": "2025-10-16T16:53:20+0800",
            "phasedReleasePercent": "5.00", "phasedReleaseDescription": "先给少量用户，观察两天"})
    );
    let (seen, asked) = table
        .done("confirm", [phased(4, 20, "DRAFT", "5.00")])
        .await;
    assert_eq!(seen["seen"], json!(true));
    assert_eq!(asked[0].query, "appId=100000001&releaseType=3");
    assert_eq!(table.store.trace(&table.outputs), json!({"phased": true}));
}

#[tokio::test]
async fn a_start_that_the_upload_has_overtaken_is_put_off() {
    let mut table = attached().await;
    table.order.when = phases(now() - SignedDuration::from_mins(20));
    let (_, asked) = table.done("submit", [ok(json!({}))]).await;
    assert_eq!(
        asked[0].json()["phasedReleaseStartTime"],
        "2025-10-09T17:03:20+0800"
    );
}

#[tokio::test]
async fn phases_need_a_full_release_and_room() {
    let mut table = ready().await;
    for (replies, kind, advice) in [
        (
            vec![ids(), ok(json!({"appInfo": {"releaseState": 7}}))],
            ProblemKind::Refused,
            "problem.no-full-version",
        ),
        (
            vec![ids(), info(0, 19, 19), phased(12, 20, "DRAFT", "5.00")],
            ProblemKind::AlreadyThere,
            "problem.in-review",
        ),
        (
            vec![ids(), info(0, 19, 19), phased(0, 20, "RELEASE", "5.00")],
            ProblemKind::BadArtifact,
            "problem.version-not-higher",
        ),
    ] {
        let problem = table.failed("find-app", replies).await;
        assert_eq!((problem.kind, problem.advice.key.as_str()), (kind, advice));
    }
    // What the store itself says when phases were never set up.
    let problem = table.failed("upload", [never()]).await;
    assert_eq!(problem.advice.key, "problem.phased-first");
    let missing = no(
        204_144_647,
        "OnShelf service not exist, update phased service failed",
    );
    let mut table = attached().await;
    let problem = table.failed("submit", [missing]).await;
    assert_eq!(problem.advice.key, "problem.no-full-version");
}

#[tokio::test]
async fn a_lost_submission_is_looked_for_in_the_second_record() {
    let mut table = attached().await;
    table.unclear("submit", [Reply::Silence]).await;
    for landed in [
        phased(4, 20, "DRAFT", "5.00"),
        phased(0, 20, "RELEASE", "5.00"),
    ] {
        let looked = table.look("submit", 0, [landed]).await;
        assert!(matches!(looked, Looked::Happened { .. }), "{looked:?}");
    }
    // A draft of ours, and no phase at all.
    for nothing in [phased(0, 20, "DRAFT", "5.00"), never()] {
        assert_eq!(table.look("submit", 60, [nothing]).await, Looked::DidNot);
    }
}

async fn review(table: &Table, replies: [Reply; 3]) -> slipway_model::Review {
    let sent = Submitted {
        version_code: 20,
        at: now() - SignedDuration::from_hours(1),
        goes_live_at: None,
        trace: json!({"phased": true}),
    };
    table.server.will(replies);
    let review = table
        .store
        .review(&table.visit, &table.order.app, Some(&sent))
        .await
        .unwrap();
    table.server.asked();
    review
}

#[tokio::test]
async fn a_review_reads_both_records() {
    let table = ready().await;
    let running = review(
        &table,
        [ids(), info(0, 19, 19), phased(0, 20, "SUSPEND", "20.00")],
    )
    .await;
    let phase = running.phase.unwrap();
    assert_eq!(
        (running.state, phase.state, phase.percent),
        (ReviewState::Live, PhaseState::Paused, Percent::whole(20))
    );
    assert_eq!(running.levers, [Lever::Resume, Lever::Complete]);
    let complete = review(&table, [ids(), info(0, 20, 20), never()]).await;
    assert_eq!(complete.phase.unwrap().state, PhaseState::Full);
    assert!(complete.levers.is_empty());
}

async fn steer(
    table: &Table,
    steering: Steering,
    replies: Vec<Reply>,
) -> Result<Vec<String>, Problem> {
    table.server.will(replies);
    let steered = table
        .store
        .steer(&table.visit, &table.order.app, None, &steering)
        .await;
    let asked = table.server.asked();
    steered.map(|()| {
        let changing = asked.iter().filter(|asked| asked.method != "GET");
        changing
            .map(|asked| format!("{} {} {}", asked.short(), asked.query, asked.json()))
            .collect()
    })
}

#[tokio::test]
async fn each_lever_is_one_request() {
    let table = ready().await;
    let yes = || ok(json!({}));
    for (steering, replies, expected) in [
        (
            Steering::new(Lever::Pause),
            vec![ids(), yes()],
            r#"PUT phased-release appId=100000001&releaseType=3 {"state":"SUSPEND"}"#,
        ),
        (
            Steering::new(Lever::Resume),
            vec![ids(), yes()],
            r#"PUT phased-release appId=100000001&releaseType=3 {"state":"RELEASE"}"#,
        ),
        (
            Steering::widen(Percent::whole(20).unwrap()),
            vec![ids(), phased(0, 20, "RELEASE", "5.00"), yes()],
            r#"PUT phased-release appId=100000001&releaseType=3 {"phasedReleasePercent":"20.00"}"#,
        ),
        (
            Steering::new(Lever::Complete),
            vec![ids(), yes()],
            "PUT phased-release appId=100000001&releaseType=1 {}",
        ),
        (
            Steering::new(Lever::Release),
            vec![ids(), yes()],
            r#"PUT on-shelf-time appId=100000001 {"changeType":2,"releaseType":1}"#,
        ),
    ] {
        let sent = steer(&table, steering, replies).await.unwrap();
        assert_eq!(sent, [expected]);
    }
}

#[tokio::test]
async fn a_lever_that_is_not_there_or_changes_nothing_is_not_pulled() {
    let table = ready().await;
    for (steering, replies, advice) in [
        (
            Steering::new(Lever::Withdraw),
            vec![ids()],
            "problem.no-such-lever",
        ),
        (
            Steering::widen(Percent::FULL),
            vec![ids()],
            "problem.phase-share",
        ),
        (
            Steering::widen(Percent::whole(20).unwrap()),
            vec![ids(), phased(0, 20, "RELEASE", "20.00")],
            "problem.share-not-wider",
        ),
    ] {
        let problem = steer(&table, steering, replies).await.unwrap_err();
        assert_eq!(
            (problem.kind, problem.advice.key.as_str()),
            (ProblemKind::BadInput, advice)
        );
    }
}

#[tokio::test]
async fn a_lever_without_an_answer_is_left_to_the_reading_back() {
    let table = ready().await;
    for lost in [
        Reply::Silence,
        Reply::Text(502, ""),
        Reply::Json(200, json!({})),
    ] {
        let problem = steer(&table, Steering::new(Lever::Pause), vec![ids(), lost])
            .await
            .unwrap_err();
        assert!(
            matches!(
                problem.kind,
                ProblemKind::Network | ProblemKind::StoreDown | ProblemKind::TimedOut
            ),
            "{problem:?}"
        );
    }
    let refused = no(204_144_647, "can't be edited service");
    let problem = steer(&table, Steering::new(Lever::Pause), vec![ids(), refused])
        .await
        .unwrap_err();
    assert_eq!(problem.said.unwrap().code, "204144647");
}
