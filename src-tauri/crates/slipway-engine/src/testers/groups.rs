//! Groups of our own: shared by every app and store, named once, whatever the case.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use slipway_model::{Language, Problem, ProblemKind, Sentence};
use uuid::Uuid;

use super::person::{GROUP_LIMIT, key, tidy};
use crate::{
    World,
    db::Stamp,
    view::OwnGroup,
    world::{Answer, Told as _},
};

/// An own group without what was sent where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) people: u32,
}

/// By name.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<Group>> {
    connection
        .prepare_cached(
            "SELECT id, name, (SELECT count(*) FROM tester_members WHERE own_group = id) FROM tester_groups ORDER BY key",
        )?
        .query_map([], |row| {
            Ok(Group {
                id: row.get(0)?,
                name: row.get(1)?,
                people: row.get(2)?,
            })
        })?
        .collect()
}

pub(super) fn find(connection: &Connection, id: &str) -> rusqlite::Result<Option<Group>> {
    Ok(all(connection)?.into_iter().find(|group| group.id == id))
}

/// Who is in which own group, by person.
pub(super) fn members(connection: &Connection) -> rusqlite::Result<HashMap<String, Vec<String>>> {
    let mut members: HashMap<String, Vec<String>> = HashMap::new();
    let mut statement =
        connection.prepare_cached("SELECT person, own_group FROM tester_members")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for row in rows {
        let (person, group) = row?;
        members.entry(person).or_default().push(group);
    }
    Ok(members)
}

/// The id of the group of that name, made if there is none.
pub(super) fn named(tx: &Transaction<'_>, name: &str, now: Timestamp) -> rusqlite::Result<String> {
    let known: Option<String> = tx
        .prepare_cached("SELECT id FROM tester_groups WHERE key = ?1")?
        .query_row([key(name)], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    let id = Uuid::new_v4().simple().to_string();
    tx.prepare_cached("INSERT INTO tester_groups (id, key, name, made) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id, key(name), name, Stamp(now)])?;
    Ok(id)
}

/// What is wrong with a group's name.
pub(super) fn wrong(name: &str) -> Option<Sentence> {
    if name.is_empty() {
        return Some(Sentence::new("testers.group-without-name"));
    }
    (name.chars().count() > GROUP_LIMIT)
        .then(|| Sentence::new("testers.group-too-long").with("limit", GROUP_LIMIT))
}

pub(super) fn refuse(says: Sentence) -> Problem {
    Problem::new(ProblemKind::BadInput, says)
}

pub(super) fn no_such_group() -> Problem {
    Problem::new(
        ProblemKind::NotFound,
        Sentence::new("testers.no-such-group"),
    )
}

impl World {
    /// Every own group, and where each was sent.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn own_groups(&self, lang: Language) -> Answer<Vec<OwnGroup>> {
        let groups = self.db.read(all).await.told(lang)?;
        let places = self.places(lang).await.told(lang)?;
        Ok(groups
            .into_iter()
            .map(|group| OwnGroup {
                places: places
                    .iter()
                    .filter(|place| place.groups.contains(&group.id))
                    .cloned()
                    .collect(),
                id: group.id,
                name: group.name,
                people: group.people,
            })
            .collect())
    }

    /// Makes a group, or answers the one that has this name already.
    ///
    /// # Errors
    /// A name that is empty or too long.
    pub async fn new_group(&self, name: &str, lang: Language) -> Answer<String> {
        let name = tidy(name);
        if let Some(says) = wrong(&name) {
            return Err(refuse(says)).told(lang);
        }
        let now = self.now();
        let id = self.db.write(move |tx| named(tx, &name, now)).await;
        self.tell_changed();
        id.told(lang)
    }

    /// # Errors
    /// No such group, a name that is empty or too long, or one that another group has.
    pub async fn rename_group(&self, id: &str, name: &str, lang: Language) -> Answer<()> {
        let name = tidy(name);
        if let Some(says) = wrong(&name) {
            return Err(refuse(says)).told(lang);
        }
        let id = id.to_owned();
        let renamed = self.db.write(move |tx| {
            let taken: bool = tx
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM tester_groups WHERE key = ?1 AND id <> ?2)",
                )?
                .query_row(params![key(&name), id], |row| row.get(0))?;
            if taken {
                let says = Sentence::new("testers.group-taken").with("group", &name);
                return Ok(Err(Problem::new(ProblemKind::AlreadyThere, says)));
            }
            let changed = tx.execute(
                "UPDATE tester_groups SET key = ?2, name = ?3 WHERE id = ?1",
                params![id, key(&name), name],
            )?;
            Ok(match changed {
                0 => Err(no_such_group()),
                _ => Ok(()),
            })
        });
        let renamed = renamed.await.map_err(Problem::from).flatten();
        self.tell_changed();
        renamed.told(lang)
    }

    /// Forgets a group. Its people stay recorded; where the store still has them, they show as left there.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn delete_group(&self, id: &str, lang: Language) -> Answer<()> {
        let id = id.to_owned();
        let deleted = self
            .db
            .write(move |tx| tx.execute("DELETE FROM tester_groups WHERE id = ?1", [id]));
        let deleted = deleted.await.map(drop);
        self.tell_changed();
        deleted.told(lang)
    }

    /// Puts people into an own group. Nothing is sent.
    ///
    /// # Errors
    /// No such group. Keys that nobody has are left out.
    pub async fn add_to_group(&self, id: &str, people: Vec<String>, lang: Language) -> Answer<()> {
        let id = id.to_owned();
        let added = self.db.write(move |tx| {
            if find(tx, &id)?.is_none() {
                return Ok(Err(no_such_group()));
            }
            for person in &people {
                tx.prepare_cached(
                    "INSERT OR IGNORE INTO tester_members (own_group, person) SELECT ?1, key FROM testers WHERE key = ?2",
                )?
                .execute(params![id, key(person)])?;
            }
            Ok(Ok(()))
        });
        let added = added.await.map_err(Problem::from).flatten();
        self.tell_changed();
        added.told(lang)
    }

    /// Takes people out of an own group. They stay recorded, and stay wherever they were sent.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn remove_from_group(
        &self,
        id: &str,
        people: Vec<String>,
        lang: Language,
    ) -> Answer<()> {
        let id = id.to_owned();
        let removed = self.db.write(move |tx| {
            for person in &people {
                tx.prepare_cached(
                    "DELETE FROM tester_members WHERE own_group = ?1 AND person = ?2",
                )?
                .execute(params![id, key(person)])?;
            }
            Ok(())
        });
        let removed = removed.await;
        self.tell_changed();
        removed.told(lang)
    }
}
