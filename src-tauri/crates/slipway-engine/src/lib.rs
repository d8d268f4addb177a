//! Opens a world, real or practice, and is the one API of window and command line: accounts, apps, releases (plan, run, journal,
//! resume), reviews, settings. Speaks no store protocol (`slipway-stores`) and builds no HTTP client (`slipway-http`).

mod accounts;
mod apps;
mod db;
mod engine;
mod folder;
mod home;
pub mod practice;
pub mod release;
mod reviews;
mod say;
mod settings;
mod testers;
pub mod view;
mod world;

pub use accounts::Keep;
pub use engine::Engine;
pub use folder::data_folder;
pub use home::{Home, JournalWatch, PracticeAccounts, PracticeAt};
pub use release::Action;
pub use say::problem_view;
pub use slipway_http::Deadlines;
pub use view::WorldKind;
pub use world::World;
