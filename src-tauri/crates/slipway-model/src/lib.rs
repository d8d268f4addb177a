//! The words of the domain: what a build, an order, a step, an outcome and a problem *are*.
//! No IO and no async here; nothing in this crate knows a store, a file or a socket.

pub mod apple;
pub mod build;
pub mod build_number;
pub mod language;
pub mod limit;
pub mod listing;
pub mod order;
pub mod percent;
pub mod phase;
pub mod problem;
pub mod review;
pub mod step;
pub mod store_id;
pub mod testers;
pub mod text;
pub mod words;

pub use apple::{Apple, ApplePlatform, Distribution};
pub use build::{Build, Bundle, Digests, Icon, IconSource, Kind, Signer, Tristate, Warning};
pub use language::Language;
pub use limit::{Counting, Limit};
pub use listing::ListingField;
pub use order::{AppRef, Artifact, Goal, Notes, Order, Phases, When};
pub use percent::Percent;
pub use phase::{Lever, Phase, PhaseState, Steering};
pub use problem::{Problem, ProblemKind, Retry, Said};
pub use review::{Review, ReviewState};
pub use step::{Looked, Outcome, Outputs, Repeat, Step};
pub use store_id::StoreId;
pub use testers::{
    GroupKind, PublicLink, RowState, Tester, TesterAct, TesterGroup, TesterRow, Testing,
};
pub use words::{Sentence, Words};
