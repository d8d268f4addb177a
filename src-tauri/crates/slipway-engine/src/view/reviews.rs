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
}
