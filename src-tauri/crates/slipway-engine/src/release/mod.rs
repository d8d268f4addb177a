//! A release from plan to receipt: [`plan`] says what would be sent, `start` commits it, `run` does it step by step, the journal
//! remembers, [`fold`] says where it stands, `look` finds out what became of an answer that never came.

mod action;
mod brief;
mod event;
pub(crate) mod fold;
pub(crate) mod journal;
pub(crate) mod owner;
pub(crate) mod signal;
pub(crate) mod when;

pub use action::Action;
pub(crate) use brief::Brief;
pub use event::{Event, Evidence, Facts, What};
