//! The known answers of `vectors.toml`, for tests.

use std::sync::LazyLock;

use p256::{
    SecretKey,
    pkcs8::{EncodePrivateKey as _, LineEnding},
};
use secrecy::SecretString;

use crate::Credentials;

static VECTORS: LazyLock<toml::Table> =
    LazyLock::new(|| include_str!("vectors.toml").parse().unwrap());

pub(super) fn text(table: &str, name: &str) -> String {
    VECTORS[table][name].as_str().unwrap().to_owned()
}

pub(super) fn key() -> SecretKey {
    SecretKey::from_slice(&hex::decode(text("key", "d")).unwrap()).unwrap()
}

pub(super) fn pkcs8() -> String {
    key().to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
}

pub(super) fn sec1() -> String {
    key().to_sec1_pem(LineEnding::LF).unwrap().to_string()
}

pub(super) fn credentials(values: &[(&str, &str)]) -> Credentials {
    let kept = values.iter();
    let kept = kept.map(|(name, value)| ((*name).to_owned(), SecretString::from(*value)));
    Credentials::new(kept.collect())
}

pub(super) fn team() -> Credentials {
    credentials(&[
        ("issuer_id", &text("token", "issuer")),
        ("key_id", &text("token", "team_key_id")),
        ("private_key", &pkcs8()),
    ])
}

pub(super) fn individual() -> Credentials {
    credentials(&[
        ("key_id", &text("token", "individual_key_id")),
        ("private_key", &pkcs8()),
    ])
}
