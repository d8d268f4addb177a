//! Every store × practice × every trouble, at every request that a release makes. One rule for all of them: what the program says
//! afterwards must be what practice's ledger saw, and what was unclear must become clear without a second submission.

mod columns;
mod honesty;
mod lines;
mod plain;
mod verdict;
