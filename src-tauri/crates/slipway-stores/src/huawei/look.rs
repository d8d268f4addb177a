//! Did it happen? `app-info` is asked: a yes is believed at once, a no only after the store had time to settle.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{Looked, Order, Outputs, Problem, ProblemKind, Retry, Said, Sentence, Step};

use super::{
    publish::known_app_id,
    status::{app_info, is_in_review, is_rejected, is_scheduled, term},
};
use crate::{Visit, failure::Failure};

/// Seconds after a lost answer at which the store is asked for a package that was attached, and for a submission. A second
/// attaching only adds a package to the draft; a second submission would be one too many.
const ATTACHED: &[u64] = &[1, 3, 8, 20];
const SUBMITTED: &[u64] = &[2, 5, 15, 30, 60];
/// A question that cannot be asked is given up after this long.
const PATIENCE_S: u64 = 30 * 60;

/// The three facts that tell whether a version got through.
pub(super) struct Standing {
    state: Option<i64>,
    newest: Option<u64>,
    live: Option<u64>,
}

impl Standing {
    pub(super) async fn read(visit: &Visit, app_id: &str) -> Result<Self, Failure> {
        let reply = app_info(visit, app_id).await?;
        let info = reply.info();
        Ok(Self {
            state: reply.state(),
            newest: info.version_code,
            live: info.on_shelf_version_code,
        })
    }

    /// Whether the version was submitted: it is live, or it is the newest and with the reviewers, or approved, or judged
    /// since. `state_before` tells an old rejection of the same version from a new one; without it every one counts.
    pub(super) fn has_landed(&self, ours: u64, state_before: Option<i64>) -> bool {
        let judged = is_rejected(self.state) && self.state != state_before;
        let past_draft = is_in_review(self.state) || is_scheduled(self.state) || judged;
        self.live == Some(ours) || (self.newest == Some(ours) && past_draft)
    }

    /// Whether the draft holds our package and did not before: an earlier draft of the same version proves nothing.
    fn holds(&self, ours: u64, newest_before: Option<u64>) -> bool {
        self.newest == Some(ours) && newest_before != Some(ours) && self.live != Some(ours)
    }

    pub(super) fn output(&self) -> Value {
        json!({ "seen": true, "term": term(self.state), "version_code": self.newest })
    }

    /// The store said yes and then does not know of it.
    pub(super) fn not_seen(&self) -> Problem {
        let said = Said::new("releaseState", term(self.state).as_bytes(), &[]);
        Problem::new(ProblemKind::Unclear, Sentence::new("problem.not-seen")).said(said)
    }
}

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
        Ok(app_id) => Standing::read(visit, &app_id).await,
        Err(failure) => Err(failure),
    };
    match standing {
        Ok(standing) => judge(&standing, order, &step.key, intent, waited_s),
        Err(failure) => cannot_look(failure, waited_s),
    }
}

fn judge(standing: &Standing, order: &Order, step: &str, intent: &Value, waited_s: u64) -> Looked {
    let ours = order
        .build()
        .map(|build| build.version_code)
        .unwrap_or_default();
    let state_before = intent.get("state_before").and_then(Value::as_i64);
    let newest_before = intent.get("newest_before").and_then(Value::as_u64);
    match step {
        "attach" if standing.holds(ours, newest_before) => Looked::Happened {
            output: json!({ "pkg_id": null }),
        },
        "attach" => settle(waited_s, ATTACHED),
        "submit" if standing.has_landed(ours, state_before) => Looked::Happened {
            output: standing.output(),
        },
        "submit" => settle(waited_s, SUBMITTED),
        "confirm" if standing.has_landed(ours, None) => Looked::Happened {
            output: standing.output(),
        },
        _ => Looked::CannotTell {
            problem: standing.not_seen(),
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

    use serde_json::{Value, json};
    use slipway_model::{Looked, Problem, ProblemKind, Retry, Sentence};

    use super::{Standing, cannot_look, judge};
    use crate::{failure::Failure, fixture};

    /// State, newest and live version code; what the intent kept; ours is 20.
    fn look(step: &str, now: (i64, u64, u64), before: (i64, u64), waited_s: u64) -> Looked {
        let standing = Standing {
            state: Some(now.0),
            newest: Some(now.1),
            live: Some(now.2),
        };
        let intent = json!({"state_before": before.0, "newest_before": before.1});
        judge(
            &standing,
            &fixture::order("huawei"),
            step,
            &intent,
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
