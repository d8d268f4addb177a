//! Getting the package to Honor: a slot and the bytes, or an address that Honor fetches from. Both end in an object id. Nothing of it
//! changes the app before the id is bound.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_http::{FileBody, Line, Method, Multipart, Request};
use slipway_model::{Artifact, Outcome, Problem, ProblemKind, Retry, Said, Sentence};

use super::{
    auth,
    plan::address,
    problem::unreadable,
    publish::{Ended, Release, done},
    wire::{self, Announced, FetchRequest, Fetching, ObjectId, Slot},
};
use crate::failure::Failure;

/// Honor wants at least three minutes between two questions about a fetch [official].
const BETWEEN_QUESTIONS: Duration = Duration::from_secs(3 * 60);
/// How long a fetch is waited for: 4 GB over a slow line.
const FETCHING: Duration = Duration::from_secs(3 * 60 * 60);

const OF_APK: &str = "application/vnd.android.package-archive";

impl Release<'_> {
    /// A slot expires and takes one file; a new one for each attempt costs nothing.
    pub(super) async fn upload(&self) -> Ended {
        let artifact = self.artifact()?;
        if let Some(address) = address(self.order) {
            return self.ask_to_fetch(artifact, address).await;
        }
        let name = file_name(artifact);
        let app_id = self.app_id()?;
        let slot = self.slot(artifact, &name, &app_id).await?;
        let object_id = slot
            .object_id
            .ok_or_else(|| Failure::open(unreadable()))?
            .to_string();
        let given = slot.upload_url.unwrap_or_default();
        let own = wire::address(wire::FILE_UPLOAD);
        let request = |line: &Line| match honors_own(line, &given) {
            Some(request) => request,
            None => line
                .request(Method::POST, &own)
                .query([("appId", app_id.as_str()), ("objectId", &object_id)]),
        };
        let sent = auth::call(self.visit, |line| {
            let file = FileBody::new(&artifact.path, artifact.build.size);
            request(line)
                .multipart(Multipart::new().file("file", &name, OF_APK, file))
                .takes_long()
        })
        .await;
        match sent {
            Ok(_) => done(json!({
                "object_id": object_id,
                // For the record: a place that was named and got nothing, because it is none of the hosts known to be Honor's.
                "passed_over": passed_over(&self.visit.line, &given),
            })),
            // Expired, spoiled or unknown: the next attempt asks for a new slot.
            Err(mut failure) if failure.problem.redo.is_some() => {
                failure.problem.redo = None;
                failure.problem.retry = Retry::Now;
                Err(failure)
            }
            Err(failure) => Err(failure),
        }
    }

    async fn slot(&self, artifact: &Artifact, name: &str, app_id: &str) -> Result<Slot, Failure> {
        let heard = self
            .post(
                wire::UPLOAD_SLOT,
                app_id,
                &[announced(artifact, name, None)],
            )
            .await?;
        let slots: Vec<Slot> = heard.list();
        slots
            .into_iter()
            .next()
            .ok_or_else(|| Failure::open(unreadable()))
    }

    async fn ask_to_fetch(&self, artifact: &Artifact, address: &str) -> Ended {
        let name = file_name(artifact);
        let body = FetchRequest {
            kind: 1,
            upload_list: Some([announced(artifact, &name, Some(address))]),
            object_list: None,
        };
        let heard = self
            .post(wire::UPLOAD_BY_URL, &self.app_id()?, &body)
            .await?;
        let first: Option<Fetching> = heard.list().into_iter().next();
        let object_id = first.as_ref().and_then(|fetching| fetching.object_id);
        match (first, object_id) {
            (Some(fetching), _) if fetching.status == Some(2) => Err(not_fetched(&fetching)),
            (Some(fetching), Some(id)) => {
                done(json!({ "object_id": id.to_string(), "fetched": fetching.status == Some(0) }))
            }
            _ => Err(Failure::open(unreadable())),
        }
    }

    pub(super) async fn fetch(&self) -> Ended {
        if self.output("upload", "fetched").and_then(Value::as_bool) == Some(true) {
            return done(Value::Null);
        }
        let wait = || {
            Ok(Outcome::WaitUntil {
                after: BETWEEN_QUESTIONS,
                what: Sentence::new("wait.fetching"),
            })
        };
        // The request itself was the first question.
        if self.attempt.number == 1 {
            return wait();
        }
        let body = FetchRequest {
            kind: 2,
            upload_list: None,
            object_list: Some([ObjectId {
                object_id: self.object_id()?,
            }]),
        };
        let asked = self.post(wire::UPLOAD_BY_URL, &self.app_id()?, &body).await;
        // Nor is a question that failed asked again any sooner.
        let heard = asked.map_err(|mut failure| {
            if failure.problem.retry != Retry::No {
                failure.problem.retry = Retry::After {
                    wait: BETWEEN_QUESTIONS,
                };
            }
            failure
        })?;
        let answer: Option<Fetching> = heard.list().into_iter().next();
        match answer {
            Some(fetching) if fetching.status == Some(0) => done(Value::Null),
            Some(fetching) if fetching.status == Some(2) => Err(not_fetched(&fetching)),
            _ if self.attempt.waited < FETCHING => wait(),
            _ => Err(Failure::certain(Problem::new(
                ProblemKind::TimedOut,
                Sentence::new("problem.still-fetching"),
            ))),
        }
    }
}

/// The place that was named, if our token may go there: https on one of Honor's hosts. Else the same upload exists on the API's own
/// host [official, 4 clients].
fn honors_own(line: &Line, given: &str) -> Option<Request> {
    line.request_given(Method::POST, given)
        .ok()
        .filter(|request| !request.is_new_host())
}

fn passed_over(line: &Line, given: &str) -> Option<String> {
    match line.request_given(Method::POST, given) {
        Ok(request) if !request.is_new_host() => None,
        Ok(request) => Some(request.host().to_owned()),
        Err(trouble) => Some(trouble.host().to_owned()),
    }
    .filter(|host| !host.is_empty())
}

fn announced<'a>(artifact: &'a Artifact, name: &'a str, address: Option<&'a str>) -> Announced<'a> {
    Announced {
        file_name: name,
        file_type: wire::PACKAGE,
        file_size: artifact.build.size,
        file_sha256: &artifact.build.digests.sha256,
        file_upload_url: address,
    }
}

/// The ending is held against the file type; the rest is ours, and says what the file is.
fn file_name(artifact: &Artifact) -> String {
    let build = &artifact.build;
    format!("{}-{}.apk", build.package, build.version_code)
}

fn not_fetched(fetching: &Fetching) -> Failure {
    let words = fetching.message.clone().unwrap_or_default();
    let says = Sentence::new("problem.not-fetched");
    Failure::certain(
        Problem::new(ProblemKind::Refused, says)
            .said(Said::new("status 2", words.as_bytes(), &[]))
            .redo("upload"),
    )
}
