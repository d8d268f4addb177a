//! What became of each person in each group of a store, folded from the journal: called in the transaction of the line that says it,
//! so that a crash leaves both or neither, and a line that is told twice changes nothing twice.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde_json::Value;
use slipway_model::{Order, Problem, RowState, Tester, TesterRow};

use crate::{
    db::{Json, Stamp},
    release::fold::StoreFold,
};

/// From which release a row comes, and who is meant.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    package: String,
    store: String,
    release: String,
    people: HashMap<String, Tester>,
}

impl Sender {
    /// `None`: this order has no testers.
    pub(crate) fn of(order: &Order) -> Option<Self> {
        (order.testing.rows() > 0).then(|| Self {
            package: order.app.package.clone(),
            store: order.store.to_string(),
            release: order.release.clone(),
            people: order
                .testing
                .groups
                .iter()
                .flat_map(|group| &group.people)
                .map(|tester| (tester.key(), tester.clone()))
                .collect(),
        })
    }

    /// Folds one row into the ledger.
    pub(crate) fn fold(
        &self,
        tx: &Transaction<'_>,
        row: &TesterRow,
        now: Timestamp,
    ) -> rusqlite::Result<()> {
        let key = row.email.to_lowercase();
        let sent = self.people.get(&key);
        let name = |of: fn(&Tester) -> &str| sent.map(of).unwrap_or_default();
        let is_in = match row.state {
            RowState::Sent | RowState::AlreadyThere => Some(true),
            RowState::Removed => Some(false),
            // A refusal, or nobody's knowing, takes away nothing that the store once confirmed.
            RowState::RefusedHere | RowState::Refused | RowState::NotSent | RowState::Unclear => {
                None
            }
        };
        let was_asked = !matches!(row.state, RowState::RefusedHere | RowState::NotSent);
        tx.prepare_cached(
            "INSERT INTO tester_sendings (package, store, store_group, person, email, first_name, last_name, is_in,
                first_sent, last_sent, state, problem, release)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, coalesce(?8, 0), iif(?8 = 1, ?9, NULL), iif(?10, ?9, NULL), ?11, ?12, ?13)
             ON CONFLICT (package, store, store_group, person) DO UPDATE SET
                email = iif(?8 = 1, ?5, email),
                first_name = iif(?8 = 1, ?6, first_name),
                last_name = iif(?8 = 1, ?7, last_name),
                is_in = coalesce(?8, is_in),
                first_sent = coalesce(first_sent, iif(?8 = 1, ?9, NULL)),
                last_sent = iif(?10, ?9, last_sent),
                state = ?11, problem = ?12, release = ?13",
        )?
        .execute(params![
            self.package,
            self.store,
            row.group,
            key,
            row.email,
            name(|tester| &tester.first_name),
            name(|tester| &tester.last_name),
            is_in,
            Stamp(now),
            was_asked,
            row.state.word(),
            row.problem.as_ref().map(Json),
            self.release
        ])
        .map(drop)
    }
}

/// How many testers a store says that the app has, beside how many there should be: `store_count` and `expected_count` in the output of
/// the last step that has both.
pub(crate) fn counts(fold: &StoreFold) -> Option<(u32, u32)> {
    let number = |output: &Value, name: &str| {
        let count = output.get(name).and_then(Value::as_u64);
        count.and_then(|count| u32::try_from(count).ok())
    };
    fold.steps.iter().rev().find_map(|step| {
        let output = step.output.as_ref()?;
        Some((
            number(output, "store_count")?,
            number(output, "expected_count")?,
        ))
    })
}

/// Keeps the store's count at the end of a release.
pub(crate) fn counted(
    tx: &Transaction<'_>,
    order: &Order,
    counts: Option<(u32, u32)>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let Some((there, expected)) = counts else {
        return Ok(());
    };
    tx.execute(
        "INSERT OR REPLACE INTO tester_counts (package, store, there, expected, release, counted) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![order.app.package, order.store.as_str(), there, expected, order.release, Stamp(now)],
    )
    .map(drop)
}

/// What a store counted the last time.
pub(super) fn last_count(
    connection: &Connection,
    package: &str,
    store: &str,
) -> rusqlite::Result<Option<(u32, u32)>> {
    connection
        .prepare_cached(
            "SELECT there, expected FROM tester_counts WHERE package = ?1 AND store = ?2",
        )?
        .query_row(params![package, store], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()
}

/// One row of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sending {
    pub(super) package: String,
    pub(super) store: String,
    pub(super) store_group: String,
    pub(super) person: String,
    pub(super) email: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) is_in: bool,
    pub(super) first_sent: Option<Timestamp>,
    pub(super) last_sent: Option<Timestamp>,
    pub(super) state: String,
    pub(super) problem: Option<Problem>,
    pub(super) release: String,
}

const COLUMNS: &str = "package, store, store_group, person, email, first_name, last_name, is_in, first_sent, last_sent, state, problem, release";

/// Every row, by place and person.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<Sending>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM tester_sendings ORDER BY package, store, store_group, person"
        ))?
        .query_map([], read)?
        .collect()
}

pub(super) fn of_place(
    connection: &Connection,
    package: &str,
    store: &str,
    store_group: &str,
) -> rusqlite::Result<Vec<Sending>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM tester_sendings WHERE package = ?1 AND store = ?2 AND store_group = ?3 ORDER BY person"
        ))?
        .query_map(params![package, store, store_group], read)?
        .collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Sending> {
    let (first, last): (Option<Stamp>, Option<Stamp>) = (row.get(8)?, row.get(9)?);
    let problem: Option<Json<Problem>> = row.get(11)?;
    Ok(Sending {
        package: row.get(0)?,
        store: row.get(1)?,
        store_group: row.get(2)?,
        person: row.get(3)?,
        email: row.get(4)?,
        first_name: row.get(5)?,
        last_name: row.get(6)?,
        is_in: row.get(7)?,
        first_sent: first.map(|Stamp(at)| at),
        last_sent: last.map(|Stamp(at)| at),
        state: row.get(10)?,
        problem: problem.map(|Json(problem)| problem),
        release: row.get(12)?,
    })
}
