//! A practice world: one SQLite file with documents, ledger, clock and certificate authority, and a folder for bodies on their way.
//! It knows no store and no HTTP.

mod entries;
mod place;
mod schema;

use std::{
    fs::File,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};
use serde::{Serialize, de::DeserializeOwned};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) use self::{
    entries::NewEntry,
    place::{invitation_file, write_private},
};
use crate::{
    clock::{Clock, ClockReading, Setting},
    error::{PracticeError, WorldError},
    stage::{Stage, Stages},
};

/// Where a world is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum WorldAt {
    /// Nowhere: it ends with the process.
    #[default]
    Memory,
    /// In this folder, which is made when it is not there.
    Dir(PathBuf),
}

/// Settings of a world that is being opened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// Rate of a fresh world's clock; an older world keeps its own.
    pub(crate) clock_rate: f64,
    /// How much faster than in the real store reviews and processing are.
    pub(crate) review: f64,
}

/// An open world. Held by the one process that serves it.
pub(crate) struct World {
    connection: Mutex<Connection>,
    pub(crate) clock: Clock,
    review_pace: f64,
    /// The world's folder; `None` in memory.
    folder: Option<PathBuf>,
    blobs: PathBuf,
    _scratch: Option<TempDir>,
    /// Released by the kernel however the process ends.
    _lock: Option<File>,
}

/// The name under which the frame keeps its own documents.
pub(crate) const FRAME: &str = "frame";

impl World {
    /// Opens the world, makes it when it is not there, and takes its lock.
    pub(crate) fn open(at: &WorldAt, pace: Pace) -> Result<Arc<Self>, PracticeError> {
        let opened = match at {
            WorldAt::Memory => place::in_memory()?,
            WorldAt::Dir(folder) => place::in_folder(folder)?,
        };
        let place::Opened {
            mut connection,
            folder,
            blobs,
            scratch,
            lock,
        } = opened;
        schema::prepare(&mut connection)?;
        let setting = match meta(&connection, "clock")? {
            Some(kept) => kept,
            None => {
                let fresh = Setting::fresh(rate(pace.clock_rate)?);
                set_meta(&connection, "clock", &fresh)?;
                fresh
            }
        };
        let clock = Clock::new(setting);
        entries::close_abandoned(&connection, clock.now())?;
        Ok(Arc::new(Self {
            connection: Mutex::new(connection),
            clock,
            review_pace: rate(pace.review)?,
            folder,
            blobs,
            _scratch: scratch,
            _lock: lock,
        }))
    }

    /// The folder of a world that is kept.
    pub(crate) fn folder(&self) -> Option<&PathBuf> {
        self.folder.as_ref()
    }

    /// Runs `work` on one store's documents, with a ledger entry in hand or without: committed on `Ok`, undone on `Err` and on a panic.
    pub(crate) fn transaction<T>(
        &self,
        store: &'static str,
        entry: Option<u64>,
        work: impl FnOnce(&mut Stage<'_>) -> Result<T, WorldError>,
    ) -> Result<T, WorldError> {
        self.across(|stages| {
            work(&mut Stage {
                entry,
                ..stages.of(store)
            })
        })
    }

    /// Runs `work` on the documents of several stores in one transaction.
    pub(crate) fn across<T, E: From<WorldError>>(
        &self,
        work: impl FnOnce(&Stages<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.lock();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(WorldError::Database)?;
        let answer = work(&Stages {
            connection: &transaction,
            now: self.clock.now(),
            pace: self.review_pace,
        })?;
        transaction.commit().map_err(WorldError::Database)?;
        Ok(answer)
    }

    /// Moves the clock and keeps it.
    pub(crate) fn set_clock(
        &self,
        advance: Duration,
        new_rate: Option<f64>,
    ) -> Result<ClockReading, PracticeError> {
        let new_rate = new_rate.map(rate).transpose()?;
        let kept = self
            .clock
            .change(advance, new_rate)
            .ok_or(PracticeError::OutOfTime)?;
        set_meta(&self.lock(), "clock", &kept)?;
        Ok(self.clock.read())
    }

    /// Where the authority's certificate is laid out for clients.
    pub(crate) fn ca_file(&self) -> PathBuf {
        self.folder.as_ref().unwrap_or(&self.blobs).join("ca.pem")
    }

    /// A fresh file name in the folder for bodies.
    pub(crate) fn blob_path(&self) -> PathBuf {
        self.blobs.join(Uuid::new_v4().simple().to_string())
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A value that the frame itself keeps.
fn meta<T: DeserializeOwned>(connection: &Connection, key: &str) -> Result<Option<T>, WorldError> {
    let body: Option<String> = connection
        .query_row("SELECT body FROM meta WHERE key = ?1", [key], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

fn set_meta<T: Serialize>(connection: &Connection, key: &str, value: &T) -> Result<(), WorldError> {
    connection.execute(
        "INSERT INTO meta (key, body) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET body = excluded.body",
        (key, serde_json::to_string(value)?),
    )?;
    Ok(())
}

fn rate(rate: f64) -> Result<f64, PracticeError> {
    if rate.is_finite() && rate > 0.0 {
        Ok(rate)
    } else {
        Err(PracticeError::BadRate(rate))
    }
}
