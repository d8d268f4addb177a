//! What AppGallery Connect keeps about one app: its listing, its draft packages, the version in review and the live one.
//! Facts only; how they move with time is `review.rs`, how they are shown is `info.rs`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use slipway_artifact::Build;

/// The query member `releaseType` of the publishing calls [official].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ReleaseType {
    /// 1, also when the member is absent.
    #[default]
    Full,
    /// 3.
    Phased,
}

impl ReleaseType {
    /// `None` for a number that v2 does not know.
    pub(super) fn read(text: Option<&str>) -> Option<Self> {
        match text {
            None | Some("1") => Some(Self::Full),
            Some("3") => Some(Self::Phased),
            Some(_) => None,
        }
    }
}

/// One version as the store names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Version {
    pub(super) code: u64,
    pub(super) name: String,
    /// The store's own id of the version.
    pub(super) id: String,
}

/// One language of the listing; every text may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Texts {
    pub(super) app_name: Option<String>,
    pub(super) app_desc: Option<String>,
    pub(super) brief_info: Option<String>,
    pub(super) new_features: Option<String>,
}

/// What the store read out of an uploaded package.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) package: String,
    pub(super) version_code: u64,
    pub(super) version_name: String,
    /// SHA-256 of the signer's certificate.
    pub(super) signer: Option<String>,
}

impl Facts {
    pub(super) fn of(build: &Build) -> Self {
        Self {
            package: build.package.clone(),
            version_code: build.version_code,
            version_name: build.version_name.clone(),
            signer: build.signer_sha256().map(str::to_owned),
        }
    }
}

/// A package bound to a draft.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Package {
    /// `pkgVersion[0]` of the bind answer, `pkgId` of the compile status.
    pub(super) id: String,
    pub(super) file_name: String,
    pub(super) object_id: String,
    pub(super) size: u64,
    /// `None` when the file could not be read as a package.
    pub(super) facts: Option<Facts>,
    /// Processing ends then.
    pub(super) ready_at: Timestamp,
    /// Why processing will fail, if it will.
    pub(super) flaw: Option<String>,
    /// The first question about a package finds no entry yet.
    pub(super) asked: bool,
}

/// Where processing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compiled {
    NotYet,
    Ready,
    Failed,
}

impl Package {
    pub(super) fn compiled(&self, now: Timestamp) -> Compiled {
        if now < self.ready_at {
            Compiled::NotYet
        } else if self.flaw.is_some() {
            Compiled::Failed
        } else {
            Compiled::Ready
        }
    }
}

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
    pub(super) suspended: bool,
}

/// One app of the team.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct App {
    /// Digits.
    pub(super) id: String,
    pub(super) package: String,
    pub(super) signer: Option<String>,
    pub(super) default_lang: String,
    pub(super) languages: BTreeMap<String, Texts>,
    /// Members of `appInfo` as written by `PUT app-info`.
    pub(super) info: Map<String, Value>,
    /// The full version on the shelf.
    pub(super) live: Option<Version>,
    pub(super) draft_full: Vec<Package>,
    pub(super) draft_phased: Vec<Package>,
    pub(super) pending: Option<Submission>,
    pub(super) rejected: Option<Rejection>,
    pub(super) rollout: Option<Rollout>,
    pub(super) updated_at: Timestamp,
}

impl App {
    pub(super) fn draft(&self, release_type: ReleaseType) -> &Vec<Package> {
        match release_type {
            ReleaseType::Full => &self.draft_full,
            ReleaseType::Phased => &self.draft_phased,
        }
    }

    pub(super) fn draft_mut(&mut self, release_type: ReleaseType) -> &mut Vec<Package> {
        match release_type {
            ReleaseType::Full => &mut self.draft_full,
            ReleaseType::Phased => &mut self.draft_phased,
        }
    }

    pub(super) fn packages(&self) -> impl Iterator<Item = &Package> {
        self.draft_full.iter().chain(&self.draft_phased)
    }

    pub(super) fn packages_mut(&mut self) -> impl Iterator<Item = &mut Package> {
        self.draft_full.iter_mut().chain(&mut self.draft_phased)
    }

    /// The name in the default language.
    pub(super) fn name(&self) -> &str {
        self.languages
            .get(&self.default_lang)
            .and_then(|texts| texts.app_name.as_deref())
            .unwrap_or(&self.package)
    }

    /// The highest version that anybody can have installed from this store.
    pub(super) fn highest_released(&self) -> Option<u64> {
        let live = self.live.as_ref().map(|version| version.code);
        let rollout = self.rollout.as_ref().map(|rollout| rollout.version.code);
        live.max(rollout)
    }
}
