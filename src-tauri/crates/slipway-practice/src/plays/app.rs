//! A store's record of an app: one document, brought up to the present whenever it is looked at, and moved on by a person's verdict.
//! What is in the record, and how time and verdicts change it, is each store's own business.

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use slipway_artifact::Build;

use crate::{
    error::WorldError,
    play::{Decided, SeedApp},
    stage::Stage,
};

/// The kind of an app's document.
pub(super) const APP: &str = "app";

/// What a store keeps about one app.
pub(super) trait Record: Serialize + DeserializeOwned {
    /// Lets time pass up to `now`; returns what happened on the way, for the ledger. The same facts and the same clock always tell
    /// the same story, so that a restart changes nothing.
    fn advance(&mut self, now: Timestamp) -> Vec<Value>;
}

/// The record under that key, brought up to the present; what happened meanwhile goes to the ledger.
pub(super) fn load<R: Record>(stage: &mut Stage<'_>, key: &str) -> Result<Option<R>, WorldError> {
    let Some(mut record) = stage.get::<R>(APP, key)? else {
        return Ok(None);
    };
    let happened = record.advance(stage.now());
    if !happened.is_empty() {
        save(stage, key, &record)?;
        stage.events(happened)?;
    }
    Ok(Some(record))
}

pub(super) fn save<R: Record>(
    stage: &mut Stage<'_>,
    key: &str,
    record: &R,
) -> Result<(), WorldError> {
    stage.put(APP, key, record)
}

/// Every record of the store in the keys' order, brought up to the present as [`load`] does it.
pub(super) fn load_all<R: Record>(stage: &mut Stage<'_>) -> Result<Vec<R>, WorldError> {
    let keys: Vec<String> = stage
        .all::<R>(APP)?
        .into_iter()
        .map(|(key, _)| key)
        .collect();
    keys.iter()
        .filter_map(|key| load(stage, key).transpose())
        .collect()
}

/// Key and record of every app, brought up to the present in these copies only; the records move with the next request.
pub(super) fn copies<R: Record>(stage: &Stage<'_>) -> Result<Vec<(String, R)>, WorldError> {
    let now = stage.now();
    let mut records = stage.all::<R>(APP)?;
    for (_, record) in &mut records {
        record.advance(now);
    }
    Ok(records)
}

/// Ends a review now. `end` returns what happened, or `None` when nothing is in review.
pub(super) fn decide<R: Record>(
    stage: &mut Stage<'_>,
    key: &str,
    mut record: R,
    end: impl FnOnce(&mut R, Timestamp) -> Option<Vec<Value>>,
) -> Result<Decided, WorldError> {
    let Some(happened) = end(&mut record, stage.now()) else {
        return Ok(Decided::NothingWaiting);
    };
    save(stage, key, &record)?;
    stage.events(happened)?;
    Ok(Decided::Done)
}

/// An event about an app, with more members beside the package.
pub(super) fn event(name: &str, package: &str, members: Value) -> Value {
    let mut event = json!({ "event": name, "package": package });
    if let (Some(event), Value::Object(members)) = (event.as_object_mut(), members) {
        event.extend(members);
    }
    event
}

/// One version, as stores name it that have no id for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Version {
    pub(super) code: u64,
    pub(super) name: String,
}

impl Version {
    pub(super) fn of(build: &Build) -> Self {
        Self {
            code: build.version_code,
            name: build.version_name.clone(),
        }
    }

    /// The live version of an adopted app. Version code 0: it was created in the console, nothing is live yet.
    pub(super) fn live(seed: &SeedApp) -> Option<Self> {
        (seed.version_code > 0).then(|| Self {
            code: seed.version_code,
            name: seed.version_name.clone(),
        })
    }
}
