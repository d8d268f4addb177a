//! What waits for a store, and what a store said last. One row per app and store; what was read stays until it is read again, with
//! its age. Asking is in [`refresh`](World::refresh_reviews) and, at each store's own pace, in `watch`.

mod refresh;
mod steer;
mod views;
mod watch;

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use slipway_model::{Goal, Order, Problem, Review};
use slipway_stores::Submitted;

use crate::db::{Db, DbError, Json, Stamp};

/// What is known of one app in one store.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Standing {
    pub(crate) package: String,
    pub(crate) store: String,
    pub(crate) account: String,
    /// The release that last submitted here.
    pub(crate) release: Option<String>,
    pub(crate) submitted: Option<Sent>,
    pub(crate) review: Option<Review>,
    /// Why the last question was not answered.
    pub(crate) problem: Option<Problem>,
    /// When `review` was read.
    pub(crate) as_of: Option<Timestamp>,
}

/// What we last submitted there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sent {
    pub(crate) version_code: u64,
    /// Of an Apple build, as it stands in the file.
    #[serde(default)]
    pub(crate) build_number: Option<String>,
    pub(crate) version_name: String,
    pub(crate) at: Timestamp,
    pub(crate) goes_live_at: Option<Timestamp>,
    /// *submit*, or *test* for a version that only testers get.
    #[serde(default)]
    pub(crate) goal: Goal,
    /// The store's own id of the submission.
    #[serde(default)]
    pub(crate) trace: serde_json::Value,
}

impl Sent {
    /// The build's number within its version, as a person sees it.
    pub(crate) fn code_text(&self) -> String {
        self.build_number
            .clone()
            .unwrap_or_else(|| self.version_code.to_string())
    }

    pub(crate) fn for_store(&self) -> Submitted {
        Submitted {
            version_code: self.version_code,
            at: self.at,
            goes_live_at: self.goes_live_at,
            trace: self.trace.clone(),
        }
    }
}

/// Every row, by package and store.
pub(crate) async fn all(db: &Db) -> Result<BTreeMap<(String, String), Standing>, DbError> {
    db.read(|connection| {
        connection
            .prepare_cached("SELECT package, store, account, release, submitted, review, problem, as_of FROM reviews")?
            .query_map([], read)?
            .map(|row| row.map(|standing| ((standing.package.clone(), standing.store.clone()), standing)))
            .collect()
    })
    .await
}

fn read(row: &Row<'_>) -> rusqlite::Result<Standing> {
    let submitted: Option<Json<Sent>> = row.get(4)?;
    let review: Option<Json<Review>> = row.get(5)?;
    let problem: Option<Json<Problem>> = row.get(6)?;
    let as_of: Option<Stamp> = row.get(7)?;
    Ok(Standing {
        package: row.get(0)?,
        store: row.get(1)?,
        account: row.get(2)?,
        release: row.get(3)?,
        submitted: submitted.map(|Json(sent)| sent),
        review: review.map(|Json(review)| review),
        problem: problem.map(|Json(problem)| problem),
        as_of: as_of.map(|Stamp(at)| at),
    })
}

/// Begins a new row for a version that was just submitted: what was known before is about another version.
pub(crate) fn begin(tx: &Transaction<'_>, order: &Order, sent: &Sent) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT INTO reviews (package, store, account, release, submitted) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (package, store) DO UPDATE SET account = ?3, release = ?4, submitted = ?5,
            review = NULL, problem = NULL, as_of = NULL",
        params![order.app.package, order.store.as_str(), order.account, order.release, Json(sent)],
    )
    .map(drop)
}

/// [`begin`] for a version that only testers get: a version on its way to users is watched on instead.
pub(crate) fn begin_test(tx: &Transaction<'_>, order: &Order, sent: &Sent) -> rusqlite::Result<()> {
    let before = tx
        .query_row(
            "SELECT package, store, account, release, submitted, review, problem, as_of FROM reviews
             WHERE package = ?1 AND store = ?2",
            params![order.app.package, order.store.as_str()],
            read,
        )
        .optional()?;
    let is_on_its_way = before.is_some_and(|standing| {
        standing
            .submitted
            .is_some_and(|sent| sent.goal == Goal::Submit)
            && !standing
                .review
                .is_some_and(|review| review.state.is_final())
    });
    if is_on_its_way {
        return Ok(());
    }
    begin(tx, order, sent)
}

/// Keeps what a store answered, or that it did not. A row that has meanwhile begun anew is left alone.
pub(crate) async fn keep(db: &Db, standing: Standing) -> Result<bool, DbError> {
    db.write(move |tx| {
        let changed = tx.execute(
            "INSERT INTO reviews (package, store, account, release, submitted, review, problem, as_of)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (package, store) DO UPDATE SET review = ?6, problem = ?7, as_of = ?8 WHERE release IS ?4",
            params![
                standing.package,
                standing.store,
                standing.account,
                standing.release,
                standing.submitted.as_ref().map(Json),
                standing.review.as_ref().map(Json),
                standing.problem.as_ref().map(Json),
                standing.as_of.map(Stamp)
            ],
        )?;
        Ok(changed > 0)
    })
    .await
}
