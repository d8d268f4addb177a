//! The world's calendar: what time it is and how long to wait between requests. In a practice world it is practice's clock.
//! Not for deadlines on bytes: those run on the machine's monotonic time, see [`crate::Deadlines`].

use std::{fmt::Debug, time::Duration};

use async_trait::async_trait;
use jiff::Timestamp;

#[async_trait]
pub trait Clock: Send + Sync + Debug {
    fn now(&self) -> Timestamp;

    /// Returns when this much time has passed on this clock.
    async fn sleep(&self, time: Duration);
}

/// The computer's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
