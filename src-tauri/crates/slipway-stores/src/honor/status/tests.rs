//! Every state of a review and of a phased release, as judged from what Honor answers.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use slipway_model::{Lever, PhaseState, Review, ReviewState as State};

use super::{Known, is_about};
use crate::Submitted;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// Version 20, with an id, submitted so many minutes ago.
fn ours(minutes: i64) -> Submitted {
    Submitted {
        version_code: 20,
        at: NOW - SignedDuration::from_mins(minutes),
        goes_live_at: None,
        trace: json!({"app_id": "7", "release_id": "r20", "phases": null}),
    }
}

fn judge(live: Value, phase: Value, audit: Value, submitted: Option<&Submitted>) -> Review {
    let known = Known {
        live: serde_json::from_value(live).unwrap_or_default(),
        phase: serde_json::from_value(phase)
            .ok()
            .filter(|phase| is_about(phase, submitted)),
        audit: serde_json::from_value(audit).ok(),
    };
    known.judge(submitted, NOW, &[])
}

fn live(code: u64) -> Value {
    json!({"versionCode": code, "versionName": "1.9.0"})
}

#[test]
fn the_verdict_on_our_submission() {
    for (result, state) in [
        (json!(0), State::InReview),
        (json!("1"), State::Scheduled),
        (json!(2), State::Rejected),
        (json!(3), State::NeedsLook),
        (json!(9), State::NeedsLook),
        (Value::Null, State::NeedsLook),
    ] {
        let audit = json!({"releaseId": "r20", "auditResult": result});
        let review = judge(live(19), json!(null), audit, Some(&ours(60)));
        assert_eq!(review.state, state, "{result}");
        assert_eq!(
            (review.live_version_code, review.pending_version_code),
            (Some(19), Some(20))
        );
    }
    let review = judge(live(20), json!(null), json!(null), Some(&ours(60)));
    assert_eq!(
        (review.state, review.store_term.as_str()),
        (State::Live, "已上架 (versionCode 20)")
    );
    assert_eq!(review.pending_version_code, None);
}

#[test]
fn a_young_submission_may_be_invisible() {
    for audit in [json!(null), json!({"releaseId": "r20", "auditResult": 3})] {
        assert_eq!(
            judge(live(19), json!(null), audit.clone(), Some(&ours(5))).state,
            State::Submitted
        );
        assert_eq!(
            judge(live(19), json!(null), audit, Some(&ours(20))).state,
            State::NeedsLook
        );
    }
}

#[test]
fn a_reason_is_kept_with_its_pictures_and_only_for_a_rejection() {
    let audit = |result: i64| json!({"releaseId": "r20", "auditResult": result, "auditMessage": "启动闪退", "auditAttachment": ["https://pic.example.com/1.png"]});
    let rejected = judge(live(19), json!(null), audit(2), Some(&ours(60)));
    let reason = rejected.reason.unwrap();
    assert_eq!(
        (reason.code.as_str(), reason.words.as_str()),
        ("auditResult 2", "启动闪退\nhttps://pic.example.com/1.png")
    );
    // Words may come with an approval too.
    let approved = judge(live(19), json!(null), audit(1), Some(&ours(60)));
    assert_eq!(approved.reason, None);
}

#[test]
fn without_an_id_the_newest_task_counts_only_for_our_version() {
    let mut submitted = ours(60);
    submitted.trace = json!({"app_id": "7", "release_id": null});
    let task = |code: u64, result: i64| json!({"releaseId": "x", "versionCode": code, "auditResult": result});
    let state = |audit| judge(live(19), json!(null), audit, Some(&submitted)).state;
    assert_eq!(state(task(20, 0)), State::InReview);
    assert_eq!(state(task(20, 2)), State::Rejected);
    assert_eq!(state(task(18, 2)), State::NeedsLook);
    assert_eq!(state(task(21, 0)), State::NeedsLook);
    assert_eq!(state(task(20, 4)), State::NeedsLook);
}

#[test]
fn an_app_that_nothing_was_submitted_for_from_here() {
    let state = |live: Value, code: u64, result: i64| {
        let audit = json!({"versionCode": code, "versionName": "2", "auditResult": result});
        judge(live, json!(null), audit, None).state
    };
    for (code, result, expected) in [
        (20, 0, State::InReview),
        (20, 1, State::Scheduled),
        (19, 1, State::Live),
        (20, 2, State::Rejected),
        (19, 2, State::Live),
        (20, 3, State::Live),
        (20, 4, State::Draft),
    ] {
        assert_eq!(state(live(19), code, result), expected, "{code} {result}");
    }
    let nothing = json!({"versionName": null, "versionCode": null});
    assert_eq!(state(nothing, 1, 3), State::None);
    assert_eq!(
        judge(json!(null), json!(null), json!(null), None).state,
        State::None
    );
}

#[test]
fn a_phased_release_speaks_first() {
    for (status, state, phase_state, levers) in [
        (
            1,
            State::Scheduled,
            PhaseState::Planned,
            &[Lever::Widen, Lever::Complete, Lever::Cancel][..],
        ),
        (
            2,
            State::Live,
            PhaseState::Running,
            &[Lever::Widen, Lever::Pause, Lever::Complete, Lever::Cancel],
        ),
        (
            3,
            State::Live,
            PhaseState::Paused,
            &[Lever::Resume, Lever::Complete, Lever::Cancel],
        ),
        (4, State::Live, PhaseState::Full, &[]),
    ] {
        let phase = json!({"releaseStatus": status, "releasePercentage": "12.50", "releaseStartDate": "2026-01-15T10:00:00+0800", "versionCode": "20"});
        let review = judge(live(19), phase, json!(null), Some(&ours(60)));
        let phase = review.phase.unwrap();
        assert_eq!((review.state, phase.state), (state, phase_state));
        assert_eq!(review.levers, levers);
        assert_eq!(phase.percent.unwrap().two_decimals(), "12.50");
        assert_eq!(phase.from, "2026-01-15T02:00:00Z".parse().ok());
        assert!(
            phase
                .store_term
                .contains(&format!("releaseStatus {status}")),
            "{}",
            phase.store_term
        );
    }
}

#[test]
fn another_versions_phases_are_not_ours() {
    let phase = json!({"releaseStatus": 4, "versionCode": 19});
    let audit = json!({"releaseId": "r20", "auditResult": 0});
    let review = judge(live(19), phase, audit, Some(&ours(60)));
    assert_eq!((review.state, review.phase), (State::InReview, None));
    // Without a version the phased release belongs to a submission in phases only.
    let nameless = json!({"releaseStatus": 2});
    let plain = judge(
        live(19),
        nameless.clone(),
        json!({"auditResult": 0}),
        Some(&ours(60)),
    );
    assert_eq!(plain.phase, None);
    let mut phased = ours(60);
    phased.trace["phases"] = json!({"from": "2026-01-15T10:00:00+0800"});
    assert!(
        judge(live(19), nameless, json!(null), Some(&phased))
            .phase
            .is_some()
    );
}

#[test]
fn an_approved_share_whose_plan_is_gone_was_cancelled() {
    let mut phased = ours(60);
    phased.trace["phases"] = json!({"from": "x"});
    let approved = || json!({"releaseId": "r20", "auditResult": 1});
    phased.goes_live_at = Some(NOW + SignedDuration::from_hours(1));
    let before = judge(live(19), json!(null), approved(), Some(&phased));
    assert_eq!((before.state, before.inferred), (State::Scheduled, false));
    assert_eq!(before.goes_live_at, phased.goes_live_at);
    phased.goes_live_at = Some(NOW - SignedDuration::from_mins(1));
    let after = judge(live(19), json!(null), approved(), Some(&phased));
    assert_eq!((after.state, after.inferred), (State::Withdrawn, true));
    assert_eq!(after.phase.unwrap().state, PhaseState::Cancelled);
}
