//! Did the submission happen? The app's newest task is asked, because without an answer there is no id of ours to ask about: a yes is
//! believed at once, a no only after Honor had time to settle.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{Looked, Order, Outputs, Problem, ProblemKind, Retry, Said, Sentence, Step};

use super::{record, status::audit_term, trace, wire::Audit};
use crate::{Visit, failure::Failure};

/// Seconds after a lost answer at which Honor is asked.
const MOMENTS: [u64; 5] = [2, 5, 15, 30, 60];
/// A question that cannot be asked is given up after this long.
const PATIENCE_S: u64 = 30 * 60;

/// The newest task of the app.
pub(super) struct Standing(Audit);

impl Standing {
    pub(super) async fn read(visit: &Visit, app_id: &str) -> Result<Self, Failure> {
        record::current_release(visit, app_id)
            .await
            .map(|current| Self(current.unwrap_or_default()))
    }

    /// Whether our version was submitted: in review, approved, or judged since. `release_before` tells an old rejection of the same
    /// version from a new one. 4 is the draft, which is there without a submission too.
    pub(super) fn has_landed(&self, ours: u64, release_before: Option<&str>) -> bool {
        let judged = self.0.audit_result == Some(2)
            && self.0.release_id.is_some()
            && self.0.release_id.as_deref() != release_before;
        let submitted = matches!(self.0.audit_result, Some(0 | 1));
        self.0.version_code == Some(ours) && (submitted || judged)
    }

    /// The task that Honor named in its answer.
    pub(super) fn is(&self, release_id: &str) -> bool {
        self.0.release_id.as_deref() == Some(release_id)
            && matches!(self.0.audit_result, Some(0..=2))
    }

    /// Our version stands in the draft.
    pub(super) fn is_draft_of(&self, ours: u64) -> bool {
        self.0.version_code == Some(ours) && self.0.audit_result == Some(4)
    }

    pub(super) fn release_id(&self) -> Option<&str> {
        self.0.release_id.as_deref()
    }

    pub(super) fn term(&self) -> String {
        audit_term(self.0.audit_result)
    }

    pub(super) fn output(&self) -> Value {
        json!({
            "seen": true,
            "term": self.term(),
            "version_code": self.0.version_code,
            "release_id": self.0.release_id,
        })
    }

    /// Honor said yes and then does not know of it.
    pub(super) fn not_seen(&self) -> Problem {
        let said = Said::new("auditResult", self.term().as_bytes(), &[]);
        Problem::new(ProblemKind::Unclear, Sentence::new("problem.not-seen")).said(said)
    }
}

/// What a submission leaves that was found by reading back.
pub(super) fn found(order: &Order, app_id: &str, standing: &Standing) -> Value {
    let mut left = trace::left(order, app_id, standing.release_id());
    left["seen"] = json!(true);
    left["term"] = json!(standing.term());
    left
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
    if !["submit", "confirm"].contains(&step.key.as_str()) {
        return Looked::DidNot;
    }
    let known = |place: &Value| place.get("app_id")?.as_str().map(str::to_owned);
    let app_id = known(intent).or_else(|| known(outputs.get("find-app")?));
    let standing = match &app_id {
        Some(id) => Standing::read(visit, id).await,
        None => Err(Failure::certain(record::not_found(&order.app))),
    };
    if step.key == "confirm" {
        return judge_again(standing, order, outputs, waited_s);
    }
    judge(
        standing,
        order,
        app_id.as_deref().unwrap_or_default(),
        intent,
        waited_s,
    )
}

/// Honor had said yes and then did not know of it: only a trace of it ends the doubt, and whether to send again is a person's to say.
fn judge_again(
    standing: Result<Standing, Failure>,
    order: &Order,
    outputs: &Outputs,
    waited_s: u64,
) -> Looked {
    let text = |step: &str, name: &str| outputs.get(step)?.get(name)?.as_str();
    let ours = order.build().map(|build| build.version_code);
    match standing {
        Ok(standing)
            if text("submit", "release_id").is_some_and(|id| standing.is(id))
                || ours.is_some_and(|ours| {
                    standing.has_landed(ours, text("find-app", "release_before"))
                }) =>
        {
            Looked::Happened {
                output: standing.output(),
            }
        }
        Ok(standing) => Looked::CannotTell {
            problem: standing.not_seen(),
        },
        Err(failure) => cannot_look(failure.problem, waited_s),
    }
}

fn judge(
    standing: Result<Standing, Failure>,
    order: &Order,
    app_id: &str,
    intent: &Value,
    waited_s: u64,
) -> Looked {
    let ours = order
        .build()
        .map(|build| build.version_code)
        .unwrap_or_default();
    let before = intent.get("release_before").and_then(Value::as_str);
    match standing {
        Ok(standing) if standing.has_landed(ours, before) => Looked::Happened {
            output: found(order, app_id, &standing),
        },
        // A second submission in review would be refused, and one of a draft is what was wanted: after this its no is believed.
        Ok(_) => match MOMENTS.iter().find(|moment| waited_s < **moment) {
            Some(moment) => Looked::AskAgain {
                after: Duration::from_secs(moment - waited_s),
            },
            None => Looked::DidNot,
        },
        Err(failure) => cannot_look(failure.problem, waited_s),
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

    use serde_json::json;
    use slipway_model::{Looked, Problem, ProblemKind, Retry, Sentence};

    use super::{Standing, judge};
    use crate::{failure::Failure, fixture};

    /// Version, result and id of the newest task; ours is 20, and r1 was there before.
    fn look(version: u64, result: i64, release: &str, waited_s: u64) -> Looked {
        let audit = json!({"versionCode": version, "auditResult": result, "releaseId": release});
        let standing = Standing(serde_json::from_value(audit).unwrap());
        let intent = json!({"release_before": "r1"});
        judge(
            Ok(standing),
            &fixture::order("honor"),
            "7",
            &intent,
            waited_s,
        )
    }

    #[test]
    fn a_submission_is_recognised_wherever_the_review_has_got_to() {
        for result in [0, 1, 2] {
            let Looked::Happened { output } = look(20, result, "r2", 0) else {
                panic!("auditResult {result}")
            };
            assert_eq!(
                (&output["release_id"], &output["app_id"], &output["seen"]),
                (&json!("r2"), &json!("7"), &json!(true))
            );
        }
    }

    #[test]
    fn what_stood_there_before_is_no_submission() {
        // The draft, the old rejection of the same version, another version in review, the live one.
        for (version, result, release) in
            [(20, 4, "r2"), (20, 2, "r1"), (19, 0, "r2"), (19, 1, "r1")]
        {
            let again = |seconds| Looked::AskAgain {
                after: Duration::from_secs(seconds),
            };
            assert_eq!(look(version, result, release, 0), again(2));
            assert_eq!(look(version, result, release, 20), again(10));
            assert_eq!(look(version, result, release, 60), Looked::DidNot);
        }
    }

    #[test]
    fn silence_is_asked_again_and_a_refusal_is_not() {
        let look = |kind, retry, waited_s| {
            let problem = Problem::new(kind, Sentence::new("x")).retry(retry);
            judge(
                Err(Failure::certain(problem)),
                &fixture::order("honor"),
                "7",
                &json!({}),
                waited_s,
            )
        };
        assert!(matches!(
            look(ProblemKind::Network, Retry::No, 60),
            Looked::AskAgain { .. }
        ));
        for (kind, waited_s) in [
            (ProblemKind::BadCredentials, 0),
            (ProblemKind::Cancelled, 0),
            (ProblemKind::Network, 1801),
        ] {
            assert!(
                matches!(look(kind, Retry::No, waited_s), Looked::CannotTell { .. }),
                "{kind:?}"
            );
        }
    }
}
