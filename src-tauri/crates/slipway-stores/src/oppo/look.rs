//! Did it happen? The task of the version is asked first, then the app's record: a yes is believed at once, a no only after two minutes.
//! What stood there before the submission is no proof of it.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{Looked, Order, Outputs, Problem, ProblemKind, Retry, Said, Sentence, Step};

use super::{
    plan::before,
    record::Record,
    status,
    wire::{TASK_DONE, TASK_FAILED, TASK_PENDING},
};
use crate::{Visit, failure::Failure};

/// Seconds after a lost answer at which OPPO is asked. One more submission after the last does no harm: OPPO guards by version
/// and answers 911216 or 911215 to the second [apkgo live, rest inferred].
const MOMENTS: [u64; 5] = [3, 10, 30, 60, 120];
/// A question that cannot be asked is given up after this long.
const PATIENCE_S: u64 = 30 * 60;

/// What was known before the submission, from what *find-app* left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Before {
    pub(super) newest: Option<u64>,
    pub(super) status: Option<String>,
    pub(super) task: Option<i64>,
}

impl Before {
    pub(super) fn of(value: &Value) -> Self {
        Self {
            newest: value.get("newest_before").and_then(Value::as_u64),
            status: value
                .get("status_before")
                .and_then(Value::as_str)
                .map(str::to_owned),
            task: value.get("task_before").and_then(Value::as_i64),
        }
    }

    pub(super) fn kept(&self) -> Value {
        json!({
            "newest_before": self.newest,
            "status_before": self.status,
            "task_before": self.task,
        })
    }
}

/// What OPPO knows of our version now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) newest: Option<u64>,
    pub(super) status: Option<String>,
    pub(super) term: String,
    pub(super) task: Option<i64>,
    /// Why one of the two questions has no answer. A no is believed only when both were answered.
    pub(super) unanswered: Option<Problem>,
}

impl Standing {
    /// What the record says, without a word about the task.
    pub(super) fn of(record: &Record) -> Self {
        Self {
            newest: record.version_code(),
            status: record.status(),
            term: status::term(record),
            task: None,
            unanswered: None,
        }
    }

    /// # Errors
    /// Only when neither question was answered.
    pub(super) async fn read(visit: &Visit, package: &str, version: u64) -> Result<Self, Failure> {
        let task = status::task(visit, package, version).await;
        let record = status::read(visit, package).await;
        match (task, record) {
            (Err(_), Err(failure)) => Err(failure),
            (task, record) => {
                let unanswered = [task.as_ref().err(), record.as_ref().err()];
                let unanswered = unanswered.into_iter().flatten().next();
                let unanswered = unanswered.map(|failure| failure.problem.clone());
                let task = task.ok().and_then(|task| task.task_state);
                let shown = record.ok().as_ref().map(Self::of).unwrap_or_default();
                Ok(Self {
                    task,
                    unanswered,
                    ..shown
                })
            }
        }
    }

    /// A task for our version that was not there before, or our version in the record in another state than before.
    pub(super) fn has_landed(&self, ours: u64, before: &Before) -> bool {
        let task = match self.task {
            Some(TASK_PENDING) => true,
            Some(TASK_DONE | TASK_FAILED) => self.task != before.task,
            _ => false,
        };
        task || self.shows(ours, before)
    }

    /// Both questions were answered, and neither answer knows of it.
    pub(super) fn denies(&self, ours: u64, before: &Before) -> bool {
        self.unanswered.is_none() && !self.has_landed(ours, before)
    }

    /// What is said of a yes that is denied afterwards.
    pub(super) fn not_seen(&self) -> Problem {
        let said = Said::new("audit_status", self.term.as_bytes(), &[]);
        Problem::new(ProblemKind::Unclear, Sentence::new("problem.not-seen")).said(said)
    }

    /// The record itself shows it.
    pub(super) fn shows(&self, ours: u64, before: &Before) -> bool {
        let is_new = before.newest != Some(ours) || self.status != before.status;
        self.newest == Some(ours) && is_new
    }

    /// The output of a submission that was found rather than answered.
    pub(super) fn output(&self, ours: u64, before: &Before) -> Value {
        let mut output = before.kept();
        output["task"] = json!(self.task);
        if self.shows(ours, before) {
            output["seen"] = json!(true);
            output["term"] = json!(self.term);
        }
        output
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
    let ours = order.build().map(|build| build.version_code);
    let (Some(ours), "submit" | "confirm") = (ours, step.key.as_str()) else {
        return Looked::DidNot;
    };
    match Standing::read(visit, &order.app.package, ours).await {
        Ok(standing) if step.key == "confirm" => {
            judge_again(&standing, ours, &before(outputs), waited_s)
        }
        Ok(standing) => judge(&standing, ours, &Before::of(intent), waited_s),
        Err(failure) => cannot_look(failure.problem, waited_s),
    }
}

fn judge(standing: &Standing, ours: u64, before: &Before, waited_s: u64) -> Looked {
    if standing.has_landed(ours, before) {
        return Looked::Happened {
            output: standing.output(ours, before),
        };
    }
    if let Some(problem) = standing.unanswered.clone() {
        return cannot_look(problem, waited_s);
    }
    match MOMENTS.iter().find(|moment| waited_s < **moment) {
        Some(moment) => Looked::AskAgain {
            after: Duration::from_secs(moment - waited_s),
        },
        None => Looked::DidNot,
    }
}

/// OPPO had said yes and then knew of nothing: only a trace of it ends the doubt, and whether to send again is a person's to say.
fn judge_again(standing: &Standing, ours: u64, before: &Before, waited_s: u64) -> Looked {
    if standing.has_landed(ours, before) {
        return Looked::Happened {
            output: standing.output(ours, before),
        };
    }
    match standing.unanswered.clone() {
        Some(problem) => cannot_look(problem, waited_s),
        None => Looked::CannotTell {
            problem: standing.not_seen(),
        },
    }
}

/// No answer to the question is no answer: it is asked again while that can help.
fn cannot_look(problem: Problem, waited_s: u64) -> Looked {
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

    use serde_json::Value;
    use slipway_model::{Looked, Problem, ProblemKind, Retry, Sentence};

    use super::{Before, Standing, cannot_look, judge, judge_again};

    fn standing(newest: u64, status: &str, task: Option<i64>) -> Standing {
        Standing {
            newest: Some(newest),
            status: Some(status.to_owned()),
            term: status.to_owned(),
            task,
            unanswered: None,
        }
    }

    fn before(newest: u64, status: &str, task: Option<i64>) -> Before {
        Before {
            newest: Some(newest),
            status: Some(status.to_owned()),
            task,
        }
    }

    fn again(seconds: u64) -> Looked {
        Looked::AskAgain {
            after: Duration::from_secs(seconds),
        }
    }

    /// Ours is 20.
    fn look(now: &Standing, before: &Before, waited_s: u64) -> Looked {
        judge(now, 20, before, waited_s)
    }

    #[test]
    fn every_trace_of_it_is_believed_at_once() {
        let old = before(19, "111", None);
        for now in [
            standing(19, "111", Some(1)),
            standing(19, "111", Some(2)),
            standing(19, "111", Some(3)),
            standing(20, "1", None),
            standing(20, "444", None),
        ] {
            let Looked::Happened { output } = look(&now, &old, 0) else {
                panic!("{now:?}")
            };
            assert_eq!(output["seen"] == true, now.newest == Some(20), "{now:?}");
            assert_eq!(Before::of(&output), old);
        }
    }

    #[test]
    fn what_stood_there_before_is_no_proof() {
        let rejected = before(20, "444", Some(2));
        let same = standing(20, "444", Some(2));
        assert_eq!(look(&same, &rejected, 0), again(3));
        assert_eq!(look(&same, &rejected, 45), again(15));
        assert_eq!(look(&same, &rejected, 120), Looked::DidNot);
        assert!(matches!(
            look(&standing(20, "1", Some(2)), &rejected, 0),
            Looked::Happened { .. }
        ));
        let nothing = standing(19, "111", None);
        assert_eq!(look(&nothing, &before(19, "111", None), 119), again(1));
    }

    #[test]
    fn a_yes_that_left_no_trace_is_nobodys_to_decide_but_a_persons() {
        let old = before(19, "111", None);
        let look = |now: &Standing| judge_again(now, 20, &old, 500);
        let Looked::CannotTell { problem } = look(&standing(19, "111", None)) else {
            panic!("nothing is known of it")
        };
        assert_eq!(problem.advice.key, "problem.not-seen");
        for now in [standing(20, "1", None), standing(19, "111", Some(1))] {
            assert!(matches!(look(&now), Looked::Happened { .. }), "{now:?}");
        }
        let mut half = standing(19, "111", None);
        let network = Problem::new(ProblemKind::Network, Sentence::new("x")).retry(Retry::Now);
        half.unanswered = Some(network);
        assert_eq!(look(&half), again(15));
    }

    #[test]
    fn half_an_answer_is_no_no() {
        let old = before(19, "111", None);
        let mut half = standing(19, "111", None);
        let network = Problem::new(ProblemKind::Network, Sentence::new("x")).retry(Retry::Now);
        half.unanswered = Some(network);
        assert_eq!(look(&half, &old, 600), again(15));
        assert!(matches!(look(&half, &old, 1801), Looked::CannotTell { .. }));
        half.task = Some(1);
        assert!(matches!(look(&half, &old, 0), Looked::Happened { .. }));
    }

    #[test]
    fn what_is_kept_is_read_back() {
        for known in [Before::default(), before(19, "00", Some(3))] {
            assert_eq!(Before::of(&known.kept()), known);
        }
        assert_eq!(Before::of(&Value::Null), Before::default());
    }

    #[test]
    fn silence_is_asked_again_and_a_refusal_is_not() {
        let problem = |kind, retry| Problem::new(kind, Sentence::new("x")).retry(retry);
        assert_eq!(
            cannot_look(problem(ProblemKind::Network, Retry::Now), 60),
            again(15)
        );
        for (kind, waited_s) in [
            (ProblemKind::BadCredentials, 0),
            (ProblemKind::Cancelled, 0),
            (ProblemKind::Network, 1801),
        ] {
            assert!(matches!(
                cannot_look(problem(kind, Retry::No), waited_s),
                Looked::CannotTell { .. }
            ));
        }
    }
}
