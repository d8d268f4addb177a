//! Tables of a practice world and their numbered changes.

use rusqlite::Connection;

use crate::error::{PracticeError, WorldError};

/// Change *n* brings a database from schema *n* to *n* + 1.
const CHANGES: &[&str] = &["
    CREATE TABLE meta (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
    CREATE TABLE document (
        store TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (store, kind, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE entry (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, store TEXT NOT NULL, host TEXT NOT NULL,
        method TEXT NOT NULL, path TEXT NOT NULL, http TEXT NOT NULL, status INTEGER,
        received INTEGER NOT NULL DEFAULT 0, declared INTEGER, complete INTEGER NOT NULL DEFAULT 0,
        closed_at TEXT, events TEXT NOT NULL DEFAULT '[]', fault TEXT
    ) STRICT;
"];

/// Brings the database to this version's schema.
pub(super) fn prepare(connection: &mut Connection) -> Result<(), PracticeError> {
    let database = |error: rusqlite::Error| PracticeError::World(WorldError::Database(error));
    // A killed process loses nothing with NORMAL; only a power cut can cost the last moments, and this is a rehearsal.
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;",
        )
        .map_err(database)?;
    let known = CHANGES.len() as i64;
    let found: i64 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(database)?;
    if found > known {
        return Err(PracticeError::Newer { found, known });
    }
    let transaction = connection.transaction().map_err(database)?;
    for change in CHANGES.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(change).map_err(database)?;
    }
    transaction
        .pragma_update(None, "user_version", known)
        .map_err(database)?;
    transaction.commit().map_err(database)
}

#[cfg(test)]
mod tests {
    use super::{CHANGES, Connection, PracticeError, prepare};

    #[test]
    fn prepares_once_and_refuses_a_newer_world() {
        let mut connection = Connection::open_in_memory().unwrap();
        prepare(&mut connection).unwrap();
        prepare(&mut connection).unwrap();
        connection
            .pragma_update(None, "user_version", CHANGES.len() as i64 + 1)
            .unwrap();
        assert!(matches!(
            prepare(&mut connection),
            Err(PracticeError::Newer { .. })
        ));
    }
}
