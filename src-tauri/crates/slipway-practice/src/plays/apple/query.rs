//! The query of a call: which parameters an operation takes, and what those that came ask for. Lists are comma-joined, brackets may be
//! raw or percent-encoded [spec].

use std::{cmp::Ordering, collections::BTreeMap};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::StatusCode;
use jiff::Timestamp;
use serde_json::Value;

use super::{
    no::{No, Wrong},
    routes::Operation,
    thing::{self, Thing},
};
use crate::{error::WorldError, stage::Stage};

/// Largest `limit` of a list [spec].
const MOST: usize = 200;
/// Without `limit`. Not in the description.
const USUAL: usize = 50;
/// `limit[…]` of what is included: largest, except for `builds` of a group, and without the parameter [spec].
const MOST_INCLUDED: usize = 50;
const MOST_BUILDS: usize = 1000;
pub(super) const USUAL_INCLUDED: usize = 10;

/// How a filter compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Equal,
    /// Ids that contain the value are found too [fastlane, codemagic].
    Contains,
    /// `true`: there is a value.
    Exists,
}

/// A parameter `filter[…]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filter {
    name: &'static str,
    how: How,
    /// Empty: any text.
    values: &'static [&'static str],
    required: bool,
}

/// Compared with the attribute or the related ids of that name; with a dot inside, of the related resource.
pub(super) const fn by(name: &'static str) -> Filter {
    Filter {
        name,
        how: How::Equal,
        values: &[],
        required: false,
    }
}

impl Filter {
    pub(super) const fn one_of(self, values: &'static [&'static str]) -> Self {
        Self { values, ..self }
    }

    pub(super) const fn inexact(self) -> Self {
        Self {
            how: How::Contains,
            ..self
        }
    }

    pub(super) const fn exists(self) -> Self {
        Self {
            how: How::Exists,
            ..self
        }
    }

    pub(super) const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    fn parameter(&self) -> String {
        let family = match self.how {
            How::Exists => "exists",
            How::Equal | How::Contains => "filter",
        };
        format!("{family}[{}]", self.name)
    }
}

/// What a call asks for.
#[derive(Default)]
pub(super) struct Query {
    filters: Vec<(Filter, Vec<String>)>,
    /// Names, and whether downwards.
    sort: Vec<(String, bool)>,
    pub(super) include: Vec<String>,
    /// By `type`.
    pub(super) fields: BTreeMap<String, Vec<String>>,
    limits: BTreeMap<String, usize>,
    pub(super) limit: usize,
    pub(super) from: usize,
}

impl Query {
    pub(super) fn read(
        pairs: &[(String, String)],
        operation: &'static Operation,
    ) -> Result<Self, No> {
        let mut query = Self {
            limit: USUAL,
            ..Self::default()
        };
        let mut wrongs = Vec::new();
        for (name, value) in pairs {
            if let Err(wrong) = query.take(name, value, operation) {
                wrongs.push(wrong.of_parameter(name));
            }
        }
        let asks = &operation.asks;
        let missing = asks.filters.iter().filter(|filter| {
            filter.required
                && !query
                    .filters
                    .iter()
                    .any(|(known, _)| known.name == filter.name)
        });
        wrongs.extend(missing.map(|filter| {
            let name = filter.parameter();
            let detail = format!("The parameter '{name}' is required but was not provided");
            Wrong::new(
                "PARAMETER_ERROR.MISSING",
                "A required parameter is missing",
                detail,
            )
            .of_parameter(&name)
        }));
        match No::all(StatusCode::BAD_REQUEST, wrongs) {
            Some(no) => Err(no),
            None => Ok(query),
        }
    }

    fn take(&mut self, name: &str, value: &str, operation: &Operation) -> Result<(), Wrong> {
        let asks = &operation.asks;
        let list = || value.split(',').map(str::to_owned).collect::<Vec<_>>();
        if let Some(filter) = asks.filters.iter().find(|it| it.parameter() == name) {
            let values = list();
            let allowed = |value: &String| {
                filter.values.is_empty() || filter.values.contains(&value.as_str())
            };
            if let Some(bad) = values.iter().find(|it| it.is_empty() || !allowed(it)) {
                return Err(invalid(format!("'{bad}' is not a valid value for {name}")));
            }
            self.filters.push((*filter, values));
            return Ok(());
        }
        match inside(name) {
            ("sort", None) if !asks.sorts.is_empty() => {
                for word in list() {
                    let plain = word.strip_prefix('-').unwrap_or(&word);
                    if !asks.sorts.contains(&plain) {
                        return Err(invalid(format!("'{word}' is not a valid sort")));
                    }
                    self.sort.push((plain.to_owned(), word.starts_with('-')));
                }
            }
            ("include", None) if !asks.include.is_empty() => {
                for word in list() {
                    if !asks.includes(&word) {
                        let detail = format!("'{word}' is not a valid relationship name");
                        return Err(invalid(detail));
                    }
                    self.include.push(word);
                }
            }
            ("limit", None) if asks.is_list => self.limit = limit(value, MOST)?,
            ("limit", Some(relation)) if asks.includes(relation) => {
                let most = match relation {
                    "builds" => MOST_BUILDS,
                    _ => MOST_INCLUDED,
                };
                self.limits.insert(relation.to_owned(), limit(value, most)?);
            }
            ("cursor", None) if asks.is_list => {
                self.from = read_cursor(value).ok_or_else(|| {
                    invalid(format!("'{value}' is not a valid cursor for this request"))
                })?;
            }
            ("fields", Some(kind)) => {
                let schema = operation.schema_of(kind).ok_or_else(illegal)?;
                let names = list();
                if let Some(bad) = names.iter().find(|it| !schema.has_field(it)) {
                    return Err(invalid(format!("'{bad}' is not a valid field name")));
                }
                self.fields.insert(kind.to_owned(), names);
            }
            _ => return Err(illegal()),
        }
        Ok(())
    }

    pub(super) fn limit_of(&self, relation: &str) -> usize {
        let limit = self.limits.get(relation).copied();
        limit.unwrap_or(USUAL_INCLUDED)
    }

    pub(super) fn includes(&self, relation: &str) -> bool {
        self.include.iter().any(|it| it == relation)
    }

    /// What is left of a list, in the wanted order.
    pub(super) fn choose(
        &self,
        stage: &Stage<'_>,
        things: Vec<Thing>,
        now: Timestamp,
    ) -> Result<Vec<Thing>, WorldError> {
        let mut chosen = Vec::new();
        for thing in things {
            if thing.is_seen(now) && self.matches(stage, &thing)? {
                chosen.push(thing);
            }
        }
        // The last key first: a stable sort keeps what earlier passes have done.
        for (name, down) in self.sort.iter().rev() {
            let mut keyed = Vec::new();
            for thing in chosen {
                keyed.push((sort_key(stage, &thing, name)?, thing));
            }
            keyed.sort_by(|(one, _), (other, _)| match down {
                true => compare(other, one),
                false => compare(one, other),
            });
            chosen = keyed.into_iter().map(|(_, thing)| thing).collect();
        }
        Ok(chosen)
    }

    fn matches(&self, stage: &Stage<'_>, thing: &Thing) -> Result<bool, WorldError> {
        for (filter, wanted) in &self.filters {
            let has = values(stage, thing, filter.name)?;
            let fits = match filter.how {
                How::Equal => wanted.iter().any(|want| has.contains(want)),
                How::Contains => wanted
                    .iter()
                    .any(|want| has.iter().any(|value| value.contains(want.as_str()))),
                How::Exists => wanted.iter().any(|want| (want == "true") != has.is_empty()),
            };
            if !fits {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// `fields[apps]` is `fields` and `apps`.
fn inside(name: &str) -> (&str, Option<&str>) {
    match name.split_once('[') {
        Some((family, rest)) => (family, rest.strip_suffix(']').or(Some(""))),
        None => (name, None),
    }
}

fn limit(value: &str, most: usize) -> Result<usize, Wrong> {
    let number = value.parse::<usize>().ok();
    number
        .filter(|number| (1..=most).contains(number))
        .ok_or_else(|| invalid(format!("'{value}' is not a limit between 1 and {most}")))
}

fn invalid(detail: String) -> Wrong {
    Wrong::new(
        "PARAMETER_ERROR.INVALID",
        "A parameter has an invalid value",
        detail,
    )
}

fn illegal() -> Wrong {
    Wrong::new(
        "PARAMETER_ERROR.ILLEGAL",
        "A parameter is not allowed",
        "The parameter can not be used with this request",
    )
}

/// An opaque place in a list.
pub(super) fn cursor(from: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("practice.{from}"))
}

fn read_cursor(text: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    text.strip_prefix("practice.")?.parse().ok()
}

/// What a filter compares: the attribute as text, the ids of a relation, or the same of the related ones.
fn values(stage: &Stage<'_>, thing: &Thing, path: &str) -> Result<Vec<String>, WorldError> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    if first == "id" {
        return Ok(vec![thing.id.clone()]);
    }
    if let Some(relation) = thing.kind.schema().relation(first) {
        if rest.is_empty() && relation.kept == super::schema::Kept::Here {
            return Ok(thing.many(first).to_vec());
        }
        let mut all = Vec::new();
        for other in thing::related(stage, thing, relation)? {
            match rest {
                "" => all.push(other.id),
                rest => all.extend(values(stage, &other, rest)?),
            }
        }
        return Ok(all);
    }
    Ok(match thing.get(first) {
        Value::Null => Vec::new(),
        Value::String(text) => vec![text.clone()],
        // Uploads keep their state inside an object of that name.
        Value::Object(members) => members
            .get("state")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .into_iter()
            .collect(),
        other => vec![other.to_string()],
    })
}

fn sort_key(stage: &Stage<'_>, thing: &Thing, name: &str) -> Result<Value, WorldError> {
    let is_relation = thing.kind.schema().relation(name).is_some();
    let path = match is_relation {
        true => format!("{name}.version"),
        false => return Ok(thing.get(name).clone()),
    };
    let key = values(stage, thing, &path)?.into_iter().next();
    Ok(key.map_or(Value::Null, Value::String))
}

/// Dates as instants, versions number by number, everything else as it is; what is not there comes first.
fn compare(one: &Value, other: &Value) -> Ordering {
    if let (Value::String(one), Value::String(other)) = (one, other) {
        if let (Ok(one), Ok(other)) = (one.parse::<Timestamp>(), other.parse::<Timestamp>()) {
            return one.cmp(&other);
        }
        return match (numbers(one), numbers(other)) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ => one.cmp(other),
        };
    }
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        _ => rank(one).cmp(&rank(other)),
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(false) => 1,
        _ => 2,
    }
}

fn numbers(text: &str) -> Option<Vec<u64>> {
    text.split('.').map(|part| part.parse().ok()).collect()
}
