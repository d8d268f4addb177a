//! How fast bytes leave and when they will all have left: a moving average over the last seconds, so that the number is calm.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

const WINDOW: Duration = Duration::from_secs(5);

#[derive(Debug, Default)]
pub(crate) struct Speed {
    seen: VecDeque<(Instant, u64)>,
}

impl Speed {
    /// Notes how many bytes have left by now.
    pub(crate) fn note(&mut self, now: Instant, bytes: u64) {
        // A new attempt begins again from nothing.
        if self.seen.back().is_some_and(|(_, before)| bytes < *before) {
            self.seen.clear();
        }
        self.seen.push_back((now, bytes));
        while self.seen.len() > 2
            && self
                .seen
                .front()
                .is_some_and(|(at, _)| now.duration_since(*at) > WINDOW)
        {
            self.seen.pop_front();
        }
    }

    pub(crate) fn bytes_per_second(&self) -> u64 {
        let (Some((first, from)), Some((last, to))) = (self.seen.front(), self.seen.back()) else {
            return 0;
        };
        let seconds = last.duration_since(*first).as_secs_f64();
        if seconds > 0.0 {
            ((to - from) as f64 / seconds) as u64
        } else {
            0
        }
    }

    /// `None` while nothing moves.
    pub(crate) fn seconds_left(&self, left: u64) -> Option<u64> {
        match self.bytes_per_second() {
            0 => None,
            speed => Some(left.div_ceil(speed)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Speed;

    #[test]
    fn is_the_average_of_the_last_seconds() {
        let start = Instant::now();
        let mut speed = Speed::default();
        assert_eq!(
            (speed.bytes_per_second(), speed.seconds_left(10)),
            (0, None)
        );
        for second in 0..=20_u64 {
            let bytes = if second < 10 {
                second * 100
            } else {
                1000 + (second - 10) * 500
            };
            speed.note(start + Duration::from_secs(second), bytes);
        }
        assert_eq!(speed.bytes_per_second(), 500);
        assert_eq!(speed.seconds_left(1250), Some(3));
        speed.note(start + Duration::from_secs(21), 10);
        assert_eq!(
            speed.seconds_left(1),
            None,
            "a new attempt knows nothing yet"
        );
    }
}
