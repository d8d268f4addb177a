//! The envelope around every answer: `code` of the gateway, `subCode` of the service, words, data. HTTP is 200 whatever happened.
//! Both content types that were seen are in use, so that a client cannot rely on either [recorded].

use axum::{
    body::{Body, Bytes},
    response::Response,
};
use http::{HeaderValue, header::CONTENT_TYPE};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    operation::Operation,
    refusal::{Layer, Refusal},
    trouble,
};
use crate::stage::Ask;

/// A success.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    data: Value,
    /// Queries were recorded with a timestamp and without `msg`, other calls the other way round.
    stamp: Option<Timestamp>,
}

impl Reply {
    pub(super) fn query(data: Value, now: Timestamp) -> Self {
        Self {
            data,
            stamp: Some(now),
        }
    }

    pub(super) fn done(data: Value) -> Self {
        Self { data, stamp: None }
    }

    fn body(&self) -> Map<String, Value> {
        let mut body = Map::new();
        let mut add = |name: &str, value: Value| body.insert(name.to_owned(), value);
        add("code", json!(0));
        if let Some(now) = self.stamp {
            add("data", self.data.clone());
            add("subCode", json!("0"));
            add("timestamp", json!(now.as_millisecond()));
        } else {
            add("subCode", json!("0"));
            add("msg", json!("成功"));
            add("data", self.data.clone());
        }
        body
    }
}

impl Refusal {
    /// The gateway gives a number in `code` and no more; the service gives `code` 0 and a text in `subCode`.
    fn body(&self) -> Map<String, Value> {
        let mut body = Map::new();
        match self.layer {
            Layer::Gateway => body.insert("code".to_owned(), json!(self.code)),
            Layer::Business => {
                body.insert("code".to_owned(), json!(0));
                body.insert("subCode".to_owned(), json!(self.code.to_string()))
            }
        };
        body.insert("msg".to_owned(), json!(self.words()));
        body
    }
}

/// The answer on the wire, in the form that a knob may have asked for.
pub(super) fn respond(ask: &Ask, method: &str, done: &Result<Reply, Refusal>) -> Response {
    let mut body = match done {
        Ok(reply) => reply.body(),
        Err(refusal) => refusal.body(),
    };
    disfigure(ask, &mut body, done.is_ok());
    let bytes = match ask.fault_is(trouble::GBK) {
        true => in_gbk(body),
        false => Value::Object(body).to_string().into_bytes(),
    };
    let body = match ask.fault_is(trouble::ANSWER_LOST) && submitted(method, done) {
        true => broken_body(bytes),
        false => Body::from(bytes),
    };
    let kind = match method.starts_with("app.query.") {
        true => "text/plain;charset=utf-8",
        false => "application/json;charset=UTF-8",
    };
    let mut response = Response::new(body);
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

fn submitted(method: &str, done: &Result<Reply, Refusal>) -> bool {
    done.is_ok() && Operation::of(method).is_some_and(Operation::is_submission)
}

/// The forms that answers of this store are known to have, or might.
fn disfigure(ask: &Ask, body: &mut Map<String, Value>, success: bool) {
    if ask.fault_is(trouble::NO_ENVELOPE) {
        *body = Map::new();
        return;
    }
    if ask.fault_is(trouble::CODE_AS_TEXT)
        && let Some(code) = body.get_mut("code")
    {
        *code = Value::String(code.to_string());
    }
    if ask.fault_is(trouble::SAID_IN_MESSAGE)
        && let Some(said) = body.remove("msg")
    {
        body.insert("message".to_owned(), said);
    }
    if success && let Some(sub_code) = body.get_mut("subCode") {
        if ask.fault_is(trouble::SUB_CODE_ABSENT) {
            body.remove("subCode");
        } else if ask.fault_is(trouble::SUB_CODE_EMPTY) {
            *sub_code = json!("");
        } else if ask.fault_is(trouble::SUB_CODE_NULL) {
            *sub_code = Value::Null;
        } else if ask.fault_is(trouble::SUB_CODE_NUMBER) {
            *sub_code = json!(0);
        }
    }
    let kept = |name: &str| matches!(name, "code" | "subCode" | "msg" | "message");
    if ask.fault_is(trouble::MISSING_FIELDS) {
        body.retain(|name, _| kept(name));
    }
    if ask.fault_is(trouble::NULL_FIELDS) {
        body.iter_mut()
            .filter(|(name, _)| !kept(name))
            .for_each(|(_, value)| *value = Value::Null);
    }
}

/// A body in GBK. Practice knows two words of it: they stand in `msg`, and every other letter beyond ASCII is escaped, as JSON allows.
fn in_gbk(mut body: Map<String, Value>) -> Vec<u8> {
    /// `处理完成` in GBK.
    const WORDS: &[u8] = &[0xb4, 0xa6, 0xc0, 0xed, 0xcd, 0xea, 0xb3, 0xc9];
    const PLACE: &str = "the words in GBK";
    body.insert("msg".to_owned(), json!(PLACE));
    let text = Value::Object(body).to_string();
    let (before, after) = text.split_once(PLACE).unwrap_or((&text, ""));
    let escaped = |text: &str| -> Vec<u8> {
        let mut units = [0; 2];
        text.chars()
            .flat_map(|letter| match letter.is_ascii() {
                true => vec![letter as u8],
                false => letter
                    .encode_utf16(&mut units)
                    .iter()
                    .flat_map(|unit| format!("\\u{unit:04x}").into_bytes())
                    .collect(),
            })
            .collect()
    };
    [escaped(before), WORDS.to_vec(), escaped(after)].concat()
}

/// A body that breaks off in its middle, and the connection with it.
fn broken_body(mut bytes: Vec<u8>) -> Body {
    bytes.truncate(bytes.len() / 2);
    let pieces = [
        Ok(Bytes::from(bytes)),
        Err(std::io::Error::other("lost on purpose")),
    ];
    Body::from_stream(futures_util::stream::iter(pieces))
}
