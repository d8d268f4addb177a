//! Where a version stands with a store, in our words and in the store's.

use serde::{Deserialize, Serialize};

use crate::{Lever, Phase, Said};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewState {
    /// Nothing of ours is known to the store.
    None,
    Draft,
    /// The store confirmed the submission; nothing more is known yet.
    Submitted,
    InReview,
    /// Approved, waiting for its time.
    Scheduled,
    /// Approved, waiting for a person's button.
    AwaitingRelease,
    Live,
    Rejected,
    Withdrawn,
    Removed,
    /// The store's answer proves neither; a person should look.
    NeedsLook,
}

impl ReviewState {
    /// Nothing further will happen by itself.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Live | Self::Rejected | Self::Withdrawn | Self::Removed | Self::NeedsLook
        )
    }
}

/// One look at a store's knowledge of an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub state: ReviewState,
    /// The store's own term or number (`审核中`, `releaseState 5`).
    pub store_term: String,
    /// True where the store has no status call and we concluded (`Xiaomi`).
    pub inferred: bool,
    pub live_version_code: Option<u64>,
    pub live_version_name: Option<String>,
    pub pending_version_code: Option<u64>,
    pub pending_version_name: Option<String>,
    /// The reviewer's words.
    pub reason: Option<Said>,
    /// RFC 3339 instant at which an approved version goes out.
    pub goes_live_at: Option<jiff::Timestamp>,
    /// The phased release of the version that was asked about, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// What the store would let us do now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levers: Vec<Lever>,
}

impl Review {
    /// Nothing is known. A store fills in what it reads.
    pub fn unknown() -> Self {
        Self {
            state: ReviewState::None,
            store_term: String::new(),
            inferred: false,
            live_version_code: None,
            live_version_name: None,
            pending_version_code: None,
            pending_version_name: None,
            reason: None,
            goes_live_at: None,
            phase: None,
            levers: Vec::new(),
        }
    }
}
