//! Huawei AppGallery Connect, Publishing v2 for Android, played: token call, publishing calls, the object store behind signed
//! addresses. HarmonyOS (v3), testers and HUAWEI ID are not played yet; their paths answer like any unknown path.

mod bind;
mod call;
mod caller;
mod compile;
mod console;
mod info;
mod jwt;
mod keys;
mod language;
mod listing;
mod obs;
mod old_upload;
mod phased;
mod record;
mod ret;
mod review;
mod schedule;
mod submit;
#[cfg(test)]
mod tests;
mod time;
mod token;
mod upload;

use std::collections::BTreeMap;

use axum::{
    Router,
    extract::Request,
    response::Response,
    routing::{get, post, put},
};
use futures_util::{FutureExt as _, future::BoxFuture};
use http::StatusCode;
use serde_json::Map;

use self::{
    call::Work,
    keys::{Keys, Level},
    record::{App, Opinion, Texts, Version},
    review::State,
};
use super::draw;
use crate::{
    error::WorldError,
    page::{ConsolePage, StoreKeys},
    play::{Decided, Play, SeedApp, StoreApp, Verdict},
    stage::{Ask, Stage},
};

/// The play.
pub(crate) struct Huawei;

/// Sites of connect-api [official], then the hosts of upload addresses.
const HOSTS: [&str; 6] = [
    "connect-api.cloud.huawei.com",
    "connect-api-dra.cloud.huawei.com",
    "connect-api-dre.cloud.huawei.com",
    "connect-api-drru.cloud.huawei.com",
    upload::OBS_HOST,
    old_upload::UPLOAD_HOST,
];

impl Play for Huawei {
    fn id(&self) -> &'static str {
        "huawei"
    }

    fn name(&self) -> &'static str {
        "华为"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &HOSTS
    }

    fn router(&self, host: &str) -> Router {
        match host {
            upload::OBS_HOST => Router::new()
                .route("/{*object}", put(obs::put))
                .fallback(not_found),
            old_upload::UPLOAD_HOST => Router::new()
                .route(old_upload::UPLOAD_PATH, post(old_upload::post))
                .fallback(not_found),
            _ => connect_api(),
        }
    }

    fn faults(&self) -> &'static [&'static str] {
        &call::FAULTS
    }

    fn seed(&self, stage: &mut Stage<'_>) -> Result<(), WorldError> {
        stage.put(caller::KEYS.0, caller::KEYS.1, &Keys::draw())
    }

    fn keys(&self, stage: &Stage<'_>) -> Result<StoreKeys, WorldError> {
        let keys = caller::keys(stage)?;
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
        let apps = stage.all::<App>(call::APP)?;
        Ok(apps
            .into_iter()
            .map(|(id, mut app)| {
                // A copy is brought up to the present; the record itself moves with the next request.
                review::advance(&mut app, now);
                StoreApp {
                    id,
                    state: state(&app, now).number().to_string(),
                    live_version_code: app.live.as_ref().map(|version| version.code),
                    live_version_name: app.live.map(|version| version.name),
                    waiting_version_code: app.pending.map(|pending| pending.version.code),
                    package: app.package,
                }
            })
            .collect())
    }

    fn console(&self, stage: &Stage<'_>) -> Result<ConsolePage, WorldError> {
        console::page(&caller::keys(stage)?, &self.apps(stage)?)
    }

    fn decide(
        &self,
        stage: &mut Stage<'_>,
        package: &str,
        verdict: &Verdict,
    ) -> Result<Decided, WorldError> {
        let apps = call::all(stage)?;
        let Some(mut app) = apps.into_iter().find(|app| app.package == package) else {
            return Ok(Decided::NoSuchApp);
        };
        let opinion = match verdict {
            Verdict::Approve => Opinion::Approve,
            Verdict::Reject { reason } => Opinion::Reject(reason.clone()),
        };
        let Some(happened) = review::decide_now(&mut app, &opinion, stage.now()) else {
            return Ok(Decided::NothingWaiting);
        };
        call::save(stage, &app)?;
        happened
            .into_iter()
            .try_for_each(|event| stage.event(event))?;
        Ok(Decided::Done)
    }
}

/// The state of whatever is on its way, whichever track it is on.
fn state(app: &App, now: jiff::Timestamp) -> State {
    match &app.pending {
        Some(pending) => review::state_of(app, pending, now),
        None => review::state(app, record::ReleaseType::Full, now),
    }
}

impl App {
    /// An app as it stands after its last full release. Version code 0: it was created in the console, nothing is live yet.
    fn adopted(seed: &SeedApp, now: jiff::Timestamp) -> Self {
        let texts = |name: &str| Texts {
            app_name: Some(name.to_owned()),
            ..Texts::default()
        };
        let chinese = seed.label_zh.as_ref().unwrap_or(&seed.label);
        Self {
            id: draw::digits(9),
            package: seed.package.clone(),
            signer: seed.signer_sha256.clone(),
            default_lang: "zh-CN".to_owned(),
            languages: BTreeMap::from([
                ("zh-CN".to_owned(), texts(chinese)),
                ("en-US".to_owned(), texts(&seed.label)),
            ]),
            info: Map::new(),
            live: (seed.version_code > 0).then(|| Version {
                code: seed.version_code,
                name: seed.version_name.clone(),
                id: draw::digits(19),
            }),
            draft_full: Vec::new(),
            draft_phased: Vec::new(),
            pending: None,
            rejected: None,
            rollout: None,
            updated_at: now,
        }
    }
}

fn connect_api() -> Router {
    Router::new()
        .route("/api/oauth2/v1/token", post(token::answer))
        .route("/api/publish/v2/appid-list", get(handler(listing::find)))
        .route(
            "/api/publish/v2/app-info",
            get(handler(listing::show)).put(handler(listing::write)),
        )
        .route(
            "/api/publish/v2/app-language-info",
            put(handler(listing::write_language)).delete(handler(listing::remove_language)),
        )
        .route(
            "/api/publish/v2/upload-url/for-obs",
            get(handler(upload::reserve)),
        )
        .route(
            "/api/publish/v2/upload-url",
            get(handler(old_upload::reserve)),
        )
        .route("/api/publish/v2/app-file-info", put(handler(bind::bind)))
        .route(
            "/api/publish/v2/package/compile/status",
            get(handler(compile::status)),
        )
        .route("/api/publish/v2/package-list", get(handler(compile::list)))
        .route("/api/publish/v2/app-submit", post(handler(submit::submit)))
        .route(
            "/api/publish/v2/on-shelf-time",
            put(handler(schedule::change)),
        )
        .route(
            "/api/publish/v2/phased-release",
            put(handler(phased::control)),
        )
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
}

/// Gives a handler the frame of every publishing call.
fn handler(
    work: Work,
) -> impl FnOnce(Ask, Request) -> BoxFuture<'static, Response> + Clone + Send + Sync + 'static {
    move |ask, request| call::answer(ask, request, work).boxed()
}

/// Gateways answer an unknown path with an empty body [clients].
async fn not_found() -> StatusCode {
    StatusCode::NOT_FOUND
}
