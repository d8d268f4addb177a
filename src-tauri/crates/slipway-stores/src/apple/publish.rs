//! A release to App Store Connect: each step of the plan, one attempt at a time. What belongs together lies in a room of its own; here is
//! who does which step, and what waiting means.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{
    Artifact, Goal, Order, Outcome, Outputs, Problem, ProblemKind, Sentence, Step,
};

use super::{
    auth, find,
    plan::{FREE_OF_LAG, number_of},
    survey::Noted,
    version, versions,
    wire::Number,
};
use crate::{
    Attempt, Survey, Visit,
    failure::{Acted, Failure},
};

/// Reads lag behind writes by some seconds [issues of one client].
pub(super) const LAG: Duration = Duration::from_secs(10);
/// How long a store that is *settling* is waited for.
const SETTLING: Duration = Duration::from_secs(10 * 60);
/// How long a full quota is waited for: it rolls over an hour.
const QUOTA: Duration = Duration::from_secs(75 * 60);

pub(super) async fn run(
    visit: &Visit,
    order: &Order,
    step: &Step,
    outputs: &Outputs,
    attempt: Attempt,
) -> Outcome {
    let release = Release {
        visit,
        order,
        outputs,
        attempt,
    };
    let (key, _) = step.key.split_once(':').unwrap_or((&step.key, ""));
    let ended = match key {
        "sign-in" => release.sign_in().await,
        "find-app" => release.find_app().await,
        "earlier" => release.earlier().await,
        "reserve" => release.reserve().await,
        "reserve-file" => release.reserve_file().await,
        "upload" => release.upload().await,
        "send" => release.send_by_tool().await,
        "commit" => release.commit().await,
        "processing" => release.processing().await,
        "compliance" => release.compliance().await,
        "declaration" => release.declaration().await,
        "version" => release.version().await,
        "release-type" => release.release_type().await,
        "texts" => release.texts().await,
        "review-details" => release.review_details().await,
        "attach" => release.attach().await,
        "phased" => release.phased().await,
        "draft" => release.draft().await,
        "leftovers" => release.leftovers().await,
        "submission" => release.submission().await,
        "item" => release.item().await,
        "submit" => release.submit().await,
        "confirm" => release.confirm().await,
        "what-to-test" => release.what_to_test().await,
        "test-information" => release.test_information().await,
        "group" => release.group(number_of(step)).await,
        "group-build" => release.group_build(number_of(step)).await,
        "beta-review" => release.beta_review().await,
        "public-link" => release.public_link(number_of(step)).await,
        "notify" => release.notify().await,
        "testers" => release.testers(number_of(step)).await,
        _ => Err(Failure::certain(Problem::new(
            ProblemKind::Ours,
            Sentence::new("problem.no-such-step"),
        ))),
    };
    match ended {
        Ok(outcome) => outcome,
        Err(failure) => release.ended(failure, step, key),
    }
}

/// Steps that rest on what the ones before them were told.
const AFTER_EARLIER: &[&str] = &[
    "reserve-file",
    "upload",
    "commit",
    "processing",
    "compliance",
    "release-type",
    "texts",
    "review-details",
    "attach",
    "phased",
    "leftovers",
    "submission",
    "item",
    "submit",
];

pub(super) struct Release<'a> {
    pub(super) visit: &'a Visit,
    pub(super) order: &'a Order,
    pub(super) outputs: &'a Outputs,
    pub(super) attempt: Attempt,
}

pub(super) type Ended = Result<Outcome, Failure>;

pub(super) fn done(output: Value) -> Ended {
    Ok(Outcome::Done { output })
}

pub(super) fn wait(seconds: u64, what: &str) -> Ended {
    Ok(Outcome::WaitUntil {
        after: Duration::from_secs(seconds),
        what: Sentence::new(what),
    })
}

pub(super) fn refused(kind: ProblemKind, says: Sentence) -> Failure {
    Failure::certain(Problem::new(kind, says))
}

impl Release<'_> {
    /// What a definite no means while there is time: a full quota, a build that settles, and a thing that was made just now all pass.
    fn ended(&self, failure: Failure, step: &Step, key: &str) -> Outcome {
        let waited = self.attempt.waited;
        if failure.acted == Acted::No {
            if let Some(what) = failure.wait.clone().filter(|_| waited < SETTLING) {
                return Outcome::WaitUntil {
                    after: Duration::from_secs(30),
                    what,
                };
            }
            match failure.problem.kind {
                ProblemKind::TooMany if waited < QUOTA => {
                    return Outcome::WaitUntil {
                        after: self.quota(&failure),
                        what: Sentence::new("wait.too-many"),
                    };
                }
                ProblemKind::NotFound if waited < LAG && !FREE_OF_LAG.contains(&key) => {
                    return Outcome::WaitUntil {
                        after: Duration::from_secs(2),
                        what: Sentence::new("wait.seeing"),
                    };
                }
                _ => {}
            }
        }
        let mut failure = failure;
        // What an earlier step was told and Apple did not keep is mended by looking anew: every step from there on finds before it makes.
        let is_said = matches!(
            failure.problem.kind,
            ProblemKind::Refused | ProblemKind::NotFound | ProblemKind::TimedOut
        );
        if failure.problem.redo.is_none() && is_said && AFTER_EARLIER.contains(&key) {
            failure.problem = failure.problem.redo("earlier");
        }
        failure.outcome(step.repeat)
    }

    /// What Apple asks for, else ever longer up to a minute.
    fn quota(&self, failure: &Failure) -> Duration {
        match failure.problem.retry {
            slipway_model::Retry::After { wait } => wait,
            _ => Duration::from_secs(1 << self.attempt.number.min(6)).min(Duration::from_secs(60)),
        }
    }

    async fn sign_in(&self) -> Ended {
        if self.noted().by_password {
            return self.find_tool().await;
        }
        auth::token(self.visit).await?;
        done(Value::Null)
    }

    /// Finds the app and reads where it stands, so that nothing is uploaded that cannot be submitted.
    async fn find_app(&self) -> Ended {
        let app = find::known_app(self.visit, &self.order.app).await?;
        let mut first = None;
        if matches!(self.order.goal, Goal::Draft | Goal::Submit) {
            let number = self.number()?;
            let versions = versions::all(self.visit, &app.id, Some(number.platform)).await?;
            version::choose(&versions, &number.version, self.says_yes("rename_version"))
                .map_err(Failure::certain)?;
            first = Some(!versions.iter().any(|version| version.state.was_live()));
        }
        done(json!({
            "app": app.id,
            "name": app.text("name"),
            "primary": app.text("primaryLocale"),
            "first": first,
        }))
    }

    /// An earlier step's text that this one cannot do without.
    pub(super) fn left(&self, step: &str, name: &str) -> Result<&str, Failure> {
        find::left(self.outputs, step, name).ok_or_else(|| {
            refused(
                ProblemKind::Ours,
                Sentence::new("problem.step-left-nothing"),
            )
        })
    }

    pub(super) fn app(&self) -> Result<&str, Failure> {
        self.left("find-app", "app")
    }

    pub(super) fn artifact(&self) -> Result<&Artifact, Failure> {
        self.order
            .artifacts
            .first()
            .ok_or_else(|| refused(ProblemKind::BadInput, Sentence::new("problem.no-build")))
    }

    pub(super) fn number(&self) -> Result<Number, Failure> {
        Number::of(self.order)
            .ok_or_else(|| refused(ProblemKind::BadInput, Sentence::new("problem.no-build")))
    }

    pub(super) fn noted(&self) -> Noted {
        Noted::of(&Survey::of(self.order))
    }

    pub(super) fn says_yes(&self, ask: &str) -> bool {
        says_yes(self.order, ask)
    }

    /// What was answered, if anything was.
    pub(super) fn answer(&self, ask: &str) -> Option<&str> {
        let answer = self.order.answers.get(ask)?.trim();
        (!answer.is_empty()).then_some(answer)
    }

    /// The first version of a platform has no news, and cannot be released in phases [official].
    pub(super) fn is_first(&self) -> bool {
        let found = self.outputs.get("find-app");
        let told = found.and_then(|found| found.get("first")?.as_bool());
        told.unwrap_or(self.order.first_release)
    }
}

pub(super) fn says_yes(order: &Order, ask: &str) -> bool {
    order
        .answers
        .get(ask)
        .is_some_and(|answer| truth(answer) == Some(true))
}

/// A typed yes or no.
pub(super) fn truth(answer: &str) -> Option<bool> {
    match answer.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "是" | "是的" | "有" => Some(true),
        "no" | "n" | "false" | "0" | "否" | "不是" | "没有" | "无" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::truth;

    #[test]
    fn yes_and_no_are_read_as_people_type_them() {
        for (answer, read) in [
            ("yes", Some(true)),
            (" YES ", Some(true)),
            ("是", Some(true)),
            ("no", Some(false)),
            ("否", Some(false)),
            ("", None),
            ("maybe", None),
        ] {
            assert_eq!(truth(answer), read, "{answer}");
        }
    }
}
