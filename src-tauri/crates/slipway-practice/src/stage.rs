//! What a play gets: [`Ask`] stands for one request, [`Stage`] for one transaction on the store's part of the world.
//! Everything that a request changes, and its events in the ledger, go through one `Ask::change`, so that a crash or a lost answer
//! leaves either all of it or nothing.

use std::{path::PathBuf, sync::Arc, time::Duration};

use axum::extract::FromRequestParts;
use http::request::Parts;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{error::WorldError, world::World};

/// One request to a store. Extracted by handlers; cheap to clone.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) world: Arc<World>,
    pub(crate) store: &'static str,
    pub(crate) host: Arc<str>,
    /// Sequence number of the ledger's entry.
    pub(crate) entry: u64,
    /// Name of the store's own fault that a knob put on this request.
    pub(crate) fault: Option<Arc<str>>,
}

impl Ask {
    /// The host that the request went to, without port.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The practice clock.
    pub(crate) fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    /// Whether a knob asks for that trouble in this request. Asking does not use it up: matching the request did.
    pub(crate) fn fault_is(&self, name: &str) -> bool {
        self.fault.as_deref() == Some(name)
    }

    /// A fresh file name for a body on its way to disk. The file is the play's to write and to remove; the folder goes with the world.
    pub(crate) fn blob_path(&self) -> PathBuf {
        self.world.blob_path()
    }

    /// Adds an event to this request's ledger entry, in a transaction of its own.
    pub(crate) fn event(&self, event: Value) -> Result<(), WorldError> {
        self.change(|stage| stage.event(event))
    }

    /// Reads and changes the store's documents in one transaction: committed when `work` returns `Ok`, undone when it returns `Err`.
    /// Other requests wait meanwhile, so slow work (digests, RSA, reading a build) belongs before it.
    pub(crate) fn change<T>(
        &self,
        work: impl FnOnce(&mut Stage<'_>) -> Result<T, WorldError>,
    ) -> Result<T, WorldError> {
        self.world.transaction(self.store, Some(self.entry), work)
    }
}

impl<S: Sync> FromRequestParts<S> for Ask {
    type Rejection = WorldError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| WorldError::Broken("a request came past the proxy".to_owned()))
    }
}

/// A store's documents while one transaction is open. A document is JSON under a kind (`app`, `token`) and a key.
pub(crate) struct Stage<'t> {
    pub(crate) connection: &'t Connection,
    pub(crate) store: &'static str,
    pub(crate) now: Timestamp,
    pub(crate) pace: f64,
    pub(crate) entry: Option<u64>,
}

impl Stage<'_> {
    /// The practice clock at the start of the transaction.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// How long something takes in practice that takes `real` in the real store: reviews, compiling, processing. In practice time.
    pub(crate) fn paced(&self, real: Duration) -> Duration {
        Duration::try_from_secs_f64(real.as_secs_f64() / self.pace).unwrap_or(real)
    }

    pub(crate) fn get<T: DeserializeOwned>(
        &self,
        kind: &str,
        key: &str,
    ) -> Result<Option<T>, WorldError> {
        let body: Option<String> = self
            .connection
            .prepare_cached(
                "SELECT body FROM document WHERE store = ?1 AND kind = ?2 AND key = ?3",
            )?
            .query_row((self.store, kind, key), |row| row.get(0))
            .optional()?;
        Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
    }

    pub(crate) fn put<T: Serialize>(
        &mut self,
        kind: &str,
        key: &str,
        value: &T,
    ) -> Result<(), WorldError> {
        let body = serde_json::to_string(value)?;
        self.connection
            .prepare_cached(
                "INSERT INTO document (store, kind, key, body) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (store, kind, key) DO UPDATE SET body = excluded.body",
            )?
            .execute((self.store, kind, key, body))?;
        Ok(())
    }

    /// Whether there was such a document.
    pub(crate) fn remove(&mut self, kind: &str, key: &str) -> Result<bool, WorldError> {
        let gone = self
            .connection
            .prepare_cached("DELETE FROM document WHERE store = ?1 AND kind = ?2 AND key = ?3")?
            .execute((self.store, kind, key))?;
        Ok(gone > 0)
    }

    /// Every document of a kind, by key, in the keys' order.
    pub(crate) fn all<T: DeserializeOwned>(
        &self,
        kind: &str,
    ) -> Result<Vec<(String, T)>, WorldError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT key, body FROM document WHERE store = ?1 AND kind = ?2 ORDER BY key",
        )?;
        let rows = statement.query_map((self.store, kind), |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        rows.map(|row| {
            let (key, body) = row?;
            Ok((key, serde_json::from_str(&body)?))
        })
        .collect()
    }

    /// Adds an event to the ledger entry of the request in hand, e.g. `{"event":"submitted","package":…}`. Outside of a request
    /// (seeding, adoption, a decision) there is no entry, and nothing is written.
    pub(crate) fn event(&mut self, event: Value) -> Result<(), WorldError> {
        let Some(entry) = self.entry else {
            return Ok(());
        };
        self.connection
            .prepare_cached(
                "UPDATE entry SET events = json_insert(events, '$[#]', json(?2)) WHERE seq = ?1",
            )?
            .execute((entry, event.to_string()))?;
        Ok(())
    }

    /// Adds several events, in their order.
    pub(crate) fn events(
        &mut self,
        events: impl IntoIterator<Item = Value>,
    ) -> Result<(), WorldError> {
        events.into_iter().try_for_each(|event| self.event(event))
    }
}

/// One transaction across stores, for what the frame does to all of them at once.
pub(crate) struct Stages<'t> {
    pub(crate) connection: &'t Connection,
    pub(crate) now: Timestamp,
    pub(crate) pace: f64,
}

impl<'t> Stages<'t> {
    /// That store's part. The frame's own documents lie under [`crate::world::FRAME`].
    pub(crate) fn of(&self, store: &'static str) -> Stage<'t> {
        Stage {
            connection: self.connection,
            store,
            now: self.now,
            pace: self.pace,
            entry: None,
        }
    }
}
