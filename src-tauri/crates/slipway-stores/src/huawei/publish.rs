//! A release to AppGallery: sign in, find the app, upload, attach the package, wait until it is read, write the notes, submit,
//! read back. Only *attach* and *submit* change something that a second time would change again; each is one request, and
//! `look.rs` finds out afterwards whether it happened.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_http::{FileBody, Method};
use slipway_model::{
    Artifact, Order, Outcome, Outputs, Problem, ProblemKind, Retry, Said, Sentence, Step, When,
};

use super::{
    auth,
    look::Standing,
    objections::app_id,
    plan::notes_to_send,
    problem::Heard,
    status::{app_info, find_app, is_in_review, not_found, term, unreadable},
    wire::{
        self, CompileReply, FileInfo, FileInfoReply, FileInfoRequest, LanguageInfoRequest,
        UploadUrlReply, UrlInfo,
    },
};
use crate::{Attempt, Visit, failure::Failure};

/// How long the reading of a package may take: two minutes by the page, three to five by the error text [official].
const READING: Duration = Duration::from_secs(15 * 60);
/// How long *submit* is repeated while the store says that it still reads.
const SUBMITTING: Duration = Duration::from_secs(10 * 60);
/// How long a submission may stay invisible before it is doubted.
const SEEING: Duration = Duration::from_secs(2 * 60);
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
        key => release.notes(key.trim_start_matches("notes:")).await,
    };
    ended.unwrap_or_else(|failure| failure.outcome(step.repeat))
}

struct Release<'a> {
    visit: &'a Visit,
    order: &'a Order,
    outputs: &'a Outputs,
    attempt: Attempt,
}

type Ended = Result<Outcome, Failure>;

fn done(output: Value) -> Ended {
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
        let reply = app_info(self.visit, &id).await?;
        let (info, state, ours) = (reply.info(), reply.state(), self.version_code());
        if is_in_review(state) {
            let says = Sentence::new("problem.in-review");
            return Err(refused(ProblemKind::AlreadyThere, says, term(state)));
        }
        if let Some(live) = info.on_shelf_version_code.filter(|live| ours <= *live) {
            let says = Sentence::new("problem.version-not-higher")
                .with("ours", ours)
                .with("live", live);
            return Err(Failure::certain(Problem::new(
                ProblemKind::BadArtifact,
                says,
            )));
        }
        done(
            json!({ "app_id": id, "state": state, "newest": info.version_code, "live": info.on_shelf_version_code }),
        )
    }

    /// Asks for a place and fills it. A place is good for one try and about five minutes, so each attempt asks anew.
    async fn upload(&self) -> Ended {
        let artifact = self.artifact()?;
        let file_name = wire::file_name(&artifact.path);
        let place = self.place(artifact, &file_name).await?;
        let mut request = self.visit.line.request_given(Method::PUT, &place.url)?;
        for (name, value) in &place.headers {
            // The library sets these two itself, to the same values: the URL's host and the file's length.
            if !["host", "content-length"].contains(&name.to_lowercase().as_str()) {
                request = request.header(name, value);
            }
        }
        let answer = request
            .file(FileBody::new(&artifact.path, artifact.build.size))
            .send()
            .await?;
        match answer.status {
            // HTTP 200 with an empty body is done [official via 4 clients]; a page is somebody else's, and nothing is stored.
            200..=299 if answer.body.is_empty() => done(json!({
                "object_id": place.object_id,
                "file_name": file_name,
                // Named for the record when it is none of the hosts that are known to be Huawei's.
                "new_host": answer.new_host(),
            })),
            status => {
                let said = answer.said(format!("HTTP {status}"));
                let (kind, retry, says) = match status {
                    // The address has expired or was used: a fresh one is asked for at once.
                    403 => (ProblemKind::StoreDown, Retry::Now, "problem.upload-again"),
                    200..=299 | 429 | 500.. => (
                        ProblemKind::StoreDown,
                        Retry::After { wait: SLOW },
                        "problem.upload-again",
                    ),
                    _ => (ProblemKind::Refused, Retry::No, "problem.upload-refused"),
                };
                Err(Failure::certain(
                    Problem::new(kind, Sentence::new(says))
                        .retry(retry)
                        .said(said),
                ))
            }
        }
    }

    async fn place(&self, artifact: &Artifact, file_name: &str) -> Result<UrlInfo, Failure> {
        let length = artifact.build.size.to_string();
        let app_id = self.app_id()?;
        let mut query = vec![
            ("appId", app_id.as_str()),
            ("fileName", file_name),
            ("contentLength", &length),
            ("releaseType", wire::FULL_RELEASE),
        ];
        if !artifact.build.digests.sha256.is_empty() {
            query.push(("sha256", &artifact.build.digests.sha256));
        }
        query.extend(wire::mainland(self.visit));
        let heard = self.get(wire::UPLOAD_URL, &query).await?;
        let place = heard
            .read()
            .and_then(|reply: UploadUrlReply| reply.url_info);
        place.ok_or_else(|| Failure::open(unreadable()))
    }

    async fn attach(&self) -> Ended {
        let uploaded = |name: &str| {
            self.output("upload", name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let body = FileInfoRequest {
            file_type: 5,
            files: [FileInfo {
                file_name: uploaded("file_name"),
                file_dest_url: uploaded("object_id"),
            }],
        };
        let app_id = self.app_id()?;
        let query = [
            ("appId", app_id.as_str()),
            ("releaseType", wire::FULL_RELEASE),
        ];
        let address = wire::address(self.visit, wire::FILE_INFO);
        let heard = auth::call(self.visit, |line| {
            line.request(Method::PUT, &address)
                .query(query)
                .json(&body)
                .changes()
        })
        .await?;
        let packages = heard
            .read()
            .map(|reply: FileInfoReply| reply.pkg_version)
            .unwrap_or_default();
        let package = packages.first().and_then(crate::lenient::as_text);
        if !heard.confirmed() && package.is_none() {
            return Err(Failure::open(unreadable()));
        }
        done(json!({ "pkg_id": package }))
    }

    async fn compile(&self) -> Ended {
        // After a lost answer the package's id is unknown; *submit* then waits for the reading instead.
        let Some(package) = self.output("attach", "pkg_id").and_then(Value::as_str) else {
            return done(json!({ "asked": false }));
        };
        let app_id = self.app_id()?;
        let heard = self
            .get(
                wire::COMPILE_STATUS,
                &[("appId", &app_id), ("pkgIds", package)],
            )
            .await?;
        let states = heard
            .read()
            .map(|reply: CompileReply| reply.states)
            .unwrap_or_default();
        let problem = |kind, key: &str| Problem::new(kind, Sentence::new(key));
        let failed = match states.first().map(|package| package.status) {
            Some(Some(0)) => return done(json!({ "asked": true })),
            Some(Some(2)) => {
                problem(ProblemKind::BadArtifact, "problem.package-unreadable").redo("upload")
            }
            // 1, or nothing yet: an empty list is normal at first.
            _ if self.attempt.waited < READING => {
                return Ok(Outcome::WaitUntil {
                    after: pace(self.attempt),
                    what: Sentence::new("wait.package"),
                });
            }
            Some(_) => problem(ProblemKind::TimedOut, "problem.still-reading"),
            None => problem(ProblemKind::TimedOut, "problem.package-not-listed").redo("attach"),
        };
        Err(Failure::certain(failed))
    }

    async fn notes(&self, language: &str) -> Ended {
        let notes = notes_to_send(self.order);
        let Some(note) = notes.iter().find(|note| note.language == language) else {
            return done(Value::Null);
        };
        let body = LanguageInfoRequest {
            lang: &note.language,
            new_features: note.text,
            app_name: note.app_name.as_deref(),
        };
        let app_id = self.app_id()?;
        let query = [
            ("appId", app_id.as_str()),
            ("releaseType", wire::FULL_RELEASE),
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

    async fn submit(&self) -> Ended {
        let app_id = self.app_id()?;
        let mut query = vec![
            ("appId", app_id.clone()),
            ("releaseType", wire::FULL_RELEASE.to_owned()),
        ];
        if let When::At { instant, .. } = &self.order.when {
            query.push(("releaseTime", wire::time(*instant)));
        }
        let pairs = || query.iter().map(|(name, value)| (*name, value.as_str()));
        let address = wire::address(self.visit, wire::SUBMIT);
        let sent = auth::call(self.visit, |line| {
            line.request(Method::POST, &address)
                .query(pairs())
                .json(&json!({}))
                .changes()
        })
        .await;
        match sent {
            Ok(heard) if heard.confirmed() => done(Value::Null),
            Ok(_) => Err(Failure::open(unreadable())),
            Err(failure) if failure.wait.is_some() && self.attempt.waited < SUBMITTING => {
                Ok(Outcome::WaitUntil {
                    after: wait(&failure),
                    what: failure.wait.unwrap_or_default(),
                })
            }
            Err(failure) if failure.wait.is_some() => {
                let said = failure.problem.said.unwrap_or_default();
                let says = Sentence::new("problem.still-reading");
                Err(Failure::certain(
                    Problem::new(ProblemKind::TimedOut, says).said(said),
                ))
            }
            // "In review" may be our own submission, whose first answer was lost.
            Err(failure) if failure.problem.kind == ProblemKind::AlreadyThere => {
                let standing = Standing::read(self.visit, &app_id).await?;
                if standing.has_landed(self.version_code(), self.state_before()) {
                    done(standing.output())
                } else {
                    Err(failure)
                }
            }
            Err(failure) => Err(failure),
        }
    }

    /// Success is what was read back. A yes that the store then does not know of is doubted, not believed; a question that
    /// cannot be asked takes nothing away from that yes.
    async fn confirm(&self) -> Ended {
        let standing = match Standing::read(self.visit, &self.app_id()?).await {
            Err(failure) if failure.problem.kind == ProblemKind::Cancelled => return Err(failure),
            standing => standing,
        };
        match standing {
            Ok(standing) if standing.has_landed(self.version_code(), None) => {
                done(standing.output())
            }
            _ if self.attempt.waited < SEEING => Ok(Outcome::WaitUntil {
                after: pace(self.attempt),
                what: Sentence::new("wait.seeing"),
            }),
            Ok(standing) => Ok(Outcome::Unclear {
                problem: standing.not_seen(),
            }),
            Err(_) => done(json!({ "seen": false })),
        }
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Heard, Failure> {
        let address = wire::address(self.visit, path);
        auth::call(self.visit, |line| {
            line.request(Method::GET, &address)
                .query(query.iter().copied())
        })
        .await
    }

    fn artifact(&self) -> Result<&Artifact, Failure> {
        self.order.artifacts.first().ok_or_else(|| {
            Failure::certain(Problem::new(
                ProblemKind::BadInput,
                Sentence::new("problem.no-build"),
            ))
        })
    }

    fn version_code(&self) -> u64 {
        self.order
            .build()
            .map(|build| build.version_code)
            .unwrap_or_default()
    }

    fn output(&self, step: &str, name: &str) -> Option<&Value> {
        self.outputs
            .get(step)?
            .get(name)
            .filter(|value| !value.is_null())
    }

    fn state_before(&self) -> Option<i64> {
        self.output("find-app", "state").and_then(Value::as_i64)
    }

    fn app_id(&self) -> Result<String, Failure> {
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
fn pace(attempt: Attempt) -> Duration {
    match attempt.number {
        number @ 1..=4 => Duration::from_secs(1 << (number - 1)),
        _ => SLOW,
    }
}

fn wait(failure: &Failure) -> Duration {
    match failure.problem.retry {
        Retry::After { wait } => wait,
        _ => SLOW,
    }
}
