//! The known answers of `vectors.toml`, for tests.

use std::{collections::BTreeMap, sync::LazyLock};

use secrecy::SecretString;

use crate::Form;

static VECTORS: LazyLock<toml::Table> =
    LazyLock::new(|| include_str!("vectors.toml").parse().unwrap());

pub(super) fn text(table: &str, name: &str) -> String {
    VECTORS[table][name].as_str().unwrap().to_owned()
}

pub(super) fn number(table: &str, name: &str) -> i64 {
    VECTORS[table][name].as_integer().unwrap()
}

pub(super) fn form() -> Form {
    ["client_id", "client_secret"]
        .into_iter()
        .map(|name| (name.to_owned(), SecretString::from(text("token", name))))
        .collect::<BTreeMap<_, _>>()
}

#[test]
fn the_digest_is_that_of_the_bytes() {
    use rsa::sha2::{Digest as _, Sha256};
    let bytes = text("file", "text");
    assert_eq!(bytes.len() as i64, number("file", "size"));
    assert_eq!(
        hex::encode(Sha256::digest(bytes.as_bytes())),
        text("file", "sha256")
    );
}
