//! JSON:API as far as App Store Connect uses it: documents, their resources, and the bodies that we send. Values stay as they came, so
//! that a state that nobody has heard of breaks nothing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::wire;
use crate::lenient;

/// One resource. Attributes and relationships that are missing or `null` are the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Resource {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) id: String,
    #[serde(deserialize_with = "members")]
    attributes: Map<String, Value>,
    #[serde(deserialize_with = "members")]
    relationships: Map<String, Value>,
}

fn members<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Map<String, Value>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Object(members) => members,
        _ => Map::new(),
    })
}

impl Resource {
    /// A text that is not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.attributes
            .get(name)?
            .as_str()
            .filter(|text| !text.trim().is_empty())
    }

    /// The same, with nothing for nothing: for states.
    pub(super) fn word(&self, name: &str) -> &str {
        self.text(name).unwrap_or_default()
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.attributes.get(name)?.as_bool()
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        lenient::as_number(self.attributes.get(name)?)
    }

    pub(super) fn instant(&self, name: &str) -> Option<Timestamp> {
        wire::instant(self.text(name)?)
    }

    pub(super) fn inner(&self, name: &str) -> &Value {
        self.attributes.get(name).unwrap_or(&Value::Null)
    }

    /// The id behind a relationship to one resource.
    pub(super) fn one(&self, relation: &str) -> Option<&str> {
        self.relationships
            .get(relation)?
            .get("data")?
            .get("id")?
            .as_str()
    }

    /// Whether a relationship to many leads anywhere.
    pub(super) fn has_any(&self, relation: &str) -> bool {
        let data = self
            .relationships
            .get(relation)
            .and_then(|one| one.get("data"));
        data.and_then(Value::as_array)
            .is_some_and(|all| !all.is_empty())
    }

    /// How many a relationship leads to, where the answer says so.
    pub(super) fn total(&self, relation: &str) -> Option<u64> {
        let meta = self.relationships.get(relation)?.get("meta")?;
        meta.get("paging")?.get("total")?.as_u64()
    }

    /// The relationship that is filled, among those that an item can have.
    pub(super) fn first_filled<'a>(&self, relations: &[&'a str]) -> Option<&'a str> {
        let mut filled = relations.iter().filter(|name| self.one(name).is_some());
        filled.next().copied()
    }
}

/// What an answer holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Document {
    /// One resource, none, or a page of a list.
    pub(super) data: Vec<Resource>,
    pub(super) included: Vec<Resource>,
    /// The address of the next page.
    pub(super) next: Option<String>,
}

impl Document {
    /// `None` when it is no document: `data` is always there [spec].
    pub(super) fn read(body: &Value) -> Option<Self> {
        let list = |value: &Value| -> Vec<Resource> {
            let entries = value.as_array().map(Vec::as_slice).unwrap_or_default();
            let read = |entry: &Value| serde_json::from_value(entry.clone()).ok();
            entries.iter().filter_map(read).collect()
        };
        let data = match body.get("data")? {
            Value::Array(_) => list(body.get("data")?),
            Value::Null => Vec::new(),
            one => vec![serde_json::from_value(one.clone()).ok()?],
        };
        let next = body.get("links").and_then(|links| links.get("next"));
        Some(Self {
            data,
            included: body.get("included").map(list).unwrap_or_default(),
            next: next.and_then(Value::as_str).map(str::to_owned),
        })
    }

    pub(super) fn first(&self) -> Option<&Resource> {
        self.data.first()
    }

    /// A resource that was asked for beside the others.
    pub(super) fn included(&self, kind: &str, id: &str) -> Option<&Resource> {
        self.included
            .iter()
            .find(|resource| resource.kind == kind && resource.id == id)
    }

    /// The included resource behind a relationship to one.
    pub(super) fn related(&self, of: &Resource, relation: &str, kind: &str) -> Option<&Resource> {
        self.included(kind, of.one(relation)?)
    }
}

/// `{"type", "id"}`.
pub(super) fn identifier(kind: &str, id: &str) -> Value {
    json!({"type": kind, "id": id})
}

/// A relationship to one resource; also the whole body of a change of such a relationship.
pub(super) fn to_one(kind: &str, id: &str) -> Value {
    json!({"data": identifier(kind, id)})
}

/// The same to many.
pub(super) fn to_many<'a>(kind: &str, ids: impl IntoIterator<Item = &'a str>) -> Value {
    let all: Vec<Value> = ids.into_iter().map(|id| identifier(kind, id)).collect();
    json!({ "data": all })
}

/// The body of a POST. What is `null` in attributes is left out: `null` would clear, and nothing is there yet.
pub(super) fn creation(kind: &str, attributes: Value, relationships: &[(&str, Value)]) -> Value {
    let mut data = json!({"type": kind});
    if let Value::Object(mut attributes) = attributes {
        attributes.retain(|_, value| !value.is_null());
        if !attributes.is_empty() {
            data["attributes"] = Value::Object(attributes);
        }
    }
    if !relationships.is_empty() {
        let all = relationships.iter();
        data["relationships"] = all
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect::<Map<String, Value>>()
            .into();
    }
    json!({ "data": data })
}

/// The body of a PATCH: the id again, and what changes. `null` clears.
pub(super) fn change(kind: &str, id: &str, attributes: Value) -> Value {
    json!({"data": {"type": kind, "id": id, "attributes": attributes}})
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Document, change, creation, to_many, to_one};

    #[test]
    fn a_page_with_what_was_asked_for_beside_it() {
        let body = json!({"data": [{"type": "builds", "id": "b1",
                "attributes": {"version": "42", "expired": false, "usesNonExemptEncryption": null, "uploadedDate": "2026-03-01T02:11:09-08:00"},
                "relationships": {"buildBetaDetail": {"data": {"type": "buildBetaDetails", "id": "d1"}},
                    "betaGroups": {"meta": {"paging": {"total": 7}}, "data": []}, "app": {"links": {}}}},
                "not a resource"],
            "included": [{"type": "buildBetaDetails", "id": "d1", "attributes": {"externalBuildState": "SOMETHING_NEW"}}],
            "links": {"self": "x", "next": "https://api.appstoreconnect.apple.com/v1/builds?cursor=a"},
            "meta": {"paging": {"total": 7, "limit": 1}}});
        let page = Document::read(&body).unwrap();
        let build = page.first().unwrap();
        assert_eq!((page.data.len(), build.text("version")), (1, Some("42")));
        assert_eq!(
            (build.flag("expired"), build.flag("usesNonExemptEncryption")),
            (Some(false), None)
        );
        assert_eq!(
            build.instant("uploadedDate"),
            Some("2026-03-01T10:11:09Z".parse().unwrap())
        );
        assert_eq!(
            (build.one("app"), build.total("betaGroups")),
            (None, Some(7))
        );
        let detail = page
            .related(build, "buildBetaDetail", "buildBetaDetails")
            .unwrap();
        assert_eq!(detail.word("externalBuildState"), "SOMETHING_NEW");
        assert!(page.next.is_some());
    }

    #[test]
    fn one_none_and_nothing() {
        let one = Document::read(&json!({"data": {"type": "apps", "id": "1", "attributes": null}}));
        assert_eq!(one.unwrap().first().unwrap().id, "1");
        assert_eq!(
            Document::read(&json!({"data": null})).unwrap().first(),
            None
        );
        for body in [
            Value::Null,
            json!({}),
            json!({"errors": []}),
            json!({"data": "x"}),
        ] {
            assert_eq!(Document::read(&body), None, "{body}");
        }
    }

    #[test]
    fn bodies_say_what_they_mean_and_no_more() {
        let app = [("app", to_one("apps", "1"))];
        assert_eq!(
            creation(
                "betaGroups",
                json!({"name": "QA", "publicLinkLimit": null}),
                &app
            ),
            json!({"data": {"type": "betaGroups", "attributes": {"name": "QA"},
                "relationships": {"app": {"data": {"type": "apps", "id": "1"}}}}})
        );
        assert_eq!(
            creation("buildBetaNotifications", Value::Null, &[]),
            json!({"data": {"type": "buildBetaNotifications"}})
        );
        assert_eq!(
            change(
                "appStoreVersions",
                "v",
                json!({"earliestReleaseDate": null})
            ),
            json!({"data": {"type": "appStoreVersions", "id": "v", "attributes": {"earliestReleaseDate": null}}})
        );
        assert_eq!(
            to_many("betaTesters", ["a", "b"]),
            json!({"data": [{"type": "betaTesters", "id": "a"}, {"type": "betaTesters", "id": "b"}]})
        );
    }
}
