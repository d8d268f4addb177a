//! Practice's clock, followed from here. Practice may run at another rate and be moved at any moment; a wait of ten minutes ends
//! as soon as practice says that they have passed.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use slipway_http::Clock;
use tokio::sync::Notify;

/// One reading: practice's time at a moment of ours, and how fast it runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) now: Timestamp,
    pub(crate) rate: f64,
}

pub(crate) struct PracticeClock {
    last: Mutex<(Reading, Instant)>,
    /// Each reading wakes who waits.
    read: Notify,
}

impl fmt::Debug for PracticeClock {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PracticeClock({})", self.now())
    }
}

impl PracticeClock {
    pub(crate) fn new(reading: Reading) -> Self {
        Self {
            last: Mutex::new((reading, Instant::now())),
            read: Notify::new(),
        }
    }

    /// Takes a new reading.
    pub(crate) fn set(&self, reading: Reading) {
        *self.last() = (reading, Instant::now());
        self.read.notify_waiters();
    }

    fn last(&self) -> std::sync::MutexGuard<'_, (Reading, Instant)> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rate(&self) -> f64 {
        self.last().0.rate.max(0.0)
    }
}

#[async_trait]
impl Clock for PracticeClock {
    fn now(&self) -> Timestamp {
        let (reading, at) = *self.last();
        let passed = at.elapsed().as_secs_f64() * reading.rate.max(0.0);
        SignedDuration::try_from_secs_f64(passed)
            .ok()
            .and_then(|passed| reading.now.checked_add(passed).ok())
            .unwrap_or(reading.now)
    }

    async fn sleep(&self, time: Duration) {
        let start = self.now();
        loop {
            let read = self.read.notified();
            let passed = Duration::try_from(self.now().duration_since(start)).unwrap_or_default();
            let Some(left) = time.checked_sub(passed).filter(|left| !left.is_zero()) else {
                return;
            };
            // At the present rate; a new reading may bring it forward.
            let here = Duration::try_from_secs_f64(left.as_secs_f64() / self.rate())
                .unwrap_or(Duration::MAX);
            tokio::select! {
                () = read => {}
                () = tokio::time::sleep(here.max(Duration::from_millis(1))) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use slipway_http::Clock as _;

    use super::{PracticeClock, Reading};

    fn reading(at: &str, rate: f64) -> Reading {
        Reading {
            now: at.parse().unwrap(),
            rate,
        }
    }

    #[tokio::test]
    async fn a_wait_ends_when_practice_s_clock_is_moved() {
        let clock = Arc::new(PracticeClock::new(reading("2026-11-20T10:00:00Z", 1.0)));
        let waiting = tokio::spawn({
            let clock = Arc::clone(&clock);
            async move { clock.sleep(Duration::from_secs(600)).await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        clock.set(reading("2026-11-20T10:10:01Z", 1.0));
        tokio::time::timeout(Duration::from_secs(5), waiting)
            .await
            .unwrap()
            .unwrap();
        assert!(clock.now() >= "2026-11-20T10:10:01Z".parse().unwrap());
    }

    #[tokio::test]
    async fn a_fast_clock_shortens_the_wait() {
        let clock = PracticeClock::new(reading("2026-11-20T10:00:00Z", 100_000.0));
        tokio::time::timeout(
            Duration::from_secs(5),
            clock.sleep(Duration::from_secs(600)),
        )
        .await
        .unwrap();
    }
}
