//! Lists on their way in, held in memory until they are applied: every row judged against the ledger as it is now.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
};

use rusqlite::Connection;
use slipway_model::{Language, Sentence};
use uuid::Uuid;

use super::{
    csv::{Line, Table},
    edit::too_long,
    email, groups,
    people::{self, Person},
    person::{key, split, tidy},
};
use crate::{
    say::say,
    view::{ImportRow, ImportView},
};

/// Lists that are kept. A person looks at one at a time.
const PLACES: usize = 4;

/// A list on its way in.
#[derive(Clone, Debug)]
pub(crate) struct Import {
    pub(super) id: String,
    pub(super) source: String,
    /// Name of the own group for rows that name none; empty: none.
    pub(super) group: String,
    encoding: &'static str,
    delimiter: char,
    layout: &'static str,
    pub(super) rows: Vec<Row>,
}

/// One person of the list, cleaned.
#[derive(Clone, Debug)]
pub(super) struct Row {
    line: u64,
    pub(super) email: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) notes: String,
    /// Named by the row itself.
    own_group: String,
    pub(super) status: Status,
    joins: bool,
    also_in: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Status {
    New,
    Recorded,
    /// What is recorded now.
    NameChanges(String),
    Duplicate(u32),
    Invalid(Sentence),
}

impl Status {
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Recorded => "recorded",
            Self::NameChanges(_) => "name-changes",
            Self::Duplicate(_) => "duplicate",
            Self::Invalid(_) => "invalid",
        }
    }

    /// Is taken into the ledger.
    pub(super) fn is_taken(&self) -> bool {
        !matches!(self, Self::Duplicate(_) | Self::Invalid(_))
    }
}

/// The lists that this process holds.
#[derive(Debug, Default)]
pub(crate) struct Imports(VecDeque<Arc<Import>>);

impl Imports {
    /// Holds a list; one of the same id is replaced.
    pub(super) fn keep(&mut self, import: Arc<Import>) {
        self.forget(&import.id);
        if self.0.len() == PLACES {
            self.0.pop_front();
        }
        self.0.push_back(import);
    }

    pub(super) fn find(&self, id: &str) -> Option<Arc<Import>> {
        self.0.iter().find(|import| import.id == id).cloned()
    }

    pub(super) fn forget(&mut self, id: &str) {
        self.0.retain(|import| import.id != id);
    }
}

impl Import {
    pub(super) fn new(source: String, group: &str, encoding: &'static str, table: Table) -> Self {
        Self {
            id: Uuid::new_v4().to_string(),
            source,
            group: tidy(group),
            encoding,
            delimiter: table.delimiter,
            layout: table.layout.word(),
            rows: table.lines.into_iter().map(Row::of).collect(),
        }
    }

    /// The own group that a row's person joins; empty: none.
    pub(super) fn group_of<'a>(&'a self, row: &'a Row) -> &'a str {
        match row.own_group.is_empty() {
            true => &self.group,
            false => &row.own_group,
        }
    }

    /// Judges every row anew.
    pub(super) fn judge(&mut self, ledger: &Ledger) {
        let mut first: HashMap<(String, String), u32> = HashMap::new();
        let group = self.group.clone();
        for (place, row) in self.rows.iter_mut().enumerate() {
            let number = place as u32 + 1;
            let group = match row.own_group.is_empty() {
                true => group.clone(),
                false => row.own_group.clone(),
            };
            row.joins = false;
            row.also_in = Vec::new();
            if let Some(says) = row.wrong(&group) {
                row.status = Status::Invalid(says);
                continue;
            }
            let person = key(&row.email);
            let earlier = *first.entry((person.clone(), key(&group))).or_insert(number);
            if earlier < number {
                row.status = Status::Duplicate(earlier);
                continue;
            }
            ledger.judge(row, &person, &group);
        }
    }

    pub(super) fn view(&self) -> ImportView {
        let count = |word: &str| {
            let rows = self.rows.iter().filter(|row| row.status.word() == word);
            rows.count() as u32
        };
        ImportView {
            id: self.id.clone(),
            source: self.source.clone(),
            group: self.group.clone(),
            encoding: self.encoding.to_owned(),
            delimiter: self.delimiter.to_string(),
            layout: self.layout.to_owned(),
            rows: self.rows.len() as u32,
            new: count("new"),
            recorded: count("recorded"),
            name_changes: count("name-changes"),
            invalid: count("invalid"),
            duplicates: count("duplicate"),
            joins: self.rows.iter().filter(|row| row.joins).count() as u32,
        }
    }

    pub(super) fn row_view(&self, place: usize, row: &Row, lang: Language) -> ImportRow {
        let says = match &row.status {
            Status::New => Sentence::new("testers.row-new"),
            Status::Recorded if row.joins => Sentence::new("testers.row-joins"),
            Status::Recorded => Sentence::new("testers.row-recorded"),
            Status::NameChanges(name) => {
                Sentence::new("testers.row-name-changes").with("name", name)
            }
            Status::Duplicate(row) => Sentence::new("testers.row-duplicate").with("row", row),
            Status::Invalid(says) => says.clone(),
        };
        ImportRow {
            row: place as u32 + 1,
            line: u32::try_from(row.line).unwrap_or(u32::MAX),
            email: row.email.clone(),
            first_name: row.first_name.clone(),
            last_name: row.last_name.clone(),
            group: self.group_of(row).to_owned(),
            status: row.status.word().to_owned(),
            says: say(None, &says, lang),
            joins: row.joins,
            also_in: row.also_in.clone(),
        }
    }
}

impl Row {
    fn of(line: Line) -> Self {
        let address = email::read(&line.email);
        let (mut first, mut last) = (tidy(&line.first_name), tidy(&line.last_name));
        if first.is_empty() && last.is_empty() {
            let whole = tidy(&line.name);
            let whole = match whole.is_empty() {
                true => &address.name,
                false => &whole,
            };
            (first, last) = split(whole);
        }
        Self {
            line: line.number,
            email: address.email,
            first_name: first,
            last_name: last,
            notes: tidy(&line.notes),
            own_group: tidy(&line.group),
            status: Status::New,
            joins: false,
            also_in: Vec::new(),
        }
    }

    /// Puts other words in place of what the list had.
    pub(super) fn mend(&mut self, email: &str, first_name: &str, last_name: &str) {
        self.email = email::read(email).email;
        self.first_name = tidy(first_name);
        self.last_name = tidy(last_name);
    }

    fn wrong(&self, group: &str) -> Option<Sentence> {
        email::wrong(&self.email)
            .or_else(|| too_long(&self.first_name, &self.last_name, &self.notes))
            .or_else(|| groups::wrong(group).filter(|_| !group.is_empty()))
    }
}

/// What is recorded, for judging a list.
pub(super) struct Ledger {
    people: HashMap<String, Person>,
    /// Ids of groups by person.
    members: HashMap<String, Vec<String>>,
    /// Names of groups by id.
    names: HashMap<String, String>,
}

impl Ledger {
    pub(super) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            people: people::all(connection, None)?
                .into_iter()
                .map(|person| (person.key.clone(), person))
                .collect(),
            members: groups::members(connection)?,
            names: groups::all(connection)?
                .into_iter()
                .map(|group| (group.id, group.name))
                .collect(),
        })
    }

    fn judge(&self, row: &mut Row, person: &str, group: &str) {
        let mine: HashSet<&String> = self
            .members
            .get(person)
            .into_iter()
            .flatten()
            .filter_map(|id| self.names.get(id))
            .collect();
        let here = |name: &&String| key(name) == key(group);
        row.joins = !group.is_empty() && !mine.iter().any(&here);
        row.also_in = mine
            .iter()
            .filter(|name| !here(name))
            .map(|name| (*name).clone())
            .collect();
        row.also_in.sort();
        row.status = match self.people.get(person) {
            None => Status::New,
            Some(known) => {
                // A list without names takes none away.
                let changes = |new: &str, old: &str| !new.is_empty() && new != old;
                let name = format!("{} {}", known.first_name, known.last_name);
                match changes(&row.first_name, &known.first_name)
                    || changes(&row.last_name, &known.last_name)
                {
                    true if !name.trim().is_empty() => Status::NameChanges(name.trim().to_owned()),
                    // A name where there was none.
                    true => Status::NameChanges("–".to_owned()),
                    false => Status::Recorded,
                }
            }
        };
    }
}
