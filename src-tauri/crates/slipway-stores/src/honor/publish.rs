//! A release to Honor: sign in, find the app and hold its record against the order, bring the package, bind it, write the texts, submit,
//! read back. Only the submission must not happen twice; everything before it only fills the draft.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{
    Artifact, Order, Outcome, Outputs, Problem, ProblemKind, Said, Sentence, Step, When,
};

use super::{
    auth,
    look::{Standing, found},
    objections::of_record,
    problem::{Heard, unreadable},
    record::{self, Present},
    trace,
    wire::{self, BindRequest, Binding, PhasePlan, SubmitRequest, TextsRequest},
};
use crate::{Attempt, Visit, failure::Failure};

/// How long a submission or a draft may stay invisible before it is doubted.
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
        "fetch" => release.fetch().await,
        "attach" => release.attach().await,
        "texts" => release.texts().await,
        "read-draft" => release.read_draft().await,
        "submit" => release.submit().await,
        _ => release.confirm().await,
    };
    ended.unwrap_or_else(|failure| failure.outcome(step.repeat))
}

/// One run of one step.
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
        auth::token(self.visit).await?;
        done(Value::Null)
    }

    /// Finds the app and judges its record as it is now, so that nothing is uploaded that cannot be submitted.
    async fn find_app(&self) -> Ended {
        let present = Present::read(self.visit, &self.order.app).await?;
        let survey = present.survey();
        if let Some(problem) = of_record(self.order, &survey).into_iter().next() {
            let term = survey.state_term.unwrap_or_default();
            let said = Said::new("auditResult", term.as_bytes(), &[]);
            let busy = problem.kind == ProblemKind::AlreadyThere;
            return Err(Failure::certain(if busy {
                problem.said(said)
            } else {
                problem
            }));
        }
        let before = present.current.unwrap_or_default();
        done(json!({
            "app_id": present.app_id,
            "live": survey.live_version_code,
            "release_before": before.release_id,
            "result_before": before.audit_result,
        }))
    }

    /// Binds the package, alone and without a language; the two codes that ask for one get the default [5 clients, 1 client].
    async fn attach(&self) -> Ended {
        let (app_id, object_id) = (self.app_id()?, self.object_id()?);
        let bind = |language| BindRequest {
            binding_file_list: [Binding {
                object_id,
                language_id: language,
            }],
        };
        let bound = self.change(wire::FILE_INFO, &app_id, &bind(None)).await;
        match bound {
            Ok(_) => done(json!({ "object_id": object_id.to_string() })),
            Err(failure) if failure.problem.advice.key == "problem.language-missing" => {
                let record = record::detail(self.visit, &app_id).await?;
                let languages = record::languages(&record);
                let Some(default) = languages.first() else {
                    return Err(failure);
                };
                self.change(wire::FILE_INFO, &app_id, &bind(Some(default)))
                    .await?;
                done(json!({ "object_id": object_id.to_string(), "language": default }))
            }
            Err(failure) => Err(failure),
        }
    }

    /// Writes notes and edits into a record that was read just before, every language whole.
    async fn texts(&self) -> Ended {
        let app_id = self.app_id()?;
        let record = record::detail(self.visit, &app_id).await?;
        let texts = record::texts(&record, self.order);
        if let Some(bare) = texts.iter().find(|texts| texts.app_name.is_empty()) {
            let says = Sentence::new("problem.name-missing").with("language", &bare.language_id);
            return Err(Failure::certain(Problem::new(ProblemKind::Refused, says)));
        }
        if texts.iter().any(|texts| texts.intro.trim().is_empty()) {
            let says = Sentence::new("problem.intro-missing");
            return Err(Failure::certain(Problem::new(ProblemKind::Refused, says)));
        }
        // An edit whose language is gone since the plan is not dropped in silence.
        let has_place = |id: &String| {
            id.split_once(':')
                .is_some_and(|(_, tag)| texts.iter().any(|texts| texts.language_id == tag))
        };
        if !self.order.listing.keys().all(has_place) {
            let says = Sentence::new("problem.language-missing");
            return Err(Failure::certain(Problem::new(ProblemKind::Refused, says)));
        }
        if !texts.is_empty() {
            let body = TextsRequest {
                set_all: 0,
                language_info_list: &texts,
            };
            self.change(wire::LANGUAGE_INFO, &app_id, &body).await?;
        }
        let languages: Vec<&str> = texts
            .iter()
            .map(|texts| texts.language_id.as_str())
            .collect();
        done(json!({ "languages": languages }))
    }

    /// A draft is there when the record holds our package or the newest task is our version being edited.
    async fn read_draft(&self) -> Ended {
        let app_id = self.app_id()?;
        let sha256 = &self.artifact()?.build.digests.sha256;
        let record = record::detail(self.visit, &app_id).await?;
        let is_bound = record.file_info.iter().any(|file| {
            file.file_type == Some(wire::PACKAGE)
                && file
                    .file_sha256
                    .as_deref()
                    .is_some_and(|digest| digest.eq_ignore_ascii_case(sha256))
        });
        let standing = Standing::read(self.visit, &app_id).await?;
        let seen = is_bound || standing.is_draft_of(self.version_code());
        if !seen && self.attempt.waited < SEEING {
            return Ok(Outcome::WaitUntil {
                after: pace(self.attempt),
                what: Sentence::new("wait.draft"),
            });
        }
        // Which of the two Honor shows for a draft is not documented, so silence takes nothing away from its yes.
        done(json!({ "seen": seen, "term": standing.term() }))
    }

    async fn submit(&self) -> Ended {
        let app_id = self.app_id()?;
        let body = self.submission()?;
        let sent = self.change(wire::SUBMIT, &app_id, &body).await;
        match sent {
            Ok(heard) => {
                let release_id = heard
                    .data::<Value>()
                    .as_ref()
                    .and_then(crate::lenient::as_text);
                done(trace::left(self.order, &app_id, release_id.as_deref()))
            }
            // "In review" may be our own submission, whose first answer was lost.
            Err(failure) if failure.problem.kind == ProblemKind::AlreadyThere => {
                let standing = Standing::read(self.visit, &app_id).await?;
                if standing.has_landed(self.version_code(), self.release_before()) {
                    done(found(self.order, &app_id, &standing))
                } else {
                    Err(failure)
                }
            }
            Err(failure) => Err(failure),
        }
    }

    /// A time that has passed meanwhile is not sent: what was to wait must not go out at once.
    fn submission(&self) -> Result<SubmitRequest, Failure> {
        let now = self.visit.now();
        let passed = || {
            let says = Sentence::new("problem.time-has-passed");
            Failure::certain(Problem::new(ProblemKind::BadInput, says))
        };
        let plain = SubmitRequest {
            release_type: 1,
            release_time: None,
            phased_release_info: None,
        };
        match &self.order.when {
            When::AfterApproval => Ok(plain),
            When::At { instant, .. } if *instant > now => Ok(SubmitRequest {
                release_type: 2,
                release_time: Some(wire::time(*instant)),
                ..plain
            }),
            When::InPhases(phases) if phases.from > now => Ok(SubmitRequest {
                release_type: 3,
                phased_release_info: Some(PhasePlan {
                    release_percentage: phases.percent.two_decimals(),
                    release_start_date: Some(wire::time(phases.from)),
                    release_end_date: Some(wire::time(phases.until)),
                    release_note: Some(phases.about.clone()).filter(|note| !note.is_empty()),
                }),
                ..plain
            }),
            When::At { .. } | When::InPhases(_) => Err(passed()),
            // Refused by the card before the run; never turned into a release to everybody.
            When::ByHand => Err(Failure::certain(Problem::new(
                ProblemKind::Ours,
                Sentence::new("problem.our-request"),
            ))),
        }
    }

    /// Success is what was read back. The newest task carries the version and may be asked often; the verdict on our id, which may not, is
    /// asked once, before a yes is doubted.
    async fn confirm(&self) -> Ended {
        let app_id = self.app_id()?;
        let release_id = self.output("submit", "release_id").and_then(Value::as_str);
        let standing = match Standing::read(self.visit, &app_id).await {
            Err(failure) if failure.problem.kind == ProblemKind::Cancelled => return Err(failure),
            standing => standing,
        };
        let is_ours = |standing: &Standing| {
            release_id.is_some_and(|id| standing.is(id))
                || standing.has_landed(self.version_code(), self.release_before())
        };
        match standing {
            Ok(standing) if is_ours(&standing) => done(standing.output()),
            _ if self.attempt.waited < SEEING => Ok(Outcome::WaitUntil {
                after: pace(self.attempt),
                what: Sentence::new("wait.seeing"),
            }),
            Ok(standing) => match self.verdict(&app_id, release_id).await {
                Ok(Some(output)) => done(output),
                Ok(None) => Ok(Outcome::Unclear {
                    problem: standing.not_seen(),
                }),
                Err(_) => done(json!({ "seen": false })),
            },
            // A question that cannot be asked takes nothing away from the yes.
            Err(_) => done(json!({ "seen": false })),
        }
    }

    async fn verdict(
        &self,
        app_id: &str,
        release_id: Option<&str>,
    ) -> Result<Option<Value>, Failure> {
        let Some(id) = release_id else {
            return Ok(None);
        };
        let audit = match record::audit_result(self.visit, app_id, id).await {
            // 20027: an id that Honor gave and does not know is as good as no submission [official].
            Err(failure) if failure.problem.kind == ProblemKind::NotFound => return Ok(None),
            audit => audit?,
        };
        Ok(audit
            .filter(|audit| matches!(audit.audit_result, Some(0..=2)))
            .map(|audit| {
                let term = super::status::audit_term(audit.audit_result);
                json!({ "seen": true, "term": term, "release_id": id })
            }))
    }

    /// A call that changes nothing of the app.
    pub(super) async fn post(
        &self,
        call: &str,
        app_id: &str,
        body: &(impl Serialize + ?Sized),
    ) -> Result<Heard, Failure> {
        let address = wire::address(call);
        auth::call(self.visit, |line| {
            line.request(Method::POST, &address)
                .query([("appId", app_id)])
                .json(body)
        })
        .await
    }

    /// One that changes the draft or more. Honor may think for minutes.
    async fn change(
        &self,
        call: &str,
        app_id: &str,
        body: &impl Serialize,
    ) -> Result<Heard, Failure> {
        let address = wire::address(call);
        auth::call(self.visit, |line| {
            line.request(Method::POST, &address)
                .query([("appId", app_id)])
                .json(body)
                .changes()
                .takes_long()
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

    fn version_code(&self) -> u64 {
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

    fn release_before(&self) -> Option<&str> {
        self.output("find-app", "release_before")?.as_str()
    }

    pub(super) fn app_id(&self) -> Result<String, Failure> {
        self.output("find-app", "app_id")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .ok_or_else(|| Failure::certain(record::not_found(&self.order.app)))
    }

    pub(super) fn object_id(&self) -> Result<i64, Failure> {
        let id = self
            .output("upload", "object_id")
            .and_then(Value::as_str)
            .ok_or_else(|| Failure::certain(unreadable()))?;
        record::number(id)
    }
}

/// 1, 2, 4, 8 s, then the slow pace.
fn pace(attempt: Attempt) -> Duration {
    match attempt.number {
        number @ 1..=4 => Duration::from_secs(1 << (number - 1)),
        _ => SLOW,
    }
}
