//! The layered check of an account. Changes nothing at the store. The rights are proved by reads that want them.

use jiff::Timestamp;
use slipway_model::{AppRef, Problem, ProblemKind, Sentence};

pub(super) use super::survey::survey;
use super::{
    altool, api,
    auth::{self, Signer},
    find,
    problem::CLOCK,
};
use crate::{Probe, Visit, failure::Failure, probe::Layers};

pub(super) async fn check(visit: &Visit, app: Option<&AppRef>) -> Vec<Probe> {
    if Signer::of(&visit.account.credentials).is_none() {
        return by_password(visit).await;
    }
    let mut layers = Layers::new(&["key", "clock", "token", "app", "right", "testers"]);
    match key(visit) {
        Ok(found) => layers.pass("key", Some(found)),
        Err(problem) => {
            return layers.fail("key", problem, "download");
        }
    }
    // The first call brings the Date header that the clock is judged by, whatever else it says. An empty list is a yes too.
    let query = [("limit", "1"), ("fields[apps]", "bundleId,name")];
    let first = match api::ask(visit, "/v1/apps", &query).await {
        Ok(heard) => heard,
        Err(failure) => {
            return layers.fail("token", failure.problem, "");
        }
    };
    match (first.date, visit.now()) {
        // A token bears a clock that is off by less than its life.
        (Some(server), now) if first.refuses_the_token() && is_off(server, now) => {
            return layers.fail("clock", clock(server, now), "");
        }
        (Some(_), _) => layers.pass("clock", None),
        (None, _) => {}
    }
    match first.checked(visit.now()) {
        Ok(heard) => {
            let none = heard.document().is_some_and(|list| list.data.is_empty());
            layers.pass("token", none.then(|| Sentence::new("found.no-apps")));
        }
        Err(failure) => {
            let step = mends(&failure.problem);
            return layers.fail("token", failure.problem, step);
        }
    }
    let Some(app) = app else { return layers.done() };
    let id = match find::known_app(visit, app).await {
        Ok(found) => {
            let name = found.text("name").unwrap_or("–");
            let says = Sentence::new("found.app")
                .with("name", name)
                .with("id", &found.id);
            layers.pass("app", Some(says));
            found.id
        }
        Err(failure) => {
            let step = mends(&failure.problem);
            return layers.fail("app", failure.problem, step);
        }
    };
    for (right, path) in [
        ("right", "/v1/reviewSubmissions"),
        ("testers", "/v1/betaGroups"),
    ] {
        match readable(visit, path, &id).await {
            Ok(()) => layers.pass(right, None),
            Err(failure) => {
                let step = mends(&failure.problem);
                return layers.fail(right, failure.problem, step);
            }
        }
    }
    layers.done()
}

/// Only Apple's own tool knows whether an app-specific password is right.
async fn by_password(visit: &Visit) -> Vec<Probe> {
    let mut layers = Layers::new(&["key", "token"]);
    let account = match altool::Account::of(&visit.account.credentials) {
        Some(account) => account,
        None => {
            let problem = Problem::new(
                ProblemKind::BadCredentials,
                Sentence::new("problem.no-password"),
            );
            return layers.fail("key", problem, "copy-password");
        }
    };
    layers.pass(
        "key",
        Some(Sentence::new("found.password").with("id", account.apple_id)),
    );
    match altool::Tool::of_xcode().providers(&account).await {
        Ok(()) => layers.pass("token", None),
        Err(problem) => {
            let step = mends_password(&problem);
            return layers.fail("token", problem, step);
        }
    }
    layers.done()
}

fn mends_password(problem: &Problem) -> &'static str {
    match problem.kind {
        ProblemKind::BadCredentials => "create-password",
        _ => "",
    }
}

/// A key that Apple does not know was copied wrongly; one that it knows and refuses was made with too little access.
fn mends(problem: &Problem) -> &'static str {
    match (problem.kind, problem.advice.key.as_str()) {
        (_, "problem.agreements" | "problem.membership") => "request",
        (ProblemKind::BadCredentials, _) => "download",
        (ProblemKind::NotAllowed, _) => "create",
        (ProblemKind::NotFound, _) => "app",
        _ => "",
    }
}

fn key(visit: &Visit) -> Result<Sentence, Problem> {
    let credentials = &visit.account.credentials;
    auth::sign_for(credentials, visit.now())?;
    let signer = Signer::of(credentials);
    let id = signer.as_ref().map_or("–", |signer| signer.key_id);
    let key = match signer.as_ref().and_then(|signer| signer.issuer) {
        Some(_) => "found.team-key",
        None => "found.individual-key",
    };
    Ok(Sentence::new(key).with("id", id))
}

fn is_off(server: Timestamp, now: Timestamp) -> bool {
    server.duration_since(now).abs() > CLOCK
}

fn clock(server: Timestamp, now: Timestamp) -> Problem {
    let seconds = server.duration_since(now).as_secs().abs();
    Problem::new(
        ProblemKind::BadCredentials,
        Sentence::new("problem.clock").with("seconds", seconds),
    )
}

async fn readable(visit: &Visit, path: &str, app: &str) -> Result<(), Failure> {
    let query = [("filter[app]", app), ("limit", "1")];
    api::get(visit, path, &query).await.map(drop)
}
