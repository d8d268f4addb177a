//! The token call of Honor's sign-in server (IAM). It knows the account's credentials of every service; whether a token may
//! publish is the publish gateway's business, in `caller.rs`.

use std::{collections::BTreeMap, time::Duration};

use axum::{body::to_bytes, extract::Request, response::Response};
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    answer::{No, Reply},
    call::{self, Stop},
    caller::{self, Issued},
    keys::{self, Keys},
};
use crate::{
    plays::{body, draw, later},
    stage::Ask,
};

/// IAM: the documented example says 3600 seconds [official].
const LIFE_SECONDS: u64 = 3600;
/// Under the fault `short-token`: gone before a careful client's five minutes are twice over.
const SHORT_LIFE_SECONDS: u64 = 600;
const LONGEST_BODY: usize = 64 << 10;

/// `POST /auth/token`.
pub(super) async fn answer(ask: Ask, request: Request) -> Response {
    let done = issue(&ask, request).await;
    call::finish(&ask, done)
}

async fn issue(ask: &Ask, request: Request) -> Result<Reply, Stop> {
    let form = form_of(request).await?;
    let life = match ask.fault_is("short-token") {
        true => SHORT_LIFE_SECONDS,
        false => LIFE_SECONDS,
    };
    let reply = ask.change(|stage| {
        let client_id = match check(&form, &keys::load::<Keys>(stage)?) {
            Ok(client_id) => client_id,
            Err(no) => return Ok(Err(no)),
        };
        let token = draw::hex(64);
        let issued = Issued {
            client_id,
            expires_at: later(stage.now(), Duration::from_secs(life)),
        };
        stage.put(caller::TOKEN, &token, &issued)?;
        stage.hand_out("access token", &token)?;
        stage.event(json!({ "event": "token", "client_id": issued.client_id }))?;
        Ok(Ok(token))
    })?;
    let mut body = Map::from_iter([("access_token".to_owned(), json!(reply?))]);
    // One client was written for answers without the member [1 client].
    if !ask.fault_is("no-expiry") {
        body.insert("expires_in".to_owned(), json!(life));
    }
    body.insert("token_type".to_owned(), json!("Bearer"));
    Ok(Reply::json(Value::Object(body)))
}

type Form = BTreeMap<String, String>;

/// Only a form counts; a JSON body is not accepted [1 client]. What the server says about one is not established, so it
/// counts as a form without members.
async fn form_of(request: Request) -> Result<Form, No> {
    let announced = body::announced(request.headers());
    let text = to_bytes(request.into_body(), LONGEST_BODY)
        .await
        .map_err(|_| call::broken_body())?;
    Ok(match announced == body::URLENCODED {
        true => body::pairs(&text),
        false => Form::new(),
    })
}

/// The id of the client that this form proves.
fn check(form: &Form, keys: &Keys) -> Result<String, No> {
    let member = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    match member("grant_type") {
        "client_credentials" => {}
        // RFC 6749's words for both cases; Honor's own are not known [inferred].
        "" => {
            return Err(No::sign_in(
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "Missing grant type",
                "no form with a grant_type",
            ));
        }
        _ => {
            return Err(No::sign_in(
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "Unsupported grant type",
                "grant_type is not client_credentials",
            ));
        }
    }
    match keys.known(member("client_id")) {
        Some(pair) if pair.secret == member("client_secret") => Ok(pair.id.clone()),
        Some(_) => Err(wrong_pair("the secret is not this client's")),
        None => Err(wrong_pair("no such client id")),
    }
}

/// HTTP 401 with these very words [measured by 1 client].
fn wrong_pair(why: &str) -> No {
    No::sign_in(
        StatusCode::UNAUTHORIZED,
        "invalid_client",
        "Invalid client or Invalid client credentials",
        why,
    )
}
