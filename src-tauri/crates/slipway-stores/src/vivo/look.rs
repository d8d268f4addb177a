//! Did the submission arrive? vivo is asked: a yes is believed at once, a no only after it had time to settle. A second submission of
//! the same version would be one too many.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use slipway_model::{Looked, Order, Outputs, Problem, ProblemKind, Retry, Sentence, Step};

use super::{problem::is_unknown_here, publish::seen_submission, standing::Standing};
use crate::{Visit, failure::Failure};

/// When to ask after a lost answer, in seconds since the submission. The first is what vivo needs to show it [measured], the rest is ours.
const MOMENTS: [u64; 5] = [8, 20, 45, 90, 180];
/// A question that cannot be asked is given up after this long.
const PATIENCE_S: u64 = 30 * 60;

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
    let before = intent.get("before").unwrap_or(&Value::Null);
    match Standing::read(visit, order).await {
        Ok(standing) => judge(
            &standing,
            order,
            &step.key,
            before,
            outputs,
            waited_s,
            visit.now(),
        ),
        Err(failure) => cannot_look(failure, waited_s),
    }
}

fn judge(
    standing: &Standing,
    order: &Order,
    step: &str,
    before: &Value,
    outputs: &Outputs,
    waited_s: u64,
    now: Timestamp,
) -> Looked {
    if step == "confirm" {
        return if standing.shows(order, &super::plan::before(outputs), now) {
            Looked::Happened {
                output: standing.seen(),
            }
        } else {
            Looked::CannotTell {
                problem: standing.not_seen(),
            }
        };
    }
    if standing.was_taken(order, before, now) {
        return Looked::Happened {
            output: seen_submission(order, outputs, standing),
        };
    }
    match MOMENTS.iter().find(|moment| waited_s < **moment) {
        Some(moment) => Looked::AskAgain {
            after: Duration::from_secs(moment - waited_s),
        },
        // The old version and no review: safe to send once more [official order of calls].
        None => Looked::DidNot,
    }
}

/// No answer to the question is no answer: it is asked again while that can help.
fn cannot_look(failure: Failure, waited_s: u64) -> Looked {
    let problem = failure.problem;
    if is_unknown_here(&problem) {
        let says = Sentence::new("problem.sandbox-unclear");
        let problem = Problem::new(ProblemKind::Unclear, says);
        return Looked::CannotTell { problem };
    }
    let hopeless = problem.retry == Retry::No && problem.kind != ProblemKind::Network;
    if hopeless || waited_s > PATIENCE_S {
        Looked::CannotTell { problem }
    } else {
        Looked::AskAgain {
            after: Duration::from_secs(15),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;
    use serde_json::json;
    use slipway_model::{Looked, Outputs, Problem, ProblemKind, Retry, Sentence};

    use super::{cannot_look, judge};
    use crate::{failure::Failure, fixture, vivo::standing::Standing};

    /// Ours is 20.
    fn look(step: &str, code: u64, status: i64, waited_s: u64) -> Looked {
        let standing = Standing {
            details: serde_json::from_value(json!({"versionCode": code, "status": status}))
                .unwrap(),
            ..Standing::default()
        };
        let before = json!({"newest": 19, "status": 3});
        judge(
            &standing,
            &fixture::order("vivo"),
            step,
            &before,
            &Outputs::new(),
            waited_s,
            Timestamp::UNIX_EPOCH,
        )
    }

    fn again(seconds: u64) -> Looked {
        Looked::AskAgain {
            after: Duration::from_secs(seconds),
        }
    }

    #[test]
    fn a_trace_of_the_submission_is_believed_at_once() {
        for status in [2, 3, 4, 5] {
            assert!(
                matches!(look("submit", 20, status, 0), Looked::Happened { .. }),
                "{status}"
            );
        }
        assert!(matches!(look("confirm", 20, 2, 0), Looked::Happened { .. }));
    }

    #[test]
    fn the_old_state_is_believed_after_three_minutes() {
        assert_eq!(look("submit", 19, 3, 0), again(8));
        assert_eq!(look("submit", 19, 3, 8), again(12));
        assert_eq!(look("submit", 19, 3, 100), again(80));
        assert_eq!(look("submit", 19, 3, 180), Looked::DidNot);
    }

    #[test]
    fn a_yes_that_vivo_does_not_know_of_is_left_to_a_person() {
        let Looked::CannotTell { problem } = look("confirm", 19, 3, 500) else {
            panic!("must not tell")
        };
        assert_eq!(problem.advice.key, "problem.not-seen");
        assert_eq!(problem.said.unwrap().words, "status 3, saleStatus –");
    }

    #[test]
    fn a_question_that_was_not_answered_is_asked_again() {
        let ask = |kind, key: &str, retry, waited_s| {
            let problem = Problem::new(kind, Sentence::new(key)).retry(retry);
            cannot_look(Failure::certain(problem), waited_s)
        };
        assert_eq!(ask(ProblemKind::Network, "x", Retry::Now, 0), again(15));
        assert_eq!(
            ask(ProblemKind::TimedOut, "x", Retry::AfterLooking, 700),
            again(15)
        );
        for (kind, key, waited_s, said) in [
            (
                ProblemKind::BadCredentials,
                "problem.wrong-pair",
                0,
                "problem.wrong-pair",
            ),
            (
                ProblemKind::Refused,
                "problem.not-in-sandbox",
                0,
                "problem.sandbox-unclear",
            ),
            (ProblemKind::Network, "x", 3601, "x"),
        ] {
            let Looked::CannotTell { problem } = ask(kind, key, Retry::No, waited_s) else {
                panic!("{key}")
            };
            assert_eq!(problem.advice.key, said);
        }
    }
}
