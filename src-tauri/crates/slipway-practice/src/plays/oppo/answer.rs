//! What the store answers: HTTP 200 with JSON, `errno` 0 for success [official copy, all clients]. One place for codes and words.
//! Codes marked *guess* come from a single client's unverified table or from nowhere; correct them here when one is seen.

use serde_json::{Value, json};

use crate::plays::draw;

/// A parameter is wrong; the message names the field [seen live, issues].
const PARAMETER: u32 = 800_002;
/// The one-time sign of an upload is used, expired or unknown [official copy].
const UPLOAD_SIGN: u32 = 910_003;
/// The software copyright proof is empty [issues].
const COPYRIGHT: u32 = 911_001;
/// No such app under this developer [1 client].
const NO_SUCH_APP: u32 = 911_023;
/// The app is in review already [seen live].
const IN_REVIEW: u32 = 911_215;
/// A publishing task runs already [seen live].
const TASK_RUNS: u32 = 911_216;
/// Games cannot be published as separate packages [official copy].
const GAME_PACKAGES: u32 = 911_219;
/// *guess*: service busy.
const BUSY: u32 = 910_000;
/// *guess*: the stand-in for token, timestamp and signature, whose real codes are not established.
const AUTHENTICATION: u32 = 910_002;
/// *guess*: version not found.
const NO_SUCH_VERSION: u32 = 910_004;
/// *guess*: upload rejected.
const UPLOAD_REJECTED: u32 = 910_005;
/// *guess*: the version exists.
const VERSION_EXISTS: u32 = 910_006;
/// *guess*: the app is frozen.
const FROZEN: u32 = 910_014;

/// A definite no: the store's code and words, and practice's own reason for the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    errno: u32,
    message: String,
    why: String,
}

impl Refusal {
    fn new(errno: u32, message: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            errno,
            message: message.into(),
            why: why.into(),
        }
    }

    /// 800002 with these words.
    pub(super) fn parameter(message: impl Into<String>) -> Self {
        let message = message.into();
        Self::new(PARAMETER, message.clone(), message)
    }

    /// 800002: a required field is blank. The form of the words is the one seen for the summary, 一句话简介不能为空.
    pub(super) fn blank(label: &str) -> Self {
        Self::parameter(format!("{label}不能为空"))
    }

    /// 911001, for apps with an electronic certificate too when only `electronic_cert_url` was sent [issues].
    pub(super) fn copyright() -> Self {
        Self::new(
            COPYRIGHT,
            "软件版权证明不能为空",
            "copyright_url is empty; electronic_cert_url does not count",
        )
    }

    /// The token is missing, unknown or dead. Words ours.
    pub(super) fn token(why: impl Into<String>) -> Self {
        Self::new(AUTHENTICATION, "access_token 无效或已过期", why)
    }

    /// More than 15 minutes off, or no seconds. Words ours.
    pub(super) fn timestamp(why: impl Into<String>) -> Self {
        Self::new(AUTHENTICATION, "timestamp 已过期", why)
    }

    /// `api_sign` does not fit what arrived. Words ours.
    pub(super) fn sign(why: impl Into<String>) -> Self {
        Self::new(AUTHENTICATION, "api_sign 签名错误", why)
    }

    /// No client has this id, or it has another secret. Words ours.
    pub(super) fn client(why: impl Into<String>) -> Self {
        Self::new(AUTHENTICATION, "client_id 或 client_secret 错误", why)
    }

    /// 910003 with the official sample's words.
    pub(super) fn upload_sign(why: impl Into<String>) -> Self {
        Self::new(UPLOAD_SIGN, "Unauthorized upload [1]", why)
    }

    /// Words ours.
    pub(super) fn upload(why: impl Into<String>) -> Self {
        Self::new(UPLOAD_REJECTED, "文件上传失败", why)
    }

    pub(super) fn no_such_app(why: impl Into<String>) -> Self {
        Self::new(NO_SUCH_APP, "应用不存在", why)
    }

    pub(super) fn in_review(why: impl Into<String>) -> Self {
        Self::new(IN_REVIEW, "应用审核中", why)
    }

    pub(super) fn task_runs(why: impl Into<String>) -> Self {
        Self::new(TASK_RUNS, "版本更新任务处理中", why)
    }

    pub(super) fn game_packages() -> Self {
        Self::new(
            GAME_PACKAGES,
            "游戏暂不支持 CPU 多包",
            "the app is a game and apk_url names two packages",
        )
    }

    pub(super) fn busy() -> Self {
        Self::new(BUSY, "服务繁忙，请稍后再试", "a knob asked for it")
    }

    pub(super) fn no_such_version(why: impl Into<String>) -> Self {
        Self::new(NO_SUCH_VERSION, "版本不存在", why)
    }

    pub(super) fn version_exists(why: impl Into<String>) -> Self {
        Self::new(VERSION_EXISTS, "版本号必须大于线上版本", why)
    }

    pub(super) fn frozen() -> Self {
        Self::new(FROZEN, "应用已冻结", "the app is frozen")
    }

    /// `data.message` and `data.logid`, officially; `ext` as in the sample of 910003 [official copy].
    pub(super) fn body(&self) -> Value {
        let logid = draw::digits(10).parse::<u64>().unwrap_or_default();
        json!({
            "errno": self.errno,
            "data": { "message": self.message, "logid": logid, "ext": [] },
        })
    }

    pub(super) fn event(&self) -> Value {
        json!({ "event": "refused", "code": self.errno, "message": self.message, "why": self.why })
    }
}

/// The envelope of success.
pub(super) fn success(data: Value) -> Value {
    json!({ "errno": 0, "data": data })
}

/// The shapes that answers are known to take, and the gaps that they are known to have.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    /// Every leaf of `data` is there and null.
    pub(super) null_fields: bool,
    /// `data` is an empty object.
    pub(super) missing_fields: bool,
    /// Whole numbers in strings come as numbers [official copy says string, clients met both].
    pub(super) numbers: bool,
    /// The words of a refusal stand beside `errno` instead of in `data` [3 clients look there].
    pub(super) message_outside: bool,
}

impl Shape {
    pub(super) fn apply(self, mut body: Value) -> Value {
        let refused = body["errno"] != 0;
        if self.message_outside && refused {
            let message = body["data"]["message"].take();
            return json!({ "errno": body["errno"], "message": message });
        }
        if refused {
            return body;
        }
        if self.missing_fields {
            body["data"] = json!({});
        } else if self.null_fields {
            each_leaf(&mut body["data"], &|leaf| *leaf = Value::Null);
        } else if self.numbers {
            each_leaf(&mut body["data"], &as_number);
        }
        body
    }
}

/// `"4235"` becomes 4235; `"00"`, `"-11"` and everything that would not come back the same stay texts.
fn as_number(leaf: &mut Value) {
    let number = leaf.as_str().and_then(|text| {
        let number = text.parse::<u64>().ok()?;
        (number.to_string() == text).then_some(number)
    });
    if let Some(number) = number {
        *leaf = json!(number);
    }
}

fn each_leaf(value: &mut Value, change: &dyn Fn(&mut Value)) {
    match value {
        Value::Object(members) => members
            .values_mut()
            .for_each(|member| each_leaf(member, change)),
        Value::Array(entries) => entries
            .iter_mut()
            .for_each(|entry| each_leaf(entry, change)),
        leaf => change(leaf),
    }
}

#[cfg(test)]
mod tests {
    use super::{Refusal, Shape, success};
    use serde_json::json;

    #[test]
    fn the_envelope_takes_every_known_shape() {
        let body = success(json!({ "version_code": "20", "audit_status": "00", "list": ["1"] }));
        let shape = |shape: Shape| shape.apply(body.clone());
        assert_eq!(
            shape(Shape {
                numbers: true,
                ..Shape::default()
            })["data"],
            json!({ "version_code": 20, "audit_status": "00", "list": [1] })
        );
        assert_eq!(
            shape(Shape {
                null_fields: true,
                ..Shape::default()
            })["data"],
            json!({ "version_code": null, "audit_status": null, "list": [null] })
        );
        assert_eq!(
            shape(Shape {
                missing_fields: true,
                ..Shape::default()
            }),
            json!({ "errno": 0, "data": {} })
        );
        let outside = Shape {
            message_outside: true,
            ..Shape::default()
        };
        assert_eq!(
            outside.apply(Refusal::copyright().body()),
            json!({ "errno": 911_001, "message": "软件版权证明不能为空" })
        );
    }

    #[test]
    fn a_refusal_has_words_and_a_log_number() {
        let body = Refusal::upload_sign("reused").body();
        assert_eq!(body["data"]["message"], "Unauthorized upload [1]");
        assert!(body["data"]["logid"].is_u64());
        assert_eq!(body["data"]["ext"], json!([]));
    }
}
