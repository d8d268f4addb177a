//! A release to OPPO: sign in, read and judge the record, upload, submit with the whole record, wait until OPPO has read the package,
//! read back. Only *submit* changes something that a second time would change again; `look.rs` finds out whether it happened.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_http::FileBody;
use slipway_model::{
    Goal, Order, Outcome, Outputs, Problem, ProblemKind, Retry, Said, Sentence, Step,
};

use super::{
    auth,
    check::surveyed,
    form::form,
    icon::{self, Icon, Verdict},
    listing::{self, Extra, replaces_icon},
    look::{Before, Standing},
    objections::{of_the_app, too_late},
    plan::{Parcel, before, packages},
    problem,
    record::Record,
    status, upload,
    wire::{self, Package, TASK_DONE, TASK_FAILED, TASK_PENDING, Taken, Upload},
};
use crate::{
    Attempt, Survey, Visit,
    failure::{Acted, Failure},
};

/// About 30 s to several minutes; 100 s proved too short for one client, another waits half an hour.
const PROCESSING: Duration = Duration::from_secs(10 * 60);
/// A task that OPPO does not know of this long after its yes is not waited for; what the record shows then decides [inferred].
const UNKNOWN_TASK: Duration = Duration::from_secs(2 * 60);
/// After a task that failed before, its old state may be read for a moment [inferred].
const OLD_TASK: Duration = Duration::from_secs(30);
/// `app/info` may show the old version for a few minutes [XiaoZhuan].
const SEEING: Duration = Duration::from_secs(5 * 60);
const SLOW: Duration = Duration::from_secs(10);

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
        "icon" => release.icon().await,
        "submit" => release.submit().await,
        "process" => release.process().await,
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

fn stop(problem: Problem) -> Failure {
    Failure::certain(problem)
}

impl Release<'_> {
    async fn sign_in(&self) -> Ended {
        auth::token(self.visit).await?;
        done(Value::Null)
    }

    /// Reads where the app stands and judges the whole record once more, so that nothing is uploaded that cannot be submitted.
    async fn find_app(&self) -> Ended {
        let record = status::read(self.visit, self.package()).await?;
        let mut found = Before {
            newest: record.version_code(),
            status: record.status(),
            task: None,
        };
        let mut icon_is_good = false;
        if self.order.goal == Goal::Submit {
            let icon = match self.known_icon(&record) {
                Icon {
                    address,
                    verdict: Verdict::Unread,
                } => icon::look(self.visit, &address).await,
                known => known,
            };
            icon_is_good = icon.verdict == Verdict::Good;
            self.judge(&surveyed(&record, icon))?;
            found.task = status::task(self.visit, self.package(), self.version()?)
                .await?
                .task_state;
            if found.task == Some(TASK_PENDING) {
                let says = Sentence::new("problem.task-running");
                return Err(stop(Problem::new(ProblemKind::AlreadyThere, says)));
            }
        }
        let mut output = found.kept();
        output["icon_is_good"] = json!(icon_is_good);
        done(output)
    }

    /// The first thing that the store's present record has against this order.
    fn judge(&self, survey: &Survey) -> Result<(), Failure> {
        let found = of_the_app(self.order, survey)
            .or_else(|| listing::lint(self.order, survey).into_iter().next())
            .or_else(|| too_late(self.order, self.visit.now()));
        match found {
            Some(problem) => Err(stop(problem)),
            None => Ok(()),
        }
    }

    /// What the survey found out about this very icon.
    fn known_icon(&self, record: &Record) -> Icon {
        let address = record.text("icon_url").unwrap_or_default();
        let known = Extra::of(&Survey::of(self.order)).icon;
        if known.address == address {
            known
        } else {
            Icon {
                address,
                verdict: Verdict::Unread,
            }
        }
    }

    async fn upload(&self, key: &str) -> Ended {
        let parcels = packages(self.order);
        let parcel = parcels.iter().find(|parcel| parcel.key == key);
        let Parcel {
            artifact, cpu_code, ..
        } = parcel.ok_or_else(|| stop(problem::ours()))?;
        let file = FileBody::new(&artifact.path, artifact.build.size);
        let file_name = wire::file_name(&artifact.path);
        let (uploaded, new_host) = upload::send(self.visit, Upload::Apk, |parts| {
            let kind = "application/vnd.android.package-archive";
            parts.file("file", &file_name, kind, file)
        })
        .await?;
        let ours = &artifact.build.digests.md5;
        // OPPO names the digest of what arrived; holding it against the file's is our idea [inferred].
        if uploaded
            .md5
            .as_ref()
            .is_some_and(|theirs| !theirs.eq_ignore_ascii_case(ours))
        {
            let says = Sentence::new("problem.arrived-damaged");
            let said = Said::new("md5", uploaded.md5.unwrap_or_default().as_bytes(), &[]);
            return Err(stop(
                Problem::new(ProblemKind::StoreDown, says)
                    .retry(Retry::Now)
                    .said(said),
            ));
        }
        done(json!({
            "url": uploaded.url,
            "md5": ours,
            "cpu_code": cpu_code,
            "new_host": new_host,
            "said": uploaded.md5.map(|theirs| format!("md5 {theirs}")),
        }))
    }

    /// The release's own icon, in place of the one that breaks OPPO's rule.
    async fn icon(&self) -> Ended {
        if self.icon_is_good() {
            return done(Value::Null);
        }
        let bytes = upload::icon(self.order.icon.as_deref()).await?;
        let (uploaded, new_host) = upload::send(self.visit, Upload::Photo, |parts| {
            parts.bytes_part("file", Some("icon.png"), "image/png", bytes)
        })
        .await?;
        done(json!({ "url": uploaded.url, "new_host": new_host }))
    }

    /// One request with the whole record. It is read once more right before, so that what is sent back is what stands there now.
    async fn submit(&self) -> Ended {
        let (before, ours) = (before(self.outputs), self.version()?);
        let record = status::read(self.visit, self.package()).await;
        let record = record.map_err(auth::unchanged)?;
        let standing = Standing::of(&record);
        // A version of ours in another state than before is an earlier attempt of this very step.
        if standing.shows(ours, &before) {
            return done(standing.output(ours, &before));
        }
        self.judge(&surveyed(&record, self.known_icon(&record)))?;
        let form = form(self.order, &record, &self.packages()?, self.own_icon()?).map_err(stop)?;
        match auth::change(self.visit, wire::UPDATE, &form).await {
            Ok(heard) if heard.read::<Taken>().success == Some(false) => {
                let says = Sentence::new("problem.not-taken");
                let problem = Problem::new(ProblemKind::Refused, says);
                Err(stop(problem.said(heard.said().clone())))
            }
            Ok(heard) => {
                let mut output = before.kept();
                output["said"] = status::answer_words(&heard);
                done(output)
            }
            Err(failure) if failure.problem.kind == ProblemKind::AlreadyThere => {
                self.perhaps_ours(failure, ours, &before).await
            }
            Err(mut failure) => {
                if failure.problem.advice.key == problem::PACKAGE_REFUSED
                    && let Some(first) = packages(self.order).first()
                {
                    failure.problem = failure.problem.redo(first.key);
                }
                Err(failure)
            }
        }
    }

    /// "A task is running" and "in review" may be about our own submission, whose first answer was lost. While OPPO does not say
    /// which, it is unclear.
    async fn perhaps_ours(&self, mut failure: Failure, ours: u64, before: &Before) -> Ended {
        match Standing::read(self.visit, self.package(), ours).await {
            Ok(standing) if standing.has_landed(ours, before) => {
                return done(standing.output(ours, before));
            }
            Ok(standing) if standing.unanswered.is_none() => {}
            Ok(_) | Err(_) => failure.acted = Acted::Perhaps,
        }
        Err(failure)
    }

    /// OPPO reads the package after it has said yes. What it finds wrong is final; that it takes long is not.
    async fn process(&self) -> Ended {
        let task = status::task(self.visit, self.package(), self.version()?).await;
        let task = match task {
            Err(failure) if failure.problem.kind == ProblemKind::Cancelled => return Err(failure),
            // The submission stands, whatever the question meets.
            Err(failure) if failure.problem.kind == ProblemKind::BadCredentials => {
                return done(json!({ "task": null }));
            }
            task => task.unwrap_or_default(),
        };
        let is_old =
            before(self.outputs).task == Some(TASK_FAILED) && self.attempt.waited < OLD_TASK;
        match task.task_state {
            Some(TASK_DONE) => done(json!({ "task": TASK_DONE })),
            Some(TASK_FAILED) if !is_old => {
                let words = task.err_msg.unwrap_or_default();
                let said = Said::new("task_state 3", words.as_bytes(), self.visit.line.secrets());
                let says = Sentence::new("problem.task-failed");
                Err(stop(
                    Problem::new(ProblemKind::BadArtifact, says).said(said),
                ))
            }
            None if task.refused.is_some() => self.unknown_task(task.refused.unwrap_or_default()),
            state if self.attempt.waited >= PROCESSING => done(json!({ "task": state })),
            _ => Ok(Outcome::WaitUntil {
                after: pace(self.attempt),
                what: Sentence::new("wait.processing"),
            }),
        }
    }

    /// OPPO knows of no task that it has said yes to. That is not waited out in silence, as one client did until its time was over
    /// [apkgo]: it is shown, and soon left to the read-back to judge.
    fn unknown_task(&self, said: Said) -> Ended {
        if self.attempt.waited >= UNKNOWN_TASK {
            let said = format!("{} {}", said.code, said.words);
            return done(json!({ "task": null, "said": said }));
        }
        Ok(Outcome::WaitUntil {
            after: pace(self.attempt),
            what: Sentence::new("wait.task-unknown").with("code", said.code),
        })
    }

    /// Success is what was read back. A question that cannot be asked, and a record that is late, take nothing away from OPPO's yes;
    /// a yes of which neither the task nor the record knows anything is doubted.
    async fn confirm(&self) -> Ended {
        let (before, ours) = (before(self.outputs), self.version()?);
        let record = match status::read(self.visit, self.package()).await {
            Err(failure) if failure.problem.kind == ProblemKind::Cancelled => return Err(failure),
            record => record.ok(),
        };
        match record.as_ref().map(Standing::of) {
            Some(standing) if standing.shows(ours, &before) => done(
                json!({ "seen": true, "term": standing.term, "version_code": standing.newest }),
            ),
            _ if self.attempt.waited < SEEING => Ok(Outcome::WaitUntil {
                after: pace(self.attempt),
                what: Sentence::new("wait.seeing"),
            }),
            _ => match Standing::read(self.visit, self.package(), ours).await {
                Err(failure) if failure.problem.kind == ProblemKind::Cancelled => Err(failure),
                Ok(standing) if standing.denies(ours, &before) => Ok(Outcome::Unclear {
                    problem: standing.not_seen(),
                }),
                _ => done(json!({ "seen": false })),
            },
        }
    }

    /// What was uploaded, as `apk_url` wants it.
    fn packages(&self) -> Result<Vec<Package>, Failure> {
        packages(self.order)
            .iter()
            .map(|parcel| {
                let uploaded = self.outputs.get(parcel.key);
                let text = |name: &str| {
                    uploaded
                        .and_then(|uploaded| uploaded.get(name)?.as_str())
                        .map(str::to_owned)
                };
                Ok(Package {
                    url: text("url").ok_or_else(|| stop(problem::ours()))?,
                    md5: text("md5").unwrap_or_default(),
                    cpu_code: parcel.cpu_code,
                })
            })
            .collect()
    }

    /// The address of the icon that was sent, where one had to be.
    fn own_icon(&self) -> Result<Option<&str>, Failure> {
        let is_wanted = replaces_icon(self.order, &Extra::of(&Survey::of(self.order)).icon)
            && !self.icon_is_good();
        let sent = self
            .outputs
            .get("icon")
            .and_then(|sent| sent.get("url")?.as_str());
        match (is_wanted, sent) {
            (true, None) => Err(stop(problem::ours())),
            (_, sent) => Ok(sent),
        }
    }

    /// OPPO's icon has become a good one since the plan was made: then it stays.
    fn icon_is_good(&self) -> bool {
        let found = self.outputs.get("find-app");
        found.is_some_and(|found| found.get("icon_is_good") == Some(&Value::Bool(true)))
    }

    fn package(&self) -> &str {
        &self.order.app.package
    }

    fn version(&self) -> Result<u64, Failure> {
        self.order
            .build()
            .map(|build| build.version_code)
            .ok_or_else(|| {
                let says = Sentence::new("problem.no-build");
                stop(Problem::new(ProblemKind::BadInput, says))
            })
    }
}

/// 1, 2, 4, 8 s, then ten, as the clients do.
fn pace(attempt: Attempt) -> Duration {
    match attempt.number {
        number @ 1..=4 => Duration::from_secs(1 << (number - 1)),
        _ => SLOW,
    }
}
