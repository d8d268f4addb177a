//! Looking without touching: one signed question proves the pair of keys, the clock and the app at once. The same question is the survey
//! of an app before a release.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use slipway_model::{AppRef, Problem, ProblemKind, Sentence};

use super::{
    listing,
    problem::is_unknown_here,
    publish::busy,
    standing::{record, term},
    wire::{self, Details},
};
use crate::{Probe, Survey, Visit, probe::Layers};

/// Asked for when no app is known yet. It cannot exist; any answer of the service proves the keys [measured].
const ANY_PACKAGE: &str = "com.example.slipway.probe";
/// More than 20 minutes of error are refused with 10005 [official].
const TOLERATED: SignedDuration = SignedDuration::from_mins(20);

pub(super) async fn check(visit: &Visit, app: Option<&AppRef>) -> Vec<Probe> {
    let mut layers = Layers::new(&["key", "clock", "token", "app", "right"]);
    let credentials = &visit.account.credentials;
    let (Some(key), Some(_)) = (
        credentials.expose("access_key"),
        credentials.expose("access_secret"),
    ) else {
        let problem = Problem::new(
            ProblemKind::BadCredentials,
            Sentence::new("problem.no-keys"),
        );
        return layers.fail("key", problem, "copy");
    };
    let found = if wire::is_sandbox(credentials) {
        "found.sandbox-key"
    } else {
        "found.key"
    };
    layers.pass("key", Some(Sentence::new(found).with("key", key)));

    let asked = record(visit, app.map_or(ANY_PACKAGE, |app| &app.package)).await;
    let (problem, server) = match asked {
        Ok((details, _)) => {
            layers.pass("clock", None);
            layers.pass("token", None);
            return right(layers, &details, app);
        }
        Err(failure) => (failure.problem, failure.server_time),
    };
    // Signatures are judged after keys and time, so what the service itself says proves all three.
    let accepted = problem.kind == ProblemKind::NotFound
        || is_unknown_here(&problem)
        || problem.kind == ProblemKind::NotAllowed;
    match (problem.advice.key.as_str(), server) {
        ("problem.clock", _) => return layers.fail("clock", problem, ""),
        (_, Some(server)) if !is_near(server, visit.now()) => {
            let says = Sentence::new("problem.clock");
            let said = problem.said.unwrap_or_default();
            let problem = Problem::new(ProblemKind::BadCredentials, says).said(said);
            return layers.fail("clock", problem, "");
        }
        (_, Some(_)) => layers.pass("clock", None),
        _ if accepted => layers.pass("clock", None),
        _ => {}
    }
    if !accepted {
        let step = mends(&problem);
        return layers.fail("token", problem, step);
    }
    match (problem.kind, app) {
        // The sandbox cannot be asked about an app; its keys are right all the same.
        _ if is_unknown_here(&problem) => {
            layers.pass("token", Some(Sentence::new("found.sandbox")))
        }
        (ProblemKind::NotAllowed, _) => {
            layers.pass("token", None);
            return layers.fail("right", problem, "sign-in");
        }
        (_, None) => layers.pass("token", None),
        (_, Some(_)) => {
            layers.pass("token", None);
            return layers.fail("app", problem, "app");
        }
    }
    layers.done()
}

fn right(mut layers: Layers, details: &Details, app: Option<&AppRef>) -> Vec<Probe> {
    let Some(app) = app else {
        return layers.done();
    };
    let name = details.cn_name.as_deref().unwrap_or(&app.package);
    layers.pass("app", Some(Sentence::new("found.app").with("name", name)));
    // A version under way is no lack of rights.
    let found = busy(details).map(|_| Sentence::new("found.under-way").with("term", term(details)));
    layers.pass("right", found);
    layers.done()
}

fn is_near(server: Timestamp, now: Timestamp) -> bool {
    server.duration_since(now).abs() <= TOLERATED
}

fn mends(problem: &Problem) -> &'static str {
    match problem.kind {
        ProblemKind::BadCredentials => "copy",
        _ => "",
    }
}

pub(super) async fn survey(visit: &Visit, app: &AppRef) -> Result<Survey, Problem> {
    match record(visit, &app.package).await {
        Ok((details, record)) => Ok(surveyed(&details, &record)),
        // Nothing can be known beforehand there; the release goes on without.
        Err(failure) if is_unknown_here(&failure.problem) => Ok(Survey {
            languages: vec![wire::LANGUAGE.to_owned()],
            state_term: Some("10010".to_owned()),
            ..Survey::default()
        }),
        Err(failure) => Err(failure.problem),
    }
}

fn surveyed(details: &Details, record: &Value) -> Survey {
    let live = (details.status, details.sale_status) == (Some(3), Some(1));
    let under_way = busy(details);
    Survey {
        first_release: first_release(details),
        live_version_code: details.version_code.filter(|_| live),
        live_version_name: details.version_name.clone().filter(|_| live),
        pending_version_code: details.version_code.filter(|_| !live),
        busy: under_way == Some("problem.in-review"),
        store_name: details.cn_name.clone(),
        languages: vec![wire::LANGUAGE.to_owned()],
        state_term: Some(term(details)),
        listing: listing::fields(record),
        extra: json!({ "waits": under_way == Some("problem.waiting-to-go-live") }),
        ..Survey::default()
    }
}

/// Something is or was on the shelf; a draft without a version never was; else vivo does not tell.
fn first_release(details: &Details) -> Option<bool> {
    match (details.status, details.sale_status) {
        (_, Some(1 | 2)) => Some(false),
        (Some(1), _) if details.version_code.is_none() => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::surveyed;
    use crate::Survey;

    fn read(record: Value) -> Survey {
        surveyed(&serde_json::from_value(record.clone()).unwrap(), &record)
    }

    #[test]
    fn an_app_on_the_shelf() {
        let survey = read(
            json!({"versionCode": "19", "versionName": "1.9", "status": 3, "saleStatus": 1,
            "cnName": "滑道", "simpleDesc": "一次发布到所有商店", "compatibleDevice": 2}),
        );
        assert_eq!((survey.first_release, survey.busy), (Some(false), false));
        assert_eq!(
            (survey.live_version_code, survey.pending_version_code),
            (Some(19), None)
        );
        assert_eq!(survey.live_version_name.as_deref(), Some("1.9"));
        assert_eq!(survey.store_name.as_deref(), Some("滑道"));
        assert_eq!(
            survey.field("simpleDesc").unwrap().value,
            "一次发布到所有商店"
        );
        assert_eq!(
            survey.field("compatibleDevice").unwrap().choices,
            ["1", "2", "3"]
        );
        assert_eq!(survey.state_term.as_deref(), Some("status 3, saleStatus 1"));
    }

    #[test]
    fn what_is_under_way() {
        let review = read(json!({"versionCode": 20, "status": 2, "saleStatus": 1}));
        assert!(review.busy && review.extra == json!({"waits": false}));
        assert_eq!(
            (review.live_version_code, review.pending_version_code),
            (None, Some(20))
        );
        let waiting = read(json!({"versionCode": 20, "status": 3, "saleStatus": 0}));
        assert!(!waiting.busy && waiting.extra == json!({"waits": true}));
        assert!(!read(json!({"versionCode": 20, "status": 4, "saleStatus": 1})).busy);
    }

    #[test]
    fn what_was_never_released() {
        assert_eq!(read(json!({"status": 1})).first_release, Some(true));
        assert_eq!(
            read(json!({"status": 1, "saleStatus": 0})).first_release,
            Some(true)
        );
        assert_eq!(
            read(json!({"status": 1, "versionCode": 20, "saleStatus": 1})).first_release,
            Some(false)
        );
        assert_eq!(
            read(json!({"status": 4, "versionCode": 1, "saleStatus": 0})).first_release,
            None
        );
        assert_eq!(read(json!({})).first_release, None);
    }
}
