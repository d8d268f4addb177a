//! What window and command line are shown: snapshots that the engine folded, with every sentence already in the asked language.
//! Plain records; no secret ever stands in one. The shell converts them for the window, the command line prints them as JSON.

mod desk;
mod draft;
mod reviews;
mod run;
mod settings;
mod stores;
mod testers;

use serde::{Deserialize, Serialize};

pub use desk::{AppRow, DeskCell, DeskView};
pub use draft::{
    AppleView, AskView, BuildView, Change, Draft, DraftGoal, DraftGroup, DraftStore, DraftTester,
    DraftWhen, ListingFieldView, NoteCount, PlanView, SignerView, StepView, StorePlan,
};
pub use reviews::{PhaseView, ReviewRow, Steered};
pub use run::{
    Progress, Receipt, RecordView, ReleaseEvent, ReleaseRow, ReleaseView, StoreRun, TesterCounts,
    TesterRowView,
};
pub use settings::Settings;
pub use stores::{
    AccountView, FieldProblemView, FieldSet, FieldView, GuideStep, GuideWay, HintView, ProbeView,
    SaveAnswer, Sketch, StorePage, StoreTile,
};
pub use testers::{
    ImportPage, ImportRow, ImportView, Imported, OwnGroup, PeoplePage, PeopleQuery, PersonEdit,
    PersonStanding, PersonView, PlacePage, PlaceQuery, PlacedPerson, StoreGroup, TesterPlace,
    TesterSend, TesterStore,
};

/// Which of the two worlds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WorldKind {
    Real,
    Practice,
}

/// The head of every page: where am I, and is anything running next door?
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorldView {
    pub kind: WorldKind,
    /// Folder in which this world keeps everything.
    pub folder: String,
    pub keyring: KeyringView,
    /// Titles of releases running in the other world, for the band.
    pub running_next_door: Vec<String>,
    pub running_here: u32,
    /// `http://127.0.0.1:…/console` in practice.
    pub practice_console: Option<String>,
    /// A build to rehearse with, in practice.
    pub demo_build: Option<String>,
    pub version: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum KeyringView {
    Ready,
    Locked { says: String },
    Missing { says: String },
}

/// A problem as a person reads it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProblemView {
    /// `bad-credentials`, `refused`, … (words of [`slipway_model::ProblemKind`]).
    pub kind: String,
    /// What happened and what to do next, in the asked language.
    pub says: String,
    /// The store's own code and words, unchanged but cleaned.
    pub code: Option<String>,
    pub words: Option<String>,
    /// May trying again help?
    pub can_retry: bool,
    /// Guide step that mends it.
    pub guide_step: Option<String>,
    /// Where a draft is mended: `build`, `stores`, `account`, `occasion`, `notes`, `when`, `icon`, or one field of a store's share:
    /// `listing:<field>`, `ask:<id>`, `notes:<language>`.
    pub about: Option<String>,
    pub causes: Vec<String>,
}
