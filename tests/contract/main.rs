//! Every store × practice × every trouble, at every request that a release makes. One rule for all of them: what the program says
//! afterwards must be what practice's ledger saw, and what was unclear must become clear without a second submission.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a suite stops at the first surprise and tells its numbers"
)]

mod columns;
mod honesty;
mod lines;
mod plain;
mod verdict;
