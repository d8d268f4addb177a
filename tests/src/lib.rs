//! The harness that all suites share: where the checkout is, and how to read it.
//! Not for: facts about a store (those are in practice's ledger) or about the window (those are in `tests/desktop`).

pub mod source;
