//! The harness that all suites share: rehearsals in this process, real builds, and how to read the checkout.
//! Not for: facts about a store (those are in practice's ledger) or about one journey (those stand in its suite).

pub mod alone;
pub mod build;
pub mod bulk;
pub mod cli;
pub mod desktop;
pub mod each;
pub mod learned;
pub mod openapi;
pub mod rehearsal;
pub mod secrets;
pub mod source;
