//! A release before it begins: build, draft, plan.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use slipway_model::Goal;

use super::ProblemView;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BuildView {
    pub path: String,
    pub file_name: String,
    pub kind: String,
    pub package: String,
    pub label: String,
    pub version_name: String,
    pub version_code: u64,
    /// What a person reads: Apple's build number as it stands in the file, else the version code.
    pub code_text: String,
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
    /// Of a bundle, the parts that it is made of; empty for a package.
    pub modules: Vec<String>,
    /// Version of the bundletool that packed a bundle, where it says so.
    pub bundletool: Option<String>,
    pub signers: Vec<SignerView>,
    /// What only a build for Apple's systems has.
    pub apple: Option<AppleView>,
    pub warnings: Vec<String>,
    /// The app of this world that has this package, if any.
    pub app: Option<String>,
}

/// Texts are empty where the file does not say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AppleView {
    /// `iOS`, `macOS`, `tvOS`, `visionOS`.
    pub system: String,
    /// The lowest version of the system that it runs on.
    pub minimum_os: String,
    /// `app-store`, `ad-hoc`, `development`, `enterprise`, `unknown`.
    pub distribution: String,
    /// Whether it has encryption that needs a declaration: `yes`, `no`, or `unknown`, and then the store asks.
    pub encryption: String,
    pub team: String,
    pub profile: String,
    /// RFC 3339.
    pub profile_ends: String,
    pub sdk: String,
    pub xcode: String,
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
    /// How far the release goes with every store.
    pub goal: DraftGoal,
    /// With the goal *testers*: people are taken out of the groups instead of put in.
    pub removes: bool,
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
    /// New values for fields of the store page, for this release only, by the field's id (`summary`, `intro:zh-CN`).
    pub listing: BTreeMap<String, String>,
    /// Where the store shall fetch the package itself; empty: it is sent.
    pub address: String,
    /// Tester groups and their people, for the goals *test* and *testers*.
    pub groups: Vec<DraftGroup>,
    /// Certificate of what is tested, PEM or the base64 of its DER, where no build carries it. Empty: the build's.
    pub certificate: String,
}

/// One group at one store.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftGroup {
    pub name: String,
    /// The store's own id, where it is known.
    pub id: Option<String>,
    /// For the own team only, where the store makes that difference.
    pub internal: bool,
    /// Whether a link shall be open by which anybody joins; `None`: as it is.
    pub public_link: Option<bool>,
    pub public_link_limit: Option<u32>,
    pub people: Vec<DraftTester>,
    /// Ids of own groups whose people join these when the plan is made; their going there is remembered.
    pub from: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftTester {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
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
    /// To a share of the users first. Times as in `At`; an empty `from` is as soon as the store allows.
    InPhases {
        /// `5`, `12.5 %`.
        percent: String,
        from: String,
        until: String,
        zone: String,
        /// What the phase is for; some stores want a sentence.
        about: String,
    },
}

/// How far a release goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DraftGoal {
    Upload,
    Draft,
    /// To tester groups only.
    Test,
    /// People only, no package.
    Testers,
    #[default]
    Submit,
}

impl From<DraftGoal> for Goal {
    fn from(goal: DraftGoal) -> Self {
        match goal {
            DraftGoal::Upload => Self::Upload,
            DraftGoal::Draft => Self::Draft,
            DraftGoal::Test => Self::Test,
            DraftGoal::Testers => Self::Testers,
            DraftGoal::Submit => Self::Submit,
        }
    }
}

impl From<Goal> for DraftGoal {
    fn from(goal: Goal) -> Self {
        match goal {
            Goal::Upload => Self::Upload,
            Goal::Draft => Self::Draft,
            Goal::Test => Self::Test,
            Goal::Testers => Self::Testers,
            Goal::Submit => Self::Submit,
        }
    }
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
    /// The store page, as it will be after this release.
    pub listing: Vec<ListingFieldView>,
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

/// A field of the store page that a person may look at, and mend where the store's API takes it with a version.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListingFieldView {
    pub id: String,
    pub label: String,
    pub language: Option<String>,
    /// What stands there now.
    pub now: String,
    /// What will be sent.
    pub after: String,
    pub editable: bool,
    pub long: bool,
    pub choices: Vec<String>,
    /// As the store counts.
    pub count: u32,
    /// 0: no lower bound.
    pub least: u32,
    /// `None`: not bounded.
    pub limit: Option<u32>,
    /// Objections that a new value would mend.
    pub objections: Vec<String>,
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
    /// 0: no lower bound.
    pub least: u32,
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
