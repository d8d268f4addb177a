//! What a request wants: its body held against the schema, every flaw named. Whether the store grants it is judged elsewhere.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Map, Value};

use super::{
    call::Call,
    document,
    kind::Kind,
    no::{self, No, Stop, Wrong},
    schema::{Attribute, Brought, Relation, Schema, Sort},
    thing::{self, Thing},
    time,
};
use crate::stage::Stage;

/// A checked body.
#[derive(Debug, Default)]
pub(super) struct Wish {
    /// A member that is `null` clears.
    pub(super) attributes: Map<String, Value>,
    pub(super) links: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Create,
    Change,
}

impl Wish {
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.attributes.get(name)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool) == Some(true)
    }

    /// The id of a to-one relation.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        self.many(name).first().map(String::as_str)
    }

    pub(super) fn many(&self, name: &str) -> &[String] {
        self.links.get(name).map_or(&[], Vec::as_slice)
    }

    /// Writes the attributes that stay, and the relations that are kept here.
    pub(super) fn write(&self, thing: &mut Thing) {
        let schema = thing.kind.schema();
        for (name, value) in &self.attributes {
            if schema.attribute(name).is_some_and(|it| it.shown) {
                thing.set(name, value.clone());
            }
        }
        for (name, ids) in &self.links {
            let kept = schema.relation(name).map(|it| it.kept);
            if kept == Some(super::schema::Kept::Here) {
                thing.links.insert(name.clone(), ids.clone());
            }
        }
    }
}

/// What a `POST` wants.
pub(super) fn to_create(stage: &Stage<'_>, call: &Call, kind: Kind) -> Result<Wish, Stop> {
    let data = data(&call.body)?;
    let wish = read(data, kind.schema(), Act::Create)?;
    exist(stage, &wish, kind.schema())?;
    Ok(wish)
}

/// What a `PATCH` wants, and from which resource.
pub(super) fn to_change(stage: &Stage<'_>, call: &Call, kind: Kind) -> Result<(Thing, Wish), Stop> {
    let thing = document::existing(stage, kind, &call.id)?;
    let data = data(&call.body)?;
    if data.get("id").and_then(Value::as_str) != Some(&call.id) {
        let detail = format!(
            "The id in the body does not match the id '{}' in the path",
            call.id
        );
        let wrong = Wrong::new(
            "ENTITY_ERROR.ID_MISMATCH",
            "The provided entity has another id than the path",
            detail,
        );
        return Err(No::conflict(wrong.at("/data/id")).into());
    }
    let wish = read(data, kind.schema(), Act::Change)?;
    exist(stage, &wish, kind.schema())?;
    Ok((thing, wish))
}

fn data(body: &Value) -> Result<&Map<String, Value>, No> {
    let members = body.as_object();
    let members = members.ok_or_else(|| no::malformed("the body is not an object"))?;
    if let Some(other) = members.keys().find(|name| *name != "data") {
        let detail = format!("'{other}' is not a member of a request document here");
        return Err(no::malformed(detail));
    }
    members
        .get("data")
        .and_then(Value::as_object)
        .ok_or_else(|| no::malformed("the body has no object 'data'"))
}

fn read(data: &Map<String, Value>, schema: &Schema, act: Act) -> Result<Wish, No> {
    const MEMBERS: [&str; 4] = ["type", "id", "attributes", "relationships"];
    if let Some(other) = data.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
        return Err(no::malformed(format!(
            "'{other}' is not a member of 'data'"
        )));
    }
    if data.get("type").and_then(Value::as_str) != Some(schema.word) {
        let detail = format!("The type of this resource is '{}'", schema.word);
        let wrong = Wrong::new(
            "ENTITY_ERROR.TYPE_MISMATCH",
            "The provided entity has another type than the path",
            detail,
        );
        return Err(No::conflict(wrong.at("/data/type")));
    }
    if act == Act::Create && data.contains_key("id") {
        return Err(no::malformed("a new resource has no 'id'"));
    }
    let mut wish = Wish::default();
    let mut wrongs = Vec::new();
    attributes(
        object(data, "attributes")?,
        schema,
        act,
        &mut wish,
        &mut wrongs,
    );
    relations(
        object(data, "relationships")?,
        schema,
        act,
        &mut wish,
        &mut wrongs,
    );
    match No::all(StatusCode::CONFLICT, wrongs) {
        Some(no) => Err(no),
        None => Ok(wish),
    }
}

fn object<'v>(
    data: &'v Map<String, Value>,
    name: &str,
) -> Result<Option<&'v Map<String, Value>>, No> {
    match data.get(name) {
        None => Ok(None),
        Some(Value::Object(members)) => Ok(Some(members)),
        Some(_) => Err(no::malformed(format!("'{name}' is not an object"))),
    }
}

fn attributes(
    sent: Option<&Map<String, Value>>,
    schema: &Schema,
    act: Act,
    wish: &mut Wish,
    wrongs: &mut Vec<Wrong>,
) {
    for (name, value) in sent.into_iter().flatten() {
        let Some(attribute) = schema.attribute(name) else {
            wrongs.push(unknown("ATTRIBUTE", "attribute", name, schema));
            continue;
        };
        let may = match act {
            Act::Create => attribute.at_creation != Brought::Never,
            Act::Change => attribute.at_change,
        };
        if !may {
            wrongs.push(not_allowed("ATTRIBUTE", "attribute", name, act));
        } else if act == Act::Change && attribute.at_creation == Brought::Must && value.is_null() {
            wrongs.push(no::missing_attribute(name));
        } else if let Some(wrong) = flaw(attribute, value) {
            wrongs.push(wrong);
        } else {
            wish.attributes.insert(name.clone(), value.clone());
        }
    }
    if act == Act::Create {
        let needed = schema.attributes.iter();
        let needed = needed.filter(|it| it.at_creation == Brought::Must);
        let missing = needed.filter(|it| {
            sent.and_then(|all| all.get(it.name))
                .is_none_or(Value::is_null)
        });
        wrongs.extend(missing.map(|it| no::missing_attribute(it.name)));
    }
}

/// What is wrong with a value. `null` is none: it clears, and what must be there is asked for elsewhere.
fn flaw(attribute: &Attribute, value: &Value) -> Option<Wrong> {
    let name = attribute.name;
    let wrong_type = |want: &str| {
        let detail = format!("The attribute '{name}' is not {want}");
        let title = "An attribute in the provided entity has the wrong type";
        let wrong = Wrong::new("ENTITY_ERROR.ATTRIBUTE.TYPE", title, detail);
        Some(wrong.at(format!("/data/attributes/{name}")))
    };
    match (attribute.sort, value) {
        (_, Value::Null) => None,
        (Sort::Flag, value) if !value.is_boolean() => wrong_type("a BOOLEAN"),
        (Sort::Object, value) if !value.is_object() => wrong_type("an OBJECT"),
        (Sort::Number(least, most), value) => match value.as_i64() {
            None => wrong_type("an INTEGER"),
            Some(number) if !(least..=most).contains(&number) => {
                let detail = format!("The value for '{name}' is between {least} and {most}");
                Some(no::bad_attribute(name, detail))
            }
            Some(_) => None,
        },
        (Sort::Text(_) | Sort::Date | Sort::OneOf(_), value) if !value.is_string() => {
            wrong_type("a STRING")
        }
        (Sort::Text(most), Value::String(text)) if text.chars().count() > most => {
            let detail = format!("The value for '{name}' is longer than {most} characters");
            // The ending is from general knowledge [inferred].
            let code = "ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG";
            let wrong = Wrong::new(code, "An attribute value is too long.", detail);
            Some(wrong.at(format!("/data/attributes/{name}")))
        }
        (Sort::Date, Value::String(text)) if time::read(text).is_none() => {
            let detail = format!("'{text}' is not a date with time and offset");
            Some(no::bad_attribute(name, detail))
        }
        (Sort::OneOf(words), Value::String(text)) if !words.contains(&text.as_str()) => {
            let detail = format!("'{text}' is not a valid value for the attribute '{name}'");
            Some(no::bad_attribute(name, detail))
        }
        _ => None,
    }
}

fn relations(
    sent: Option<&Map<String, Value>>,
    schema: &Schema,
    act: Act,
    wish: &mut Wish,
    wrongs: &mut Vec<Wrong>,
) {
    for (name, value) in sent.into_iter().flatten() {
        let Some(relation) = schema.relation(name) else {
            wrongs.push(unknown("RELATIONSHIP", "relationship", name, schema));
            continue;
        };
        let may = match act {
            Act::Create => relation.at_creation != Brought::Never,
            Act::Change => relation.at_change,
        };
        if !may {
            wrongs.push(not_allowed("RELATIONSHIP", "relationship", name, act));
            continue;
        }
        match identifiers(value.get("data"), relation) {
            Ok(ids) => {
                wish.links.insert(name.clone(), ids);
            }
            Err(detail) => wrongs.push(no::bad_relation(name, detail)),
        }
    }
    if act == Act::Create {
        let needed = schema.relations.iter();
        let needed = needed.filter(|it| it.at_creation == Brought::Must);
        for relation in needed.filter(|it| wish.one(it.name).is_none()) {
            if sent.is_some_and(|all| all.contains_key(relation.name)) {
                continue;
            }
            let name = relation.name;
            let title = "The provided entity is missing a required relationship";
            let detail =
                format!("You must provide a value for the relationship '{name}' with this request");
            let wrong = Wrong::new("ENTITY_ERROR.RELATIONSHIP.REQUIRED", title, detail);
            wrongs.push(wrong.at(format!("/data/relationships/{name}")));
        }
    }
}

/// The ids of `data`: a list where the relation is to many, an object or `null` where it is to one.
fn identifiers(data: Option<&Value>, relation: &Relation) -> Result<Vec<String>, String> {
    let all: Vec<&Value> = match (relation.many, data) {
        (true, Some(Value::Array(all))) => all.iter().collect(),
        (false, Some(Value::Null)) => Vec::new(),
        (false, Some(one @ Value::Object(_))) => vec![one],
        _ => return Err("'data' has the wrong shape".to_owned()),
    };
    all.into_iter()
        .map(|one| {
            let id = one["id"].as_str().filter(|id| !id.is_empty());
            match one["type"] == relation.word {
                true => id
                    .map(str::to_owned)
                    .ok_or_else(|| "'id' is missing".to_owned()),
                false => Err(format!(
                    "the type of this relationship is '{}'",
                    relation.word
                )),
            }
        })
        .collect()
}

/// Every linked resource has to be there.
fn exist(stage: &Stage<'_>, wish: &Wish, schema: &Schema) -> Result<(), Stop> {
    let mut wrongs = Vec::new();
    for (name, ids) in &wish.links {
        let Some(relation) = schema.relation(name) else {
            continue;
        };
        for id in ids {
            let there = match relation.kind {
                Some(kind) => thing::find(stage, kind, id)?.is_some(),
                None => false,
            };
            if !there {
                let word = relation.word;
                let detail = format!("There is no resource of type '{word}' with id '{id}'");
                wrongs.push(no::bad_relation(name, detail));
            }
        }
    }
    match No::all(StatusCode::CONFLICT, wrongs) {
        Some(no) => Err(no.into()),
        None => Ok(()),
    }
}

/// The ids in the body of a call on `/relationships/…`, which have to be there. `relation` is the parent's.
pub(super) fn linkage(
    stage: &Stage<'_>,
    call: &Call,
    relation: &Relation,
) -> Result<Vec<String>, Stop> {
    let sent = call.body.as_object().filter(|members| members.len() == 1);
    let sent = sent.and_then(|members| members.get("data"));
    if sent.is_none() {
        return Err(no::malformed("the body has no member 'data' alone").into());
    }
    let ids = identifiers(sent, relation).map_err(|detail| {
        let wrong = no::bad_relation(relation.name, detail);
        No::conflict(wrong.at("/data"))
    })?;
    for id in &ids {
        let there = match relation.kind {
            Some(kind) => thing::find(stage, kind, id)?.is_some(),
            None => false,
        };
        no::is(there, || no::not_found(relation.word, id))?;
    }
    Ok(ids)
}

fn unknown(code: &str, what: &str, name: &str, schema: &Schema) -> Wrong {
    let detail = format!("'{name}' is not {what} on the resource '{}'", schema.word);
    Wrong::new(
        format!("ENTITY_ERROR.{code}.UNKNOWN"),
        format!("The provided entity includes an unknown {what}"),
        detail,
    )
    .at(format!("/data/{what}s/{name}"))
}

fn not_allowed(code: &str, what: &str, name: &str, act: Act) -> Wrong {
    let act = match act {
        Act::Create => "CREATE",
        Act::Change => "UPDATE",
    };
    let detail = format!("The {what} '{name}' can not be included in a '{act}' operation");
    Wrong::new(
        format!("ENTITY_ERROR.{code}.NOT_ALLOWED"),
        format!("The provided entity includes {what}s that can not be included in this request"),
        detail,
    )
    .at(format!("/data/{what}s/{name}"))
}
