//! The journal as a table: appended inside one transaction, read in order. Numbers come from the database, so that two processes
//! (the owner, and another one's review watch) never give the same one.

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};
use slipway_model::{Problem, StoreId};
use tokio::sync::broadcast;

use super::{
    Brief, Event, What,
    fold::{Folded, fold},
    summary::{self, Standing, Summary},
};
use crate::{
    JournalWatch,
    db::{Db, DbError, Json, Stamp},
    release::signal::Signal,
};

/// Writes and reads the journals of one world.
#[derive(Clone)]
pub(crate) struct Journal {
    db: Db,
    signals: broadcast::Sender<Signal>,
    watch: Option<JournalWatch>,
    standing: Arc<Standing>,
}

impl fmt::Debug for Journal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Journal").finish_non_exhaustive()
    }
}

/// What became of beginning a release.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Opened {
    Now,
    /// The same plan was started before.
    Before,
    Refused(Problem),
}

/// A line before it has its number.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) store: Option<StoreId>,
    pub(crate) step: Option<String>,
    pub(crate) what: What,
}

impl Line {
    pub(crate) fn release(what: What) -> Self {
        Self {
            store: None,
            step: None,
            what,
        }
    }

    pub(crate) fn store(store: &StoreId, what: What) -> Self {
        Self {
            store: Some(store.clone()),
            step: None,
            what,
        }
    }

    pub(crate) fn step(store: &StoreId, step: &str, what: What) -> Self {
        Self {
            store: Some(store.clone()),
            step: Some(step.to_owned()),
            what,
        }
    }
}

impl Journal {
    pub(crate) fn new(
        db: Db,
        signals: broadcast::Sender<Signal>,
        watch: Option<JournalWatch>,
    ) -> Self {
        Self {
            db,
            signals,
            watch,
            standing: Arc::default(),
        }
    }

    /// Makes the release and its first lines in one transaction. `beside` is asked first, inside it: whatever it answers
    /// stands against beginning, and nothing is written. A plan that was already started begins nothing either.
    pub(crate) async fn open(
        &self,
        brief: Brief,
        plan: String,
        time: Timestamp,
        lines: Vec<Line>,
        beside: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<Option<Problem>> + Send + 'static,
    ) -> Result<Opened, DbError> {
        let release = brief.id.clone();
        let standing = Arc::clone(&self.standing);
        let opened = self
            .db
            .write(move |tx| {
                if let Some(problem) = beside(tx)? {
                    return Ok(Err(Opened::Refused(problem)));
                }
                let made = tx.execute(
                    "INSERT INTO releases (id, plan, began, orders) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (plan) DO NOTHING",
                    params![brief.id, plan, Stamp(time), Json(&brief)],
                )?;
                if made == 0 {
                    return Ok(Err(Opened::Before));
                }
                let events = lines
                    .into_iter()
                    .map(|line| append(tx, &brief.id, time, line))
                    .collect::<rusqlite::Result<Vec<_>>>()?;
                let folded = standing.follow(tx, &brief.id, &events)?;
                Ok(Ok((events, folded)))
            })
            .await?;
        match opened {
            Ok((events, folded)) => {
                self.standing.keep(&release, folded);
                self.tell(&release, &events);
                Ok(Opened::Now)
            }
            Err(opened) => Ok(opened),
        }
    }

    /// Appends a line. When this returns, the line is on disk.
    pub(crate) async fn append(
        &self,
        release: &str,
        time: Timestamp,
        line: Line,
    ) -> Result<Event, DbError> {
        self.append_and(release, time, line, |_| Ok(())).await
    }

    /// [`Journal::append`], with what must be remembered together with the line in the same transaction.
    pub(crate) async fn append_and(
        &self,
        release: &str,
        time: Timestamp,
        line: Line,
        remember: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()> + Send + 'static,
    ) -> Result<Event, DbError> {
        let id = release.to_owned();
        let standing = Arc::clone(&self.standing);
        let (event, folded) = self
            .db
            .write(move |tx| {
                remember(tx)?;
                let event = append(tx, &id, time, line)?;
                let folded = standing.follow(tx, &id, std::slice::from_ref(&event))?;
                Ok((event, folded))
            })
            .await?;
        self.standing.keep(release, folded);
        self.tell(release, std::slice::from_ref(&event));
        Ok(event)
    }

    fn tell(&self, release: &str, events: &[Event]) {
        if let Some(watch) = &self.watch {
            events.iter().for_each(|event| watch(event));
        }
        // Nobody listening is no fault.
        let _ = self.signals.send(Signal::Journal {
            release: release.to_owned(),
        });
    }

    pub(crate) async fn events_after(
        &self,
        release: &str,
        after: u64,
    ) -> Result<Vec<Event>, DbError> {
        let release = release.to_owned();
        self.db
            .read(move |connection| events(connection, &release, after))
            .await
    }

    /// Where a release stands.
    pub(crate) async fn folded(&self, release: &str) -> Result<Folded, DbError> {
        Ok(fold(&self.events_after(release, 0).await?))
    }

    pub(crate) async fn brief(&self, release: &str) -> Result<Option<Brief>, DbError> {
        let release = release.to_owned();
        self.db
            .read(move |connection| brief(connection, &release))
            .await
    }

    /// Newest first.
    pub(crate) async fn summaries(&self) -> Result<Vec<Summary>, DbError> {
        self.db.read(summary::all).await
    }

    pub(crate) async fn summary(&self, release: &str) -> Result<Option<Summary>, DbError> {
        let release = release.to_owned();
        self.db
            .read(move |connection| summary::one(connection, &release))
            .await
    }

    /// Brings the rows of releases that another program wrote into this program's form.
    pub(crate) async fn mend_summaries(&self) -> Result<usize, DbError> {
        self.db.write(summary::mend).await
    }
}

pub(crate) fn events(
    connection: &Connection,
    release: &str,
    after: u64,
) -> rusqlite::Result<Vec<Event>> {
    connection
        .prepare_cached("SELECT event FROM events WHERE release = ?1 AND seq > ?2 ORDER BY seq")?
        .query_map(params![release, after as i64], |row| row.get(0))?
        .map(|row| row.map(|Json(event)| event))
        .collect()
}

pub(crate) fn brief(connection: &Connection, release: &str) -> rusqlite::Result<Option<Brief>> {
    connection
        .prepare_cached("SELECT orders FROM releases WHERE id = ?1")?
        .query_map([release], |row| row.get(0))?
        .next()
        .transpose()
        .map(|found| found.map(|Json(brief)| brief))
}

fn append(
    tx: &Transaction<'_>,
    release: &str,
    time: Timestamp,
    line: Line,
) -> rusqlite::Result<Event> {
    let last: i64 = tx
        .prepare_cached("SELECT coalesce(max(seq), 0) FROM events WHERE release = ?1")?
        .query_row([release], |row| row.get(0))?;
    let event = Event {
        release: release.to_owned(),
        seq: last as u64 + 1,
        time,
        store: line.store,
        step: line.step,
        what: line.what,
    };
    tx.prepare_cached("INSERT INTO events (release, seq, time, event) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![release, last + 1, Stamp(time), Json(&event)])?;
    Ok(event)
}
