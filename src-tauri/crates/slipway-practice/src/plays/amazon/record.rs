//! What Amazon keeps about one app: the live version, the one open Edit, and its DevTest registration. Facts only; how they move with
//! time is `review.rs`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use slipway_artifact::Build;

use super::certificate::Certificate;
pub(super) use crate::plays::app::Version;

/// Members of a JSON object as they were sent; what the store does not know stays with what it knows.
pub(super) type Members = Map<String, Value>;

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

/// A package of a version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Apk {
    pub(super) id: String,
    /// `APK1`, …: what the console shows.
    pub(super) name: String,
    pub(super) version: Version,
    /// `None` for the package that was live before practice began.
    pub(super) sha256: Option<String>,
    pub(super) bytes: Option<u64>,
    /// Whether somebody chose for or against DRM; the API cannot [2 clients].
    pub(super) drm_chosen: bool,
    /// The device lists as they are shown.
    pub(super) targeting: Value,
}

/// When a version is to be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Publishing {
    /// Wall time, as it was sent.
    pub(super) date_time: String,
    pub(super) zone_id: String,
    /// The same on the clock.
    pub(super) at: Timestamp,
}

impl Publishing {
    pub(super) fn shown(&self) -> Value {
        json!({ "dateTime": self.date_time, "zoneId": self.zone_id })
    }
}

/// All that a version consists of.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Content {
    pub(super) apks: Vec<Apk>,
    /// By language key.
    pub(super) listings: BTreeMap<String, Members>,
    /// Asset ids by language and type.
    pub(super) assets: BTreeMap<String, Vec<String>>,
    pub(super) details: Members,
    pub(super) publishing: Option<Publishing>,
}

impl Content {
    pub(super) fn apk(&self, id: &str) -> Option<&Apk> {
        self.apks.iter().find(|apk| apk.id == id)
    }

    pub(super) fn apk_mut(&mut self, id: &str) -> Option<&mut Apk> {
        self.apks.iter_mut().find(|apk| apk.id == id)
    }

    /// The package with the highest version code.
    pub(super) fn newest(&self) -> Option<&Apk> {
        self.apks.iter().max_by_key(|apk| apk.version.code)
    }

    pub(super) fn assets(&self, language: &str, kind: &str) -> &[String] {
        let ids = self.assets.get(&asset_key(language, kind));
        ids.map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn default_language(&self) -> &str {
        self.details
            .get("defaultLanguage")
            .and_then(Value::as_str)
            .unwrap_or("en-US")
    }

    /// Release notes by language, as they stand.
    pub(super) fn notes(&self) -> BTreeMap<&str, &str> {
        let texts = self.listings.iter();
        texts
            .map(|(language, listing)| (language.as_str(), text(listing, "recentChanges")))
            .collect()
    }
}

/// Under which name a language's assets of a type are kept.
pub(super) fn asset_key(language: &str, kind: &str) -> String {
    format!("{language}/{kind}")
}

/// A member's text; empty when it is absent, null or something else.
pub(super) fn text<'a>(members: &'a Members, name: &str) -> &'a str {
    members
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Where an Edit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Status {
    /// Draft, the only one that is writable [6 clients].
    InProgress,
    /// Submitted [1 client, live].
    Review,
    /// Approved and waiting for its time. The console says "Approved"; how the API calls it is not established, and the set of
    /// statuses is open [inferred].
    Approved,
}

impl Status {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Review => "REVIEW",
            Self::Approved => "APPROVED",
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

/// A commit between its acceptance and the verdict.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Submission {
    pub(super) decided_at: Timestamp,
    pub(super) opinion: Opinion,
}

/// The draft of the next version, shared with the web console.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Edit {
    pub(super) id: String,
    pub(super) status: Status,
    /// What its tags are made from, with the number of writes.
    pub(super) salt: String,
    pub(super) revision: u64,
    /// Whether its tags are weak ones, after the fault `weak-tags`.
    pub(super) weak_tags: bool,
    pub(super) content: Content,
    pub(super) submission: Option<Submission>,
}

impl Edit {
    pub(super) fn shown(&self) -> Value {
        json!({ "id": self.id, "status": self.status.word() })
    }
}

/// An app's part in Appstore DevTest.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct DevTest {
    pub(super) certificates: Vec<Certificate>,
    /// Names of the account's tester groups that are attached, in the order of attachment.
    pub(super) groups: Vec<String>,
}

/// One app of the store.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct App {
    pub(super) id: String,
    pub(super) package: String,
    /// Whether it belongs to this account.
    pub(super) ours: bool,
    pub(super) signer: Option<String>,
    pub(super) live: Option<Content>,
    pub(super) edit: Option<Edit>,
    /// Ids of the Edits that went live, oldest first.
    pub(super) released: Vec<String>,
    /// What the reviewers wrote about the open Edit. No call tells it; the console and an e-mail do.
    pub(super) rejection: Option<String>,
    pub(super) devtest: Option<DevTest>,
}
