//! A release from plan to receipt: [`plan`] says what would be sent, `start` writes it down, [`run`] does it step by step, the
//! journal remembers, [`fold`] says where it stands. Newcomers read `run/store.rs` first.

mod act;
mod action;
mod again;
mod brief;
mod calls;
mod event;
pub(crate) mod fold;
pub(crate) mod journal;
mod lines;
mod next;
pub(crate) mod owner;
pub(crate) mod plan;
mod record;
pub(crate) mod run;
pub(crate) mod signal;
mod speed;
mod start;
pub(crate) mod summary;
mod testers;
mod views;
mod watch;
pub(crate) mod when;

pub use action::Action;
pub(crate) use brief::Brief;
pub use event::{Event, Evidence, Facts, What};
