//! What waits for a store.

use jiff::Timestamp;
use serde::Serialize;

use super::ProblemView;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReviewRow {
    pub package: String,
    pub label: String,
    pub store: String,
    pub store_name: String,
    pub mark: String,
    pub version: String,
    pub state: String,
    pub state_label: String,
    pub store_term: Option<String>,
    pub inferred: bool,
    pub reason: Option<String>,
    pub as_of: Option<Timestamp>,
    pub goes_live: Option<String>,
    pub release: Option<String>,
    pub console: String,
    pub problem: Option<ProblemView>,
    pub phase: Option<PhaseView>,
    /// What can be done now: `widen`, `pause`, `resume`, `complete`, `cancel`, `withdraw`, `release`.
    pub levers: Vec<String>,
}

/// Where a phased release stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PhaseView {
    /// `planned`, `running`, `paused`, `full`, `cancelled`.
    pub state: String,
    pub state_label: String,
    /// `12.5`.
    pub percent: Option<String>,
    pub from: Option<String>,
    pub until: Option<String>,
    pub store_term: String,
}

/// How a pull of a lever ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "steered")]
pub enum Steered {
    /// The store was asked afterwards and shows it.
    Seen { says: String },
    /// The store said no, or was never reached; nothing changed.
    Refused { problem: ProblemView },
    /// It may or may not have happened; the store does not show it (yet).
    Unclear { problem: ProblemView },
}
