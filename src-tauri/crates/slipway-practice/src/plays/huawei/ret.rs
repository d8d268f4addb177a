//! The envelope of connect-api: `ret` with a code and words, beside it the answer's own members. One place for codes.
//! Business failures travel as HTTP 200; gateways answer 401 with a body, and 403 and 404 without one [official, clients].

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::plays::stop::Refusal;

/// What a call answers, before the troubles that a knob may ask for.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    /// `None`: an empty body without content type.
    pub(super) body: Option<Value>,
}

impl Reply {
    /// `ret` 0 and these members.
    pub(super) fn success(members: Value) -> Self {
        let mut body = Map::new();
        body.insert("ret".to_owned(), json!({ "code": 0, "msg": "success" }));
        if let Value::Object(members) = members {
            body.extend(members);
        }
        Self::json(Value::Object(body))
    }

    /// A body without `ret`, as the token call gives one.
    pub(super) fn json(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body: Some(body),
        }
    }
}

/// A definite no. `why` is practice's own reason, for the ledger alone.
#[derive(Clone, Debug)]
pub(super) struct No {
    pub(super) status: StatusCode,
    pub(super) words: Words,
    pub(super) why: String,
}

/// How a refusal is worded.
#[derive(Clone, Debug)]
pub(super) enum Words {
    /// The gateway: an empty body.
    Nothing,
    /// `ret` with code and text.
    Ret(u32, String),
    /// The old file server: `result.resultCode`, whose values other than 0 are not known.
    FileServer,
}

impl No {
    /// A business refusal: HTTP 200, `ret.code` and `ret.msg`.
    pub(super) fn business(code: u32, msg: impl Into<String>) -> Self {
        let msg = msg.into();
        Self {
            status: StatusCode::OK,
            why: msg.clone(),
            words: Words::Ret(code, msg),
        }
    }

    /// 401 with a body: token, signature or `client_id` header [official sample].
    pub(super) fn token(why: impl Into<String>) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            words: Words::Ret(TOKEN_REJECTED, "client token auth failed".to_owned()),
            why: why.into(),
        }
    }

    /// 401: this token was good once [constant in Huawei's own SDK].
    pub(super) fn token_expired() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            words: Words::Ret(TOKEN_EXPIRED, "access token expired".to_owned()),
            why: "the access token is past its 48 hours".to_owned(),
        }
    }

    /// 403 with an empty body; over HTTP/2 there is not even a reason phrase [6 issues].
    pub(super) fn forbidden(why: impl Into<String>) -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            words: Words::Nothing,
            why: why.into(),
        }
    }

    /// 403 with words: the service account stands in a project [1 client]. The code beside the words is not known.
    pub(super) fn project_account() -> Self {
        let words = "project credential can not access the developer credentialType api";
        Self {
            status: StatusCode::FORBIDDEN,
            words: Words::Ret(403, words.to_owned()),
            why: words.to_owned(),
        }
    }

    /// A body that broke off or is far too long: HTTP 400 without a body.
    pub(super) fn broken_body() -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            words: Words::Nothing,
            why: "the body broke off or is longer than 1 MiB".to_owned(),
        }
    }

    /// The old file server's way.
    pub(super) fn file_server(why: impl Into<String>) -> Self {
        Self {
            status: StatusCode::OK,
            words: Words::FileServer,
            why: why.into(),
        }
    }

    pub(super) fn reply(&self) -> Reply {
        let body = match &self.words {
            Words::Nothing => None,
            Words::Ret(code, msg) => Some(json!({ "ret": { "code": code, "msg": msg } })),
            Words::FileServer => Some(json!({
                "result": { "resultCode": "1", "UploadFileRsp": { "ifSuccess": 0 } }
            })),
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
            Words::Ret(code, _) => *code,
            Words::Nothing => u32::from(self.status.as_u16()),
            Words::FileServer => 1,
        };
        json!({ "event": "refused", "code": code, "why": self.why })
    }
}

pub(super) const PARAMETER_CHECK: u32 = 203_489_281;
pub(super) const OTHER_FAMILY: u32 = 203_886_599;
pub(super) const WRONG_PAIR: u32 = 203_890_688;
const TOKEN_REJECTED: u32 = 205_524_993;
const TOKEN_EXPIRED: u32 = 205_524_994;
pub(super) const INVALID_PARAMETER: u32 = 204_144_641;
pub(super) const SYSTEM_ERROR: u32 = 204_144_642;
pub(super) const APP_LOOKUP: u32 = 204_144_644;
pub(super) const UPDATE_FAILED: u32 = 204_144_647;
pub(super) const INFO_UPDATE_FAILED: u32 = 204_144_649;
pub(super) const NO_SUCH_LANGUAGE: u32 = 204_144_650;
pub(super) const FILE_SERVER_FAILED: u32 = 204_144_658;
pub(super) const SUBMIT_FAILED: u32 = 204_144_660;
pub(super) const ADD_PACKAGE_FAILED: u32 = 204_144_662;
pub(super) const SIGNED_DIFFERENTLY_IN_SET: u32 = 204_144_722;
pub(super) const SIGNED_DIFFERENTLY: u32 = 204_144_723;
pub(super) const STILL_COMPILING: u32 = 204_144_727;

/// 203489281: a query member is missing or has the wrong length [issue].
pub(super) fn bad_query(member: &str) -> No {
    No::business(
        PARAMETER_CHECK,
        format!("parameter validation failed, field: {member}"),
    )
}

/// 204144641 [official].
pub(super) fn invalid(what: &str) -> No {
    No::business(INVALID_PARAMETER, format!("invalid parameter: {what}"))
}

/// 204144647: a version is in review [4 issues].
pub(super) fn not_editable() -> No {
    No::business(
        UPDATE_FAILED,
        "update service failed, additional msg is [can't be edited service]",
    )
}

/// 204144647: phased without a live full version [issue].
pub(super) fn no_full_version() -> No {
    No::business(
        UPDATE_FAILED,
        "OnShelf service not exist, update phased service failed",
    )
}

/// The shapes that this envelope is known to take, and the gaps that answers are known to have.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    /// `ret` as a string that holds JSON.
    pub(super) ret_as_text: bool,
    /// The words under `message` instead of `msg`.
    pub(super) message_key: bool,
    /// `code` as a numeric string.
    pub(super) code_as_text: bool,
    /// Every member outside `ret` is there and null, at its leaves.
    pub(super) null_fields: bool,
    /// Every member outside `ret` is absent.
    pub(super) missing_fields: bool,
}

impl Shape {
    pub(super) fn apply(self, body: Value) -> Value {
        let Value::Object(mut members) = body else {
            return body;
        };
        let ret = members.shift_remove("ret").map(|ret| self.ret(ret));
        if self.missing_fields {
            members.clear();
        } else if self.null_fields {
            members.values_mut().for_each(null_leaves);
        }
        if let Some(ret) = ret {
            members.shift_insert(0, "ret".to_owned(), ret);
        }
        Value::Object(members)
    }

    fn ret(self, mut ret: Value) -> Value {
        if let Some(ret) = ret.as_object_mut() {
            if self.message_key
                && let Some(msg) = ret.remove("msg")
            {
                ret.insert("message".to_owned(), msg);
            }
            if self.code_as_text
                && let Some(code) = ret.get_mut("code")
            {
                *code = Value::String(code.to_string());
            }
        }
        if self.ret_as_text {
            Value::String(ret.to_string())
        } else {
            ret
        }
    }
}

fn null_leaves(value: &mut Value) {
    match value {
        Value::Object(members) => members.values_mut().for_each(null_leaves),
        Value::Array(entries) => entries.iter_mut().for_each(null_leaves),
        leaf => *leaf = Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;
    use serde_json::json;

    #[test]
    fn the_envelope_takes_every_known_shape() {
        let body = json!({ "ret": { "code": 0, "msg": "success" }, "appids": [{ "value": "1" }] });
        let as_text = Shape {
            ret_as_text: true,
            ..Shape::default()
        };
        assert_eq!(
            as_text.apply(body.clone())["ret"],
            r#"{"code":0,"msg":"success"}"#
        );
        let other_words = Shape {
            message_key: true,
            code_as_text: true,
            ..Shape::default()
        };
        assert_eq!(
            other_words.apply(body.clone())["ret"],
            json!({ "code": "0", "message": "success" })
        );
        let nulls = Shape {
            null_fields: true,
            ..Shape::default()
        };
        assert_eq!(
            nulls.apply(body.clone()),
            json!({ "ret": { "code": 0, "msg": "success" }, "appids": [{ "value": null }] })
        );
        let gaps = Shape {
            missing_fields: true,
            ..Shape::default()
        };
        assert_eq!(
            gaps.apply(body),
            json!({ "ret": { "code": 0, "msg": "success" } })
        );
    }
}
