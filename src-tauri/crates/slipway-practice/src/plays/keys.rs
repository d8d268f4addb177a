//! A store's keys: one document, drawn when a world is made and never changed. What the keys are is each store's own business.

use serde::{Serialize, de::DeserializeOwned};

use crate::{error::WorldError, stage::Stage};

const KIND: &str = "keys";
const KEY: &str = "all";

pub(super) fn load<K: DeserializeOwned>(stage: &Stage<'_>) -> Result<K, WorldError> {
    stage
        .get(KIND, KEY)?
        .ok_or_else(|| WorldError::Broken(format!("the account at {} has no keys", stage.store)))
}

pub(super) fn save<K: Serialize>(stage: &mut Stage<'_>, keys: &K) -> Result<(), WorldError> {
    stage.put(KIND, KEY, keys)
}
