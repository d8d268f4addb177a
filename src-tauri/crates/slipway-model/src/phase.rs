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

    /// Whether a store's answer shows that it happened: the only proof that counts.
    pub fn is_seen_in(&self, review: &Review) -> bool {
        let phase = review.phase.as_ref();
        let stands = |state: PhaseState| phase.is_some_and(|phase| phase.state == state);
        match self.lever {
            Lever::Widen => phase
                .and_then(|phase| phase.percent)
                .zip(self.percent)
                .is_some_and(|(now, wanted)| now >= wanted),
            Lever::Pause => stands(PhaseState::Paused),
            Lever::Resume => stands(PhaseState::Running) || stands(PhaseState::Planned),
            Lever::Complete => {
                stands(PhaseState::Full) || (phase.is_none() && review.state == ReviewState::Live)
            }
            Lever::Cancel => stands(PhaseState::Cancelled) || phase.is_none(),
            Lever::Withdraw => matches!(
                review.state,
                ReviewState::Withdrawn | ReviewState::Draft | ReviewState::None
            ),
            Lever::Release => review.state == ReviewState::Live,
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

    #[test]
    fn only_what_is_seen_has_happened() {
        let five = review(ReviewState::Live, Some((PhaseState::Running, 5)));
        let widen = |percent| Steering::widen(Percent::whole(percent).unwrap());
        assert!(widen(5).is_seen_in(&five) && !widen(20).is_seen_in(&five));
        assert!(!Steering::new(Lever::Pause).is_seen_in(&five));
        assert!(Steering::new(Lever::Resume).is_seen_in(&five));
        assert!(!Steering::new(Lever::Complete).is_seen_in(&five));
        assert!(Steering::new(Lever::Complete).is_seen_in(&review(ReviewState::Live, None)));
        assert!(!Steering::new(Lever::Withdraw).is_seen_in(&review(ReviewState::InReview, None)));
    }
}
