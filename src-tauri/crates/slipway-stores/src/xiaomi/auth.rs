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

#[cfg(test)]
mod tests {
    use md5::{Digest as _, Md5};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{Signed, sig};
    use crate::xiaomi::vectors::{bytes, credentials, decrypted, text};

    fn check(vector: &str, parts: &[Signed]) {
        let secret = text("secret");
        let documented = decrypted(&text(&format!("vectors.{vector}.sig")));
        assert_eq!(
            hex::encode(Md5::digest(&documented)),
            text(&format!("vectors.{vector}.plain_md5"))
        );
        let ours = sig(&credentials(&secret), parts).unwrap();
        assert_eq!(decrypted(&ours), documented, "{vector}");
        assert_eq!(ours, ours.to_lowercase());
        assert_eq!(ours.len(), 256 * documented.len().div_ceil(117));
        // Random padding: the same parts never look the same twice.
        assert_ne!(ours, sig(&credentials(&secret), parts).unwrap());
    }

    fn file(name: &'static str) -> Signed {
        let signed = Signed::bytes(name, &bytes(&format!("parts.{name}.bytes")));
        assert_eq!(signed.hash, text(&format!("parts.{name}.md5")));
        signed
    }

    fn request(vector: &str) -> Signed {
        let data = text(&format!("vectors.{vector}.request_data"));
        let signed = Signed::bytes("RequestData", data.as_bytes());
        assert_eq!(signed.hash, text(&format!("vectors.{vector}.request_md5")));
        signed
    }

    #[test]
    fn the_three_documented_signatures() {
        check("query", &[request("query")]);
        check("push", &[request("push"), file("apk"), file("icon")]);
        check(
            "pair",
            &[
                request("push"),
                file("apk"),
                file("secondApk"),
                file("icon"),
            ],
        );
    }

    #[test]
    fn a_key_that_cannot_be_read_is_named() {
        let problem = sig(&crate::Credentials::default(), &[]).unwrap_err();
        assert_eq!(problem.advice.key, "problem.bad-key-file");
    }

    const NAMES: [&str; 4] = ["RequestData", "apk", "secondApk", "icon"];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn whatever_is_signed_is_read_back_in_its_order(
            parts in prop::collection::vec((0..NAMES.len(), prop::collection::vec(any::<u8>(), 0..64)), 0..8),
            secret in "\\PC{0,80}",
        ) {
            let signed: Vec<Signed> = parts.iter().map(|(name, bytes)| Signed::bytes(NAMES[*name], bytes)).collect();
            let read: Value = serde_json::from_slice(&decrypted(&sig(&credentials(&secret), &signed).unwrap())).unwrap();
            let listed: Vec<Value> = signed.iter().map(|part| json!({"name": part.name, "hash": part.hash})).collect();
            prop_assert_eq!(&read["sig"], &Value::from(listed));
            prop_assert_eq!(read["password"].as_str(), Some(secret.as_str()));
            prop_assert!(signed.iter().all(|part| part.hash.len() == 32 && part.hash == part.hash.to_lowercase()));
        }
    }
}
