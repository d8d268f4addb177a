//! The pipeline as data: a plan is a list of steps, and each step ends in one of a few outcomes.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Problem, Sentence};

/// One entry of a plan. `key` (`sign-in`, `upload:arm64`, `notes:zh-CN`, `submit`) is what window, journal, resume and tests speak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub key: String,
    /// A key of the store's words, with its arguments.
    pub title: Sentence,
    /// Share of the store's progress bar; any positive scale.
    pub weight: u32,
    pub repeat: Repeat,
    /// Moves the build's bytes: waits for one of the few places among uploads.
    pub bulk: bool,
    /// Keys of steps that must be done first; empty means "the one before".
    pub after: Vec<String>,
}

/// What may happen when no complete answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeat {
    /// Reads and writes that change nothing when they happen twice.
    Freely,
    /// Ask the store first whether it happened. Such a step makes exactly one request that changes something.
    AfterLooking,
    /// Only a person may decide to send it again.
    Never,
}

/// What the steps before have left behind, by step key. Holds ids and versions, never a token or a signed URL.
pub type Outputs = BTreeMap<String, Value>;

/// How one attempt at a step ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    Done {
        output: Value,
    },
    /// The store is still working; run the step again after this time. `what` is shown meanwhile.
    WaitUntil {
        after: Duration,
        what: Sentence,
    },
    Failed {
        problem: Problem,
    },
    /// It may or may not have happened.
    Unclear {
        problem: Problem,
    },
}

/// What the store says when it is asked whether an unclear step happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "looked")]
pub enum Looked {
    /// It did; this is what the step would have returned.
    Happened { output: Value },
    /// It certainly did not: the step may run again.
    DidNot,
    /// Too early to tell; ask again after this time.
    AskAgain { after: Duration },
    /// The store cannot be asked, or its answer proves nothing: a person decides.
    CannotTell { problem: Problem },
}
