//! Did it happen? `app-info` is asked: a yes is believed at once, a no only after the store had time to settle.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{Looked, Order, Outputs, ProblemKind, Retry, Step};

use super::{
    plan::address,
    publish::known_app_id,
    standing::{Standing, Wanted},
    wire::ReleaseType,
};
use crate::{Visit, failure::Failure};

/// Seconds after a lost answer at which the store is asked for a package that was attached, and for a submission. A second
/// attaching only adds a package to the draft; a second submission would be one too many.
const ATTACHED: &[u64] = &[1, 3, 8, 20];
const SUBMITTED: &[u64] = &[2, 5, 15, 30, 60];
/// The same where AppGallery fetches the package first: nothing shows until it has, and its silence proves nothing.
const FETCHED: &[u64] = &[15, 60, 180, 600, 1200, 1800];
/// A question that cannot be asked is given up after this long.
const PATIENCE_S: u64 = 30 * 60;

/// After an attempt that nobody heard the end of.
pub(super) async fn look(
    visit: &Visit,
    order: &Order,
    step: &Step,
    intent: &Value,
    outputs: &Outputs,
    waited_s: u64,
) -> Looked {
    if !["attach", "submit", "confirm"].contains(&step.key.as_str()) {
        return Looked::DidNot;
    }
    let known = intent
        .get("app_id")
        .and_then(Value::as_str)
        .map(str::to_owned);
    let standing = match known.map_or_else(|| known_app_id(order, outputs), Ok) {
        Ok(app_id) => Standing::read(visit, &app_id, ReleaseType::of(order)).await,
        Err(failure) => Err(failure),
    };
    let standing = match standing {
        Ok(standing) => standing,
        Err(failure) => return cannot_look(failure, waited_s),
    };
    let question = Question {
        step: &step.key,
        wanted: Wanted {
            state_before: intent.get("state_before").and_then(Value::as_i64),
            ..Wanted::of(order, outputs)
        },
        newest_before: intent.get("newest_before").and_then(Value::as_u64),
        fetched: address(order).is_some(),
    };
    judge(&standing, question, waited_s)
}

struct Question<'a> {
    step: &'a str,
    wanted: Wanted,
    newest_before: Option<u64>,
    /// The store fetches the package and submits it by itself.
    fetched: bool,
}

fn judge(standing: &Standing, question: Question<'_>, waited_s: u64) -> Looked {
    let Question { wanted, .. } = question;
    let ours = wanted.version_code;
    match question.step {
        "attach" if standing.holds(ours, question.newest_before) => Looked::Happened {
            output: json!({ "pkg_id": null }),
        },
        "attach" => settle(waited_s, ATTACHED),
        "submit" if standing.has_landed(&wanted) => Looked::Happened {
            output: standing.output(),
        },
        "submit" if question.fetched => match settle(waited_s, FETCHED) {
            Looked::DidNot => Looked::CannotTell {
                problem: standing.not_seen("problem.not-fetched"),
            },
            looked => looked,
        },
        "submit" => settle(waited_s, SUBMITTED),
        "confirm" if standing.has_landed(&wanted.answered()) => Looked::Happened {
            output: standing.output(),
        },
        _ => Looked::CannotTell {
            problem: standing.not_seen("problem.not-seen"),
        },
    }
}

/// The next moment to ask, in seconds since the intent; after the last one the store's no is believed.
fn settle(waited_s: u64, moments: &[u64]) -> Looked {
    match moments.iter().find(|moment| waited_s < **moment) {
        Some(moment) => Looked::AskAgain {
            after: Duration::from_secs(moment - waited_s),
        },
        None => Looked::DidNot,
    }
}

/// No answer to the question is no answer: it is asked again while that can help.
fn cannot_look(failure: Failure, waited_s: u64) -> Looked {
    let problem = failure.problem;
    let hopeless = problem.kind == ProblemKind::Cancelled
        || (problem.retry == Retry::No && problem.kind != ProblemKind::Network);
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
    use serde_json::{Value, json};
    use slipway_model::{Looked, Problem, ProblemKind, Retry, Sentence};

    use super::{Question, Standing, Wanted, cannot_look, judge};
    use crate::{failure::Failure, huawei::standing::Phasing};

    /// State, newest and live version code.
    fn standing(state: i64, newest: u64, live: u64) -> Standing {
        Standing {
            state: Some(state),
            newest: Some(newest),
            live: Some(live),
            phase: None,
        }
    }

    /// What stood there before; ours is 20.
    fn question(step: &str, before: (i64, u64)) -> Question<'_> {
        Question {
            step,
            wanted: Wanted {
                version_code: 20,
                state_before: Some(before.0),
                ..Wanted::default()
            },
            newest_before: Some(before.1),
            fetched: false,
        }
    }

    fn look(step: &str, now: (i64, u64, u64), before: (i64, u64), waited_s: u64) -> Looked {
        judge(
            &standing(now.0, now.1, now.2),
            question(step, before),
            waited_s,
        )
    }

    fn again(seconds: u64) -> Looked {
        Looked::AskAgain {
            after: Duration::from_secs(seconds),
        }
    }

    fn happened(looked: &Looked) -> bool {
        matches!(looked, Looked::Happened { .. })
    }

    #[test]
    fn a_submission_is_recognised_wherever_the_review_has_got_to() {
        for state in [3, 4, 5, 8, 12, 13] {
            assert!(
                happened(&look("submit", (state, 20, 19), (0, 19), 0)),
                "releaseState {state}"
            );
        }
        assert!(happened(&look("submit", (0, 20, 20), (0, 19), 0)));
    }

    #[test]
    fn what_stood_there_before_is_no_submission() {
        // A draft of ours, the old version in review, the rejection of an earlier try of the same version.
        for (now, before) in [
            ((0, 20, 19), (0, 19)),
            ((5, 19, 18), (0, 19)),
            ((8, 20, 19), (8, 20)),
            ((7, 20, 19), (7, 20)),
        ] {
            assert_eq!(look("submit", now, before, 0), again(2), "{now:?}");
            assert_eq!(look("submit", now, before, 20), again(10), "{now:?}");
            assert_eq!(look("submit", now, before, 60), Looked::DidNot, "{now:?}");
        }
    }

    #[test]
    fn a_phase_that_has_begun_is_a_submission_and_an_older_one_is_not() {
        let end = Timestamp::from_second(1_760_600_000).unwrap();
        let in_phases = |until| Standing {
            phase: Some(Phasing { until }),
            ..standing(0, 20, 19)
        };
        let asked = |phase_before| {
            let mut question = question("submit", (0, 19));
            question.wanted.phase_before = phase_before;
            question.wanted.until = Some(end);
            question
        };
        assert!(happened(&judge(&in_phases(None), asked(false), 0)));
        assert_eq!(judge(&in_phases(None), asked(true), 0), again(2));
        assert!(happened(&judge(&in_phases(Some(end)), asked(true), 0)));
        // The same phase without our version in it.
        let older = Standing {
            newest: Some(19),
            ..in_phases(Some(end))
        };
        assert_eq!(judge(&older, asked(false), 60), Looked::DidNot);
    }

    #[test]
    fn what_the_store_fetches_is_never_asked_for_twice() {
        let fetched = || Question {
            fetched: true,
            ..question("submit", (0, 19))
        };
        assert_eq!(judge(&standing(0, 19, 19), fetched(), 60), again(120));
        let Looked::CannotTell { problem } = judge(&standing(0, 19, 19), fetched(), 1800) else {
            panic!("must be left to a person")
        };
        assert_eq!(problem.advice.key, "problem.not-fetched");
        assert!(happened(&judge(&standing(4, 20, 19), fetched(), 1800)));
    }

    #[test]
    fn an_attached_package_is_one_that_was_not_there_before() {
        assert_eq!(
            look("attach", (0, 20, 19), (0, 19), 0),
            Looked::Happened {
                output: json!({"pkg_id": Value::Null})
            }
        );
        assert_eq!(look("attach", (0, 20, 19), (0, 20), 0), again(1));
        assert_eq!(look("attach", (0, 19, 19), (0, 19), 20), Looked::DidNot);
    }

    #[test]
    fn a_yes_without_a_trace_is_left_to_a_person() {
        let Looked::CannotTell { problem } = look("confirm", (0, 20, 19), (0, 19), 0) else {
            panic!("must not tell")
        };
        assert_eq!(
            (problem.kind, problem.advice.key.as_str()),
            (ProblemKind::Unclear, "problem.not-seen")
        );
        assert!(happened(&look("confirm", (8, 20, 19), (8, 20), 0)));
    }

    #[test]
    fn silence_is_asked_again_and_a_refusal_is_not() {
        let failure =
            |kind, retry| Failure::certain(Problem::new(kind, Sentence::new("x")).retry(retry));
        assert_eq!(
            cannot_look(failure(ProblemKind::Network, Retry::Now), 60),
            again(15)
        );
        assert_eq!(
            cannot_look(failure(ProblemKind::Network, Retry::No), 60),
            again(15)
        );
        for (kind, waited_s) in [
            (ProblemKind::BadCredentials, 0),
            (ProblemKind::Cancelled, 0),
            (ProblemKind::Network, 1801),
        ] {
            assert!(
                matches!(
                    cannot_look(failure(kind, Retry::No), waited_s),
                    Looked::CannotTell { .. }
                ),
                "{kind:?}"
            );
        }
    }
}
