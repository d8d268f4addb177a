//! How one person stands in one group of a store: what is recorded here beside what the store took.

use super::{people::Person, sendings::Sending};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// In one of our groups that went there, and never taken by the store.
    Recorded,
    /// At the store as here.
    There,
    /// At the store under other names than here.
    Changed,
    /// No longer in any of our groups that went there, and still active at the store.
    Left,
    Refused,
    /// Nobody knows.
    Unclear,
}

impl Standing {
    /// `member`: of one of our groups that went there; `None` where none of ours is known to have gone there.
    pub(super) fn of(
        sending: Option<&Sending>,
        person: Option<&Person>,
        member: Option<bool>,
    ) -> Option<Self> {
        let is_member = member == Some(true);
        let Some(sending) = sending else {
            return is_member.then_some(Self::Recorded);
        };
        if sending.is_in {
            let differs = person.is_some_and(|person| {
                person.email != sending.email
                    || person.first_name != sending.first_name
                    || person.last_name != sending.last_name
            });
            return Some(match (member, differs) {
                (Some(false), _) => Self::Left,
                (_, true) => Self::Changed,
                (_, false) => Self::There,
            });
        }
        // Whoever is neither there nor in our groups is nobody's matter any more.
        if member == Some(false) {
            return None;
        }
        match sending.state.as_str() {
            "refused" | "refused-here" => Some(Self::Refused),
            "unclear" => Some(Self::Unclear),
            _ => is_member.then_some(Self::Recorded),
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::There => "there",
            Self::Changed => "changed",
            Self::Left => "left",
            Self::Refused => "refused",
            Self::Unclear => "unclear",
        }
    }
}
