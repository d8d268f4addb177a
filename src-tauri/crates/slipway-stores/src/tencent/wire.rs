//! Requests and replies of Tencent's update interface, spelled as Tencent spells them. Nothing of this leaves the folder.
//! Every reply is one flat object: the verdict `ret` and `msg` beside the fields, any of which may be missing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;
use slipway_http::{HostList, HostRule};

use crate::lenient;

/// Tencent's own hosts. Credentials go to the first one only; storage and the public page are never sent any.
pub(super) const HOSTS: HostList = HostList(&[
    HostRule {
        host: "p.open.qq.com",
        mark: "official",
    },
    // Where `pre_sign_url` points: Tencent COS [official]; its names are COS's usual ones [inferred].
    HostRule {
        host: "*.myqcloud.com",
        mark: "inferred",
    },
    HostRule {
        host: "sj.qq.com",
        mark: "2 clients",
    },
]);

/// YYB update API: four routes, each a POST of a form [official]. Blanks inside the wiki's route names are typing errors [all clients].
pub(super) const DETAIL: &str = "https://p.open.qq.com/open_file/developer_api/query_app_detail";
pub(super) const SLOT: &str = "https://p.open.qq.com/open_file/developer_api/get_file_upload_info";
pub(super) const UPDATE: &str = "https://p.open.qq.com/open_file/developer_api/update_app";
pub(super) const STATUS: &str =
    "https://p.open.qq.com/open_file/developer_api/query_app_update_status";

/// The one language of the store's texts.
pub(super) const LANGUAGE: &str = "zh-CN";

/// `ret` of the status query when nothing was ever submitted by API: an answer, not a refusal [official code, handling inferred].
pub(super) const NO_RECORD: i64 = 5_000_002;
/// `audit_status` [official]; 0 is undocumented and was seen where nothing was submitted [1 client].
pub(super) const NOTHING: i64 = 0;
pub(super) const IN_REVIEW: i64 = 1;
pub(super) const REJECTED: i64 = 2;
pub(super) const APPROVED: i64 = 3;
pub(super) const WITHDRAWN: i64 = 8;

/// Parameters of one call, sorted as they are signed: ascending by byte.
pub(super) type Params = BTreeMap<String, String>;

/// The two that every call about an app carries.
pub(super) fn about_app(package: &str, app_id: &str) -> Params {
    params([("pkg_name", package), ("app_id", app_id)])
}

pub(super) fn params<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Params {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// `deploy_time`: an instant in seconds, so it has no zone [official].
pub(super) fn deploy_time(instant: Timestamp) -> String {
    instant.as_second().to_string()
}

/// What every reply begins with: `ret` 0 is success and nothing else is [official].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) ret: i64,
    pub(super) message: String,
}

impl Verdict {
    /// The words stand under `msg`, in some answers under `message` [1 client]. Without a `ret` there is no verdict: a page that is
    /// read as 0 would be a success that never was.
    pub(super) fn of(body: &Value) -> Option<Self> {
        let ret = body.get("ret").and_then(lenient::as_number)?;
        let message = ["msg", "message"]
            .iter()
            .find_map(|name| lenient::as_text(body.get(name)?));
        Some(Self {
            ret,
            message: message.unwrap_or_default(),
        })
    }
}

/// The store's record of the app. It has neither version name nor version code [official].
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Detail(pub(super) Value);

impl Detail {
    /// A field as text, numbers written out.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        lenient::as_text(self.0.get(name)?)
    }
}

/// A place for one file.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// A key to the place: never printed, never kept.
    pub(super) pre_sign_url: String,
    pub(super) serial_number: String,
}

impl Slot {
    /// Both fields filled; a yes with an empty one is no place [1 client].
    pub(super) fn of(body: &Value) -> Option<Self> {
        let text = |name: &str| lenient::as_text(body.get(name)?);
        Some(Self {
            pre_sign_url: text("pre_sign_url")?,
            serial_number: text("serial_number")?,
        })
    }
}

/// Where the newest submission stands. It names neither a version nor a time [official].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Audit {
    /// `None`: nothing was ever submitted by this interface.
    pub(super) status: Option<i64>,
    /// The reviewers' words.
    pub(super) reason: Option<String>,
}

impl Audit {
    pub(super) fn of(body: &Value) -> Option<Self> {
        Some(Self {
            status: Some(body.get("audit_status").and_then(lenient::as_number)?),
            reason: body.get("audit_reason").and_then(lenient::as_text),
        })
    }

    pub(super) fn is_in_review(&self) -> bool {
        self.status == Some(IN_REVIEW)
    }

    /// Tencent's own word with its number.
    pub(super) fn term(&self) -> String {
        let word = match self.status {
            None => return format!("没有审核记录 (ret {NO_RECORD})"),
            Some(NOTHING) => "没有提交",
            Some(IN_REVIEW) => "审核中",
            Some(REJECTED) => "审核驳回",
            Some(APPROVED) => "审核通过",
            Some(WITHDRAWN) => "开发者撤销",
            Some(_) => "",
        };
        let number = self.status.unwrap_or_default();
        format!("{word} (audit_status {number})").trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Audit, Detail, Slot, Verdict};

    #[test]
    fn a_verdict_needs_its_number() {
        for (body, expected) in [
            (json!({"ret": 0, "msg": "success"}), Some((0, "success"))),
            (
                json!({"ret": "1000020", "message": "签名错误"}),
                Some((1_000_020, "签名错误")),
            ),
            (json!({"ret": 0, "msg": null}), Some((0, ""))),
            (json!({"msg": "success"}), None),
            (json!({"ret": null}), None),
            (json!("page"), None),
        ] {
            let found = Verdict::of(&body);
            let found = found
                .as_ref()
                .map(|verdict| (verdict.ret, verdict.message.as_str()));
            assert_eq!(found, expected, "{body}");
        }
    }

    #[test]
    fn a_slot_has_both_its_parts() {
        let full = json!({"pre_sign_url": "https://x", "serial_number": 17});
        assert!(Slot::of(&full).is_some_and(|slot| slot.serial_number == "17"));
        for body in [
            json!({}),
            json!({"pre_sign_url": "", "serial_number": "1"}),
            json!({"pre_sign_url": "https://x", "serial_number": null}),
        ] {
            assert!(Slot::of(&body).is_none(), "{body}");
        }
    }

    #[test]
    fn an_audit_is_read_in_every_dress() {
        for (body, term) in [
            (json!({"audit_status": 1}), "审核中 (audit_status 1)"),
            (
                json!({"audit_status": "2", "audit_reason": ""}),
                "审核驳回 (audit_status 2)",
            ),
            (json!({"audit_status": 77}), "(audit_status 77)"),
        ] {
            assert_eq!(Audit::of(&body).unwrap().term(), term);
        }
        assert_eq!(Audit::of(&json!({"audit_status": null})), None);
        assert_eq!(Audit::default().term(), "没有审核记录 (ret 5000002)");
    }

    #[test]
    fn a_record_may_lack_anything() {
        let detail = Detail(json!({"age_level": 12, "introduce": null, "operator": ""}));
        assert_eq!(detail.text("age_level").as_deref(), Some("12"));
        for name in ["introduce", "operator", "developer"] {
            assert_eq!(detail.text(name), None);
        }
    }
}
