//! The review submission: what an earlier try left is used or put away, our version becomes its item, and it is sent. An old call,
//! `appStoreVersionSubmissions`, is gone from the description and not used [spec].

use std::time::Duration;

use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{Outcome, Problem, ProblemKind, Said, Sentence};

use super::{
    api,
    document::{Resource, change, creation, to_one},
    errors::submission_named_in,
    problem::Heard,
    publish::{Ended, Release, done, refused, wait},
    versions, wire,
};
use crate::{Visit, failure::Failure};

/// Everything but `COMPLETE`.
const OPEN: &str =
    "READY_FOR_REVIEW,WAITING_FOR_REVIEW,IN_REVIEW,UNRESOLVED_ISSUES,CANCELING,COMPLETING";
/// How long a cancelled submission may take to end [1 client].
const CANCELLING: Duration = Duration::from_secs(120);
/// How long a version may take to become ready after it was added [1 client].
const READY: Duration = Duration::from_secs(150);
/// What an item can be about [spec].
const SUBJECTS: &[&str] = &[
    "appStoreVersion",
    "appCustomProductPageVersion",
    "appStoreVersionExperiment",
    "appStoreVersionExperimentV2",
    "appEvent",
    "backgroundAssetVersion",
    "gameCenterAchievementVersion",
    "gameCenterActivityVersion",
    "gameCenterChallengeVersion",
    "gameCenterLeaderboardSetVersion",
    "gameCenterLeaderboardVersion",
    "inAppPurchaseVersion",
    "subscriptionVersion",
    "subscriptionGroupVersion",
];

/// The submissions of a platform that have not ended. `filter[app]` is required [spec].
pub(super) async fn open(
    visit: &Visit,
    app: &str,
    platform: &str,
) -> Result<Vec<Resource>, Failure> {
    let query = [
        ("filter[app]", app),
        ("filter[platform]", platform),
        ("filter[state]", OPEN),
        ("include", "items,appStoreVersionForReview"),
        ("limit", "200"),
    ];
    let found = api::all(visit, "/v1/reviewSubmissions", &query).await?;
    Ok(found
        .into_iter()
        .filter(|one| one.word("state") != "COMPLETE")
        .collect())
}

pub(super) async fn submission(visit: &Visit, id: &str) -> Result<Resource, Failure> {
    let path = format!("/v1/reviewSubmissions/{id}");
    api::one(
        visit,
        &path,
        &[("include", "items,appStoreVersionForReview")],
    )
    .await
}

pub(super) async fn items(visit: &Visit, id: &str) -> Result<Vec<Resource>, Failure> {
    let path = format!("/v1/reviewSubmissions/{id}/items");
    api::all(
        visit,
        &path,
        &[("include", "appStoreVersion"), ("limit", "200")],
    )
    .await
}

/// The item of a submission that is our version.
pub(super) async fn our_item(
    visit: &Visit,
    submission: &str,
    version: &str,
) -> Result<Option<Resource>, Failure> {
    let all = items(visit, submission).await?;
    let is_ours = |item: &Resource| {
        item.one("appStoreVersion") == Some(version) && item.word("state") != "REMOVED"
    };
    Ok(all.into_iter().find(is_ours))
}

/// With the reviewers, or beyond them: it was sent.
pub(super) fn was_sent(state: &str) -> bool {
    matches!(
        state,
        "WAITING_FOR_REVIEW" | "IN_REVIEW" | "UNRESOLVED_ISSUES" | "COMPLETING" | "COMPLETE"
    )
}

impl Release<'_> {
    /// Puts away what blocks a new submission: one that was rejected is ended, one that is ending is waited for.
    pub(super) async fn leftovers(&self) -> Ended {
        let platform = self.number()?.platform;
        for found in open(self.visit, self.app()?, platform).await? {
            match found.word("state") {
                "UNRESOLVED_ISSUES" => {
                    cancel(self.visit, &found.id).await?;
                    return self.until_ended();
                }
                "CANCELING" | "COMPLETING" => return self.until_ended(),
                state @ ("WAITING_FOR_REVIEW" | "IN_REVIEW") => {
                    let says = Sentence::new("problem.already-submitted")
                        .with("page", wire::submission_page(self.app()?, &found.id));
                    let said = Said::new("reviewSubmissions", state.as_bytes(), &[]);
                    return Err(Failure::certain(
                        Problem::new(ProblemKind::AlreadyThere, says).said(said),
                    ));
                }
                _ => {}
            }
        }
        done(Value::Null)
    }

    fn until_ended(&self) -> Ended {
        if self.attempt.waited < CANCELLING {
            return wait(2, "wait.cancelling");
        }
        Err(refused(
            ProblemKind::TimedOut,
            Sentence::new("problem.submission-does-not-end"),
        ))
    }

    pub(super) async fn submission(&self) -> Ended {
        let platform = self.number()?.platform;
        let app = self.app()?;
        let found = open(self.visit, app, platform).await?;
        if let Some(draft) = found
            .iter()
            .find(|one| one.word("state") == "READY_FOR_REVIEW")
        {
            return self.reuse(&draft.id).await;
        }
        let body = creation(
            "reviewSubmissions",
            json!({"platform": platform}),
            &[("app", to_one("apps", app))],
        );
        let heard = api::send(
            self.visit,
            Method::POST,
            "/v1/reviewSubmissions",
            Some(&body),
        )
        .await?;
        if heard.status == 409 {
            return self.other_submission(&heard).await;
        }
        let heard = heard.checked(self.visit.now())?;
        let made = heard.resource().ok_or_else(api::unreadable)?;
        done(json!({"submission": made.id}))
    }

    /// A draft that an earlier try left is used, not made twice; what else lies in it goes out with it only when the person says so.
    async fn reuse(&self, id: &str) -> Ended {
        let version = self.left("version", "version")?;
        let all = items(self.visit, id).await?;
        let foreign: Vec<&str> = all
            .iter()
            .filter(|item| {
                item.word("state") != "REMOVED" && item.one("appStoreVersion") != Some(version)
            })
            .map(|item| item.first_filled(SUBJECTS).unwrap_or("?"))
            .collect();
        if foreign.is_empty() || self.says_yes("other_items") {
            return done(json!({"submission": id}));
        }
        let says = Sentence::new("problem.other-items")
            .with("items", foreign.join(", "))
            .with("page", wire::submission_page(self.app()?, id));
        let problem = Problem::new(ProblemKind::AlreadyThere, says).about("ask:other_items");
        Err(Failure::certain(problem))
    }

    /// The refusal names the submission that is in the way.
    async fn other_submission(&self, heard: &Heard) -> Ended {
        let failure = heard.failure(self.visit.now());
        let Some(other) = submission_named_in(heard.words()) else {
            return Err(failure);
        };
        match submission(self.visit, &other).await?.word("state") {
            "READY_FOR_REVIEW" => self.reuse(&other).await,
            "CANCELING" | "COMPLETING" | "COMPLETE" if self.attempt.waited < CANCELLING => {
                wait(1, "wait.cancelling")
            }
            _ => Err(failure),
        }
    }

    pub(super) async fn item(&self) -> Ended {
        let (submission_id, version) = (
            self.left("submission", "submission")?,
            self.left("version", "version")?,
        );
        if let Some(item) = our_item(self.visit, submission_id, version).await? {
            return done(json!({"submission": submission_id, "item": item.id}));
        }
        let of = [
            (
                "reviewSubmission",
                to_one("reviewSubmissions", submission_id),
            ),
            ("appStoreVersion", to_one("appStoreVersions", version)),
        ];
        let body = creation("reviewSubmissionItems", Value::Null, &of);
        let heard = api::send(
            self.visit,
            Method::POST,
            "/v1/reviewSubmissionItems",
            Some(&body),
        )
        .await?;
        if heard.status == 409 {
            return self.not_added(heard, version).await;
        }
        let heard = heard.checked(self.visit.now())?;
        let item = heard.resource().ok_or_else(api::unreadable)?;
        done(json!({"submission": submission_id, "item": item.id}))
    }

    /// The version lies in another submission: in a draft it goes on there, in one that is being cancelled it will be free in a moment.
    async fn not_added(&self, heard: Heard, version: &str) -> Ended {
        if let Some(other) = submission_named_in(heard.words()) {
            match submission(self.visit, &other).await?.word("state") {
                "READY_FOR_REVIEW" => {
                    if let Some(item) = our_item(self.visit, &other, version).await? {
                        return done(json!({"submission": other, "item": item.id}));
                    }
                }
                "CANCELING" | "COMPLETING" | "COMPLETE" if self.attempt.waited < CANCELLING => {
                    return wait(1, "wait.cancelling");
                }
                _ => {}
            }
        }
        Err(self.explained(&heard))
    }

    pub(super) async fn submit(&self) -> Ended {
        let (id, version) = (
            self.left("item", "submission")?,
            self.left("version", "version")?,
        );
        let before = submission(self.visit, id).await?;
        if was_sent(before.word("state")) {
            return done(self.sent(id, version, before.word("state"))?);
        }
        let state = versions::one(self.visit, version).await?.state;
        if state.0 == "PREPARE_FOR_SUBMISSION" && self.attempt.waited < READY {
            return wait(if self.attempt.number < 4 { 2 } else { 15 }, "wait.ready");
        }
        let path = format!("/v1/reviewSubmissions/{id}");
        let body = change("reviewSubmissions", id, json!({"submitted": true}));
        let heard = api::send(self.visit, Method::PATCH, &path, Some(&body)).await?;
        if heard.status == 409 {
            let now = submission(self.visit, id).await?;
            if was_sent(now.word("state")) {
                return done(self.sent(id, version, now.word("state"))?);
            }
            return Err(self.explained(&heard));
        }
        let heard = heard.checked(self.visit.now())?;
        let state = heard
            .resource()
            .map(|one| one.word("state").to_owned())
            .unwrap_or_default();
        done(self.sent(id, version, &state)?)
    }

    /// What the receipt keeps and the review is asked with.
    pub(super) fn sent(
        &self,
        submission: &str,
        version: &str,
        state: &str,
    ) -> Result<Value, Failure> {
        let number = self.number()?;
        Ok(json!({
            "submission": submission,
            "version": version,
            "platform": number.platform,
            "term": state,
        }))
    }

    /// Each inner error on a line of its own, with the language or the thing that it is about and the page where it is mended.
    fn explained(&self, heard: &Heard) -> Failure {
        let mut failure = heard.failure(self.visit.now());
        let inner = heard.associated();
        if inner.is_empty() {
            return failure;
        }
        let locales = self
            .outputs
            .get("texts")
            .and_then(|texts| texts.get("locales"));
        let lines: Vec<String> = inner
            .iter()
            .map(|one| {
                let (kind, id) = one.resource();
                let locale = locales.and_then(|all| all.get(id)?.as_str());
                format!("{} {}: {}", kind, locale.unwrap_or(id), one.entry.words())
            })
            .collect();
        let code = inner
            .first()
            .map(|one| one.entry.code().to_owned())
            .unwrap_or_default();
        let page = self.app().map(wire::app_page).unwrap_or_default();
        failure.problem.advice = Sentence::new("problem.cannot-be-reviewed").with("page", page);
        failure.problem.said = Some(Said::new(
            code,
            lines.join("\n").as_bytes(),
            self.visit.line.secrets(),
        ));
        let about = inner.iter().find_map(|one| {
            let (_, id) = one.resource();
            locales.and_then(|all| all.get(id)?.as_str())?;
            match one.entry.field()? {
                "whatsNew" => Some("notes".to_owned()),
                name => Some(format!("listing:{name}:{}", locales?.get(id)?.as_str()?)),
            }
        });
        failure.problem.about = about;
        failure
    }

    pub(super) async fn confirm(&self) -> Ended {
        let id = self.left("submit", "submission")?;
        let found = match submission(self.visit, id).await {
            Ok(found) => Some(found),
            Err(failure) if failure.problem.kind == ProblemKind::Cancelled => return Err(failure),
            // Apple said yes to the submission. That it cannot be asked now takes nothing away from that, and is no read-back of it.
            Err(_) if self.attempt.waited >= Duration::from_secs(60) => {
                return done(json!({"seen": false}));
            }
            Err(_) => None,
        };
        let state = found.as_ref().map_or("", |found| found.word("state"));
        if was_sent(state) {
            return done(json!({"seen": true, "term": state}));
        }
        if self.attempt.waited < Duration::from_secs(60) {
            return Ok(Outcome::WaitUntil {
                after: Duration::from_secs(3),
                what: Sentence::new("wait.seeing"),
            });
        }
        let said = Said::new("reviewSubmissions", state.as_bytes(), &[]);
        let problem = Problem::new(
            ProblemKind::Unclear,
            Sentence::new("problem.submission-not-seen"),
        );
        Ok(Outcome::Unclear {
            problem: problem.said(said),
        })
    }
}

/// ASC, `reviewSubmissions` `canceled` [spec]. That it is being cancelled already is as good [1 client].
pub(super) async fn cancel(visit: &Visit, id: &str) -> Result<(), Failure> {
    let path = format!("/v1/reviewSubmissions/{id}");
    let body = change("reviewSubmissions", id, json!({"canceled": true}));
    let heard = api::send(visit, Method::PATCH, &path, Some(&body)).await?;
    if heard.status == 409 {
        let now = submission(visit, id).await?;
        if matches!(now.word("state"), "CANCELING" | "COMPLETE") {
            return Ok(());
        }
    }
    heard.checked(visit.now()).map(drop)
}
