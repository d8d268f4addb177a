//! What AppGallery knows of an app before a release: both of its records, and the texts of its store page. Changes nothing.

use serde::{Deserialize, Serialize};
use serde_json::json;
use slipway_model::{AppRef, Problem, ProblemKind, Sentence};

use super::{
    find::{app_info, find_app, phased_info},
    listing, phase,
    record::AppInfoReply,
    status::{is_in_review, term},
    wire::ReleaseType,
};
use crate::{Survey, Visit, failure::Failure, notes::same, paste};

pub(super) async fn survey(visit: &Visit, app: &AppRef) -> Result<Survey, Problem> {
    // Asking with anything else is answered with a bare 403, which says nothing of the id [1 client].
    if let Some(given) = app
        .store_app_id
        .as_deref()
        .filter(|id| !paste::is_digits(id))
    {
        let says = Sentence::new("problem.app-id-not-digits").with("given", given);
        return Err(Problem::new(ProblemKind::BadInput, says));
    }
    let read = async {
        match find_app(visit, &app.package, app.store_app_id.as_deref()).await? {
            Some(id) => {
                let full = app_info(visit, &id, ReleaseType::Full).await?;
                let phased = phased_info(visit, &id).await?;
                Ok(surveyed(id, &full, phased.as_ref()))
            }
            // The record of an app that was never released may not be listed under its package [inferred].
            None => Ok(Survey {
                asks: vec!["app_id".to_owned()],
                ..Survey::default()
            }),
        }
    };
    read.await.map_err(|failure: Failure| failure.problem)
}

/// What `objections` wants back in `Survey::extra`.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Noted {
    /// The version that a share of the users has, while that phase is neither complete nor cancelled.
    pub(super) in_phases: Option<u64>,
    pub(super) phase_is_active: bool,
    /// Fields of the default language that the record shows empty.
    pub(super) lacking: Vec<String>,
}

impl Noted {
    pub(super) fn of(survey: &Survey) -> Self {
        serde_json::from_value(survey.extra.clone()).unwrap_or_default()
    }
}

fn surveyed(id: String, full: &AppInfoReply, phased: Option<&AppInfoReply>) -> Survey {
    let info = full.info();
    let state = full.state();
    let live = info.on_shelf_version_code;
    let languages = languages(full);
    let busy_phase = phased
        .and_then(AppInfoReply::state)
        .filter(|state| is_in_review(Some(*state)));
    let active = phased.filter(|reply| reply.phase().is_some_and(phase::is_active));
    let shown = busy_phase.or(state);
    let pending = info
        .version_code
        .filter(|code| Some(*code) != live)
        .or_else(|| {
            let version = phased?.info().version_code;
            version.filter(|code| Some(*code) != live)
        });
    Survey {
        store_app_id: Some(id),
        first_release: first_release(state, live),
        live_version_code: live,
        live_version_name: info.on_shelf_version_number,
        pending_version_code: pending,
        busy: is_in_review(shown),
        store_name: store_name(full, &languages),
        state_term: shown.map(|state| term(Some(state))),
        listing: listing::fields(full, &languages),
        extra: json!(Noted {
            in_phases: active.and_then(|reply| reply.info().version_code),
            phase_is_active: active.is_some(),
            lacking: listing::lacking(full, &languages),
        }),
        languages,
        ..Survey::default()
    }
}

/// The default language first.
fn languages(reply: &AppInfoReply) -> Vec<String> {
    let mut languages: Vec<String> = reply
        .languages
        .iter()
        .filter_map(|language| language.lang.clone())
        .collect();
    if let Some(default) = reply.info().default_lang {
        languages.retain(|language| !same(language, &default));
        languages.insert(0, default);
    }
    languages
}

fn store_name(reply: &AppInfoReply, languages: &[String]) -> Option<String> {
    let default = languages
        .first()
        .and_then(|tag| reply.language(tag))
        .and_then(|language| language.app_name.clone());
    default.or_else(|| {
        reply
            .languages
            .iter()
            .find_map(|language| language.app_name.clone())
    })
}

/// Nothing on the shelf proves nothing by itself: a reply may lack the field, and a removed app was live once.
fn first_release(state: Option<i64>, live: Option<u64>) -> Option<bool> {
    match (state, live) {
        (_, Some(_)) => Some(false),
        (Some(1 | 3 | 4 | 7 | 12 | 13), None) => Some(true),
        (Some(_), None) => Some(false),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Noted, surveyed};
    use crate::Survey;

    fn read(body: serde_json::Value) -> Survey {
        surveyed("100".into(), &serde_json::from_value(body).unwrap(), None)
    }

    fn with_phases(state: &str, review: i64) -> Survey {
        let full = json!({"appInfo":{"releaseState":0,"versionCode":19,"onShelfVersionCode":19}});
        let phased = json!({"appInfo":{"releaseState":review,"versionCode":20,"onShelfVersionCode":19},"phasedReleaseInfo":{"state":state}});
        let [full, phased] = [full, phased].map(|body| serde_json::from_value(body).unwrap());
        surveyed("100".into(), &full, Some(&phased))
    }

    #[test]
    fn a_phase_is_noted_while_it_goes_on() {
        let survey = with_phases("SUSPEND", 0);
        assert_eq!(
            Noted::of(&survey),
            Noted {
                in_phases: Some(20),
                phase_is_active: true,
                ..Noted::default()
            }
        );
        assert_eq!(
            (survey.busy, survey.pending_version_code),
            (false, Some(20))
        );
        assert_eq!(Noted::of(&with_phases("CANCEL", 0)), Noted::default());
        // In review beside a live full version: nothing else can be sent meanwhile.
        let survey = with_phases("DRAFT", 4);
        assert!(survey.busy && !Noted::of(&survey).phase_is_active);
        assert_eq!(
            survey.state_term.as_deref(),
            Some("审核中 (releaseState 4)")
        );
    }

    #[test]
    fn an_app_with_a_live_version() {
        let survey = read(json!({
            "appInfo":{"releaseState":0,"versionCode":19,"onShelfVersionCode":"19","onShelfVersionNumber":"1.9.0","defaultLang":"zh-CN"},
            "languages":[{"lang":"en-US","appName":"Slipway"},{"lang":"zh-CN","appName":"滑道"}],
        }));
        assert_eq!(survey.first_release, Some(false));
        assert_eq!(
            (survey.live_version_code, survey.pending_version_code),
            (Some(19), None)
        );
        assert_eq!(survey.languages, ["zh-CN", "en-US"]);
        assert_eq!(survey.store_name.as_deref(), Some("滑道"));
        assert!(!survey.busy && survey.asks.is_empty());
    }

    #[test]
    fn a_draft_without_a_package_is_a_first_release() {
        let survey = read(json!({"appInfo":{"releaseState":7},"languages":null}));
        assert_eq!(
            (survey.first_release, survey.live_version_code),
            (Some(true), None)
        );
        assert!(survey.languages.is_empty());
    }

    #[test]
    fn a_version_in_review_keeps_the_app_busy() {
        let survey =
            read(json!({"appInfo":{"releaseState":5,"versionCode":20,"onShelfVersionCode":19}}));
        assert!(survey.busy);
        assert_eq!(survey.pending_version_code, Some(20));
        assert_eq!(
            survey.state_term.as_deref(),
            Some("升级审核中 (releaseState 5)")
        );
    }

    #[test]
    fn an_empty_answer_leaves_the_question_open() {
        let survey = read(json!({"appInfo":null}));
        assert_eq!((survey.first_release, survey.state_term), (None, None));
    }
}
