//! How a call proves who sends it: a token that we sign ourselves with the `.p8` key. It is held in the account, renewed shortly before
//! its end, and made anew once when it is refused: a good one is refused now and then [2 clients].

use std::sync::Once;

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use slipway_http::{Line, Request};
use slipway_model::{Problem, ProblemKind, Sentence};

use super::problem::Heard;
use crate::{Credentials, Token, Visit, failure::Failure};

/// ASC, generating tokens: this audience and no other [official].
const AUDIENCE: &str = "appstoreconnect-v1";
/// Clocks are seldom exact; a token from the future is refused [1 client].
const BACK: i64 = 60;
/// Apple allows twenty minutes [official]; half of it bears a clock that is off.
const LIFE: i64 = 600;
/// A token that ends sooner than this is not used any more.
const EARLY: SignedDuration = SignedDuration::from_secs(60);

#[derive(Serialize)]
struct Claims<'a> {
    /// A team key has an issuer, and no subject [official].
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<&'a str>,
    /// A key of one person has this subject, and no issuer [official].
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'a str>,
    iat: i64,
    exp: i64,
    aud: &'a str,
}

/// The present token; a new one when there is none or it ends soon.
pub(super) async fn token(visit: &Visit) -> Result<SecretString, Failure> {
    let mut held = visit.account.token.lock().await;
    let now = visit.now();
    if let Some(token) = held.as_ref().filter(|token| now < token.renew_at) {
        return Ok(token.value.clone());
    }
    let fresh = sign_for(&visit.account.credentials, now).map_err(Failure::certain)?;
    let value = fresh.value.clone();
    *held = Some(fresh);
    Ok(value)
}

/// Sends one call and reads the answer, whatever it says. When the token is refused, nothing was done: a new one is made and the call
/// sent once more.
///
/// # Errors
/// No answer came, or there is no key to sign with.
pub(super) async fn answer(
    visit: &Visit,
    request: impl Fn(&Line) -> Request,
) -> Result<Heard, Failure> {
    let mut renewed = false;
    loop {
        let token = token(visit).await?;
        let answer = request(&visit.line)
            .header("accept", "application/json")
            .bearer(&token)
            .send()
            .await?;
        let heard = Heard::new(&answer, visit.now());
        if heard.refuses_the_token() && !renewed {
            forget(visit, &token).await;
            renewed = true;
            continue;
        }
        return Ok(heard);
    }
}

/// Drops the token, unless another step has renewed it meanwhile.
async fn forget(visit: &Visit, refused: &SecretString) {
    let mut held = visit.account.token.lock().await;
    if held
        .as_ref()
        .is_some_and(|token| token.value.expose_secret() == refused.expose_secret())
    {
        *held = None;
    }
}

/// Who signs, as the account keeps it.
pub(super) struct Signer<'a> {
    pub(super) issuer: Option<&'a str>,
    pub(super) key_id: &'a str,
    private_key: &'a str,
}

impl<'a> Signer<'a> {
    /// `None` where the account was connected by a password.
    pub(super) fn of(credentials: &'a Credentials) -> Option<Self> {
        Some(Self {
            issuer: credentials.expose("issuer_id"),
            key_id: credentials.expose("key_id")?,
            private_key: credentials.expose("private_key")?,
        })
    }
}

pub(super) fn sign_for(credentials: &Credentials, now: Timestamp) -> Result<Token, Problem> {
    let problem = |key: &str| Problem::new(ProblemKind::BadCredentials, Sentence::new(key));
    let signer = Signer::of(credentials).ok_or_else(|| problem("problem.needs-api-key"))?;
    let value = sign(&signer, now).map_err(|error| problem("problem.bad-key").because(&error))?;
    let end = now + SignedDuration::from_secs(LIFE);
    Ok(Token {
        value: SecretString::from(value),
        renew_at: end - EARLY,
    })
}

fn sign(signer: &Signer<'_>, now: Timestamp) -> Result<String, jsonwebtoken::errors::Error> {
    // Without a provider the first signature panics, see jsonwebtoken's `CryptoProvider`.
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // An error means that the process has one already.
        let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
    });
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some(signer.key_id.to_owned());
    let second = now.as_second();
    let claims = Claims {
        iss: signer.issuer,
        sub: signer.issuer.is_none().then_some("user"),
        iat: second - BACK,
        exp: second + LIFE,
        aud: AUDIENCE,
    };
    let key = EncodingKey::from_ec_pem(signer.private_key.as_bytes())?;
    jsonwebtoken::encode(&header, &claims, &key)
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use jiff::{SignedDuration, Timestamp};
    use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier as _};
    use proptest::prelude::*;
    use secrecy::ExposeSecret as _;
    use serde_json::{Value, json};

    use super::sign_for;
    use crate::apple::vectors;

    fn verifies(token: &str) -> bool {
        let (input, signature) = token.rsplit_once('.').unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let Ok(signature) = Signature::from_slice(&bytes) else {
            return false;
        };
        VerifyingKey::from(&vectors::key().public_key())
            .verify(input.as_bytes(), &signature)
            .is_ok()
    }

    fn parts(token: &str) -> (Value, Value) {
        let mut parts = token
            .split('.')
            .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap());
        let mut read = || serde_json::from_slice(&parts.next().unwrap()).unwrap();
        (read(), read())
    }

    #[test]
    fn the_verifier_of_this_test_knows_right_from_wrong() {
        for name in ["v1", "v2", "v3"] {
            assert!(verifies(&vectors::text("tokens", name)), "{name}");
        }
        // The same signature as DER, as most libraries give it.
        let v1 = vectors::text("tokens", "v1");
        let (input, _) = v1.rsplit_once('.').unwrap();
        let der = vectors::text("tokens", "v4_signature");
        assert!(!verifies(&format!("{input}.{der}")));
    }

    #[test]
    fn a_team_key_names_its_issuer_and_a_persons_key_does_not() {
        let now = Timestamp::from_second(1_760_000_000).unwrap();
        for (credentials, kid, who) in [
            (
                vectors::team(),
                "2X9R4HXF34",
                json!({"iss": vectors::text("token", "issuer")}),
            ),
            (vectors::individual(), "7YH2Q8ZK3M", json!({"sub": "user"})),
        ] {
            let token = sign_for(&credentials, now).unwrap();
            assert_eq!(token.renew_at, now + SignedDuration::from_secs(540));
            let text = token.value.expose_secret();
            assert!(verifies(text) && !text.contains('='));
            assert_eq!(text.rsplit('.').next().unwrap().len(), 86);
            let (header, mut claims) = parts(text);
            assert_eq!(header, json!({"alg": "ES256", "kid": kid, "typ": "JWT"}));
            for (name, value) in [
                ("iat", json!(1_759_999_940)),
                ("exp", json!(1_760_000_600)),
                ("aud", json!("appstoreconnect-v1")),
            ] {
                assert_eq!(
                    claims.as_object_mut().unwrap().remove(name),
                    Some(value),
                    "{name}"
                );
            }
            assert_eq!(claims, who);
        }
        // The documented tokens say the same of themselves.
        let (header, claims) = parts(&vectors::text("tokens", "v1"));
        assert_eq!(
            (header["kid"].as_str(), claims["aud"].as_str()),
            (Some("2X9R4HXF34"), Some("appstoreconnect-v1"))
        );
    }

    #[test]
    fn without_a_key_nothing_is_signed() {
        let password = vectors::credentials(&[("apple_id", "lin@example.com")]);
        let problem = sign_for(&password, Timestamp::UNIX_EPOCH).unwrap_err();
        assert_eq!(problem.advice.key, "problem.needs-api-key");
        let broken = vectors::credentials(&[("key_id", "2X9R4HXF34"), ("private_key", "x")]);
        let problem = sign_for(&broken, Timestamp::UNIX_EPOCH).unwrap_err();
        assert_eq!(problem.advice.key, "problem.bad-key");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn every_token_verifies_with_raw_numbers(second in 0..4_000_000_000_i64) {
            let token = sign_for(&vectors::team(), Timestamp::from_second(second).unwrap()).unwrap();
            prop_assert!(verifies(token.value.expose_secret()));
        }
    }
}
