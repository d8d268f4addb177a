//! Tencent's 应用宝 (YYB), played: the four calls of "API更新应用信息", the object store behind signed addresses, and the app's page in
//! the public web store. There is no token, no draft, no list of apps and no phased release; `update_app` is the submission.

mod adopt;
mod answer;
mod call;
mod choices;
mod codes;
mod console;
mod content;
mod cos;
mod form;
mod keys;
mod listing;
mod packages;
mod pictures;
mod public_page;
mod quota;
mod record;
mod routes;
mod sign;
mod slot;
mod status;
#[cfg(test)]
mod tests;
mod texts;
mod trouble;
mod update;

use std::collections::BTreeMap;

use axum::Router;

use self::{
    console::Shown,
    keys::{Keys, Other},
    record::{App, Ending, Standing},
};
use super::app;
use crate::{
    error::WorldError,
    page::{ConsolePage, StoreKeys},
    play::{Decided, Play, SeedApp, StoreApp, Verdict},
    stage::Stage,
};

/// The play.
pub(crate) struct Tencent;

impl Play for Tencent {
    fn id(&self) -> &'static str {
        "tencent"
    }

    fn name(&self) -> &'static str {
        "应用宝"
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
        let keys = Keys::draw();
        let other = |other: &Other, name: &str, standing| App {
            id: other.app_id.clone(),
            standing,
            ..App::adopted(&SeedApp {
                package: other.package.clone(),
                label: name.to_owned(),
                label_zh: None,
                version_code: 1,
                version_name: "1.0".to_owned(),
                signer_sha256: None,
            })
        };
        record::save(stage, &other(&keys.game, "示例游戏", Standing::Game))?;
        record::save(
            stage,
            &other(&keys.foreign, "别人的应用", Standing::Foreign),
        )?;
        keys::save(stage, &keys)
    }

    fn keys(&self, stage: &Stage<'_>) -> Result<StoreKeys, WorldError> {
        let keys = keys::load::<Keys>(stage)?;
        Ok(StoreKeys {
            name: self.name().to_owned(),
            keys: BTreeMap::from([
                ("user_id".to_owned(), keys.user_id),
                ("access_secret".to_owned(), keys.access_secret),
            ]),
            more_keys: BTreeMap::new(),
        })
    }

    /// The id must be given with every call; no call tells it.
    fn adopt(&self, stage: &mut Stage<'_>, seed: &SeedApp) -> Result<String, WorldError> {
        let app = App::adopted(seed);
        record::save(stage, &app)?;
        Ok(app.id)
    }

    fn apps(&self, stage: &Stage<'_>) -> Result<Vec<StoreApp>, WorldError> {
        Ok(shown(stage)?.into_iter().map(|shown| shown.app).collect())
    }

    fn console(&self, stage: &Stage<'_>) -> Result<ConsolePage, WorldError> {
        Ok(console::page(&keys::load::<Keys>(stage)?, &shown(stage)?))
    }

    fn decide(
        &self,
        stage: &mut Stage<'_>,
        package: &str,
        verdict: &Verdict,
    ) -> Result<Decided, WorldError> {
        let mut ours = record::copies(stage)?.into_iter().filter(App::is_ours);
        let Some(app) = ours.find(|app| app.package == package) else {
            return Ok(Decided::NoSuchApp);
        };
        let ending = match verdict {
            Verdict::Approve => Ending::Approved,
            Verdict::Reject { reason } => Ending::Rejected {
                reason: reason.clone(),
            },
        };
        app::decide(stage, &app.id.clone(), app, |app, now| {
            app.decide_now(ending, now)
        })
    }
}

/// The apps that were adopted.
fn shown(stage: &Stage<'_>) -> Result<Vec<Shown>, WorldError> {
    let ours = record::copies(stage)?.into_iter().filter(App::is_ours);
    Ok(ours
        .map(|app| Shown {
            app: StoreApp {
                state: app
                    .audit()
                    .map_or_else(|| "–".to_owned(), |audit| (audit as u8).to_string()),
                id: app.id,
                package: app.package,
                live_version_code: app.live.as_ref().map(|version| version.code),
                live_version_name: app.live.map(|version| version.name),
                waiting_version_code: app
                    .pending
                    .and_then(|pending| pending.version)
                    .map(|version| version.code),
            },
            public_id: app.public_id,
        })
        .collect())
}
