//! What Honor keeps about one app: its listing, the draft that is being edited, the submission in review, the phased release
//! and the live version. Facts only; how they move with time is `review.rs`, how they are shown is `detail.rs`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use slipway_artifact::Build;

pub(super) use crate::plays::app::Version;

/// What the store read out of an uploaded package.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) package: String,
    pub(super) version: Version,
    /// SHA-256 of the signer's certificate.
    pub(super) signer: Option<String>,
}

impl Facts {
    pub(super) fn of(build: &Build) -> Self {
        Self {
            package: build.package.clone(),
            version: Version::of(build),
            signer: build.signer_sha256().map(str::to_owned),
        }
    }
}

/// The members of `basicInfo` beside `appId` and `packageName`, as they are written and shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Basics(pub(super) Map<String, Value>);

impl Basics {
    pub(super) fn get(&self, member: &str) -> Option<&Value> {
        self.0.get(member)
    }

    /// Whether the store counts the member as not filled in.
    pub(super) fn lacks(&self, member: &str) -> bool {
        is_blank(self.get(member))
    }

    pub(super) fn clear(&mut self, member: &str) {
        self.0.insert(member.to_owned(), Value::Null);
    }

    pub(super) fn default_language(&self) -> &str {
        self.get("defaultLanguage")
            .and_then(Value::as_str)
            .unwrap_or("zh-CN")
    }
}

/// Absent, null, or a text of blanks.
pub(super) fn is_blank(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(_) => false,
    }
}

/// One entry of `languageInfo`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Texts {
    pub(super) app_name: String,
    pub(super) intro: String,
    pub(super) brief_intro: String,
    pub(super) new_feature: String,
}

impl Texts {
    /// The texts under their names on the wire.
    pub(super) fn members(&self) -> [(&'static str, &str); 4] {
        [
            ("appName", &self.app_name),
            ("intro", &self.intro),
            ("briefIntro", &self.brief_intro),
            ("newFeature", &self.new_feature),
        ]
    }
}

/// A file that belongs to the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BoundFile {
    pub(super) file_type: i64,
    pub(super) url: String,
    pub(super) sha256: String,
    pub(super) language: Option<String>,
    pub(super) order: Option<i64>,
}

/// What was edited since the last submission. Texts and files themselves lie in the app's record: Honor shows the edited
/// state, and only `submit-audit` gives it to the reviewers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Draft {
    /// Some writing call succeeded. A submission needs one [official].
    pub(super) touched: bool,
    /// The version of the bound APK.
    pub(super) apk: Option<Version>,
    /// What differs from before, e.g. `zh-CN.intro`, `zh-CN.files`, `basicInfo.ratingId`. Release notes are not listed.
    pub(super) changed: BTreeSet<String>,
    /// What was there and is gone, e.g. `en-US`, `zh-CN.briefIntro`, `basicInfo.webUrl`.
    pub(super) lost: BTreeSet<String>,
    /// Release notes as sent, by language.
    pub(super) notes: BTreeMap<String, String>,
}

/// The plan of a phased release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PhasedTerms {
    /// Hundredths of a percent.
    pub(super) percent: u32,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    pub(super) note: String,
}

/// When and to whom an approved version goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Release {
    /// `releaseType` 1.
    Everyone,
    /// 2.
    At(Timestamp),
    /// 3.
    Phased(PhasedTerms),
}

impl Release {
    pub(super) fn number(&self) -> u8 {
        match self {
            Self::Everyone => 1,
            Self::At(_) => 2,
            Self::Phased(_) => 3,
        }
    }
}

/// What the reviewers will say when their time comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Opinion {
    Approve,
    Reject(String),
}

/// A version between its submission and the shelf.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Submission {
    pub(super) release_id: String,
    pub(super) version: Version,
    pub(super) release: Release,
    pub(super) decided_at: Timestamp,
    pub(super) opinion: Opinion,
    pub(super) approved: bool,
    /// Comes back when the reviewers refuse.
    pub(super) draft: Draft,
}

/// One submission as the review queries show it, for ever.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) release_id: String,
    pub(super) version: Version,
    pub(super) result: AuditResult,
    pub(super) message: String,
    pub(super) attachments: Vec<String>,
    /// When `get-audit-result` was last asked about it.
    pub(super) asked_at: Option<Timestamp>,
}

/// `auditResult` [official].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum AuditResult {
    InReview = 0,
    Approved = 1,
    Rejected = 2,
    /// Of `get-app-current-release` alone: not submitted.
    Editing = 4,
}

impl AuditResult {
    pub(super) fn number(self) -> u8 {
        self as u8
    }
}

/// A phased release beside the live version, or one that has become the live version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Rollout {
    pub(super) version: Version,
    pub(super) terms: PhasedTerms,
    pub(super) paused: bool,
    pub(super) finished: bool,
}

/// One app of the store.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct App {
    pub(super) id: i64,
    pub(super) package: String,
    /// Whether it belongs to this account.
    pub(super) ours: bool,
    pub(super) signer: Option<String>,
    pub(super) basics: Basics,
    pub(super) languages: BTreeMap<String, Texts>,
    pub(super) files: Vec<BoundFile>,
    pub(super) live: Option<Version>,
    pub(super) draft: Draft,
    pub(super) pending: Option<Submission>,
    pub(super) rollout: Option<Rollout>,
    /// Oldest first.
    pub(super) tasks: Vec<Task>,
    /// `publishInfo`: what was submitted last.
    pub(super) published: Value,
    /// Recent submissions, for the frequency limit.
    pub(super) attempts: Vec<Timestamp>,
}

impl App {
    /// A phased release that is not over: waiting, running or paused.
    pub(super) fn open_rollout(&self) -> Option<&Rollout> {
        self.rollout.as_ref().filter(|rollout| !rollout.finished)
    }

    pub(super) fn task_mut(&mut self, release_id: &str) -> Option<&mut Task> {
        self.tasks
            .iter_mut()
            .find(|task| task.release_id == release_id)
    }
}
