//! Counts the bytes of builds that left, read by whoever draws progress, and the calls that a store counts.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// Shared counters. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    all: Arc<Counts>,
    /// What this part added, where the meter is one of a part.
    own: Option<Arc<AtomicU64>>,
}

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
        self.all.bytes.load(Ordering::Relaxed)
    }

    /// Before an attempt that sends again from the first byte.
    pub fn reset(&self) {
        self.all.bytes.store(0, Ordering::Relaxed);
    }

    /// Bytes that need not leave, because they left before.
    pub fn skip(&self, bytes: u64) {
        self.add(bytes);
    }

    /// A meter of one part of a file that goes out in parts: it counts together with this one, and can take back what it counted.
    #[must_use]
    pub fn part(&self) -> Self {
        Self {
            all: Arc::clone(&self.all),
            own: Some(Arc::default()),
        }
    }

    /// Before a part is sent again: what was counted of it is counted no longer. Without effect on a meter of the whole.
    pub fn take_back(&self) {
        if let Some(own) = &self.own {
            let counted = own.swap(0, Ordering::Relaxed);
            self.all.bytes.fetch_sub(counted, Ordering::Relaxed);
        }
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.all.bytes.fetch_add(bytes, Ordering::Relaxed);
        if let Some(own) = &self.own {
            own.fetch_add(bytes, Ordering::Relaxed);
        }
    }

    /// Calls that may have reached the store, by the name that [`crate::Request::counted`] gave them. They are counted anew from here.
    pub fn take_calls(&self) -> BTreeMap<&'static str, u32> {
        std::mem::take(&mut *self.calls())
    }

    /// A call is about to leave.
    pub(crate) fn call(&self, name: &'static str) {
        *self.calls().entry(name).or_default() += 1;
    }

    /// Not one byte of it left.
    pub(crate) fn call_stayed(&self, name: &'static str) {
        let mut calls = self.calls();
        if let Some(count) = calls.get_mut(name) {
            *count -= 1;
            if *count == 0 {
                calls.remove(name);
            }
        }
    }

    fn calls(&self) -> MutexGuard<'_, BTreeMap<&'static str, u32>> {
        self.all
            .calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Meter;

    #[test]
    fn a_part_takes_back_what_it_counted_and_nothing_else() {
        let whole = Meter::new();
        let (one, other) = (whole.part(), whole.part());
        whole.skip(5);
        one.add(100);
        other.add(30);
        assert_eq!((whole.count(), one.count()), (135, 135));
        one.take_back();
        one.take_back();
        assert_eq!(whole.count(), 35);
        one.add(100);
        whole.take_back();
        assert_eq!(whole.count(), 135);
    }
}
