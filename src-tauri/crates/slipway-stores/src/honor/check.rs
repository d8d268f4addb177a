//! Looking without touching: the layered check of an account, and the survey of an app before a release. Asking for an upload slot proves
//! the right to release; it reserves nothing and expires by itself. No layer for the clock: nothing here is signed.

use slipway_http::Method;
use slipway_model::{AppRef, Problem, ProblemKind, Sentence};

use super::{
    auth, credentials, record,
    record::Present,
    wire::{self, Announced},
};
use crate::{Probe, Survey, Visit, failure::Failure, probe::Layers};

/// Asked for when no app is known yet: whether the answer is a refusal is all that matters.
const ANY_PACKAGE: &str = "com.example.slipway";
/// SHA-256 of a file of 21 bytes that is never sent.
const ANY_DIGEST: &str = "6b126e6f732396b2f9e68c4e295c0ede09150d3fd320d2ebd1bc30c91c757e26";

pub(super) async fn check(visit: &Visit, app: Option<&AppRef>) -> Vec<Probe> {
    let mut layers = Layers::new(&["key", "token", "app", "right"]);
    let id = visit.account.credentials.expose("client_id");
    layers.pass(
        "key",
        Some(Sentence::new("found.client-id").with("id", id.unwrap_or("–"))),
    );
    // A token alone proves nothing: IAM gives one to credentials of Honor's other services too, and the first call tells.
    let package = app.map_or(ANY_PACKAGE, |app| &app.package);
    let found = match record::find_app(visit, package).await {
        Ok(found) => found,
        Err(failure) => {
            let problem = or_swapped(failure.problem, visit);
            let step = mends(&problem);
            return layers.fail("token", problem, step);
        }
    };
    layers.pass("token", None);
    let Some(app) = app else { return layers.done() };
    let Some(id) = found else {
        return layers.fail("app", record::not_found(app), "app");
    };
    if let Err(failure) = record::detail(visit, &id).await {
        let step = mends(&failure.problem);
        return layers.fail("app", failure.problem, step);
    }
    layers.pass("app", Some(Sentence::new("found.app").with("id", &id)));
    match slot(visit, &id).await {
        Ok(()) => layers.pass("right", None),
        Err(failure) => {
            let step = mends(&failure.problem);
            return layers.fail("right", failure.problem, step);
        }
    }
    layers.done()
}

fn mends(problem: &Problem) -> &'static str {
    match (problem.kind, problem.advice.key.as_str()) {
        (_, "problem.wrong-type") => "other-service",
        (ProblemKind::BadCredentials, _) => "copy",
        (ProblemKind::NotAllowed, _) => "open",
        (ProblemKind::NotFound, "problem.app-unknown") => "app",
        _ => "",
    }
}

/// A refused pair that looks as if each stood in the other's field is most likely just that.
fn or_swapped(problem: Problem, visit: &Visit) -> Problem {
    let refused = problem.advice.key == "problem.wrong-pair";
    if refused && credentials::look_swapped(&visit.account.credentials) {
        Problem {
            advice: Sentence::new("problem.swapped"),
            ..problem
        }
    } else {
        problem
    }
}

async fn slot(visit: &Visit, app_id: &str) -> Result<(), Failure> {
    let file = Announced {
        file_name: "check.apk",
        file_type: wire::PACKAGE,
        file_size: 21,
        file_sha256: ANY_DIGEST,
        file_upload_url: None,
    };
    let address = wire::address(wire::UPLOAD_SLOT);
    auth::call(visit, |line| {
        line.request(Method::POST, &address)
            .query([("appId", app_id)])
            .json(&[&file])
    })
    .await
    .map(drop)
}

pub(super) async fn survey(visit: &Visit, app: &AppRef) -> Result<Survey, Problem> {
    Present::read(visit, app)
        .await
        .map(|present| present.survey())
        .map_err(|failure| failure.problem)
}
