//! Opening the one Edit that an app can have, taking over the one that is open, or deleting it: as the person decided, and never a
//! colleague's without that.

use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{Problem, ProblemKind, Sentence};

use super::{
    answers,
    answers::{OpenEdit, open_edit, short_id},
    apks::{self, Apk, Target},
    problem::{self, Place},
    publish::{Ended, Release, done},
    site::{Edit, in_review},
    survey::{self, Noted},
    texts,
};
use crate::{Survey, failure::Failure};

/// Left before the request that opens an Edit: only then can one that is found afterwards be ours.
pub(super) const OPENING: &str = "opening";

impl Release<'_> {
    /// Deletes the Edit that the person named. Another one that is there by now is left alone.
    pub(super) async fn discard(&self) -> Ended {
        let named = Noted::of(&Survey::of(self.order)).open_edit;
        let (there, _) = self.site.open_edit().await?;
        let Some(edit) = there.filter(|edit| named.as_ref() == Some(&edit.id)) else {
            return done(json!({ "deleted": null }));
        };
        // Only a draft can be deleted [official].
        if !edit.is_open() {
            return Err(Failure::certain(in_review(&edit.status)));
        }
        let parts = ["edits", edit.id.as_str()];
        let (_, tag) = self.site.tagged(&parts).await?;
        let heard = self
            .site
            .send(Method::DELETE, &parts, |request| {
                request.header("If-Match", &tag)
            })
            .await?;
        match self
            .site
            .judged(heard, &edit.id, &parts, &tag, true)
            .await?
        {
            Some(_) => done(json!({ "deleted": edit.id })),
            None => Err(super::publish::ours()),
        }
    }

    /// The Edit to work in.
    pub(super) async fn edit(&self) -> Ended {
        let (there, _) = self.site.open_edit().await?;
        match there {
            Some(edit) if edit.is_open() => self.take_over(&edit),
            Some(edit) if !edit.is_live() => Err(Failure::certain(in_review(&edit.status))),
            Some(_) | None => self.open().await,
        }
    }

    fn take_over(&self, edit: &Edit) -> Ended {
        let refuse = |key: &str| {
            let says = Sentence::new(key).with("edit", short_id(&edit.id));
            let problem = Problem::new(ProblemKind::AlreadyThere, says);
            Err(Failure::certain(problem.about("ask:open_edit")))
        };
        match open_edit(self.order) {
            OpenEdit::Reuse => done(output(edit, false)),
            OpenEdit::Stop => refuse("problem.edit-stop"),
            // It was opened since the plan was made, or is another one than was to be deleted.
            OpenEdit::Ask | OpenEdit::Replace(_) => refuse("problem.edit-appeared"),
        }
    }

    /// `POST /edits`: copies the live version.
    async fn open(&self) -> Ended {
        let mark = json!({ "mark": OPENING });
        self.visit
            .marks
            .leave(mark)
            .await
            .map_err(Failure::certain)?;
        let heard = self
            .site
            .send(Method::POST, &["edits"], |request| request.json(&json!({})))
            .await?;
        if heard.status == 409 {
            // One is open already [1 client]: by the same rule as one that was found.
            let (there, _) = self.site.open_edit().await?;
            return match there {
                Some(edit) if edit.is_open() => self.take_over(&edit),
                Some(edit) => Err(Failure::certain(in_review(&edit.status))),
                None => Err(problem::failure(&heard, Place::App)),
            };
        }
        if !heard.succeeded() {
            return Err(problem::failure(&heard, Place::App));
        }
        match Edit::read(&heard) {
            Some(edit) => done(output(&edit, true)),
            None => Err(problem::unreadable(&heard)),
        }
    }

    /// What the Edit holds, read before any byte is sent: which package is replaced, and whether every language has its notes.
    pub(super) async fn read(&self) -> Ended {
        let edit = self.edit_id()?;
        let packages = survey::apks(&self.site, edit).await.map_err(vanished)?;
        let languages = survey::languages(&self.site, edit).await;
        let (_, languages) = languages.map_err(vanished)?;
        let target = self.target(&packages)?;
        if self.order.goal != slipway_model::Goal::Upload {
            let lacking = texts::lacking(self.order, &languages);
            if !lacking.is_empty() {
                return Err(Failure::certain(notes_lacking(&lacking)));
            }
        }
        done(json!({ "apks": packages, "target": target, "languages": languages }))
    }

    fn target(&self, packages: &[Apk]) -> Result<Option<Apk>, Failure> {
        let target = match apks::choose(packages, answers::target(self.order)) {
            Target::Nothing => return Ok(None),
            _ if answers::way(self.order) == answers::Way::Add => None,
            Target::One(apk) => Some(apk),
            Target::Unclear => {
                let says =
                    Sentence::new("problem.which-package").with("packages", apks::shown(packages));
                let problem = Problem::new(ProblemKind::BadInput, says);
                return Err(Failure::certain(problem.about("ask:target_apk")));
            }
        };
        // An Edit that was opened just now holds the live version; the code of a new package must be another and higher one [official].
        // One that was taken over may hold ours from an earlier try.
        let ours = self.version_code();
        let fresh = self.output("edit", "created") == Some(&Value::Bool(true));
        let there = target.as_ref().and_then(|apk| apk.version_code);
        let too_low = there.is_some_and(|there| ours < there || (fresh && ours == there))
            || (target.is_none() && apks::has_version(packages, ours));
        if too_low {
            let says = Sentence::new("problem.version-not-higher")
                .with("ours", ours)
                .with("there", apks::shown(packages));
            let problem = Problem::new(ProblemKind::BadArtifact, says);
            return Err(Failure::certain(problem));
        }
        Ok(target)
    }
}

/// An Edit that was there a moment ago, or that an answer only spoke of: nothing is in it yet, so trying again begins with another one.
fn vanished(mut failure: Failure) -> Failure {
    if failure.problem.kind == ProblemKind::NotFound {
        failure.problem.advice = Sentence::new("problem.edit-vanished");
        failure.problem = failure.problem.redo("edit");
    }
    failure
}

pub(super) fn output(edit: &Edit, created: bool) -> Value {
    json!({ "edit_id": edit.id, "created": created, "status": edit.status })
}

pub(super) fn notes_lacking(languages: &[String]) -> Problem {
    let says = Sentence::new("problem.notes-lacking").with("languages", languages.join(", "));
    Problem::new(ProblemKind::BadInput, says).about("notes")
}
