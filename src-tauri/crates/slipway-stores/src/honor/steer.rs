//! Steering a phased release: wider, paused, resumed, to everybody, cancelled. The state is read first, because two of the five cannot be
//! taken back; then one request changes it. Whether it did is for the caller to read back.

use slipway_http::Method;
use slipway_model::{AppRef, Lever, Percent, Problem, ProblemKind, Sentence, Steering};

use super::{
    auth, record, status,
    trace::Trace,
    wire::{self, PhasePlan, PhaseReply, SteerRequest},
};
use crate::{Submitted, Visit, failure::Failure};

pub(super) async fn steer(
    visit: &Visit,
    app: &AppRef,
    submitted: Option<&Submitted>,
    steering: &Steering,
) -> Result<(), Problem> {
    let trace = Trace::of(submitted);
    let ready = async {
        let app_id = status::app_id(visit, app, trace).await?;
        let phase = record::phase(visit, &app_id).await?;
        Ok::<_, Failure>((app_id, phase))
    };
    let (app_id, phase) = ready.await.map_err(|failure| not_begun(failure.problem))?;
    // Another version's phased release is not ours to steer.
    let phase = phase
        .filter(|phase| status::is_about(phase, submitted))
        .ok_or_else(|| Problem::new(ProblemKind::NotFound, Sentence::new("problem.no-phase")))?;
    let request = request(steering, &phase, trace)?;
    let address = wire::address(wire::STEER);
    auth::call(visit, |line| {
        line.request(Method::POST, &address)
            .query([("appId", app_id.as_str())])
            .json(&request)
            .changes()
            .takes_long()
    })
    .await
    .map(drop)
    .map_err(|failure| failure.problem)
}

/// The reading before the pull failed, so nothing can have happened: said as a definite no, with what stood in the way.
fn not_begun(problem: Problem) -> Problem {
    match problem.kind {
        ProblemKind::Network | ProblemKind::TimedOut | ProblemKind::StoreDown => Problem {
            kind: ProblemKind::Refused,
            advice: Sentence::new("problem.not-steered"),
            ..problem
        },
        _ => problem,
    }
}

fn request(
    steering: &Steering,
    phase: &PhaseReply,
    trace: Trace<'_>,
) -> Result<SteerRequest, Problem> {
    let plain = |operation_type| SteerRequest {
        operation_type,
        phased_release_info: None,
    };
    match steering.lever {
        Lever::Resume => Ok(plain(0)),
        Lever::Pause => Ok(plain(3)),
        Lever::Complete => Ok(plain(4)),
        Lever::Cancel => Ok(plain(5)),
        Lever::Widen => Ok(SteerRequest {
            operation_type: 1,
            phased_release_info: Some(wider(steering.percent, phase, trace)?),
        }),
        Lever::Withdraw | Lever::Release => Err(Problem::new(
            ProblemKind::Ours,
            Sentence::new("steer.not-here"),
        )),
    }
}

/// The plan as it stands, with the larger share: a plan is sent whole, so its other values go back as they were read, or as they were
/// sent first where Honor does not repeat them.
fn wider(
    wanted: Option<Percent>,
    phase: &PhaseReply,
    trace: Trace<'_>,
) -> Result<PhasePlan, Problem> {
    let now: Option<Percent> = phase
        .release_percentage
        .as_deref()
        .and_then(|text| text.parse().ok());
    // A share may only grow [official].
    let wanted = wanted
        .filter(|wanted| now.is_none_or(|now| *wanted > now))
        .ok_or_else(|| {
            let shown = now.map_or_else(|| "–".to_owned(), |now| now.to_string());
            Problem::new(
                ProblemKind::BadInput,
                Sentence::new("problem.share-only-grows").with("now", shown),
            )
        })?;
    let or_sent = |read: &Option<String>, name: &str| read.clone().or_else(|| trace.phases(name));
    Ok(PhasePlan {
        release_percentage: wanted.two_decimals(),
        release_start_date: or_sent(&phase.release_start_date, "from"),
        release_end_date: or_sent(&phase.release_end_date, "until"),
        release_note: or_sent(&phase.release_note, "about"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use slipway_model::{Lever, Percent, ProblemKind, Steering};

    use super::request;
    use crate::{Submitted, honor::trace::Trace};

    fn sent(
        steering: &Steering,
        phase: Value,
        trace: Value,
    ) -> Result<Value, (ProblemKind, String)> {
        let submitted = Submitted {
            version_code: 20,
            at: jiff::Timestamp::UNIX_EPOCH,
            goes_live_at: None,
            trace,
        };
        let phase = serde_json::from_value(phase).unwrap();
        request(steering, &phase, Trace::of(Some(&submitted)))
            .map(|request| serde_json::to_value(request).unwrap())
            .map_err(|problem| (problem.kind, problem.advice.key))
    }

    #[test]
    fn each_lever_has_its_number() {
        for (lever, number) in [
            (Lever::Resume, 0),
            (Lever::Pause, 3),
            (Lever::Complete, 4),
            (Lever::Cancel, 5),
        ] {
            let request = sent(&Steering::new(lever), json!({}), json!(null));
            assert_eq!(request, Ok(json!({"operationType": number})), "{lever:?}");
        }
        assert!(sent(&Steering::new(Lever::Withdraw), json!({}), json!(null)).is_err());
    }

    #[test]
    fn a_wider_plan_keeps_everything_else() {
        let widen = Steering::widen(Percent::whole(20).unwrap());
        let plan = json!({"phases": {"from": "2026-01-15T10:00:00+0800", "until": "2026-01-20T10:00:00+0800", "about": "灰度"}});
        assert_eq!(
            sent(
                &widen,
                json!({"releasePercentage": "5.00", "releaseStartDate": "2026-01-15 10:00:00"}),
                plan
            ),
            Ok(
                json!({"operationType": 1, "phasedReleaseInfo": {"releasePercentage": "20.00",
                "releaseStartDate": "2026-01-15 10:00:00", "releaseEndDate": "2026-01-20T10:00:00+0800", "releaseNote": "灰度"}})
            )
        );
    }

    #[test]
    fn a_share_only_grows() {
        for (percent, now) in [(5, "5.00"), (4, "5.00")] {
            let widen = Steering::widen(Percent::whole(percent).unwrap());
            assert_eq!(
                sent(&widen, json!({"releasePercentage": now}), json!(null)),
                Err((ProblemKind::BadInput, "problem.share-only-grows".to_owned()))
            );
        }
    }
}
