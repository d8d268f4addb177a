//! What a person asks of one store: this build, for this app, with these notes, then. It is part of the plan, is kept on disk, and holds no secret.

use std::{collections::BTreeMap, path::PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Build, Percent, StoreId, Testing};

/// One store's share of a release. Everything that a store's `plan`, `run` and `look` may know, besides the account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub release: String,
    pub store: StoreId,
    pub account: String,
    pub app: AppRef,
    /// The package first; the second of a 32/64 pair after it.
    pub artifacts: Vec<Artifact>,
    pub notes: Notes,
    pub when: When,
    /// How far the release goes.
    #[serde(default)]
    pub goal: Goal,
    /// Set by finding out or by asking.
    pub first_release: bool,
    /// 512×512 PNG on disk under the world's own folder, for stores that want the icon again with each version.
    pub icon: Option<PathBuf>,
    /// Answers to a store's own questions (card `asks`), e.g. `privacy_url`.
    pub answers: BTreeMap<String, String>,
    /// Fields of the store's record that a person changed for this release, by [`crate::ListingField::id`]. Everything else in the
    /// record stays as it is.
    #[serde(default)]
    pub listing: BTreeMap<String, String>,
    /// Who tests: the store's tester groups and the people for them.
    #[serde(default, skip_serializing_if = "Testing::is_empty")]
    pub testing: Testing,
    /// What the survey read from the store before the run (live version, store name, languages…), as the store's module wrote it.
    pub survey: serde_json::Value,
}

impl Order {
    /// The main package.
    pub fn build(&self) -> Option<&Build> {
        self.artifacts.first().map(|artifact| &artifact.build)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AppRef {
    pub package: String,
    /// The store's own id for the app, where it has one and it is known.
    pub store_app_id: Option<String>,
}

/// A file on disk together with what was read from it. The engine proves before each use that it is still that file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Artifact {
    pub path: PathBuf,
    pub build: Build,
    /// Where the store shall fetch the same bytes itself, instead of being sent them: https, public. The local file is what they are
    /// held against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Release notes per BCP 47 tag; `""` stands for the app's default language in each store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Notes(pub BTreeMap<String, String>);

/// When users get the version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum When {
    /// As soon as the store approves it.
    #[default]
    AfterApproval,
    /// At one instant; rendered per store.
    At { instant: Timestamp, zone: String },
    /// The person presses the button in the console after approval.
    ByHand,
    /// To a share of the users first.
    InPhases(Phases),
}

/// How a phased release begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phases {
    /// The first share.
    pub percent: Percent,
    pub from: Timestamp,
    /// When the phase ends; what then happens is the store's rule.
    pub until: Timestamp,
    /// In which both were typed; for showing.
    pub zone: String,
    /// What the phase is for, where the store wants to know.
    pub about: String,
}

/// How far a release goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// The package is with the store and nothing else has changed.
    Upload,
    /// Everything is in the store's draft; a person submits it in the console.
    Draft,
    /// The package is with the tester groups of [`Order::testing`]; no user gets it.
    Test,
    /// People are in tester groups, or out of them again; no package moves. The order may have none.
    Testers,
    #[default]
    Submit,
}

impl Goal {
    /// It ends with tester groups and reaches no user.
    pub fn is_for_testers(self) -> bool {
        matches!(self, Self::Test | Self::Testers)
    }

    /// No package is sent, so none is needed.
    pub fn is_without_package(self) -> bool {
        self == Self::Testers
    }
}
