//! How a call to OPPO proves who sends it: a token bought with the key pair, and a signature over everything that is sent.
//! The token is held in the account and renewed early; a read that is refused on its account is sent once more with a fresh one.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;
use slipway_http::{Line, Method, Request};
use slipway_model::Retry;

use super::{
    problem::{self, Heard},
    wire,
};
use crate::{
    Token, Visit,
    failure::{Acted, Failure},
};

/// Parameters by name; the map's byte order is the order of signing (`_` stands before the lower-case letters).
pub(super) type Parameters = BTreeMap<String, String>;

/// A token lives 48 hours [official copy]. `expire_in` is documented as the instant of expiry and read by one client as seconds
/// from now; only what lies within 49 hours from now is believed [inferred].
const LIFE: SignedDuration = SignedDuration::from_hours(48);
const BELIEVED: SignedDuration = SignedDuration::from_hours(49);
const EARLY: SignedDuration = SignedDuration::from_mins(10);

/// OPPO API 传包, `api_sign`: lower-case hex HMAC-SHA256 over `key=value` joined with `&`, sorted by name, values as they are and
/// not URL-encoded, an empty value as `key=`; the key is the secret's text, not its bytes in hexadecimal [official copy, all clients].
pub(super) fn api_sign(secret: &str, parameters: &Parameters) -> String {
    // HMAC takes a key of any length, so that there is no error to come.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(text_to_sign(parameters).as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

fn text_to_sign(parameters: &Parameters) -> String {
    let pairs: Vec<String> = parameters
        .iter()
        .filter(|(name, _)| *name != "api_sign")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

/// Asks for something: all parameters in the query. Sent a second time with a fresh token when this one is refused.
///
/// # Errors
/// No answer, an answer that cannot be read, or one that says no.
pub(super) async fn get(
    visit: &Visit,
    address: &str,
    pairs: &[(&str, &str)],
) -> Result<Heard, Failure> {
    read(visit, &owned(pairs), |line, signed| {
        line.request(Method::GET, address).query(borrowed(signed))
    })
    .await
}

/// Asks for something by POST, as `task-state` wants it.
///
/// # Errors
/// As [`get`].
pub(super) async fn ask(
    visit: &Visit,
    address: &str,
    pairs: &[(&str, &str)],
) -> Result<Heard, Failure> {
    read(visit, &owned(pairs), |line, signed| {
        line.request(Method::POST, address).form(borrowed(signed))
    })
    .await
}

/// Sends something that changes the store, once. A refused token is forgotten, so that the step's next attempt brings a fresh one.
///
/// # Errors
/// As [`get`].
pub(super) async fn change(
    visit: &Visit,
    address: &str,
    parameters: &Parameters,
) -> Result<Heard, Failure> {
    let token = token(visit).await.map_err(unchanged)?;
    let signed = signed(visit, &token, parameters);
    let line = line(visit, &token);
    let request = line
        .request(Method::POST, address)
        .form(borrowed(&signed))
        .changes();
    let heard = Heard::new(&request.send().await?, visit.now());
    if heard.succeeded() {
        return Ok(heard);
    }
    let mut failure = problem::failure(&heard, visit.now());
    if heard.refuses_the_token() {
        forget(visit, &token).await;
        failure.problem = failure.problem.retry(Retry::Now);
    }
    Err(failure)
}

/// What failed was a question before the one request that changes something: whatever became of it, nothing has happened.
pub(super) fn unchanged(mut failure: Failure) -> Failure {
    failure.acted = Acted::No;
    if failure.problem.retry == Retry::AfterLooking {
        failure.problem.retry = Retry::Now;
    }
    failure
}

async fn read(
    visit: &Visit,
    parameters: &Parameters,
    request: impl Fn(&Line, &Parameters) -> Request,
) -> Result<Heard, Failure> {
    let mut renewed = false;
    loop {
        let token = token(visit).await?;
        let signed = signed(visit, &token, parameters);
        let answer = request(&line(visit, &token), &signed).send().await?;
        let heard = Heard::new(&answer, visit.now());
        if heard.succeeded() {
            return Ok(heard);
        }
        if heard.refuses_the_token() && !renewed {
            forget(visit, &token).await;
            renewed = true;
            continue;
        }
        return Err(problem::failure(&heard, visit.now()));
    }
}

/// The token is blanked in whatever the store says about this call.
fn line(visit: &Visit, token: &SecretString) -> Line {
    visit.line.with_secrets([token.clone()])
}

/// With token, time and signature. `timestamp`: Unix seconds, 15 minutes off at most [official copy].
fn signed(visit: &Visit, token: &SecretString, parameters: &Parameters) -> Parameters {
    let secret = visit
        .account
        .credentials
        .expose("client_secret")
        .unwrap_or_default();
    let mut all = parameters.clone();
    all.insert("access_token".into(), token.expose_secret().to_owned());
    all.insert("timestamp".into(), visit.now().as_second().to_string());
    let sign = api_sign(secret, &all);
    all.insert("api_sign".into(), sign);
    all
}

fn owned(pairs: &[(&str, &str)]) -> Parameters {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn borrowed(parameters: &Parameters) -> impl Iterator<Item = (&str, &str)> {
    parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
}

/// The present token; a new one when there is none or it ends soon. A new one ends the old one within five minutes, for every
/// program that shares the key, so it is bought no oftener than needed [official copy].
pub(super) async fn token(visit: &Visit) -> Result<SecretString, Failure> {
    let mut held = visit.account.token.lock().await;
    let now = visit.now();
    if let Some(token) = held.as_ref().filter(|token| now < token.renew_at) {
        return Ok(token.value.clone());
    }
    let (fresh, _) = buy(visit, now).await?;
    let value = fresh.value.clone();
    *held = Some(fresh);
    Ok(value)
}

/// Buys a token now and tells what the store's clock said, for the check.
pub(super) async fn sign_in(visit: &Visit) -> Result<Option<Timestamp>, Failure> {
    let mut held = visit.account.token.lock().await;
    let (fresh, date) = buy(visit, visit.now()).await?;
    *held = Some(fresh);
    Ok(date)
}

async fn forget(visit: &Visit, token: &SecretString) {
    let mut held = visit.account.token.lock().await;
    if held
        .as_ref()
        .is_some_and(|held| held.value.expose_secret() == token.expose_secret())
    {
        *held = None;
    }
}

/// OPPO API 传包, token: GET with the pair in the query, no signature [official copy, all clients].
async fn buy(visit: &Visit, now: Timestamp) -> Result<(Token, Option<Timestamp>), Failure> {
    let credentials = &visit.account.credentials;
    let pair = ["client_id", "client_secret"]
        .map(|field| (field, credentials.expose(field).unwrap_or_default()));
    let answer = visit
        .line
        .request(Method::GET, wire::TOKEN)
        .query(pair)
        .send()
        .await?;
    let heard = Heard::new(&answer, now);
    match heard.text("access_token") {
        Some(value) if heard.succeeded() => Ok((
            Token {
                value: SecretString::from(value),
                renew_at: renew_at(heard.number("expire_in"), now),
            },
            heard.date,
        )),
        _ => Err(problem::no_token(&heard, now)),
    }
}

fn renew_at(expire_in: Option<i64>, now: Timestamp) -> Timestamp {
    let told = expire_in
        .and_then(|second| Timestamp::from_second(second).ok())
        .filter(|end| *end > now && end.duration_since(now) <= BELIEVED);
    let end = told.unwrap_or_else(|| now.saturating_add(LIFE).unwrap_or(now));
    end.saturating_sub(EARLY).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use proptest::prelude::*;

    use super::{Parameters, api_sign, renew_at, text_to_sign};
    use crate::oppo::vectors;

    #[test]
    fn every_documented_signature() {
        for vector in ["info", "upload_url", "task_state", "update"] {
            let parameters = vectors::parameters(vector);
            let text = text_to_sign(&parameters);
            assert_eq!(text, vectors::text(&format!("{vector}.text")), "{vector}");
            assert_eq!(
                i64::try_from(text.len()).unwrap(),
                vectors::number(&format!("{vector}.bytes"))
            );
            assert_eq!(
                api_sign(&vectors::text("client_secret"), &parameters),
                vectors::text(&format!("{vector}.api_sign")),
                "{vector}"
            );
        }
    }

    #[test]
    fn the_largest_one_goes_over_the_wire_as_documented() {
        use sha2::{Digest as _, Sha256};
        let parameters = vectors::parameters("update");
        assert_eq!(
            hex::encode(Sha256::digest(text_to_sign(&parameters))),
            vectors::text("update.sha256")
        );
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&parameters)
            .append_pair("api_sign", &vectors::text("update.api_sign"))
            .finish();
        assert_eq!(body, vectors::text("update.body"));
    }

    #[test]
    fn the_known_mistakes_give_the_known_wrong_signatures() {
        let secret = vectors::text("client_secret");
        let right = vectors::parameters("update");
        let sign = |parameters: &Parameters| api_sign(&secret, parameters);
        let encoded = |plus: bool| {
            let encode = |value: &String| {
                let text: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
                if plus { text } else { text.replace('+', "%20") }
            };
            right
                .iter()
                .map(|(name, value)| (name.clone(), encode(value)))
                .collect::<Parameters>()
        };
        assert_eq!(
            sign(&encoded(true)),
            vectors::text("wrong.encoded_with_plus")
        );
        assert_eq!(sign(&encoded(false)), vectors::text("wrong.encoded"));
        let mut dropped = right.clone();
        dropped.remove("icp_url");
        assert_eq!(sign(&dropped), vectors::text("wrong.empty_dropped"));
    }

    #[test]
    fn a_token_is_renewed_early_and_odd_ends_are_not_believed() {
        let now = Timestamp::from_second(1_798_765_200).unwrap();
        let minutes = |minutes| now + SignedDuration::from_mins(minutes);
        let second = |instant: Timestamp| Some(instant.as_second());
        assert_eq!(renew_at(second(minutes(2880)), now), minutes(2870));
        assert_eq!(renew_at(second(minutes(60)), now), minutes(50));
        for odd in [
            None,
            Some(172_800),
            Some(0),
            second(minutes(-1)),
            second(minutes(3000)),
        ] {
            assert_eq!(renew_at(odd, now), minutes(2870), "{odd:?}");
        }
    }

    fn any_parameters() -> impl Strategy<Value = Vec<(String, String)>> {
        prop::collection::vec(("[a-z_]{1,12}", "\\PC{0,24}"), 0..12)
    }

    proptest! {
        #[test]
        fn signing_does_not_care_for_the_order(pairs in any_parameters(), secret in "[0-9a-f]{64}") {
            let first: Parameters = pairs.iter().cloned().collect();
            let unique: Vec<_> = first.clone().into_iter().collect();
            let again: Parameters = unique.iter().rev().cloned().collect();
            prop_assert_eq!(api_sign(&secret, &first), api_sign(&secret, &again));
            prop_assert_eq!(text_to_sign(&first).is_empty(), first.is_empty());
            let mut with_sign = first.clone();
            with_sign.insert("api_sign".into(), "x".into());
            prop_assert_eq!(api_sign(&secret, &first), api_sign(&secret, &with_sign));
        }

        #[test]
        fn every_value_counts_the_empty_one_too(pairs in any_parameters(), name in "[A-Z]{1,8}", secret in "[0-9a-f]{64}") {
            let without: Parameters = pairs.into_iter().collect();
            let mut with = without.clone();
            with.insert(name, String::new());
            let sign = api_sign(&secret, &with);
            prop_assert_ne!(&sign, &api_sign(&secret, &without));
            prop_assert!(sign.len() == 64 && sign == sign.to_lowercase());
        }
    }
}
