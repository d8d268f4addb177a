//! Addresses, methods and replies of vivo's open platform, spelled as vivo spells them. Nothing of this leaves the folder.
//! One address serves everything; the parameter `method` says what is wanted.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use slipway_http::{HostList, HostRule};

use crate::{Credentials, beijing, lenient};

/// Where signed requests may go.
pub(super) const HOSTS: HostList = HostList(&[
    HostRule {
        host: "developer-api.vivo.com.cn",
        mark: "official, 9 clients",
    },
    HostRule {
        host: "sandbox-developer-api.vivo.com.cn",
        mark: "official, 6 clients",
    },
]);

const REAL: &str = "https://developer-api.vivo.com.cn/router/rest";
/// Apps, quotas and keys of its own; neither pair of keys opens the other [official, 2 clients].
const SANDBOX: &str = "https://sandbox-developer-api.vivo.com.cn/router/rest";

/// The value of the field `environment` that means the sandbox.
pub(super) const TEST: &str = "test";

pub(super) fn is_sandbox(credentials: &Credentials) -> bool {
    credentials.expose("environment") == Some(TEST)
}

pub(super) fn address(credentials: &Credentials) -> &'static str {
    if is_sandbox(credentials) {
        SANDBOX
    } else {
        REAL
    }
}

/// The one language of the store page.
pub(super) const LANGUAGE: &str = "zh-CN";

// Methods [official; the first six in 3 to 9 clients].
pub(super) const DETAILS: &str = "app.query.details";
pub(super) const UPLOAD: &str = "app.upload.apk.app";
pub(super) const UPLOAD_32: &str = "app.upload.apk.app.32";
pub(super) const UPLOAD_64: &str = "app.upload.apk.app.64";
pub(super) const UPDATE: &str = "app.sync.update.app";
pub(super) const UPDATE_PAIR: &str = "app.sync.update.subpackage.app";
pub(super) const UPDATE_BY_ADDRESS: &str = "app.update.app";
pub(super) const UPDATE_PAIR_BY_ADDRESS: &str = "app.update.subpackage.app";
pub(super) const TASK: &str = "app.query.task.status";
pub(super) const PHASE: &str = "app.sync.create.update.stage.app";
pub(super) const PHASE_DETAILS: &str = "app.query.stage.details";

/// What every reply is wrapped in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Envelope {
    /// The gateway's verdict: 0 means that the service was reached.
    code: Option<String>,
    /// The service's verdict.
    sub_code: Option<String>,
    pub(super) message: String,
    pub(super) data: Value,
}

/// What an envelope says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict<'a> {
    Done,
    /// Turned away before the service.
    Gateway(&'a str),
    Business(&'a str),
    /// No gateway's verdict.
    Unsaid,
}

impl Envelope {
    /// `None` where both codes are absent: that is no reply of vivo's, whatever else stands in it [1 client].
    pub(super) fn of(body: &Value) -> Option<Self> {
        let text = |name: &str| {
            let found = lenient::as_text(body.get(name)?)?;
            Some(found.trim().to_owned())
        };
        let (code, sub_code) = (text("code"), text("subCode"));
        if code.is_none() && sub_code.is_none() {
            return None;
        }
        Some(Self {
            code,
            sub_code,
            // Most replies write `msg`, some `message`, and on success it may be missing [recorded].
            message: text("msg").or_else(|| text("message")).unwrap_or_default(),
            data: body.get("data").cloned().unwrap_or_default(),
        })
    }

    /// Refusals very often come with `code` 0 and another `subCode`; success has none, an empty one, or 0 [clients, measured].
    pub(super) fn verdict(&self) -> Verdict<'_> {
        match (self.code.as_deref(), self.sub_code.as_deref()) {
            (Some(code), _) if code != "0" => Verdict::Gateway(code),
            (_, Some(code)) if code != "0" => Verdict::Business(code),
            (Some(_), _) => Verdict::Done,
            (None, _) => Verdict::Unsaid,
        }
    }
}

/// `app.query.details`: the newest record of an app. The version that users have is not told apart while another is in review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Details {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) package_name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) cn_name: Option<String>,
    /// Text in the recorded trace; absent for a bare draft.
    #[serde(deserialize_with = "lenient::version")]
    pub(super) version_code: Option<u64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) version_name: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    pub(super) status: Option<i64>,
    #[serde(deserialize_with = "lenient::number")]
    pub(super) sale_status: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) un_pass_reason: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) sche_online_time: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) compatible_device: Option<String>,
}

/// Answer to an upload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Uploaded {
    #[serde(rename = "packageName", deserialize_with = "lenient::text")]
    pub(super) package_name: Option<String>,
    /// All lower case, unlike every other name [all clients].
    #[serde(deserialize_with = "lenient::text")]
    pub(super) serialnumber: Option<String>,
    #[serde(rename = "versionCode", deserialize_with = "lenient::version")]
    pub(super) version_code: Option<u64>,
    #[serde(rename = "fileMd5", deserialize_with = "lenient::text")]
    pub(super) file_md5: Option<String>,
}

/// `app.query.task.status`: how far vivo is with fetching packages from their addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Task {
    /// 1 waiting, 2 running, 3 done, 4 failed [official].
    #[serde(deserialize_with = "lenient::number")]
    pub(super) status: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) error_reason: Option<String>,
}

/// `app.query.stage.details`: a phased release. Its `auditOpinion` encodes an urge or a withdrawal, not a reason [1 client].
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Stage {
    /// 1 rejected, 2 approved, anything else still in progress [1 client family].
    #[serde(deserialize_with = "lenient::number")]
    pub(super) audit_status: Option<i64>,
    /// 1 was seen while it runs; 4 and 5 mean ended or withdrawn [1 client family].
    #[serde(deserialize_with = "lenient::number")]
    pub(super) effect_status: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) staged_proportion: Option<String>,
    /// The three below are what was sent; that they are told back is [inferred], and nothing rests on it.
    #[serde(deserialize_with = "lenient::version")]
    pub(super) version_code: Option<u64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) staged_start_time: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) staged_end_time: Option<String>,
}

/// vivo's times are Beijing's, without a zone: `2026-01-15 10:00:00` [official].
pub(super) fn time(instant: Timestamp) -> String {
    beijing::bare(instant)
}

pub(super) fn instant(text: &str) -> Option<Timestamp> {
    beijing::read_bare(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Details, Envelope, Stage, Task, Uploaded, Verdict, instant, time};

    fn verdict(body: serde_json::Value) -> String {
        match Envelope::of(&body) {
            Some(envelope) => format!("{:?}", envelope.verdict()),
            None => "no envelope".to_owned(),
        }
    }

    #[test]
    fn success_needs_both_verdicts() {
        for body in [
            json!({"code": 0}),
            json!({"code": "0", "subCode": ""}),
            json!({"code": 0, "subCode": "0"}),
            json!({"code": 0, "subCode": 0, "msg": "成功"}),
            json!({"code": 0, "subCode": null, "data": null}),
        ] {
            assert_eq!(verdict(body.clone()), "Done", "{body}");
        }
        for (body, expected) in [
            (
                json!({"code": 0, "subCode": "15042"}),
                r#"Business("15042")"#,
            ),
            (
                json!({"code": "0", "subCode": 15042}),
                r#"Business("15042")"#,
            ),
            (json!({"code": 10018, "msg": "x"}), r#"Gateway("10018")"#),
            (
                json!({"code": "10018", "subCode": "0"}),
                r#"Gateway("10018")"#,
            ),
            (json!({"subCode": "11001"}), r#"Business("11001")"#),
            (json!({"subCode": "0"}), "Unsaid"),
            (json!({"msg": "ok", "data": {}}), "no envelope"),
            (json!({"code": null, "subCode": null}), "no envelope"),
            (json!([]), "no envelope"),
            (json!(null), "no envelope"),
        ] {
            assert_eq!(verdict(body.clone()), expected, "{body}");
        }
    }

    #[test]
    fn the_words_stand_under_either_name() {
        for body in [
            json!({"code": 1, "msg": "不行"}),
            json!({"code": 1, "message": "不行"}),
        ] {
            assert_eq!(Envelope::of(&body).unwrap().message, "不行");
        }
        assert_eq!(verdict(json!({"code": 1})), r#"Gateway("1")"#);
        assert_eq!(
            Envelope::of(&json!({"code": 1})).unwrap().verdict(),
            Verdict::Gateway("1")
        );
    }

    #[test]
    fn reads_the_recorded_record() {
        let details: Details = serde_json::from_value(json!({
            "packageName": "com.example.slipway", "cnName": "Slipway", "versionCode": "1019", "versionName": "1.0.19",
            "status": 3, "saleStatus": "1", "onlineType": 1, "updateDesc": "...", "apkSize": 67732}))
        .unwrap();
        assert_eq!(
            (details.version_code, details.status, details.sale_status),
            (Some(1019), Some(3), Some(1))
        );
        assert_eq!(details.cn_name.as_deref(), Some("Slipway"));
    }

    #[test]
    fn what_is_missing_is_missing() {
        for body in [
            json!({}),
            json!({"versionCode": null, "status": "", "saleStatus": null, "unPassReason": "", "serialnumber": null,
                "auditStatus": null, "stagedProportion": null, "errorReason": null}),
        ] {
            let read = || body.clone();
            assert_eq!(
                serde_json::from_value::<Details>(read()).unwrap(),
                Details::default()
            );
            assert_eq!(
                serde_json::from_value::<Uploaded>(read()).unwrap(),
                Uploaded::default()
            );
            assert_eq!(
                serde_json::from_value::<Task>(read()).unwrap(),
                Task::default()
            );
            assert_eq!(
                serde_json::from_value::<Stage>(read()).unwrap(),
                Stage::default()
            );
        }
    }

    #[test]
    fn times_are_beijings_both_ways() {
        let at = "2026-01-15T02:00:00Z".parse().unwrap();
        assert_eq!(time(at), "2026-01-15 10:00:00");
        assert_eq!(instant(" 2026-01-15 10:00:00 "), Some(at));
        assert_eq!(instant("tomorrow"), None);
    }
}
