//! A release that has begun: its stores, steps, receipts, lines and record.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::{BuildView, ProblemView, StepView};

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReleaseView {
    pub id: String,
    pub title: String,
    pub package: String,
    pub label: String,
    pub version_name: String,
    pub version_code: u64,
    /// What a person reads: Apple's build number, else the version code.
    pub code_text: String,
    pub rehearsal: bool,
    /// `running`, `interrupted`, `ended`.
    pub state: String,
    /// Another process owns it (headless twin); this one only reads.
    pub elsewhere: bool,
    pub began: Timestamp,
    pub ended: Option<Timestamp>,
    pub stores: Vec<StoreRun>,
    /// Last journal number in this snapshot.
    pub seq: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoreRun {
    pub store: String,
    pub name: String,
    pub mark: String,
    pub account: String,
    /// `to-do`, `running`, `waiting`, `submitted`, `failed`, `unclear`, `stopped`, `skipped`, `interrupted`.
    pub state: String,
    pub state_label: String,
    pub steps: Vec<StepView>,
    /// The store's last words or ours.
    pub says: Option<String>,
    pub problem: Option<ProblemView>,
    /// Some of `stop`, `retry`, `skip`, `resume`, `send-again`, `look-again`.
    pub actions: Vec<String>,
    pub bytes_total: u64,
    /// While bytes leave.
    pub progress: Option<Progress>,
    pub receipt: Option<Receipt>,
    /// For work on testers: how its rows stand.
    pub testers: Option<TesterCounts>,
}

/// Rows of a store's testers, by what became of them. Together they are `rows`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TesterCounts {
    pub rows: u32,
    /// As the person wanted it.
    pub good: u32,
    /// By the store or by us.
    pub refused: u32,
    pub unclear: u32,
    /// Not sent, or not yet.
    pub open: u32,
    /// How many testers the store says that the app has now, where it says so.
    pub store_count: Option<u32>,
    /// How many it should have, by what was sent.
    pub expected_count: Option<u32>,
    /// That these two differ, and what it means.
    pub count_says: Option<String>,
}

/// What became of one person in one group.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TesterRowView {
    pub group: String,
    pub email: String,
    pub name: String,
    /// `open`, `sent`, `already-there`, `removed`, `refused-here`, `refused`, `not-sent`, `unclear`.
    pub state: String,
    pub state_label: String,
    pub problem: Option<ProblemView>,
}

/// What was read back, per store.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Receipt {
    pub rehearsal: bool,
    pub store: String,
    pub package: String,
    pub version_name: String,
    pub version_code: u64,
    /// What a person reads: Apple's build number, else the version code.
    pub code_text: String,
    pub sha256: String,
    pub submitted_at: Timestamp,
    /// `read-back` (the store was asked and confirmed) or `answer` (its own positive answer is all there is).
    pub evidence: String,
    pub store_words: Option<String>,
    pub goes_live: Option<String>,
}

/// One line for the list of releases.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReleaseRow {
    pub id: String,
    pub title: String,
    pub rehearsal: bool,
    pub state: String,
    pub began: Timestamp,
    pub stores: Vec<(String, String)>,
}

/// Everything known about one release, for its page and for export.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecordView {
    pub release: ReleaseView,
    pub builds: Vec<BuildView>,
    pub notes: BTreeMap<String, String>,
    pub lines: Vec<ReleaseEvent>,
}

/// One line of the journal as window and NDJSON see it (`v` 1). Progress lines have no `seq` and are not kept.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReleaseEvent {
    pub v: u32,
    pub release: String,
    pub seq: Option<u64>,
    pub time: Timestamp,
    pub store: Option<String>,
    pub step: Option<String>,
    /// `planned`, `began`, `step-began`, `intent`, `waiting`, `marked`, `step-done`, `failed`, `unclear`, `looked`, `stopped`, `skipped`,
    /// `new-host`, `submitted`, `decided`, `state`, `resumed`, `ended`, `progress`.
    pub event: String,
    /// A sentence, in the asked language.
    pub says: Option<String>,
    pub problem: Option<ProblemView>,
    pub progress: Option<Progress>,
    pub receipt: Option<Receipt>,
    /// With `marked`: what became of one tester.
    pub tester: Option<TesterRowView>,
}

/// At most ten a second per store.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Progress {
    pub bytes: u64,
    pub total: u64,
    pub bytes_per_second: u64,
    pub seconds_left: Option<u64>,
}
