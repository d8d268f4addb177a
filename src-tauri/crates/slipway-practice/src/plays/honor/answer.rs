//! The envelope of the publish API: `code`, `msg` and, where there is something to say, `data`. One place for codes.
//! Business refusals travel as HTTP 200; the sign-in server and the gateway in front speak otherwise [official, measured].

use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::{plays::stop::Refusal, stage::Ask};

/// What a call answers, before the troubles that a knob may ask for.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    /// `None`: an empty body.
    pub(super) body: Option<Value>,
}

impl Reply {
    /// Code 0 and no `data`, as every write answers.
    pub(super) fn success() -> Self {
        Self::json(json!({ "code": 0, "msg": "success" }))
    }

    /// Code 0 and this `data`.
    pub(super) fn data(data: Value) -> Self {
        Self::json(json!({ "code": 0, "msg": "success", "data": data }))
    }

    /// A body without the envelope, as the sign-in server gives one.
    pub(super) fn json(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body: Some(body),
        }
    }

    /// The answer on the wire, dressed as the knobs ask.
    pub(super) fn respond(self, ask: &Ask) -> Response {
        let Some(mut body) = self.body else {
            return self.status.into_response();
        };
        dress(ask, &mut body);
        let mut response = (self.status, body.to_string()).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json;charset=UTF-8"),
        );
        response
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
    /// The envelope, with code and text.
    Envelope(u32, String),
    /// The sign-in server: `error` and `error_description`.
    SignIn(&'static str, &'static str),
    /// The gateway: an empty body.
    Nothing,
}

impl No {
    /// A business refusal: HTTP 200, `code` and `msg`.
    pub(super) fn business(code: u32, msg: impl Into<String>) -> Self {
        let msg = msg.into();
        Self {
            status: StatusCode::OK,
            why: msg.clone(),
            words: Words::Envelope(code, msg),
        }
    }

    /// A refusal of the sign-in server, in the words of OAuth.
    pub(super) fn sign_in(
        status: StatusCode,
        error: &'static str,
        description: &'static str,
        why: &str,
    ) -> Self {
        Self {
            status,
            words: Words::SignIn(error, description),
            why: why.to_owned(),
        }
    }

    /// The gateway's own refusal, without a body.
    pub(super) fn gateway(status: StatusCode, why: &str) -> Self {
        Self {
            status,
            words: Words::Nothing,
            why: why.to_owned(),
        }
    }

    /// The same refusal with another reason for the ledger.
    pub(super) fn because(self, why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            ..self
        }
    }

    /// The same refusal under another HTTP status.
    pub(super) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    pub(super) fn reply(&self) -> Reply {
        let body = match &self.words {
            Words::Envelope(code, msg) => Some(json!({ "code": code, "msg": msg })),
            Words::SignIn(error, description) => {
                Some(json!({ "error": error, "error_description": description }))
            }
            Words::Nothing => None,
        };
        Reply {
            status: self.status,
            body,
        }
    }
}

impl Refusal for No {
    fn event(&self) -> Value {
        let code = match &self.words {
            Words::Envelope(code, _) => json!(code),
            Words::SignIn(error, _) => json!(error),
            Words::Nothing => json!(self.status.as_u16()),
        };
        json!({ "event": "refused", "code": code, "why": self.why })
    }
}

// Codes of the publish API [official]. Where the reference names a family only (20001-20005, 20016-20019, 20025-20030),
// the order inside it is [inferred] and stands here alone.
pub(super) const TOKEN_MISSING: u32 = 10001;
pub(super) const TOKEN_MALFORMED: u32 = 10002;
pub(super) const TOKEN_EXPIRED: u32 = 10003;
pub(super) const NOT_YOUR_APP: u32 = 10004;
pub(super) const NOT_YOUR_CALL: u32 = 10005;
pub(super) const ILLEGAL_PACKAGE_NAME: u32 = 11003;
pub(super) const PACKAGE_NAME_EMPTY: u32 = 20001;
pub(super) const APP_ID_EMPTY: u32 = 20003;
pub(super) const APP_ID_MALFORMED: u32 = 20004;
pub(super) const BAD_APP_NAME: u32 = 20006;
pub(super) const BAD_BRIEF_INTRO: u32 = 20007;
pub(super) const BAD_INTRO: u32 = 20008;
pub(super) const BAD_NOTES: u32 = 20009;
pub(super) const BAD_ICON: u32 = 20010;
pub(super) const BAD_VIDEO: u32 = 20011;
pub(super) const BAD_SCREENSHOT: u32 = 20012;
pub(super) const BAD_EMAIL: u32 = 20014;
pub(super) const BAD_TELEPHONE: u32 = 20015;
pub(super) const BAD_PACKAGE_URL: u32 = 20016;
pub(super) const BAD_RELEASE_TYPE: u32 = 20017;
pub(super) const BAD_RELEASE_TIME: u32 = 20019;
pub(super) const BAD_PAYMENT: u32 = 20020;
pub(super) const IN_REVIEW: u32 = 20022;
pub(super) const NEVER_LISTED: u32 = 20023;
pub(super) const OVER_LIMIT: u32 = 20024;
pub(super) const RELEASE_ID_EMPTY: u32 = 20025;
pub(super) const RELEASE_ID_MALFORMED: u32 = 20026;
pub(super) const RELEASE_ID_UNKNOWN: u32 = 20027;
pub(super) const OBJECT_ID_EMPTY: u32 = 20028;
pub(super) const OBJECT_ID_MALFORMED: u32 = 20029;
pub(super) const OBJECT_ID_UNKNOWN: u32 = 20030;
pub(super) const LANGUAGE_EMPTY: u32 = 20031;
pub(super) const CLASSIFICATION_EMPTY: u32 = 20032;
pub(super) const SUPPLY_NAME_EMPTY: u32 = 20034;
pub(super) const RATING_EMPTY: u32 = 20046;
pub(super) const INTRO_EMPTY: u32 = 20076;
pub(super) const MIXED_ORIENTATION: u32 = 20078;
pub(super) const NO_SUCH_APP: u32 = 30001;
pub(super) const NO_SUCH_PACKAGE: u32 = 30002;
pub(super) const OTHER_PACKAGE: u32 = 30003;
pub(super) const NOT_READABLE: u32 = 30005;
pub(super) const LOWER_VERSION: u32 = 30006;
pub(super) const UNLIKE_EARLIER: u32 = 30007;
pub(super) const DIGEST_MISMATCH: u32 = 30009;
pub(super) const UPLOAD_FAILED: u32 = 30010;
pub(super) const TOO_FREQUENT: u32 = 30011;
pub(super) const NO_SUCH_LANGUAGE: u32 = 30017;
pub(super) const SYSTEM_ERROR: u32 = 40000;

/// A parameter that is missing, of the wrong kind or out of range, where no code of its own is documented. The reference
/// itself leans on 20024 for such cases [inferred].
pub(super) fn bad_parameter(what: &str) -> No {
    No::business(OVER_LIMIT, format!("parameter is over limit: {what}"))
}

/// 20022: nothing of the app may be submitted now [official].
pub(super) fn in_review() -> No {
    No::business(IN_REVIEW, "the app is in review, submitting is not allowed")
}

/// 30017 [official].
pub(super) fn no_such_language(language: &str) -> No {
    No::business(
        NO_SUCH_LANGUAGE,
        format!("language {language} does not exist"),
    )
}

/// The gaps and spellings that answers are known to have: members inside `data` null, `data` absent, `message` for `msg`.
fn dress(ask: &Ask, body: &mut Value) {
    let Some(members) = body.as_object_mut() else {
        return;
    };
    if ask.fault_is("missing-fields") {
        members.shift_remove("data");
    }
    if ask.fault_is("null-fields")
        && let Some(data) = members.get_mut("data")
    {
        null_leaves(data);
    }
    if ask.fault_is("message-key")
        && let Some(msg) = members.shift_remove("msg")
    {
        members.insert("message".to_owned(), msg);
    }
}

fn null_leaves(value: &mut Value) {
    match value {
        Value::Object(members) => members.values_mut().for_each(null_leaves),
        Value::Array(entries) => entries.iter_mut().for_each(null_leaves),
        leaf => *leaf = Value::Null,
    }
}
