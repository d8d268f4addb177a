//! An OpenAPI 3.0 description, and what an exchange does that it does not say. Stricter than the description itself: a member that it does
//! not name is a fault on either side, because neither our client nor practice may invent one.
//! Not for: what the description is silent about (headers, limits, which state allows what).

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    sync::Mutex,
};

use jsonschema::Validator;
use serde_json::{Map, Value, json};
use slipway_practice::Exchange;

pub struct Description {
    /// `components`, made strict.
    components: Value,
    paths: Map<String, Value>,
    schemas: Mutex<HashMap<String, std::sync::Arc<Validator>>>,
}

/// The part of a description that an exchange belongs to.
struct Operation<'d> {
    template: &'d str,
    shared: &'d Value,
    own: &'d Value,
}

impl Description {
    /// # Errors
    /// When the file cannot be read or is no description.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let document: Value = serde_json::from_slice(&text)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        Self::of(document)
    }

    /// # Errors
    /// When it names no paths.
    pub fn of(document: Value) -> Result<Self, String> {
        let paths = document
            .get("paths")
            .and_then(Value::as_object)
            .filter(|paths| !paths.is_empty())
            .cloned()
            .ok_or("the description names no paths")?;
        let mut components = document.get("components").cloned().unwrap_or_default();
        strict(&mut components);
        Ok(Self {
            components,
            paths,
            schemas: Mutex::default(),
        })
    }

    /// What is wrong with an exchange, one line each; empty where nothing is.
    pub fn faults(&self, exchange: &Exchange) -> Vec<String> {
        let Some(operation) = self.operation(&exchange.method, &exchange.path) else {
            return vec![format!(
                "{} {}: no such operation",
                exchange.method, exchange.path
            )];
        };
        let mut faults = self.query_faults(&operation, exchange.query.as_deref());
        faults.extend(self.request_faults(&operation, &exchange.request));
        faults.extend(self.answer_faults(&operation, exchange.status, &exchange.answer));
        let about = format!(
            "{} {} -> {}",
            exchange.method, operation.template, exchange.status
        );
        faults
            .into_iter()
            .map(|fault| format!("{about}: {fault}"))
            .collect()
    }

    /// `GET /v1/apps/{id}`, for saying what was covered.
    pub fn name(&self, exchange: &Exchange) -> Option<String> {
        let operation = self.operation(&exchange.method, &exchange.path)?;
        Some(format!("{} {}", exchange.method, operation.template))
    }

    /// A path without variables wins over one with.
    fn operation(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let given: Vec<&str> = path.split('/').collect();
        let variables = |template: &str| template.matches('{').count();
        let (template, item) = self
            .paths
            .iter()
            .filter(|(template, _)| fits(template, &given))
            .min_by_key(|(template, _)| variables(template))?;
        Some(Operation {
            template,
            shared: item,
            own: item.get(method.to_lowercase())?,
        })
    }

    fn query_faults(&self, operation: &Operation<'_>, query: Option<&str>) -> Vec<String> {
        let known: BTreeMap<&str, &Value> = [operation.shared, operation.own]
            .into_iter()
            .filter_map(|place| place.get("parameters")?.as_array())
            .flatten()
            .filter(|parameter| parameter.get("in") == Some(&json!("query")))
            .filter_map(|parameter| Some((parameter.get("name")?.as_str()?, parameter)))
            .collect();
        let given: Vec<(String, String)> =
            url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
                .into_owned()
                .collect();
        let mut faults: Vec<String> = known
            .iter()
            .filter(|(name, parameter)| {
                parameter.get("required") == Some(&Value::Bool(true))
                    && !given.iter().any(|(other, _)| other == *name)
            })
            .map(|(name, _)| format!("query lacks {name}"))
            .collect();
        for (name, value) in &given {
            match known.get(name.as_str()) {
                // Where the next page begins; it comes from the server's own link.
                None if name == "cursor" => {}
                None => faults.push(format!("query has {name}")),
                Some(parameter) => {
                    let schema = parameter.get("schema").unwrap_or(&Value::Null);
                    faults.extend(
                        parameter_fault(schema, value)
                            .map(|fault| format!("query {name}: {fault}")),
                    );
                }
            }
        }
        faults
    }

    fn request_faults(&self, operation: &Operation<'_>, body: &[u8]) -> Vec<String> {
        let wanted = operation.own.get("requestBody");
        match wanted.and_then(schema_of) {
            None if body.is_empty() => Vec::new(),
            None => vec!["has a body".to_owned()],
            Some(_) if body.is_empty() => vec!["has no body".to_owned()],
            Some(schema) => self.body_faults("request", schema, body, false),
        }
    }

    fn answer_faults(&self, operation: &Operation<'_>, status: u16, body: &[u8]) -> Vec<String> {
        // What a gateway says in the server's place is in no description.
        if status >= 500 {
            return Vec::new();
        }
        let answers = operation.own.get("responses");
        let Some(answer) = answers.and_then(|answers| answers.get(status.to_string())) else {
            return vec!["no such answer".to_owned()];
        };
        match schema_of(answer) {
            None if body.is_empty() => Vec::new(),
            None => vec!["the answer has a body".to_owned()],
            Some(_) if body.is_empty() => vec!["the answer has no body".to_owned()],
            Some(schema) => self.body_faults("answer", schema, body, true),
        }
    }

    /// `nulls`: an absent value may be sent as null, as the live service does in its answers.
    fn body_faults(&self, which: &str, schema: &Value, body: &[u8], nulls: bool) -> Vec<String> {
        let mut value: Value = match serde_json::from_slice(body) {
            Ok(value) => value,
            Err(error) => return vec![format!("{which} is no JSON: {error}")],
        };
        if nulls {
            without_nulls(&mut value);
        }
        match self.validator(schema) {
            Ok(validator) => validator
                .iter_errors(&value)
                .map(|error| format!("{which} at {}: {error}", error.instance_path()))
                .collect(),
            Err(error) => vec![format!("the description's schema is unusable: {error}")],
        }
    }

    fn validator(&self, schema: &Value) -> Result<std::sync::Arc<Validator>, String> {
        let mut schemas = self.schemas.lock().expect("nobody panics with it");
        let key = schema.to_string();
        if let Some(known) = schemas.get(&key) {
            return Ok(known.clone());
        }
        let mut root = schema.clone();
        strict(&mut root);
        // Beside a reference nothing else counts, so it stands in a list of its own.
        let root = json!({ "allOf": [root], "components": self.components });
        let validator = jsonschema::draft4::new(&root).map_err(|error| error.to_string())?;
        let validator = std::sync::Arc::new(validator);
        schemas.insert(key, validator.clone());
        Ok(validator)
    }
}

fn fits(template: &str, given: &[&str]) -> bool {
    let wanted: Vec<&str> = template.split('/').collect();
    wanted.len() == given.len()
        && wanted
            .iter()
            .zip(given)
            .all(|(wanted, given)| wanted.starts_with('{') && !given.is_empty() || wanted == given)
}

fn schema_of(place: &Value) -> Option<&Value> {
    place
        .get("content")?
        .as_object()?
        .values()
        .next()?
        .get("schema")
}

/// Lists are joined by commas (form style, not exploded).
fn parameter_fault(schema: &Value, value: &str) -> Option<String> {
    let (one, values) = match schema.get("items") {
        Some(items) => (items, value.split(',').collect()),
        None => (schema, vec![value]),
    };
    values
        .into_iter()
        .find_map(|value| single_fault(one, value))
}

fn single_fault(schema: &Value, value: &str) -> Option<String> {
    if let Some(allowed) = schema.get("enum").and_then(Value::as_array) {
        let known = allowed.iter().any(|one| one == value);
        return (!known).then(|| format!("{value} is none of its values"));
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("integer") => {
            let Ok(number) = value.parse::<i64>() else {
                return Some(format!("{value} is no number"));
            };
            let above = schema
                .get("maximum")
                .and_then(Value::as_i64)
                .is_some_and(|most| number > most);
            above.then(|| format!("{value} is too much"))
        }
        Some("boolean") => {
            (!matches!(value, "true" | "false")).then(|| format!("{value} is neither"))
        }
        _ => None,
    }
}

/// Members that are not named are refused, and OpenAPI's `nullable` becomes what JSON Schema knows.
fn strict(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            let is_closed = members.get("properties").is_some_and(Value::is_object)
                && !members.contains_key("additionalProperties");
            if is_closed {
                members.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            // Apple's description has `"format": null` in one place, which no schema may.
            if members.get("format").is_some_and(Value::is_null) {
                members.remove("format");
            }
            // It only tells readers which of several shapes it is; the shapes tell it by themselves.
            if members.get("discriminator").is_some_and(Value::is_object) {
                members.remove("discriminator");
            }
            members.values_mut().for_each(strict);
            if members.remove("nullable") == Some(Value::Bool(true)) {
                let plain = Value::Object(std::mem::take(members));
                members.insert("anyOf".to_owned(), json!([plain, { "type": "null" }]));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(strict),
        _ => {}
    }
}

fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            members.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}
