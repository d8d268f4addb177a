//! How AppGallery Connect is spoken to: hosts, paths, the sign-in, the envelope, times and names, spelled as Huawei spells them.
//! What `app-info` answers is in `record.rs`, the bodies of a release in `calls.rs`. Nothing of the three leaves the folder.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use slipway_http::{HostList, HostRule};
use slipway_model::{Kind, Order, When};

use crate::{Visit, beijing, lenient};

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
/// Fetches a package and submits it, in one request [official via 2 sources].
pub(super) const SUBMIT_WITH_FILE: &str = "/publish/v2/app-submit-with-file";
/// Steers a phased release [official]. Its older sibling `…/phased-release/state` is gone from the present catalogue.
pub(super) const PHASED_RELEASE: &str = "/publish/v2/phased-release";
/// Moves the go-live time of an approved version [official].
pub(super) const ON_SHELF_TIME: &str = "/publish/v2/on-shelf-time";

/// `releaseType`: which of the two records of an app a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReleaseType {
    Full,
    Phased,
}

impl ReleaseType {
    /// A phased release says so on every call of its chain: upload-url, app-file-info, app-language-info, app-submit [3 clients].
    pub(super) fn of(order: &Order) -> Self {
        match order.when {
            When::InPhases(_) => Self::Phased,
            When::AfterApproval | When::At { .. } | When::ByHand => Self::Full,
        }
    }

    /// AGC Publishing v2: 1 full, 3 phased [official].
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Full => 1,
            Self::Phased => 3,
        }
    }

    /// The number as a query has it.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Full => "1",
            Self::Phased => "3",
        }
    }
}

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

/// AGC times carry an offset without colon: `2026-10-01T10:00:00+0800` [official]. Beijing time, whatever this machine has.
pub(super) fn time(instant: Timestamp) -> String {
    beijing::with_offset(instant)
}

/// Reads such a time back; also with a colon or `Z`.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    beijing::read_with_offset(text)
}

/// A name that bind and upload both take: characters beyond these made binding fail, and 64 is the limit [official, issue]. The
/// ending is that of the content, whatever the file is called: both are compared [official].
pub(super) fn file_name(path: &std::path::Path, kind: Kind) -> String {
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
    let ending = match kind {
        Kind::Aab => "aab",
        _ => "apk",
    };
    format!("{}.{ending}", if safe.is_empty() { "app" } else { safe })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;
    use slipway_model::Kind;

    use super::{ReleaseType, Ret, file_name, instant, time};
    use crate::huawei::vectors::text;

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
    fn writes_beijing_time_without_a_colon() {
        let known = text("time", "instant").parse().unwrap();
        assert_eq!(time(known), text("time", "written"));
        assert_eq!(instant(&text("time", "written")), Some(known));
        let moment = "2026-10-01T02:00:00Z".parse().unwrap();
        assert_eq!(instant("2026-10-01T10:00:00+0800"), Some(moment));
        assert_eq!(instant("2026-10-01T10:00:00+08:00"), Some(moment));
        assert_eq!(instant("soon"), None);
    }

    #[test]
    fn file_names_are_short_and_plain() {
        let name = |path: &str| file_name(Path::new(path), Kind::Apk);
        assert_eq!(name("/x/app-release_1.2.apk"), "app-release_1.2.apk");
        assert_eq!(name("滑道 正式.apk"), "app.apk");
        let long = name(&format!("{}.apk", "a".repeat(200)));
        assert_eq!((long.len(), long.ends_with(".apk")), (64, true));
    }

    #[test]
    fn the_ending_is_that_of_the_content() {
        assert_eq!(
            file_name(Path::new("app-release.aab"), Kind::Aab),
            "app-release.aab"
        );
        assert_eq!(file_name(Path::new("bundle.zip"), Kind::Aab), "bundle.aab");
    }

    #[test]
    fn only_phases_are_of_the_other_type() {
        let order = crate::fixture::order("huawei");
        assert_eq!(ReleaseType::of(&order).text(), "1");
        for kind in [ReleaseType::Full, ReleaseType::Phased] {
            assert_eq!(kind.number().to_string(), kind.text());
        }
    }
}
