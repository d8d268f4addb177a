//! Honor's app market, played: sign-in server, publish API (`openapi/v1/publish`), and the host of upload addresses.
//! The old paths under `/api` are gone and answer as the real gateway answers them.

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

use axum::{
    Router,
    extract::Request,
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, get, post},
};
use futures_util::{FutureExt as _, future::BoxFuture};
use http::{StatusCode, header};
use serde_json::json;

use self::{
    call::Work,
    keys::Keys,
    record::{App, Opinion},
};
use super::{app, draw, pulled};
use crate::{
    error::WorldError,
    page::{ConsolePage, StoreKeys},
    play::{Decided, Play, SeedApp, StoreApp, Verdict},
    stage::{Ask, Stage},
};

/// The play.
pub(crate) struct Honor;

const SIGN_IN_HOST: &str = "iam.developer.honor.com";
const API_HOST: &str = "appmarket-openapi-drcn.cloud.honor.com";
/// A host of upload addresses. Which one a real account is given is not established; clients know the family [inferred].
const UPLOAD_HOST: &str = "appmarket-practice-drcn.hihonorcloud.com";
const UPLOAD_PATH: &str = "/publish/upload";
/// Handed out under the fault `foreign-upload-host` only: of no family that may be given the token.
const FOREIGN_HOST: &str = "honor-uploads.example.net";

const HOSTS: [&str; 5] = [
    SIGN_IN_HOST,
    API_HOST,
    UPLOAD_HOST,
    FOREIGN_HOST,
    pull::PULL_HOST,
];

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
        &HOSTS
    }

    fn router(&self, host: &str) -> Router {
        let router = match host {
            SIGN_IN_HOST => Router::new().route("/auth/token", post(token::answer)),
            pull::PULL_HOST => Router::new().route(pull::PULL_PATH, get(pulled::serve)),
            UPLOAD_HOST | FOREIGN_HOST => Router::new().route(
                &format!("{UPLOAD_PATH}/{{object}}"),
                post(upload::to_address),
            ),
            _ => publish_api(),
        };
        router
            .fallback(no_route)
            .method_not_allowed_fallback(no_route)
    }

    fn faults(&self) -> &'static [&'static str] {
        &trouble::FAULTS
    }

    fn seed(&self, stage: &mut Stage<'_>) -> Result<(), WorldError> {
        stage.put(caller::KEYS.0, caller::KEYS.1, &Keys::draw()?)?;
        call::save(stage, &App::foreign(FOREIGN_PACKAGE))
    }

    fn keys(&self, stage: &Stage<'_>) -> Result<StoreKeys, WorldError> {
        let pair = caller::keys(stage)?.publishing;
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
        Ok(console::page(&caller::keys(stage)?, &self.apps(stage)?))
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

/// The calls of the publish API [official]. A wrong method is an unknown route: the gateway matches both together.
fn publish_api() -> Router {
    let calls: [(&str, MethodRouter); 13] = [
        ("get-app-id", get(handler(detail::find))),
        ("get-app-detail", get(handler(detail::show))),
        ("get-file-upload-url", post(handler(slot::reserve))),
        ("file-upload", post(upload::direct)),
        ("upload-by-url", post(pull::answer)),
        ("update-file-info", post(handler(bind::bind))),
        ("update-language-info", post(handler(language::write))),
        ("update-app-info", post(handler(basics::write))),
        ("submit-audit", post(handler(submit::submit))),
        ("get-audit-result", post(handler(status::results))),
        ("get-app-current-release", get(handler(status::current))),
        ("get-phased-release-info", get(handler(phased::show))),
        ("update-phased-release-info", post(handler(phased::control))),
    ];
    calls
        .into_iter()
        .fold(Router::new(), |router, (name, answer)| {
            router.route(&format!("/openapi/v1/publish/{name}"), answer)
        })
}

/// Gives a handler the frame of every publishing call.
fn handler(
    work: Work,
) -> impl FnOnce(Ask, Request) -> BoxFuture<'static, Response> + Clone + Send + Sync + 'static {
    move |ask, request| call::answer(ask, request, work).boxed()
}

/// The old paths answer 404 from an APISIX gateway [measured by 1 client]; the body is that gateway's usual one.
async fn no_route() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    let body = format!("{}\n", json!({ "error_msg": "404 Route Not Found" }));
    (StatusCode::NOT_FOUND, kind, body).into_response()
}

/// An id of that many digits.
fn number(digits: usize) -> i64 {
    draw::digits(digits).parse().unwrap_or_default()
}
