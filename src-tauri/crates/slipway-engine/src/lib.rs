//! Opens a world, real or practice, and is the one API of window and command line: accounts, apps, releases (plan, run, journal,
//! resume), reviews, settings. Speaks no store protocol (`slipway-stores`) and builds no HTTP client (`slipway-http`).

mod db;
mod engine;
mod folder;
mod home;
pub mod release;
pub mod view;
mod world;

pub use engine::Engine;
pub use folder::data_folder;
pub use home::{Home, JournalWatch, PracticeAccounts, PracticeAt};
pub use release::Action;
pub use view::WorldKind;
pub use world::{Keep, World, problem_view};
