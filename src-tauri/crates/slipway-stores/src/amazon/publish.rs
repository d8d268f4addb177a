//! The steps of an order, one attempt at a time.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{Artifact, Order, Outcome, Outputs, Problem, ProblemKind, Sentence, Step};

use super::{auth, problem::Place, register, site::Site, testers};
use crate::{Attempt, Visit, failure::Failure};

pub(super) async fn run(
    visit: &Visit,
    order: &Order,
    step: &Step,
    outputs: &Outputs,
    attempt: Attempt,
) -> Outcome {
    let ended = async {
        let release = Release {
            visit,
            site: Site::new(visit, &order.app)?,
            order,
            outputs,
            attempt,
        };
        match step.key.as_str() {
            "sign-in" => release.sign_in().await,
            "discard" => release.discard().await,
            "edit" => release.edit().await,
            "read" => release.read().await,
            "upload" => release.upload().await,
            "attach" => release.attach().await,
            "targeting" => release.targeting().await,
            "remove-old" => release.remove_old().await,
            "verify" => release.verify().await,
            "languages" => release.languages().await,
            "availability" => release.availability().await,
            "validate" => release.validate().await,
            "submit" => release.submit().await,
            "confirm" => release.confirm().await,
            "draft" => release.draft().await,
            "register" => register::register(&release).await,
            key => match key.split_once(':') {
                Some(("notes", language)) => release.notes(language).await,
                Some(("testers", _)) => testers::add(&release, key).await,
                _ => Err(ours()),
            },
        }
    };
    let ended: Ended = ended.await;
    ended.unwrap_or_else(|failure| failure.outcome(step.repeat))
}

pub(super) struct Release<'a> {
    pub(super) visit: &'a Visit,
    pub(super) site: Site<'a>,
    pub(super) order: &'a Order,
    pub(super) outputs: &'a Outputs,
    pub(super) attempt: Attempt,
}

pub(super) type Ended = Result<Outcome, Failure>;

pub(super) fn done(output: Value) -> Ended {
    Ok(Outcome::Done { output })
}

/// Something of ours is missing that must be there.
pub(super) fn ours() -> Failure {
    let says = Sentence::new("problem.our-request");
    Failure::certain(Problem::new(ProblemKind::Ours, says))
}

impl Release<'_> {
    async fn sign_in(&self) -> Ended {
        auth::token(self.visit).await?;
        done(Value::Null)
    }

    /// The Edit that the step *edit* opened or took over. A path is never made without it.
    pub(super) fn edit_id(&self) -> Result<&str, Failure> {
        edit_id(self.outputs).ok_or_else(ours)
    }

    pub(super) fn output(&self, step: &str, name: &str) -> Option<&Value> {
        self.outputs
            .get(step)?
            .get(name)
            .filter(|value| !value.is_null())
    }

    pub(super) fn text(&self, step: &str, name: &str) -> Option<&str> {
        self.output(step, name)?.as_str()
    }

    pub(super) fn artifact(&self) -> Result<&Artifact, Failure> {
        self.order.artifacts.first().ok_or_else(|| {
            let says = Sentence::new("problem.no-build");
            Failure::certain(Problem::new(ProblemKind::BadInput, says))
        })
    }

    pub(super) fn version_code(&self) -> u64 {
        version_code(self.order)
    }

    /// The languages that the step *read* found.
    pub(super) fn languages_there(&self) -> Vec<String> {
        let languages = self.output("read", "languages").cloned();
        languages
            .and_then(|languages| serde_json::from_value(languages).ok())
            .unwrap_or_default()
    }

    /// `availability` of the Edit: rewritten where it differs from what is asked for.
    async fn availability(&self) -> Ended {
        let edit = self.edit_id()?;
        let now = self.visit.now();
        let written = self
            .site
            .rewrite(edit, &["edits", edit, "availability"], |record| {
                super::availability::rewritten(record, self.order, now)
            })
            .await?;
        done(json!({ "written": written }))
    }

    pub(super) async fn edit_now(&self) -> Result<super::problem::Heard, Failure> {
        let edit = self.edit_id()?;
        self.site.get(Place::Edit, &["edits", edit]).await
    }
}

pub(super) fn version_code(order: &Order) -> u64 {
    order
        .build()
        .map(|build| build.version_code)
        .unwrap_or_default()
}

pub(super) fn edit_id(outputs: &Outputs) -> Option<&str> {
    outputs
        .get("edit")?
        .get("edit_id")?
        .as_str()
        .filter(|id| !id.is_empty())
}

/// 2, 4, 8 s, then 15.
pub(super) fn pace(attempt: Attempt) -> Duration {
    match attempt.number {
        number @ 1..=3 => Duration::from_secs(1 << number),
        _ => Duration::from_secs(15),
    }
}
