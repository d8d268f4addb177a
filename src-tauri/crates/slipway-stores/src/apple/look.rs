//! Did it happen? Apple is asked for what the request would have made: a yes is believed at once, a no only after ten seconds, because
//! reads lag behind writes. What a refusal is read back for lies with the step that met it.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{
    Looked, Order, Outputs, Problem, ProblemKind, Retry, Said, Sentence, Step, When,
};

use super::{
    api, groups,
    plan::number_of,
    processing::{build, encryption},
    publish::Release,
    reserve, submitting, testing, transfer, version, versions,
    wire::{self, same_version},
};
use crate::{Attempt, Visit, failure::Failure};

/// Seconds after a lost answer at which Apple is asked once more.
const MOMENTS: &[u64] = &[2, 5, 10];
/// A submission is looked for longer: a second one would be one too many.
const SUBMITTED: &[u64] = &[2, 5, 10, 20, 40];
/// A question that cannot be asked is given up after this long.
const PATIENCE_S: u64 = 30 * 60;

/// After an attempt that nobody heard the end of.
pub(super) async fn look(
    visit: &Visit,
    order: &Order,
    step: &Step,
    _intent: &Value,
    outputs: &Outputs,
    waited_s: u64,
) -> Looked {
    let release = Release {
        visit,
        order,
        outputs,
        attempt: Attempt::FIRST,
    };
    match release.seen(step).await {
        Ok(Seen::There(output)) => Looked::Happened { output },
        Ok(Seen::Not) if step.key == "submit" => settle(waited_s, SUBMITTED),
        Ok(Seen::Not) => settle(waited_s, MOMENTS),
        Ok(Seen::NobodyKnows(problem)) => Looked::CannotTell { problem },
        Err(failure) => cannot_look(failure, waited_s),
    }
}

enum Seen {
    /// It is there: this is what the step would have left.
    There(Value),
    Not,
    NobodyKnows(Problem),
}

fn there(is: bool, output: Value) -> Seen {
    if is { Seen::There(output) } else { Seen::Not }
}

fn unknown(key: &str, term: &str) -> Seen {
    let problem = Problem::new(ProblemKind::Unclear, Sentence::new(key));
    Seen::NobodyKnows(problem.said(Said::new("state", term.as_bytes(), &[])))
}

impl Release<'_> {
    async fn seen(&self, step: &Step) -> Result<Seen, Failure> {
        let (key, _) = step.key.split_once(':').unwrap_or((&step.key, ""));
        match key {
            "reserve" => self.seen_upload().await,
            "reserve-file" => self.seen_file().await,
            "commit" => self.seen_commit().await,
            "compliance" => self.seen_compliance().await,
            "version" => self.seen_version().await,
            "attach" => self.seen_attached().await,
            "phased" => self.seen_phased().await,
            "submission" => self.seen_submission().await,
            "item" => self.seen_item().await,
            "submit" => self.seen_submitted(json!({})).await,
            "confirm" => match self.seen_submitted(json!({"seen": true})).await? {
                Seen::Not => Ok(unknown("problem.submission-not-seen", "READY_FOR_REVIEW")),
                seen => Ok(seen),
            },
            "group" => self.seen_group(number_of(step)).await,
            "group-build" => self.seen_group_build(number_of(step)).await,
            "beta-review" => self.seen_beta_review().await,
            "notify" => self.seen_notified().await,
            "send" => Ok(unknown("problem.tool-not-heard", "altool")),
            _ => Ok(Seen::Not),
        }
    }

    async fn seen_upload(&self) -> Result<Seen, Failure> {
        if let Some(upload) = super::find::left(self.outputs, "earlier", "upload") {
            return Ok(Seen::There(json!({"upload": upload, "adopted": true})));
        }
        let found = reserve::same(self.visit, self.app()?, &self.number()?).await?;
        let ours = found
            .iter()
            .find(|upload| reserve::state(upload) != "FAILED");
        Ok(ours.map_or(Seen::Not, |upload| {
            let adopted = reserve::state(upload) != "AWAITING_UPLOAD";
            Seen::There(json!({"upload": upload.id, "adopted": adopted}))
        }))
    }

    async fn seen_file(&self) -> Result<Seen, Failure> {
        if self.is_adopted() {
            return Ok(Seen::There(json!({"file": null})));
        }
        let artifact = self.artifact()?;
        let name = wire::file_name(&artifact.path, artifact.build.kind);
        let upload = self.left("reserve", "upload")?;
        let file = reserve::same_file(self.visit, upload, &name, artifact.build.size).await?;
        Ok(file.map_or(Seen::Not, |file| Seen::There(json!({"file": file.id}))))
    }

    async fn seen_commit(&self) -> Result<Seen, Failure> {
        if self.is_adopted() {
            return Ok(Seen::There(Value::Null));
        }
        let file = transfer::file(self.visit, self.left("reserve-file", "file")?).await?;
        Ok(there(transfer::is_delivered(&file), Value::Null))
    }

    async fn seen_compliance(&self) -> Result<Seen, Failure> {
        let known = build(self.visit, self.left("processing", "build")?)
            .await?
            .encryption();
        let is_ours = known.is_some()
            && (known == encryption(self.order) || encryption(self.order).is_none());
        Ok(there(is_ours, json!({"encryption": known})))
    }

    async fn seen_version(&self) -> Result<Seen, Failure> {
        let number = self.number()?;
        let all = versions::all(self.visit, self.app()?, Some(number.platform)).await?;
        let ours = all.iter().find(|version| {
            version.state.is_editable() && same_version(&version.name, &number.version)
        });
        Ok(ours.map_or(Seen::Not, |version| {
            Seen::There(json!({"version": version.id, "made": true}))
        }))
    }

    async fn seen_attached(&self) -> Result<Seen, Failure> {
        let id = self.left("processing", "build")?;
        let attached = version::attached(self.visit, self.left("version", "version")?).await?;
        Ok(there(
            attached.is_some_and(|build| build.id == id),
            json!({"build": id}),
        ))
    }

    async fn seen_phased(&self) -> Result<Seen, Failure> {
        let plan = version::phased(self.visit, self.left("version", "version")?).await?;
        let is_wanted = matches!(self.order.when, When::InPhases(_));
        let output = json!({"phased": plan.as_ref().map(|plan| plan.id.clone())});
        Ok(there(plan.is_some() == is_wanted, output))
    }

    async fn seen_submission(&self) -> Result<Seen, Failure> {
        let found = submitting::open(self.visit, self.app()?, self.number()?.platform).await?;
        let draft = found
            .iter()
            .find(|one| one.word("state") == "READY_FOR_REVIEW");
        Ok(draft.map_or(Seen::Not, |one| Seen::There(json!({"submission": one.id}))))
    }

    async fn seen_item(&self) -> Result<Seen, Failure> {
        let (submission, version) = (
            self.left("submission", "submission")?,
            self.left("version", "version")?,
        );
        let item = submitting::our_item(self.visit, submission, version).await?;
        Ok(item.map_or(Seen::Not, |item| {
            Seen::There(json!({"submission": submission, "item": item.id}))
        }))
    }

    async fn seen_submitted(&self, mut output: Value) -> Result<Seen, Failure> {
        let (id, version) = (
            self.left("item", "submission")?,
            self.left("version", "version")?,
        );
        let found = submitting::submission(self.visit, id).await?;
        let state = found.word("state");
        if submitting::was_sent(state) {
            let sent = self.sent(id, version, state)?;
            if let (Value::Object(output), Value::Object(sent)) = (&mut output, sent) {
                output.extend(sent);
            }
            return Ok(Seen::There(output));
        }
        match state {
            "READY_FOR_REVIEW" => Ok(Seen::Not),
            // Sent once and taken back by somebody, or a word that is new.
            other => Ok(unknown("problem.submission-not-seen", other)),
        }
    }

    async fn seen_group(&self, number: usize) -> Result<Seen, Failure> {
        let groups = groups::all(self.visit, self.app()?).await?;
        match groups::choose(&groups, self.wanted_group(number)?) {
            Ok(Some(group)) => Ok(Seen::There(groups::found_group(group))),
            Ok(None) => Ok(Seen::Not),
            Err(problem) => Ok(Seen::NobodyKnows(problem)),
        }
    }

    async fn seen_group_build(&self, number: usize) -> Result<Seen, Failure> {
        let id = self.left("processing", "build")?;
        let builds = testing::builds(self.visit, self.group_id(number)?).await?;
        let output = json!({"build": id, "by_itself": false});
        Ok(there(builds.iter().any(|build| build == id), output))
    }

    async fn seen_beta_review(&self) -> Result<Seen, Failure> {
        let id = self.left("processing", "build")?;
        let query = [("filter[build]", id)];
        let found = api::all(self.visit, "/v1/betaAppReviewSubmissions", &query).await?;
        match found.first() {
            Some(one) => Ok(Seen::There(self.tested(one.word("betaReviewState"))?)),
            None => Ok(Seen::Not),
        }
    }

    async fn seen_notified(&self) -> Result<Seen, Failure> {
        let found = build(self.visit, self.left("processing", "build")?).await?;
        let detail = found.detail.as_ref();
        if detail.and_then(|detail| detail.flag("autoNotifyEnabled")) == Some(true) {
            return Ok(Seen::There(self.tested(found.external())?));
        }
        if [found.internal(), found.external()].contains(&"IN_BETA_TESTING") {
            // A mail leaves no trace that could be read.
            return Ok(unknown("problem.notice-not-seen", found.external()));
        }
        Ok(Seen::Not)
    }
}

/// The next moment to ask, in seconds since the intent; after the last one the no is believed.
fn settle(waited_s: u64, moments: &[u64]) -> Looked {
    match moments.iter().find(|moment| waited_s < **moment) {
        Some(moment) => Looked::AskAgain {
            after: Duration::from_secs(moment - waited_s),
        },
        None => Looked::DidNot,
    }
}

/// No answer to the question is no answer: it is asked again while that can help. What was made a moment ago may not be found yet.
fn cannot_look(failure: Failure, waited_s: u64) -> Looked {
    let problem = failure.problem;
    if problem.kind == ProblemKind::NotFound && waited_s < 10 {
        return settle(waited_s, MOMENTS);
    }
    let hopeless = problem.kind == ProblemKind::Cancelled
        || (problem.retry == Retry::No && problem.kind != ProblemKind::Network);
    if hopeless || waited_s > PATIENCE_S {
        Looked::CannotTell { problem }
    } else {
        Looked::AskAgain {
            after: Duration::from_secs(15),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use slipway_model::{Looked, Problem, ProblemKind, Retry, Sentence};

    use super::{MOMENTS, cannot_look, settle};
    use crate::failure::Failure;

    #[test]
    fn a_no_is_believed_after_ten_seconds() {
        for (waited, again) in [
            (0, Some(2)),
            (2, Some(3)),
            (9, Some(1)),
            (10, None),
            (99, None),
        ] {
            let expected = again.map_or(Looked::DidNot, |after| Looked::AskAgain {
                after: Duration::from_secs(after),
            });
            assert_eq!(settle(waited, MOMENTS), expected, "{waited}");
        }
    }

    #[test]
    fn a_question_that_cannot_be_asked_is_asked_again_while_it_can_help() {
        let failure =
            |kind, retry| Failure::certain(Problem::new(kind, Sentence::new("x")).retry(retry));
        let again = |looked| matches!(looked, Looked::AskAgain { .. });
        assert!(again(cannot_look(
            failure(ProblemKind::StoreDown, Retry::Now),
            60
        )));
        assert!(again(cannot_look(
            failure(ProblemKind::Network, Retry::No),
            60
        )));
        assert!(!again(cannot_look(
            failure(ProblemKind::StoreDown, Retry::Now),
            31 * 60
        )));
        assert!(!again(cannot_look(
            failure(ProblemKind::NotAllowed, Retry::No),
            1
        )));
        assert!(!again(cannot_look(
            failure(ProblemKind::Cancelled, Retry::No),
            1
        )));
        assert!(again(cannot_look(
            failure(ProblemKind::NotFound, Retry::No),
            1
        )));
        assert!(!again(cannot_look(
            failure(ProblemKind::NotFound, Retry::No),
            10
        )));
    }
}
