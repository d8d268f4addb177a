//! The known answers of `vectors.toml`, for tests.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::Timestamp;
use secrecy::SecretString;

use super::wire::Params;
use crate::Credentials;

static VECTORS: LazyLock<toml::Table> =
    LazyLock::new(|| include_str!("vectors.toml").parse().unwrap());

/// One signed call.
pub(super) struct Vector {
    pub(super) params: Params,
    pub(super) message: String,
    /// Bytes of the message.
    pub(super) length: usize,
    pub(super) sign: String,
}

/// A text by its path, `t3.feature_as_sent`.
pub(super) fn text(path: &str) -> String {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let found = rest
        .split('.')
        .filter(|name| !name.is_empty())
        .fold(&VECTORS[first], |place, name| &place[name]);
    found.as_str().unwrap().to_owned()
}

pub(super) fn names() -> Vec<String> {
    VECTORS["vectors"]
        .as_table()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

pub(super) fn vector(name: &str) -> Vector {
    let vector = &VECTORS["vectors"][name];
    let params = vector["params"].as_table().unwrap().iter();
    Vector {
        params: params
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
            .collect(),
        message: text(&format!("vectors.{name}.message")),
        length: usize::try_from(vector["length"].as_integer().unwrap()).unwrap(),
        sign: text(&format!("vectors.{name}.sign")),
    }
}

pub(super) fn now() -> Timestamp {
    Timestamp::from_second(VECTORS["timestamp"].as_integer().unwrap()).unwrap()
}

pub(super) fn credentials() -> Credentials {
    let values = ["user_id", "access_secret"]
        .map(|field| (field.to_owned(), SecretString::from(text(field))));
    Credentials::new(BTreeMap::from(values))
}
