//! One SQLite file per world: journal, apps, names of accounts, reviews, settings. No secret ever stands here.
//! One thread of the process writes, one reads; several processes may have the file open (WAL). What the rows *mean* is said
//! beside the code that uses them.

mod column;
mod migrations;
mod worker;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use slipway_model::{Problem, ProblemKind, Sentence};

pub(crate) use column::{Json, Stamp};
use worker::Worker;

/// How long a statement waits for another process that is writing.
const BUSY: Duration = Duration::from_secs(5);

/// What can go wrong with the file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DbError {
    #[error("the database {path} could not be opened")]
    Open {
        path: PathBuf,
        source: rusqlite::Error,
    },
    #[error("the database {path} has schema {found}; this program knows schema {known}")]
    Newer {
        path: PathBuf,
        found: u32,
        known: u32,
    },
    #[error("the database refused a statement")]
    Sql(#[from] rusqlite::Error),
    #[error("the database's thread has ended")]
    Closed,
}

impl DbError {
    pub(crate) fn problem(&self) -> Problem {
        let advice = match self {
            Self::Newer { path, found, known } => Sentence::new("app.database-newer")
                .with("path", path.display())
                .with("found", found)
                .with("known", known),
            Self::Open { path, .. } => {
                Sentence::new("app.database-closed").with("path", path.display())
            }
            Self::Sql(_) | Self::Closed => Sentence::new("app.database-failed"),
        };
        Problem::new(ProblemKind::Ours, advice).because(self)
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        error.problem()
    }
}

/// The file of one world. Cheap to clone; its threads end with the last clone.
#[derive(Clone, Debug)]
pub(crate) struct Db {
    writer: Worker,
    reader: Worker,
}

impl Db {
    /// Opens the file, makes it if there is none, and brings an older schema up to this program's.
    ///
    /// # Errors
    /// [`DbError::Newer`] when a later program wrote it; [`DbError::Open`] when it cannot be used at all.
    pub(crate) fn open(path: &Path) -> Result<Self, DbError> {
        let open = |source| DbError::Open {
            path: path.to_owned(),
            source,
        };
        let mut writer = Connection::open(path).map_err(open)?;
        writer.busy_timeout(BUSY).map_err(open)?;
        writer
            .pragma_update(None, "journal_mode", "WAL")
            .map_err(open)?;
        // FULL: a journal line that was committed survives the loss of power, which resume leans on.
        writer
            .pragma_update(None, "synchronous", "FULL")
            .map_err(open)?;
        writer
            .pragma_update(None, "foreign_keys", true)
            .map_err(open)?;
        migrations::bring_up(&mut writer, path)?;

        let reader = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(open)?;
        reader.busy_timeout(BUSY).map_err(open)?;
        Ok(Self {
            writer: Worker::start("slipway-db-write", writer)?,
            reader: Worker::start("slipway-db-read", reader)?,
        })
    }

    /// One transaction that takes the write lock at once. When this returns, it is on disk.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, DbError> {
        self.writer
            .ask(move |connection| {
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let answer = change(&transaction)?;
                transaction.commit()?;
                Ok(answer)
            })
            .await
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, DbError> {
        self.reader
            .ask(move |connection| question(connection))
            .await
    }

    /// A number that changes when any other connection, of this process or another, has committed.
    pub(crate) async fn data_version(&self) -> Result<i64, DbError> {
        self.read(|connection| {
            connection.pragma_query_value(None, "data_version", |row| row.get(0))
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::{Db, DbError};
    use slipway_model::ProblemKind;

    #[tokio::test]
    async fn a_newer_schema_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("slipway.db");
        drop(Db::open(&path).unwrap());
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.pragma_update(None, "user_version", 999).unwrap();
        drop(connection);

        let error = Db::open(&path).unwrap_err();
        assert!(
            matches!(error, DbError::Newer { found: 999, .. }),
            "{error}"
        );
        assert_eq!(error.problem().kind, ProblemKind::Ours);
        assert_eq!(error.problem().advice.key, "app.database-newer");
        let connection = rusqlite::Connection::open(&path).unwrap();
        let version: u32 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        assert_eq!(version, 999);
    }

    #[tokio::test]
    async fn another_process_s_commit_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("slipway.db");
        let (one, other) = (Db::open(&path).unwrap(), Db::open(&path).unwrap());
        let before = one.data_version().await.unwrap();
        assert_eq!(one.data_version().await.unwrap(), before);
        other
            .write(|tx| tx.execute("INSERT INTO settings VALUES ('language', '\"zh\"')", []))
            .await
            .unwrap();
        assert_ne!(one.data_version().await.unwrap(), before);
    }

    #[tokio::test]
    async fn a_failed_transaction_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("slipway.db")).unwrap();
        let failed = db
            .write(|tx| {
                tx.execute("INSERT INTO settings VALUES ('a', '1')", [])?;
                tx.execute("INSERT INTO nowhere VALUES (1)", [])
            })
            .await;
        assert!(matches!(failed, Err(DbError::Sql(_))));
        let rows: i64 = db
            .read(|c| c.query_row("SELECT count(*) FROM settings", [], |row| row.get(0)))
            .await
            .unwrap();
        assert_eq!(rows, 0);
    }
}
