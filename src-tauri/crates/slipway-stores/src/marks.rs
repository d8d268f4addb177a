//! What a step writes down while it works, so that a step of many parts (ranges of a file, rows of testers) goes on after a crash with
//! what is missing and nothing else. A mark is on disk before [`Marks::leave`] returns.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use slipway_model::{Problem, ProblemKind, Sentence};

/// Where marks go: the engine's journal.
#[async_trait]
pub trait Keep: Send + Sync {
    /// # Errors
    /// When the mark is not on disk.
    async fn keep(&self, mark: Value) -> Result<(), Problem>;
}

/// The marks of one step. Ids, offsets and outcomes; never a secret, a token or a signed URL.
#[derive(Clone, Default)]
pub struct Marks {
    left: Arc<Mutex<Vec<Value>>>,
    keep: Option<Arc<dyn Keep>>,
}

impl Marks {
    /// `left`: by earlier attempts at this step.
    pub fn new(left: Vec<Value>, keep: Arc<dyn Keep>) -> Self {
        Self {
            left: Arc::new(Mutex::new(left)),
            keep: Some(keep),
        }
    }

    /// What this and earlier attempts left, in order. What is of another shape is left out.
    pub fn left<T: DeserializeOwned>(&self) -> Vec<T> {
        self.list()
            .iter()
            .filter_map(|mark| serde_json::from_value(mark.clone()).ok())
            .collect()
    }

    /// Writes one down.
    ///
    /// # Errors
    /// When it is not on disk; the step must not go on as if it were.
    pub async fn leave(&self, mark: impl Serialize + Send) -> Result<(), Problem> {
        let mark = serde_json::to_value(mark).map_err(|error| {
            Problem::new(ProblemKind::Ours, Sentence::new("app.failed")).because(&error)
        })?;
        if let Some(keep) = &self.keep {
            keep.keep(mark.clone()).await?;
        }
        self.list().push(mark);
        Ok(())
    }

    fn list(&self) -> MutexGuard<'_, Vec<Value>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Marks {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Marks")
            .field("left", &self.list().len())
            .finish_non_exhaustive()
    }
}
