//! Bringing the package: in the place of the old one, which keeps targeting and DRM; beside it; or by the large upload, which is processed
//! first and attached afterwards. Bodies are the raw bytes of the file [7 clients, official].

use std::time::Duration;

use serde_json::{Value, json};
use slipway_http::{FileBody, Method, Request};
use slipway_model::{Outcome, Problem, ProblemKind, Retry, Sentence};

use super::{
    answers::{Way, way},
    apks::{self, Apk},
    problem::{self, Heard, Place},
    publish::{Ended, Release, done, ours, pace},
    survey, wire,
};
use crate::failure::{Acted, Failure};

/// From here on a new package goes by the large upload. One client draws the line at 300 MiB, others use it for 85 MB; no number is
/// official.
const LARGE: u64 = 200 * 1024 * 1024;
/// How long an attached file may be in processing: one client waits a minute before it asks at all.
const PROCESSING: Duration = Duration::from_secs(5 * 60);
/// How long a package may be missing from the list after a yes.
const LISTING: Duration = Duration::from_secs(2 * 60);
/// Left when the normal upload of a new package was too much for a gateway.
const GO_LARGE: &str = "large";

impl Release<'_> {
    pub(super) async fn upload(&self) -> Ended {
        let edit = self.edit_id()?;
        let target = self.target_there();
        let size = self.artifact()?.build.size;
        let goes_large = size >= LARGE || self.marked(GO_LARGE);
        match (way(self.order), target) {
            (Way::Large, _) => self.upload_large(edit).await,
            (Way::Replace, Some(target)) => self.replace(edit, &target).await,
            (Way::Replace | Way::Add, _) if goes_large => self.upload_large(edit).await,
            (Way::Replace | Way::Add, _) => self.add(edit).await,
        }
    }

    /// `PUT …/replace`, with the tag of that package taken just before.
    async fn replace(&self, edit: &str, target: &Apk) -> Ended {
        let place = ["edits", edit, "apks", target.id()];
        let replace = ["edits", edit, "apks", target.id(), "replace"];
        let mut again = false;
        loop {
            let (present, tag) = self.site.tagged(&place).await?;
            // Ours since the Edit was read: an earlier try of this step brought it, though its answer was lost.
            let there = apks::read(&present.body);
            if self.is_new_there(&there) {
                return done(self.brought("replace", there.first(), &Value::Null));
            }
            let body = self.file()?;
            let heard = self
                .site
                .send(Method::PUT, &replace, |request| {
                    body(request).header("If-Match", &tag)
                })
                .await?;
            match self.site.judged(heard, edit, &place, &tag, again).await? {
                Some(heard) => {
                    let answered = apks::read(&heard.body);
                    return done(self.brought("replace", answered.first(), &Value::Null));
                }
                None => again = true,
            }
        }
    }

    /// `POST apks/upload`: uploads and attaches in one.
    async fn add(&self, edit: &str) -> Ended {
        let there = survey::apks(&self.site, edit).await?;
        if self.is_new_there(&there) {
            return done(self.brought("add", None, &Value::Null));
        }
        let body = self.file()?;
        let parts = ["edits", edit, "apks", "upload"];
        let sent = self.site.send(Method::POST, &parts, &body).await;
        let failure = match sent {
            Ok(heard) if heard.succeeded() => {
                let answered = apks::read(&heard.body);
                return done(self.brought("add", answered.first(), &Value::Null));
            }
            Ok(heard) => {
                let mut failure = self.refused(&heard).await;
                if matches!(heard.status, 413 | 502 | 503 | 504) {
                    self.mark(GO_LARGE).await?;
                    if failure.acted == Acted::No {
                        failure.problem.retry = Retry::Now;
                    }
                }
                failure
            }
            Err(failure) => {
                // A connection that broke off in the middle: the other way next time.
                if failure.problem.kind == ProblemKind::Network {
                    self.mark(GO_LARGE).await?;
                }
                failure
            }
        };
        Err(failure)
    }

    /// `POST apks/large/upload`: a file that is attached to nothing yet.
    async fn upload_large(&self, edit: &str) -> Ended {
        let body = self.file()?;
        let parts = ["edits", edit, "apks", "large", "upload"];
        let heard = self.site.send(Method::POST, &parts, &body).await?;
        if !heard.succeeded() {
            return Err(self.refused(&heard).await);
        }
        match heard.body.get("fileId").filter(|id| id.is_string()) {
            Some(file_id) => done(self.brought("large", None, file_id)),
            None => Err(problem::unreadable(&heard)),
        }
    }

    /// `POST apks/attach`, where the large upload was used. The file is processed first: until then a no means *not yet*.
    pub(super) async fn attach(&self) -> Ended {
        let Some(file_id) = self.text("upload", "file_id") else {
            return done(json!({ "attached": false }));
        };
        let edit = self.edit_id()?;
        let there = survey::apks(&self.site, edit).await?;
        if self.is_new_there(&there) {
            return done(json!({ "attached": true }));
        }
        let parts = ["edits", edit, "apks", "attach"];
        let body = json!({ "fileId": file_id });
        let heard = self
            .site
            .send(Method::POST, &parts, |request| request.json(&body))
            .await?;
        if heard.succeeded() {
            return done(json!({ "attached": true }));
        }
        // Which code says "not yet" is not established; one whose meaning is known says something else.
        let perhaps_later = matches!(heard.status, 400 | 404 | 409 | 422 | 425);
        let failure = self.refused(&heard).await;
        let unknown = [
            "problem.other",
            "problem.edit-gone",
            "problem.edit-open-now",
        ]
        .contains(&failure.problem.advice.key.as_str());
        if perhaps_later && unknown {
            if self.attempt.waited < PROCESSING {
                return Ok(Outcome::WaitUntil {
                    after: pace(self.attempt),
                    what: Sentence::new("wait.processing"),
                });
            }
            let problem = Problem::new(
                ProblemKind::TimedOut,
                Sentence::new("problem.not-attached-yet"),
            );
            let problem = problem.said(heard.said()).redo("upload");
            return Err(Failure::certain(problem));
        }
        Err(failure)
    }

    /// Devices of the old package for the new one, before the old one goes [1 client, live-tested]. What the manifest rules out stays out.
    pub(super) async fn targeting(&self) -> Ended {
        let edit = self.edit_id()?;
        let Some(old) = self.target_there() else {
            return done(Value::Null);
        };
        let there = survey::apks(&self.site, edit).await?;
        let Some(new) = self.new_apk(&there) else {
            return Err(Failure::certain(self.not_listed(&there).redo("upload")));
        };
        let of_old = ["edits", edit, "apks", old.id(), "targeting"];
        let wanted = self.site.get(Place::Edit, &of_old).await?.body;
        let of_new = ["edits", edit, "apks", new.id(), "targeting"];
        let written = self
            .site
            .rewrite(edit, &of_new, |record| {
                super::targeting::copied(record, &wanted)
            })
            .await?;
        done(json!({ "written": written }))
    }

    /// `DELETE` of the old package, once the new one stands beside it.
    pub(super) async fn remove_old(&self) -> Ended {
        let edit = self.edit_id()?;
        let Some(old) = self.target_there() else {
            return done(Value::Null);
        };
        let there = survey::apks(&self.site, edit).await?;
        if self.new_apk(&there).is_none() {
            return Err(Failure::certain(self.not_listed(&there).redo("upload")));
        }
        if !there.iter().any(|apk| apk.id == old.id) {
            return done(json!({ "removed": old.id() }));
        }
        let parts = ["edits", edit, "apks", old.id()];
        let (_, tag) = self.site.tagged(&parts).await?;
        let heard = self
            .site
            .send(Method::DELETE, &parts, |request| {
                request.header("If-Match", &tag)
            })
            .await?;
        match self.site.judged(heard, edit, &parts, &tag, true).await? {
            Some(_) => done(json!({ "removed": old.id() })),
            None => Err(ours()),
        }
    }

    /// The list again: an Edit that quietly carries the old package on is a mistake that was made before [1 client].
    pub(super) async fn verify(&self) -> Ended {
        let edit = self.edit_id()?;
        let there = survey::apks(&self.site, edit).await?;
        let ours = self.version_code();
        let old = self.target_there();
        let carried = old.is_some_and(|old| {
            let mut there = there.iter().filter(|apk| apk.id == old.id);
            there.any(|apk| apk.version_code != Some(ours))
        });
        if apks::has_version(&there, ours) && !carried {
            return done(json!({ "seen": true, "said": apks::shown(&there) }));
        }
        if self.attempt.waited < LISTING {
            return Ok(Outcome::WaitUntil {
                after: pace(self.attempt),
                what: Sentence::new("wait.listing"),
            });
        }
        Err(Failure::certain(self.not_listed(&there).redo("upload")))
    }

    fn not_listed(&self, there: &[Apk]) -> Problem {
        let says = Sentence::new("problem.old-package")
            .with("ours", self.version_code())
            .with("there", apks::shown(there));
        Problem::new(ProblemKind::Refused, says)
    }

    /// What *read* chose to be replaced.
    fn target_there(&self) -> Option<Apk> {
        serde_json::from_value(self.output("read", "target")?.clone()).ok()
    }

    fn before(&self) -> Vec<Apk> {
        self.output("read", "apks")
            .map(apks::read)
            .unwrap_or_default()
    }

    /// Our version code is there and was not when the Edit was read.
    fn is_new_there(&self, there: &[Apk]) -> bool {
        let ours = self.version_code();
        apks::has_version(there, ours) && !apks::has_version(&self.before(), ours)
    }

    /// Our package beside the old one.
    fn new_apk(&self, there: &[Apk]) -> Option<Apk> {
        let ours = self.version_code();
        let before = self.before();
        there
            .iter()
            .find(|apk| {
                apk.version_code == Some(ours) && before.iter().all(|known| known.id != apk.id)
            })
            .cloned()
    }

    fn brought(&self, way: &str, apk: Option<&Apk>, file_id: &Value) -> Value {
        json!({
            "way": way,
            "apk_id": apk.map(Apk::id),
            "file_id": file_id,
            "version_code": self.version_code(),
        })
    }

    /// The file as a body: raw, with its length, under its name.
    fn file(&self) -> Result<impl Fn(Request) -> Request + use<>, Failure> {
        let artifact = self.artifact()?;
        let (path, size) = (artifact.path.clone(), artifact.build.size);
        let name = wire::file_name(&path);
        Ok(move |request: Request| {
            request
                .header("Content-Type", "application/vnd.android.package-archive")
                .header("fileName", &name)
                .file(FileBody::new(&path, size))
                .takes_long()
        })
    }

    /// A no to a write that has no tag: what 412 means is told by the Edit.
    pub(super) async fn refused(&self, heard: &Heard) -> Failure {
        if heard.status == 412
            && let Ok(now) = self.edit_now().await
        {
            let status = now.text("status").unwrap_or_default();
            if status != "IN_PROGRESS" {
                return Failure::certain(super::site::in_review(&status));
            }
        }
        problem::failure(heard, Place::Edit)
    }

    fn marked(&self, word: &str) -> bool {
        let marks = self.visit.marks.left::<Value>();
        marks
            .iter()
            .any(|mark| mark.get("mark").and_then(Value::as_str) == Some(word))
    }

    async fn mark(&self, word: &str) -> Result<(), Failure> {
        let mark = json!({ "mark": word });
        self.visit.marks.leave(mark).await.map_err(Failure::certain)
    }
}
