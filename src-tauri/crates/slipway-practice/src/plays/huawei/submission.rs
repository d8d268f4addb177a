//! A version on its way out: the submission, what becomes of it, and the phased release that it may turn into. Facts only; how they
//! move with time is `review.rs`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    call,
    record::{App, Listing, ReleaseType, Version},
};

/// The four mandatory members of a phased submission, as sent [official].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PhasedTerms {
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    /// Two decimals, no `%`.
    pub(super) percent: String,
    pub(super) description: String,
}

/// What the reviewers will say when their time comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Opinion {
    Approve,
    Reject(String),
}

/// A version between its submission and its end: review, then perhaps the wait for its time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Submission {
    pub(super) version: Version,
    pub(super) release_type: ReleaseType,
    pub(super) phased: Option<PhasedTerms>,
    /// Go live no earlier.
    pub(super) release_time: Option<Timestamp>,
    pub(super) submitted_at: Timestamp,
    /// Pre-review (state 12) lasts until then.
    pub(super) pre_review_until: Timestamp,
    pub(super) decided_at: Timestamp,
    pub(super) opinion: Opinion,
    pub(super) approved: bool,
}

impl Submission {
    /// When it goes out once it is approved: not before its decision, its hour, or its phased start.
    pub(super) fn due(&self) -> Timestamp {
        let start = self.phased.as_ref().map(|terms| terms.start);
        let hours = [self.release_time, start];
        hours
            .into_iter()
            .flatten()
            .fold(self.decided_at, Timestamp::max)
    }

    /// What the ledger says when the store has taken it: all that people will get, how and when.
    pub(super) fn event(&self, app: &App) -> Value {
        let languages = &app.listing(self.release_type).languages;
        let notes: BTreeMap<&String, &String> = languages
            .iter()
            .filter_map(|(lang, texts)| Some((lang, texts.new_features.as_ref()?)))
            .collect();
        call::event(
            "submitted",
            app,
            json!({
                "version_code": self.version.code,
                "version_name": self.version.name,
                "release_type": self.release_type,
                "release_time": self.release_time,
                "plan": self.phased,
                "notes": notes,
            }),
        )
    }
}

/// The last version that was refused and not yet replaced by a new submission.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Rejection {
    pub(super) version: Version,
    pub(super) release_type: ReleaseType,
    pub(super) opinion: String,
}

/// A phased release beside the live full version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Rollout {
    pub(super) version: Version,
    pub(super) terms: PhasedTerms,
    #[serde(default)]
    pub(super) phase: Phase,
    /// `None` when the phased version was given none of its own.
    #[serde(default)]
    pub(super) listing: Option<Listing>,
}

/// `phasedReleaseInfo.state` once the version is out [1 client's constants].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Phase {
    #[default]
    Release,
    Suspend,
    Cancel,
}

impl Phase {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Release => "RELEASE",
            Self::Suspend => "SUSPEND",
            Self::Cancel => "CANCEL",
        }
    }
}

impl Rollout {
    /// Somebody still gets it, or will again.
    pub(super) fn is_running(&self) -> bool {
        self.phase != Phase::Cancel
    }
}
