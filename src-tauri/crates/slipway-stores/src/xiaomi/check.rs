//! Looking without touching: one signed question proves e-mail, secret and key at once, and shows the app.

use slipway_model::{AppRef, Problem, ProblemKind, Sentence};

use super::{
    credentials::KeyFile,
    status::query,
    wire::{LANGUAGE, QueryReply},
};
use crate::{Probe, Survey, Visit, probe::Layers};

/// Asked for when no app is known yet: whether the question is understood is all that matters.
const ANY_PACKAGE: &str = "com.example.slipway";

pub(super) async fn check(visit: &Visit, app: Option<&AppRef>) -> Vec<Probe> {
    // No layer for the clock: Xiaomi's requests carry no time.
    let mut layers = Layers::new(&["key", "token", "app", "right"]);
    match key(visit) {
        Ok(found) => layers.pass("key", Some(found)),
        Err(problem) => return layers.fail("key", problem, "public-key"),
    }
    let reply = match query(visit, app.map_or(ANY_PACKAGE, |app| &app.package)).await {
        Ok((reply, _)) => reply,
        // A package that belongs to somebody else proves the signature as well as one of our own.
        Err(failure) if failure.problem.kind == ProblemKind::NotAllowed && app.is_none() => {
            layers.pass("token", None);
            return layers.done();
        }
        Err(failure) if failure.problem.kind == ProblemKind::NotAllowed => {
            layers.pass("token", None);
            return layers.fail("app", failure.problem, "");
        }
        Err(failure) => {
            let step = mends(&failure.problem);
            return layers.fail("token", failure.problem, step);
        }
    };
    layers.pass("token", None);
    let Some(app) = app else { return layers.done() };
    let Some(info) = &reply.package_info else {
        return layers.fail("app", not_there(&app.package), "email");
    };
    let name = info.app_name.as_deref().unwrap_or(&app.package);
    layers.pass("app", Some(Sentence::new("found.app").with("name", name)));
    match reply.update_version {
        // A version in review is no lack of rights.
        Some(false) => layers.pass("right", Some(Sentence::new("found.in-review"))),
        _ => layers.pass("right", None),
    }
    layers.done()
}

fn mends(problem: &Problem) -> &'static str {
    match problem.advice.key.as_str() {
        "problem.wrong-secret" => "secret",
        "problem.wrong-key" | "problem.signature" | "problem.parameter-or-key" => "public-key",
        _ => "",
    }
}

fn key(visit: &Visit) -> Result<Sentence, Problem> {
    let unusable = || {
        Problem::new(
            ProblemKind::BadCredentials,
            Sentence::new("problem.bad-key-file"),
        )
    };
    let file = visit
        .account
        .credentials
        .expose("public_cert")
        .map(KeyFile::read)
        .and_then(Result::ok)
        .ok_or_else(unusable)?;
    Ok(match (&file.subject, &file.not_after) {
        (Some(subject), Some(until)) if has_ended(until, visit) => {
            Sentence::new("found.old-certificate")
                .with("subject", subject)
                .with("until", until)
        }
        (Some(subject), _) => Sentence::new("found.certificate").with("subject", subject),
        (None, _) => Sentence::new("found.public-key"),
    })
}

fn has_ended(until: &str, visit: &Visit) -> bool {
    until
        .parse::<jiff::Timestamp>()
        .is_ok_and(|until| until < visit.now())
}

pub(super) fn not_there(package: &str) -> Problem {
    Problem::new(
        ProblemKind::NotFound,
        Sentence::new("problem.app-not-found").with("package", package),
    )
}

pub(super) async fn survey(visit: &Visit, app: &AppRef) -> Result<Survey, Problem> {
    let (reply, _) = query(visit, &app.package)
        .await
        .map_err(|failure| failure.problem)?;
    Ok(surveyed(&reply))
}

fn surveyed(reply: &QueryReply) -> Survey {
    let live = reply.live();
    let info = reply.package_info.clone().unwrap_or_default();
    Survey {
        // A package that the account never pushed; a wrong e-mail looks the same [1 client].
        first_release: Some(reply.package_info.is_none()),
        live_version_code: live,
        live_version_name: info.version_name.filter(|_| live == info.version_code),
        pending_version_code: info
            .version_code
            .filter(|newest| live.is_none_or(|live| live < *newest)),
        busy: reply.package_info.is_some() && reply.update_version == Some(false),
        store_name: info.app_name,
        languages: vec![LANGUAGE.to_owned()],
        ..Survey::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::surveyed;
    use crate::Survey;

    fn read(body: serde_json::Value) -> Survey {
        surveyed(&serde_json::from_value(body).unwrap())
    }

    #[test]
    fn an_app_on_the_shelf() {
        let survey = read(
            json!({"packageInfo":{"appName":"滑道","onlineVersionCode":19,"versionCode":19,"versionName":"1.9.0"},"updateVersion":true}),
        );
        assert_eq!((survey.first_release, survey.busy), (Some(false), false));
        assert_eq!(
            (
                survey.live_version_code,
                survey.live_version_name.as_deref()
            ),
            (Some(19), Some("1.9.0"))
        );
        assert_eq!(
            (survey.pending_version_code, survey.store_name.as_deref()),
            (None, Some("滑道"))
        );
    }

    #[test]
    fn a_version_in_review() {
        let survey = read(
            json!({"packageInfo":{"onlineVersionCode":19,"versionCode":20},"updateVersion":false}),
        );
        assert!(survey.busy);
        assert_eq!(
            (survey.live_version_code, survey.pending_version_code),
            (Some(19), Some(20))
        );
    }

    #[test]
    fn a_package_that_was_never_pushed() {
        let survey = read(json!({"packageInfo":null,"create":true}));
        assert_eq!(
            (survey.first_release, survey.busy, survey.store_name),
            (Some(true), false, None)
        );
    }
}
