//! Who tests a version before users get it: people, the groups that a store keeps them in, and what became of each person.
//! Holds personal data: it is kept in the world's database and the plan, and never logged.

use serde::{Deserialize, Serialize};

use crate::Problem;

/// A person who tests.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tester {
    /// As it is sent. Compared by [`Tester::key`].
    pub email: String,
    /// Either name may be empty: stores do not want them, and no name is split for anybody.
    #[serde(default)]
    pub first_name: String,
    #[serde(default)]
    pub last_name: String,
}

impl Tester {
    /// What makes two rows the same person: the address without its case.
    pub fn key(&self) -> String {
        self.email.to_lowercase()
    }
}

/// Who may be in a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupKind {
    /// Members of the developer's own team at the store.
    Internal,
    /// Anybody.
    #[default]
    External,
}

/// One group of a store with the people that a person wants in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TesterGroup {
    pub name: String,
    /// The store's own id; without one the group is found by its name or made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default)]
    pub kind: GroupKind,
    /// Anybody with the link may join, up to so many; for stores that have such links. `None`: the link stays as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_link: Option<PublicLink>,
    /// Each person once.
    #[serde(default)]
    pub people: Vec<Tester>,
}

/// The wish for a link by which people join a group by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicLink {
    pub open: bool,
    /// People at most; `None`: the store's own bound.
    pub limit: Option<u32>,
}

/// What is done with the people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TesterAct {
    #[default]
    Add,
    /// Out of the named groups; nothing else about them changes.
    Remove,
}

/// The testers' share of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Testing {
    pub act: TesterAct,
    pub groups: Vec<TesterGroup>,
    /// DER of the certificate that signs what is tested, base64, for stores that want it and where no build carries it. A certificate is public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
}

impl Testing {
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.certificate.is_none()
    }

    /// Rows of all groups together.
    pub fn rows(&self) -> usize {
        self.groups.iter().map(|group| group.people.len()).sum()
    }
}

/// What became of one person in one group: the mark that a step leaves per row, as soon as it is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TesterRow {
    /// Name of the group, as in the order.
    pub group: String,
    pub email: String,
    pub state: RowState,
    /// Why not, where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// Where one row stands. Each store's own meaning of *in* is on its card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowState {
    /// The store took it just now.
    Sent,
    /// It was there before.
    AlreadyThere,
    /// Taken out, as was asked; or it was not there.
    Removed,
    /// Refused by Slipway before anything was sent.
    RefusedHere,
    /// Refused by the store.
    Refused,
    /// Another row's trouble ended the work before this one was sent.
    NotSent,
    /// Nobody knows.
    Unclear,
}

impl RowState {
    pub fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::AlreadyThere => "already-there",
            Self::Removed => "removed",
            Self::RefusedHere => "refused-here",
            Self::Refused => "refused",
            Self::NotSent => "not-sent",
            Self::Unclear => "unclear",
        }
    }

    /// It is as the person wanted it.
    pub fn is_good(self) -> bool {
        matches!(self, Self::Sent | Self::AlreadyThere | Self::Removed)
    }
}
