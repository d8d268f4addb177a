//! One row per release for lists, so that thousands of journals need not be read to show which releases there were. It says nothing
//! that the journal does not: it is the fold's own answer, written in the transaction of each line, and can be thrown away at any time.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use rusqlite::{Connection, Row, Transaction, params};
use slipway_model::StoreId;

use super::{
    Brief, Event,
    fold::{Folded, StoreState, fold},
    journal::{brief, events},
};
use crate::db::{Json, Stamp};

/// Counts up whenever the fold begins to see an old journal otherwise; rows of another form are made anew.
const FORM: u32 = 1;

const COLUMNS: &str = "release, seq, package, title, began, ended, stores";

/// What a list shows of a release, before it is known who runs it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Summary {
    pub(crate) id: String,
    /// The line up to which it is true.
    pub(crate) seq: u64,
    pub(crate) package: String,
    pub(crate) title: String,
    pub(crate) began: Timestamp,
    pub(crate) ended: Option<Timestamp>,
    pub(crate) stores: Vec<(StoreId, StoreState)>,
}

impl Summary {
    pub(crate) fn of(brief: &Brief, folded: &Folded) -> Self {
        Self {
            id: brief.id.clone(),
            seq: folded.seq,
            package: brief.package.clone(),
            title: brief.title.clone(),
            began: brief.began,
            ended: folded.ended,
            stores: standings(folded),
        }
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (Stamp(began), ended): (Stamp, Option<Stamp>) = (row.get(4)?, row.get(5)?);
        let Json(stores) = row.get(6)?;
        Ok(Self {
            id: row.get(0)?,
            seq: row.get::<_, i64>(1)? as u64,
            package: row.get(2)?,
            title: row.get(3)?,
            began,
            ended: ended.map(|Stamp(ended)| ended),
            stores,
        })
    }
}

fn standings(folded: &Folded) -> Vec<(StoreId, StoreState)> {
    folded
        .stores
        .iter()
        .map(|fold| (fold.store.clone(), fold.state))
        .collect()
}

/// Newest first.
pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<Summary>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM summaries ORDER BY began DESC, release"
        ))?
        .query_map([], Summary::read)?
        .collect()
}

pub(crate) fn of_package(connection: &Connection, package: &str) -> rusqlite::Result<Vec<Summary>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM summaries WHERE package = ?1 ORDER BY began DESC, release"
        ))?
        .query_map([package], Summary::read)?
        .collect()
}

pub(crate) fn one(connection: &Connection, release: &str) -> rusqlite::Result<Option<Summary>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM summaries WHERE release = ?1"
        ))?
        .query_map([release], Summary::read)?
        .next()
        .transpose()
}

/// Makes anew what is missing, behind, or of another form.
pub(crate) fn mend(tx: &Transaction<'_>) -> rusqlite::Result<usize> {
    let stale: Vec<String> = tx
        .prepare(
            "SELECT id FROM releases LEFT JOIN summaries ON release = id
             WHERE form IS NOT ?1 OR seq IS NOT (SELECT max(events.seq) FROM events WHERE events.release = id)",
        )?
        .query_map([FORM], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for release in &stale {
        if let Some(brief) = brief(tx, release)? {
            put(tx, &Summary::of(&brief, &fold(&events(tx, release, 0)?)))?;
        }
    }
    Ok(stale.len())
}

fn put(tx: &Transaction<'_>, summary: &Summary) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO summaries (release, form, seq, package, title, began, ended, stores)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            summary.id,
            FORM,
            summary.seq as i64,
            summary.package,
            summary.title,
            Stamp(summary.began),
            summary.ended.map(Stamp),
            Json(&summary.stores)
        ],
    )
    .map(drop)
}

/// Where the releases stand to which this process appends, so that a line is folded onto what is known and no journal is read for it.
/// A release to which somebody else has appended meanwhile is read once more.
#[derive(Debug, Default)]
pub(crate) struct Standing(Mutex<BTreeMap<String, Folded>>);

impl Standing {
    /// Brings the row of a release up to the lines that were just appended in this transaction; answers where it then stands.
    pub(crate) fn follow(
        &self,
        tx: &Transaction<'_>,
        release: &str,
        appended: &[Event],
    ) -> rusqlite::Result<Folded> {
        let known = self.lock().remove(release);
        let next = appended.first().map(|event| event.seq);
        let folded = match known.filter(|known| Some(known.seq + 1) == next) {
            Some(mut known) => {
                appended.iter().for_each(|event| known.take(event));
                known
            }
            None => fold(&events(tx, release, 0)?),
        };
        let changed = tx
            .prepare_cached(
                "UPDATE summaries SET form = ?2, seq = ?3, ended = ?4, stores = ?5 WHERE release = ?1",
            )?
            .execute(params![
                release,
                FORM,
                folded.seq as i64,
                folded.ended.map(Stamp),
                Json(standings(&folded))
            ])?;
        if changed == 0
            && let Some(brief) = brief(tx, release)?
        {
            put(tx, &Summary::of(&brief, &folded))?;
        }
        Ok(folded)
    }

    /// Remembers what [`Standing::follow`] answered, once it is on disk. What has ended is not waited for.
    pub(crate) fn keep(&self, release: &str, folded: Folded) {
        if folded.ended.is_none() {
            self.lock().insert(release.to_owned(), folded);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Folded>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
