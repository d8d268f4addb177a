//! Practice: the other side of every store, for rehearsal and tests. A forward proxy on the loopback interface ends TLS with a throw-away
//! certificate authority of its own and answers in the store's real protocol, so that a client differs only in its proxy and its trust
//! anchor. Written from the stores' documents; it shares no code with our client, only the reader of build files.

mod apps;
mod clock;
mod control;
mod demo;
mod error;
mod frame;
mod handed;
mod invitation;
mod join;
mod knobs;
mod ledger;
mod page;
mod play;
mod plays;
mod practice;
mod proxy;
mod stage;
#[cfg(test)]
mod tests;
mod witness;
mod world;

pub use apps::{AdoptedApp, PracticeApp};
pub use clock::ClockReading;
pub use demo::{demo_build, demo_ipa};
pub use error::{PracticeError, WorldError};
pub use handed::HandedOut;
pub use invitation::Invitation;
pub use join::Opened;
pub use knobs::{Fault, Knob, TurnedKnob};
pub use ledger::Entry;
pub use page::StoreKeys;
pub use play::{Decided, SeedApp, StoreApp, Verdict};
pub use practice::{Options, Practice};
pub use witness::{Exchange, Witness};
pub use world::WorldAt;
