//! Marks of a step: each a line of the journal.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;
use slipway_model::{Problem, StoreId};
use slipway_stores::{Keep, Marks};

use super::store::StoreTask;
use crate::{
    World,
    release::{What, fold::StepFold, journal::Line},
};

struct Kept {
    world: World,
    release: String,
    store: StoreId,
    step: String,
}

#[async_trait]
impl Keep for Kept {
    async fn keep(&self, mark: Value) -> Result<(), Problem> {
        let line = Line::step(&self.store, &self.step, What::Marked { mark });
        let now = self.world.now();
        self.world.journal.append(&self.release, now, line).await?;
        Ok(())
    }
}

impl StoreTask<'_> {
    pub(super) fn marks(&self, step: &StepFold) -> Marks {
        let kept = Kept {
            world: self.world.clone(),
            release: self.run.brief.id.clone(),
            store: self.id.clone(),
            step: step.step.key.clone(),
        };
        Marks::new(step.marks.clone(), Arc::new(kept))
    }
}
