//! Running a release: one task per store, side by side, each ending in a state that is written down. A store that fails, waits or
//! panics touches no other.

mod attempt;
mod look;
mod marks;
mod store;
mod submitted;

use std::{
    collections::BTreeMap,
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use futures_util::FutureExt as _;
use slipway_model::{Problem, ProblemKind, Sentence, StoreId};
use tokio_util::sync::CancellationToken;

use super::{Brief, What, fold::StoreState, journal::Line, owner::Owner};
use crate::{World, world::lock};
use store::StoreTask;

/// A release that this process owns and runs.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) brief: Brief,
    /// Stores whose task has not ended.
    stores: Mutex<BTreeMap<StoreId, Handle>>,
    /// Until [`World::let_go`]: whoever still holds the run then owns nothing any more.
    owner: Mutex<Option<Owner>>,
}

/// What a person can tell a running store.
#[derive(Clone, Debug)]
pub(crate) struct Handle {
    pub(crate) stop: CancellationToken,
    /// The stop means: leave this store out.
    skip: Arc<AtomicBool>,
    /// If nobody can tell whether it happened: send again.
    send_again: Arc<AtomicBool>,
}

impl Handle {
    pub(crate) fn skip(&self) {
        self.skip.store(true, Ordering::SeqCst);
        self.stop.cancel();
    }

    pub(crate) fn send_again(&self) {
        self.send_again.store(true, Ordering::SeqCst);
    }
}

impl Run {
    pub(crate) fn new(brief: Brief, owner: Owner) -> Arc<Self> {
        Arc::new(Self {
            brief,
            stores: Mutex::default(),
            owner: Mutex::new(Some(owner)),
        })
    }

    /// The handle of a store whose task runs.
    pub(crate) fn handle(&self, store: &StoreId) -> Option<Handle> {
        lock(&self.stores).get(store).cloned()
    }

    pub(crate) fn handles(&self) -> Vec<Handle> {
        lock(&self.stores).values().cloned().collect()
    }
}

impl World {
    /// Takes a store's share up where the journal left it. Does nothing when its task runs already.
    pub(super) fn run_store(&self, run: &Arc<Run>, store: &StoreId, send_again: bool) {
        let handle = Handle {
            stop: self.closing.child_token(),
            skip: Arc::default(),
            send_again: Arc::new(AtomicBool::new(send_again)),
        };
        {
            let mut stores = lock(&run.stores);
            if stores.contains_key(store) {
                return;
            }
            stores.insert(store.clone(), handle.clone());
        }
        let (world, run, store) = (self.clone(), Arc::clone(run), store.clone());
        self.tasks.spawn(async move {
            let task = StoreTask::new(&world, &run, &store, &handle);
            match AssertUnwindSafe(task.run()).catch_unwind().await {
                Ok(Ok(())) => {}
                Ok(Err(problem)) => {
                    // The journal cannot be written: the release is left as interrupted, which is what it is.
                    tracing::error!(store = %store, problem = %problem, "a store's share of a release ended early");
                }
                Err(_) => world.store_crashed(&run, &store).await,
            }
            world.store_ended(&run, &store).await;
        });
    }

    /// A mistake of ours in one store's task. What was on its way is looked at when the store is taken up again.
    async fn store_crashed(&self, run: &Run, store: &StoreId) {
        tracing::error!(store = %store, "a store's task panicked");
        let Ok(folded) = self.journal.folded(&run.brief.id).await else {
            return;
        };
        let open = folded
            .store(store)
            .and_then(|fold| fold.open_step())
            .map(|step| step.step.key.clone());
        let problem = Problem::new(ProblemKind::Ours, Sentence::new("release.crashed"));
        let lines = match open {
            Some(step) => vec![
                Line::step(store, &step, What::Unclear { problem }),
                Line::store(store, What::Stopped { certain: false }),
            ],
            None => vec![Line::store(store, What::Failed { problem })],
        };
        for line in lines {
            let _ = self.journal.append(&run.brief.id, self.now(), line).await;
        }
    }

    /// Ends the release with its last store.
    async fn store_ended(&self, run: &Arc<Run>, store: &StoreId) {
        let _turn = self.turn.lock().await;
        let none_left = {
            let mut stores = lock(&run.stores);
            stores.remove(store);
            stores.is_empty()
        };
        lock(&self.meters).remove(&(run.brief.id.clone(), store.clone()));
        if none_left {
            self.end_if_done(&run.brief.id).await;
            self.let_go(run);
        }
        self.tell_changed();
    }

    /// Ends this process's ownership. At once, and not with the last that holds the run: a task that is about to leave holds it still,
    /// and a person who answers to the end must not be told that another program runs the release.
    pub(super) fn let_go(&self, run: &Run) {
        lock(&self.runs).remove(&run.brief.id);
        lock(&run.owner).take();
    }

    /// Writes the release's end when every store has come to one.
    pub(super) async fn end_if_done(&self, id: &str) {
        let Ok(folded) = self.journal.folded(id).await else {
            return;
        };
        let states = || folded.stores.iter().map(|store| store.state);
        let done = states().all(|state| state.is_end());
        // Whoever quits does not stop the release for good: without an end it is offered again.
        let interrupted =
            self.closing.is_cancelled() && states().any(|state| state == StoreState::Stopped);
        if done && !interrupted && folded.ended.is_none() {
            let _ = self
                .journal
                .append(id, self.now(), Line::release(What::Ended))
                .await;
        }
    }
}

#[cfg(test)]
mod tests;
