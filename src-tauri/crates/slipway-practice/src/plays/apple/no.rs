//! Refusals: a list of error objects [spec], one per thing that is wrong. The words stand where they are used; the shape stands here.

use std::borrow::Cow;

use http::StatusCode;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{error::WorldError, plays::stop};

/// Why a call stops.
pub(super) type Stop = stop::Stop<No>;

/// What is wrong with one thing.
#[derive(Clone, Debug)]
pub(super) struct Wrong {
    code: Cow<'static, str>,
    title: Cow<'static, str>,
    detail: String,
    source: Option<(&'static str, String)>,
    meta: Map<String, Value>,
    links: Option<Value>,
}

impl Wrong {
    pub(super) fn new(
        code: impl Into<Cow<'static, str>>,
        title: impl Into<Cow<'static, str>>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            title: title.into(),
            detail: detail.into(),
            source: None,
            meta: Map::new(),
            links: None,
        }
    }

    /// The place in the body, e.g. `/data/attributes/locale`.
    pub(super) fn at(self, pointer: impl Into<String>) -> Self {
        Self {
            source: Some(("pointer", pointer.into())),
            ..self
        }
    }

    pub(super) fn of_parameter(self, name: &str) -> Self {
        Self {
            source: Some(("parameter", name.to_owned())),
            ..self
        }
    }

    pub(super) fn with_meta(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.meta.insert(name.to_owned(), value.into());
        self
    }

    pub(super) fn with_links(self, links: Value) -> Self {
        Self {
            links: Some(links),
            ..self
        }
    }

    pub(super) fn body(&self, status: StatusCode) -> Value {
        let mut body = json!({
            "id": Uuid::new_v4(),
            "status": status.as_str(),
            "code": self.code,
            "title": self.title,
            "detail": self.detail,
        });
        if let Some((kind, place)) = &self.source {
            body["source"] = json!({ *kind: place });
        }
        if let Some(links) = &self.links {
            body["links"] = links.clone();
        }
        if !self.meta.is_empty() {
            body["meta"] = Value::Object(self.meta.clone());
        }
        body
    }
}

/// A definite no. `why` is practice's own reason, for the ledger alone.
#[derive(Clone, Debug)]
pub(super) struct No {
    pub(super) status: StatusCode,
    wrongs: Vec<Wrong>,
    why: String,
    pub(super) retry_after_s: Option<u64>,
}

impl No {
    pub(super) fn new(status: StatusCode, wrong: Wrong) -> Self {
        Self {
            status,
            why: wrong.detail.clone(),
            wrongs: vec![wrong],
            retry_after_s: None,
        }
    }

    /// Several things at once. `None` when nothing is wrong.
    pub(super) fn all(status: StatusCode, wrongs: Vec<Wrong>) -> Option<Self> {
        let why = wrongs.first()?.detail.clone();
        Some(Self {
            status,
            wrongs,
            why,
            retry_after_s: None,
        })
    }

    pub(super) fn conflict(wrong: Wrong) -> Self {
        Self::new(StatusCode::CONFLICT, wrong)
    }

    pub(super) fn unprocessable(code: &'static str, detail: impl Into<String>) -> Self {
        let title = "The request entity is not processable.";
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            Wrong::new(code, title, detail),
        )
    }

    pub(super) fn because(self, why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            ..self
        }
    }

    pub(super) fn retry_after(self, seconds: u64) -> Self {
        Self {
            retry_after_s: Some(seconds),
            ..self
        }
    }

    pub(super) fn body(&self) -> Value {
        let wrongs = self.wrongs.iter();
        let errors: Vec<Value> = wrongs.map(|wrong| wrong.body(self.status)).collect();
        json!({ "errors": errors })
    }
}

impl stop::Refusal for No {
    fn event(&self) -> Value {
        let codes: Vec<&str> = self.wrongs.iter().map(|it| it.code.as_ref()).collect();
        json!({
            "event": "refused",
            "status": self.status.as_u16(),
            "code": codes.first(),
            "codes": codes,
            "why": self.why,
        })
    }
}

pub(super) fn is(condition: bool, no: impl FnOnce() -> No) -> Result<(), No> {
    match condition {
        true => Ok(()),
        false => Err(no()),
    }
}

/// The same body for whatever is wrong with a token: Apple gives no reason [recorded].
pub(super) fn unauthorized(why: impl Into<String>) -> No {
    let wrong = Wrong::new(
        "NOT_AUTHORIZED",
        "Authentication credentials are missing or invalid.",
        "Provide a properly configured and signed bearer token, and make sure that it has not expired. Learn more about Generating Tokens for API Requests https://developer.apple.com/go/?id=api-generating-tokens",
    );
    No::new(StatusCode::UNAUTHORIZED, wrong).because(why)
}

/// No such thing, or none that this key may see: the same words for both [recorded].
pub(super) fn not_found(word: &str, id: &str) -> No {
    let wrong = Wrong::new(
        "NOT_FOUND",
        "The specified resource does not exist",
        format!("There is no resource of type '{word}' with id '{id}'"),
    );
    No::new(StatusCode::NOT_FOUND, wrong)
}

/// A path or a method that the API does not have. The code is [inferred], the words are [recorded].
pub(super) fn no_such_path(path: &str) -> No {
    let name = path.rsplit('/').next().unwrap_or_default();
    let wrong = Wrong::new(
        "PATH_ERROR",
        "The URL path is not valid",
        format!("The resource '{name}' does not exist"),
    );
    No::new(StatusCode::NOT_FOUND, wrong)
}

/// A body that is no JSON:API document [recorded title].
pub(super) fn malformed(detail: impl Into<String>) -> No {
    let wrong = Wrong::new("ENTITY_INVALID", "JSON processing failed", detail);
    No::new(StatusCode::BAD_REQUEST, wrong)
}

/// A value of an attribute that cannot be taken now or at all.
pub(super) fn bad_attribute(name: &str, detail: impl Into<String>) -> Wrong {
    Wrong::new(
        "ENTITY_ERROR.ATTRIBUTE.INVALID",
        "An attribute value is invalid.",
        detail,
    )
    .at(format!("/data/attributes/{name}"))
}

pub(super) fn duplicate(name: &str, detail: impl Into<String>) -> Wrong {
    Wrong::new(
        "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE",
        "The provided entity includes an attribute with a value that has already been used",
        detail,
    )
    .at(format!("/data/attributes/{name}"))
}

/// The ending of the code is from general knowledge [inferred].
pub(super) fn unmodifiable(name: &str) -> Wrong {
    Wrong::new(
        "ENTITY_ERROR.ATTRIBUTE.INVALID.UNMODIFIABLE",
        "An attribute value is not acceptable for the current resource state.",
        format!("The attribute '{name}' can not be modified."),
    )
    .at(format!("/data/attributes/{name}"))
}

pub(super) fn missing_attribute(name: &str) -> Wrong {
    Wrong::new(
        "ENTITY_ERROR.ATTRIBUTE.REQUIRED",
        "The provided entity is missing a required attribute",
        format!("You must provide a value for the attribute '{name}' with this request"),
    )
    .at(format!("/data/attributes/{name}"))
}

pub(super) fn bad_relation(name: &str, detail: impl Into<String>) -> Wrong {
    Wrong::new(
        "ENTITY_ERROR.RELATIONSHIP.INVALID",
        "The provided entity includes a relationship with an invalid value",
        detail,
    )
    .at(format!("/data/relationships/{name}"))
}

/// The wrong moment.
pub(super) fn wrong_state(detail: impl Into<String>) -> No {
    No::conflict(Wrong::new(
        "STATE_ERROR",
        "The request cannot be fulfilled because of the state of another resource.",
        detail,
    ))
}

pub(super) fn invalid_state(title: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> No {
    No::conflict(Wrong::new(
        "STATE_ERROR.ENTITY_STATE_INVALID",
        title,
        detail,
    ))
}

/// A world that does not fit together.
pub(super) fn broken(what: &str) -> WorldError {
    WorldError::Broken(what.to_owned())
}
