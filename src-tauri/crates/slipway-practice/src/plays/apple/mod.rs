//! Apple's App Store Connect API and TestFlight, played: tokens, apps, builds and their upload, versions and their review, testers; and
//! the object storage behind signed addresses. altool and the web site are not played.

mod adopt;
mod apps;
mod beta_review;
mod beta_state;
mod beta_texts;
mod builds;
mod call;
mod commit;
mod console;
mod document;
mod due;
mod files;
mod groups;
mod items;
mod keys;
mod kind;
mod no;
mod number;
mod operations;
mod operations_beta;
mod package;
mod phased;
mod processing;
mod query;
mod rate;
mod ready;
mod release;
mod review;
mod routes;
mod schema;
mod shapes_app;
mod shapes_beta;
mod shapes_review;
mod shelf;
mod slots;
mod storage;
mod submissions;
mod testers;
#[cfg(test)]
mod tests;
mod texts;
mod thing;
mod time;
mod token;
mod trouble;
mod uploads;
mod versions;
mod wish;

use std::collections::BTreeMap;

use axum::Router;

use self::keys::{Family, Keys, Role};
use crate::{
    error::WorldError,
    page::{ConsolePage, StoreKeys},
    play::{Decided, Play, SeedApp, StoreApp, Verdict},
    stage::Stage,
};

/// The play.
pub(crate) struct Apple;

/// An app of the same team whose bundle id begins like the demo app's: the inexact filter finds it too, and first.
const NEIGHBOUR: &str = "com.example.slipway.notes";

impl Play for Apple {
    fn id(&self) -> &'static str {
        "apple"
    }

    fn name(&self) -> &'static str {
        "Apple App Store"
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
        let neighbour = SeedApp {
            package: NEIGHBOUR.to_owned(),
            label: "Slipway Notes".to_owned(),
            label_zh: Some("滑道笔记".to_owned()),
            version_code: 3,
            version_name: "1.0.2".to_owned(),
            signer_sha256: None,
        };
        adopt::adopt(stage, &neighbour).map(|_| ())
    }

    fn keys(&self, stage: &Stage<'_>) -> Result<StoreKeys, WorldError> {
        let keys = keys::load::<Keys>(stage)?;
        let key = keys
            .working(Family::Team, Role::AppManager)
            .ok_or_else(|| WorldError::Broken("the Apple team lacks a key".to_owned()))?;
        Ok(StoreKeys {
            name: self.name().to_owned(),
            keys: BTreeMap::from([
                ("issuer_id".to_owned(), keys.issuer.clone()),
                ("key_id".to_owned(), key.id.clone()),
                ("private_key".to_owned(), keys::pem()?),
            ]),
            more_keys: BTreeMap::new(),
        })
    }

    fn adopt(&self, stage: &mut Stage<'_>, seed: &SeedApp) -> Result<String, WorldError> {
        adopt::adopt(stage, seed)
    }

    fn apps(&self, stage: &Stage<'_>) -> Result<Vec<StoreApp>, WorldError> {
        shelf::present(stage, shelf::apps)
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
        due::run(stage)?;
        match apps::with_bundle(stage, package)? {
            Some(app) => review::decide_now(stage, &app.id, verdict),
            None => Ok(Decided::NoSuchApp),
        }
    }
}
