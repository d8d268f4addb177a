//! The token call of Login with Amazon (LWA): client credentials, one scope, an hour, no refresh token [official].

use std::{collections::BTreeMap, time::Duration};

use axum::{body::to_bytes, extract::Request, response::Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{StatusCode, header};
use serde_json::json;

use super::{
    answer::{No, Reply},
    call::{self, Stop},
    caller::{self, Issued},
    keys::{self, Keys},
};
use crate::{
    plays::{body, later},
    stage::Ask,
};

/// For everything here, submissions and DevTest alike [official].
const SCOPE: &str = "appstore::apps:readwrite";
/// LWA [official].
const LIFE_SECONDS: u64 = 3600;
/// Under the fault `short-token`.
const SHORT_LIFE_SECONDS: u64 = 120;
const LONGEST_BODY: usize = 64 << 10;

/// `POST /auth/o2/token`, also spelled `/auth/O2/token`.
pub(super) async fn answer(ask: Ask, request: Request) -> Response {
    let done = issue(&ask, request).await;
    call::finish(&ask, done)
}

/// A token that nobody has seen: `Atc|` and noise [official].
pub(super) fn draw() -> String {
    let noise: Vec<u8> = (0..210).map(|_| rand::random()).collect();
    format!("Atc|MAEBI{}", URL_SAFE_NO_PAD.encode(noise))
}

async fn issue(ask: &Ask, request: Request) -> Result<Reply, Stop> {
    if request.headers().contains_key(header::AUTHORIZATION) {
        let what = "the token call came with an Authorization header, which it does not take";
        ask.event(json!({ "event": "warning", "what": what }))?;
    }
    let form = form_of(request).await?;
    let life = match ask.fault_is("short-token") {
        true => SHORT_LIFE_SECONDS,
        false => LIFE_SECONDS,
    };
    let dead = ask.fault_is("dead-token");
    let reply = ask.change(|stage| {
        let client_id = match check(&form, &keys::load::<Keys>(stage)?) {
            Ok(client_id) => client_id,
            Err(no) => return Ok(Err(no)),
        };
        let token = draw();
        let issued = Issued {
            client_id,
            expires_at: match dead {
                true => stage.now(),
                false => later(stage.now(), Duration::from_secs(life)),
            },
        };
        stage.put(caller::TOKEN, &token, &issued)?;
        stage.hand_out("access token", &token)?;
        stage.event(json!({ "event": "token", "client_id": issued.client_id }))?;
        Ok(Ok(token))
    })?;
    // A number in the documents; one client reads a text [1 client].
    let expires_in = match ask.fault_is("expires-in-text") {
        true => json!(life.to_string()),
        false => json!(life),
    };
    Ok(Reply::json(json!({
        "access_token": reply?,
        "scope": SCOPE,
        "token_type": "bearer",
        "expires_in": expires_in,
    })))
}

type Form = BTreeMap<String, String>;

/// A form, and nothing else [official]. One client sends JSON and says that it works; the documents say otherwise.
async fn form_of(request: Request) -> Result<Form, No> {
    if body::announced(request.headers()) != body::URLENCODED {
        return Err(No::lwa(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "The Content-Type is not supported by the authorization server",
            "the body is not announced as a form",
        ));
    }
    let text = to_bytes(request.into_body(), LONGEST_BODY)
        .await
        .map_err(|_| call::broken_body())?;
    Ok(body::pairs(&text))
}

/// The id of the client that this form proves. The words are [official]; that all but `invalid_client` come as 400 is [inferred], as is
/// the order of the checks.
fn check(form: &Form, keys: &Keys) -> Result<String, No> {
    let member = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    if member("grant_type") != "client_credentials" {
        return Err(No::lwa(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server",
            "grant_type is not client_credentials",
        ));
    }
    let profile = keys
        .known(member("client_id"))
        .ok_or_else(|| wrong_client("no such client id"))?;
    if profile.secret != member("client_secret") {
        return Err(wrong_client("the secret is not this client's"));
    }
    if member("scope") != SCOPE {
        return Err(wrong_scope("another scope"));
    }
    // The most common reason: nobody pressed Attach [1 client].
    if profile.id == keys.unattached.id {
        return Err(wrong_scope(
            "the security profile is not attached to the App Submission API",
        ));
    }
    Ok(profile.id.clone())
}

/// HTTP 401 [1 client's fixtures].
fn wrong_client(why: &str) -> No {
    No::lwa(
        StatusCode::UNAUTHORIZED,
        "invalid_client",
        "Client authentication failed",
        why,
    )
}

fn wrong_scope(why: &str) -> No {
    No::lwa(
        StatusCode::BAD_REQUEST,
        "invalid_scope",
        "The request has an invalid parameter : scope",
        why,
    )
}
