//! The layered check of an account. Changes nothing at the store.
//! Asking for an upload address proves the right to release; it reserves nothing and costs nothing.

use jiff::{SignedDuration, Timestamp};
use slipway_http::Method;
use slipway_model::{AppRef, Problem, ProblemKind, Sentence};

pub(super) use super::survey::survey;
use super::{
    auth,
    credentials::ServiceAccount,
    find,
    problem::Means,
    wire::{self, ReleaseType},
};
use crate::{Probe, Visit, failure::Failure, probe::Layers};

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
    let first = find::ask_app_ids(visit, app.map_or(ANY_PACKAGE, |app| &app.package)).await;
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
    let id = match find::choose_app(&ids, &app.package, app.store_app_id.as_deref()) {
        Ok(Some(id)) => id,
        Ok(None) => return layers.fail("app", find::not_found(app), "app-id"),
        Err(failure) => return layers.fail("app", failure.problem, "app-id"),
    };
    if let Err(failure) = find::app_info(visit, &id, ReleaseType::Full).await {
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
        ("releaseType", ReleaseType::Full.text()),
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
