//! Huawei AppGallery Connect, Publishing v2 for Android, played: token call, publishing calls, the object store behind signed
//! addresses. HarmonyOS (v3), testers and HUAWEI ID are not played yet; their paths answer like any unknown path.

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
mod upload;

use std::collections::BTreeMap;

use axum::Router;
use serde_json::Map;

use self::{
    keys::{Keys, Level},
    record::{App, Listing, Texts, Version},
    review::State,
    submission::Opinion,
};
use super::draw;
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
        let apps = present(stage)?.into_iter();
        Ok(apps.map(|app| store_app(app, now)).collect())
    }

    fn console(&self, stage: &Stage<'_>) -> Result<ConsolePage, WorldError> {
        let now = stage.now();
        console::page(&caller::keys(stage)?, &present(stage)?, now)
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

/// Copies of the apps, brought up to the present. The records themselves move with the next request.
fn present(stage: &Stage<'_>) -> Result<Vec<App>, WorldError> {
    let now = stage.now();
    let mut apps = stage.all::<App>(call::APP)?;
    for (_, app) in &mut apps {
        review::advance(app, now);
    }
    Ok(apps.into_iter().map(|(_, app)| app).collect())
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
            listing: Listing {
                default_lang: "zh-CN".to_owned(),
                languages: BTreeMap::from([
                    ("zh-CN".to_owned(), texts(chinese)),
                    ("en-US".to_owned(), texts(&seed.label)),
                ]),
                info: Map::new(),
            },
            phased_listing: None,
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
            pull: None,
            loose: Vec::new(),
            updated_at: now,
        }
    }
}
