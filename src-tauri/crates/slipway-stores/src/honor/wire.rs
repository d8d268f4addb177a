//! Requests and replies of Honor's Publish API, spelled as Honor spells them. Nothing of this leaves the folder.
//! Every field of a reply may be missing or `null` in some state of an app; ids are read as whole numbers, never as floats.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use slipway_http::{HostList, HostRule};

use crate::{beijing, lenient};

/// Where our token may go. The two that we name ourselves are [official]; which hosts stand in an `uploadUrl` is not documented, and
/// these are Honor's own domains [inferred]. A place elsewhere is passed over for [`FILE_UPLOAD`].
pub(super) const HOSTS: HostList = HostList(&[
    HostRule {
        host: "iam.developer.honor.com",
        mark: "official",
    },
    HostRule {
        host: "appmarket-openapi-drcn.cloud.honor.com",
        mark: "official",
    },
    HostRule {
        host: "honor.com",
        mark: "inferred",
    },
    HostRule {
        host: "*.honor.com",
        mark: "inferred",
    },
    HostRule {
        host: "hihonor.com",
        mark: "inferred",
    },
    HostRule {
        host: "*.hihonor.com",
        mark: "inferred",
    },
    HostRule {
        host: "hihonorcloud.com",
        mark: "inferred",
    },
    HostRule {
        host: "*.hihonorcloud.com",
        mark: "inferred",
    },
]);

pub(super) const TOKEN: &str = "https://iam.developer.honor.com/auth/token";
pub(super) const APP_ID: &str = "get-app-id";
pub(super) const APP_DETAIL: &str = "get-app-detail";
pub(super) const UPLOAD_SLOT: &str = "get-file-upload-url";
pub(super) const FILE_UPLOAD: &str = "file-upload";
pub(super) const UPLOAD_BY_URL: &str = "upload-by-url";
pub(super) const FILE_INFO: &str = "update-file-info";
pub(super) const LANGUAGE_INFO: &str = "update-language-info";
pub(super) const SUBMIT: &str = "submit-audit";
pub(super) const AUDIT_RESULT: &str = "get-audit-result";
pub(super) const CURRENT_RELEASE: &str = "get-app-current-release";
pub(super) const PHASE: &str = "get-phased-release-info";
pub(super) const STEER: &str = "update-phased-release-info";

/// File type of an Android package [official].
pub(super) const PACKAGE: i64 = 100;

/// The full address of a call.
pub(super) fn address(call: &str) -> String {
    format!("https://appmarket-openapi-drcn.cloud.honor.com/openapi/v1/publish/{call}")
}

/// IAM, `auth/token` [official, 8 clients].
#[derive(Deserialize)]
pub(super) struct TokenReply {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) access_token: Option<String>,
    /// Seconds.
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) expires_in: Option<i64>,
}

/// What an answer says about itself: `code` and `msg` (or `message`) from the API, `error` and `error_description` from IAM.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) code: Option<i64>,
    /// IAM's `invalid_client`.
    pub(super) error: Option<String>,
    pub(super) message: String,
}

impl Verdict {
    pub(super) fn of(body: &Value) -> Self {
        let text = |name: &str| body.get(name).and_then(lenient::as_text);
        Self {
            code: body.get("code").and_then(lenient::as_number),
            error: text("error"),
            message: ["msg", "message", "error_description"]
                .into_iter()
                .find_map(text)
                .unwrap_or_default(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct KnownApp {
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) app_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) package_name: Option<String>,
}

/// `get-app-detail`: the whole record, the draft's texts included.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Detail {
    #[serde(deserialize_with = "lenient::object")]
    pub(super) basic_info: Option<BasicInfo>,
    /// Empty for an app that was never published.
    #[serde(deserialize_with = "lenient::list")]
    pub(super) language_info: Vec<LanguageInfo>,
    #[serde(deserialize_with = "lenient::list")]
    pub(super) file_info: Vec<BoundFile>,
    #[serde(deserialize_with = "lenient::object")]
    pub(super) release_info: Option<LiveVersion>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct BasicInfo {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) default_language: Option<String>,
    /// 3, 8, 12, 16, 18 or `null`.
    #[serde(deserialize_with = "lenient::text")]
    pub(super) rating_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) app_classification: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct LanguageInfo {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) language_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) app_name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) intro: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) brief_intro: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) new_feature: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct BoundFile {
    #[serde(deserialize_with = "lenient::number")]
    pub(super) file_type: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) file_sha256: Option<String>,
}

/// Both `null` while the first version was never approved [issue].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct LiveVersion {
    #[serde(deserialize_with = "lenient::version")]
    pub(super) version_code: Option<u64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) version_name: Option<String>,
}

/// A file that Honor shall expect, with its digest in lower-case hex [official].
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Announced<'a> {
    pub(super) file_name: &'a str,
    pub(super) file_type: i64,
    pub(super) file_size: u64,
    pub(super) file_sha256: &'a str,
    /// Only where Honor fetches the file itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file_upload_url: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Slot {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) upload_url: Option<String>,
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) object_id: Option<i64>,
}

/// `upload-by-url`: type 1 asks for files to be fetched, type 2 asks how that goes [official].
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FetchRequest<'a> {
    #[serde(rename = "type")]
    pub(super) kind: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) upload_list: Option<[Announced<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) object_list: Option<[ObjectId; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ObjectId {
    pub(super) object_id: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fetching {
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) object_id: Option<i64>,
    /// 0 done, 1 waiting, 2 failed [official, 2 summaries]; one client waits for ever on 2.
    #[serde(default, deserialize_with = "lenient::number")]
    pub(super) status: Option<i64>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) message: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BindRequest<'a> {
    pub(super) binding_file_list: [Binding<'a>; 1],
}

/// The package goes without a language [5 clients]; one script adds it, and two codes ask for it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Binding<'a> {
    pub(super) object_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language_id: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TextsRequest<'a> {
    /// Always 0: the default, 1, deletes every language that is not in the list [official].
    pub(super) set_all: u8,
    pub(super) language_info_list: &'a [Texts],
}

/// One language as it will stand. A blank value overwrites, so what shall stay is sent back as it was read [official].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Texts {
    pub(super) language_id: String,
    pub(super) app_name: String,
    pub(super) intro: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) brief_intro: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) new_feature: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubmitRequest {
    /// 1 to everybody after approval, 2 at a time, 3 in phases [official].
    pub(super) release_type: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) release_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) phased_release_info: Option<PhasePlan>,
}

/// `phasedReleaseInfo`. The pages show a percentage with two decimals, sent as text; the format of its dates is not spelled out and
/// taken to be that of `releaseTime` [inferred].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhasePlan {
    pub(super) release_percentage: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) release_start_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) release_end_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) release_note: Option<String>,
}

/// The outer key really is `appId`, and the inner one is a number [official].
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditRequest<'a> {
    pub(super) app_id: [AuditOf<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditOf<'a> {
    pub(super) app_id: i64,
    pub(super) release_id: &'a str,
}

/// An entry of `get-audit-result`, or the whole of `get-app-current-release`, which also knows the version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Audit {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) release_id: Option<String>,
    #[serde(deserialize_with = "lenient::version")]
    pub(super) version_code: Option<u64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) version_name: Option<String>,
    /// 0 in review, 1 approved, 2 rejected, 3 not submitted or other; 4 being edited, from the second call only [official].
    #[serde(deserialize_with = "lenient::number")]
    pub(super) audit_result: Option<i64>,
    /// May be filled on approval too: only `audit_result` decides.
    #[serde(deserialize_with = "lenient::text")]
    pub(super) audit_message: Option<String>,
    #[serde(deserialize_with = "lenient::list")]
    pub(super) audit_attachment: Vec<String>,
}

/// `get-phased-release-info`; without a phased release nothing of it is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PhaseReply {
    /// 1 approved and waiting, 2 running, 3 paused, 4 fully released [official].
    #[serde(deserialize_with = "lenient::number")]
    pub(super) release_status: Option<i64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) release_percentage: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) release_start_date: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) release_end_date: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) release_note: Option<String>,
    #[serde(deserialize_with = "lenient::version")]
    pub(super) version_code: Option<u64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) version_name: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SteerRequest {
    /// 0 resume, 1 change the plan, 3 pause, 4 to everybody now, 5 cancel [official].
    pub(super) operation_type: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) phased_release_info: Option<PhasePlan>,
}

/// Honor wants a numeric offset without a colon, `2026-01-15T10:00:00+0800`, and no `Z` [official]. Always Beijing time.
pub(super) fn time(instant: Timestamp) -> String {
    beijing::with_offset(instant)
}

/// Reads such a time back; also with a colon or `Z`, and a bare time as Beijing's.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    beijing::read_with_offset(text).or_else(|| beijing::read_bare(text))
}

#[cfg(test)]
mod tests;
