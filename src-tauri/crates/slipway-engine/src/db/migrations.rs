//! The schema as numbered steps. A step that has been released is never edited; the next one changes what it made.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::DbError;

/// Step n brings schema n to n + 1.
const STEPS: &[&str] = &[
    include_str!("001-first.sql"),
    include_str!("002-summaries.sql"),
    include_str!("003-leftover-keys.sql"),
    include_str!("004-file-words.sql"),
    include_str!("005-calls.sql"),
    include_str!("006-testers.sql"),
];

/// Runs what is missing, each step in a transaction of its own.
pub(super) fn bring_up(connection: &mut Connection, path: &Path) -> Result<(), DbError> {
    let known = STEPS.len() as u32;
    loop {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > known {
            return Err(DbError::Newer {
                path: path.to_owned(),
                found,
                known,
            });
        }
        let Some(step) = STEPS.get(found as usize) else {
            return Ok(());
        };
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", found + 1)?;
        transaction.commit()?;
    }
}

#[cfg(test)]
mod tests {
    use super::{STEPS, bring_up};

    #[test]
    fn every_schema_reaches_the_present_one_and_stays_there() {
        for start in 0..=STEPS.len() {
            let mut connection = rusqlite::Connection::open_in_memory().unwrap();
            for step in &STEPS[..start] {
                connection.execute_batch(step).unwrap();
            }
            connection
                .pragma_update(None, "user_version", start as u32)
                .unwrap();
            for _ in 0..2 {
                bring_up(&mut connection, std::path::Path::new(":memory:")).unwrap();
            }
            let version: u32 = connection
                .pragma_query_value(None, "user_version", |row| row.get(0))
                .unwrap();
            assert_eq!(version as usize, STEPS.len());
            let tables: i64 = connection
                .query_row(
                    "SELECT count(*) FROM sqlite_master WHERE name IN ('events', 'summaries')",
                    [],
                    |row| row.get(0),
                )
                .unwrap();
            assert_eq!(tables, 2);
        }
    }
}
