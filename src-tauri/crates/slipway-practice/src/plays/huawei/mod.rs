//! Huawei AppGallery Connect, Publishing v2 for Android, played: token call, publishing calls, the object store behind signed
//! addresses. HarmonyOS (v3), testers and HUAWEI ID are not played yet; their paths answer like any unknown path.

mod adopt;
mod bind;
mod by_url;
mod call;
mod caller;
mod compile;
mod compose;
mod console;
mod info;
mod jwt;
mod keys;
mod language;
mod listing;
mod obs;
mod old_upload;
mod package;
mod parts;
mod phased;
mod pictures;
mod pull;
mod ready;
mod record;
mod ret;
mod review;
mod rollout;
mod routes;
mod schedule;
mod served;
mod shelf;
mod signed;
mod submission;
mod submit;
mod terms;
#[cfg(test)]
mod tests;
mod time;
mod token;
mod trouble;
mod upload;

use std::collections::BTreeMap;

use axum::Router;

use self::{
    keys::{Keys, Level},
    record::App,
    review::State,
    submission::Opinion,
};
use super::app;
use crate::{
    error::WorldError,
    page::{ConsolePage, StoreKeys},
    play::{Decided, Play, SeedApp, StoreApp, Verdict},
    stage::Stage,
};

/// The play.
pub(crate) struct Huawei;

impl Play for Huawei {
    fn id(&self) -> &'static str {
        "huawei"
    }

    fn name(&self) -> &'static str {
        "华为"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &routes::HOSTS
    }

    fn router(&self, host: &str) -> Router {
        routes::of(host)
    }

    fn faults(&self) -> &'static [&'static str] {
        &trouble::FAULTS
    }

    fn seed(&self, stage: &mut Stage<'_>) -> Result<(), WorldError> {
        keys::save(stage, &Keys::draw())
    }

    fn keys(&self, stage: &Stage<'_>) -> Result<StoreKeys, WorldError> {
        let keys = keys::load::<Keys>(stage)?;
        let missing =
            || WorldError::Broken("the Huawei team lacks a developer-level key".to_owned());
        let client = keys.client(Level::Developer).ok_or_else(missing)?;
        let account = keys.account(Level::Developer).ok_or_else(missing)?;
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Ok(StoreKeys {
            name: self.name().to_owned(),
            keys: BTreeMap::from([
                field("client_id", &client.id),
                field("client_secret", &client.secret),
            ]),
            more_keys: BTreeMap::from([field("service_account", &console::key_file(account)?)]),
        })
    }

    fn adopt(&self, stage: &mut Stage<'_>, seed: &SeedApp) -> Result<String, WorldError> {
        let app = App::adopted(seed, stage.now());
        call::save(stage, &app)?;
        Ok(app.id)
    }

    fn apps(&self, stage: &Stage<'_>) -> Result<Vec<StoreApp>, WorldError> {
        let now = stage.now();
        let apps = present(stage)?.into_iter();
        Ok(apps.map(|app| store_app(app, now)).collect())
    }

    fn console(&self, stage: &Stage<'_>) -> Result<ConsolePage, WorldError> {
        let now = stage.now();
        console::page(&keys::load::<Keys>(stage)?, &present(stage)?, now)
    }

    fn decide(
        &self,
        stage: &mut Stage<'_>,
        package: &str,
        verdict: &Verdict,
    ) -> Result<Decided, WorldError> {
        let apps = app::load_all::<App>(stage)?;
        let Some(app) = apps.into_iter().find(|app| app.package == package) else {
            return Ok(Decided::NoSuchApp);
        };
        let opinion = match verdict {
            Verdict::Approve => Opinion::Approve,
            Verdict::Reject { reason } => Opinion::Reject(reason.clone()),
        };
        app::decide(stage, &app.id.clone(), app, |app, now| {
            review::decide_now(app, &opinion, now)
        })
    }
}

/// Copies of the apps, brought up to the present. The records themselves move with the next request.
fn present(stage: &Stage<'_>) -> Result<Vec<App>, WorldError> {
    let copies = app::copies(stage)?.into_iter();
    Ok(copies.map(|(_, app)| app).collect())
}

fn store_app(app: App, now: jiff::Timestamp) -> StoreApp {
    StoreApp {
        state: state(&app, now).number().to_string(),
        live_version_code: app.live.as_ref().map(|version| version.code),
        live_version_name: app.live.map(|version| version.name),
        waiting_version_code: app.pending.map(|pending| pending.version.code),
        package: app.package,
        id: app.id,
    }
}

/// The state of whatever is on its way, whichever track it is on.
fn state(app: &App, now: jiff::Timestamp) -> State {
    match &app.pending {
        Some(pending) => review::state_of(app, pending, now),
        None => review::state(app, record::ReleaseType::Full, now),
    }
}
