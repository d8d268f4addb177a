//! People as they are recorded here.

use rusqlite::{Connection, Row, Transaction, params};
use slipway_model::Language;

use crate::{
    World,
    view::{PeoplePage, PeopleQuery, PersonView},
    world::{Answer, Told as _},
};

/// People of one answer at most.
pub(super) const PAGE: u32 = 500;

/// Between names of groups in one column; no name holds it.
const BETWEEN: char = '\u{1f}';

const VIEW: &str = "SELECT key, email, first_name, last_name, notes,
    (SELECT group_concat(name, char(31)) FROM (SELECT name FROM tester_members JOIN tester_groups ON id = own_group
        WHERE person = testers.key ORDER BY tester_groups.key)),
    (SELECT count(*) FROM tester_sendings WHERE person = testers.key AND is_in),
    (SELECT count(*) FROM tester_sendings WHERE person = testers.key AND state IN ('refused', 'refused-here'))
    FROM testers";

const FITS: &str = "(?1 IS NULL OR EXISTS (SELECT 1 FROM tester_members WHERE person = testers.key AND own_group = ?1))
    AND (?2 = '' OR key LIKE ?2 ESCAPE '\\' OR first_name || ' ' || last_name LIKE ?2 ESCAPE '\\'
        OR last_name || first_name LIKE ?2 ESCAPE '\\' OR notes LIKE ?2 ESCAPE '\\')";

impl World {
    /// A stretch of the people, by address.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tester_people(&self, query: PeopleQuery, lang: Language) -> Answer<PeoplePage> {
        let page = self.db.read(move |connection| page(connection, &query));
        page.await.told(lang)
    }
}

fn page(connection: &Connection, query: &PeopleQuery) -> rusqlite::Result<PeoplePage> {
    let search = pattern(&query.search);
    let total = connection
        .prepare_cached(&format!("SELECT count(*) FROM testers WHERE {FITS}"))?
        .query_row(params![query.group, search], |row| row.get(0))?;
    let people = connection
        .prepare_cached(&format!(
            "{VIEW} WHERE {FITS} ORDER BY key LIMIT ?3 OFFSET ?4"
        ))?
        .query_map(
            params![query.group, search, query.count.min(PAGE), query.from],
            read,
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok(PeoplePage {
        total,
        from: query.from,
        people,
    })
}

pub(super) fn one(connection: &Connection, key: &str) -> rusqlite::Result<Option<PersonView>> {
    connection
        .prepare_cached(&format!("{VIEW} WHERE key = ?1"))?
        .query_map([key], read)?
        .next()
        .transpose()
}

fn read(row: &Row<'_>) -> rusqlite::Result<PersonView> {
    let groups: Option<String> = row.get(5)?;
    Ok(PersonView {
        key: row.get(0)?,
        email: row.get(1)?,
        first_name: row.get(2)?,
        last_name: row.get(3)?,
        notes: row.get(4)?,
        groups: groups
            .map(|names| names.split(BETWEEN).map(str::to_owned).collect())
            .unwrap_or_default(),
        sent_to: row.get(6)?,
        refused_by: row.get(7)?,
    })
}

/// For `LIKE`: anywhere in the text, with its own signs taken as they are.
fn pattern(search: &str) -> String {
    let search = search.trim();
    if search.is_empty() {
        return String::new();
    }
    let plain = search
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{plain}%")
}

/// Address and names of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) key: String,
    pub(super) email: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
}

fn bare(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        key: row.get(0)?,
        email: row.get(1)?,
        first_name: row.get(2)?,
        last_name: row.get(3)?,
    })
}

/// Everybody, or everybody of one own group, by address.
pub(super) fn all(connection: &Connection, group: Option<&str>) -> rusqlite::Result<Vec<Person>> {
    connection
        .prepare_cached(&format!(
            "SELECT key, email, first_name, last_name FROM testers WHERE {FITS} ORDER BY key"
        ))?
        .query_map(params![group, ""], bare)?
        .collect()
}

/// Puts a person into an own group; `false`: was there already.
pub(super) fn join(tx: &Transaction<'_>, group: &str, person: &str) -> rusqlite::Result<bool> {
    tx.prepare_cached("INSERT OR IGNORE INTO tester_members (own_group, person) VALUES (?1, ?2)")?
        .execute([group, person])
        .map(|added| added > 0)
}
