//! Bodies of the calls that make a release: a place for the package, its binding and reading, the texts, the submission.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use slipway_model::Phases;

use super::wire;
use crate::lenient;

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

/// AGC Publishing v2, app-language-info: one language a call [official]; what is not sent keeps its value [5 clients send
/// `newFeatures` alone].
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LanguageInfoRequest<'a> {
    pub(super) lang: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) new_features: Option<&'a str>,
    /// Mandatory when the language is new for the app [official]; absent otherwise, so that no name changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) app_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) brief_info: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) app_desc: Option<&'a str>,
}

/// Four members, all mandatory [official].
#[derive(Serialize)]
pub(super) struct PhasedPlan<'a> {
    #[serde(rename = "phasedReleaseStartTime")]
    start: String,
    #[serde(rename = "phasedReleaseEndTime")]
    end: String,
    /// Two decimals and no sign, as text [official].
    #[serde(rename = "phasedReleasePercent")]
    percent: String,
    #[serde(rename = "phasedReleaseDescription")]
    description: &'a str,
}

impl<'a> PhasedPlan<'a> {
    pub(super) fn new(phases: &'a Phases, start: Timestamp) -> Self {
        Self {
            start: wire::time(start),
            end: wire::time(phases.until),
            percent: phases.percent.two_decimals(),
            description: &phases.about,
        }
    }
}

/// AGC Publishing v2, app-submit-with-file: everything in the body, the release type and time included [official via 2 sources].
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubmitWithFile<'a> {
    pub(super) download_url: &'a str,
    pub(super) download_file_name: &'a str,
    /// Up to 64 characters, unique: the one thing by which AGC can know a request again.
    pub(super) request_id: &'a str,
    /// 1 APK; 2 and 8 are quick apps and PC programs, a bundle has no number [official].
    pub(super) package_type: u8,
    pub(super) release_type: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) release_time: Option<String>,
    /// The plan of `app-submit` under one name; the form of it inside is [inferred].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) phased_release_info: Option<PhasedPlan<'a>>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use slipway_model::Phases;

    use super::{LanguageInfoRequest, PhasedPlan};
    use crate::huawei::vectors::text;

    #[test]
    fn a_phase_is_written_as_the_page_wants_it() {
        let start = "2026-10-01T02:00:00Z".parse().unwrap();
        let phases = Phases {
            percent: text("share", "percent").parse().unwrap(),
            from: start,
            until: "2026-10-08T02:00:00Z".parse().unwrap(),
            zone: "UTC".into(),
            about: "先给少量用户".into(),
        };
        assert_eq!(
            serde_json::to_value(PhasedPlan::new(&phases, start)).unwrap(),
            json!({"phasedReleaseStartTime": "2026-10-01T10:00:00+0800", "phasedReleaseEndTime": "2026-10-08T10:00:00+0800",
                "phasedReleasePercent": text("share", "written"), "phasedReleaseDescription": "先给少量用户"})
        );
    }

    #[test]
    fn a_text_that_nobody_changed_is_not_sent() {
        let request = LanguageInfoRequest {
            lang: "zh-CN",
            brief_info: Some("一句话"),
            ..LanguageInfoRequest::default()
        };
        assert_eq!(
            serde_json::to_value(request).unwrap(),
            json!({"lang": "zh-CN", "briefInfo": "一句话"})
        );
    }
}
