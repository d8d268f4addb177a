//! One line of a release's journal. Holds ids, versions and sentences; never a request body, a sign-in answer, a signed URL or a secret.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use slipway_model::{Goal, Looked, Problem, Review, Sentence, Steering, Step, StoreId};

use super::Action;

/// What happened, when, to which store's which step. `seq` counts from 1 within its release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub release: String,
    pub seq: u64,
    /// On the world's clock.
    pub time: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    #[serde(flatten)]
    pub what: What,
}

/// The kinds of line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum What {
    /// The steps for one store, as they stood when the person pressed *Send*.
    Planned {
        steps: Vec<Step>,
        #[serde(default)]
        goal: Goal,
    },
    Began,
    /// A process took the release up again.
    Resumed,
    StepBegan {
        attempt: u32,
    },
    /// Committed before a step that is not `Freely` is sent; `needs` is what looking needs.
    Intent {
        attempt: u32,
        needs: Value,
    },
    /// The attempt surely changed nothing for good; the next one comes at `until`.
    Waiting {
        until: Timestamp,
        what: Sentence,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        problem: Option<Problem>,
    },
    /// A part of a step is done: what the step needs to go on with the rest.
    Marked {
        mark: Value,
    },
    StepDone {
        output: Value,
    },
    /// It surely did not happen, and nothing more is tried by itself.
    Failed {
        problem: Problem,
    },
    /// It may or may not have happened; the store is asked next.
    Unclear {
        problem: Problem,
    },
    Looked {
        found: Looked,
    },
    /// Bytes went to a host that the store named and that is not on its list.
    NewHost {
        host: String,
    },
    Submitted {
        receipt: Facts,
    },
    /// The release was to end before the submission, and did: nothing is submitted.
    Parked {
        goal: Goal,
        receipt: Facts,
    },
    /// A person decided.
    Decided {
        action: Action,
    },
    /// `certain`: whatever was on its way has surely not happened.
    Stopped {
        certain: bool,
    },
    Skipped,
    /// The review moved on.
    State {
        review: Review,
    },
    /// A person pulls a lever of the submitted version.
    Steering {
        steering: Steering,
    },
    /// What came of it: `seen` in what the store said afterwards, or a problem.
    Steered {
        steering: Steering,
        seen: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        problem: Option<Problem>,
    },
    /// Every store has come to an end.
    Ended,
}

impl What {
    /// The word that window and NDJSON use.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Planned { .. } => "planned",
            Self::Began => "began",
            Self::Resumed => "resumed",
            Self::StepBegan { .. } => "step-began",
            Self::Intent { .. } => "intent",
            Self::Waiting { .. } => "waiting",
            Self::Marked { .. } => "marked",
            Self::StepDone { .. } => "step-done",
            Self::Failed { .. } => "failed",
            Self::Unclear { .. } => "unclear",
            Self::Looked { .. } => "looked",
            Self::NewHost { .. } => "new-host",
            Self::Submitted { .. } => "submitted",
            Self::Parked { .. } => "parked",
            Self::Decided { .. } => "decided",
            Self::Stopped { .. } => "stopped",
            Self::Skipped => "skipped",
            Self::State { .. } => "state",
            Self::Steering { .. } => "steering",
            Self::Steered { .. } => "steered",
            Self::Ended => "ended",
        }
    }
}

/// What a receipt says, as it was when the store confirmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub package: String,
    pub version_name: String,
    pub version_code: u64,
    /// Of an Apple build, as it stands in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build_number: Option<String>,
    /// Of the main package file, lower-case hex.
    pub sha256: String,
    pub submitted_at: Timestamp,
    pub evidence: Evidence,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_words: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goes_live: Option<Timestamp>,
}

impl Facts {
    /// The build's number within its version, as a person sees it.
    pub fn code_text(&self) -> String {
        self.build_number
            .clone()
            .unwrap_or_else(|| self.version_code.to_string())
    }
}

/// Why we may say *submitted*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The store was asked afterwards and names our version.
    ReadBack,
    /// The store's own positive answer to the submitting request.
    Answer,
}

impl Evidence {
    pub fn word(self) -> &'static str {
        match self {
            Self::ReadBack => "read-back",
            Self::Answer => "answer",
        }
    }
}
