//! The head of every page, problems, the desk and the reviews.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use slipway_engine::view;
use specta::Type;

use super::{Across, StoreTile, records};

/// Which of the two worlds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum WorldKind {
    Real,
    Practice,
}

impl Across<WorldKind> for view::WorldKind {
    fn across(self) -> WorldKind {
        match self {
            Self::Real => WorldKind::Real,
            Self::Practice => WorldKind::Practice,
        }
    }
}

impl Across<view::WorldKind> for WorldKind {
    fn across(self) -> view::WorldKind {
        match self {
            Self::Real => view::WorldKind::Real,
            Self::Practice => view::WorldKind::Practice,
        }
    }
}

/// Whether keys can be kept.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub(crate) enum KeyringView {
    Ready,
    Locked { says: String },
    Missing { says: String },
}

impl Across<KeyringView> for view::KeyringView {
    fn across(self) -> KeyringView {
        match self {
            Self::Ready => KeyringView::Ready,
            Self::Locked { says } => KeyringView::Locked { says },
            Self::Missing { says } => KeyringView::Missing { says },
        }
    }
}

records! {
    /// The head of every page: where am I, and is anything running next door?
    WorldView {
        kind: WorldKind,
        folder: String,
        keyring: KeyringView,
        running_next_door: Vec<String>,
        running_here: u32,
        practice_console: Option<String>,
        demo_build: Option<String>,
        version: String,
    }

    /// What happened and what to do next, with the store's own code and words beside it.
    ProblemView {
        kind: String,
        says: String,
        code: Option<String>,
        words: Option<String>,
        can_retry: bool,
        guide_step: Option<String>,
        about: Option<String>,
        causes: Vec<String>,
    }

    DeskView {
        stores: Vec<StoreTile>,
        apps: Vec<AppRow>,
    }

    AppRow {
        package: String,
        label: String,
        icon: Option<String>,
        cells: Vec<DeskCell>,
    }

    DeskCell {
        store: String,
        state: String,
        state_label: String,
        store_term: Option<String>,
        inferred: bool,
        live: Option<String>,
        pending: Option<String>,
        reason: Option<String>,
        as_of: Option<String>,
    }

    ReviewRow {
        package: String,
        label: String,
        store: String,
        store_name: String,
        mark: String,
        version: String,
        state: String,
        state_label: String,
        store_term: Option<String>,
        inferred: bool,
        reason: Option<String>,
        as_of: Option<String>,
        goes_live: Option<String>,
        release: Option<String>,
        console: String,
        problem: Option<ProblemView>,
        phase: Option<PhaseView>,
        levers: Vec<String>,
    }

    PhaseView {
        state: String,
        state_label: String,
        percent: Option<String>,
        from: Option<String>,
        until: Option<String>,
        store_term: String,
    }
}

/// How a pull of a lever ended.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "kebab-case", tag = "steered")]
pub(crate) enum Steered {
    Seen { says: String },
    Refused { problem: ProblemView },
    Unclear { problem: ProblemView },
}

impl Across<Steered> for view::Steered {
    fn across(self) -> Steered {
        match self {
            Self::Seen { says } => Steered::Seen { says },
            Self::Refused { problem } => Steered::Refused {
                problem: problem.across(),
            },
            Self::Unclear { problem } => Steered::Unclear {
                problem: problem.across(),
            },
        }
    }
}

/// One request as practice saw it. What a store did about it is kept as JSON text, to be shown and not to be acted on.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct LedgerEntry {
    pub(crate) seq: u64,
    pub(crate) at: String,
    pub(crate) store: Option<String>,
    pub(crate) host: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) status: Option<u64>,
    pub(crate) received: u64,
    pub(crate) complete: bool,
    /// Still on its way: the connection stands and there is no answer yet.
    pub(crate) open: bool,
    pub(crate) fault: Option<String>,
    pub(crate) events: Vec<String>,
}

impl Across<LedgerEntry> for Value {
    fn across(self) -> LedgerEntry {
        let text = |name: &str| self[name].as_str().map(str::to_owned);
        LedgerEntry {
            seq: self["seq"].as_u64().unwrap_or_default(),
            at: text("at").unwrap_or_default(),
            store: text("store"),
            host: text("host").unwrap_or_default(),
            method: text("method").unwrap_or_default(),
            path: text("path").unwrap_or_default(),
            status: self["status"].as_u64(),
            received: self["received"].as_u64().unwrap_or_default(),
            complete: self["complete"].as_bool().unwrap_or_default(),
            open: self["closed_at"].is_null(),
            fault: text("fault"),
            events: self["events"]
                .as_array()
                .map(|events| events.iter().map(Value::to_string).collect())
                .unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Across as _, LedgerEntry};

    #[test]
    fn a_ledger_entry_keeps_what_it_knows() {
        let entry: LedgerEntry = json!({
            "seq": 7, "at": "2026-01-01T00:00:00Z", "store": "huawei", "method": "PUT", "path": "/x", "host": "h",
            "http": "1.1", "status": null, "received": 12, "complete": false, "fault": "drop-after",
            "events": [{"event": "stored", "bytes": 12}],
        })
        .across();
        assert_eq!((entry.seq, entry.received, entry.status), (7, 12, None));
        assert_eq!(entry.events, [r#"{"event":"stored","bytes":12}"#]);
    }
}
