//! Texts of each language, validation, the commit and what is read back of it. A commit submits at once and cannot be taken back by the
//! API, so it is sent once and asked about afterwards.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{Outcome, Problem, ProblemKind, Retry, Said, Sentence};

use super::{
    edit::notes_lacking,
    listing,
    publish::{Ended, Release, done, pace},
    site::{changed, in_review},
    standing::Standing,
    texts,
};
use crate::{failure::Failure, notes};

/// How long a committed Edit may still be shown as a draft before that is doubted.
const SEEING: Duration = Duration::from_secs(2 * 60);

impl Release<'_> {
    /// One language that was known when the plan was made.
    pub(super) async fn notes(&self, language: &str) -> Ended {
        let there = self.languages_there();
        let Some(language) = there.iter().find(|known| notes::same(known, language)) else {
            // The Edit does not have it: it was begun anew from the live version.
            return done(json!({ "left_out": true }));
        };
        let written = self.write_texts(language).await?;
        done(json!({ "written": written }))
    }

    /// Every language of the Edit, so that none is forgotten that nobody knew of; what is as it shall be is not written again.
    pub(super) async fn languages(&self) -> Ended {
        let there = self.languages_there();
        let mut written = Vec::new();
        for language in &there {
            if self.write_texts(language).await? {
                written.push(language.clone());
            }
        }
        done(json!({ "languages": there, "written": written }))
    }

    async fn write_texts(&self, language: &str) -> Result<bool, Failure> {
        let all = texts::notes(self.order, &self.languages_there());
        let note = all
            .into_iter()
            .find(|(known, _)| known == language)
            .and_then(|(_, note)| note);
        let Some(note) = note else {
            let language = language.to_owned();
            return Err(Failure::certain(notes_lacking(&[language])));
        };
        let edit = self.edit_id()?;
        self.site
            .rewrite(edit, &["edits", edit, "listings", language], |record| {
                listing::rewritten(record, self.order, language, Some(&note))
            })
            .await
    }

    /// Amazon's own judgement of the Edit: 403 and a list where something is missing.
    pub(super) async fn validate(&self) -> Ended {
        let edit = self.edit_id()?;
        let heard = self
            .site
            .send(Method::POST, &["edits", edit, "validate"], |request| {
                request.json(&json!({}))
            })
            .await?;
        if heard.succeeded() {
            done(json!({ "status": heard.text("status") }))
        } else {
            Err(lacking(self.refused(&heard).await))
        }
    }

    /// `POST …/commit` with the Edit's own tag, taken just before.
    pub(super) async fn submit(&self) -> Ended {
        let edit = self.edit_id()?;
        let parts = ["edits", edit];
        let (now, tag) = self.site.tagged(&parts).await?;
        let status = now.text("status").unwrap_or_default();
        if status != "IN_PROGRESS" {
            return Err(Failure::certain(in_review(&status)));
        }
        let heard = self
            .site
            .send(Method::POST, &["edits", edit, "commit"], |request| {
                request.header("If-Match", &tag).json(&json!({}))
            })
            .await?;
        let judged = self.site.judged(heard, edit, &parts, &tag, false).await;
        match judged.map_err(lacking)? {
            Some(heard) => done(json!({ "edit_id": edit, "status": heard.text("status") })),
            // Somebody changed the Edit in the last second: what they changed must be judged before it goes out.
            None => {
                let said = Said::new("HTTP 412", b"", &[]);
                let problem = changed(said).retry(Retry::No).redo("validate");
                Err(Failure::certain(problem))
            }
        }
    }

    /// Success is what was read back.
    pub(super) async fn confirm(&self) -> Ended {
        let edit = self.edit_id()?;
        let standing = match Standing::read(&self.site, edit).await {
            Ok(standing) => standing,
            Err(failure) if failure.problem.kind == ProblemKind::Cancelled => return Err(failure),
            // A question that cannot be asked takes nothing away from the yes to the commit.
            Err(_) if self.attempt.waited >= SEEING => return done(json!({ "seen": false })),
            Err(_) => return Ok(self.not_yet()),
        };
        if standing.has_landed() {
            return done(standing.output());
        }
        if self.attempt.waited < SEEING {
            return Ok(self.not_yet());
        }
        Ok(Outcome::Unclear {
            problem: standing.not_seen(),
        })
    }

    fn not_yet(&self) -> Outcome {
        Outcome::WaitUntil {
            after: pace(self.attempt),
            what: Sentence::new("wait.seeing"),
        }
    }

    /// Prepared and not submitted: the Edit stays open for a person.
    pub(super) async fn draft(&self) -> Ended {
        let now = self.edit_now().await?;
        let status = now.text("status").unwrap_or_default();
        if status == "IN_PROGRESS" {
            done(json!({ "seen": true, "term": status, "edit_id": self.edit_id()? }))
        } else {
            let says = Sentence::new("problem.draft-not-open").with("status", &status);
            let problem = Problem::new(ProblemKind::Refused, says);
            Err(Failure::certain(problem.said(now.said())))
        }
    }
}

/// What an Edit lacks may be what we wrote and somebody took away, so trying again begins with the texts; those that are as they shall be
/// are not written again.
fn lacking(mut failure: Failure) -> Failure {
    if failure.problem.kind == ProblemKind::Refused {
        failure.problem = failure.problem.redo("languages");
    }
    failure
}

/// What is kept with a receipt: the Edit, by which *our* submission is known again.
pub(super) fn trace(outputs: &slipway_model::Outputs) -> Value {
    json!({ "edit_id": super::publish::edit_id(outputs) })
}
