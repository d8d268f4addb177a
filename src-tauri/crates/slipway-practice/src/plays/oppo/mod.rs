//! OPPO's software store in mainland China, played: token, signed calls, one-time uploads, a publishing task, a review, and a record
//! that has to be sent back whole with every update. No withdrawal, no staged rollout, no new app: the real API has none of them.

mod adopt;
mod answer;
mod call;
mod console;
mod fields;
mod files;
mod info;
mod keys;
mod listing;
mod packages;
mod paper_rules;
mod params;
mod picture;
mod picture_rules;
mod publish;
mod record;
mod review;
mod routes;
mod rules;
mod sign;
mod status;
mod task;
#[cfg(test)]
mod tests;
mod time;
mod token;
mod trouble;
mod upload;

use std::collections::BTreeMap;

use axum::Router;

use self::{
    keys::Keys,
    record::{App, Rejection, Verdict as Desk},
    status::Status,
};
use super::app;
use crate::{
    error::WorldError,
    page::{ConsolePage, StoreKeys},
    play::{Decided, Play, SeedApp, StoreApp, Verdict},
    stage::Stage,
};

/// The play.
pub(crate) struct Oppo;

impl Play for Oppo {
    fn id(&self) -> &'static str {
        "oppo"
    }

    fn name(&self) -> &'static str {
        "OPPO 软件商店"
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
        let client = keys::load::<Keys>(stage)?.client;
        Ok(StoreKeys {
            name: self.name().to_owned(),
            keys: BTreeMap::from([
                ("client_id".to_owned(), client.id),
                ("client_secret".to_owned(), client.secret),
            ]),
            more_keys: BTreeMap::new(),
        })
    }

    fn adopt(&self, stage: &mut Stage<'_>, seed: &SeedApp) -> Result<String, WorldError> {
        let app = adopt::adopt(stage, seed)?;
        call::save(stage, &app)?;
        Ok(app.id)
    }

    fn apps(&self, stage: &Stage<'_>) -> Result<Vec<StoreApp>, WorldError> {
        let now = stage.now();
        let apps = app::copies::<App>(stage)?.into_iter();
        Ok(apps
            .map(|(package, app)| {
                let newest = app.versions.last();
                let waiting = newest.filter(|version| version.is_coming());
                StoreApp {
                    id: app.id.clone(),
                    state: Status::of(&app, newest, now).number().to_owned(),
                    live_version_code: app.live().map(|version| version.code),
                    live_version_name: app.live().map(|version| version.name.clone()),
                    waiting_version_code: waiting.map(|version| version.code),
                    package,
                }
            })
            .collect())
    }

    fn console(&self, stage: &Stage<'_>) -> Result<ConsolePage, WorldError> {
        Ok(console::page(
            &keys::load::<Keys>(stage)?,
            &self.apps(stage)?,
        ))
    }

    fn decide(
        &self,
        stage: &mut Stage<'_>,
        package: &str,
        verdict: &Verdict,
    ) -> Result<Decided, WorldError> {
        let Some(app) = call::load(stage, package)? else {
            return Ok(Decided::NoSuchApp);
        };
        let rejection = match verdict {
            Verdict::Approve => None,
            Verdict::Reject { reason } => Some(Rejection::by(Desk::Review, reason)),
        };
        app::decide(stage, package, app, |app, now| {
            review::decide_now(app, rejection, now)
        })
    }
}
