//! Counts the bytes of builds that left, read by whoever draws progress, and the calls that a store counts.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// Shared counters. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    bytes: AtomicU64,
    calls: Mutex<BTreeMap<&'static str, u32>>,
}

impl Meter {
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes since the start or the last [`Meter::reset`].
    pub fn count(&self) -> u64 {
        self.0.bytes.load(Ordering::Relaxed)
    }

    /// Before an attempt that sends again from the first byte.
    pub fn reset(&self) {
        self.0.bytes.store(0, Ordering::Relaxed);
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.0.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Calls that may have reached the store, by the name that [`crate::Request::counted`] gave them. They are counted anew from here.
    pub fn take_calls(&self) -> BTreeMap<&'static str, u32> {
        std::mem::take(&mut *self.0.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A call is about to leave.
    pub(crate) fn call(&self, name: &'static str) {
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        *calls.entry(name).or_default() += 1;
    }

    /// Not one byte of it left.
    pub(crate) fn call_stayed(&self, name: &'static str) {
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = calls.get_mut(name) {
            *count -= 1;
            if *count == 0 {
                calls.remove(name);
            }
        }
    }
}
