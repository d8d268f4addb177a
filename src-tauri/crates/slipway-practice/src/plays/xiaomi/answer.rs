//! What the store answers: HTTP 200 with JSON whatever happened, `result` 0 for success. One place for codes and words.
//! Whether real errors travel with HTTP 200 is not established; practice says 200.

use serde_json::{Value, json};

/// A definite no: the store's code and words, and practice's own reason for the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    code: i64,
    message: &'static str,
    why: String,
}

impl Refusal {
    fn new(code: i64, message: &'static str, why: impl Into<String>) -> Self {
        Self {
            code,
            message,
            why: why.into(),
        }
    }

    /// -10000: a parameter, the encryption or the shape of the call is wrong [official copy].
    pub(super) fn parameter(why: impl Into<String>) -> Self {
        Self::new(-10000, "参数格式错误", why)
    }

    /// -20002: the sealed text does not fit the request, or another key sealed it [official copy].
    pub(super) fn signature(why: impl Into<String>) -> Self {
        Self::new(-20002, "签名异常", why)
    }

    /// -20014: the secret inside `SIG` is wrong or was reset [official copy].
    pub(super) fn password() -> Self {
        Self::new(
            -20014,
            "密码错误",
            "the password inside SIG is not this account's",
        )
    }

    /// -20029: `RequestData` is missing or no JSON [official copy].
    pub(super) fn request_data(why: impl Into<String>) -> Self {
        Self::new(-20029, "RequestData不是合法的JSON", why)
    }

    /// -20030: what `SIG` holds is no JSON [official copy].
    pub(super) fn sealed_text() -> Self {
        Self::new(
            -20030,
            "SIG明文不是合法的JSON",
            "SIG opens, but the text in it is not JSON",
        )
    }

    /// -20034: `testAccount` has the wrong form [official copy].
    pub(super) fn test_account(why: impl Into<String>) -> Self {
        Self::new(-20034, "testAccount格式错误", why)
    }

    /// -2: the APK is another app's [official copy].
    pub(super) fn other_package(why: impl Into<String>) -> Self {
        Self::new(-2, "apk包名与appInfo中的包名不一致", why)
    }

    /// -7: the package belongs to another developer [official copy, 3 clients].
    pub(super) fn claimed() -> Self {
        Self::new(
            -7,
            "应用归属关系异常",
            "the package belongs to another developer",
        )
    }

    /// -32: nobody created this package in the console [official copy].
    pub(super) fn not_created() -> Self {
        Self::new(
            -32,
            "应用不存在,请先在管理台创建",
            "the account has no app of this package",
        )
    }

    /// -92: the APK cannot be taken [official copy].
    pub(super) fn apk(why: impl Into<String>) -> Self {
        Self::new(-92, "apk不可用", why)
    }

    /// The words seen when the version is not higher than the live one [1 client]; their code is not recorded.
    pub(super) fn not_higher(why: impl Into<String>) -> Self {
        Self::new(-92, "未知异常,不满足应用更新条件", why)
    }

    /// The words seen when another certificate signed the APK; their code is not recorded.
    pub(super) fn other_signer() -> Self {
        Self::new(
            -92,
            "签名不一致,不满足应用更新条件",
            "the APK is signed with another certificate than the live version",
        )
    }

    pub(super) fn body(&self) -> Value {
        json!({ "result": self.code, "message": self.message })
    }

    pub(super) fn event(&self) -> Value {
        json!({ "event": "refused", "code": self.code, "message": self.message, "why": self.why })
    }
}

/// `result` 0 with the words of the push.
pub(super) fn done() -> Value {
    json!({ "result": 0, "message": "操作成功" })
}
