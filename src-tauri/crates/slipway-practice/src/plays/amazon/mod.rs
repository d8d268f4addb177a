//! Amazon Appstore, played: the token call of Login with Amazon, the App Submission API v1, and Appstore DevTest, which is part of it.

mod adopt;
mod answer;
mod apks;
mod assets;
mod attach;
mod availability;
mod call;
mod caller;
mod certificate;
mod commit;
mod console;
mod details;
mod edits;
mod etag;
mod keys;
mod listing_rules;
mod listings;
mod package;
mod pictures;
mod raw;
mod record;
mod register;
mod review;
mod routes;
mod targeting;
mod tester_groups;
mod tester_pool;
mod tester_rows;
mod testers;
#[cfg(test)]
mod tests;
mod token;
mod trouble;
mod upload;
mod validate;

use std::collections::BTreeMap;

use axum::Router;

use self::{
    keys::Keys,
    record::{App, Opinion, Status},
};
use super::app;
use crate::{
    error::WorldError,
    page::{ConsolePage, StoreKeys},
    play::{Decided, Play, SeedApp, StoreApp, Verdict},
    stage::Stage,
};

/// The play.
pub(crate) struct Amazon;

/// A package that every fresh world gives to another developer account.
const FOREIGN_PACKAGE: &str = "com.example.claimed";

impl Play for Amazon {
    fn id(&self) -> &'static str {
        "amazon"
    }

    fn name(&self) -> &'static str {
        "Amazon Appstore"
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
        call::save(stage, &App::foreign(FOREIGN_PACKAGE))
    }

    fn keys(&self, stage: &Stage<'_>) -> Result<StoreKeys, WorldError> {
        let profile = keys::load::<Keys>(stage)?.attached;
        Ok(StoreKeys {
            name: self.name().to_owned(),
            keys: BTreeMap::from([
                ("client_id".to_owned(), profile.id),
                ("client_secret".to_owned(), profile.secret),
            ]),
            more_keys: BTreeMap::new(),
        })
    }

    fn adopt(&self, stage: &mut Stage<'_>, seed: &SeedApp) -> Result<String, WorldError> {
        let app = App::adopted(seed);
        call::save(stage, &app)?;
        Ok(app.id)
    }

    fn apps(&self, stage: &Stage<'_>) -> Result<Vec<StoreApp>, WorldError> {
        Ok(own(stage)?.iter().map(known).collect())
    }

    fn console(&self, stage: &Stage<'_>) -> Result<ConsolePage, WorldError> {
        Ok(console::page(
            &keys::load::<Keys>(stage)?,
            &own(stage)?,
            &tester_groups::all(stage)?,
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
        app::decide(stage, &app.id.clone(), app, |app, now| {
            review::decide_now(app, &opinion, now)
        })
    }
}

/// The apps of this account, brought up to the present in these copies only.
fn own(stage: &Stage<'_>) -> Result<Vec<App>, WorldError> {
    let apps = app::copies::<App>(stage)?.into_iter();
    Ok(apps.map(|(_, app)| app).filter(|app| app.ours).collect())
}

fn known(app: &App) -> StoreApp {
    let live = app.live.as_ref().and_then(|live| live.newest());
    let submitted = app
        .edit
        .as_ref()
        .filter(|edit| edit.status != Status::InProgress);
    StoreApp {
        id: app.id.clone(),
        package: app.package.clone(),
        live_version_code: live.map(|apk| apk.version.code),
        live_version_name: live.map(|apk| apk.version.name.clone()),
        waiting_version_code: submitted
            .and_then(|edit| edit.content.newest())
            .map(|apk| apk.version.code),
        state: state(app).to_owned(),
    }
}

/// The open Edit's status; without one, the console's words for an app that is out or that never was.
fn state(app: &App) -> &'static str {
    match (&app.edit, &app.live) {
        (Some(edit), _) => edit.status.word(),
        (None, Some(_)) => "LIVE",
        (None, None) => "INCOMPLETE",
    }
}
