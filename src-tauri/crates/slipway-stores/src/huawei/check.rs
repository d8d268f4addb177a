//! Looking without touching: the layered check of an account, and the survey of an app before a release.
//! Asking for an upload address proves the right to release; it reserves nothing and costs nothing.

use jiff::{SignedDuration, Timestamp};
use slipway_http::Method;
use slipway_model::{AppRef, Problem, ProblemKind, Sentence};

use super::{
    auth,
    credentials::ServiceAccount,
    problem::Means,
    status::{self, is_in_review, term},
    wire::{self, AppInfoReply},
};
use crate::{Probe, Survey, Visit, failure::Failure, notes::same, paste, probe::Layers};

/// A signed token lives an hour, so a clock may be wrong by a few minutes only.
const TOLERATED: SignedDuration = SignedDuration::from_mins(5);
/// Asked for when no app is known yet: whether the answer is a refusal is all that matters.
const ANY_PACKAGE: &str = "com.example.slipway";

pub(super) async fn check(visit: &Visit, app: Option<&AppRef>) -> Vec<Probe> {
    let mut layers = Layers::new(&["key", "clock", "token", "app", "right"]);
    match key(visit) {
        Ok(found) => layers.pass("key", Some(found)),
        Err(problem) => return layers.fail("key", problem, "import"),
    }
    // The first call brings the Date header that the clock is judged by, whatever else it says.
    let first = status::ask_app_ids(visit, app.map_or(ANY_PACKAGE, |app| &app.package)).await;
    let server = match &first {
        Ok(heard) => heard.date,
        Err(failure) => failure.server_time,
    };
    match (server, visit.now()) {
        (Some(server), now) if server.duration_since(now).abs() > TOLERATED => {
            return layers.fail("clock", clock(server, now), "");
        }
        (Some(_), _) => layers.pass("clock", None),
        (None, _) => {}
    }
    let ids = match first {
        Ok(ids) => ids,
        Err(failure) => {
            let step = mends(&failure.problem, visit);
            return layers.fail("token", failure.problem, step);
        }
    };
    layers.pass("token", None);
    let Some(app) = app else { return layers.done() };
    let id = match status::choose_app(&ids, &app.package, app.store_app_id.as_deref()) {
        Ok(Some(id)) => id,
        Ok(None) => return layers.fail("app", status::not_found(app), "app-id"),
        Err(failure) => return layers.fail("app", failure.problem, "app-id"),
    };
    if let Err(failure) = status::app_info(visit, &id).await {
        return layers.fail("app", failure.problem, "app-id");
    }
    layers.pass("app", Some(Sentence::new("found.app").with("id", &id)));
    match upload_address(visit, &id).await {
        Ok(()) => layers.pass("right", None),
        Err(failure) => {
            let step = mends(&failure.problem, visit);
            return layers.fail("right", failure.problem, step);
        }
    }
    layers.done()
}

/// A key that Huawei does not know was copied wrongly; one that it knows and refuses was created wrongly.
fn mends(problem: &Problem, visit: &Visit) -> &'static str {
    match (problem.kind, auth::means(&visit.account.credentials)) {
        (ProblemKind::BadCredentials, Means::ApiClient) => "copy",
        (ProblemKind::BadCredentials, Means::ServiceAccount) => "import",
        (ProblemKind::NotAllowed, Means::ApiClient) => "name",
        (ProblemKind::NotAllowed, Means::ServiceAccount) => "level",
        _ => "",
    }
}

fn key(visit: &Visit) -> Result<Sentence, Problem> {
    let credentials = &visit.account.credentials;
    match auth::means(credentials) {
        Means::ApiClient => Ok(Sentence::new("found.api-client")
            .with("id", credentials.expose("client_id").unwrap_or("–"))),
        Means::ServiceAccount => credentials
            .expose("service_account")
            .and_then(ServiceAccount::read)
            .filter(|account| auth::signing_key(&account.private_key).is_ok())
            .map(|account| {
                Sentence::new("found.service-account").with("account", account.sub_account)
            })
            .ok_or_else(|| {
                Problem::new(
                    ProblemKind::BadCredentials,
                    Sentence::new("problem.bad-key-file"),
                )
            }),
    }
}

fn clock(server: Timestamp, now: Timestamp) -> Problem {
    let minutes = server.duration_since(now).as_mins().abs();
    Problem::new(
        ProblemKind::BadCredentials,
        Sentence::new("problem.clock").with("minutes", minutes),
    )
}

async fn upload_address(visit: &Visit, app_id: &str) -> Result<(), Failure> {
    let query = [
        ("appId", app_id),
        ("fileName", "check.apk"),
        ("contentLength", "1"),
        ("releaseType", wire::FULL_RELEASE),
    ];
    let query: Vec<(&str, &str)> = query.into_iter().chain(wire::mainland(visit)).collect();
    let address = wire::address(visit, wire::UPLOAD_URL);
    auth::call(visit, |line| {
        line.request(Method::GET, &address)
            .query(query.iter().copied())
    })
    .await
    .map(drop)
}

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
        let id = status::find_app(visit, &app.package, app.store_app_id.as_deref()).await?;
        match id {
            Some(id) => status::app_info(visit, &id)
                .await
                .map(|reply| surveyed(id, &reply)),
            // The record of an app that was never released may not be listed under its package [inferred].
            None => Ok(Survey {
                asks: vec!["app_id".to_owned()],
                ..Survey::default()
            }),
        }
    };
    read.await.map_err(|failure: Failure| failure.problem)
}

fn surveyed(id: String, reply: &AppInfoReply) -> Survey {
    let info = reply.info();
    let state = reply.state();
    let live = info.on_shelf_version_code;
    let mut languages: Vec<String> = reply
        .languages
        .iter()
        .filter_map(|language| language.lang.clone())
        .collect();
    if let Some(default) = &info.default_lang {
        languages.retain(|language| !same(language, default));
        languages.insert(0, default.clone());
    }
    let name_of = |tag: &str| {
        let named = |language: &&wire::LanguageInfo| {
            language.lang.as_deref().is_some_and(|lang| same(lang, tag))
        };
        reply
            .languages
            .iter()
            .find(named)
            .and_then(|language| language.app_name.clone())
    };
    let store_name = languages
        .first()
        .and_then(|default| name_of(default))
        .or_else(|| {
            reply
                .languages
                .iter()
                .find_map(|language| language.app_name.clone())
        });
    Survey {
        store_app_id: Some(id),
        first_release: first_release(state, live),
        live_version_code: live,
        live_version_name: info.on_shelf_version_number,
        pending_version_code: info.version_code.filter(|code| Some(*code) != live),
        busy: is_in_review(state),
        store_name,
        languages,
        state_term: state.map(|state| term(Some(state))),
        ..Survey::default()
    }
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

    use super::surveyed;
    use crate::Survey;

    fn read(body: serde_json::Value) -> Survey {
        surveyed("100".into(), &serde_json::from_value(body).unwrap())
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
