//! How a call to Honor proves who sends it: a token bought from IAM with the pair, held in the account and renewed early. A refused one
//! is renewed once; the call it was refused for did nothing.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use slipway_http::{Line, Method, Request};

use super::{
    problem::{self, Heard, Place},
    wire::{self, TokenReply},
};
use crate::{Token, Visit, failure::Failure};

/// Renewed this much before its end; a short-lived one at half of its life.
const EARLY: SignedDuration = SignedDuration::from_mins(5);
/// The documented example, where the reply names no life. One client assumes two days then; too short is the harmless mistake.
const USUAL_LIFE_S: i64 = 3600;

/// The present token; a new one when there is none or it ends soon.
pub(super) async fn token(visit: &Visit) -> Result<SecretString, Failure> {
    let mut held = visit.account.token.lock().await;
    let now = visit.now();
    if let Some(token) = held.as_ref().filter(|token| now < token.renew_at) {
        return Ok(token.value.clone());
    }
    let fresh = buy(visit, now).await?;
    *held = Some(fresh.clone());
    Ok(fresh.value)
}

/// Sends one call with the token. When the token is refused, nothing was done: it is renewed and the call sent once more.
///
/// # Errors
/// No answer, an answer that cannot be read, or one that says no.
pub(super) async fn call(
    visit: &Visit,
    request: impl Fn(&Line) -> Request,
) -> Result<Heard, Failure> {
    let mut renewed = false;
    loop {
        let token = token(visit).await?;
        let answer = request(&visit.line).bearer(&token).send().await?;
        let heard = Heard::new(&answer, visit.now());
        if heard.refuses_the_token() && !renewed {
            forget(visit, &token).await;
            renewed = true;
            continue;
        }
        if heard.succeeded() {
            return Ok(heard);
        }
        return Err(problem::failure(&heard, Place::Publishing));
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

/// IAM, `auth/token`: a form, never JSON [official, 8 clients]. A refusal is HTTP 401 with its reason in the body [measured].
async fn buy(visit: &Visit, now: Timestamp) -> Result<Token, Failure> {
    let credentials = &visit.account.credentials;
    let pair = |name: &str| credentials.expose(name).unwrap_or_default();
    let answer = visit
        .line
        .request(Method::POST, wire::TOKEN)
        .form([
            ("grant_type", "client_credentials"),
            ("client_id", pair("client_id")),
            ("client_secret", pair("client_secret")),
        ])
        .send()
        .await?;
    let heard = Heard::new(&answer, now);
    match answer.json() {
        Ok(TokenReply {
            access_token: Some(value),
            expires_in,
        }) if answer.is_success() => Ok(Token {
            value: SecretString::from(value),
            renew_at: renew_at(expires_in, now),
        }),
        _ => Err(problem::failure(&heard, Place::SignIn)),
    }
}

fn renew_at(expires_in: Option<i64>, now: Timestamp) -> Timestamp {
    let life = SignedDuration::from_secs(expires_in.unwrap_or(USUAL_LIFE_S).max(0));
    now.saturating_add(life - EARLY.min(life / 2))
        .unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::renew_at;

    #[test]
    fn a_token_is_renewed_before_it_ends() {
        let now = Timestamp::UNIX_EPOCH;
        for (expires_in, renewed_after_s) in [
            (Some(3600), 3300),
            (None, 3300),
            (Some(172_800), 172_500),
            (Some(60), 30),
            (Some(0), 0),
            (Some(-5), 0),
        ] {
            assert_eq!(
                renew_at(expires_in, now),
                now + SignedDuration::from_secs(renewed_after_s),
                "{expires_in:?}"
            );
        }
    }
}
