//! An update at Tencent: find the app, fill a place in its storage, and name what lies there in one request that is the submission.
//! Nothing of it can be taken back by API, so what would be refused is found first and the update is sent once.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_http::{Answer, FileBody, Method};
use slipway_model::{Order, Outcome, Outputs, Problem, ProblemKind, Retry, Sentence, Step};

use super::{
    auth::call,
    look::{not_seen, seen},
    objections::{app_id, no_app_id},
    plan::{Placed, placed, sent, status_before, update},
    status::{audit, detail, has_moved, unreadable},
    wire::{self, Slot},
};
use crate::{Attempt, Visit, failure::Failure};

/// How long a submission may stay invisible before it is doubted. A review takes hours, so *in review* cannot be missed.
const SEEING: Duration = Duration::from_secs(5 * 60);
const SLOW: Duration = Duration::from_secs(30);

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
        "find-app" => release.find_app().await,
        "submit" => release.submit().await,
        "confirm" => release.confirm().await,
        key => release.upload(key).await,
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
    /// Stops before a byte of the package is sent when the update cannot succeed, and remembers where things stood.
    async fn find_app(&self) -> Ended {
        let (package, app_id) = self.app()?;
        let detail = detail(self.visit, package, app_id).await?;
        let audit = audit(self.visit, package, app_id).await?;
        if audit.is_in_review() {
            let says = Sentence::new("problem.in-review");
            return Err(certain(ProblemKind::AlreadyThere, says));
        }
        done(
            json!({ "app_name": detail.text("app_name"), "status": audit.status, "term": audit.term() }),
        )
    }

    /// Asks for a place and fills it. An attempt asks anew: places are many, and the life of an address is not documented.
    async fn upload(&self, step: &str) -> Ended {
        let packages = placed(self.order);
        let package = packages
            .iter()
            .find(|package| package.step == step)
            .ok_or_else(|| certain(ProblemKind::BadInput, Sentence::new("problem.no-build")))?;
        let file_name = self.file_name(package);
        let slot = self.slot(&file_name).await?;
        let build = &package.artifact.build;
        // Pre-signed COS PUT: the raw file with its length, this content type, and nothing of ours [official].
        let answer = self
            .visit
            .line
            .request_given(Method::PUT, &slot.pre_sign_url)?
            .header("Content-Type", "application/octet-stream")
            .file(FileBody::new(&package.artifact.path, build.size))
            .send()
            .await?;
        if is_stored(&answer) {
            done(json!({
                "serial_number": slot.serial_number,
                "file_name": file_name,
                "md5": build.digests.md5,
                // Named for the record when it is none of the hosts that are known to be Tencent's.
                "new_host": answer.new_host(),
                "said": format!("serial_number {}", slot.serial_number),
            }))
        } else {
            Err(Failure::certain(not_stored(&answer)))
        }
    }

    async fn slot(&self, file_name: &str) -> Result<Slot, Failure> {
        let (package, app_id) = self.app()?;
        let mut params = wire::about_app(package, app_id);
        params.extend(wire::params([
            ("file_type", "apk"),
            ("file_name", file_name),
        ]));
        let heard = call(self.visit, wire::SLOT, params, |request| {
            request.counted(wire::SLOT)
        })
        .await?;
        Slot::of(&heard.body).ok_or_else(|| Failure::open(unreadable()))
    }

    /// A short name of our own, never the person's: it has to carry its extension [official].
    fn file_name(&self, package: &Placed) -> String {
        let build = &package.artifact.build;
        format!(
            "{}-{}{}.apk",
            self.order.app.package, build.version_code, package.suffix
        )
    }

    async fn submit(&self) -> Ended {
        let (package, app_id) = self.app()?;
        let params = update(self.order, self.outputs).ok_or_else(|| {
            let says = Sentence::new("problem.upload-not-found");
            self.redo_upload(certain(ProblemKind::Refused, says))
        })?;
        // The store fetches and reads the package before it answers [official].
        let answered = call(self.visit, wire::UPDATE, params, |request| {
            request.changes().takes_long().counted(wire::UPDATE)
        })
        .await;
        match answered {
            Ok(heard) => {
                let mut left = sent(self.order, self.outputs);
                left["said"] = json!(heard.words());
                done(left)
            }
            // Only the words tell why. One reason can be asked for: a version in review, perhaps this one from an earlier try.
            Err(failure) if failure.problem.advice.key == "problem.not-submitted" => {
                match audit(self.visit, package, app_id).await {
                    Ok(audit) if audit.is_in_review() => {
                        let mut problem = failure.problem;
                        problem.kind = ProblemKind::AlreadyThere;
                        problem.advice = Sentence::new("problem.something-in-review");
                        Err(Failure::certain(problem))
                    }
                    _ => Err(failure),
                }
            }
            Err(failure) if failure.problem.redo.is_some() => Err(self.redo_upload(failure)),
            Err(failure) => Err(failure),
        }
    }

    /// Names the first upload of this order as the step to begin again from.
    fn redo_upload(&self, mut failure: Failure) -> Failure {
        let first = placed(self.order).first().map(|package| package.step);
        failure.problem.redo = first.map(str::to_owned);
        failure
    }

    /// Success is what was read back. A yes after which the status does not move is doubted, not believed; a question that cannot be
    /// asked takes nothing away from that yes.
    async fn confirm(&self) -> Ended {
        let (package, app_id) = self.app()?;
        let before = status_before(self.outputs);
        let found = match audit(self.visit, package, app_id).await {
            Err(failure) if failure.problem.kind == ProblemKind::Cancelled => return Err(failure),
            found => found,
        };
        match found {
            Ok(audit) if has_moved(&audit, before) => done(seen(&audit)),
            _ if self.attempt.waited < SEEING => Ok(Outcome::WaitUntil {
                after: pace(self.attempt),
                what: Sentence::new("wait.seeing"),
            }),
            Ok(audit) => Ok(Outcome::Unclear {
                problem: not_seen(&audit),
            }),
            Err(_) => done(json!({ "seen": false })),
        }
    }

    fn app(&self) -> Result<(&str, &str), Failure> {
        let app_id = app_id(self.order).ok_or_else(|| Failure::certain(no_app_id()))?;
        Ok((&self.order.app.package, app_id))
    }
}

fn certain(kind: ProblemKind, says: Sentence) -> Failure {
    Failure::certain(Problem::new(kind, says))
}

/// HTTP 200 exactly, and an empty body [official sample, 1 client]. A page is somebody else's, and nothing is stored.
fn is_stored(answer: &Answer) -> bool {
    answer.status == 200 && answer.body.is_empty()
}

/// COS refuses in XML, `<Error><Code>…` [inferred]; its words are shown.
fn not_stored(answer: &Answer) -> Problem {
    let (kind, retry, says) = match answer.status {
        // The address has run out: the next attempt gets a fresh one.
        403 => (ProblemKind::StoreDown, Retry::Now, "problem.upload-again"),
        200..=299 | 408 | 429 | 500.. => (
            ProblemKind::StoreDown,
            Retry::After { wait: SLOW },
            "problem.upload-again",
        ),
        _ => (ProblemKind::Refused, Retry::No, "problem.upload-refused"),
    };
    Problem::new(kind, Sentence::new(says))
        .retry(retry)
        .said(answer.said(format!("HTTP {}", answer.status)))
}

/// 1, 2, 4, 8 s, then the slow pace.
fn pace(attempt: Attempt) -> Duration {
    match attempt.number {
        number @ 1..=4 => Duration::from_secs(1 << (number - 1)),
        _ => SLOW,
    }
}
