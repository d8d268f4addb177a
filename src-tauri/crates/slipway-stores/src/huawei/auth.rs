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
        .request(Method::POST, &wire::address(visit, wire::TOKEN))
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
