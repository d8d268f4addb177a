//! What `app-info` answers, for the full release and for the phased one. Every field may be missing in some state of an app.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::{lenient, notes::same};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AppInfoReply {
    #[serde(rename = "appInfo", deserialize_with = "lenient::object")]
    pub(super) app_info: Option<AppInfo>,
    #[serde(rename = "auditInfo", deserialize_with = "lenient::object")]
    audit_info: Option<AuditInfo>,
    #[serde(rename = "releaseState", deserialize_with = "lenient::number")]
    release_state: Option<i64>,
    #[serde(rename = "phasedReleaseInfo", deserialize_with = "lenient::object")]
    phased_release_info: Option<PhasedInfo>,
    #[serde(deserialize_with = "lenient::list")]
    pub(super) languages: Vec<LanguageInfo>,
}

impl AppInfoReply {
    /// One client found these three at the top level as well as inside `appInfo`; both places are read [1 client].
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

    pub(super) fn phase(&self) -> Option<&PhasedInfo> {
        self.phased_release_info
            .as_ref()
            .or_else(|| self.app_info.as_ref()?.phased_release_info.as_ref())
    }

    pub(super) fn language(&self, tag: &str) -> Option<&LanguageInfo> {
        self.languages
            .iter()
            .find(|language| language.lang.as_deref().is_some_and(|lang| same(lang, tag)))
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
    #[serde(deserialize_with = "lenient::text")]
    pub(super) privacy_policy: Option<String>,
    #[serde(deserialize_with = "lenient::object")]
    audit_info: Option<AuditInfo>,
    #[serde(deserialize_with = "lenient::object")]
    phased_release_info: Option<PhasedInfo>,
}

/// The plan of a phased release and where it stands [official].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PhasedInfo {
    /// `DRAFT` → `RELEASE` ⇄ `SUSPEND` → `CANCEL`, or a full release.
    #[serde(deserialize_with = "lenient::text")]
    pub(super) state: Option<String>,
    #[serde(rename = "phasedReleaseStartTime", deserialize_with = "lenient::text")]
    pub(super) start: Option<String>,
    #[serde(rename = "phasedReleaseEndTime", deserialize_with = "lenient::text")]
    pub(super) end: Option<String>,
    #[serde(rename = "phasedReleasePercent", deserialize_with = "lenient::text")]
    pub(super) percent: Option<String>,
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
    /// One line, up to 80 characters [official].
    #[serde(deserialize_with = "told")]
    pub(super) brief_info: Option<String>,
    /// Up to 8000 characters [official].
    #[serde(deserialize_with = "told")]
    pub(super) app_desc: Option<String>,
    /// The notes of the newest version that had some.
    #[serde(deserialize_with = "told")]
    pub(super) new_features: Option<String>,
}

/// A text that may be empty: a record that shows an empty one lacks it, a record without the member says nothing of it.
fn told<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) => Some(text),
        other => lenient::as_text(&other),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use slipway_model::Percent;

    use super::AppInfoReply;

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
    fn finds_the_phase_in_both_places_and_in_every_dress() {
        for body in [
            json!({"phasedReleaseInfo":{"state":"RELEASE","phasedReleasePercent":"5.00"}}),
            json!({"appInfo":{"phasedReleaseInfo":{"state":"RELEASE","phasedReleasePercent":5.00}}}),
            json!({"appInfo":{"phasedReleaseInfo":null},"phasedReleaseInfo":{"state":"RELEASE","phasedReleasePercent":5,"phasedReleaseEndTime":null}}),
        ] {
            let reply: AppInfoReply = serde_json::from_value(body.clone()).unwrap();
            let phase = reply.phase().unwrap();
            assert_eq!(phase.state.as_deref(), Some("RELEASE"), "{body}");
            let percent: Percent = phase.percent.as_deref().unwrap().parse().unwrap();
            assert_eq!(Some(percent), Percent::whole(5), "{body}");
        }
        let none: AppInfoReply = serde_json::from_value(json!({"phasedReleaseInfo":""})).unwrap();
        assert!(none.phase().is_none());
    }
}
