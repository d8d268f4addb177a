//! Addresses, small replies and formats of OPPO's publishing API ("API 传包"), spelled as OPPO spells them. Nothing of this leaves
//! the folder. The large reply, an app's whole record, is read in `record.rs`; what is sent back, in `form.rs`.

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use slipway_http::{HostList, HostRule};
use slipway_model::Said;

use crate::{beijing, lenient};

/// Where our credentials may go. Calls go to the first host only; the others are where upload addresses are expected
/// [1 client's list]. An upload address elsewhere gets the file and its one-time sign, and the record names the host.
pub(super) const HOSTS: HostList = HostList(&[
    HostRule {
        host: "oop-openapi-cn.heytapmobi.com",
        mark: "official copy, all clients",
    },
    HostRule {
        host: "*.heytapmobi.com",
        mark: "1 client",
    },
    HostRule {
        host: "*.heytapmobi.cn",
        mark: "1 client",
    },
    HostRule {
        host: "*.heytap.com",
        mark: "1 client",
    },
    HostRule {
        host: "*.oppomobile.com",
        mark: "1 client",
    },
    HostRule {
        host: "*.oppomobile.cn",
        mark: "1 client",
    },
]);

pub(super) const TOKEN: &str = "https://oop-openapi-cn.heytapmobi.com/developer/v1/token";
pub(super) const UPLOAD_URL: &str =
    "https://oop-openapi-cn.heytapmobi.com/resource/v1/upload/get-upload-url";
pub(super) const INFO: &str = "https://oop-openapi-cn.heytapmobi.com/resource/v1/app/info";
pub(super) const MULTI_INFO: &str =
    "https://oop-openapi-cn.heytapmobi.com/resource/v1/app/multi-info";
pub(super) const UPDATE: &str = "https://oop-openapi-cn.heytapmobi.com/resource/v1/app/upd";
pub(super) const TASK_STATE: &str =
    "https://oop-openapi-cn.heytapmobi.com/resource/v1/app/task-state";

/// The one language of the listing.
pub(super) const LANGUAGE: &str = "zh-CN";

/// `type` of an upload [official copy, 7 clients].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Upload {
    Apk,
    Photo,
}

impl Upload {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Apk => "apk",
            Self::Photo => "photo",
        }
    }
}

/// A ticket for one file.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Ticket {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) upload_url: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) sign: Option<String>,
}

/// Where an uploaded file is. `url` carries its host and is the one that `upd` wants [official copy, 7 clients].
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Uploaded {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) url: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) md5: Option<String>,
}

/// One entry of `apk_url`. Sent as JSON text, in this order of members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Package {
    pub(super) url: String,
    pub(super) md5: String,
    pub(super) cpu_code: u8,
}

/// `cpu_code`: a number for five clients, text for one, left out by one [5 clients].
pub(super) mod cpu {
    pub(in crate::oppo) const ANY: u8 = 0;
    pub(in crate::oppo) const BITS_32: u8 = 32;
    pub(in crate::oppo) const BITS_64: u8 = 64;
}

/// The answer to `upd`: `errno` 0 is the yes; an explicit `success: false` beside it is taken for a no [inferred].
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Taken {
    #[serde(deserialize_with = "lenient::truth")]
    pub(super) success: Option<bool>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) message: Option<String>,
}

/// Where the publish task of one version stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Task {
    /// 1 pending, 2 processed, 3 failed; documented as text, accepted as a number too [official copy, 4 clients].
    #[serde(deserialize_with = "lenient::number")]
    pub(super) task_state: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) err_msg: Option<String>,
    /// What OPPO said instead of telling of a task: a refusal of the question, which is an answer too.
    #[serde(skip)]
    pub(super) refused: Option<Said>,
}

pub(super) const TASK_PENDING: i64 = 1;
pub(super) const TASK_DONE: i64 = 2;
pub(super) const TASK_FAILED: i64 = 3;

/// `sche_online_time`: OPPO thinks in Beijing time, whatever the computer's zone is [official copy, apkgo].
pub(super) fn time(instant: Timestamp) -> String {
    beijing::bare(instant)
}

/// The instant that a `sche_online_time` means; `None` for the zero dates that stand for nothing.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    beijing::read_bare(text).filter(|instant| *instant > Timestamp::UNIX_EPOCH)
}

/// A short plain file name for a package's part.
pub(super) fn file_name(path: &Path) -> String {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let plain: String = stem
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c))
        .take(60)
        .collect();
    if plain.is_empty() {
        "app.apk".to_owned()
    } else {
        format!("{plain}.apk")
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::{Package, Task, Ticket, cpu, file_name, instant, time};

    #[test]
    fn times_are_beijing_time() {
        let moment = "2027-01-01T01:00:00Z".parse().unwrap();
        assert_eq!(time(moment), "2027-01-01 09:00:00");
        assert_eq!(instant("2027-01-01 09:00:00"), Some(moment));
        assert_eq!(instant("0000-00-00 00:00:00"), None);
        assert_eq!(instant("1970-01-01 08:00:00"), None);
        assert_eq!(instant(""), None);
    }

    #[test]
    fn a_package_is_written_as_the_documented_text() {
        let package = Package {
            url: "https://x.invalid/a.apk".into(),
            md5: "ab".into(),
            cpu_code: cpu::ANY,
        };
        assert_eq!(
            serde_json::to_string(&[package]).unwrap(),
            r#"[{"url":"https://x.invalid/a.apk","md5":"ab","cpu_code":0}]"#
        );
    }

    #[test]
    fn small_replies_are_read_in_every_dress() {
        for body in [
            json!({"task_state":"2"}),
            json!({"task_state":2,"err_msg":null}),
        ] {
            let task: Task = serde_json::from_value(body).unwrap();
            assert_eq!((task.task_state, task.err_msg), (Some(2), None));
        }
        let ticket: Ticket = serde_json::from_value(json!({"upload_url":null})).unwrap();
        assert!(ticket.upload_url.is_none() && ticket.sign.is_none());
    }

    #[test]
    fn file_names_are_plain() {
        assert_eq!(file_name(Path::new("/x/My App-1.0.apk")), "MyApp-1.0.apk");
        assert_eq!(file_name(Path::new("滑道.apk")), "app.apk");
    }
}
