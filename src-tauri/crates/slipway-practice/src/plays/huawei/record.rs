//! What AppGallery Connect keeps about one app: its listing, its draft packages, the version in review and the live one. A phased
//! version has a draft and a listing of its own beside those of the full one. Facts only; how they move with time is `review.rs`, how
//! they are shown is `info.rs`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    package::Package,
    pull::Pull,
    submission::{Rejection, Rollout, Submission},
};

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

/// What people read about one version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Listing {
    pub(super) default_lang: String,
    pub(super) languages: BTreeMap<String, Texts>,
    /// Members of `appInfo` as written by `PUT app-info`.
    pub(super) info: Map<String, Value>,
}

/// One app of the team.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct App {
    /// Digits.
    pub(super) id: String,
    pub(super) package: String,
    pub(super) signer: Option<String>,
    #[serde(flatten)]
    pub(super) listing: Listing,
    /// The phased version's, from the first call with `releaseType=3` that writes it.
    #[serde(default)]
    pub(super) phased_listing: Option<Listing>,
    /// The full version on the shelf.
    pub(super) live: Option<Version>,
    pub(super) draft_full: Vec<Package>,
    pub(super) draft_phased: Vec<Package>,
    pub(super) pending: Option<Submission>,
    pub(super) rejected: Option<Rejection>,
    /// The last phased release that went out and did not go to everybody.
    pub(super) rollout: Option<Rollout>,
    /// A file that the store is fetching in order to submit it.
    #[serde(default)]
    pub(super) pull: Option<Pull>,
    /// Packages that the store fetched from an address and tied to no draft.
    #[serde(default)]
    pub(super) loose: Vec<Package>,
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
        let drafts = self.draft_full.iter().chain(&self.draft_phased);
        drafts.chain(&self.loose)
    }

    pub(super) fn packages_mut(&mut self) -> impl Iterator<Item = &mut Package> {
        let drafts = self.draft_full.iter_mut().chain(&mut self.draft_phased);
        drafts.chain(&mut self.loose)
    }

    /// The listing that a version of this track goes out with.
    pub(super) fn listing(&self, release_type: ReleaseType) -> &Listing {
        match (release_type, &self.phased_listing) {
            (ReleaseType::Phased, Some(listing)) => listing,
            _ => &self.listing,
        }
    }

    /// The same to be written: the phased one begins as a copy of the full one [inferred].
    pub(super) fn listing_mut(&mut self, release_type: ReleaseType) -> &mut Listing {
        match release_type {
            ReleaseType::Full => &mut self.listing,
            ReleaseType::Phased => self
                .phased_listing
                .get_or_insert_with(|| self.listing.clone()),
        }
    }

    /// The phased release that runs or is suspended.
    pub(super) fn running(&self) -> Option<&Rollout> {
        self.rollout.as_ref().filter(|rollout| rollout.is_running())
    }

    /// The name in the default language.
    pub(super) fn name(&self) -> &str {
        self.listing
            .languages
            .get(&self.listing.default_lang)
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
