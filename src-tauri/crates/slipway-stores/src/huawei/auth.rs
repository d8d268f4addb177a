//! How a call to AppGallery Connect proves who sends it: a token bought with the API client, or a token that we sign
//! ourselves with the Service Account's key. Both are held in the account and renewed early; a refused one is renewed once.

use std::sync::Once;

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use slipway_http::{Line, Method, Request};
use slipway_model::{Problem, ProblemKind, Sentence};

use super::{
    credentials::ServiceAccount,
    problem::{self, Heard, Means},
    wire::{self, TokenReply, TokenRequest},
};
use crate::{Credentials, Token, Visit, failure::Failure, paste};

/// AGC Service Account: `aud` is this literal; it is never called [official].
const AUDIENCE: &str = "https://oauth-login.cloud.huawei.com/oauth2/v3/token";
/// The page prescribes exactly one hour [official].
const LIFE_OF_SIGNED: SignedDuration = SignedDuration::from_hours(1);
/// Tokens are renewed this much before their end, short-lived ones 60 s before.
const EARLY: SignedDuration = SignedDuration::from_mins(5);
const EARLY_AT_LEAST: SignedDuration = SignedDuration::from_secs(60);

/// What goes into the headers of one call.
pub(super) struct Pass {
    bearer: SecretString,
    client_id: Option<String>,
}

impl Pass {
    fn sign(&self, request: Request) -> Request {
        let request = request.bearer(&self.bearer);
        match &self.client_id {
            // AGC Connect API: calls with a bought token name its client too; calls with a signed token must not [official].
            Some(id) => request.header("client_id", id),
            None => request,
        }
    }
}

pub(super) fn means(credentials: &Credentials) -> Means {
    if credentials.get("service_account").is_some() {
        Means::ServiceAccount
    } else {
        Means::ApiClient
    }
}

/// The present pass; a new one when there is none or it ends soon.
pub(super) async fn pass(visit: &Visit) -> Result<Pass, Failure> {
    let mut held = visit.account.token.lock().await;
    let now = visit.now();
    let token = match held.as_ref().filter(|token| now < token.renew_at) {
        Some(token) => token.clone(),
        None => {
            let fresh = acquire(visit, now).await?;
            *held = Some(fresh.clone());
            fresh
        }
    };
    let client_id = match means(&visit.account.credentials) {
        Means::ApiClient => visit
            .account
            .credentials
            .expose("client_id")
            .map(str::to_owned),
        Means::ServiceAccount => None,
    };
    Ok(Pass {
        bearer: token.value,
        client_id,
    })
}

/// Sends one call with a pass. When the pass is refused, nothing was done: it is renewed and the call sent once more.
///
/// # Errors
/// No answer, an answer that cannot be read, or one that says no.
pub(super) async fn call(
    visit: &Visit,
    request: impl Fn(&Line) -> Request,
) -> Result<Heard, Failure> {
    let mut renewed = false;
    loop {
        let pass = pass(visit).await?;
        let answer = pass.sign(request(&visit.line)).send().await?;
        let heard = Heard::new(&answer, visit.now());
        if heard.refuses_the_token() && !renewed {
            forget(visit, &pass).await;
            renewed = true;
            continue;
        }
        if heard.succeeded() {
            return Ok(heard);
        }
        return Err(problem::failure(
            &heard,
            means(&visit.account.credentials),
            visit.now(),
        ));
    }
}

/// Drops the pass, unless another step has renewed it meanwhile.
async fn forget(visit: &Visit, pass: &Pass) {
    let mut held = visit.account.token.lock().await;
    if held
        .as_ref()
        .is_some_and(|token| token.value.expose_secret() == pass.bearer.expose_secret())
    {
        *held = None;
    }
}

async fn acquire(visit: &Visit, now: Timestamp) -> Result<Token, Failure> {
    match means(&visit.account.credentials) {
        Means::ApiClient => buy(visit, now).await,
        Means::ServiceAccount => {
            sign_for(&visit.account.credentials, now).map_err(Failure::certain)
        }
    }
}

/// AGC Connect API, `oauth2/v1/token`: JSON in; a refusal is HTTP 200 with `ret` and no token [official].
async fn buy(visit: &Visit, now: Timestamp) -> Result<Token, Failure> {
    let credentials = &visit.account.credentials;
    let request = TokenRequest {
        grant_type: "client_credentials",
        client_id: credentials.expose("client_id").unwrap_or_default(),
        client_secret: credentials.expose("client_secret").unwrap_or_default(),
    };
    let answer = visit
        .line
        .request(Method::POST, wire::address(visit, wire::TOKEN))
        .json(&request)
        .send()
        .await?;
    let heard = Heard::new(&answer, visit.now());
    match heard.read::<TokenReply>() {
        Some(TokenReply {
            access_token: Some(value),
            expires_in,
        }) if heard.succeeded() => Ok(Token {
            value: SecretString::from(value),
            renew_at: renew_at(expires_in, now),
        }),
        _ => Err(problem::failure(&heard, Means::ApiClient, now)),
    }
}

/// `expires_in` is seconds to live for every known client, "a timestamp" in one page; both are read [inferred].
fn renew_at(expires_in: Option<i64>, now: Timestamp) -> Timestamp {
    const A_DAY_IN_2001: i64 = 1_000_000_000;
    let life = match expires_in.unwrap_or(3600) {
        seconds if seconds < A_DAY_IN_2001 => SignedDuration::from_secs(seconds),
        second if second < 1000 * A_DAY_IN_2001 => {
            SignedDuration::from_secs(second - now.as_second())
        }
        milli => SignedDuration::from_millis(milli - now.as_millisecond()),
    };
    let early = if life > EARLY + EARLY {
        EARLY
    } else {
        EARLY_AT_LEAST
    };
    now.saturating_add(life - early).unwrap_or(now)
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: &'a str,
    iat: i64,
    exp: i64,
}

/// AGC Service Account: a PS256 token signed here is itself the bearer token; nothing is exchanged [official].
fn sign_for(credentials: &Credentials, now: Timestamp) -> Result<Token, Problem> {
    let unusable = || {
        Problem::new(
            ProblemKind::BadCredentials,
            Sentence::new("problem.bad-key-file"),
        )
    };
    let account = credentials
        .expose("service_account")
        .and_then(ServiceAccount::read)
        .ok_or_else(unusable)?;
    let key = signing_key(&account.private_key).map_err(|error| unusable().because(&error))?;
    let value = sign(&key, &account.key_id, &account.sub_account, now)
        .map_err(|error| unusable().because(&error))?;
    let life = LIFE_OF_SIGNED - EARLY;
    Ok(Token {
        value: SecretString::from(value),
        renew_at: now.saturating_add(life).unwrap_or(now),
    })
}

fn sign(
    key: &EncodingKey,
    key_id: &str,
    sub_account: &str,
    now: Timestamp,
) -> Result<String, jsonwebtoken::errors::Error> {
    let mut header = Header::new(Algorithm::PS256);
    header.kid = Some(key_id.to_owned());
    let iat = now.as_second();
    let claims = Claims {
        aud: AUDIENCE,
        iss: sub_account,
        iat,
        exp: iat + LIFE_OF_SIGNED.as_secs(),
    };
    jsonwebtoken::encode(&header, &claims, key)
}

/// The private key of a key file, proved by one signature: PKCS#8, else PKCS#1, with or without armour and real line ends.
pub(super) fn signing_key(private_key: &str) -> Result<EncodingKey, jsonwebtoken::errors::Error> {
    // Without a provider the first signature panics, see jsonwebtoken's `CryptoProvider`.
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // An error means that the process has one already.
        let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
    });
    let der = match paste::pem(private_key) {
        Some(block) => block.der,
        None => paste::base64_bytes(&private_key.replace("\\n", "")).unwrap_or_default(),
    };
    let read = |label: &str| {
        let key = EncodingKey::from_rsa_pem(paste::armoured(label, &der).as_bytes())?;
        sign(&key, "", "", Timestamp::UNIX_EPOCH)?;
        Ok(key)
    };
    read("PRIVATE KEY").or_else(|_: jsonwebtoken::errors::Error| read("RSA PRIVATE KEY"))
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use jiff::{SignedDuration, Timestamp};
    use proptest::prelude::*;
    use rsa::{
        RsaPublicKey,
        pss::{Signature, VerifyingKey},
        sha2::Sha256,
        signature::Verifier as _,
    };
    use secrecy::ExposeSecret as _;
    use serde_json::{Value, json};

    use super::{renew_at, sign, sign_for, signing_key};
    use crate::huawei::vectors;

    /// PSS with SHA-256 and a salt of 32 bytes; a PKCS#1 v1.5 signature or another salt does not pass.
    fn verifies(signing_input: &str, signature: &str) -> bool {
        let key = VerifyingKey::<Sha256>::new(RsaPublicKey::from(&vectors::key()));
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        key.verify(
            signing_input.as_bytes(),
            &Signature::try_from(signature.as_slice()).unwrap(),
        )
        .is_ok()
    }

    fn part(text: &str) -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
    }

    #[test]
    fn the_verifier_of_this_test_knows_right_from_wrong() {
        let input = vectors::text("token", "signing_input");
        assert!(verifies(&input, &vectors::text("signatures", "valid")));
        assert!(!verifies(
            &input,
            &vectors::text("signatures", "refuse_pkcs1")
        ));
        assert!(!verifies(
            &input,
            &vectors::text("signatures", "refuse_salt_20")
        ));
    }

    #[test]
    fn a_signed_token_has_the_documented_form() {
        let key = signing_key(&vectors::pkcs8()).unwrap();
        let issued = vectors::number("token", "issued_at");
        let account = vectors::text("token", "sub_account");
        let now = Timestamp::from_second(issued).unwrap();
        let token = sign(&key, &vectors::text("token", "key_id"), &account, now).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let (signing_input, signature) = token.rsplit_once('.').unwrap();
        assert_eq!(parts.len(), 3);
        assert!(!token.contains('='));
        assert_eq!(
            part(parts[0]),
            json!({"alg":"PS256","typ":"JWT","kid":vectors::text("token", "key_id")})
        );
        let documented = vectors::text("token", "signing_input");
        assert_eq!(part(parts[0]), part(documented.split('.').next().unwrap()));
        assert_eq!(part(parts[1]), part(documented.split('.').nth(1).unwrap()));
        assert!(verifies(signing_input, signature));
    }

    #[test]
    fn keys_are_read_in_every_form() {
        let (pkcs8, pkcs1) = (vectors::pkcs8(), vectors::pkcs1());
        for text in [
            pkcs8.clone(),
            pkcs1.clone(),
            pkcs8.replace('\n', "\\n"),
            pkcs8.replace('\n', "\r\n"),
            // PKCS#1 content under the label of PKCS#8, and the reverse.
            pkcs1.replace("RSA PRIVATE", "PRIVATE"),
            // Without armour.
            pkcs8
                .lines()
                .filter(|line| !line.starts_with('-'))
                .collect::<String>(),
        ] {
            assert!(signing_key(&text).is_ok(), "{}", &text[..30]);
        }
        for text in [
            "",
            "hello",
            &pkcs8[..200],
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        ] {
            assert!(signing_key(text).is_err());
        }
    }

    #[test]
    fn a_signed_token_is_kept_until_shortly_before_its_end() {
        let now = Timestamp::from_second(1_760_000_000).unwrap();
        let token = sign_for(&vectors::service_account(), now).unwrap();
        assert_eq!(token.renew_at, now + SignedDuration::from_mins(55));
        assert_eq!(token.value.expose_secret().matches('.').count(), 2);
    }

    #[test]
    fn expiry_is_read_as_seconds_to_live_or_as_an_instant() {
        let now = Timestamp::from_second(1_760_000_000).unwrap();
        let end = 1_760_000_000 + 172_800;
        for (expires_in, left) in [
            (Some(172_800), 172_800 - 300),
            (Some(end), 172_800 - 300),
            (Some(end * 1000), 172_800 - 300),
            (Some(600), 540),
            (Some(60), 0),
            (None, 3300),
        ] {
            assert_eq!(
                renew_at(expires_in, now),
                now + SignedDuration::from_secs(left),
                "{expires_in:?}"
            );
        }
        assert!(renew_at(Some(0), now) < now);
        assert!(renew_at(Some(-5), now) < now);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn any_account_name_is_signed_and_verifies(key_id in "\\PC{0,40}", account in "\\PC{0,40}", second in 0..4_000_000_000_i64) {
            let now = Timestamp::from_second(second).unwrap();
            let token = sign(&signing_key(&vectors::pkcs8()).unwrap(), &key_id, &account, now).unwrap();
            let (signing_input, signature) = token.rsplit_once('.').unwrap();
            prop_assert!(verifies(signing_input, signature));
            let claims = part(signing_input.split('.').nth(1).unwrap());
            prop_assert_eq!(claims["iss"].as_str(), Some(account.as_str()));
            prop_assert_eq!(claims["exp"].as_i64(), Some(second + 3600));
        }
    }
}
