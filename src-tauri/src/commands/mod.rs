//! What the page may call, one file per room. A command takes typed input, calls the engine and maps the answer; it decides nothing.
//! Each is registered in `bindings.rs`, `build.rs` and `capabilities/main.json`.

pub(crate) mod builds;
pub(crate) mod desk;
pub(crate) mod releases;
pub(crate) mod reviews;
pub(crate) mod settings;
pub(crate) mod stores;
pub(crate) mod testers;
pub(crate) mod worlds;

use slipway_engine::problem_view;
use slipway_model::{Language, Problem, ProblemKind, Sentence};

use crate::wire::{Across as _, ProblemView};

/// A problem of the window itself, such as a browser that is not there.
fn window_problem(kind: ProblemKind, says: Sentence, language: Language) -> ProblemView {
    problem_view(&Problem::new(kind, says), language).across()
}
