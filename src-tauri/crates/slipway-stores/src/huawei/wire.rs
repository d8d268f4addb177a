//! Requests and replies of AppGallery Connect, spelled as Huawei spells them. Nothing of this leaves the folder.
//! Publishing API v2 for Android packages; every field of a reply may be missing in some state of an app.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use slipway_http::{HostList, HostRule};

use crate::{Visit, lenient};

/// Where our credentials may go. The four sites are [official]; publishing pages print only the first.
pub(super) const HOSTS: HostList = HostList(&[
    HostRule {
        host: "connect-api.cloud.huawei.com",
        mark: "official",
    },
    HostRule {
        host: "connect-api-dra.cloud.huawei.com",
        mark: "official",
    },
    HostRule {
        host: "connect-api-dre.cloud.huawei.com",
        mark: "official",
    },
    HostRule {
        host: "connect-api-drru.cloud.huawei.com",
        mark: "official",
    },
]);

pub(super) const TOKEN: &str = "/oauth2/v1/token";
pub(super) const APP_IDS: &str = "/publish/v2/appid-list";
pub(super) const APP_INFO: &str = "/publish/v2/app-info";
pub(super) const LANGUAGE_INFO: &str = "/publish/v2/app-language-info";
pub(super) const UPLOAD_URL: &str = "/publish/v2/upload-url/for-obs";
pub(super) const FILE_INFO: &str = "/publish/v2/app-file-info";
pub(super) const COMPILE_STATUS: &str = "/publish/v2/package/compile/status";
pub(super) const SUBMIT: &str = "/publish/v2/app-submit";

/// AGC Publishing v2: 1 is a full release [official].
pub(super) const FULL_RELEASE: &str = "1";

/// The full address of a path. Token and later calls must use the same site [official].
pub(super) fn address(visit: &Visit, path: &str) -> String {
    let host = match visit.account.credentials.expose("site") {
        Some("sg") => "connect-api-dra.cloud.huawei.com",
        Some("de") => "connect-api-dre.cloud.huawei.com",
        Some("ru") => "connect-api-drru.cloud.huawei.com",
        _ => "connect-api.cloud.huawei.com",
    };
    format!("https://{host}/api{path}")
}

/// `chineseMainlandFlag`: mandatory when the developer is registered outside mainland China [official].
pub(super) fn mainland(visit: &Visit) -> Option<(&'static str, &'static str)> {
    match visit.account.credentials.expose("mainland")? {
        "yes" => Some(("chineseMainlandFlag", "1")),
        _ => Some(("chineseMainlandFlag", "0")),
    }
}

#[derive(Serialize)]
pub(super) struct TokenRequest<'a> {
    pub(super) grant_type: &'a str,
    pub(super) client_id: &'a str,
    pub(super) client_secret: &'a str,
}

#[derive(Deserialize)]
pub(super) struct TokenReply {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) access_token: Option<String>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) expires_in: Option<i64>,
}

/// The envelope's verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ret {
    pub(super) code: i64,
    pub(super) message: String,
}

impl Ret {
    /// `ret` as an object or as JSON text, its code as number or text, its words under `msg` or `message`; the same two at
    /// the top level; `error`/`error_description` at the token endpoint [official + clients].
    pub(super) fn of(body: &Value) -> Option<Self> {
        let inner: Value = match body.get("ret") {
            Some(Value::String(text)) => serde_json::from_str(text).ok()?,
            Some(ret) if ret.is_object() => ret.clone(),
            _ => body.clone(),
        };
        let words = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| lenient::as_text(inner.get(name)?))
        };
        if let Some(code) = inner.get("code").and_then(lenient::as_number) {
            return Some(Self {
                code,
                message: words(&["msg", "message"]).unwrap_or_default(),
            });
        }
        let code = inner
            .get("error")
            .and_then(lenient::as_number)
            .unwrap_or(-1);
        words(&["error_description", "error"]).map(|message| Self { code, message })
    }
}

#[derive(Deserialize)]
pub(super) struct AppIdsReply {
    /// Lower case on the wire [official].
    #[serde(default, deserialize_with = "lenient::list")]
    pub(super) appids: Vec<AppId>,
}

/// `key` is said to be the app's name and was seen to be the package; only `value` is relied on.
#[derive(Deserialize)]
pub(super) struct AppId {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) value: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AppInfoReply {
    #[serde(rename = "appInfo", deserialize_with = "lenient::object")]
    pub(super) app_info: Option<AppInfo>,
    #[serde(rename = "auditInfo", deserialize_with = "lenient::object")]
    audit_info: Option<AuditInfo>,
    #[serde(rename = "releaseState", deserialize_with = "lenient::number")]
    release_state: Option<i64>,
    #[serde(deserialize_with = "lenient::list")]
    pub(super) languages: Vec<LanguageInfo>,
}

impl AppInfoReply {
    /// One client found these two at the top level as well as inside `appInfo`; both places are read [1 client].
    pub(super) fn audit(&self) -> Option<&AuditInfo> {
        self.audit_info
            .as_ref()
            .or_else(|| self.app_info.as_ref()?.audit_info.as_ref())
    }

    pub(super) fn state(&self) -> Option<i64> {
        self.app_info
            .as_ref()
            .and_then(|info| info.release_state)
            .or(self.release_state)
    }

    pub(super) fn info(&self) -> AppInfo {
        self.app_info.clone().unwrap_or_default()
    }
}

/// Unprefixed version: the newest submitted or drafted one; `onShelf…`: the live one [official].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct AppInfo {
    #[serde(deserialize_with = "lenient::number")]
    release_state: Option<i64>,
    #[serde(deserialize_with = "lenient::version")]
    pub(super) version_code: Option<u64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) version_number: Option<String>,
    #[serde(deserialize_with = "lenient::version")]
    pub(super) on_shelf_version_code: Option<u64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) on_shelf_version_number: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) default_lang: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) release_time: Option<String>,
    #[serde(deserialize_with = "lenient::object")]
    audit_info: Option<AuditInfo>,
}

/// The reviewers' words; three more verdicts exist for mainland China only, 0 passed and 1 failed [official].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct AuditInfo {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) audit_opinion: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    pub(super) copy_right_audit_result: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) copy_right_audit_opinion: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    pub(super) copy_right_code_audit_result: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) copy_right_code_audit_opinion: Option<String>,
    #[serde(deserialize_with = "lenient::number")]
    pub(super) record_audit_result: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) record_audit_opinion: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct LanguageInfo {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) lang: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) app_name: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct UploadUrlReply {
    #[serde(rename = "urlInfo", default, deserialize_with = "lenient::object")]
    pub(super) url_info: Option<UrlInfo>,
}

/// A place for one file, good for about five minutes [2 clients].
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UrlInfo {
    pub(super) object_id: String,
    pub(super) url: String,
    /// To be sent unchanged: they carry a signature over themselves [official via 4 clients].
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
}

/// AGC Publishing v2, app-file-info: type 5 is a package; no `lang` with a package, it broke apps without that one [issue].
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileInfoRequest<'a> {
    pub(super) file_type: u8,
    pub(super) files: [FileInfo<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileInfo<'a> {
    pub(super) file_name: &'a str,
    /// The object id, not the address: an address is accepted and fails afterwards [1 client].
    pub(super) file_dest_url: &'a str,
}

#[derive(Deserialize)]
pub(super) struct FileInfoReply {
    /// Package ids to ask the compile status for.
    #[serde(rename = "pkgVersion", default, deserialize_with = "lenient::list")]
    pub(super) pkg_version: Vec<Value>,
}

#[derive(Deserialize)]
pub(super) struct CompileReply {
    #[serde(rename = "pkgStateList", default, deserialize_with = "lenient::list")]
    pub(super) states: Vec<PackageState>,
}

#[derive(Deserialize)]
pub(super) struct PackageState {
    /// 0 ready, 1 not yet, 2 failed; older text folds failed into 1 [official].
    #[serde(
        rename = "successStatus",
        default,
        deserialize_with = "lenient::number"
    )]
    pub(super) status: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LanguageInfoRequest<'a> {
    pub(super) lang: &'a str,
    pub(super) new_features: &'a str,
    /// Mandatory when the language is new for the app [official]; absent otherwise, so that no name changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) app_name: Option<&'a str>,
}

/// AGC times carry an offset without colon: `2026-10-01T10:00:00+0800` [official]. Beijing time, whatever this machine has.
pub(super) fn time(instant: Timestamp) -> String {
    let beijing = tz::Offset::constant(8).to_datetime(instant);
    format!("{}+0800", beijing.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// Reads such a time back; also with a colon or `Z`.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    Timestamp::strptime("%Y-%m-%dT%H:%M:%S%z", text)
        .ok()
        .or_else(|| text.parse().ok())
}

/// A name that bind and upload both take: characters beyond these made binding fail, and 64 is the limit [official, issue].
pub(super) fn file_name(path: &std::path::Path) -> String {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let safe: String = stem
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._-".contains(c) {
                c
            } else {
                '-'
            }
        })
        .take(60)
        .collect();
    let safe = safe.trim_matches(['-', '.']);
    format!("{}.apk", if safe.is_empty() { "app" } else { safe })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::{AppInfoReply, Ret, file_name, instant, time};

    #[test]
    fn reads_every_form_of_the_envelope() {
        let expected = Some(Ret {
            code: 204_144_660,
            message: "m".into(),
        });
        for body in [
            json!({"ret":{"code":204144660,"msg":"m"}}),
            json!({"ret":{"code":"204144660","message":"m"}}),
            json!({"ret":"{\"code\":204144660,\"msg\":\"m\"}"}),
            json!({"code":204144660,"message":"m"}),
        ] {
            assert_eq!(Ret::of(&body), expected, "{body}");
        }
        assert_eq!(
            Ret::of(&json!({"error":1101,"error_description":"d"})),
            Some(Ret {
                code: 1101,
                message: "d".into()
            })
        );
        assert_eq!(
            Ret::of(&json!({"error":"invalid_client"})),
            Some(Ret {
                code: -1,
                message: "invalid_client".into()
            })
        );
        for body in [
            json!({"access_token":"t"}),
            json!({"ret":null}),
            json!({}),
            json!(null),
            json!({"ret":"no json"}),
        ] {
            assert_eq!(Ret::of(&body), None, "{body}");
        }
    }

    #[test]
    fn finds_state_and_audit_in_both_places() {
        for body in [
            json!({"appInfo":{"releaseState":8,"auditInfo":{"auditOpinion":"x"}}}),
            json!({"appInfo":{"releaseState":"8"},"auditInfo":{"auditOpinion":"x"}}),
            json!({"appInfo":null,"releaseState":8,"auditInfo":{"auditOpinion":"x"},"languages":null}),
        ] {
            let reply: AppInfoReply = serde_json::from_value(body.clone()).unwrap();
            assert_eq!(reply.state(), Some(8), "{body}");
            if body["appInfo"].is_object() || body.get("auditInfo").is_some() {
                assert_eq!(
                    reply
                        .audit()
                        .and_then(|audit| audit.audit_opinion.as_deref()),
                    Some("x"),
                    "{body}"
                );
            }
        }
    }

    #[test]
    fn writes_beijing_time_without_a_colon() {
        let moment = "2026-10-01T02:00:00Z".parse().unwrap();
        assert_eq!(time(moment), "2026-10-01T10:00:00+0800");
        assert_eq!(instant("2026-10-01T10:00:00+0800"), Some(moment));
        assert_eq!(instant("2026-10-01T10:00:00+08:00"), Some(moment));
        assert_eq!(instant("soon"), None);
    }

    #[test]
    fn file_names_are_short_and_plain() {
        assert_eq!(
            file_name(Path::new("/x/app-release_1.2.apk")),
            "app-release_1.2.apk"
        );
        assert_eq!(file_name(Path::new("滑道 正式.apk")), "app.apk");
        let long = file_name(Path::new(&format!("{}.apk", "a".repeat(200))));
        assert_eq!((long.len(), long.ends_with(".apk")), (64, true));
    }
}
