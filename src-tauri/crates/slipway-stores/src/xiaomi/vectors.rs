//! The known answers of `vectors.toml`, for tests.

use std::{collections::BTreeMap, sync::LazyLock};

use rsa::{BigUint, Pkcs1v15Encrypt, RsaPrivateKey, traits::PublicKeyParts as _};
use secrecy::SecretString;

use crate::Credentials;

static VECTORS: LazyLock<toml::Table> =
    LazyLock::new(|| include_str!("vectors.toml").parse().unwrap());

/// A text by its path, `key.certificate`.
pub(super) fn text(path: &str) -> String {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let found = rest
        .split('.')
        .filter(|name| !name.is_empty())
        .fold(&VECTORS[first], |place, name| &place[name]);
    found.as_str().unwrap().to_owned()
}

pub(super) fn bytes(path: &str) -> Vec<u8> {
    hex::decode(text(path)).unwrap()
}

pub(super) fn key() -> RsaPrivateKey {
    let number =
        |name: &str| BigUint::parse_bytes(text(&format!("key.{name}")).as_bytes(), 16).unwrap();
    RsaPrivateKey::from_components(
        number("n"),
        number("e"),
        number("d"),
        vec![number("p"), number("q")],
    )
    .unwrap()
}

/// What a receiver reads out of a `SIG`.
pub(super) fn decrypted(sig: &str) -> Vec<u8> {
    let (key, sig) = (key(), hex::decode(sig).unwrap());
    assert_eq!(sig.len() % key.size(), 0, "whole blocks only");
    sig.chunks(key.size())
        .flat_map(|block| key.decrypt(Pkcs1v15Encrypt, block).unwrap())
        .collect()
}

pub(super) fn credentials(secret: &str) -> Credentials {
    let values = [
        ("public_cert", text("key.certificate")),
        ("api_secret", secret.to_owned()),
        ("account_email", text("email")),
    ];
    let values = values
        .into_iter()
        .map(|(field, value)| (field.to_owned(), SecretString::from(value)));
    Credentials::new(values.collect::<BTreeMap<_, _>>())
}
