//! One store's share of a release: steps in order, each until it has an end. Before anything is done, the journal is folded, so
//! that going on after a crash and going on after a step are the same thing.

use std::{sync::atomic::Ordering, time::Duration};

use jiff::Timestamp;
use slipway_model::{Order, Problem, ProblemKind, Repeat, Sentence, StoreId};
use slipway_stores::{Attempt, Store};

use super::{Handle, Run, attempt::Attempted};
use crate::{
    World,
    release::{
        Action, What,
        fold::{StepFold, StepState, StoreFold},
        journal::Line,
        next::{Next, next},
        start::same_files,
    },
};

/// How often a step that the store denies having seen is sent anew before a person is asked.
const REPEATS: u32 = 3;
/// No store is asked more often than this, whatever it says about waiting.
const SHORTEST_WAIT: Duration = Duration::from_millis(100);

pub(super) struct StoreTask<'a> {
    pub(super) world: &'a World,
    pub(super) run: &'a Run,
    pub(super) id: &'a StoreId,
    pub(super) handle: &'a Handle,
}

/// How one pass over a step ended.
pub(super) enum Passed {
    /// Fold again and go on: the step is done, or will be tried or looked at once more.
    On,
    /// The store's share has its end, already written down.
    End,
    /// The person stopped it.
    Stopped { certain: bool },
}

impl<'a> StoreTask<'a> {
    pub(super) fn new(world: &'a World, run: &'a Run, id: &'a StoreId, handle: &'a Handle) -> Self {
        Self {
            world,
            run,
            id,
            handle,
        }
    }

    /// Runs until the store's share has an end.
    ///
    /// # Errors
    /// Only when the journal cannot be written or the store does not exist.
    pub(super) async fn run(&self) -> Result<(), Problem> {
        let store = self.world.store(self.id.as_str())?;
        let order = self.run.brief.order(self.id).ok_or_else(ours)?;
        let mut repeats = 0;
        loop {
            let fold = self.fold().await?;
            let Some(step) = fold.steps.iter().find(|step| step.state != StepState::Done) else {
                return self.submitted(store, order, &fold).await;
            };
            let passed = if self.handle.stop.is_cancelled() {
                Passed::Stopped {
                    certain: step.open.is_none(),
                }
            } else if step.open.is_some() {
                self.look(store, order, &fold, step).await?
            } else if repeats > REPEATS && step.step.repeat != Repeat::Freely {
                let says = Sentence::new("release.not-arriving");
                self.fail(step, Problem::new(ProblemKind::Unclear, says))
                    .await?
            } else {
                repeats += u32::from(step.step.repeat != Repeat::Freely && step.attempts > 0);
                self.take(store, order, &fold, step).await?
            };
            match passed {
                Passed::On => {}
                Passed::End => return Ok(()),
                Passed::Stopped { certain } => return self.stopped(order, certain).await,
            }
        }
    }

    /// Attempts of one step, with the pauses between them.
    async fn take(
        &self,
        store: &'static dyn Store,
        order: &Order,
        fold: &StoreFold,
        step: &StepFold,
    ) -> Result<Passed, Problem> {
        let first = self.world.now();
        let (mut number, mut failed) = (0, 0);
        let mut shown: Option<Sentence> = None;
        let key = step.step.key.as_str();
        let marks = self.marks(step);
        let is_first = fold
            .steps
            .first()
            .is_some_and(|first| first.step.key == key);
        self.write(key, What::StepBegan { attempt: 1 }).await?;
        loop {
            number += 1;
            if (step.step.bulk || is_first)
                && let Err(problem) = same_files(&self.run.brief, order)
            {
                return self.fail(step, problem).await;
            }
            let attempt = Attempt {
                number,
                waited: waited(first, self.world.now()),
            };
            let outcome = match self
                .attempt(store, order, fold, step, &marks, attempt)
                .await?
            {
                Attempted::Outcome(outcome) => outcome,
                Attempted::NotBegun => return Ok(Passed::Stopped { certain: true }),
            };
            failed += u32::from(matches!(outcome, slipway_model::Outcome::Failed { .. }));
            match next(outcome, step.step.repeat, failed) {
                Next::Done { output } => {
                    if let Some(host) = output.get("new_host").and_then(serde_json::Value::as_str) {
                        let host = slipway_model::text::clean_line(host);
                        self.write(key, What::NewHost { host }).await?;
                    }
                    self.write(key, What::StepDone { output }).await?;
                    return Ok(Passed::On);
                }
                Next::Wait { after, what } => {
                    // A step that sends again needs its answer on disk; a poll is shown once.
                    if step.step.repeat != Repeat::Freely || shown.as_ref() != Some(&what) {
                        self.wait(key, after, what.clone(), None).await?;
                        shown = Some(what);
                    }
                    self.pause(after).await;
                }
                Next::Again { after, problem } => {
                    let what = Sentence::new("release.try-again").with("attempt", number + 1);
                    self.wait(key, after, what, Some(problem)).await?;
                    self.pause(after).await;
                    if !self.handle.stop.is_cancelled() {
                        self.write(
                            key,
                            What::StepBegan {
                                attempt: number + 1,
                            },
                        )
                        .await?;
                    }
                }
                Next::Fail { problem }
                    if problem.kind == ProblemKind::Cancelled
                        && self.handle.stop.is_cancelled() =>
                {
                    return Ok(Passed::Stopped { certain: true });
                }
                Next::Fail { problem } => return self.fail(step, problem).await,
                Next::Look { problem } => {
                    self.write(key, What::Unclear { problem }).await?;
                    return Ok(Passed::On);
                }
                Next::Person { problem } => return self.person(fold, key, problem).await,
            }
            if self.handle.stop.is_cancelled() {
                return Ok(Passed::Stopped { certain: true });
            }
        }
    }

    /// The store contradicts its own answer: a person decides, unless the decision was already made.
    async fn person(
        &self,
        fold: &StoreFold,
        key: &str,
        problem: Problem,
    ) -> Result<Passed, Problem> {
        self.write(key, What::Unclear { problem }).await?;
        let submitting = fold.submitting_step().map(|step| step.step.key.clone());
        self.send_again_or_end(submitting.as_deref().unwrap_or(key))
            .await
    }

    /// Nobody can tell whether `key` happened. Goes on only if a person decided to send again.
    pub(super) async fn send_again_or_end(&self, key: &str) -> Result<Passed, Problem> {
        if !self.handle.send_again.swap(false, Ordering::SeqCst) {
            return Ok(Passed::End);
        }
        let action = Action::SendAgain;
        self.write(key, What::Decided { action }).await?;
        Ok(Passed::On)
    }

    pub(super) async fn fail(&self, step: &StepFold, problem: Problem) -> Result<Passed, Problem> {
        let problem = Problem {
            step: Some(step.step.key.clone()),
            ..problem
        };
        self.write(&step.step.key, What::Failed { problem }).await?;
        Ok(Passed::End)
    }

    /// A stop is a stop only as long as nothing was submitted and nothing is outstanding.
    async fn stopped(&self, order: &Order, certain: bool) -> Result<(), Problem> {
        let fold = self.fold().await?;
        if fold.was_sent() {
            let store = self.world.store(self.id.as_str())?;
            return self.submitted(store, order, &fold).await;
        }
        let what = if self.handle.skip.load(Ordering::SeqCst) && certain {
            What::Skipped
        } else {
            What::Stopped { certain }
        };
        self.append(Line::store(self.id, what)).await
    }

    async fn wait(
        &self,
        key: &str,
        after: Duration,
        what: Sentence,
        problem: Option<Problem>,
    ) -> Result<(), Problem> {
        let until = self
            .world
            .now()
            .checked_add(after)
            .unwrap_or(Timestamp::MAX);
        self.write(
            key,
            What::Waiting {
                until,
                what,
                problem,
            },
        )
        .await
    }

    /// Waits on the world's clock, or until the person stops it.
    pub(super) async fn pause(&self, after: Duration) {
        tokio::select! {
            () = self.handle.stop.cancelled() => {}
            () = async {
                tokio::time::sleep(SHORTEST_WAIT).await;
                self.world.clock.sleep(after.saturating_sub(SHORTEST_WAIT)).await;
            } => {}
        }
    }

    pub(super) async fn fold(&self) -> Result<StoreFold, Problem> {
        let folded = self.world.journal.folded(&self.run.brief.id).await?;
        folded.store(self.id).cloned().ok_or_else(ours)
    }

    pub(super) async fn write(&self, key: &str, what: What) -> Result<(), Problem> {
        self.append(Line::step(self.id, key, what)).await
    }

    async fn append(&self, line: Line) -> Result<(), Problem> {
        let now = self.world.now();
        self.world
            .journal
            .append(&self.run.brief.id, now, line)
            .await?;
        Ok(())
    }
}

fn ours() -> Problem {
    Problem::new(ProblemKind::Ours, Sentence::new("app.failed"))
}

pub(super) fn waited(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}
