//! How a request to Xiaomi proves who sends it: no token and no sign-in, but a list of what is sent, together with the account's
//! secret, encrypted in pieces with Xiaomi's public key. The page calls it a signature; it is an encryption.

use md5::{Digest as _, Md5};
use rand::rngs::OsRng;
use rsa::{Pkcs1v15Encrypt, RsaPublicKey, traits::PublicKeyParts as _};
use serde::Serialize;
use slipway_model::{Problem, ProblemKind, Sentence};

use super::credentials::KeyFile;
use crate::Credentials;

/// One part of a request and the MD5 of its bytes, lower-case hexadecimal. Parts that are not sent must not be listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Signed {
    pub(super) name: &'static str,
    pub(super) hash: String,
}

impl Signed {
    pub(super) fn bytes(name: &'static str, bytes: &[u8]) -> Self {
        Self {
            name,
            hash: hex::encode(Md5::digest(bytes)),
        }
    }
}

#[derive(Serialize)]
struct Plain<'a> {
    sig: &'a [Signed],
    password: &'a str,
}

/// The form field `SIG` for these parts, in the order in which they are sent.
///
/// # Errors
/// When the stored key cannot be used.
pub(super) fn sig(credentials: &Credentials, parts: &[Signed]) -> Result<String, Problem> {
    let unusable = || {
        Problem::new(
            ProblemKind::BadCredentials,
            Sentence::new("problem.bad-key-file"),
        )
    };
    let file = credentials
        .expose("public_cert")
        .map(KeyFile::read)
        .and_then(Result::ok)
        .ok_or_else(unusable)?;
    let password = credentials.expose("api_secret").ok_or_else(unusable)?;
    let plain = serde_json::to_vec(&Plain {
        sig: parts,
        password,
    })
    .map_err(|error| unusable().because(&error))?;
    encrypt(&file.key, &plain).map_err(|error| unusable().because(&error))
}

/// Pieces of `k - 11` bytes, `k` being the key's length, each padded as PKCS#1 v1.5 and encrypted; the blocks joined, in
/// lower-case hexadecimal [official sample, all clients]. 117 bytes a piece for Xiaomi's key of 1024 bits.
fn encrypt(key: &RsaPublicKey, plain: &[u8]) -> Result<String, rsa::Error> {
    let blocks = plain
        .chunks(key.size() - 11)
        .map(|piece| key.encrypt(&mut OsRng, Pkcs1v15Encrypt, piece))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(hex::encode(blocks.concat()))
}
