//! How a request to vivo proves who sends it: no sign-in and no token, but a signature over all its parameters.
//! The values are signed raw and encoded afterwards, as the way they travel wants it.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;
use slipway_model::{Problem, ProblemKind, Sentence};

use crate::Credentials;

/// Parameters by name. The map's order is the order of the signature: by bytes, digits before capitals before small letters.
pub(super) type Params = BTreeMap<&'static str, String>;

/// Three older clients send `hmac` and are understood; the page and seven clients send this [official].
const SIGN_METHOD: &str = "HMAC-SHA256";

/// What is sent: the given parameters, the common ones, and `sign`. Nothing may be added or changed afterwards.
///
/// Empty values are left out, from the signature and from the request, because some clients sign them and some do not.
/// Line ends become LF, so that the signed and the transmitted text cannot differ.
///
/// # Errors
/// When the account has no pair of keys.
pub(super) fn signed(
    credentials: &Credentials,
    now: Timestamp,
    method: &str,
    given: &Params,
) -> Result<Params, Problem> {
    let missing = || {
        Problem::new(
            ProblemKind::BadCredentials,
            Sentence::new("problem.no-keys"),
        )
    };
    let key = credentials.expose("access_key").ok_or_else(missing)?;
    let secret = credentials.expose("access_secret").ok_or_else(missing)?;
    let mut params: Params = given
        .iter()
        .map(|(name, value)| (*name, value.replace("\r\n", "\n").replace('\r', "\n")))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    params.extend([
        ("method", method.to_owned()),
        ("access_key", key.to_owned()),
        // In milliseconds; a fresh one for every request, because 20 minutes of error are refused [official].
        ("timestamp", now.as_millisecond().to_string()),
        ("format", "json".to_owned()),
        ("v", "1.0".to_owned()),
        ("sign_method", SIGN_METHOD.to_owned()),
        ("target_app_key", "developer".to_owned()),
    ]);
    let sign = sign(secret, &message(&params)).map_err(|error| missing().because(&error))?;
    params.insert("sign", sign);
    Ok(params)
}

/// `name=value` in order, joined by `&`: no encoding, no escaping, nothing behind the last.
fn message(params: &Params) -> String {
    let pairs: Vec<String> = params
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

/// The secret's text is the key, neither hex nor base64 of one; the result is lower-case hexadecimal [9 clients].
fn sign(secret: &str, message: &str) -> Result<String, hmac::digest::InvalidLength> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())?;
    mac.update(message.as_bytes());
    Ok(hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::{Params, message, sign, signed};
    use crate::vivo::vectors::{credentials, names, text, vector};

    #[test]
    fn every_known_answer() {
        for name in names() {
            let vector = vector(name);
            let params: Params = vector
                .params
                .iter()
                .map(|(name, value)| (leak(name), value.clone()))
                .collect();
            let params = signed(
                &credentials(&vector.key, &vector.secret),
                Timestamp::from_millisecond(vector.timestamp).unwrap(),
                &vector.method,
                &params,
            )
            .unwrap();
            assert_eq!(params["sign"], vector.sign, "{name}");
            if let Some(documented) = &vector.message {
                let mut unsigned = params;
                unsigned.remove("sign");
                assert_eq!(&message(&unsigned), documented, "{name}");
            }
        }
    }

    /// Test vectors name their parameters in a file.
    fn leak(name: &str) -> &'static str {
        Box::leak(name.to_owned().into_boxed_str())
    }

    #[test]
    fn encoding_before_signing_and_the_alias_are_known_to_differ() {
        let vector = vector("update");
        let message = vector.message.clone().unwrap();
        let encoded = message.replace(
            "修复 A&B=C 的问题 + 100%",
            "%E4%BF%AE%E5%A4%8D%20A%26B%3DC%20%E7%9A%84%E9%97%AE%E9%A2%98%20%2B%20100%25",
        );
        let alias = message.replace("sign_method=HMAC-SHA256", "sign_method=hmac");
        assert_eq!(
            sign(&vector.secret, &encoded).unwrap(),
            text("wrong.encoded_sign")
        );
        assert_eq!(
            sign(&vector.secret, &alias).unwrap(),
            text("wrong.alias_sign")
        );
        assert_ne!(vector.sign, text("wrong.encoded_sign"));
    }

    #[test]
    fn without_keys_nothing_is_signed() {
        let problem = signed(
            &crate::Credentials::default(),
            Timestamp::UNIX_EPOCH,
            "x",
            &Params::new(),
        )
        .unwrap_err();
        assert_eq!(problem.advice.key, "problem.no-keys");
    }

    const NAMES: [&str; 6] = ["apk", "apk32", "apk32Md5", "apkMd5", "apkUrl", "updateDesc"];

    proptest! {
        #[test]
        fn what_is_signed_is_what_is_sent_whatever_order_and_text(
            values in prop::collection::vec((0..NAMES.len(), any::<String>()), 0..8),
            secret in "[ -~]{1,80}",
        ) {
            let credentials = credentials("key", &secret);
            let given: Params = values.iter().map(|(name, value)| (NAMES[*name], value.clone())).collect();
            let reversed: Params = given.clone().into_iter().rev().collect();
            let sent = signed(&credentials, Timestamp::UNIX_EPOCH, "m", &given).unwrap();
            prop_assert_eq!(&sent, &signed(&credentials, Timestamp::UNIX_EPOCH, "m", &reversed).unwrap());

            // A receiver that only has what was sent comes to the same signature.
            let received: BTreeMap<String, String> = sent.iter().filter(|(name, _)| **name != "sign")
                .map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            let text = received.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
            prop_assert_eq!(&sent["sign"], &sign(&secret, &text).unwrap());
            prop_assert_eq!(sent["sign"].len(), 64);
            prop_assert!(sent["sign"].bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
            prop_assert!(sent.values().all(|value| !value.is_empty() && !value.contains('\r')));
        }

        #[test]
        fn another_secret_or_value_signs_differently(secret in "[a-z]{8,40}", note in "[a-z]{1,40}") {
            let given = |note: &str| Params::from([("updateDesc", note.to_owned())]);
            let with = |secret: &str, note: &str| signed(&credentials("key", secret), Timestamp::UNIX_EPOCH, "m", &given(note)).unwrap()["sign"].clone();
            prop_assert_ne!(with(&secret, &note), with(&format!("{secret}x"), &note));
            prop_assert_ne!(with(&secret, &note), with(&secret, &format!("{note}x")));
        }
    }
}
