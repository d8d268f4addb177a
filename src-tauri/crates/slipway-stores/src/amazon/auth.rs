//! How a call proves who sends it: a token bought from Login with Amazon, held in memory only and given up a minute before its end. A call
//! whose token is refused is sent once more with a new one, so that a token that ends in the middle of a job is nobody's trouble.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use slipway_http::{Line, Method, Request};

use super::{
    forbidden::{self, Forbidden},
    problem::{self, Heard, Place},
    wire::{self, TokenReply},
};
use crate::{Token, Visit, failure::Failure};

/// A token is taken for ended this much before it is [1 client].
const EARLY: SignedDuration = SignedDuration::from_secs(60);
/// What `expires_in` always says [official].
const USUAL_LIFE_S: i64 = 3600;

/// The present token; a new one when there is none or it ends soon.
pub(super) async fn token(visit: &Visit) -> Result<Token, Failure> {
    buy_if_needed(visit).await.map(|(token, _)| token)
}

/// [`token`], with what Login with Amazon said if it was asked just now.
async fn buy_if_needed(visit: &Visit) -> Result<(Token, Option<Timestamp>), Failure> {
    let mut held = visit.account.token.lock().await;
    let now = visit.now();
    if let Some(token) = held.as_ref().filter(|token| now < token.renew_at) {
        return Ok((token.clone(), None));
    }
    let (fresh, date) = buy(visit, now).await?;
    *held = Some(fresh.clone());
    Ok((fresh, date))
}

/// Buys a token whatever is held, for a check: the other side's clock comes with it.
pub(super) async fn prove(visit: &Visit) -> Result<Option<Timestamp>, Failure> {
    *visit.account.token.lock().await = None;
    buy_if_needed(visit).await.map(|(_, date)| date)
}

/// LWA, `POST /auth/o2/token`: a form of four fields, no `Authorization`; there is no refresh token [official, 8 clients].
async fn buy(visit: &Visit, now: Timestamp) -> Result<(Token, Option<Timestamp>), Failure> {
    let credentials = &visit.account.credentials;
    let answer = visit
        .line
        .request(Method::POST, wire::TOKEN)
        .form([
            ("grant_type", "client_credentials"),
            (
                "client_id",
                credentials.expose("client_id").unwrap_or_default(),
            ),
            (
                "client_secret",
                credentials.expose("client_secret").unwrap_or_default(),
            ),
            ("scope", wire::SCOPE),
        ])
        .send()
        .await?;
    let heard = Heard::new(&answer, now);
    if !heard.succeeded() {
        return Err(problem::failure(&heard, Place::SignIn));
    }
    let reply = heard.read::<TokenReply>();
    match reply.and_then(|reply| Some((reply.access_token?, reply.expires_in))) {
        Some((value, expires_in)) => {
            let token = Token {
                value: SecretString::from(value),
                renew_at: renew_at(expires_in, now),
            };
            Ok((token, heard.date))
        }
        None => Err(problem::unreadable(&heard)),
    }
}

fn renew_at(expires_in: Option<i64>, now: Timestamp) -> Timestamp {
    let life = SignedDuration::from_secs(expires_in.unwrap_or(USUAL_LIFE_S));
    now.saturating_add(life - EARLY).unwrap_or(now)
}

/// Sends one call with a token. The answer may be a yes or a no; only a refused token is dealt with here.
///
/// # Errors
/// No answer, or no token.
pub(super) async fn hear(
    visit: &Visit,
    request: impl Fn(&Line) -> Request,
) -> Result<Heard, Failure> {
    let mut renewed = false;
    loop {
        let token = token(visit).await?;
        let answer = request(&visit.line).bearer(&token.value).send().await?;
        let now = visit.now();
        let heard = Heard::new(&answer, now);
        if !matches!(heard.status, 401 | 403) {
            return Ok(heard);
        }
        match forbidden::decide(&heard, token.renew_at, now, renewed) {
            Forbidden::Validation | Forbidden::Refused => return Ok(heard),
            // Nothing was done for a token that is not taken, so the same call may go again.
            Forbidden::Expired | Forbidden::Doubted => {
                forget(visit, &token).await;
                renewed = true;
            }
        }
    }
}

/// [`hear`], where everything but a yes is a failure.
///
/// # Errors
/// No answer, an answer that cannot be read, or one that says no.
pub(super) async fn call(
    visit: &Visit,
    place: Place,
    request: impl Fn(&Line) -> Request,
) -> Result<Heard, Failure> {
    let heard = hear(visit, request).await?;
    if heard.succeeded() {
        Ok(heard)
    } else {
        Err(problem::failure(&heard, place))
    }
}

/// Drops the token, unless another step has renewed it meanwhile.
async fn forget(visit: &Visit, refused: &Token) {
    let mut held = visit.account.token.lock().await;
    if held
        .as_ref()
        .is_some_and(|token| token.value.expose_secret() == refused.value.expose_secret())
    {
        *held = None;
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::renew_at;

    #[test]
    fn a_token_is_renewed_a_minute_before_its_end() {
        let now = Timestamp::UNIX_EPOCH;
        for (expires_in, left) in [
            (Some(3600), 3540),
            (None, 3540),
            (Some(60), 0),
            (Some(0), -60),
        ] {
            assert_eq!(
                renew_at(expires_in, now),
                now + SignedDuration::from_secs(left),
                "{expires_in:?}"
            );
        }
    }
}
