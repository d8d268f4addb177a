//! The ledger's table: an entry is written when a request's head arrives and brought up to date until it is closed.

use jiff::Timestamp;
use rusqlite::{Connection, Row, types::Type};
use serde::de::DeserializeOwned;

use super::World;
use crate::{error::WorldError, ledger::Entry};

/// What is known when the head has arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewEntry<'a> {
    pub(crate) store: &'a str,
    pub(crate) host: &'a str,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) http: &'static str,
    pub(crate) declared: Option<u64>,
    pub(crate) fault: Option<&'a str>,
}

impl World {
    /// Opens an entry and returns its sequence number.
    pub(crate) fn open_entry(&self, new: &NewEntry<'_>) -> Result<u64, WorldError> {
        let at = self.clock.now();
        let connection = self.lock();
        connection
            .prepare_cached(
                "INSERT INTO entry (at, store, host, method, path, http, declared, fault)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((
                at.to_string(),
                new.store,
                new.host,
                new.method,
                new.path,
                new.http,
                new.declared,
                new.fault,
            ))?;
        u64::try_from(connection.last_insert_rowid())
            .map_err(|_| WorldError::Broken("a negative ledger number".to_owned()))
    }

    /// Notes how much of the body has arrived.
    pub(crate) fn received(
        &self,
        entry: u64,
        bytes: u64,
        complete: bool,
    ) -> Result<(), WorldError> {
        self.lock()
            .prepare_cached("UPDATE entry SET received = ?2, complete = ?3 WHERE seq = ?1")?
            .execute((entry, bytes, complete))?;
        Ok(())
    }

    /// Closes an entry that is open; a closed one stays as it is.
    pub(crate) fn close_entry(&self, entry: u64, status: Option<u16>) -> Result<(), WorldError> {
        let at = self.clock.now();
        self.lock()
            .prepare_cached(
                "UPDATE entry SET status = ?2, closed_at = ?3 WHERE seq = ?1 AND closed_at IS NULL",
            )?
            .execute((entry, status, at.to_string()))?;
        Ok(())
    }

    /// The entries after a sequence number, oldest first.
    pub(crate) fn entries(&self, after: u64) -> Result<Vec<Entry>, WorldError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT seq, at, store, host, method, path, http, status, received, declared, complete,
                    closed_at, events, fault
             FROM entry WHERE seq > ?1 ORDER BY seq",
        )?;
        let rows = statement.query_map([after], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Closes what a process that was killed has left open.
pub(super) fn close_abandoned(connection: &Connection, at: Timestamp) -> Result<(), WorldError> {
    connection.execute(
        "UPDATE entry SET closed_at = ?1 WHERE closed_at IS NULL",
        [at.to_string()],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let time = |index: usize, text: String| {
        text.parse::<Timestamp>().map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(error))
        })
    };
    Ok(Entry {
        seq: row.get(0)?,
        at: time(1, row.get(1)?)?,
        store: row.get(2)?,
        host: row.get(3)?,
        method: row.get(4)?,
        path: row.get(5)?,
        http: row.get(6)?,
        status: row.get(7)?,
        received: row.get(8)?,
        declared: row.get(9)?,
        complete: row.get(10)?,
        closed_at: row
            .get::<_, Option<String>>(11)?
            .map(|text| time(11, text))
            .transpose()?,
        events: json(12, row.get(12)?)?,
        fault: row.get(13)?,
    })
}

fn json<T: DeserializeOwned>(index: usize, text: String) -> rusqlite::Result<T> {
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(error))
    })
}
