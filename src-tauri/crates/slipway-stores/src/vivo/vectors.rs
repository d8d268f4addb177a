//! The known answers of `vectors.toml`, for tests.

use std::{collections::BTreeMap, sync::LazyLock};

use secrecy::SecretString;
use serde::Deserialize;

use crate::Credentials;

static VECTORS: LazyLock<toml::Table> =
    LazyLock::new(|| include_str!("vectors.toml").parse().unwrap());

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Vector {
    pub(super) key: String,
    pub(super) secret: String,
    /// Milliseconds.
    pub(super) timestamp: i64,
    pub(super) method: String,
    /// Besides the common ones.
    pub(super) params: BTreeMap<String, String>,
    /// What is signed, where the source writes it out.
    pub(super) message: Option<String>,
    pub(super) sign: String,
}

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    VECTORS["vectors"]
        .as_table()
        .unwrap()
        .keys()
        .map(String::as_str)
}

/// The vector of that name; what it does not say is common to all.
pub(super) fn vector(name: &str) -> Vector {
    let mut table = VECTORS["common"].as_table().unwrap().clone();
    table.extend(VECTORS["vectors"][name].as_table().unwrap().clone());
    table.try_into().unwrap()
}

/// A text by its path, `wrong.alias_sign`.
pub(super) fn text(path: &str) -> String {
    let (table, name) = path.split_once('.').unwrap();
    VECTORS[table][name].as_str().unwrap().to_owned()
}

pub(super) fn credentials(key: &str, secret: &str) -> Credentials {
    let values = [("access_key", key), ("access_secret", secret)];
    let values = values
        .into_iter()
        .map(|(field, value)| (field.to_owned(), SecretString::from(value)));
    Credentials::new(values.collect())
}
