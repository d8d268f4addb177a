//! The token call of AGC Connect API clients. Not for service accounts, which make their own tokens.

use std::time::Duration;

use axum::{extract::Request, response::Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    call::{self, Stop},
    caller::{self, Issued},
    keys::{self, Keys},
    record::App,
    ret::{self, No, Reply},
};
use crate::{
    plays::{app::APP, draw, later},
    stage::Ask,
};

/// AGC: a token lives 48 hours, and `expires_in` says so in seconds [2 clients; read from a real token].
const LIFE_SECONDS: u64 = 172_800;

/// `POST /api/oauth2/v1/token`.
pub(super) async fn answer(ask: Ask, request: Request) -> Response {
    let done = issue(&ask, request).await;
    call::finish(&ask, done)
}

async fn issue(ask: &Ask, request: Request) -> Result<Reply, Stop> {
    let body = call::json_body(request).await?;
    if ask.fault_is("error-inside") {
        return Err(No::business(ret::SYSTEM_ERROR, "unknown system error").into());
    }
    let reply = ask.change(|stage| {
        let is_app_id = stage.get::<App>(APP, text(&body, "client_id"))?.is_some();
        let client_id = match check(&body, &keys::load::<Keys>(stage)?, is_app_id) {
            Ok(client_id) => client_id,
            Err(no) => return Ok(Err(no)),
        };
        let issued_at = stage.now();
        let token = write(&client_id, issued_at.as_second());
        let issued = Issued {
            client_id,
            host: ask.host().to_owned(),
            expires_at: later(issued_at, Duration::from_secs(LIFE_SECONDS)),
        };
        stage.put(caller::TOKEN, &token, &issued)?;
        stage.hand_out("access token", &token)?;
        stage.event(json!({ "event": "token", "client_id": issued.client_id }))?;
        Ok(Ok(Reply::json(
            json!({ "access_token": token, "expires_in": LIFE_SECONDS }),
        )))
    })?;
    Ok(reply?)
}

/// The id of the client that this body proves.
fn check(body: &Value, keys: &Keys, is_app_id: bool) -> Result<String, No> {
    if text(body, "grant_type") != "client_credentials" {
        return Err(ret::bad_query("grant_type"));
    }
    let (id, secret) = (text(body, "client_id"), text(body, "client_secret"));
    match keys.clients.iter().find(|client| client.id == id) {
        Some(client) if client.secret == secret => Ok(client.id.clone()),
        None if is_app_id || keys.is_other_family(id) => Err(No::business(
            ret::OTHER_FAMILY,
            "the type of clientId not match",
        )),
        _ => Err(No::business(ret::WRONG_PAIR, "client id or secret error")),
    }
}

fn text<'a>(body: &'a Value, member: &str) -> &'a str {
    body.get(member).and_then(Value::as_str).unwrap_or_default()
}

/// A token of the real shape: three JWT parts. Clients treat it as opaque; only its document counts.
fn write(client_id: &str, issued_at: i64) -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({ "alg": "HS256", "typ": "JWT" }));
    let payload = part(json!({
        "sub": client_id,
        "client_type": 1,
        "iat": issued_at,
        "exp": issued_at.saturating_add_unsigned(LIFE_SECONDS),
    }));
    format!(
        "{header}.{payload}.{}",
        URL_SAFE_NO_PAD.encode(draw::hex(32))
    )
}
