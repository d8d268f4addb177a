//! What the store keeps about one app: the version on the shelf, the newest record with its listing, a staged release, a task that
//! pulls from an address. Facts only; how they move with time is `review.rs`, how they are shown is `query.rs`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use slipway_artifact::{Build, Kind};

pub(super) use crate::plays::app::Version;

/// Fields of the store page under the names of `app.query.details`, all of them texts.
pub(super) type Listing = BTreeMap<String, String>;

/// `data.status` [5 clients for 1 to 4, 4 for 5].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Status {
    Draft = 1,
    InReview = 2,
    Approved = 3,
    Rejected = 4,
    Withdrawn = 5,
}

impl Status {
    pub(super) fn number(self) -> u8 {
        self as u8
    }
}

/// How a review will end, unless a person decides first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Opinion {
    Approve,
    /// `None`: a rejection without `unPassReason`, which is optional.
    Reject(Option<String>),
    /// Somebody takes it back in the console; the API has no call for that.
    Withdraw,
}

/// What the store read out of an uploaded package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) package: String,
    pub(super) version: Version,
    /// SHA-256 of the signer's certificate.
    pub(super) signer: Option<String>,
    pub(super) target_sdk: Option<u32>,
    pub(super) bytes: u64,
    pub(super) md5: String,
    pub(super) sha256: String,
    /// Holds native code for 32-bit, for 64-bit processors.
    pub(super) has: (bool, bool),
}

impl Facts {
    /// `None` for what is no APK that can be installed by itself: there is no AAB here [2 clients].
    pub(super) fn of(build: &Build) -> Option<Self> {
        if build.kind != Kind::Apk || build.split.is_some() {
            return None;
        }
        let is_64 = |abi: &String| abi.contains("64");
        Some(Self {
            package: build.package.clone(),
            version: Version::of(build),
            signer: build.signer_sha256().map(str::to_owned),
            target_sdk: build.target_sdk,
            bytes: build.size,
            md5: build.digests.md5.clone(),
            sha256: build.digests.sha256.clone(),
            has: (
                build.abis.iter().any(|abi| !is_64(abi)),
                build.abis.iter().any(is_64),
            ),
        })
    }
}

/// The newest record of an app: on the shelf, on its way there, or turned away.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Newest {
    /// `None` for a bare draft.
    pub(super) version: Option<Version>,
    pub(super) status: Status,
    /// Whether this record is what the shelf shows.
    pub(super) on_shelf: bool,
    /// `onlineType`: 1 after approval, 2 at an hour.
    pub(super) online_type: u8,
    pub(super) online_at: Option<Timestamp>,
    pub(super) listing: Listing,
    pub(super) bytes: u64,
    pub(super) signer: Option<String>,
    pub(super) target_sdk: Option<u32>,
    pub(super) decided_at: Timestamp,
    pub(super) opinion: Opinion,
    /// `unPassReason`.
    pub(super) reason: Option<String>,
}

/// What a staged release asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Plan {
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    /// Whole percent, 1 to 99.
    pub(super) proportion: u8,
}

/// A staged release beside the version on the shelf.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Staged {
    pub(super) version: Version,
    /// Handles of its packages: a later call with the same ones changes the plan.
    pub(super) serials: Vec<String>,
    pub(super) plan: Plan,
    /// `InReview`, `Rejected` or `Approved`.
    pub(super) status: Status,
    pub(super) decided_at: Timestamp,
    pub(super) opinion: Opinion,
    /// A full release replaced it.
    pub(super) replaced: bool,
    /// The effect that the ledger was told last.
    pub(super) told: u8,
}

/// A task that pulls packages from public addresses.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) starts_at: Timestamp,
    pub(super) ends_at: Timestamp,
    /// What it comes to; `None` when that has been put on the app.
    pub(super) outcome: Option<Outcome>,
    /// `errorReason` of a task that failed.
    pub(super) failure: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Outcome {
    /// With what the ledger is to be told: only now is anything submitted.
    Full(Box<Newest>, Value),
    Staged(Box<Staged>, Value),
    Failed(String),
}

/// One package that a site of the store knows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct App {
    pub(super) package: String,
    /// False: the package belongs to another developer.
    pub(super) ours: bool,
    /// On the shelf.
    pub(super) live: Option<Version>,
    /// Of the version on the shelf.
    pub(super) signer: Option<String>,
    pub(super) target_sdk: Option<u32>,
    pub(super) newest: Newest,
    pub(super) staged: Option<Staged>,
    pub(super) task: Option<Task>,
    /// Accepted changes of the title.
    pub(super) title_changes: Vec<Timestamp>,
}

impl App {
    /// `saleStatus` [3 sources]: 0 waits to go live, 1 live. While an update is in review the old version is still sold.
    pub(super) fn sale_status(&self) -> u8 {
        let waits = self.newest.status == Status::Approved && !self.newest.on_shelf;
        u8::from(self.live.is_some() && !waits)
    }

    /// Both numbers of the details: `status/saleStatus`.
    pub(super) fn state(&self) -> String {
        format!("{}/{}", self.newest.status.number(), self.sale_status())
    }

    /// The version that was submitted and is not on the shelf.
    pub(super) fn waiting(&self) -> Option<&Version> {
        let newest = &self.newest;
        let on_its_way =
            matches!(newest.status, Status::InReview | Status::Approved) && !newest.on_shelf;
        let staged = || {
            self.staged
                .as_ref()
                .filter(|staged| staged.status == Status::InReview)
                .map(|staged| &staged.version)
        };
        newest
            .version
            .as_ref()
            .filter(|_| on_its_way)
            .or_else(staged)
    }
}
