//! One attempt at one step: a place among the uploads, the intent on disk, the call, and an end within a second of *stop*.

use std::{
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use futures_util::FutureExt as _;
use slipway_http::Meter;
use slipway_model::{Order, Outcome, Problem, ProblemKind, Repeat, Sentence};
use slipway_stores::{Attempt, Marks, Store, Visit};

use super::store::StoreTask;
use crate::{
    release::{
        What,
        fold::{StepFold, StoreFold},
        signal::Signal,
        speed::Speed,
    },
    view::Progress,
    world::lock,
};

/// A call that has not ended this long after *stop* is dropped, and its connection with it.
const GRACE: Duration = Duration::from_millis(700);
const TICK: Duration = Duration::from_millis(100);

pub(super) enum Attempted {
    Outcome(Outcome),
    /// Stopped while it waited for its place; nothing was begun.
    NotBegun,
}

impl StoreTask<'_> {
    pub(super) async fn attempt(
        &self,
        store: &'static dyn Store,
        order: &Order,
        fold: &StoreFold,
        step: &StepFold,
        marks: &Marks,
        attempt: Attempt,
    ) -> Result<Attempted, Problem> {
        let _place = if step.step.bulk {
            tokio::select! {
                () = self.handle.stop.cancelled() => return Ok(Attempted::NotBegun),
                place = self.world.uploads.acquire() => place.ok(),
            }
        } else {
            None
        };
        let meter = Meter::new();
        let cancel = self.handle.stop.child_token();
        let visit = match self
            .world
            .visit(store, &order.account, cancel, meter.clone())
            .await
        {
            Ok(visit) => Visit {
                marks: marks.clone(),
                ..visit
            },
            Err(problem) => return Ok(Attempted::Outcome(Outcome::Failed { problem })),
        };
        let outputs = fold.outputs();
        if step.step.repeat != Repeat::Freely {
            let needs = store.intent(order, &step.step, &outputs);
            let attempt = attempt.number;
            self.write(&step.step.key, What::Intent { attempt, needs })
                .await?;
        }
        let call = AssertUnwindSafe(store.run(&visit, order, &step.step, &outputs, attempt))
            .catch_unwind();
        let outcome = tokio::select! {
            biased;
            ended = call => ended.unwrap_or_else(|_| broken(step, ProblemKind::Ours, "release.crashed")),
            () = self.grace() => broken(step, ProblemKind::Cancelled, "release.stopped"),
            () = self.report(order, fold, step, &meter), if step.step.bulk => broken(step, ProblemKind::Ours, "app.failed"),
        };
        self.world
            .note_calls(self.id.as_str(), &order.account, &meter)
            .await?;
        Ok(Attempted::Outcome(outcome))
    }

    pub(super) async fn grace(&self) {
        self.handle.stop.cancelled().await;
        tokio::time::sleep(GRACE).await;
    }

    /// Tells how many bytes have left, at most ten times a second. Never returns.
    async fn report(&self, order: &Order, fold: &StoreFold, step: &StepFold, meter: &Meter) {
        let (before, total) = share(order, fold, step);
        let mut speed = Speed::default();
        let mut tick = tokio::time::interval(TICK);
        let mut told = None;
        loop {
            tick.tick().await;
            let bytes = (before + meter.count()).min(total);
            speed.note(Instant::now(), bytes);
            let progress = Progress {
                bytes,
                total,
                bytes_per_second: speed.bytes_per_second(),
                seconds_left: speed.seconds_left(total - bytes),
            };
            if told.as_ref() == Some(&progress) {
                continue;
            }
            told = Some(progress.clone());
            let release = self.run.brief.id.clone();
            lock(&self.world.meters).insert((release.clone(), self.id.clone()), progress.clone());
            // Nobody watching is no fault.
            let _ = self.world.signals.send(Signal::Progress {
                release,
                store: self.id.clone(),
                step: step.step.key.clone(),
                progress,
            });
        }
    }
}

/// Bytes that left in earlier steps, and all bytes of the order. A step moves one file when there are as many such steps as
/// files; else it moves them all.
fn share(order: &Order, fold: &StoreFold, step: &StepFold) -> (u64, u64) {
    let sizes: Vec<u64> = order
        .artifacts
        .iter()
        .map(|artifact| artifact.build.size)
        .collect();
    let mut bulk = fold.steps.iter().filter(|step| step.step.bulk);
    let before = if bulk.clone().count() == sizes.len() {
        let place = bulk
            .position(|other| other.step.key == step.step.key)
            .unwrap_or_default();
        sizes.iter().take(place).sum()
    } else {
        0
    };
    (before, sizes.iter().sum())
}

/// A call without an end of its own. What may have gone out is unclear.
fn broken(step: &StepFold, kind: ProblemKind, says: &str) -> Outcome {
    let problem = Problem::new(kind, Sentence::new(says));
    match step.step.repeat {
        Repeat::Freely => Outcome::Failed { problem },
        Repeat::AfterLooking | Repeat::Never => Outcome::Unclear { problem },
    }
}
