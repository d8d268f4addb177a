//! The practice clock: an offset and a rate against the computer's clock. It goes on while nobody serves the world.
//! Deadlines on bytes are not its business; those are monotonic time.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// What a clock shows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockReading {
    pub now: Timestamp,
    /// Practice seconds per real second.
    pub rate: f64,
}

/// Where the clock stood at one moment of the computer's clock.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Setting {
    pub(crate) real: Timestamp,
    pub(crate) practice: Timestamp,
    pub(crate) rate: f64,
}

impl Setting {
    pub(crate) fn fresh(rate: f64) -> Self {
        let now = Timestamp::now();
        Self {
            real: now,
            practice: now,
            rate,
        }
    }

    fn at(self, real: Timestamp) -> Timestamp {
        let passed = real.duration_since(self.real).as_secs_f64().max(0.0) * self.rate;
        SignedDuration::try_from_secs_f64(passed)
            .ok()
            .and_then(|passed| self.practice.checked_add(passed).ok())
            .unwrap_or(Timestamp::MAX)
    }
}

/// A running clock.
pub(crate) struct Clock {
    setting: Mutex<Setting>,
    changed: watch::Sender<()>,
}

impl Clock {
    pub(crate) fn new(setting: Setting) -> Self {
        Self {
            setting: Mutex::new(setting),
            changed: watch::Sender::new(()),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.read().now
    }

    pub(crate) fn read(&self) -> ClockReading {
        let setting = *self.setting.lock().unwrap_or_else(PoisonError::into_inner);
        ClockReading {
            now: setting.at(Timestamp::now()),
            rate: setting.rate,
        }
    }

    /// Moves the clock forward and changes its rate, where asked to. Returns what has to be kept; `None` when the time is out of range.
    pub(crate) fn change(&self, advance: Duration, rate: Option<f64>) -> Option<Setting> {
        let mut setting = self.setting.lock().unwrap_or_else(PoisonError::into_inner);
        let real = Timestamp::now();
        let advance = SignedDuration::try_from(advance).ok()?;
        *setting = Setting {
            real,
            practice: setting.at(real).checked_add(advance).ok()?,
            rate: rate.unwrap_or(setting.rate),
        };
        let kept = *setting;
        drop(setting);
        self.changed.send_replace(());
        Some(kept)
    }

    /// Returns when the clock has reached `until`, however it gets there.
    pub(crate) async fn wait_until(&self, until: Timestamp) {
        let mut changed = self.changed.subscribe();
        loop {
            let reading = self.read();
            let left = until.duration_since(reading.now);
            if !left.is_positive() {
                return;
            }
            let real = left.as_secs_f64() / reading.rate;
            let real = Duration::try_from_secs_f64(real).unwrap_or(Duration::from_secs(3600));
            tokio::select! {
                () = tokio::time::sleep(real.max(Duration::from_millis(1))) => {}
                _ = changed.changed() => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Clock, Duration, Setting};

    #[test]
    fn advances_and_keeps_its_setting() {
        let clock = Clock::new(Setting::fresh(1.0));
        let before = clock.now();
        let kept = clock
            .change(Duration::from_secs(3600), Some(100.0))
            .unwrap();
        assert!(clock.now().duration_since(before).as_secs() >= 3600);
        let again = Clock::new(kept);
        assert!(again.now() >= kept.practice);
        assert_eq!(again.read().rate, 100.0);
        assert!(clock.change(Duration::MAX, None).is_none());
    }

    #[tokio::test]
    async fn a_wait_ends_when_the_clock_is_moved() {
        let clock = Clock::new(Setting::fresh(1.0));
        let until = clock.now() + jiff::SignedDuration::from_hours(1);
        let (moved, ()) = tokio::join!(
            async { clock.change(Duration::from_secs(3601), None).is_some() },
            clock.wait_until(until),
        );
        assert!(moved);
    }
}
