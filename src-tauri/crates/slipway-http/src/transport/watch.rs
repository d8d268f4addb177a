//! Watches one upload: has a byte moved, has the last one left, how long may silence last, and what can have arrived when it
//! ends early. On the machine's monotonic time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;

use super::Lost;
use crate::{Deadlines, Sent, TroubleKind, body::Progress};

/// What the system may still hold after we handed over the last byte: Linux lets a socket grow to 4 MiB (`tcp_wmem`).
const BUFFERED: u64 = 4 * 1024 * 1024;

/// How often the watch looks: phases change without telling it.
const LOOK: Duration = Duration::from_millis(100);

/// One upload, from dialling to its answer.
pub(crate) struct Transfer {
    started: Instant,
    /// Milliseconds since `started`.
    connected: AtomicU64,
    moved: AtomicU64,
    began: AtomicBool,
    answered: AtomicBool,
    ended: AtomicBool,
    progress: Progress,
    deadlines: Deadlines,
    reply: Duration,
}

impl Transfer {
    pub(crate) fn new(progress: Progress, deadlines: Deadlines, reply: Duration) -> Arc<Self> {
        Arc::new(Self {
            started: Instant::now(),
            connected: AtomicU64::new(0),
            moved: AtomicU64::new(0),
            began: AtomicBool::new(false),
            answered: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            progress,
            deadlines,
            reply,
        })
    }

    /// The connection stands; from now on bytes of the request leave.
    pub(super) fn begin(&self) {
        self.connected.store(self.elapsed(), Ordering::Relaxed);
        self.note_movement();
        self.began.store(true, Ordering::Release);
    }

    pub(super) fn note_movement(&self) {
        self.moved.store(self.elapsed(), Ordering::Relaxed);
    }

    /// The head of the answer is here; its body has a watch of its own.
    pub(super) fn note_answer(&self) {
        self.answered.store(true, Ordering::Release);
    }

    /// Answered, and nothing is left to take back.
    pub(super) fn end(&self) {
        if self.progress.is_complete() {
            self.ended.store(true, Ordering::Release);
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    /// What can have arrived by now.
    pub(crate) fn sent(&self) -> Sent {
        if !self.began.load(Ordering::Acquire) {
            Sent::Nothing
        } else if !self.progress.is_complete() {
            Sent::Partly
        } else {
            Sent::Perhaps
        }
    }

    /// Ends when a deadline is over, and says which.
    pub(crate) async fn overdue(&self) -> Lost {
        loop {
            let (deadline, kind, limit) = self.deadline();
            let now = Instant::now();
            if now >= deadline {
                return Lost::new(kind, self.sent()).after(limit);
            }
            tokio::time::sleep_until(deadline.min(now + LOOK)).await;
        }
    }

    fn deadline(&self) -> (Instant, TroubleKind, Duration) {
        let at =
            |clock: &AtomicU64| self.started + Duration::from_millis(clock.load(Ordering::Relaxed));
        if !self.began.load(Ordering::Acquire) {
            let limit = self.deadlines.connect;
            (self.started + limit, TroubleKind::Connect, limit)
        } else if self.answered.load(Ordering::Acquire) {
            let limit = self.deadlines.stall;
            (Instant::now() + limit, TroubleKind::Stalled, limit)
        } else if self.progress.is_complete() {
            let moved = at(&self.moved);
            let buffered = drain(
                self.progress.total(),
                moved.duration_since(at(&self.connected)),
            );
            (
                moved + self.reply + buffered,
                TroubleKind::NoReply,
                self.reply,
            )
        } else {
            let limit = self.deadlines.stall;
            (at(&self.moved) + limit, TroubleKind::Stalled, limit)
        }
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// How long the system's own buffer needs to empty, at the pace of the whole: a store that has not got everything yet cannot
/// be late with its answer.
fn drain(total: u64, took: Duration) -> Duration {
    if total == 0 {
        return Duration::ZERO;
    }
    took.mul_f64(BUFFERED.min(total) as f64 / total as f64)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{BUFFERED, drain};

    #[test]
    fn the_buffer_empties_at_the_pace_of_the_whole() {
        let took = Duration::from_secs(100);
        assert_eq!(drain(0, took), Duration::ZERO);
        assert_eq!(drain(1, took), took);
        assert_eq!(drain(BUFFERED, took), took);
        assert_eq!(drain(10 * BUFFERED, took), Duration::from_secs(10));
    }
}
