//! Lists of people as spreadsheets, mail programs and consoles write them. [`decode`] makes text of bytes, [`table`] makes rows of
//! text; nothing here knows the ledger.

mod columns;
mod decode;
mod guard;
mod table;
mod write;

pub(crate) use decode::decode;
pub(crate) use table::{Line, Table, read};
pub(crate) use write::{Column, write};

/// Rows of one list at most.
pub(crate) const MOST_ROWS: usize = 100_000;
/// Bytes of one list at most.
pub(crate) const MOST_BYTES: u64 = 32 << 20;

#[cfg(test)]
mod tests;
