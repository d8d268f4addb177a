//! A store's page: guide, form, accounts, check.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ProblemView;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoreTile {
    pub id: String,
    pub name: String,
    pub mark: String,
    /// `not-set-up`, `ready`, `needs-attention`.
    pub state: String,
    pub accounts: u32,
    /// Words of the card's capabilities (`schedule`, `first-release`…).
    pub can: Vec<String>,
    /// The plan in words, where a store's phases are its own and cannot be chosen; else empty.
    pub phases: String,
    pub notes_limit: u32,
    pub notes_least: u32,
    /// What the store counts: `characters`, `half-widths`, `bytes`.
    pub notes_counted: String,
    pub default_language: String,
    /// `apk`, …
    pub accepts: Vec<String>,
    pub size_limit: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StorePage {
    pub tile: StoreTile,
    /// What to know before the first step.
    pub before: String,
    pub ways: Vec<GuideWay>,
    pub fields: Vec<FieldView>,
    pub accounts: Vec<AccountView>,
    /// Console of the store (real world) or its practice page (practice world).
    pub console: String,
}

/// One way to a key (API client, Service Account).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GuideWay {
    pub id: String,
    pub title: String,
    /// One line: when to choose this way.
    pub about: String,
    pub steps: Vec<GuideStep>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GuideStep {
    pub id: String,
    pub title: String,
    /// What to do, in one sentence.
    pub says: String,
    /// Menu path in the console's own words.
    pub menu: Vec<String>,
    /// Where another edition of the console keeps the same page.
    pub other_menus: Vec<Vec<String>>,
    /// Opened in the browser; in practice the shell opens the practice console instead.
    pub link: Option<String>,
    pub note: Option<String>,
    /// Field ids that this step yields.
    pub yields: Vec<String>,
    pub sketch: Option<Sketch>,
}

/// A drawn hint where to click: drawn by the window from a few words, never a screenshot.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sketch {
    /// `menu-path`, `table-row`, `dialog`.
    pub kind: String,
    pub labels: Vec<String>,
    /// The label to click.
    pub point: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldView {
    pub id: String,
    pub label: String,
    pub help: String,
    pub secret: bool,
    /// `line`, `file`, `choice`.
    pub shape: String,
    pub choices: Vec<String>,
    pub required: bool,
    /// The way ([`GuideWay::id`]) that it belongs to; `""`: every way. A person fills one way.
    pub group: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AccountView {
    pub store: String,
    pub name: String,
    pub fields: Vec<FieldSet>,
    /// `keyring`, `session`.
    pub kept: String,
    pub checked_at: Option<Timestamp>,
    pub check: Vec<ProbeView>,
}

/// That a field is set, and since when. Never its value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldSet {
    pub id: String,
    pub label: String,
    pub set_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HintView {
    /// `empty`, `good`, `remark`, `wrong`.
    pub state: String,
    pub says: String,
    /// What the name of a held file tells of other fields, by field id. Never a secret.
    pub told: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldProblemView {
    pub field: String,
    pub says: String,
}

/// Answer to saving an account.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub enum SaveAnswer {
    Saved {
        account: AccountView,
    },
    FieldProblems {
        problems: Vec<FieldProblemView>,
    },
    /// The keyring refused; the person may choose "for this session".
    NotKept {
        problem: ProblemView,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProbeView {
    pub key: String,
    pub label: String,
    /// `pass`, `fail`, `skipped`.
    pub state: String,
    pub says: String,
    pub code: Option<String>,
    pub words: Option<String>,
    pub guide_step: Option<String>,
}
