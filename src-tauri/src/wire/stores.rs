//! Stores, their guides, accounts and checks.

use std::collections::BTreeMap;

use serde::Serialize;
use slipway_engine::view;
use specta::Type;

use super::{Across, ProblemView, records};

records! {
    StoreTile {
        id: String,
        name: String,
        mark: String,
        state: String,
        accounts: u32,
        can: Vec<String>,
        phases: String,
        notes_limit: u32,
        notes_least: u32,
        notes_counted: String,
        default_language: String,
        accepts: Vec<String>,
        size_limit: u64,
    }

    StorePage {
        tile: StoreTile,
        before: String,
        ways: Vec<GuideWay>,
        fields: Vec<FieldView>,
        accounts: Vec<AccountView>,
        console: String,
    }

    GuideWay {
        id: String,
        title: String,
        about: String,
        steps: Vec<GuideStep>,
    }

    GuideStep {
        id: String,
        title: String,
        says: String,
        menu: Vec<String>,
        other_menus: Vec<Vec<String>>,
        link: Option<String>,
        note: Option<String>,
        yields: Vec<String>,
        sketch: Option<Sketch>,
    }

    Sketch {
        kind: String,
        labels: Vec<String>,
        point: String,
    }

    FieldView {
        id: String,
        label: String,
        help: String,
        secret: bool,
        shape: String,
        choices: Vec<String>,
        required: bool,
        group: String,
    }

    AccountView {
        store: String,
        name: String,
        fields: Vec<FieldSet>,
        kept: String,
        checked_at: Option<String>,
        check: Vec<ProbeView>,
    }

    /// That a field is set, and since when. Never its value.
    FieldSet {
        id: String,
        label: String,
        set_at: String,
    }

    HintView {
        state: String,
        says: String,
        told: BTreeMap<String, String>,
    }

    FieldProblemView {
        field: String,
        says: String,
    }

    ProbeView {
        key: String,
        label: String,
        state: String,
        says: String,
        code: Option<String>,
        words: Option<String>,
        guide_step: Option<String>,
    }
}

/// Answer to saving an account.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub(crate) enum SaveAnswer {
    Saved { account: AccountView },
    FieldProblems { problems: Vec<FieldProblemView> },
    NotKept { problem: ProblemView },
}

impl Across<SaveAnswer> for view::SaveAnswer {
    fn across(self) -> SaveAnswer {
        match self {
            Self::Saved { account } => SaveAnswer::Saved {
                account: account.across(),
            },
            Self::FieldProblems { problems } => SaveAnswer::FieldProblems {
                problems: problems.across(),
            },
            Self::NotKept { problem } => SaveAnswer::NotKept {
                problem: problem.across(),
            },
        }
    }
}
