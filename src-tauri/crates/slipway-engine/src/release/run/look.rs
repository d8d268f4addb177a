//! Finding out what became of a request whose answer nobody has: the store is asked until it tells, or until it is clear that it
//! will not; then a person decides.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt as _;
use slipway_http::Meter;
use slipway_model::{Looked, Order, Problem, ProblemKind, Repeat, Sentence};
use slipway_stores::{Store, Visit};

use super::store::{Passed, StoreTask, waited};
use crate::release::{
    What,
    fold::{Open, StepFold, StoreFold},
};

impl StoreTask<'_> {
    pub(super) async fn look(
        &self,
        store: &'static dyn Store,
        order: &Order,
        fold: &StoreFold,
        step: &StepFold,
    ) -> Result<Passed, Problem> {
        let Some(open) = &step.open else {
            return Ok(Passed::On);
        };
        let mut asked = false;
        loop {
            let found = tokio::select! {
                biased;
                () = self.handle.stop.cancelled() => return Ok(Passed::Stopped { certain: false }),
                found = self.look_once(store, order, fold, step, open) => found,
            };
            let found = careful(found, step.step.repeat);
            // The waiting between two questions is one line, however often it is asked.
            if !(asked && matches!(found, Looked::AskAgain { .. })) {
                self.write(
                    &step.step.key,
                    What::Looked {
                        found: found.clone(),
                    },
                )
                .await?;
            }
            match found {
                Looked::Happened { .. } | Looked::DidNot => return Ok(Passed::On),
                Looked::CannotTell { .. } => return self.send_again_or_end(&step.step.key).await,
                Looked::AskAgain { after } => {
                    asked = true;
                    self.pause(after.max(Duration::from_secs(1))).await;
                }
            }
        }
    }

    async fn look_once(
        &self,
        store: &'static dyn Store,
        order: &Order,
        fold: &StoreFold,
        step: &StepFold,
        open: &Open,
    ) -> Looked {
        let cancel = self.handle.stop.child_token();
        let visit = match self
            .world
            .visit(store, &order.account, cancel, Meter::new())
            .await
        {
            Ok(visit) => Visit {
                marks: self.marks(step),
                ..visit
            },
            Err(problem) => return Looked::CannotTell { problem },
        };
        let waited_s = waited(open.since, self.world.now()).as_secs();
        let outputs = fold.outputs();
        let call = store.look(&visit, order, &step.step, &open.needs, &outputs, waited_s);
        AssertUnwindSafe(call)
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Looked::CannotTell {
                problem: Problem::new(ProblemKind::Ours, Sentence::new("release.crashed")),
            })
    }
}

/// Where only a person may decide to send again, a store's "no" is shown to that person and not acted upon.
fn careful(found: Looked, repeat: Repeat) -> Looked {
    match (found, repeat) {
        (Looked::DidNot, Repeat::Never) => Looked::CannotTell {
            problem: Problem::new(ProblemKind::Unclear, Sentence::new("release.not-there")),
        },
        (found, _) => found,
    }
}
