//! What window and command line are shown: snapshots that the engine folded, with every sentence already in the asked language.
//! Plain records; no secret ever stands in one. The shell converts them for the window, the command line prints them as JSON.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which of the two worlds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WorldKind {
    Real,
    Practice,
}

/// The head of every page: where am I, and is anything running next door?
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorldView {
    pub kind: WorldKind,
    /// Folder in which this world keeps everything.
    pub folder: String,
    pub keyring: KeyringView,
    /// Titles of releases running in the other world, for the band.
    pub running_next_door: Vec<String>,
    pub running_here: u32,
    /// `http://127.0.0.1:…/console` in practice.
    pub practice_console: Option<String>,
    pub version: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum KeyringView {
    Ready,
    Locked { says: String },
    Missing { says: String },
}

/// A problem as a person reads it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProblemView {
    /// `bad-credentials`, `refused`, … (words of [`slipway_model::ProblemKind`]).
    pub kind: String,
    /// What happened and what to do next, in the asked language.
    pub says: String,
    /// The store's own code and words, unchanged but cleaned.
    pub code: Option<String>,
    pub words: Option<String>,
    /// May trying again help?
    pub can_retry: bool,
    /// Guide step that mends it.
    pub guide_step: Option<String>,
    pub causes: Vec<String>,
}

// ---- desk ----

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeskView {
    pub stores: Vec<StoreTile>,
    pub apps: Vec<AppRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AppRow {
    pub package: String,
    pub label: String,
    /// `data:image/png;base64,…`
    pub icon: Option<String>,
    /// One per store, in the order of `DeskView::stores`.
    pub cells: Vec<DeskCell>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeskCell {
    pub store: String,
    /// Words of [`slipway_model::ReviewState`], or `unknown` / `not-set-up`.
    pub state: String,
    pub state_label: String,
    pub store_term: Option<String>,
    pub inferred: bool,
    pub live: Option<String>,
    pub pending: Option<String>,
    pub reason: Option<String>,
    /// When this was last read from the store.
    pub as_of: Option<Timestamp>,
}

// ---- stores, guide, accounts ----

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
    pub notes_limit: u32,
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

// ---- new release ----

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BuildView {
    pub path: String,
    pub file_name: String,
    pub kind: String,
    pub package: String,
    pub label: String,
    pub version_name: String,
    pub version_code: u64,
    pub icon: Option<String>,
    pub icon_size: Option<(u32, u32)>,
    pub min_sdk: Option<u32>,
    pub target_sdk: Option<u32>,
    pub abis: Vec<String>,
    pub debuggable: String,
    pub size: u64,
    pub md5: String,
    pub sha1: String,
    pub sha256: String,
    pub schemes: Vec<String>,
    pub intact: String,
    pub channel: Option<String>,
    pub signers: Vec<SignerView>,
    pub warnings: Vec<String>,
    /// The app of this world that has this package, if any.
    pub app: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignerView {
    pub scheme: String,
    pub subject: String,
    pub not_after: String,
    pub key: String,
    pub sha256: String,
    pub sha1: String,
    pub md5: String,
    pub is_debug: bool,
    pub verified: String,
}

/// What a person composes in the wizard or on the command line. No secret in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Package of the app that is released. A build of another package is an objection.
    pub app: String,
    /// Files; which store gets which is in `mapping`, by default all get the first (or the matching ABI pair).
    pub builds: Vec<String>,
    pub stores: Vec<DraftStore>,
    /// By BCP 47 tag; `""` = the app's default language in each store.
    pub notes: BTreeMap<String, String>,
    pub when: DraftWhen,
    /// 512×512 PNG chosen by the person.
    pub icon: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftStore {
    pub store: String,
    /// Empty = the store's only (or remembered) account.
    pub account: String,
    /// Files for this store; empty = all of the draft's.
    pub builds: Vec<String>,
    /// Override of the draft's notes.
    pub notes: Option<BTreeMap<String, String>>,
    pub when: Option<DraftWhen>,
    /// The person's answer where the store cannot tell.
    pub first_release: Option<bool>,
    pub store_app_id: Option<String>,
    pub answers: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum DraftWhen {
    #[default]
    AfterApproval,
    /// `2026-12-01T10:00` on a wall clock in `zone` (IANA), or RFC 3339 with offset (zone then only for showing).
    At {
        time: String,
        zone: String,
    },
    ByHand,
}

/// The full plan: what will be sent to whom. Nothing has been sent when this is shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlanView {
    /// Hand this back to `start`; a plan is used once (a double click starts one release).
    pub id: String,
    pub title: String,
    pub rehearsal: bool,
    /// Objections that concern all stores.
    pub objections: Vec<ProblemView>,
    pub stores: Vec<StorePlan>,
    /// Stores that would be sent to.
    pub ready: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StorePlan {
    pub store: String,
    pub name: String,
    pub mark: String,
    pub account: String,
    /// `first-release`, `update`, `ask`.
    pub occasion: String,
    pub objections: Vec<ProblemView>,
    pub warnings: Vec<String>,
    pub asks: Vec<AskView>,
    /// What changes against the live listing.
    pub changes: Vec<Change>,
    pub notes: Vec<NoteCount>,
    /// In the person's zone and, where the store thinks in it, Beijing time.
    pub when: Vec<String>,
    pub steps: Vec<StepView>,
    pub file_names: Vec<String>,
    pub bytes: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AskView {
    pub id: String,
    pub label: String,
    pub help: String,
    pub required: bool,
    pub answer: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    pub what: String,
    pub from: String,
    pub to: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NoteCount {
    pub language: String,
    pub text: String,
    pub count: u32,
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepView {
    pub key: String,
    pub title: String,
    pub weight: u32,
    /// `to-do`, `running`, `waiting`, `done`, `failed`, `unclear`, `stopped`, `skipped`.
    pub state: String,
    pub began: Option<Timestamp>,
    pub ended: Option<Timestamp>,
    pub attempts: u32,
    /// What it is waiting for, or found.
    pub says: Option<String>,
}

// ---- run, record ----

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReleaseView {
    pub id: String,
    pub title: String,
    pub package: String,
    pub label: String,
    pub version_name: String,
    pub version_code: u64,
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
}

/// What was read back, per store.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Receipt {
    pub rehearsal: bool,
    pub store: String,
    pub package: String,
    pub version_name: String,
    pub version_code: u64,
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
    /// `planned`, `began`, `step-began`, `intent`, `waiting`, `step-done`, `failed`, `unclear`, `looked`, `stopped`, `skipped`,
    /// `new-host`, `submitted`, `decided`, `state`, `resumed`, `ended`, `progress`.
    pub event: String,
    /// A sentence, in the asked language.
    pub says: Option<String>,
    pub problem: Option<ProblemView>,
    pub progress: Option<Progress>,
    pub receipt: Option<Receipt>,
}

/// At most ten a second per store.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Progress {
    pub bytes: u64,
    pub total: u64,
    pub bytes_per_second: u64,
    pub seconds_left: Option<u64>,
}

// ---- reviews ----

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

// ---- settings ----

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `en`, `zh`, or empty for the system's.
    pub language: String,
    /// Empty = the system's; else a URL.
    pub proxy: String,
    /// PEM text of an additional CA (real world only).
    pub extra_ca: String,
    pub notifications: bool,
}
