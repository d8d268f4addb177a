//! How a call to Tencent proves who sends it: one HMAC over its parameters. There is no token and no sign-in, and neither the route
//! nor the file's bytes are signed; a file is bound by the MD5 that the update names.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;
use slipway_http::{Method, Request};

use super::{
    problem::{Heard, failure},
    wire::Params,
};
use crate::{Credentials, Visit, failure::Failure};

/// These parameters with `user_id`, `timestamp` and `sign`. Those without a value are left out: Tencent's sample signs an empty one as
/// `name=`, several clients do not sign it at all, and what is not sent cannot be read both ways [official sample, N clients].
pub(super) fn signed(credentials: &Credentials, params: Params, now: Timestamp) -> Params {
    let mut params = params;
    let user_id = credentials.expose("user_id").unwrap_or_default();
    params.insert("user_id".to_owned(), user_id.to_owned());
    params.insert("timestamp".to_owned(), now.as_second().to_string());
    params.retain(|_, value| !value.is_empty());
    let secret = credentials.expose("access_secret").unwrap_or_default();
    let sign = signature(secret, &params);
    params.insert("sign".to_owned(), sign);
    params
}

/// YYB update API: HMAC-SHA256 of `k1=v1&k2=v2…`, sorted by name, values as they are and not URL-encoded; lower-case hexadecimal
/// [official].
fn signature(secret: &str, params: &Params) -> String {
    let text: Vec<String> = params
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map(|mut mac| {
            mac.update(text.join("&").as_bytes());
            hex::encode(mac.finalize().into_bytes())
        })
        .unwrap_or_default()
}

/// A text as it is signed and sent: line ends are one line feed, so that nothing on the way can change them after the signature.
pub(super) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Sends one call and reads its answer as far as the verdict, whatever that is.
pub(super) async fn hear(
    visit: &Visit,
    address: &str,
    params: Params,
    prepare: impl FnOnce(Request) -> Request,
) -> Result<Heard, Failure> {
    let params = signed(&visit.account.credentials, params, visit.now());
    let pairs = params
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let request = visit.line.request(Method::POST, address).form(pairs);
    let answer = prepare(request).send().await?;
    Ok(Heard::new(&answer, visit.now()))
}

/// [`hear`], where everything but a yes is a failure.
pub(super) async fn call(
    visit: &Visit,
    address: &str,
    params: Params,
    prepare: impl FnOnce(Request) -> Request,
) -> Result<Heard, Failure> {
    let heard = hear(visit, address, params, prepare).await?;
    if heard.succeeded() {
        Ok(heard)
    } else {
        Err(failure(&heard))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use hmac::{Hmac, KeyInit as _, Mac as _};
    use jiff::Timestamp;
    use proptest::prelude::*;
    use sha2::{Digest as _, Sha256};

    use super::{plain, signature, signed};
    use crate::tencent::vectors;

    /// Everything that was signed, as it was joined.
    fn message(params: &BTreeMap<String, String>) -> String {
        let parts: Vec<String> = params
            .iter()
            .filter(|(name, _)| *name != "sign")
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        parts.join("&")
    }

    #[test]
    fn the_documented_signatures() {
        for name in vectors::names() {
            let vector = vectors::vector(&name);
            let ours = signed(&vectors::credentials(), vector.params, vectors::now());
            assert_eq!(message(&ours), vector.message, "{name}");
            assert_eq!(message(&ours).len(), vector.length, "{name}");
            assert_eq!(ours["sign"], vector.sign, "{name}");
        }
        // T3 names the digest of its message and of the wrong answer.
        let t3 = vectors::vector("t3");
        assert_eq!(
            hex::encode(Sha256::digest(t3.message.as_bytes())),
            vectors::text("t3.message_sha256")
        );
        assert_ne!(t3.sign, vectors::text("t3.wrong_if_encoded_first"));
    }

    #[test]
    fn encoding_comes_after_the_signature() {
        let vector = vectors::vector("t3");
        let ours = signed(&vectors::credentials(), vector.params, vectors::now());
        let encoded: BTreeMap<String, String> = ours
            .iter()
            .filter(|(name, _)| *name != "sign")
            .map(|(name, value)| {
                let value: String =
                    url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
                (name.clone(), value)
            })
            .collect();
        assert_eq!(encoded["feature"], vectors::text("t3.feature_as_sent"));
        let wrong = signature(&vectors::text("access_secret"), &encoded);
        assert_eq!(wrong, vectors::text("t3.wrong_if_encoded_first"));
    }

    /// T6 is what the official sample makes of an empty value; a client must not.
    #[test]
    fn what_has_no_value_is_neither_sent_nor_signed() {
        let mut params = vectors::vector("t1").params;
        params.insert("feature".into(), String::new());
        let kept = {
            let mut all = params.clone();
            all.insert("user_id".into(), vectors::text("user_id"));
            all.insert("timestamp".into(), vectors::now().as_second().to_string());
            signature(&vectors::text("access_secret"), &all)
        };
        assert_eq!(kept, vectors::text("t6_sign"));
        let ours = signed(&vectors::credentials(), params, vectors::now());
        assert!(!ours.contains_key("feature"));
        assert_eq!(ours["sign"], vectors::vector("t1").sign);
    }

    #[test]
    fn line_ends_are_one_line_feed() {
        assert_eq!(plain("a\r\nb\rc\nd"), "a\nb\nc\nd");
    }

    proptest! {
        #[test]
        fn any_parameters_are_signed_as_they_stand(
            params in prop::collection::btree_map("[a-z0-9_]{1,12}", "\\PC{0,20}", 0..8),
            second in 0..4_000_000_000_i64,
        ) {
            let now = Timestamp::from_second(second).unwrap();
            let ours = signed(&vectors::credentials(), params.clone(), now);
            // Independent of the order in which they were given: the map sorts by byte.
            let mut names: Vec<&str> = ours.keys().map(String::as_str).filter(|name| *name != "sign").collect();
            let sorted = { let mut sorted = names.clone(); sorted.sort_unstable(); sorted };
            prop_assert_eq!(&names, &sorted);
            names.retain(|name| !["user_id", "timestamp"].contains(name));
            prop_assert!(ours.values().all(|value| !value.is_empty()));
            for name in names {
                prop_assert_eq!(&ours[name], &params[name]);
            }
            let mut mac = Hmac::<Sha256>::new_from_slice(vectors::text("access_secret").as_bytes()).unwrap();
            mac.update(message(&ours).as_bytes());
            prop_assert_eq!(&ours["sign"], &hex::encode(mac.finalize().into_bytes()));
            prop_assert_eq!(ours["sign"].len(), 64);
        }
    }
}
