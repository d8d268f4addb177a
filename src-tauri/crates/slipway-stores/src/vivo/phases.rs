//! A phased release after its submission: where it stands, and the one thing that vivo's API can do to it. Pausing, ending and going to
//! everybody are the console's; calling "create or update" again is how a plan is changed [inferred from the name].

use jiff::Timestamp;
use slipway_model::{
    AppRef, Lever, Percent, Phase, PhaseState, Problem, ProblemKind, Review, ReviewState, Sentence,
    Steering,
};

use super::{
    auth::Params,
    call,
    status::SETTLING,
    wire::{self, Stage},
};
use crate::{Submitted, Visit};

/// The largest share that is still a phase.
const MOST: u8 = 99;

/// Names of what the submission left behind, as vivo wants them back.
const KEPT: [&str; 5] = [
    "subPackage",
    "apkUuid64",
    "apkUuid32",
    "stagedStartTime",
    "stagedEndTime",
];

pub(super) fn is_phased(submitted: &Submitted) -> bool {
    kept(submitted, "subPackage").is_some()
}

fn kept<'a>(submitted: &'a Submitted, name: &str) -> Option<&'a str> {
    submitted.trace.get("phase")?.get(name)?.as_str()
}

/// `review`: what the record of the app says, which may not know of a phase at all.
pub(super) fn judge(
    review: Review,
    stage: Option<&Stage>,
    submitted: &Submitted,
    now: Timestamp,
) -> Review {
    let Some(stage) = stage.filter(|stage| **stage != Stage::default()) else {
        let state = if now.duration_since(submitted.at) < SETTLING {
            ReviewState::Submitted
        } else {
            ReviewState::NeedsLook
        };
        return Review { state, ..review };
    };
    let told = |told: &Option<String>, sent: &str| {
        let text = told.as_deref().or_else(|| kept(submitted, sent))?;
        wire::instant(text)
    };
    let from = told(&stage.staged_start_time, "stagedStartTime");
    let until = told(&stage.staged_end_time, "stagedEndTime");
    let everybody = review.live_version_code == Some(submitted.version_code)
        && review.state == ReviewState::Live;
    let (state, phase) = if stage.is_rejected() {
        (ReviewState::Rejected, PhaseState::Planned)
    } else if stage.is_ended() && everybody {
        (ReviewState::Live, PhaseState::Full)
    } else if stage.is_ended() {
        (ReviewState::NeedsLook, PhaseState::Cancelled)
    } else if stage.is_running() {
        (ReviewState::Live, PhaseState::Running)
    } else if !stage.is_approved() {
        (ReviewState::InReview, PhaseState::Planned)
    } else if until.is_some_and(|until| until <= now) {
        (ReviewState::NeedsLook, PhaseState::Planned)
    } else {
        (ReviewState::Scheduled, PhaseState::Planned)
    };
    let percent: Option<Percent> = stage
        .staged_proportion
        .as_deref()
        .and_then(|text| text.parse().ok());
    let can_widen = stage.is_approved()
        && stage.is_open(now)
        && until.is_some_and(|until| until > now)
        && percent.is_none_or(|percent| Percent::whole(MOST).is_some_and(|most| percent < most));
    Review {
        state,
        store_term: stage.term(),
        // The phase's own record brings no words; those of the app's record belong to it only when it is the same version.
        reason: review.reason.filter(|_| {
            state == ReviewState::Rejected
                && review.pending_version_code == Some(submitted.version_code)
        }),
        goes_live_at: from.filter(|_| state == ReviewState::Scheduled),
        phase: Some(Phase {
            state: phase,
            percent,
            from,
            until,
            store_term: stage.term(),
        }),
        levers: if can_widen {
            vec![Lever::Widen]
        } else {
            Vec::new()
        },
        ..review
    }
}

/// Widens a phase, with one request: the whole plan again with another share.
///
/// # Errors
/// What vivo said against it, or why nobody knows. Levers that are not vivo's are never sent.
pub(super) async fn steer(
    visit: &Visit,
    app: &AppRef,
    submitted: Option<&Submitted>,
    steering: &Steering,
) -> Result<(), Problem> {
    let params = plan_again(app, submitted, steering)?;
    call::change(visit, wire::PHASE, &params)
        .await
        .map(drop)
        .map_err(|failure| failure.problem)
}

fn plan_again(
    app: &AppRef,
    submitted: Option<&Submitted>,
    steering: &Steering,
) -> Result<Params, Problem> {
    let bad = |key: &str| Problem::new(ProblemKind::BadInput, Sentence::new(key));
    let submitted = submitted
        .filter(|submitted| steering.lever == Lever::Widen && is_phased(submitted))
        .ok_or_else(|| bad("problem.no-such-lever"))?;
    let percent = steering
        .percent
        .and_then(Percent::as_whole)
        .filter(|percent| (1..=MOST).contains(percent))
        .ok_or_else(|| bad("problem.percent"))?;
    let mut params: Params = KEPT
        .iter()
        .filter_map(|name| Some((*name, kept(submitted, name)?.to_owned())))
        .collect();
    params.insert("packageName", app.package.clone());
    params.insert("stagedProportion", percent.to_string());
    Ok(params)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use serde_json::{Value, json};
    use slipway_model::{
        AppRef, Lever, Percent, PhaseState as Is, Review, ReviewState as State, Steering,
    };

    use super::{is_phased, judge, plan_again};
    use crate::Submitted;

    fn now() -> Timestamp {
        "2026-01-16T02:00:00Z".parse().unwrap()
    }

    fn submitted(minutes_ago: i64) -> Submitted {
        Submitted {
            version_code: 20,
            at: now() - SignedDuration::from_mins(minutes_ago),
            goes_live_at: None,
            trace: json!({"phase": {"subPackage": "0", "apkUuid64": "ab", "stagedStartTime": "2026-01-15 10:00:00",
                "stagedEndTime": "2026-01-20 10:00:00", "stagedProportion": "10"}, "said": "成功"}),
        }
    }

    fn look(stage: Value, live: Option<u64>) -> Review {
        let record = Review {
            state: State::Live,
            live_version_code: live,
            ..Review::unknown()
        };
        let stage = serde_json::from_value::<Option<super::Stage>>(stage).unwrap();
        judge(record, stage.as_ref(), &submitted(600), now())
    }

    #[test]
    fn every_standing_of_a_phase() {
        for (stage, live, state, phase, widen) in [
            (
                json!({"auditStatus": 0}),
                19,
                State::InReview,
                Is::Planned,
                false,
            ),
            (
                json!({"stagedProportion": "10"}),
                19,
                State::InReview,
                Is::Planned,
                false,
            ),
            (
                json!({"auditStatus": 1}),
                19,
                State::Rejected,
                Is::Planned,
                false,
            ),
            (
                json!({"auditStatus": 2, "effectStatus": 0}),
                19,
                State::Scheduled,
                Is::Planned,
                true,
            ),
            (
                json!({"auditStatus": 2, "effectStatus": 1, "stagedProportion": 10}),
                19,
                State::Live,
                Is::Running,
                true,
            ),
            (
                json!({"auditStatus": 2, "effectStatus": 1, "stagedProportion": "99"}),
                19,
                State::Live,
                Is::Running,
                false,
            ),
            (
                json!({"auditStatus": 2, "effectStatus": 4}),
                19,
                State::NeedsLook,
                Is::Cancelled,
                false,
            ),
            (
                json!({"auditStatus": 2, "effectStatus": 5}),
                20,
                State::Live,
                Is::Full,
                false,
            ),
            (
                json!({"auditStatus": 2, "effectStatus": 0, "stagedEndTime": "2026-01-16 09:00:00"}),
                19,
                State::NeedsLook,
                Is::Planned,
                false,
            ),
        ] {
            let review = look(stage.clone(), Some(live));
            assert_eq!(
                (review.state, review.phase.unwrap().state),
                (state, phase),
                "{stage}"
            );
            assert_eq!(review.levers == [Lever::Widen], widen, "{stage}");
        }
    }

    #[test]
    fn what_is_not_told_back_is_known_from_the_submission() {
        let phase = look(
            json!({"auditStatus": 2, "effectStatus": 1, "stagedProportion": "10"}),
            Some(19),
        )
        .phase
        .unwrap();
        assert_eq!(phase.percent, Percent::whole(10));
        assert_eq!(phase.from, Some("2026-01-15T02:00:00Z".parse().unwrap()));
        assert_eq!(phase.until, Some("2026-01-20T02:00:00Z".parse().unwrap()));
        assert_eq!(phase.store_term, "auditStatus 2, effectStatus 1");
    }

    #[test]
    fn a_phase_that_is_not_shown_yet_is_given_time() {
        let with =
            |minutes_ago| judge(Review::unknown(), None, &submitted(minutes_ago), now()).state;
        assert_eq!(with(5), State::Submitted);
        assert_eq!(with(60), State::NeedsLook);
    }

    fn app() -> AppRef {
        AppRef {
            package: "com.example.slipway".into(),
            store_app_id: None,
        }
    }

    #[test]
    fn widening_sends_the_same_plan_with_another_share() {
        let widen = Steering::widen(Percent::whole(30).unwrap());
        let params = plan_again(&app(), Some(&submitted(60)), &widen).unwrap();
        let params: Vec<_> = params
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        assert_eq!(
            params,
            [
                ("apkUuid64", "ab"),
                ("packageName", "com.example.slipway"),
                ("stagedEndTime", "2026-01-20 10:00:00"),
                ("stagedProportion", "30"),
                ("stagedStartTime", "2026-01-15 10:00:00"),
                ("subPackage", "0"),
            ]
        );
    }

    #[test]
    fn what_vivo_cannot_do_is_not_sent() {
        let refused = |submitted: Option<&Submitted>, steering: Steering| {
            plan_again(&app(), submitted, &steering)
                .unwrap_err()
                .advice
                .key
        };
        let ours = submitted(60);
        let whole = Submitted {
            trace: json!({"said": "成功"}),
            ..ours.clone()
        };
        assert!(is_phased(&ours) && !is_phased(&whole));
        for lever in [
            Lever::Pause,
            Lever::Resume,
            Lever::Complete,
            Lever::Cancel,
            Lever::Withdraw,
            Lever::Release,
        ] {
            assert_eq!(
                refused(Some(&ours), Steering::new(lever)),
                "problem.no-such-lever"
            );
        }
        let ten = Steering::widen(Percent::whole(10).unwrap());
        assert_eq!(refused(Some(&whole), ten), "problem.no-such-lever");
        assert_eq!(refused(None, ten), "problem.no-such-lever");
        for hundredths in [0, 1250, 10_000] {
            let share = Steering::widen(Percent::from_hundredths(hundredths).unwrap());
            assert_eq!(refused(Some(&ours), share), "problem.percent");
        }
        assert_eq!(
            refused(Some(&ours), Steering::new(Lever::Widen)),
            "problem.percent"
        );
    }
}
