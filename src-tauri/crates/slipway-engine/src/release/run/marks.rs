//! Marks of a step: each a line of the journal.

use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::Transaction;
use serde_json::Value;
use slipway_model::{Problem, StoreId, TesterRow};
use slipway_stores::{Keep, Marks};

use super::store::StoreTask;
use crate::{
    World,
    release::{What, fold::StepFold, journal::Line},
    testers::Sender,
};

struct Kept {
    world: World,
    release: String,
    store: StoreId,
    step: String,
    /// Where the order has testers.
    sender: Option<Arc<Sender>>,
}

#[async_trait]
impl Keep for Kept {
    async fn keep(&self, mark: Value) -> Result<(), Problem> {
        let now = self.world.now();
        let sender = self.sender.clone();
        let row = sender
            .as_ref()
            .and_then(|_| serde_json::from_value::<TesterRow>(mark.clone()).ok());
        let line = Line::step(&self.store, &self.step, What::Marked { mark });
        // A tester's row stands in the ledger as soon as it stands in the journal, or in neither.
        let fold = move |tx: &Transaction<'_>| match (sender, row) {
            (Some(sender), Some(row)) => sender.fold(tx, &row, now),
            _ => Ok(()),
        };
        self.world
            .journal
            .append_and(&self.release, now, line, fold)
            .await?;
        Ok(())
    }
}

impl StoreTask<'_> {
    pub(super) fn marks(&self, step: &StepFold) -> Marks {
        let order = self.run.brief.order(self.id);
        let kept = Kept {
            world: self.world.clone(),
            release: self.run.brief.id.clone(),
            store: self.id.clone(),
            step: step.step.key.clone(),
            sender: order.and_then(Sender::of).map(Arc::new),
        };
        Marks::new(step.marks.clone(), Arc::new(kept))
    }
}
