//! Answers as JSON:API documents: one resource or a page of them, with what was asked to be included, cut down to the fields that were
//! asked for [spec].

use serde_json::{Map, Value, json};

use super::{
    call::{Call, Reply},
    kind::Kind,
    no::{self, Stop},
    query,
    routes::{API_HOST, Look, Operation},
    schema::{Relation, Schema},
    thing::{self, Thing},
};
use crate::{
    error::WorldError,
    stage::{Ask, Stage},
};

/// Answers a `GET`.
pub(super) fn look(
    stage: &mut Stage<'_>,
    call: &Call,
    operation: &Operation,
    look: Look,
) -> Result<Reply, Stop> {
    match look {
        Look::List => {
            let all = thing::all(stage, operation.kind)?;
            list(stage, call, all)
        }
        Look::One => {
            let one = existing(stage, operation.kind, &call.id)?;
            Ok(Reply::ok(one_document(stage, call, &one)?))
        }
        Look::Related(parent, name) => {
            let (parent, relation) = relation(stage, parent, name, &call.id)?;
            let others = thing::related(stage, &parent, relation)?;
            if relation.many {
                return list(stage, call, others);
            }
            let now = stage.now();
            match others.into_iter().find(|other| other.is_seen(now)) {
                Some(other) => Ok(Reply::ok(one_document(stage, call, &other)?)),
                // ASC answers either way where there is none [inferred].
                None if call.ask.fault_is("none-as-404") => {
                    Err(no::not_found(relation.word, &parent.id).into())
                }
                None => Ok(Reply::ok(
                    json!({ "data": null, "links": { "self": own_link(call) } }),
                )),
            }
        }
        Look::Linkage(parent, name) => {
            let (parent, relation) = relation(stage, parent, name, &call.id)?;
            linkage(stage, call, &parent, relation)
        }
    }
}

/// The resource with that id, if reads find it.
pub(super) fn existing(stage: &Stage<'_>, kind: Kind, id: &str) -> Result<Thing, Stop> {
    let now = stage.now();
    let found = thing::find(stage, kind, id)?.filter(|thing| thing.is_seen(now));
    found.ok_or_else(|| no::not_found(kind.word(), id).into())
}

fn relation(
    stage: &Stage<'_>,
    parent: Kind,
    name: &str,
    id: &str,
) -> Result<(Thing, &'static Relation), Stop> {
    let parent = existing(stage, parent, id)?;
    let relation = parent
        .kind
        .schema()
        .relation(name)
        .ok_or_else(|| no::broken("the path table names an unknown relation"))?;
    Ok((parent, relation))
}

/// One resource as a document of its own.
pub(super) fn one_document(
    stage: &Stage<'_>,
    call: &Call,
    thing: &Thing,
) -> Result<Value, WorldError> {
    let mut included = Vec::new();
    let data = resource(stage, call, thing, Some(&mut included))?;
    let mut document = json!({ "data": data });
    if !call.query.include.is_empty() {
        document["included"] = Value::Array(included);
    }
    let own = match call.id == thing.id || call.id.is_empty() {
        true => format!("https://{API_HOST}{}", thing.path()),
        false => own_link(call),
    };
    document["links"] = json!({ "self": own });
    Ok(document)
}

fn list(stage: &Stage<'_>, call: &Call, things: Vec<Thing>) -> Result<Reply, Stop> {
    let chosen = call.query.choose(stage, things, stage.now())?;
    let page = Page::of(call, chosen.len());
    let mut included = Vec::new();
    let mut data = Vec::new();
    for thing in chosen.iter().skip(page.from).take(page.limit) {
        data.push(resource(stage, call, thing, Some(&mut included))?);
    }
    let mut document = json!({ "data": data });
    if !call.query.include.is_empty() {
        document["included"] = Value::Array(included);
    }
    page.close(call, &mut document);
    Ok(Reply::ok(document))
}

fn linkage(
    stage: &Stage<'_>,
    call: &Call,
    parent: &Thing,
    relation: &Relation,
) -> Result<Reply, Stop> {
    let now = stage.now();
    let mut others = thing::related(stage, parent, relation)?;
    others.retain(|other| other.is_seen(now));
    let page = Page::of(call, others.len());
    let shown = others.iter().skip(page.from).take(page.limit);
    let data: Vec<Value> = shown.map(identifier).collect();
    let mut document = json!({ "data": data });
    page.close(call, &mut document);
    Ok(Reply::ok(document))
}

/// A part of a list.
struct Page {
    from: usize,
    limit: usize,
    total: usize,
}

impl Page {
    fn of(call: &Call, total: usize) -> Self {
        let limit = match call.ask.fault_is("second-page") {
            true => 1,
            false => call.query.limit,
        };
        Self {
            from: call.query.from,
            limit,
            total,
        }
    }

    /// `links` and `meta.paging`.
    fn close(&self, call: &Call, document: &mut Value) {
        let mut links = json!({ "self": own_link(call) });
        let mut paging = json!({ "total": self.total, "limit": self.limit });
        if self.from + self.limit < self.total {
            let cursor = query::cursor(self.from + self.limit);
            links["next"] = json!(next_link(call, &cursor));
            paging["nextCursor"] = json!(cursor);
        }
        document["links"] = links;
        document["meta"] = json!({ "paging": paging });
    }
}

fn own_link(call: &Call) -> String {
    format!("https://{API_HOST}{}", call.target)
}

/// The same address with another cursor.
fn next_link(call: &Call, cursor: &str) -> String {
    let (path, query) = call.target.split_once('?').unwrap_or((&call.target, ""));
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let kept = pairs.filter(|(name, _)| name != "cursor");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("cursor", cursor)
        .extend_pairs(kept)
        .finish();
    format!("https://{API_HOST}{path}?{query}")
}

fn identifier(thing: &Thing) -> Value {
    json!({ "type": thing.kind.word(), "id": thing.id })
}

/// Whether a relation shows addresses: those that cannot be asked for by themselves do not, ASC, schemas of the resources [spec].
fn has_links(kind: &str, relation: &str) -> bool {
    match kind {
        "appStoreReviewDetails" | "appStoreVersionLocalizations" => relation != "appStoreVersion",
        "appStoreVersions" => relation != "app",
        "apps" => relation != "appStoreIcon",
        "buildUploads" => relation == "buildUploadFiles",
        "builds" => !matches!(relation, "buildBundles" | "buildUpload"),
        "reviewSubmissions" => relation == "items",
        "reviewSubmissionItems" => false,
        _ => true,
    }
}

/// A resource object. What it includes goes into `included`, once each; included ones include nothing further.
fn resource(
    stage: &Stage<'_>,
    call: &Call,
    thing: &Thing,
    mut included: Option<&mut Vec<Value>>,
) -> Result<Value, WorldError> {
    let schema = thing.kind.schema();
    let fields = call.query.fields.get(schema.word);
    let wanted = |name: &str| fields.is_none_or(|names| names.iter().any(|it| it == name));
    let own = format!("https://{API_HOST}{}", thing.path());
    let mut relationships = Map::new();
    for relation in schema.relations.iter().filter(|it| !it.hidden) {
        let is_included = included.is_some() && call.query.includes(relation.name);
        if !wanted(relation.name) && !is_included {
            continue;
        }
        let mut shown = json!({});
        if has_links(schema.word, relation.name) {
            shown["links"] = json!({
                "self": format!("{own}/relationships/{}", relation.name),
                "related": format!("{own}/{}", relation.name),
            });
        }
        if relation.told || is_included {
            let others = seen(stage, thing, relation)?;
            let limit = match relation.many {
                true => call.query.limit_of(relation.name),
                false => 1,
            };
            let page = &others[..others.len().min(limit)];
            if let Some(included) = included.as_deref_mut()
                && is_included
            {
                for other in page {
                    include(stage, call, other, included)?;
                }
            }
            tell(&mut shown, relation, page, others.len(), limit);
        }
        if shown != json!({}) {
            relationships.insert(relation.name.to_owned(), shown);
        }
    }
    let mut resource = identifier(thing);
    let attributes = attributes(schema, thing, wanted);
    if !schema.attributes.is_empty() {
        resource["attributes"] = Value::Object(attributes);
    }
    if !relationships.is_empty() {
        resource["relationships"] = Value::Object(relationships);
    }
    resource["links"] = json!({ "self": own });
    Ok(resource)
}

fn attributes(schema: &Schema, thing: &Thing, wanted: impl Fn(&str) -> bool) -> Map<String, Value> {
    let shown = schema.attributes.iter().filter(|it| it.shown);
    shown
        .filter(|it| wanted(it.name))
        .map(|it| (it.name.to_owned(), thing.get(it.name).clone()))
        .collect()
}

fn seen(stage: &Stage<'_>, thing: &Thing, relation: &Relation) -> Result<Vec<Thing>, WorldError> {
    let now = stage.now();
    let mut others = thing::related(stage, thing, relation)?;
    others.retain(|other| other.is_seen(now));
    Ok(others)
}

fn include(
    stage: &Stage<'_>,
    call: &Call,
    other: &Thing,
    included: &mut Vec<Value>,
) -> Result<(), WorldError> {
    let is_there = |it: &Value| it["id"] == other.id && it["type"] == other.kind.word();
    if !included.iter().any(is_there) {
        let shown = resource(stage, call, other, None)?;
        included.push(shown);
    }
    Ok(())
}

fn tell(shown: &mut Value, relation: &Relation, page: &[Thing], total: usize, limit: usize) {
    match relation.many {
        true => {
            shown["data"] = page.iter().map(identifier).collect();
            shown["meta"] = json!({ "paging": { "total": total, "limit": limit } });
        }
        false => shown["data"] = page.first().map_or(Value::Null, identifier),
    }
}

/// Attributes that hold a state.
const STATES: [&str; 9] = [
    "state",
    "appStoreState",
    "appVersionState",
    "processingState",
    "internalBuildState",
    "externalBuildState",
    "betaReviewState",
    "phasedReleaseState",
    "inviteType",
];

/// Answers as they are known to surprise: a state that nobody has heard of, attributes that are null or not there.
pub(super) fn dress(ask: &Ask, body: &mut Value) {
    let unknown = ask.fault_is("unknown-enum");
    let (null, missing) = (ask.fault_is("null-fields"), ask.fault_is("missing-fields"));
    if !(unknown || null || missing) {
        return;
    }
    let each = |resource: &mut Value| {
        if missing && let Some(members) = resource.as_object_mut() {
            members.shift_remove("attributes");
        }
        let attributes = resource.get_mut("attributes");
        let Some(attributes) = attributes.and_then(Value::as_object_mut) else {
            return;
        };
        for (name, value) in attributes {
            if null {
                *value = Value::Null;
            } else if STATES.contains(&name.as_str()) {
                match value {
                    Value::Object(members) => {
                        members.insert("state".to_owned(), json!("PRACTICE_NEW_STATE"));
                    }
                    value => *value = json!("PRACTICE_NEW_STATE"),
                }
            }
        }
    };
    for member in ["data", "included"] {
        match body.get_mut(member) {
            Some(Value::Array(resources)) => resources.iter_mut().for_each(each),
            Some(resource @ Value::Object(_)) => each(resource),
            _ => {}
        }
    }
}
