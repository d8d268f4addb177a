//! A release to AppGallery: sign in, find the app, bring the package (`package.rs`), write the texts, submit and read back
//! (`submit.rs`). Only *attach* and *submit* change something that a second time would change again; each is one request, and
//! `look.rs` finds out afterwards whether it happened.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{
    Artifact, Order, Outcome, Outputs, Problem, ProblemKind, Said, Sentence, Step,
};

use super::{
    auth,
    calls::LanguageInfoRequest,
    find::{app_info, find_app, not_found, phased_info, unreadable},
    objections::app_id,
    phase,
    problem::Heard,
    status::{is_in_review, term},
    texts::texts,
    wire::{self, ReleaseType},
};
use crate::{Attempt, Visit, failure::Failure};

const SLOW: Duration = Duration::from_secs(15);

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
    let ended = match step.key.as_str() {
        "sign-in" => release.sign_in().await,
        "find-app" => release.find_app().await,
        "upload" => release.upload().await,
        "attach" => release.attach().await,
        "compile" => release.compile().await,
        "submit" => release.submit().await,
        "confirm" => release.confirm().await,
        "draft" => release.draft().await,
        key => release.write_texts(key).await,
    };
    ended.unwrap_or_else(|failure| failure.outcome(step.repeat))
}

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

impl Release<'_> {
    async fn sign_in(&self) -> Ended {
        auth::pass(self.visit).await?;
        done(Value::Null)
    }

    /// Finds the app and reads where it stands, so that nothing is uploaded that cannot be submitted.
    async fn find_app(&self) -> Ended {
        let given = app_id(self.order);
        let package = &self.order.app.package;
        let id = find_app(self.visit, package, given.as_deref()).await?;
        let id = id.ok_or_else(|| Failure::certain(not_found(&self.order.app)))?;
        let full = app_info(self.visit, &id, ReleaseType::Full).await?;
        let live = full.info().on_shelf_version_code;
        self.may_follow(full.state(), live)?;
        if self.release_type() == ReleaseType::Full {
            return done(
                json!({ "app_id": id, "state": full.state(), "newest": full.info().version_code, "live": live }),
            );
        }
        // AGC Publishing v2: phases follow a full release that is on the shelf [official].
        if live.is_none() {
            let says = Sentence::new("problem.no-full-version");
            return Err(refused(ProblemKind::Refused, says, term(full.state())));
        }
        let phased = phased_info(self.visit, &id).await?.unwrap_or_default();
        let newest = phased.info().version_code;
        let runs = phased.phase().is_some_and(phase::is_active);
        self.may_follow(phased.state(), newest.filter(|_| runs))?;
        done(json!({
            "app_id": id,
            "state": phased.state(),
            "newest": newest,
            "live": live,
            "phased": true,
            "phase_before": runs,
        }))
    }

    /// Whether a new version may be sent while the app stands like this, and whether ours is newer than what users have.
    fn may_follow(&self, state: Option<i64>, reached: Option<u64>) -> Result<(), Failure> {
        if is_in_review(state) {
            let says = Sentence::new("problem.in-review");
            return Err(refused(ProblemKind::AlreadyThere, says, term(state)));
        }
        let ours = self.version_code();
        match reached.filter(|reached| ours <= *reached) {
            None => Ok(()),
            Some(live) => {
                let says = Sentence::new("problem.version-not-higher")
                    .with("ours", ours)
                    .with("live", live);
                Err(Failure::certain(Problem::new(
                    ProblemKind::BadArtifact,
                    says,
                )))
            }
        }
    }

    /// One language, and of it only what changes.
    async fn write_texts(&self, key: &str) -> Ended {
        let all = texts(self.order);
        let Some(texts) = all.iter().find(|texts| texts.key() == key) else {
            return done(Value::Null);
        };
        let body = LanguageInfoRequest {
            lang: &texts.language,
            new_features: texts.notes.as_deref(),
            app_name: texts.app_name.as_deref(),
            brief_info: texts.brief_info.as_deref(),
            app_desc: texts.app_desc.as_deref(),
        };
        let app_id = self.app_id()?;
        let query = [
            ("appId", app_id.as_str()),
            ("releaseType", self.release_type().text()),
        ];
        let address = wire::address(self.visit, wire::LANGUAGE_INFO);
        let heard = auth::call(self.visit, |line| {
            line.request(Method::PUT, &address).query(query).json(&body)
        })
        .await?;
        if heard.confirmed() {
            done(Value::Null)
        } else {
            Err(Failure::open(unreadable()))
        }
    }

    pub(super) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Heard, Failure> {
        let address = wire::address(self.visit, path);
        auth::call(self.visit, |line| {
            line.request(Method::GET, &address)
                .query(query.iter().copied())
        })
        .await
    }

    pub(super) fn artifact(&self) -> Result<&Artifact, Failure> {
        self.order.artifacts.first().ok_or_else(|| {
            Failure::certain(Problem::new(
                ProblemKind::BadInput,
                Sentence::new("problem.no-build"),
            ))
        })
    }

    pub(super) fn version_code(&self) -> u64 {
        self.order
            .build()
            .map(|build| build.version_code)
            .unwrap_or_default()
    }

    pub(super) fn output(&self, step: &str, name: &str) -> Option<&Value> {
        self.outputs
            .get(step)?
            .get(name)
            .filter(|value| !value.is_null())
    }

    pub(super) fn release_type(&self) -> ReleaseType {
        ReleaseType::of(self.order)
    }

    pub(super) fn app_id(&self) -> Result<String, Failure> {
        known_app_id(self.order, self.outputs)
    }
}

/// The App ID that *find-app* found, else the one that the order knows.
pub(super) fn known_app_id(order: &Order, outputs: &Outputs) -> Result<String, Failure> {
    let found = outputs
        .get("find-app")
        .and_then(|found| found.get("app_id"))
        .and_then(Value::as_str);
    found
        .map(str::to_owned)
        .or_else(|| app_id(order))
        .ok_or_else(|| Failure::certain(not_found(&order.app)))
}

fn refused(kind: ProblemKind, says: Sentence, words: String) -> Failure {
    Failure::certain(Problem::new(kind, says).said(Said::new(
        "releaseState",
        words.as_bytes(),
        &[],
    )))
}

/// 1, 2, 4, 8 s, then the slow pace; no limit is documented, and small packages are read in a second.
pub(super) fn pace(attempt: Attempt) -> Duration {
    match attempt.number {
        number @ 1..=4 => Duration::from_secs(1 << (number - 1)),
        _ => SLOW,
    }
}
