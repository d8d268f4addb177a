//! A resource as it is kept: attributes, links to others, and facts that no answer shows. Which of them there are is its schema's
//! business; this knows no rule of the store.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    kind::Kind,
    schema::{Kept, Relation},
};
use crate::{error::WorldError, stage::Stage};

/// The kind of the document that counts resources in the order in which they were made.
const COUNT: &str = "count";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Thing {
    pub(super) kind: Kind,
    pub(super) id: String,
    /// Counts up: lists come in the order of making.
    pub(super) number: u64,
    pub(super) attributes: Map<String, Value>,
    pub(super) links: BTreeMap<String, Vec<String>>,
    /// What the store knows and never says.
    pub(super) facts: Map<String, Value>,
    /// Reads find it from then on; `None`: always.
    pub(super) seen_from: Option<Timestamp>,
}

impl Thing {
    pub(super) fn new(kind: Kind) -> Self {
        Self::with_id(kind, Uuid::new_v4().hyphenated().to_string())
    }

    pub(super) fn with_id(kind: Kind, id: impl Into<String>) -> Self {
        let shown = kind.schema().attributes.iter().filter(|it| it.shown);
        Self {
            kind,
            id: id.into(),
            number: 0,
            attributes: shown.map(|it| (it.name.to_owned(), Value::Null)).collect(),
            links: BTreeMap::new(),
            facts: Map::new(),
            seen_from: None,
        }
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    pub(super) fn linked(mut self, name: &str, id: &str) -> Self {
        self.link(name, id);
        self
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.attributes.insert(name.to_owned(), value.into());
    }

    pub(super) fn get(&self, name: &str) -> &Value {
        self.attributes.get(name).unwrap_or(&Value::Null)
    }

    /// A text, or an empty one.
    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).as_str().unwrap_or_default()
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.get(name).as_bool() == Some(true)
    }

    /// Whether the text is one of these.
    pub(super) fn is_in(&self, name: &str, words: &[&str]) -> bool {
        words.contains(&self.text(name))
    }

    pub(super) fn know(&mut self, name: &str, value: impl Into<Value>) {
        self.facts.insert(name.to_owned(), value.into());
    }

    pub(super) fn fact(&self, name: &str) -> &Value {
        self.facts.get(name).unwrap_or(&Value::Null)
    }

    pub(super) fn many(&self, name: &str) -> &[String] {
        self.links.get(name).map_or(&[], Vec::as_slice)
    }

    pub(super) fn one(&self, name: &str) -> Option<&str> {
        self.many(name).first().map(String::as_str)
    }

    pub(super) fn links_to(&self, name: &str, id: &str) -> bool {
        self.many(name).iter().any(|other| other == id)
    }

    /// Adds a link, once.
    pub(super) fn link(&mut self, name: &str, id: &str) {
        if !self.links_to(name, id) {
            self.links
                .entry(name.to_owned())
                .or_default()
                .push(id.to_owned());
        }
    }

    /// Whether there was such a link.
    pub(super) fn unlink(&mut self, name: &str, id: &str) -> bool {
        let had = self.links_to(name, id);
        if let Some(ids) = self.links.get_mut(name) {
            ids.retain(|other| other != id);
        }
        had
    }

    /// Puts this one in the place of whatever was linked.
    pub(super) fn point(&mut self, name: &str, id: Option<&str>) {
        let ids = id.map(str::to_owned).into_iter().collect();
        self.links.insert(name.to_owned(), ids);
    }

    pub(super) fn is_seen(&self, now: Timestamp) -> bool {
        self.seen_from.is_none_or(|from| from <= now)
    }

    pub(super) fn path(&self) -> String {
        format!("/v1/{}/{}", self.kind.word(), self.id)
    }

    /// Keeps it, new or not.
    pub(super) fn save(&mut self, stage: &mut Stage<'_>) -> Result<(), WorldError> {
        if self.number == 0 {
            let last = stage.get::<u64>(COUNT, COUNT)?.unwrap_or_default();
            self.number = last + 1;
            stage.put(COUNT, COUNT, &self.number)?;
        }
        stage.put(self.kind.word(), &self.id, self)
    }

    pub(super) fn delete(&self, stage: &mut Stage<'_>) -> Result<(), WorldError> {
        stage.remove(self.kind.word(), &self.id).map(|_| ())
    }
}

pub(super) fn find(stage: &Stage<'_>, kind: Kind, id: &str) -> Result<Option<Thing>, WorldError> {
    stage.get(kind.word(), id)
}

/// One that a record points to, so that it has to be there.
pub(super) fn known(stage: &Stage<'_>, kind: Kind, id: &str) -> Result<Thing, WorldError> {
    find(stage, kind, id)?.ok_or_else(|| {
        WorldError::Broken(format!("no {} with id {id}, which is linked", kind.word()))
    })
}

/// All of a kind, oldest first.
pub(super) fn all(stage: &Stage<'_>, kind: Kind) -> Result<Vec<Thing>, WorldError> {
    let things = stage.all::<Thing>(kind.word())?.into_iter();
    let mut things: Vec<Thing> = things.map(|(_, thing)| thing).collect();
    things.sort_by_key(|thing| thing.number);
    Ok(things)
}

/// Those of a kind that link to this one under that name, oldest first.
pub(super) fn all_of(
    stage: &Stage<'_>,
    kind: Kind,
    name: &str,
    id: &str,
) -> Result<Vec<Thing>, WorldError> {
    let mut things = all(stage, kind)?;
    things.retain(|thing| thing.links_to(name, id));
    Ok(things)
}

/// The others of a relation, oldest first.
pub(super) fn related(
    stage: &Stage<'_>,
    thing: &Thing,
    relation: &Relation,
) -> Result<Vec<Thing>, WorldError> {
    let Some(kind) = relation.kind else {
        return Ok(Vec::new());
    };
    match relation.kept {
        Kept::Nowhere => Ok(Vec::new()),
        Kept::There(name) => all_of(stage, kind, name, &thing.id),
        Kept::Here => {
            let ids = thing.many(relation.name).iter();
            ids.filter_map(|id| find(stage, kind, id).transpose())
                .collect()
        }
    }
}
