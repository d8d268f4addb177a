//! Did the update arrive? The status query is asked: *in review* is a yes, because nothing was in review before. A status that has not
//! moved proves nothing, and an update that is sent twice is submitted twice, so after ten minutes a person decides.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{Looked, Order, Outputs, Problem, ProblemKind, Retry, Said, Sentence, Step};

use super::{
    objections::{app_id, no_app_id},
    plan::{sent, status_before},
    status::{audit, has_moved},
    wire::Audit,
};
use crate::{Visit, failure::Failure};

/// When to ask after a lost answer, in seconds since the update. The store fetches and reads the package before it answers, which may
/// take minutes [official, inferred].
const MOMENTS: [u64; 7] = [5, 15, 30, 60, 120, 300, 600];
/// A question that cannot be asked is given up after this long.
const PATIENCE_S: u64 = 60 * 60;

pub(super) async fn look(
    visit: &Visit,
    order: &Order,
    step: &Step,
    intent: &Value,
    outputs: &Outputs,
    waited_s: u64,
) -> Looked {
    if !["submit", "confirm"].contains(&step.key.as_str()) {
        return Looked::DidNot;
    }
    let Some(app_id) = app_id(order) else {
        return Looked::CannotTell {
            problem: no_app_id(),
        };
    };
    let before = match step.key.as_str() {
        "submit" => intent.get("status_before").and_then(Value::as_i64),
        _ => status_before(outputs),
    };
    let found = audit(visit, &order.app.package, app_id).await;
    match judge(found, before, waited_s, &step.key) {
        Looked::Happened { output } if step.key == "submit" => {
            let mut left = sent(order, outputs);
            for (name, value) in output.as_object().into_iter().flatten() {
                left[name] = value.clone();
            }
            Looked::Happened { output: left }
        }
        looked => looked,
    }
}

fn judge(found: Result<Audit, Failure>, before: Option<i64>, waited_s: u64, step: &str) -> Looked {
    let next = MOMENTS.iter().find(|moment| waited_s < **moment);
    match (found, next) {
        (Ok(audit), _) if has_moved(&audit, before) => Looked::Happened {
            output: seen(&audit),
        },
        // The store said yes and does not show it: it was waited for already.
        (Ok(audit), _) if step == "confirm" => Looked::CannotTell {
            problem: not_seen(&audit),
        },
        (Err(failure), _) if is_hopeless(&failure.problem) || waited_s > PATIENCE_S => {
            Looked::CannotTell {
                problem: failure.problem,
            }
        }
        (_, Some(moment)) => Looked::AskAgain {
            after: Duration::from_secs(moment - waited_s),
        },
        (Err(_), None) => Looked::AskAgain {
            after: Duration::from_secs(60),
        },
        (Ok(audit), None) => Looked::CannotTell {
            problem: Problem::new(
                ProblemKind::Unclear,
                Sentence::new("problem.update-unclear"),
            )
            .said(words(&audit)),
        },
    }
}

/// What was read back.
pub(super) fn seen(audit: &Audit) -> Value {
    json!({ "seen": true, "term": audit.term() })
}

/// The store said yes and its status does not know of it.
pub(super) fn not_seen(audit: &Audit) -> Problem {
    Problem::new(ProblemKind::Unclear, Sentence::new("problem.not-seen")).said(words(audit))
}

fn words(audit: &Audit) -> Said {
    Said::new("audit_status", audit.term().as_bytes(), &[])
}

/// Asking again cannot bring another answer.
fn is_hopeless(problem: &Problem) -> bool {
    problem.retry == Retry::No && problem.kind != ProblemKind::Network
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use slipway_model::{Looked, Problem, ProblemKind, Retry, Sentence};

    use super::judge;
    use crate::{failure::Failure, tencent::wire::Audit};

    fn look(status: Option<i64>, before: Option<i64>, waited_s: u64) -> Looked {
        let audit = Audit {
            status,
            reason: None,
        };
        judge(Ok(audit), before, waited_s, "submit")
    }

    fn again(seconds: u64) -> Looked {
        Looked::AskAgain {
            after: Duration::from_secs(seconds),
        }
    }

    fn advice(looked: Looked) -> String {
        match looked {
            Looked::CannotTell { problem } => problem.advice.key,
            looked => panic!("{looked:?}"),
        }
    }

    #[test]
    fn in_review_or_judged_since_is_believed_at_once() {
        for (now, before) in [
            (1, Some(3)),
            (1, None),
            (3, Some(2)),
            (2, Some(3)),
            (3, None),
        ] {
            let looked = look(Some(now), before, 0);
            assert!(
                matches!(looked, Looked::Happened { .. }),
                "{now} {before:?}"
            );
        }
    }

    #[test]
    fn the_old_status_is_asked_about_and_then_left_to_a_person() {
        for status in [Some(3), Some(2), Some(8), Some(0), None] {
            assert_eq!(look(status, status, 0), again(5));
            assert_eq!(look(status, status, 61), again(59));
            assert_eq!(look(status, status, 300), again(300));
            assert_eq!(advice(look(status, status, 600)), "problem.update-unclear");
        }
    }

    #[test]
    fn a_yes_without_a_trace_is_left_to_a_person_at_once() {
        let audit = |status| Audit {
            status,
            reason: None,
        };
        let looked = judge(Ok(audit(Some(3))), Some(3), 0, "confirm");
        assert_eq!(advice(looked), "problem.not-seen");
        let looked = judge(Ok(audit(Some(1))), Some(3), 0, "confirm");
        assert!(matches!(looked, Looked::Happened { .. }));
    }

    #[test]
    fn a_question_that_was_not_answered_is_asked_again() {
        let ask = |kind, retry, waited_s| {
            let problem = Problem::new(kind, Sentence::new("x")).retry(retry);
            judge(Err(Failure::certain(problem)), Some(3), waited_s, "submit")
        };
        assert_eq!(ask(ProblemKind::Network, Retry::Now, 0), again(5));
        assert_eq!(ask(ProblemKind::TimedOut, Retry::Now, 700), again(60));
        for (kind, waited_s) in [
            (ProblemKind::BadCredentials, 0),
            (ProblemKind::Cancelled, 0),
            (ProblemKind::Network, 3601),
        ] {
            assert_eq!(advice(ask(kind, Retry::No, waited_s)), "x", "{kind:?}");
        }
    }
}
