//! What the page sends, and gets back to change.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize};
use slipway_engine::view;
use specta::Type;

use super::{Across, sent};

/// One value of a credential form on its way in. There is no way back out.
#[derive(Debug, Type)]
#[specta(transparent)]
pub(crate) struct Secret(#[specta(type = String)] pub(crate) SecretString);

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        String::deserialize(source).map(|text| Self(text.into()))
    }
}

impl Across<SecretString> for Secret {
    fn across(self) -> SecretString {
        self.0
    }
}

/// Where an account's keys are kept.
#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Keep {
    Keyring,
    Session,
}

impl Across<slipway_engine::Keep> for Keep {
    fn across(self) -> slipway_engine::Keep {
        match self {
            Self::Keyring => slipway_engine::Keep::Keyring,
            Self::Session => slipway_engine::Keep::Session,
        }
    }
}

/// What a person may do to a release, or to one store's share of it.
#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Action {
    Stop,
    Retry,
    Skip,
    Resume,
    SendAgain,
    LookAgain,
}

impl Across<slipway_engine::Action> for Action {
    fn across(self) -> slipway_engine::Action {
        match self {
            Self::Stop => slipway_engine::Action::Stop,
            Self::Retry => slipway_engine::Action::Retry,
            Self::Skip => slipway_engine::Action::Skip,
            Self::Resume => slipway_engine::Action::Resume,
            Self::SendAgain => slipway_engine::Action::SendAgain,
            Self::LookAgain => slipway_engine::Action::LookAgain,
        }
    }
}

sent! {
    /// What a person composes in the wizard. No secret in it.
    Draft {
        app: String,
        builds: Vec<String>,
        stores: Vec<DraftStore>,
        notes: BTreeMap<String, String>,
        when: DraftWhen,
        goal: DraftGoal,
        removes: bool,
        icon: Option<String>,
    }

    DraftStore {
        store: String,
        account: String,
        builds: Vec<String>,
        notes: Option<BTreeMap<String, String>>,
        when: Option<DraftWhen>,
        first_release: Option<bool>,
        store_app_id: Option<String>,
        answers: BTreeMap<String, String>,
        listing: BTreeMap<String, String>,
        address: String,
        groups: Vec<DraftGroup>,
        certificate: String,
    }

    /// One tester group at one store.
    DraftGroup {
        name: String,
        id: Option<String>,
        internal: bool,
        public_link: Option<bool>,
        public_link_limit: Option<u32>,
        people: Vec<DraftTester>,
        /// Ids of own groups whose people join these when the plan is made.
        from: Vec<String>,
    }

    DraftTester {
        email: String,
        first_name: String,
        last_name: String,
    }

    /// What concerns both, window and headless.
    Settings {
        language: String,
        proxy: String,
        extra_ca: String,
        notifications: bool,
    }
}

/// When users get the version.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub(crate) enum DraftWhen {
    #[default]
    AfterApproval,
    At {
        time: String,
        zone: String,
    },
    ByHand,
    InPhases {
        percent: String,
        from: String,
        until: String,
        zone: String,
        about: String,
    },
}

/// How far a release goes.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DraftGoal {
    Upload,
    Draft,
    Test,
    Testers,
    #[default]
    Submit,
}

impl Across<view::DraftGoal> for DraftGoal {
    fn across(self) -> view::DraftGoal {
        match self {
            Self::Upload => view::DraftGoal::Upload,
            Self::Draft => view::DraftGoal::Draft,
            Self::Test => view::DraftGoal::Test,
            Self::Testers => view::DraftGoal::Testers,
            Self::Submit => view::DraftGoal::Submit,
        }
    }
}

impl Across<DraftGoal> for view::DraftGoal {
    fn across(self) -> DraftGoal {
        match self {
            Self::Upload => DraftGoal::Upload,
            Self::Draft => DraftGoal::Draft,
            Self::Test => DraftGoal::Test,
            Self::Testers => DraftGoal::Testers,
            Self::Submit => DraftGoal::Submit,
        }
    }
}

/// What a person pulls; `percent` goes with `widen`.
#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Lever {
    Widen,
    Pause,
    Resume,
    Complete,
    Cancel,
    Withdraw,
    Release,
}

impl Across<slipway_model::Lever> for Lever {
    fn across(self) -> slipway_model::Lever {
        match self {
            Self::Widen => slipway_model::Lever::Widen,
            Self::Pause => slipway_model::Lever::Pause,
            Self::Resume => slipway_model::Lever::Resume,
            Self::Complete => slipway_model::Lever::Complete,
            Self::Cancel => slipway_model::Lever::Cancel,
            Self::Withdraw => slipway_model::Lever::Withdraw,
            Self::Release => slipway_model::Lever::Release,
        }
    }
}

impl Across<view::DraftWhen> for DraftWhen {
    fn across(self) -> view::DraftWhen {
        match self {
            Self::AfterApproval => view::DraftWhen::AfterApproval,
            Self::At { time, zone } => view::DraftWhen::At { time, zone },
            Self::ByHand => view::DraftWhen::ByHand,
            Self::InPhases {
                percent,
                from,
                until,
                zone,
                about,
            } => view::DraftWhen::InPhases {
                percent,
                from,
                until,
                zone,
                about,
            },
        }
    }
}

impl Across<DraftWhen> for view::DraftWhen {
    fn across(self) -> DraftWhen {
        match self {
            Self::AfterApproval => DraftWhen::AfterApproval,
            Self::At { time, zone } => DraftWhen::At { time, zone },
            Self::ByHand => DraftWhen::ByHand,
            Self::InPhases {
                percent,
                from,
                until,
                zone,
                about,
            } => DraftWhen::InPhases {
                percent,
                from,
                until,
                zone,
                about,
            },
        }
    }
}

/// What concerns the window alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(default)]
pub(crate) struct WindowPrefs {
    pub(crate) look: Look,
    /// The room that was open last.
    pub(crate) room: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Look {
    #[default]
    System,
    Light,
    Dark,
}
