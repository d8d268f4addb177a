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

use axum::{
    Router,
    extract::Request,
    response::Response,
    routing::{get, post},
};
use futures_util::{FutureExt as _, future::BoxFuture};

use self::{
    call::Work,
    keys::Keys,
    record::{App, Rejection, Verdict as Desk},
    status::Status,
};
use super::{app, not_found};
use crate::{
    error::WorldError,
    page::{ConsolePage, StoreKeys},
    play::{Decided, Play, SeedApp, StoreApp, Verdict},
    stage::{Ask, Stage},
};

/// The play.
pub(crate) struct Oppo;

/// The one host of the calls [official copy, all clients].
const API_HOST: &str = "oop-openapi-cn.heytapmobi.com";

impl Play for Oppo {
    fn id(&self) -> &'static str {
        "oppo"
    }

    fn name(&self) -> &'static str {
        "OPPO 软件商店"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &[API_HOST, upload::UPLOAD_HOST, files::FILE_HOST]
    }

    fn router(&self, host: &str) -> Router {
        match host {
            upload::UPLOAD_HOST => Router::new().route(upload::UPLOAD_PATH, post(upload::post)),
            files::FILE_HOST => Router::new().route("/{*path}", get(files::fetch)),
            _ => open_api(),
        }
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
    }

    fn faults(&self) -> &'static [&'static str] {
        &trouble::FAULTS
    }

    fn seed(&self, stage: &mut Stage<'_>) -> Result<(), WorldError> {
        stage.put(token::KEYS.0, token::KEYS.1, &Keys::draw())
    }

    fn keys(&self, stage: &Stage<'_>) -> Result<StoreKeys, WorldError> {
        let client = token::keys(stage)?.client;
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
        Ok(console::page(&token::keys(stage)?, &self.apps(stage)?))
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

/// What the real gateway answers to an unknown path or method is not established.
fn open_api() -> Router {
    Router::new()
        .route("/developer/v1/token", get(token::issue))
        .route(
            "/resource/v1/upload/get-upload-url",
            get(signed(upload::reserve)),
        )
        .route("/resource/v1/app/info", get(signed(info::show)))
        .route("/resource/v1/app/multi-info", get(signed(info::show_many)))
        .route("/resource/v1/app/upd", post(signed(publish::publish)))
        .route(
            "/resource/v1/app/updm",
            post(signed(publish::change_listing)),
        )
        .route(
            "/resource/v1/app/multi-updm",
            post(signed(publish::change_listing)),
        )
        .route("/resource/v1/app/task-state", post(signed(task::state)))
}

/// Gives a handler the frame of every signed call.
fn signed(
    work: Work,
) -> impl FnOnce(Ask, Request) -> BoxFuture<'static, Response> + Clone + Send + Sync + 'static {
    move |ask, request| call::answer(ask, request, work).boxed()
}
