//! Xiaomi's app store in mainland China, played: `/dev/query`, `/dev/category`, `/dev/push`. There is no token, no draft and
//! no status call; one request uploads and submits, or nothing happens.

mod adopt;
mod answer;
mod console;
mod desk;
mod form;
mod keys;
mod order;
mod push;
mod query;
mod record;
mod routes;
mod seal;
mod test_account;
#[cfg(test)]
mod tests;
mod trouble;

use std::collections::BTreeMap;

use axum::Router;

use self::{keys::Keys, record::App};
use super::app;
use crate::{
    error::WorldError,
    page::{ConsolePage, StoreKeys},
    play::{Decided, Play, SeedApp, StoreApp, Verdict},
    stage::Stage,
};

/// The play.
pub(crate) struct Xiaomi;

/// A package that every fresh world gives to another developer, so that -7 can be met.
const FOREIGN_PACKAGE: &str = "com.example.claimed";

impl Play for Xiaomi {
    fn id(&self) -> &'static str {
        "xiaomi"
    }

    fn name(&self) -> &'static str {
        "小米"
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
        keys::save(stage, &Keys::draw())?;
        desk::save(stage, &App::foreign(FOREIGN_PACKAGE))
    }

    fn keys(&self, stage: &Stage<'_>) -> Result<StoreKeys, WorldError> {
        let keys = keys::load::<Keys>(stage)?;
        Ok(StoreKeys {
            name: self.name().to_owned(),
            keys: BTreeMap::from([
                ("account_email".to_owned(), keys.email),
                ("public_cert".to_owned(), keys::CERTIFICATE.to_owned()),
                ("api_secret".to_owned(), keys.api_secret),
            ]),
            more_keys: BTreeMap::new(),
        })
    }

    /// Xiaomi has no id of its own on the wire; the package is the id.
    fn adopt(&self, stage: &mut Stage<'_>, seed: &SeedApp) -> Result<String, WorldError> {
        let app = App::adopted(seed);
        desk::save(stage, &app)?;
        Ok(app.package)
    }

    fn apps(&self, stage: &Stage<'_>) -> Result<Vec<StoreApp>, WorldError> {
        let now = stage.now();
        let apps = app::copies::<App>(stage)?.into_iter();
        Ok(apps
            .filter(|(_, app)| app.ours)
            .map(|(id, app)| StoreApp {
                id,
                state: app.state(now).to_owned(),
                live_version_code: app.live.as_ref().map(|version| version.code),
                live_version_name: app.live.map(|version| version.name),
                waiting_version_code: app
                    .pending
                    .and_then(|pending| pending.version)
                    .map(|version| version.code),
                package: app.package,
            })
            .collect())
    }

    fn console(&self, stage: &Stage<'_>) -> Result<ConsolePage, WorldError> {
        console::page(&keys::load::<Keys>(stage)?, &self.apps(stage)?)
    }

    fn decide(
        &self,
        stage: &mut Stage<'_>,
        package: &str,
        verdict: &Verdict,
    ) -> Result<Decided, WorldError> {
        let Some(app) = desk::load(stage, package)?.filter(|app| app.ours) else {
            return Ok(Decided::NoSuchApp);
        };
        // A reason has no way out of this store: there is no status call.
        let approve = matches!(verdict, Verdict::Approve);
        app::decide(stage, package, app, |app, now| app.decide_now(approve, now))
    }
}
