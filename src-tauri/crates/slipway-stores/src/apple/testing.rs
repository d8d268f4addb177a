//! A build on its way to testers: what must be known first, the groups that get it, and Apple's beta review, which only outsiders need.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{GroupKind, Outcome, Problem, ProblemKind, Said, Sentence};

use super::{
    api,
    document::{change, creation, to_many, to_one},
    processing::build,
    publish::{Ended, Release, done, refused, wait},
    wire,
};
use crate::{Visit, failure::Failure};

/// How long a build may take to be ready for beta review after everything was said.
const SETTLING: Duration = Duration::from_secs(10 * 60);

/// Contact of the beta reviewers: without it the submission ends as a bare 500 [1 client].
const CONTACT: [&str; 4] = [
    "contactFirstName",
    "contactLastName",
    "contactPhone",
    "contactEmail",
];

/// What `externalBuildState` means for the beta review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beta {
    /// It may be submitted now, and at no other time.
    Ready,
    /// It was, or needs no review.
    Sent,
    Settling,
    Refused(&'static str),
}

pub(super) fn beta(external: &str) -> Beta {
    match external {
        "READY_FOR_BETA_SUBMISSION" => Beta::Ready,
        "WAITING_FOR_BETA_REVIEW"
        | "IN_BETA_REVIEW"
        | "BETA_APPROVED"
        | "READY_FOR_BETA_TESTING"
        | "IN_BETA_TESTING" => Beta::Sent,
        "BETA_REJECTED" => Beta::Refused("problem.beta-rejected"),
        "EXPIRED" => Beta::Refused("problem.build-expired"),
        "PROCESSING_EXCEPTION" => Beta::Refused("problem.build-exception"),
        "NOT_APPLICABLE" => Beta::Refused("problem.beta-not-applicable"),
        "IN_EXPORT_COMPLIANCE_REVIEW" => Beta::Refused("problem.declaration-in-review"),
        // PROCESSING, MISSING_EXPORT_COMPLIANCE that was just answered, and words that are new.
        _ => Beta::Settling,
    }
}

/// The builds that a group has.
pub(super) async fn builds(visit: &Visit, group: &str) -> Result<Vec<String>, Failure> {
    let path = format!("/v1/betaGroups/{group}/relationships/builds");
    let all = api::all(visit, &path, &[("limit", "200")]).await?;
    Ok(all.into_iter().map(|build| build.id).collect())
}

impl Release<'_> {
    /// Held before anything is added: outsiders want a feedback address, a description and a contact.
    pub(super) async fn test_information(&self) -> Ended {
        let outsiders = self.order.testing.groups.iter();
        if !outsiders
            .into_iter()
            .any(|group| group.kind == GroupKind::External)
        {
            return done(Value::Null);
        }
        let app = self.app()?;
        let path = format!("/v1/apps/{app}/betaAppLocalizations");
        let texts = api::all(self.visit, &path, &[("limit", "200")]).await?;
        let mut lacking = Vec::new();
        let complete = |name: &str| texts.iter().any(|text| text.text(name).is_some());
        lacking.extend(
            ["feedbackEmail", "description"]
                .into_iter()
                .filter(|name| !complete(name)),
        );
        let query = [("filter[app]", app)];
        let detail = api::all(self.visit, "/v1/betaAppReviewDetails", &query).await?;
        let detail = detail.first();
        lacking.extend(
            CONTACT
                .into_iter()
                .filter(|name| detail.and_then(|detail| detail.text(name)).is_none()),
        );
        if lacking.is_empty() {
            return done(Value::Null);
        }
        let says = Sentence::new("problem.test-information")
            .with("fields", lacking.join(", "))
            .with(
                "page",
                format!("{}apps/{app}/testflight/test-info", wire::CONSOLE),
            );
        Err(refused(ProblemKind::Refused, says))
    }

    /// Gives the build to one group.
    pub(super) async fn group_build(&self, number: usize) -> Ended {
        let (group, id) = (self.group_id(number)?, self.left("processing", "build")?);
        let found = self.outputs.get(&format!("group:{number}"));
        let told = |name: &str| found.and_then(|found| found.get(name)?.as_bool()) == Some(true);
        // Such a group gets every build by itself; adding is refused [issues].
        if told("internal") && told("every") {
            return done(json!({"build": id, "by_itself": true}));
        }
        if builds(self.visit, group)
            .await?
            .iter()
            .any(|build| build == id)
        {
            return done(json!({"build": id, "by_itself": false}));
        }
        let path = format!("/v1/betaGroups/{group}/relationships/builds");
        let body = to_many("builds", [id]);
        let heard = api::send(self.visit, Method::POST, &path, Some(&body)).await?;
        let is_internal = heard.says("cannot be assigned to this internal group")
            || heard.says("cannot add internal group");
        if heard.status == 422 && is_internal {
            return done(json!({"build": id, "by_itself": true}));
        }
        if heard.status == 422 {
            return self.not_given(id, heard.failure(self.visit.now())).await;
        }
        heard.checked(self.visit.now())?;
        done(json!({"build": id, "by_itself": false}))
    }

    /// 422 says little; the build tells why.
    async fn not_given(&self, id: &str, mut refusal: Failure) -> Ended {
        let build = build(self.visit, id).await?;
        if build.build.flag("expired") == Some(true) {
            refusal.problem.advice = Sentence::new("problem.build-expired");
        } else if build.encryption().is_none() || build.lacks_compliance() {
            refusal.problem.advice = Sentence::new("problem.attach-compliance");
        } else if self.attempt.waited < SETTLING
            && [build.internal(), build.external()].contains(&"PROCESSING")
        {
            return wait(30, "wait.settling");
        }
        Err(refusal)
    }

    pub(super) async fn beta_review(&self) -> Ended {
        let id = self.left("processing", "build")?;
        let found = build(self.visit, id).await?;
        let external = found.external().to_owned();
        match beta(&external) {
            Beta::Sent => return done(self.tested(&external)?),
            Beta::Refused(key) => {
                let said = Said::new("externalBuildState", external.as_bytes(), &[]);
                let problem = Problem::new(ProblemKind::Refused, Sentence::new(key)).said(said);
                return Err(Failure::certain(problem));
            }
            Beta::Settling if self.attempt.waited < SETTLING => {
                return Ok(Outcome::WaitUntil {
                    after: Duration::from_secs(if self.attempt.number < 4 { 5 } else { 30 }),
                    what: Sentence::new("wait.settling"),
                });
            }
            Beta::Settling => {
                let key = if found.lacks_compliance() {
                    "problem.attach-compliance"
                } else {
                    "problem.build-settles"
                };
                return Err(refused(ProblemKind::TimedOut, Sentence::new(key)));
            }
            Beta::Ready => {}
        }
        let body = creation(
            "betaAppReviewSubmissions",
            Value::Null,
            &[("build", to_one("builds", id))],
        );
        api::change(
            self.visit,
            Method::POST,
            "/v1/betaAppReviewSubmissions",
            &body,
        )
        .await?;
        done(self.tested("WAITING_FOR_BETA_REVIEW")?)
    }

    /// What the watch over the test asks with.
    pub(super) fn tested(&self, term: &str) -> Result<Value, Failure> {
        Ok(json!({"beta": self.left("processing", "build")?, "term": term}))
    }

    /// Apple tells the testers by itself once the build reaches them; where it reached them already, it is told to now.
    pub(super) async fn notify(&self) -> Ended {
        let id = self.left("processing", "build")?;
        let found = build(self.visit, id).await?;
        let Some(detail) = &found.detail else {
            return Err(refused(
                ProblemKind::NotFound,
                Sentence::new("problem.not-found"),
            ));
        };
        let external = found.external().to_owned();
        let term = if external.is_empty() {
            found.internal()
        } else {
            &external
        };
        let output = self.tested(term)?;
        if detail.flag("autoNotifyEnabled") == Some(true) {
            return done(output);
        }
        if [found.internal(), found.external()].contains(&"IN_BETA_TESTING") {
            let body = creation(
                "buildBetaNotifications",
                Value::Null,
                &[("build", to_one("builds", id))],
            );
            let heard = api::send(
                self.visit,
                Method::POST,
                "/v1/buildBetaNotifications",
                Some(&body),
            )
            .await?;
            // "Auto-notify already enabled" is as good [recorded].
            if heard.status == 409 && heard.says("auto-notify already enabled") {
                return done(output);
            }
            heard.checked(self.visit.now())?;
            return done(output);
        }
        let path = format!("/v1/buildBetaDetails/{}", detail.id);
        let body = change(
            "buildBetaDetails",
            &detail.id,
            json!({"autoNotifyEnabled": true}),
        );
        api::change(self.visit, Method::PATCH, &path, &body).await?;
        done(output)
    }
}

#[cfg(test)]
mod tests {
    use super::{Beta, beta};

    #[test]
    fn a_build_is_submitted_only_when_it_is_ready() {
        for (word, meaning) in [
            ("READY_FOR_BETA_SUBMISSION", Beta::Ready),
            ("WAITING_FOR_BETA_REVIEW", Beta::Sent),
            ("IN_BETA_REVIEW", Beta::Sent),
            ("BETA_APPROVED", Beta::Sent),
            ("READY_FOR_BETA_TESTING", Beta::Sent),
            ("IN_BETA_TESTING", Beta::Sent),
            ("BETA_REJECTED", Beta::Refused("problem.beta-rejected")),
            ("EXPIRED", Beta::Refused("problem.build-expired")),
            (
                "PROCESSING_EXCEPTION",
                Beta::Refused("problem.build-exception"),
            ),
            (
                "NOT_APPLICABLE",
                Beta::Refused("problem.beta-not-applicable"),
            ),
            (
                "IN_EXPORT_COMPLIANCE_REVIEW",
                Beta::Refused("problem.declaration-in-review"),
            ),
            ("PROCESSING", Beta::Settling),
            ("MISSING_EXPORT_COMPLIANCE", Beta::Settling),
            ("SOMETHING_NEW", Beta::Settling),
        ] {
            assert_eq!(beta(word), meaning, "{word}");
        }
    }
}
