//! The layered check of an account. Login with Amazon is asked for a token, and the API for the app's open Edit; nothing changes.

use jiff::{SignedDuration, Timestamp};
use slipway_model::{AppRef, Problem, ProblemKind, Sentence};

use super::site::{Edit, Site};
pub(super) use super::survey::survey;
use super::{answers::short_id, auth};
use crate::{Probe, Visit, probe::Layers};

/// A token counts from now on, so a wrong clock refuses nothing here; but times of going live are made with it.
const TOLERATED: SignedDuration = SignedDuration::from_mins(5);

pub(super) async fn check(visit: &Visit, app: Option<&AppRef>) -> Vec<Probe> {
    let mut layers = Layers::new(&["key", "clock", "token", "app", "right"]);
    if let Err(problem) = key(visit) {
        return layers.fail("key", problem, "copy");
    }
    layers.pass("key", None);
    let bought = auth::prove(visit).await;
    let server = match &bought {
        Ok(date) => *date,
        Err(failure) => failure.server_time,
    };
    if let Some(server) = server {
        layers.pass("clock", clock(server, visit.now()));
    }
    if let Err(failure) = bought {
        let step = mends(&failure.problem);
        return layers.fail("token", failure.problem, step);
    }
    layers.pass("token", None);
    let Some(app) = app else { return layers.done() };
    let site = match Site::new(visit, app) {
        Ok(site) => site,
        Err(failure) => return layers.fail("app", failure.problem, "app-id"),
    };
    match site.open_edit().await {
        Ok((edit, _)) => {
            layers.pass("app", None);
            layers.pass("right", Some(found(edit.as_ref())));
            layers.done()
        }
        Err(failure) => {
            let step = mends(&failure.problem);
            layers.fail("app", failure.problem, step)
        }
    }
}

fn found(edit: Option<&Edit>) -> Sentence {
    match edit {
        None => Sentence::new("found.no-edit"),
        Some(edit) if edit.is_open() => {
            Sentence::new("found.edit-open").with("edit", short_id(&edit.id))
        }
        Some(edit) => Sentence::new("found.edit-status").with("status", &edit.status),
    }
}

/// The step of the guide that mends it.
fn mends(problem: &Problem) -> &'static str {
    match problem.advice.key.as_str() {
        "problem.wrong-pair" => "copy",
        "problem.not-attached" | "problem.not-authorised" => "attach",
        "problem.app-not-found" => "app-id",
        _ => "",
    }
}

fn key(visit: &Visit) -> Result<(), Problem> {
    let is_filled = |field: &str| {
        let value = visit.account.credentials.expose(field);
        value.is_some_and(|value| !value.is_empty())
    };
    if is_filled("client_id") && is_filled("client_secret") {
        Ok(())
    } else {
        let says = Sentence::new("problem.keys-missing");
        Err(Problem::new(ProblemKind::BadCredentials, says))
    }
}

fn clock(server: Timestamp, now: Timestamp) -> Option<Sentence> {
    let off = server.duration_since(now).abs();
    (off > TOLERATED).then(|| Sentence::new("found.clock-off").with("minutes", off.as_mins()))
}
