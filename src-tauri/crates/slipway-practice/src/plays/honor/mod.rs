//! Honor's app market, played: sign-in server, publish API (`openapi/v1/publish`), and the host of upload addresses.

mod adopt;
mod answer;
mod basics;
mod bind;
mod call;
mod caller;
mod console;
mod detail;
mod keys;
mod language;
mod phased;
mod picture;
mod pull;
mod record;
mod review;
mod routes;
mod slot;
mod status;
mod submit;
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
    record::{App, Opinion},
};
use super::{app, draw};
use crate::{
    error::WorldError,
    page::{ConsolePage, StoreKeys},
    play::{Decided, Play, SeedApp, StoreApp, Verdict},
    stage::Stage,
};

/// The play.
pub(crate) struct Honor;

/// A package that every fresh world gives to another developer, so that 10004 can be met.
const FOREIGN_PACKAGE: &str = "com.example.claimed";

impl Play for Honor {
    fn id(&self) -> &'static str {
        "honor"
    }

    fn name(&self) -> &'static str {
        "荣耀"
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
        keys::save(stage, &Keys::draw()?)?;
        call::save(stage, &App::foreign(FOREIGN_PACKAGE))
    }

    fn keys(&self, stage: &Stage<'_>) -> Result<StoreKeys, WorldError> {
        let pair = keys::load::<Keys>(stage)?.publishing;
        Ok(StoreKeys {
            name: self.name().to_owned(),
            keys: BTreeMap::from([
                ("client_id".to_owned(), pair.id),
                ("client_secret".to_owned(), pair.secret),
            ]),
            more_keys: BTreeMap::new(),
        })
    }

    fn adopt(&self, stage: &mut Stage<'_>, seed: &SeedApp) -> Result<String, WorldError> {
        let app = App::adopted(seed);
        call::save(stage, &app)?;
        Ok(app.id.to_string())
    }

    fn apps(&self, stage: &Stage<'_>) -> Result<Vec<StoreApp>, WorldError> {
        let apps = app::copies::<App>(stage)?.into_iter();
        Ok(apps
            .filter(|(_, app)| app.ours)
            .map(|(id, app)| StoreApp {
                id,
                state: status::state(&app).number().to_string(),
                waiting_version_code: waiting(&app),
                live_version_code: app.live.as_ref().map(|version| version.code),
                live_version_name: app.live.map(|version| version.name),
                package: app.package,
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
        let apps = app::load_all::<App>(stage)?;
        let ours = |app: &App| app.ours && app.package == package;
        let Some(app) = apps.into_iter().find(ours) else {
            return Ok(Decided::NoSuchApp);
        };
        let opinion = match verdict {
            Verdict::Approve => Opinion::Approve,
            Verdict::Reject { reason } => Opinion::Reject(reason.clone()),
        };
        app::decide(stage, &app.id.to_string(), app, |app, now| {
            review::decide_now(app, &opinion, now)
        })
    }
}

/// The version that was submitted and that not everybody gets yet.
fn waiting(app: &App) -> Option<u64> {
    let in_review = app.pending.as_ref().map(|pending| pending.version.code);
    in_review.or_else(|| app.open_rollout().map(|rollout| rollout.version.code))
}

/// An id of that many digits.
fn number(digits: usize) -> i64 {
    draw::digits(digits).parse().unwrap_or_default()
}
