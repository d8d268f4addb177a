//! `GET /developer/v1/token`, and what a token is worth later. The secret travels in the query; the ledger keeps no query.

use std::time::Duration;

use axum::{extract::Request, response::Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    answer::{self, Refusal},
    call::{self, Stop},
    keys::{self, CLIENT_ID_LENGTH, CLIENT_SECRET_LENGTH, Client, Keys},
    params::Params,
};
use crate::{
    error::WorldError,
    plays::{draw, later},
    stage::{Ask, Stage},
};

/// The kind of an issued token's document; its key is the token.
const TOKEN: &str = "token";

/// OPPO: a token lives 48 hours; a new one leaves the old one at most 5 minutes [official copy].
const LIFE: Duration = Duration::from_secs(48 * 60 * 60);
const AFTERLIFE: Duration = Duration::from_secs(5 * 60);
/// Length of the recorded token.
const LENGTH: usize = 355;

#[derive(Serialize, Deserialize)]
struct Issued {
    client_id: String,
    expires_at: Timestamp,
}

/// Answers the token call. Parameters of other names are not looked at: one client adds `grant_type`.
pub(super) async fn issue(ask: Ask, request: Request) -> Response {
    let done = issue_inner(&ask, &Params::of_query(&request));
    call::finish(&ask, done)
}

fn issue_inner(ask: &Ask, params: &Params) -> Result<Value, Stop> {
    if ask.fault_is("error-inside") {
        return Err(Refusal::busy().into());
    }
    let (id, secret) = (params.text("client_id"), params.text("client_secret"));
    if id.chars().count() != CLIENT_ID_LENGTH {
        return Err(Refusal::parameter("Client Id应该包含19个字符。").into());
    }
    if secret.chars().count() != CLIENT_SECRET_LENGTH {
        // Words by analogy with those about the id [inferred].
        return Err(Refusal::parameter("Client Secret应该包含64个字符。").into());
    }
    let data = ask.change(|stage| match keys::load::<Keys>(stage)?.find(id) {
        None => Ok(Err(Refusal::client("no client has this id"))),
        Some(client) if client.secret != secret => Ok(Err(Refusal::client(
            "the secret is not this client's, or no longer",
        ))),
        Some(client) => draw_token(stage, &client.id).map(Ok),
    })?;
    Ok(answer::success(data?))
}

fn draw_token(stage: &mut Stage<'_>, client_id: &str) -> Result<Value, WorldError> {
    let now = stage.now();
    for (token, mut older) in stage.all::<Issued>(TOKEN)? {
        if older.client_id == client_id && older.expires_at > later(now, AFTERLIFE) {
            older.expires_at = later(now, AFTERLIFE);
            stage.put(TOKEN, &token, &older)?;
        }
    }
    let token = draw::letters_and_digits(LENGTH);
    let expires_at = later(now, LIFE);
    let issued = Issued {
        client_id: client_id.to_owned(),
        expires_at,
    };
    stage.put(TOKEN, &token, &issued)?;
    stage.hand_out("access token", &token)?;
    stage.event(json!({ "event": "token", "client_id": client_id }))?;
    // `expire_in` is the instant of its end in Unix seconds, in spite of its name [official copy, 3 clients].
    Ok(json!({ "access_token": token, "expire_in": expires_at.as_second() }))
}

/// The client that this token stands for.
pub(super) fn holder(
    stage: &Stage<'_>,
    token: &str,
) -> Result<Result<Client, Refusal>, WorldError> {
    let Some(issued) = stage.get::<Issued>(TOKEN, token)? else {
        return Ok(Err(Refusal::token("access_token is missing or unknown")));
    };
    if issued.expires_at <= stage.now() {
        return Ok(Err(Refusal::token("access_token is past its end")));
    }
    let client = keys::load::<Keys>(stage)?.find(&issued.client_id).cloned();
    Ok(client.ok_or_else(|| Refusal::token("the token's client is gone")))
}

/// Ends a token now, as another tool of the same team would have done.
pub(super) fn kill(stage: &mut Stage<'_>, token: &str) -> Result<(), WorldError> {
    let Some(mut issued) = stage.get::<Issued>(TOKEN, token)? else {
        return Ok(());
    };
    issued.expires_at = stage.now();
    stage.put(TOKEN, token, &issued)
}
