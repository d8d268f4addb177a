//! Both records in, one review out: every state of a phase, and what must not be taken for another.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use slipway_model::{
    Lever::{self, Complete, Pause, Resume, Widen},
    Percent, PhaseState as Phase, Review, ReviewState as State, Steering,
};

use super::{concerns, judge, trace};
use crate::Submitted;

fn now() -> Timestamp {
    "2026-10-02T02:00:00Z".parse().unwrap()
}

fn submitted(minutes_ago: i64) -> Submitted {
    Submitted {
        version_code: 20,
        at: now() - SignedDuration::from_mins(minutes_ago),
        goes_live_at: None,
        trace: json!({"phased": true}),
    }
}

fn full(live: u64) -> Value {
    json!({"appInfo": {"releaseState": 0, "versionCode": live, "onShelfVersionCode": live}})
}

fn phased(review: i64, newest: u64, state: &str, percent: &str) -> Value {
    json!({
        "appInfo": {"releaseState": review, "versionCode": newest, "versionNumber": "2.0.0", "onShelfVersionCode": 19},
        "phasedReleaseInfo": {"state": state, "phasedReleasePercent": percent,
            "phasedReleaseStartTime": "2026-10-01T10:00:00+0800", "phasedReleaseEndTime": "2026-10-08T10:00:00+0800"},
    })
}

fn look(full: Value, phased: Value, minutes_ago: i64) -> Review {
    let full = serde_json::from_value(full).unwrap();
    let phased = serde_json::from_value(phased).unwrap();
    judge(
        &full,
        Some(&phased),
        Some(&submitted(minutes_ago)),
        now(),
        &[],
    )
}

fn check(body: Value, state: State, phase: Option<Phase>, levers: &[Lever]) {
    let review = look(full(19), body.clone(), 60);
    let found = (review.state, review.phase.map(|phase| phase.state));
    assert_eq!(found, (state, phase), "{body}");
    assert_eq!(review.levers, levers, "{body}");
}

#[test]
fn every_state_of_a_phase() {
    let running = [Widen, Pause, Complete];
    check(
        phased(4, 20, "DRAFT", "5.00"),
        State::InReview,
        Some(Phase::Planned),
        &[],
    );
    check(
        phased(12, 20, "DRAFT", "5.00"),
        State::InReview,
        Some(Phase::Planned),
        &[],
    );
    check(
        phased(8, 20, "DRAFT", "5.00"),
        State::Rejected,
        Some(Phase::Planned),
        &[],
    );
    check(
        phased(7, 20, "DRAFT", "5.00"),
        State::Draft,
        Some(Phase::Planned),
        &[],
    );
    check(
        phased(0, 20, "RELEASE", "5.00"),
        State::Live,
        Some(Phase::Running),
        &running,
    );
    check(
        phased(0, 20, "release", "5"),
        State::Live,
        Some(Phase::Running),
        &running,
    );
    check(
        phased(0, 20, "SUSPEND", "5.00"),
        State::Live,
        Some(Phase::Paused),
        &[Resume, Complete],
    );
    check(
        phased(0, 20, "CANCEL", "5.00"),
        State::Withdrawn,
        Some(Phase::Cancelled),
        &[],
    );
    check(
        phased(0, 20, "RELEASE", "100.00"),
        State::Live,
        Some(Phase::Full),
        &[],
    );
    check(
        phased(0, 20, "ROLLBACK", "5.00"),
        State::NeedsLook,
        None,
        &[],
    );
    check(json!({}), State::NeedsLook, None, &[]);
}

#[test]
fn the_plan_is_read_as_it_was_written() {
    let review = look(full(19), phased(0, 20, "RELEASE", "12.50"), 60);
    let phase = review.phase.unwrap();
    assert_eq!(phase.percent, Percent::from_hundredths(1250));
    assert_eq!(phase.from, Some("2026-10-01T02:00:00Z".parse().unwrap()));
    assert_eq!(phase.until, Some("2026-10-08T02:00:00Z".parse().unwrap()));
    assert_eq!(phase.store_term, "RELEASE");
    assert_eq!(
        (review.live_version_code, review.pending_version_code),
        (Some(19), Some(20))
    );
}

#[test]
fn a_phase_that_has_not_begun_is_planned() {
    let mut body = phased(0, 20, "RELEASE", "5.00");
    body["phasedReleaseInfo"]["phasedReleaseStartTime"] = json!("2026-10-03T10:00:00+0800");
    let review = look(full(19), body, 60);
    assert_eq!(review.state, State::Scheduled);
    assert_eq!(
        review.goes_live_at,
        Some("2026-10-03T02:00:00Z".parse().unwrap())
    );
    assert_eq!(review.phase.unwrap().state, Phase::Planned);
}

#[test]
fn everybody_has_it_only_when_the_full_record_says_so_and_no_phase_contradicts() {
    let complete = Steering::new(Complete);
    let before = look(full(19), phased(0, 20, "RELEASE", "5.00"), 60);
    let ended = look(full(20), json!({}), 60);
    assert_eq!(ended.state, State::Live);
    assert!(complete.is_seen_in(&before, &ended));
    // A store that counts the phased version as on the shelf: five per cent are not everybody.
    let running = look(full(20), phased(0, 20, "RELEASE", "5.00"), 60);
    assert_eq!(running.phase.as_ref().unwrap().state, Phase::Running);
    assert!(!complete.is_seen_in(&before, &running));
    // Another version is in phases by now, ours is the full one.
    let next = look(full(20), phased(4, 21, "DRAFT", "5.00"), 60);
    assert_eq!(
        (next.state, next.phase.unwrap().state),
        (State::Live, Phase::Full)
    );
}

#[test]
fn another_versions_phase_is_not_ours() {
    let old = phased(0, 18, "RELEASE", "5.00");
    let soon = look(full(19), old.clone(), 5);
    assert_eq!(
        (soon.state, soon.phase, soon.levers),
        (State::Submitted, None, Vec::new())
    );
    assert_eq!(look(full(19), old, 60).state, State::NeedsLook);
    assert_eq!(look(full(19), json!({}), 5).state, State::Submitted);
}

#[test]
fn a_rejection_brings_the_reviewers_words() {
    let mut body = phased(8, 20, "DRAFT", "5.00");
    body["auditInfo"] = json!({"auditOpinion": "闪退"});
    assert_eq!(look(full(19), body, 60).reason.unwrap().words, "闪退");
}

#[test]
fn the_second_record_is_asked_about_what_was_sent_to_it() {
    let read = |body: Value| serde_json::from_value(body).unwrap();
    let (full, running) = (read(full(19)), read(phased(0, 20, "RELEASE", "5.00")));
    assert!(concerns(Some(&submitted(5)), &full, None));
    let other = Submitted {
        trace: json!({"phased": false}),
        ..submitted(5)
    };
    assert!(!concerns(Some(&other), &full, Some(&running)));
    let before_phases = Submitted {
        trace: Value::Null,
        ..submitted(5)
    };
    assert!(!concerns(Some(&before_phases), &full, Some(&running)));
    assert!(concerns(None, &full, Some(&running)));
    let over = read(phased(0, 20, "CANCEL", "5.00"));
    assert!(!concerns(None, &full, Some(&over)));
    let older = read(phased(0, 18, "RELEASE", "5.00"));
    assert!(!concerns(None, &full, Some(&older)));
}

#[test]
fn the_trace_tells_which_record() {
    let found = |body: Value| trace(&[("find-app".to_owned(), body)].into());
    assert_eq!(found(json!({"phased": true})), json!({"phased": true}));
    assert_eq!(found(json!({"app_id": "1"})), json!({"phased": false}));
}
