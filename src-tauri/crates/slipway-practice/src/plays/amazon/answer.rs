//! Answers and refusals. Five shapes of error bodies are seen in the wild, and each part of the service has its own.

use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, Method, StatusCode, header};
use serde_json::{Value, json};

use crate::{plays::stop::Refusal, stage::Ask};

/// What a call answers, before the troubles that a knob may ask for.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    status: StatusCode,
    /// `None`: an empty body.
    body: Option<Value>,
    tag: Option<String>,
    /// A PUT or a commit, whose answer is known with and without a body [3 clients].
    may_be_empty: bool,
    /// A POST, for which both 200 and 201 are known.
    may_be_created: bool,
}

impl Reply {
    /// HTTP 200 with this body.
    pub(super) fn json(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body: Some(body),
            tag: None,
            may_be_empty: false,
            may_be_created: false,
        }
    }

    /// The same with the resource's tag.
    pub(super) fn tagged(body: Value, tag: String) -> Self {
        Self {
            tag: Some(tag),
            ..Self::json(body)
        }
    }

    /// The answer to a PUT: the object as it is now.
    pub(super) fn written(body: Value) -> Self {
        Self {
            may_be_empty: true,
            ..Self::json(body)
        }
    }

    /// The answer to a POST that made something.
    pub(super) fn created(body: Value) -> Self {
        Self {
            may_be_created: true,
            ..Self::json(body)
        }
    }

    /// The answer to a commit: the Edit, with 200, 201 or nothing at all.
    pub(super) fn committed(body: Value) -> Self {
        Self {
            may_be_empty: true,
            ..Self::created(body)
        }
    }

    /// That status and an empty body.
    pub(super) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            body: None,
            ..Self::json(Value::Null)
        }
    }

    /// The answer to a DELETE.
    pub(super) fn gone() -> Self {
        Self::empty(StatusCode::NO_CONTENT)
    }

    /// The answer on the wire, dressed as the knobs ask.
    pub(super) fn respond(mut self, ask: &Ask) -> Response {
        if self.may_be_empty && ask.fault_is("empty-answers") {
            self = Self::gone();
        }
        if self.may_be_created && ask.fault_is("created-status") {
            self.status = StatusCode::CREATED;
        }
        let mut response = match self.body {
            Some(body) => json_response(self.status, &body),
            None => self.status.into_response(),
        };
        let tag = self
            .tag
            .and_then(|tag| HeaderValue::from_str(&tag).ok())
            .map(|tag| (header::ETAG, tag));
        response.headers_mut().extend(tag);
        response
    }
}

fn json_response(status: StatusCode, body: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (status, kind, body.to_string()).into_response()
}

/// One thing that is wrong with a package or a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Failure {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    fn shown(&self) -> Value {
        json!({ "errorCode": self.code, "errorMessage": self.message })
    }
}

/// A definite no. `why` is practice's own reason, for the ledger alone.
#[derive(Clone, Debug)]
pub(super) struct No {
    status: StatusCode,
    words: Words,
    why: String,
}

/// How a refusal is worded.
#[derive(Clone, Debug)]
enum Words {
    /// Login with Amazon: `error_description` and `error` [official].
    Lwa(&'static str, &'static str),
    /// The gateway in front of the API: `Message`, with a capital M [1 client's issue log].
    Gateway(String),
    /// `errorCode` and `errorMessage` [1 client, 2 pull requests].
    Coded(Failure),
    /// `errors`, a list of those [2 clients].
    Listed(Vec<Failure>),
    /// `message` [2 clients read it].
    Plain(String),
    /// An empty body.
    Nothing,
}

impl No {
    fn new(status: StatusCode, words: Words, why: impl Into<String>) -> Self {
        Self {
            status,
            words,
            why: why.into(),
        }
    }

    pub(super) fn lwa(
        status: StatusCode,
        error: &'static str,
        description: &'static str,
        why: &str,
    ) -> Self {
        Self::new(status, Words::Lwa(error, description), why)
    }

    pub(super) fn gateway(status: StatusCode, message: impl Into<String>, why: &str) -> Self {
        Self::new(status, Words::Gateway(message.into()), why)
    }

    pub(super) fn coded(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        let failure = Failure::new(code, message);
        let why = failure.message.clone();
        Self::new(status, Words::Coded(failure), why)
    }

    /// HTTP 400 with one code.
    pub(super) fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::coded(StatusCode::BAD_REQUEST, code, message)
    }

    pub(super) fn listed(status: StatusCode, failures: Vec<Failure>) -> Self {
        let codes: Vec<&str> = failures.iter().map(|failure| failure.code).collect();
        let why = codes.join(", ");
        Self::new(status, Words::Listed(failures), why)
    }

    pub(super) fn plain(status: StatusCode, message: impl Into<String>) -> Self {
        let message = message.into();
        let why = message.clone();
        Self::new(status, Words::Plain(message), why)
    }

    pub(super) fn nothing(status: StatusCode, why: &str) -> Self {
        Self::new(status, Words::Nothing, why)
    }

    /// The same refusal with another reason for the ledger.
    pub(super) fn because(self, why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            ..self
        }
    }

    pub(super) fn respond(&self, ask: &Ask) -> Response {
        let body = match &self.words {
            Words::Lwa(error, description) => {
                json!({ "error_description": description, "error": error })
            }
            Words::Gateway(message) => json!({ "Message": message }),
            Words::Coded(failure) => failure.shown(),
            Words::Listed(failures) => {
                let list: Vec<Value> = failures.iter().map(Failure::shown).collect();
                // Validation is also described as answering with the list itself [1 client].
                match ask.fault_is("bare-list") {
                    true => json!(list),
                    false => json!({ "errors": list }),
                }
            }
            Words::Plain(message) => json!({ "message": message }),
            Words::Nothing => return self.status.into_response(),
        };
        json_response(self.status, &body)
    }
}

impl Refusal for No {
    fn event(&self) -> Value {
        let code = match &self.words {
            Words::Lwa(error, _) => json!(error),
            Words::Coded(failure) => json!(failure.code),
            Words::Listed(failures) => json!(failures.first().map(|failure| failure.code)),
            Words::Gateway(_) | Words::Plain(_) | Words::Nothing => json!(self.status.as_u16()),
        };
        json!({ "event": "refused", "code": code, "why": self.why })
    }
}

/// 400 for whatever a call needs and was not given: a header, a member [1 client].
pub(super) fn absent(what: &str) -> No {
    No::bad("required_data_absent", format!("{what} is required"))
}

/// 400 for a member of the wrong kind or form. The code is [inferred].
pub(super) fn invalid(what: impl Into<String>) -> No {
    No::bad("invalid_data", what)
}

/// 404. DevTest documents an error code and a message [official]; their names, and that the other calls answer alike, are [inferred].
pub(super) fn unknown(what: &str) -> No {
    No::coded(
        StatusCode::NOT_FOUND,
        "not_found",
        format!("The requested {what} was not found."),
    )
}

/// The gateway's sentence for a token that is missing, foreign or expired [official]. Never 401.
pub(super) fn not_authorized(why: &str) -> No {
    No::gateway(StatusCode::FORBIDDEN, "Request is not authorized.", why)
}

/// What the gateway says to an address such as `…/edits//apks`, where an id is missing [1 client's issue log], and here to every other
/// address that it does not know. Its status is [inferred] from the other sentence of that gateway.
pub(super) fn no_scope(method: &Method, path: &str) -> No {
    No::gateway(
        StatusCode::FORBIDDEN,
        format!("Unable to fetch the request scope for uri = {path} and verb = {method}"),
        "no such address or method",
    )
}

/// 412: a stale tag, or an app that is in review. The body is the same for both, so that nobody can do without reading the Edit; its
/// words are [inferred].
pub(super) fn precondition_failed(why: &str) -> No {
    No::plain(StatusCode::PRECONDITION_FAILED, "Precondition failed").because(why)
}
