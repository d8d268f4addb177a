//! A phased release is a process of its own that begins with a submission: planned → running ⇄ paused → full or cancelled.
//! It is steered after the fact by levers, and every pull is read back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Percent, Review, ReviewState};

/// Where a phased release stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    pub state: PhaseState,
    /// `None` where the store does not say.
    pub percent: Option<Percent>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    /// The store's own term or number.
    pub store_term: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhaseState {
    /// Approved or in review; no user has it yet.
    Planned,
    Running,
    Paused,
    /// Everybody gets it.
    Full,
    Cancelled,
}

/// What can be done to a version after its submission, where the store has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lever {
    /// To a larger share of users. Reaches more people: confirmed first.
    Widen,
    /// Asks nothing.
    Pause,
    Resume,
    /// To everybody. Cannot be taken back.
    Complete,
    /// Ends the phased release; a new submission is needed afterwards.
    Cancel,
    /// Takes the version out of review.
    Withdraw,
    /// Lets an approved version go out now.
    Release,
}

impl Lever {
    /// Whether more people get the version than before, or something ends for good.
    pub fn wants_confirmation(self) -> bool {
        !matches!(self, Self::Pause)
    }
}

/// One pull of a lever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steering {
    pub lever: Lever,
    /// The new share, for [`Lever::Widen`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Percent>,
}

impl Steering {
    pub fn new(lever: Lever) -> Self {
        Self {
            lever,
            percent: None,
        }
    }

    pub fn widen(percent: Percent) -> Self {
        Self {
            lever: Lever::Widen,
            percent: Some(percent),
        }
    }

    /// Whether a store's answer shows that it happened: the only proof that counts. `before` is what the store showed before the pull.
    ///
    /// A phased release that the store no longer tells of proves something only together with what else changed: an answer with a gap
    /// looks the same. What proves neither is unclear.
    pub fn is_seen_in(&self, before: &Review, now: &Review) -> bool {
        let stands = |states: &[PhaseState]| {
            now.phase
                .as_ref()
                .is_some_and(|phase| states.contains(&phase.state))
        };
        let is_gone = before.phase.is_some() && now.phase.is_none();
        match self.lever {
            Lever::Widen => {
                let share = now.phase.as_ref().and_then(|phase| phase.percent);
                let reaches = share.zip(self.percent);
                reaches.is_some_and(|(share, wanted)| share >= wanted)
                    && !stands(&[PhaseState::Cancelled])
            }
            Lever::Pause => stands(&[PhaseState::Paused]),
            Lever::Resume => stands(&[PhaseState::Running, PhaseState::Planned]),
            // What was in phases is what everybody has now.
            Lever::Complete => {
                let is_everybodys = before
                    .pending_version_code
                    .zip(now.live_version_code)
                    .is_some_and(|(ours, live)| live >= ours);
                stands(&[PhaseState::Full])
                    || (is_gone && is_everybodys && now.state == ReviewState::Live)
            }
            // Still approved, and out for nobody.
            Lever::Cancel => {
                stands(&[PhaseState::Cancelled]) || (is_gone && now.state == ReviewState::Scheduled)
            }
            // *Nothing known* is what an answer with a gap says too.
            Lever::Withdraw => matches!(now.state, ReviewState::Withdrawn | ReviewState::Draft),
            // It waited for a person; now it waits for its time, which some stores take hours to come to.
            Lever::Release => {
                let is_let_go = before.state == ReviewState::AwaitingRelease
                    && now.state == ReviewState::Scheduled;
                now.state == ReviewState::Live || is_let_go
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lever, Phase, PhaseState, Steering};
    use crate::{Percent, Review, ReviewState};

    fn review(state: ReviewState, phase: Option<(PhaseState, u8)>) -> Review {
        Review {
            state,
            phase: phase.map(|(state, percent)| Phase {
                state,
                percent: Percent::whole(percent),
                from: None,
                until: None,
                store_term: String::new(),
            }),
            ..Review::unknown()
        }
    }

    fn versions(review: Review, live: u64, pending: Option<u64>) -> Review {
        Review {
            live_version_code: Some(live),
            pending_version_code: pending,
            ..review
        }
    }

    fn running() -> Review {
        let five = review(ReviewState::Live, Some((PhaseState::Running, 5)));
        versions(five, 19, Some(20))
    }

    fn seen(lever: Lever, now: &Review) -> bool {
        Steering::new(lever).is_seen_in(&running(), now)
    }

    #[test]
    fn only_what_is_seen_has_happened() {
        let widen = |percent, now: &Review| {
            Steering::widen(Percent::whole(percent).unwrap()).is_seen_in(&running(), now)
        };
        assert!(widen(5, &running()) && !widen(20, &running()));
        let cancelled = review(ReviewState::Withdrawn, Some((PhaseState::Cancelled, 20)));
        assert!(!widen(20, &cancelled));
        assert!(seen(Lever::Resume, &running()));
        for lever in [Lever::Pause, Lever::Complete, Lever::Cancel] {
            assert!(!seen(lever, &running()), "{lever:?}");
        }
        assert!(!seen(Lever::Withdraw, &review(ReviewState::InReview, None)));
        assert!(!seen(Lever::Withdraw, &Review::unknown()));
    }

    #[test]
    fn everybody_has_it_when_the_store_says_full_or_shows_that_version_live() {
        let full = review(ReviewState::Live, Some((PhaseState::Full, 100)));
        assert!(seen(Lever::Complete, &full));
        let live = review(ReviewState::Live, None);
        assert!(seen(Lever::Complete, &versions(live.clone(), 20, None)));
        // Only the old version is everybody's, or none is told.
        assert!(!seen(Lever::Complete, &versions(live.clone(), 19, None)));
        assert!(!seen(Lever::Complete, &live));
        let look = review(ReviewState::NeedsLook, None);
        assert!(!seen(Lever::Complete, &versions(look, 20, None)));
    }

    #[test]
    fn what_waits_for_nobody_any_more_was_let_go() {
        let awaiting = review(ReviewState::AwaitingRelease, None);
        let on_its_way = review(ReviewState::Scheduled, None);
        let release = Steering::new(Lever::Release);
        assert!(release.is_seen_in(&awaiting, &on_its_way));
        assert!(!release.is_seen_in(&awaiting, &awaiting));
        // It had a time before, too.
        assert!(!release.is_seen_in(&on_its_way, &on_its_way));
    }

    #[test]
    fn a_missing_phase_alone_is_no_cancellation() {
        let cancelled = review(ReviewState::Withdrawn, Some((PhaseState::Cancelled, 5)));
        assert!(seen(Lever::Cancel, &cancelled));
        for state in [
            ReviewState::None,
            ReviewState::Live,
            ReviewState::Submitted,
            ReviewState::NeedsLook,
        ] {
            assert!(!seen(Lever::Cancel, &review(state, None)), "{state:?}");
        }
        let approved = review(ReviewState::Scheduled, None);
        assert!(seen(Lever::Cancel, &approved));
        assert!(!Steering::new(Lever::Cancel).is_seen_in(&approved, &approved));
    }
}
