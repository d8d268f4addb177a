//! A list that was looked at is let into the ledger, in one transaction. Doing it again changes nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Transaction, params};
use slipway_model::{Language, Problem, Sentence};

use super::{
    groups::{named, refuse},
    people::join,
    person::key,
    preview::{Import, Row, Status},
};
use crate::{
    World,
    db::Stamp,
    view::Imported,
    world::{Answer, Told as _},
};

impl World {
    /// Takes every good row of a list in. `whole`: all of them or none.
    ///
    /// # Errors
    /// A list that is not known, or, where it is to be taken whole, one with rows that cannot be taken.
    pub async fn apply_import(&self, id: &str, whole: bool, lang: Language) -> Answer<Imported> {
        let import = self.import(id).told(lang)?;
        let invalid = import
            .rows
            .iter()
            .filter(|row| matches!(row.status, Status::Invalid(_)))
            .count();
        if whole && invalid > 0 {
            let says = Sentence::new("testers.import-not-whole").with("count", invalid);
            return Err(refuse(says)).told(lang);
        }
        let now = self.now();
        let applied = self.db.write(move |tx| apply(tx, &import, now)).await;
        self.tell_changed();
        applied.map_err(Problem::from).told(lang)
    }
}

fn apply(tx: &Transaction<'_>, import: &Import, now: Timestamp) -> rusqlite::Result<Imported> {
    let mut done = Imported::default();
    let mut groups: BTreeMap<String, String> = BTreeMap::new();
    for row in &import.rows {
        if !row.status.is_taken() {
            done.left_out += u32::from(matches!(row.status, Status::Invalid(_)));
            continue;
        }
        let person = key(&row.email);
        let change = keep(tx, &person, row, now)?;
        let group = import.group_of(row);
        let joined = match group.is_empty() {
            true => false,
            false => {
                let id = match groups.get(&key(group)) {
                    Some(id) => id.clone(),
                    None => {
                        let id = named(tx, group, now)?;
                        groups.insert(key(group), id.clone());
                        id
                    }
                };
                join(tx, &id, &person)?
            }
        };
        done.joined += u32::from(joined);
        match change {
            Change::Added => done.added += 1,
            Change::Renamed => done.renamed += 1,
            Change::None => done.unchanged += u32::from(!joined),
        }
    }
    done.groups = groups.into_values().collect();
    Ok(done)
}

enum Change {
    Added,
    Renamed,
    None,
}

/// A list without names or notes takes none away.
fn keep(tx: &Transaction<'_>, person: &str, row: &Row, now: Timestamp) -> rusqlite::Result<Change> {
    let added = tx
        .prepare_cached(
            "INSERT OR IGNORE INTO testers (key, email, first_name, last_name, notes, made) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            person,
            row.email,
            row.first_name,
            row.last_name,
            row.notes,
            Stamp(now)
        ])?;
    if added > 0 {
        return Ok(Change::Added);
    }
    let changed = tx
        .prepare_cached(
            "UPDATE testers SET first_name = iif(?2 = '', first_name, ?2), last_name = iif(?3 = '', last_name, ?3),
                notes = iif(?4 = '', notes, ?4)
             WHERE key = ?1 AND ((?2 <> '' AND ?2 <> first_name) OR (?3 <> '' AND ?3 <> last_name) OR (?4 <> '' AND ?4 <> notes))",
        )?
        .execute(params![person, row.first_name, row.last_name, row.notes])?;
    Ok(match changed {
        0 => Change::None,
        _ => Change::Renamed,
    })
}
