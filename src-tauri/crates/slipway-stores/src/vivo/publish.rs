//! A release to vivo: ask where the app stands, upload, submit, and read back. The upload's answer is a serial number, and the
//! submission that names it is the only point of no return.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_http::FileBody;
use slipway_model::{
    Order, Outcome, Outputs, Problem, ProblemKind, Retry, Said, Sentence, Step, When,
};

use super::{
    auth::Params,
    call,
    packages::{Packages, Upload, by_address, version_code},
    plan::before,
    problem::{is_unknown_here, unreadable},
    standing::{self, Standing},
    submission::{first_upload, submission, trace},
    wire::{Details, Task, Uploaded},
};
use crate::{Attempt, Visit, failure::Failure};

/// Every try of an upload costs one of about 50 a day: two repetitions and no more [official].
const TRIES: u32 = 3;
/// How long a submission may stay invisible before it is doubted.
const SEEING: Duration = Duration::from_secs(2 * 60);
/// How long vivo may fetch a package; not documented.
const FETCHING: Duration = Duration::from_secs(2 * 60 * 60);
/// How long a task that was accepted may stay behind an earlier one [inferred].
const TASK_SHOWN: Duration = Duration::from_secs(60);
/// Between two looks at the task of fetching: every 15 to 30 seconds [official].
const FETCH_PACE: Duration = Duration::from_secs(20);
/// Between two looks at the record: five to ten seconds [measured].
const SEE_PACE: Duration = Duration::from_secs(8);

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
        "fetch" => release.fetch().await,
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
    /// Stops before a byte is sent when the submission cannot succeed.
    async fn find_app(&self) -> Ended {
        let standing = match Standing::read(self.visit, self.order).await {
            Err(failure) if is_unknown_here(&failure.problem) => {
                return done(json!({ "asked": false }));
            }
            standing => standing?,
        };
        let details = &standing.details;
        let refuse = |kind, says| Err(Failure::certain(Problem::new(kind, says)));
        if let Some(other) = details
            .package_name
            .as_deref()
            .filter(|name| *name != self.order.app.package)
        {
            let says = Sentence::new("problem.other-package")
                .with("package", &self.order.app.package)
                .with("found", other);
            return refuse(ProblemKind::StoreDown, says);
        }
        if let Some(key) = busy(details) {
            let said = Said::new("status", standing::term(details).as_bytes(), &[]);
            let problem = Problem::new(ProblemKind::AlreadyThere, Sentence::new(key));
            return Err(Failure::certain(problem.said(said)));
        }
        let ours = version_code(self.order);
        if let Some(newest) = details.version_code.filter(|newest| ours <= *newest) {
            let says = Sentence::new("problem.version-not-higher")
                .with("ours", ours)
                .with("newest", newest);
            return refuse(ProblemKind::BadArtifact, says);
        }
        // A second plan for a running phase would be a change of that phase.
        if standing
            .stage
            .as_ref()
            .is_some_and(|stage| stage.is_open(self.visit.now()))
        {
            return refuse(
                ProblemKind::AlreadyThere,
                Sentence::new("problem.phase-under-way"),
            );
        }
        if standing.task.as_ref().is_some_and(Task::is_under_way) {
            return refuse(
                ProblemKind::AlreadyThere,
                Sentence::new("problem.fetch-under-way"),
            );
        }
        done(json!({
            "asked": true,
            "device": details.compatible_device,
            "before": standing.kept(),
        }))
    }

    async fn upload(&self, key: &str) -> Ended {
        let uploads = Packages::of(self.order)
            .map(Packages::uploads)
            .unwrap_or_default();
        let upload = uploads.iter().find(|upload| upload.key == key);
        let upload = upload.ok_or_else(|| {
            Failure::certain(Problem::new(
                ProblemKind::BadInput,
                Sentence::new("problem.not-a-pair"),
            ))
        })?;
        let sent = self.send(upload).await.map_err(|mut failure| {
            if self.attempt.number >= TRIES {
                failure.problem.retry = Retry::No;
            }
            failure
        })?;
        done(sent)
    }

    async fn send(&self, upload: &Upload<'_>) -> Result<Value, Failure> {
        let build = &upload.artifact.build;
        let mut params = Params::from([
            ("packageName", self.order.app.package.clone()),
            ("fileMd5", build.digests.md5.clone()),
        ]);
        if matches!(self.order.when, When::InPhases(_)) {
            params.insert("stageType", "1".to_owned());
        }
        let name = format!("{}.apk", self.order.app.package);
        let file = FileBody::new(&upload.artifact.path, build.size);
        let heard = call::upload(self.visit, upload.method, &params, &name, file).await?;
        let uploaded: Uploaded = heard.read().unwrap_or_default();
        let serial = uploaded
            .serialnumber
            .clone()
            .ok_or_else(|| Failure::open(unreadable()))?;
        if let Some(what) = difference(
            &uploaded,
            self.order,
            &build.digests.md5,
            build.version_code,
        ) {
            let problem = Problem::new(
                ProblemKind::BadArtifact,
                Sentence::new("problem.upload-differs").with("found", what),
            );
            return Err(Failure::certain(problem));
        }
        Ok(json!({
            "serialnumber": serial,
            "version_code": uploaded.version_code,
            "file_md5": uploaded.file_md5,
            "term": format!("serialnumber {serial}"),
        }))
    }

    async fn submit(&self) -> Ended {
        let made = submission(self.order, self.outputs)?;
        match call::change(self.visit, made.method, &made.params).await {
            Ok(heard) => {
                let mut output = trace(self.order, self.outputs);
                output["said"] = json!(heard.message());
                done(output)
            }
            // "In review" may be our own submission, whose first answer was lost.
            Err(failure) if failure.problem.kind == ProblemKind::AlreadyThere => {
                match Standing::read(self.visit, self.order).await {
                    Ok(standing) if self.was_taken(&standing) => {
                        done(seen_submission(self.order, self.outputs, &standing))
                    }
                    _ => Err(failure),
                }
            }
            Err(mut failure) => {
                if failure.problem.advice.key == "problem.upload-again" {
                    failure.problem = failure.problem.redo(first_upload(self.order));
                }
                Err(failure)
            }
        }
    }

    fn was_taken(&self, standing: &Standing) -> bool {
        standing.was_taken(self.order, &before(self.outputs), self.visit.now())
    }

    /// The submission was only accepted as a task: vivo fetches the packages and then submits, or says why not.
    async fn fetch(&self) -> Ended {
        let task = standing::task(self.visit, &self.order.app.package).await?;
        let task = task.unwrap_or_default();
        // The end that stood there before may be the end of an earlier task, as long as ours is not shown.
        let earlier = before(self.outputs).get("task").and_then(Value::as_i64);
        let is_stale = task.status == earlier && self.attempt.waited < TASK_SHOWN;
        match task.status.filter(|_| !is_stale) {
            Some(3) => done(json!({ "task": 3 })),
            Some(4) => {
                let reason = task.error_reason.unwrap_or_default();
                let said = Said::new("status 4", reason.as_bytes(), self.visit.line.secrets());
                let says = Sentence::new("problem.not-fetched");
                Err(Failure::certain(
                    Problem::new(ProblemKind::Refused, says).said(said),
                ))
            }
            _ if self.attempt.waited < FETCHING => Ok(Outcome::WaitUntil {
                after: FETCH_PACE,
                what: Sentence::new("wait.fetch"),
            }),
            _ => Err(Failure::certain(Problem::new(
                ProblemKind::TimedOut,
                Sentence::new("problem.still-fetching"),
            ))),
        }
    }

    /// Success is what was read back. A yes that vivo then does not know of is doubted, not believed; a question that cannot be
    /// asked takes nothing away from that yes.
    async fn confirm(&self) -> Ended {
        match Standing::read(self.visit, self.order).await {
            Ok(standing) if standing.shows(self.order, &before(self.outputs), self.visit.now()) => {
                done(standing.seen())
            }
            Err(failure) if failure.problem.kind == ProblemKind::Cancelled => Err(failure),
            Err(failure) if is_unknown_here(&failure.problem) => done(json!({ "seen": false })),
            _ if self.attempt.waited < SEEING => Ok(Outcome::WaitUntil {
                after: SEE_PACE,
                what: Sentence::new(if by_address(self.order) {
                    "wait.fetched"
                } else {
                    "wait.seeing"
                }),
            }),
            Ok(standing) => Ok(Outcome::Unclear {
                problem: standing.not_seen(),
            }),
            Err(_) => done(json!({ "seen": false })),
        }
    }
}

/// What a submission leaves behind that was found instead of answered.
pub(super) fn seen_submission(order: &Order, outputs: &Outputs, standing: &Standing) -> Value {
    let mut output = trace(order, outputs);
    output["term"] = json!(standing.term());
    output
}

/// Why no new version can be sent now: one is in review, or approved and waiting for its time. Uploads are refused then too.
pub(super) fn busy(details: &Details) -> Option<&'static str> {
    match (details.status, details.sale_status) {
        (Some(2), _) => Some("problem.in-review"),
        (Some(3), Some(0)) => Some("problem.waiting-to-go-live"),
        _ => None,
    }
}

/// What vivo read from the file and we did not send.
fn difference(uploaded: &Uploaded, order: &Order, md5: &str, version_code: u64) -> Option<String> {
    let package = uploaded
        .package_name
        .clone()
        .filter(|found| *found != order.app.package);
    let code = uploaded
        .version_code
        .filter(|found| *found != version_code)
        .map(|found| found.to_string());
    let digest = uploaded
        .file_md5
        .clone()
        .filter(|found| !found.eq_ignore_ascii_case(md5));
    package.or(code).or(digest)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{busy, difference};
    use crate::fixture;

    #[test]
    fn in_review_and_waiting_are_two_reasons() {
        let with = |body: Value| busy(&serde_json::from_value(body).unwrap());
        assert_eq!(
            with(json!({"status": 2, "saleStatus": 1})),
            Some("problem.in-review")
        );
        assert_eq!(
            with(json!({"status": 3, "saleStatus": 0})),
            Some("problem.waiting-to-go-live")
        );
        for free in [
            json!({"status": 3, "saleStatus": 1}),
            json!({"status": 4}),
            json!({"status": 3}),
            json!({}),
        ] {
            assert_eq!(with(free), None);
        }
    }

    #[test]
    fn what_vivo_read_is_held_against_the_build() {
        let order = fixture::order("vivo");
        let md5 = &order.artifacts[0].build.digests.md5;
        let found =
            |body: Value| difference(&serde_json::from_value(body).unwrap(), &order, md5, 20);
        assert_eq!(
            found(
                json!({"packageName": "com.example.slipway", "versionCode": "20", "fileMd5": md5.to_uppercase()})
            ),
            None
        );
        assert_eq!(found(json!({})), None);
        assert_eq!(found(json!({"versionCode": 21})).as_deref(), Some("21"));
        assert_eq!(found(json!({"fileMd5": "00"})).as_deref(), Some("00"));
        assert_eq!(
            found(json!({"packageName": "com.example.other"})).as_deref(),
            Some("com.example.other")
        );
    }
}
