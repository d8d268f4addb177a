//! What a call answers: HTTP 200 with flat JSON, `ret` a number and `msg` a text beside the data [official]. Success is `ret` 0 and
//! nothing else. Not for the object store, which speaks XML.

use std::borrow::Cow;

use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, header};
use serde_json::{Map, Value, json};

use super::codes::{Code, NOT_SUBMITTED};
use crate::{plays::stop, stage::Ask};

/// A definite no: the store's number and words, and practice's own reason for the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) ret: u32,
    msg: Cow<'static, str>,
    why: String,
}

/// Why a call ends without success.
pub(super) type Stop = stop::Stop<Refusal>;

impl Code {
    /// This refusal, and why.
    pub(super) fn because(self, why: impl Into<String>) -> Refusal {
        Refusal {
            ret: self.0,
            msg: self.1.into(),
            why: why.into(),
        }
    }
}

impl Refusal {
    /// 4000053: the review does not take it; the reason is in `msg` [official]. Also for everything that the documents forbid
    /// without a number of its own [inferred].
    pub(super) fn not_submitted(msg: &'static str, why: impl Into<String>) -> Self {
        Self {
            msg: format!("{}：{msg}", NOT_SUBMITTED.1).into(),
            ..NOT_SUBMITTED.because(why)
        }
    }

    fn body(&self) -> Map<String, Value> {
        members(json!({ "ret": self.ret, "msg": self.msg }))
    }
}

impl stop::Refusal for Refusal {
    fn event(&self) -> Value {
        json!({ "event": "refused", "code": self.ret, "message": self.msg, "why": self.why })
    }
}

/// `ret` 0 and `data` beside it.
pub(super) fn success(data: Value) -> Map<String, Value> {
    let mut body = members(json!({ "ret": 0, "msg": "success" }));
    body.extend(members(data));
    body
}

/// The answer on the wire; a refusal is entered in the ledger.
pub(super) fn respond(ask: &Ask, done: Result<Map<String, Value>, Stop>) -> Response {
    let mut body = match stop::noted(ask, done) {
        Ok(Ok(body)) => body,
        Ok(Err(refusal)) => refusal.body(),
        Err(error) => return error.into_response(),
    };
    // Some answers carry the text in `message` [1 client].
    if ask.fault_is("message-for-msg")
        && let Some(text) = body.remove("msg")
    {
        body.insert("message".to_owned(), text);
    }
    // A gateway's JSON without `ret` was once read as success [1 client].
    if ask.fault_is("ret-missing") {
        body.remove("ret");
    }
    leave_gaps(ask, &mut body);
    let mut response = Value::Object(body).to_string().into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    response
}

/// The gaps that answers are known to have: members beside `ret` and the text are null or absent.
fn leave_gaps(ask: &Ask, body: &mut Map<String, Value>) {
    let kept = |name: &str| matches!(name, "ret" | "msg" | "message");
    if ask.fault_is("missing-fields") {
        body.retain(|name, _| kept(name));
    }
    if ask.fault_is("null-fields") {
        body.iter_mut()
            .filter(|(name, _)| !kept(name))
            .for_each(|(_, value)| *value = Value::Null);
    }
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
