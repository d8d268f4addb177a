//! What the store keeps about one app: its versions with the listing that each was submitted with, and the tasks that brought them in.
//! Facts only; how they move with time is `review.rs`, how they are shown is `info.rs`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Texts, addresses and contacts under the names of the form. A field that was left out is an empty text: every write is a full
/// record [official copy; 1 client saw texts and certificates go].
pub(super) type Listing = BTreeMap<String, String>;

/// `type` [official copy].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Sort {
    App = 7,
    /// A cooperation game. Its many more fields are not played.
    Game = 8,
}

/// One package of a version, as `apk_url` named it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Package {
    pub(super) url: String,
    pub(super) md5: String,
    pub(super) bytes: u64,
    /// 0 for a single package, else 32 and 64.
    pub(super) cpu_code: u8,
}

/// Why a version does not go live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rejection {
    pub(super) verdict: Verdict,
    pub(super) reason: String,
    pub(super) advice: String,
}

/// Which desk said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Verdict {
    /// 444: the reviewers, or the developer who took it back; only the reason tells the two apart [recorded].
    Review,
    /// 3.
    Testing,
    /// 5.
    Operations,
    /// -11.
    Qualification,
}

/// Where a version stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Standing {
    /// In testing until the first instant, with the reviewers until the second; then the rejection, if one waits.
    Waiting {
        tested_at: Timestamp,
        decided_at: Timestamp,
        rejection: Option<Rejection>,
    },
    /// Approved, and its hour has not come.
    Approved,
    Live {
        since: Timestamp,
    },
    /// Another version took its place.
    Offline,
    Rejected(Rejection),
}

/// One version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Version {
    /// `version_id`.
    pub(super) id: String,
    pub(super) code: u64,
    pub(super) name: String,
    pub(super) listing: Listing,
    pub(super) packages: Vec<Package>,
    /// SHA-256 of the signer's certificate.
    pub(super) signer: Option<String>,
    /// MD5 of the same certificate, once a package was seen.
    pub(super) signer_md5: Option<String>,
    pub(super) created_at: Timestamp,
    /// The app's record shows the version no earlier.
    pub(super) visible_at: Timestamp,
    /// `sche_online_time`: on the shelf no earlier.
    pub(super) online_at: Option<Timestamp>,
    pub(super) standing: Standing,
}

impl Version {
    pub(super) fn is_waiting(&self) -> bool {
        matches!(self.standing, Standing::Waiting { .. })
    }

    pub(super) fn is_live(&self) -> bool {
        matches!(self.standing, Standing::Live { .. })
    }

    /// On its way and not there yet.
    pub(super) fn is_coming(&self) -> bool {
        self.is_waiting() || self.standing == Standing::Approved
    }
}

/// What `upd` started.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) ready_at: Timestamp,
    /// `err_msg`, when it is going to fail.
    pub(super) failure: Option<String>,
    /// The ledger knows its end.
    pub(super) told: bool,
}

/// A change of the listing alone, in a review of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ListingChange {
    pub(super) listing: Listing,
    pub(super) decided_at: Timestamp,
}

/// One app of the account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct App {
    /// `app_id`, eight digits [recorded].
    pub(super) id: String,
    pub(super) package: String,
    pub(super) dev_id: String,
    pub(super) app_key: String,
    pub(super) sort: Sort,
    pub(super) frozen: bool,
    /// A staged rollout that was set in the console; the API only shows it.
    pub(super) staged: bool,
    /// The console's draft: what `info` shows while there is no version.
    pub(super) draft: Listing,
    /// In the order of their submission.
    pub(super) versions: Vec<Version>,
    /// By version code.
    pub(super) tasks: BTreeMap<u64, Task>,
    pub(super) listing_change: Option<ListingChange>,
}

impl App {
    pub(super) fn live(&self) -> Option<&Version> {
        self.versions.iter().find(|version| version.is_live())
    }

    /// The newest version that `info` shows by now, whatever became of it [recorded].
    pub(super) fn newest(&self, now: Timestamp) -> Option<&Version> {
        self.versions
            .iter()
            .rfind(|version| version.visible_at <= now)
    }

    /// The listing that stands as long as nothing new goes live.
    pub(super) fn listing(&self) -> &Listing {
        let newest = self.live().or(self.versions.last());
        newest.map_or(&self.draft, |version| &version.listing)
    }

    /// The listing that `info` shows now.
    pub(super) fn shown_listing_mut(&mut self, now: Timestamp) -> &mut Listing {
        let newest = self
            .versions
            .iter_mut()
            .rfind(|version| version.visible_at <= now);
        newest.map_or(&mut self.draft, |version| &mut version.listing)
    }
}
