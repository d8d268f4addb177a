//! The known answers of `vectors.toml`, for tests.

use std::{collections::BTreeMap, sync::LazyLock};

use rsa::{
    BigUint, RsaPrivateKey,
    pkcs1::EncodeRsaPrivateKey as _,
    pkcs8::{EncodePrivateKey as _, LineEnding},
};
use secrecy::SecretString;
use serde_json::json;

use crate::Credentials;

static VECTORS: LazyLock<toml::Table> =
    LazyLock::new(|| include_str!("vectors.toml").parse().unwrap());

pub(super) fn text(table: &str, name: &str) -> String {
    VECTORS[table][name].as_str().unwrap().to_owned()
}

pub(super) fn number(table: &str, name: &str) -> i64 {
    VECTORS[table][name].as_integer().unwrap()
}

pub(super) fn key() -> RsaPrivateKey {
    let number = |name: &str| BigUint::parse_bytes(text("key", name).as_bytes(), 16).unwrap();
    RsaPrivateKey::from_components(
        number("n"),
        number("e"),
        number("d"),
        vec![number("p"), number("q")],
    )
    .unwrap()
}

pub(super) fn pkcs8() -> String {
    key().to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
}

pub(super) fn pkcs1() -> String {
    key().to_pkcs1_pem(LineEnding::LF).unwrap().to_string()
}

/// The key file as Huawei writes it, its private key replaced by this text.
pub(super) fn key_file(private_key: &str, project_id: &str) -> String {
    json!({
        "project_id": project_id,
        "key_id": text("token", "key_id"),
        "private_key": private_key,
        "sub_account": text("token", "sub_account"),
        "auth_uri": "https://oauth-login.cloud.huawei.com/oauth2/v3/authorize",
        "token_uri": text("token", "audience"),
    })
    .to_string()
}

pub(super) fn service_account() -> Credentials {
    let file = SecretString::from(key_file(&pkcs8(), ""));
    Credentials::new(BTreeMap::from([("service_account".to_owned(), file)]))
}
