//! Where calls arrive: parameters are read, the gateway admits or refuses, the operation does its work in one transaction. A body that
//! breaks off gets none of the store's words.

use axum::{
    extract::Request,
    response::{IntoResponse as _, Response},
};
use http::{Method, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    envelope::{self, Reply},
    gate::{self, Admitted},
    keys::{self, Site},
    operation::Operation,
    parameters::{self, Parameters},
    pull::{self, Pulled},
    query,
    record::App,
    refusal::{Refusal, Stop},
    review, staged, time, trouble, update,
    upload::{self, Arrived},
};
use crate::{
    error::WorldError,
    plays::{
        app::{self, Record},
        body::Broken,
        stop,
    },
    stage::{Ask, Stage},
};

/// The kind of the counters of a day's calls.
const CALLS: &str = "calls";

/// One admitted call.
pub(super) struct Call {
    pub(super) ask: Ask,
    pub(super) site: Site,
    pub(super) parameters: Parameters,
}

impl Call {
    pub(super) fn package(&self) -> Result<&str, Refusal> {
        self.parameters.required("packageName")
    }
}

/// What had to be read before the transaction, because it takes time.
enum Prepared {
    Nothing,
    Arrived(Box<Arrived>),
    Pulled(Pulled),
}

/// `/router/rest`: every call of the store.
pub(super) async fn answer(ask: Ask, request: Request) -> Response {
    let http_method = request.method().clone();
    let read = parameters::read(request, &|| ask.blob_path(), upload::LARGEST_PACKAGE).await;
    let parameters = match read {
        Ok(parameters) => parameters,
        Err(broken) => return refuse_body(&ask, &broken),
    };
    let method = parameters.get("method").unwrap_or_default().to_owned();
    let done = match http_method {
        Method::GET | Method::POST => {
            take(&ask, &method, parameters, http_method == Method::POST).await
        }
        other => Err(Refusal::gateway(405, format!("{other} is neither GET nor POST")).into()),
    };
    match stop::noted(&ask, done) {
        Ok(done) => envelope::respond(&ask, &method, &done),
        Err(error) => error.into_response(),
    }
}

async fn take(
    ask: &Ask,
    method: &str,
    parameters: Parameters,
    posted: bool,
) -> Result<Reply, Stop> {
    let site = Site::of_host(ask.host());
    let keys = ask.change(|stage| {
        // All calls have one address; the ledger says which it was.
        stage.event(json!({ "event": "call", "method": method, "site": site.name() }))?;
        keys::load(stage)
    })?;
    let admitted = gate::admit(&parameters, &keys, site, ask.now(), posted)?;
    let call = Call {
        ask: ask.clone(),
        site,
        parameters,
    };
    let prepared = prepare(&call, admitted.operation).await?;
    // A refusal keeps what the gateway counted.
    stop::change(ask, |stage| work(stage, &call, method, &admitted, prepared))
}

async fn prepare(call: &Call, operation: Operation) -> Result<Prepared, Stop> {
    Ok(match operation {
        Operation::Package(_) => Prepared::Arrived(Box::new(upload::read(call).await)),
        Operation::Pull(_) | Operation::PullStage => {
            Prepared::Pulled(pull::fetch(call, operation).await?)
        }
        _ => Prepared::Nothing,
    })
}

fn work(
    stage: &mut Stage<'_>,
    call: &Call,
    method: &str,
    admitted: &Admitted,
    prepared: Prepared,
) -> Result<Reply, Stop> {
    let operation = admitted.operation;
    let oddities = call.parameters.oddities.iter();
    for what in admitted.warnings.iter().chain(oddities) {
        warn(stage, what)?;
    }
    count(stage, call.site, method, operation)?;
    if let Some(refusal) = trouble::refusal(&call.ask) {
        return Err(refusal.into());
    }
    if call.parameters.own().next().is_none() {
        return Err(Refusal::gateway(10002, "no parameter of the method's own came").into());
    }
    match (operation, prepared) {
        (Operation::Details, _) => query::details(stage, call),
        (Operation::TaskStatus, _) => query::task(stage, call),
        (Operation::StageDetails, _) => query::staged(stage, call),
        (Operation::Package(width), Prepared::Arrived(arrived)) => {
            upload::package(stage, call, width, *arrived)
        }
        (Operation::Attachment(kind), _) => upload::attachment(stage, call, kind),
        (Operation::Update(split), _) => update::submit(stage, call, split),
        (Operation::Pull(_), Prepared::Pulled(pulled)) => {
            pull::submit(stage, call, operation, pulled)
        }
        (Operation::Stage, _) => staged::submit(stage, call),
        (Operation::PullStage, Prepared::Pulled(pulled)) => {
            pull::submit_staged(stage, call, pulled)
        }
        (Operation::NotPlayed | Operation::Package(_) | Operation::Pull(_), _)
        | (Operation::PullStage, _) => {
            Err(WorldError::Broken("a call went past its preparation".to_owned()).into())
        }
    }
}

/// Counts a call against the day's quota of its interface; 10011 beyond it.
fn count(
    stage: &mut Stage<'_>,
    site: Site,
    method: &str,
    operation: Operation,
) -> Result<(), Stop> {
    let Some(most) = operation.daily_calls(site) else {
        return Ok(());
    };
    let key = site.key(&format!("{method}/{}", time::day(stage.now())));
    let before: u32 = stage.get(CALLS, &key)?.unwrap_or_default();
    if before >= most {
        let why = format!("{most} calls of {method} were made today, Beijing time");
        return Err(Refusal::gateway(10011, why).into());
    }
    stage.put(CALLS, &key, &(before + 1))?;
    Ok(())
}

pub(super) fn warn(stage: &mut Stage<'_>, what: &str) -> Result<(), WorldError> {
    stage.event(json!({ "event": "warning", "what": what }))
}

impl Record for App {
    fn advance(&mut self, now: Timestamp) -> Vec<Value> {
        review::advance(self, now)
    }
}

/// The app of that package on that site, brought up to the present.
pub(super) fn load(
    stage: &mut Stage<'_>,
    site: Site,
    package: &str,
) -> Result<Option<App>, WorldError> {
    app::load(stage, &site.key(package))
}

pub(super) fn save(stage: &mut Stage<'_>, site: Site, app: &App) -> Result<(), WorldError> {
    app::save(stage, &site.key(&app.package), app)
}

/// A body that broke off: there may be nobody left to read an answer.
fn refuse_body(ask: &Ask, broken: &Broken) -> Response {
    let event = json!({ "event": "refused", "code": 400, "why": broken.to_string() });
    match ask.event(event) {
        Ok(()) => StatusCode::BAD_REQUEST.into_response(),
        Err(error) => error.into_response(),
    }
}
