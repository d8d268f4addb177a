//! The app's name in every language it has one in.

use std::collections::{BTreeMap, BTreeSet};

use slipway_model::text::clean_line;

use crate::{
    axml::Value,
    resources::{CHAIN_MAX, Config, Found, Table},
};

/// More languages than Android itself ships; bounds what a hostile table can make us keep.
const LANGUAGES_MAX: usize = 400;
/// Longest label that is kept, in characters.
const LABEL_MAX: usize = 500;

/// Labels per BCP 47 tag; `""` is the default.
#[derive(Default)]
pub(crate) struct Labels(pub(crate) BTreeMap<String, String>);

impl Labels {
    pub(crate) fn of(value: &Value, table: Option<&Table<'_>>) -> Self {
        let mut labels = BTreeMap::new();
        match value {
            Value::Text(text) => {
                labels.insert(String::new(), tidy(text));
            }
            Value::Reference(id) => {
                if let Some(table) = table {
                    collect(table, *id, &mut labels);
                }
            }
            Value::Number(_) | Value::Truth(_) => {}
        }
        labels.retain(|_, label| !label.is_empty());
        Self(labels)
    }

    /// The default label, else any.
    pub(crate) fn main(&self) -> Option<&str> {
        self.0
            .get("")
            .or_else(|| self.0.values().next())
            .map(String::as_str)
    }
}

fn collect(table: &Table<'_>, id: u32, labels: &mut BTreeMap<String, String>) {
    let mut seen = Seen {
        table,
        resources: BTreeMap::new(),
    };
    for (tag, found) in per_language(&table.values(id)) {
        if labels.len() == LANGUAGES_MAX {
            return;
        }
        if let Some(text) = text(&mut seen, found, &tag, &mut BTreeSet::from([id])) {
            labels.insert(tag, tidy(&text));
        }
    }
}

/// Resources that were looked up on the way: every language of a label leads through the same few.
struct Seen<'t, 'a> {
    table: &'t Table<'a>,
    resources: BTreeMap<u32, BTreeMap<String, Found<'t>>>,
}

impl<'t> Seen<'t, '_> {
    fn languages(&mut self, id: u32) -> &BTreeMap<String, Found<'t>> {
        // A table that leads every language elsewhere is no honest one and gets no more room.
        if self.resources.len() == CHAIN_MAX && !self.resources.contains_key(&id) {
            self.resources.clear();
        }
        self.resources
            .entry(id)
            .or_insert_with(|| per_language(&self.table.values(id)))
    }
}

/// Per language the value with the fewest other conditions.
fn per_language<'t>(values: &[(Config, Found<'t>)]) -> BTreeMap<String, Found<'t>> {
    let mut best: BTreeMap<String, (u32, Found<'t>)> = BTreeMap::new();
    for (config, found) in values {
        let place = best.entry(config.tag()).or_insert((config.others, *found));
        if config.others < place.0 {
            *place = (config.others, *found);
        }
    }
    best.into_iter()
        .map(|(tag, (_, found))| (tag, found))
        .collect()
}

/// Follows references in one language: that tag, else its primary language, else the default. Loops end at the second visit.
fn text<'t>(
    seen: &mut Seen<'t, '_>,
    mut found: Found<'t>,
    tag: &str,
    visited: &mut BTreeSet<u32>,
) -> Option<String> {
    for _ in 0..CHAIN_MAX {
        let id = match found.read()? {
            Value::Text(text) => return Some(text),
            Value::Reference(id) => id,
            Value::Number(_) | Value::Truth(_) => return None,
        };
        if !visited.insert(id) {
            return None;
        }
        let values = seen.languages(id);
        let primary = tag.split('-').next().unwrap_or_default();
        found = *[tag, primary, ""].iter().find_map(|tag| values.get(*tag))?;
    }
    None
}

fn tidy(text: &str) -> String {
    clean_line(text).chars().take(LABEL_MAX).collect()
}
