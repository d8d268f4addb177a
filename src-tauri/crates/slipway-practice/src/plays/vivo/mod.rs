//! vivo's app store in mainland China, played: one address, `/router/rest`, on a production and a sandbox host, and the `method`
//! parameter selects the call. There is no token and no draft; the submission is one call after the uploads. Creating apps and games
//! is not played and refused as not permitted. The overseas platform is another service and unknown here.

mod adopt;
mod attachments;
mod console;
mod desk;
mod envelope;
mod gate;
mod judge;
mod keys;
mod listing;
mod operation;
mod parameters;
mod pull;
mod query;
mod record;
mod refusal;
mod review;
mod routes;
mod schedule;
mod serial;
mod sign;
mod staged;
#[cfg(test)]
mod tests;
mod time;
mod trouble;
mod update;
mod upload;

use std::collections::BTreeMap;

use axum::Router;

use self::{
    keys::{Keys, Site},
    record::{App, Opinion},
};
use super::app;
use crate::{
    error::WorldError,
    page::{ConsolePage, StoreKeys},
    play::{Decided, Play, SeedApp, StoreApp, Verdict},
    stage::Stage,
};

/// The play.
pub(crate) struct Vivo;

impl Play for Vivo {
    fn id(&self) -> &'static str {
        "vivo"
    }

    fn name(&self) -> &'static str {
        "vivo"
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
        let foreign = App::foreign(stage.now());
        Site::ALL
            .into_iter()
            .try_for_each(|site| desk::save(stage, site, &foreign))
    }

    fn keys(&self, stage: &Stage<'_>) -> Result<StoreKeys, WorldError> {
        let keys = keys::load::<Keys>(stage)?;
        let field = |name: &str, value: String| (name.to_owned(), value);
        Ok(StoreKeys {
            name: self.name().to_owned(),
            keys: BTreeMap::from([
                field("access_key", keys.production.key),
                field("access_secret", keys.production.secret),
            ]),
            more_keys: BTreeMap::from([
                field("sandbox_access_key", keys.sandbox.key),
                field("sandbox_access_secret", keys.sandbox.secret),
            ]),
        })
    }

    /// vivo has no id of its own on the wire; the package is the id. The sandbox gets an app of its own, as a person would have
    /// created one there.
    fn adopt(&self, stage: &mut Stage<'_>, seed: &SeedApp) -> Result<String, WorldError> {
        let app = App::adopted(seed, stage.now());
        for site in Site::ALL {
            desk::save(stage, site, &app)?;
        }
        Ok(app.package)
    }

    /// Those of the production site; the console page shows both.
    fn apps(&self, stage: &Stage<'_>) -> Result<Vec<StoreApp>, WorldError> {
        let apps = ours(stage)?.into_iter();
        Ok(apps
            .filter(|(site, _)| *site == Site::Production)
            .map(|(_, app)| StoreApp {
                id: app.package.clone(),
                state: app.state(),
                live_version_code: app.live.as_ref().map(|version| version.code),
                live_version_name: app.live.as_ref().map(|version| version.name.clone()),
                waiting_version_code: app.waiting().map(|version| version.code),
                package: app.package,
            })
            .collect())
    }

    fn console(&self, stage: &Stage<'_>) -> Result<ConsolePage, WorldError> {
        Ok(console::page(&keys::load::<Keys>(stage)?, &ours(stage)?))
    }

    /// On whichever site something of this package is in review, production first.
    fn decide(
        &self,
        stage: &mut Stage<'_>,
        package: &str,
        verdict: &Verdict,
    ) -> Result<Decided, WorldError> {
        let mut decided = Decided::NoSuchApp;
        for site in Site::ALL {
            let Some(app) = desk::load(stage, site, package)?.filter(|app| app.ours) else {
                continue;
            };
            let opinion = match verdict {
                Verdict::Approve => Opinion::Approve,
                Verdict::Reject { reason } => Opinion::Reject(Some(reason.clone())),
            };
            decided = app::decide(stage, &site.key(package), app, |app, now| {
                review::decide_now(app, opinion, now)
            })?;
            if decided == Decided::Done {
                break;
            }
        }
        Ok(decided)
    }
}

/// The account's apps on both sites as copies that are up to the present; the records themselves move with the next request.
fn ours(stage: &Stage<'_>) -> Result<Vec<(Site, App)>, WorldError> {
    let apps = app::copies::<App>(stage)?.into_iter();
    Ok(apps
        .filter(|(_, app)| app.ours)
        .map(|(key, app)| match key.starts_with(Site::Sandbox.name()) {
            true => (Site::Sandbox, app),
            false => (Site::Production, app),
        })
        .collect())
}
