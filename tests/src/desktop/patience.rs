//! How long is waited for something in the window. Not a fixed time: beside a heavy build everything is slow, and nothing hangs. Each wait
//! begins anew whenever something happens that a person could see, and ends when nothing has happened for too long.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::time::sleep;

use super::Window;

/// How long a person would wait while nothing happens.
const PATIENCE: Duration = Duration::from_secs(30);

/// What goes on changing for so long and does not come to the point hangs as well.
const LONGEST: Duration = Duration::from_secs(300);

/// Between two looks at something that is still to come.
const BEAT: Duration = Duration::from_millis(40);

/// How often the whole window is looked at while something is still to come.
const GLANCE: Duration = Duration::from_secs(1);

/// When something last happened in the journey that is under way. They run one at a time.
static HAPPENED: Mutex<Option<Instant>> = Mutex::new(None);

/// The journey gets on.
fn note() {
    *HAPPENED.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
}

/// When it last did.
fn happened() -> Instant {
    let happened = *HAPPENED.lock().unwrap_or_else(PoisonError::into_inner);
    happened.unwrap_or_else(Instant::now)
}

/// Runs a journey that must get on, so that a window which hangs is a failure and not a silence: `limit` is the longest time in which
/// nothing is done and nothing happens.
///
/// # Panics
/// When it does not get on.
#[expect(clippy::panic, reason = "the harness speaks to a test runner")]
pub async fn within(limit: Duration, journey: impl Future<Output = ()>) {
    note();
    tokio::pin!(journey);
    loop {
        tokio::select! {
            () = &mut journey => return,
            () = tokio::time::sleep_until((happened() + limit).into()) => {}
        }
        if happened() + limit <= Instant::now() {
            panic!("nothing has happened for {} s", limit.as_secs());
        }
    }
}

/// One wait.
pub(super) struct Patience {
    began: Instant,
    changed: Instant,
    glanced: Instant,
    seen: Option<String>,
}

impl Patience {
    pub(super) fn new() -> Self {
        note();
        let now = Instant::now();
        Self {
            began: now,
            changed: now,
            glanced: now,
            seen: None,
        }
    }

    /// Rests a moment; false when it is time to give up.
    pub(super) async fn goes_on(&mut self, window: &Window) -> bool {
        if self.glanced.elapsed() >= GLANCE {
            self.glance(window.glance().await);
        }
        self.rest().await
    }

    /// The same where there is no page to look at: `sign` is what would change.
    pub(super) async fn goes_on_by(&mut self, sign: Option<String>) -> bool {
        self.glance(sign);
        self.rest().await
    }

    async fn rest(&self) -> bool {
        sleep(BEAT).await;
        self.lasts_at(Instant::now())
    }

    fn glance(&mut self, seen: Option<String>) {
        self.glanced = Instant::now();
        // A page that cannot be looked at does not change.
        if seen.is_some() && seen != self.seen {
            self.seen = seen;
            self.changed = self.glanced;
            note();
        }
    }

    fn lasts_at(&self, now: Instant) -> bool {
        now < self.changed + PATIENCE && now < self.began + LONGEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_begins_anew_when_something_happens() {
        let mut wait = Patience::new();
        let end = wait.changed + PATIENCE;
        assert!(!wait.lasts_at(end));
        wait.glance(Some("half".into()));
        assert!(wait.lasts_at(end));
        let end = wait.changed + PATIENCE;
        for same in [Some("half".into()), None] {
            wait.glance(same);
            assert!(!wait.lasts_at(end));
        }
    }

    #[test]
    fn what_never_comes_to_the_point_ends_too() {
        let mut wait = Patience::new();
        wait.changed = wait.began + LONGEST;
        assert!(wait.lasts_at(wait.began + LONGEST - BEAT));
        assert!(!wait.lasts_at(wait.began + LONGEST));
    }

    #[tokio::test]
    async fn a_journey_that_gets_on_may_take_its_time() {
        let limit = BEAT * 5;
        within(limit, async {
            for _ in 0..4 {
                sleep(limit / 2).await;
                note();
            }
        })
        .await;
    }

    #[tokio::test]
    #[should_panic(expected = "nothing has happened")]
    async fn a_journey_that_hangs_fails() {
        within(BEAT, std::future::pending()).await;
    }
}
