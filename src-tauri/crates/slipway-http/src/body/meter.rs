//! Counts the bytes of builds that left; read by whoever draws progress.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// A shared counter. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<AtomicU64>);

impl Meter {
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes since the start or the last [`Meter::reset`].
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Before an attempt that sends again from the first byte.
    pub fn reset(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }
}
