//! The testers' room: people and groups of our own, lists on their way in and out, and where each person was sent. The sending itself
//! is a release with the goal *testers* or *test*; what became of each row is folded from its journal, in the transaction of each
//! line. Personal data: it stays in the world's folder, and no address or name stands in a field of the log.

mod apply;
mod certificate;
mod csv;
mod draft;
mod edit;
mod email;
mod export;
mod groups;
mod import;
mod people;
mod person;
mod places;
mod preview;
mod sendings;
mod standing;
mod stores;

pub(crate) use draft::{Link, link};
pub(crate) use places::count_differs;
pub(crate) use preview::Imports;
pub(crate) use sendings::{Sender, counted, counts};
