//! What is written down about an account: which fields are set and when, and what the last check found. Never a value.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::params;
use slipway_stores::{Credentials, Probe};

use super::Keep;
use crate::db::{Db, DbError, Json, Stamp};

#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) store: String,
    pub(crate) name: String,
    /// Field id and when it was set.
    pub(crate) fields: BTreeMap<String, Timestamp>,
    pub(crate) kept: Keep,
    pub(crate) checked_at: Option<Timestamp>,
    pub(crate) probes: Vec<Probe>,
}

impl Row {
    pub(crate) fn new(
        store: &str,
        name: &str,
        credentials: &Credentials,
        kept: Keep,
        now: Timestamp,
    ) -> Self {
        Self {
            store: store.to_owned(),
            name: name.to_owned(),
            fields: credentials
                .values()
                .keys()
                .map(|field| (field.clone(), now))
                .collect(),
            kept,
            checked_at: None,
            probes: Vec::new(),
        }
    }

    pub(crate) fn key(&self) -> (String, String) {
        (self.store.clone(), self.name.clone())
    }

    /// The name of its item in the vault.
    pub(crate) fn vault_name(&self) -> String {
        format!("{}/{}", self.store, self.name)
    }
}

pub(super) async fn all(db: &Db) -> Result<Vec<Row>, DbError> {
    db.read(|connection| {
        connection
            .prepare_cached(
                "SELECT store, name, fields, checked_at, probes FROM accounts ORDER BY store, name",
            )?
            .query_map([], |row| {
                let Json(fields) = row.get(2)?;
                let checked: Option<Stamp> = row.get(3)?;
                let probes: Option<Json<Vec<Probe>>> = row.get(4)?;
                Ok(Row {
                    store: row.get(0)?,
                    name: row.get(1)?,
                    fields,
                    kept: Keep::Keyring,
                    checked_at: checked.map(|Stamp(at)| at),
                    probes: probes.map(|Json(probes)| probes).unwrap_or_default(),
                })
            })?
            .collect()
    })
    .await
}

pub(super) async fn put(db: &Db, row: &Row) -> Result<(), DbError> {
    let row = row.clone();
    db.write(move |tx| {
        tx.execute(
            "INSERT INTO accounts (store, name, fields, checked_at, probes) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (store, name) DO UPDATE SET fields = ?3, checked_at = ?4, probes = ?5",
            params![row.store, row.name, Json(&row.fields), row.checked_at.map(Stamp), Json(&row.probes)],
        )
        .map(drop)
    })
    .await
}

pub(super) async fn remove(db: &Db, store: &str, name: &str) -> Result<(), DbError> {
    let (store, name) = (store.to_owned(), name.to_owned());
    db.write(move |tx| {
        tx.execute(
            "DELETE FROM accounts WHERE store = ?1 AND name = ?2",
            params![store, name],
        )
        .map(drop)
    })
    .await
}
