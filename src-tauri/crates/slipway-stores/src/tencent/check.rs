//! Looking without touching: the layered check of an account, and the survey of an app before a release. Reading the record costs
//! nothing and changes nothing; asking for an upload place would use up one of a hundred a day.

use slipway_model::{AppRef, Problem, ProblemKind, Sentence};

use super::{
    listing,
    objections::no_app_id,
    problem::clock_error,
    shelf,
    status::{audit, detail, known_app_id},
    wire::{Audit, Detail, LANGUAGE},
};
use crate::{Probe, Survey, Visit, failure::Failure, probe::Layers};

/// Asked for when no app is known yet: whether the signature is understood is all that matters.
const ANY_PACKAGE: &str = "com.example.slipway";
const ANY_APP_ID: &str = "1100000001";

pub(super) async fn check(visit: &Visit, app: Option<&AppRef>) -> Vec<Probe> {
    let mut layers = Layers::new(&["key", "clock", "token", "app", "right"]);
    if let Err(problem) = key(visit) {
        return layers.fail("key", problem, "apply");
    }
    layers.pass("key", None);
    let app_id = match app.map_or(Ok(None), known_app_id) {
        Ok(app_id) => app_id,
        Err(problem) => return layers.fail("app", problem, "app-id"),
    };
    let package = app.map_or(ANY_PACKAGE, |app| &app.package);
    let read = detail(visit, package, app_id.unwrap_or(ANY_APP_ID)).await;
    if let Err(failure) = &read {
        // A refused timestamp names the minutes itself.
        if let Some(minutes) = clock_error(failure.server_time, visit.now()) {
            return layers.fail("clock", clock(minutes), "");
        }
        if ["problem.clock", "problem.timestamp"].contains(&failure.problem.advice.key.as_str()) {
            return layers.fail("clock", failure.problem.clone(), "");
        }
    }
    // Without an answer nothing is known of the clock.
    if read
        .as_ref()
        .err()
        .is_none_or(|failure| failure.server_time.is_some())
    {
        layers.pass("clock", None);
    }
    match (read, app) {
        // The form of the id is judged before the signature, which stays open [inferred].
        (Err(failure), Some(_)) if failure.problem.advice.key == "problem.app-id-refused" => {
            layers.fail("app", failure.problem, "app-id")
        }
        (Err(failure), _) if !is_about_the_app(&failure) => {
            let step = mends(&failure.problem);
            layers.fail("token", failure.problem, step)
        }
        // An app that is not ours, or not there at all, proves the signature as well as one of our own.
        (_, None) => {
            layers.pass("token", None);
            layers.done()
        }
        (_, Some(_)) if app_id.is_none() => {
            layers.pass("token", None);
            layers.fail("app", no_app_id(), "app-id")
        }
        (Err(failure), Some(_)) => {
            layers.pass("token", None);
            let step = mends(&failure.problem);
            layers.fail("app", failure.problem, step)
        }
        (Ok(detail), Some(app)) => {
            layers.pass("token", None);
            let name = detail
                .text("app_name")
                .unwrap_or_else(|| app.package.clone());
            layers.pass("app", Some(Sentence::new("found.app").with("name", name)));
            match audit(visit, package, app_id.unwrap_or_default()).await {
                // A version in review is no lack of rights.
                Ok(audit) if audit.is_in_review() => {
                    layers.pass("right", Some(Sentence::new("found.in-review")));
                }
                Ok(_) => layers.pass("right", None),
                Err(failure) => {
                    let step = mends(&failure.problem);
                    return layers.fail("right", failure.problem, step);
                }
            }
            layers.done()
        }
    }
}

/// Codes that are given only after the signature was accepted [order of the store's checks: inferred].
fn is_about_the_app(failure: &Failure) -> bool {
    [
        "problem.app-not-found",
        "problem.other-app",
        "problem.other-package",
        "problem.only-software",
        "problem.not-live-yet",
        "problem.no-permission",
    ]
    .contains(&failure.problem.advice.key.as_str())
}

/// The step of the guide that mends it.
fn mends(problem: &Problem) -> &'static str {
    match problem.advice.key.as_str() {
        "problem.user-id" | "problem.user-unknown" => "user-id",
        "problem.signature" | "problem.not-applied" => "apply",
        "problem.no-permission" => "open",
        "problem.app-not-found" | "problem.other-app" | "problem.other-package" => "app-id",
        "problem.not-live-yet" => "first-version",
        _ => "",
    }
}

fn key(visit: &Visit) -> Result<(), Problem> {
    let is_filled = |field: &str| {
        let value = visit.account.credentials.expose(field);
        value.is_some_and(|value| !value.is_empty())
    };
    if is_filled("user_id") && is_filled("access_secret") {
        Ok(())
    } else {
        let says = Sentence::new("problem.keys-missing");
        Err(Problem::new(ProblemKind::BadCredentials, says))
    }
}

fn clock(minutes: i64) -> Problem {
    let says = Sentence::new("problem.clock").with("minutes", minutes);
    Problem::new(ProblemKind::BadCredentials, says)
}

pub(super) async fn survey(visit: &Visit, app: &AppRef) -> Result<Survey, Problem> {
    let Some(app_id) = known_app_id(app)? else {
        // Nothing can be asked without it, and only updates go this way.
        return Ok(Survey {
            first_release: Some(false),
            asks: vec!["app_id".to_owned()],
            languages: vec![LANGUAGE.to_owned()],
            ..Survey::default()
        });
    };
    let read = async {
        let detail = match detail(visit, &app.package, app_id).await {
            Err(failure) if failure.problem.advice.key == "problem.not-live-yet" => {
                return Ok(never_live(app_id));
            }
            detail => detail?,
        };
        let audit = audit(visit, &app.package, app_id).await?;
        Ok(surveyed(app_id, &detail, &audit))
    };
    let survey = read.await.map_err(|failure: Failure| failure.problem)?;
    Ok(Survey {
        live_version_name: shelf::live_name(visit, &app.package).await,
        ..survey
    })
}

fn never_live(app_id: &str) -> Survey {
    Survey {
        store_app_id: Some(app_id.to_owned()),
        first_release: Some(true),
        languages: vec![LANGUAGE.to_owned()],
        ..Survey::default()
    }
}

fn surveyed(app_id: &str, detail: &Detail, audit: &Audit) -> Survey {
    Survey {
        store_app_id: Some(app_id.to_owned()),
        // The record is told of apps that are live only: others are refused with a code of their own [official].
        first_release: Some(false),
        busy: audit.is_in_review(),
        store_name: detail.text("app_name"),
        languages: vec![LANGUAGE.to_owned()],
        state_term: Some(audit.term()),
        listing: listing::fields(detail),
        ..Survey::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::surveyed;
    use crate::tencent::wire::{Audit, Detail};

    #[test]
    fn a_record_becomes_a_survey() {
        let detail = Detail(json!({"app_name": "滑道", "introduce": "长文", "age_level": "12"}));
        let audit = Audit {
            status: Some(1),
            reason: None,
        };
        let survey = surveyed("1100000001", &detail, &audit);
        assert_eq!(survey.first_release, Some(false));
        assert!(survey.busy);
        assert_eq!(survey.store_name.as_deref(), Some("滑道"));
        assert_eq!(
            survey.state_term.as_deref(),
            Some("审核中 (audit_status 1)")
        );
        assert_eq!(survey.field("introduce").unwrap().value, "长文");
        assert_eq!(survey.live_version_code, None);
    }

    #[test]
    fn an_empty_record_is_no_reason_to_fall() {
        for body in [json!({}), json!({"app_name": null}), json!(null)] {
            let survey = surveyed("1", &Detail(body), &Audit::default());
            assert_eq!((survey.store_name, survey.busy), (None, false));
        }
    }
}
