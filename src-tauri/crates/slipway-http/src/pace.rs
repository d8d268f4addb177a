//! At most so many requests a minute to one endpoint, or a least time between two, on the world's clock.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;

/// A store's limit on one endpoint. A constant in the store's folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub per_minute: u32,
}

/// So many requests in any stretch of this length.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    most: u32,
    within: Duration,
}

impl From<Pace> for Rule {
    fn from(pace: Pace) -> Self {
        Self {
            most: pace.per_minute.max(1),
            within: Duration::from_secs(60),
        }
    }
}

impl Rule {
    /// Never two within this time of each other.
    pub(crate) fn apart(gap: Duration) -> Self {
        Self {
            most: 1,
            within: gap,
        }
    }
}

/// What was sent where lately, by endpoint key. A key belongs to one rule.
#[derive(Debug, Default)]
pub(crate) struct Paces(Mutex<HashMap<String, VecDeque<Timestamp>>>);

impl Paces {
    /// Takes a place: zero when the request may go now (it is then counted), else how long to wait before asking again.
    pub(crate) fn take(&self, key: &str, rule: Rule, now: Timestamp) -> Duration {
        let mut paces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = paces.entry(key.to_owned()).or_default();
        let age =
            |at: Timestamp| Duration::try_from(now.duration_since(at)).unwrap_or(Duration::ZERO);
        // A clock that was set back must not block the endpoint for longer than the rule does.
        for at in sent.iter_mut().filter(|at| **at > now) {
            *at = now;
        }
        while sent.front().is_some_and(|&at| age(at) >= rule.within) {
            sent.pop_front();
        }
        match sent.front() {
            Some(&oldest) if sent.len() >= rule.most as usize => rule.within - age(oldest),
            _ => {
                sent.push_back(now);
                Duration::ZERO
            }
        }
    }

    /// The request that took the last place has ended: its age counts from now. When it reached the store nobody here knows, and a
    /// first one that had to connect arrives later than one that follows on the same connection.
    pub(crate) fn ended(&self, key: &str, now: Timestamp) {
        let mut paces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = paces.get_mut(key).and_then(VecDeque::back_mut) {
            *last = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::{Pace, Paces, Rule};

    #[test]
    fn waits_until_the_oldest_is_a_minute_old() {
        let (paces, two) = (Paces::default(), Rule::from(Pace { per_minute: 2 }));
        let at = |second: i64| Timestamp::from_second(1_000_000 + second).unwrap();
        assert_eq!(paces.take("token", two, at(0)), Duration::ZERO);
        assert_eq!(paces.take("token", two, at(10)), Duration::ZERO);
        assert_eq!(paces.take("token", two, at(20)), Duration::from_secs(40));
        assert_eq!(paces.take("upload", two, at(20)), Duration::ZERO);
        assert_eq!(paces.take("token", two, at(60)), Duration::ZERO);
        assert_eq!(paces.take("token", two, at(61)), Duration::from_secs(9));
    }

    #[test]
    fn a_clock_that_went_back_does_not_block_for_longer_than_a_minute() {
        let (paces, one) = (Paces::default(), Rule::from(Pace { per_minute: 1 }));
        let at = |second: i64| Timestamp::from_second(1_000_000 + second).unwrap();
        assert_eq!(paces.take("token", one, at(5_000)), Duration::ZERO);
        assert_eq!(paces.take("token", one, at(0)), Duration::from_secs(60));
        assert_eq!(paces.take("token", one, at(60)), Duration::ZERO);
    }

    #[test]
    fn two_are_kept_apart_whatever_the_minute_holds() {
        let (paces, apart) = (Paces::default(), Rule::apart(Duration::from_secs(5)));
        let at = |second: i64| Timestamp::from_second(1_000_000 + second).unwrap();
        assert_eq!(paces.take("details a", apart, at(0)), Duration::ZERO);
        assert_eq!(
            paces.take("details a", apart, at(2)),
            Duration::from_secs(3)
        );
        assert_eq!(paces.take("details b", apart, at(2)), Duration::ZERO);
        assert_eq!(paces.take("details a", apart, at(5)), Duration::ZERO);
        assert_eq!(
            paces.take("details a", apart, at(6)),
            Duration::from_secs(4)
        );
        paces.ended("details a", at(8));
        assert_eq!(
            paces.take("details a", apart, at(10)),
            Duration::from_secs(3)
        );
        assert_eq!(paces.take("details a", apart, at(13)), Duration::ZERO);
        paces.ended("never asked", at(8));
    }
}
