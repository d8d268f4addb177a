//! Who calls: an API client with a token of ours and its own id beside it, or a service account with a token of its own making.
//! The third mode, acting as a signed-in HUAWEI ID, is closed here.

use http::HeaderMap;
use jiff::Timestamp;
use rsa::RsaPublicKey;
use serde::{Deserialize, Serialize};

use super::{
    call::Stop,
    jwt,
    keys::{self, Keys, Level, ServiceAccount},
    ret::No,
};
use crate::stage::Ask;

/// The kind of an issued token's document; its key is the token.
pub(super) const TOKEN: &str = "token";

/// An access token that the token call gave out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Issued {
    pub(super) client_id: String,
    /// Token call and later calls must use the same host [official].
    pub(super) host: String,
    pub(super) expires_at: Timestamp,
}

/// Checks the headers of a publishing call. Level and role come after identity, as 403 comes after 401.
pub(super) fn identify(ask: &Ask, headers: &HeaderMap) -> Result<(), Stop> {
    let bearer = text(headers, "authorization")
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(|| No::token("no bearer token"))?;
    let (issued, keys) =
        ask.change(|stage| Ok((stage.get::<Issued>(TOKEN, bearer)?, keys::load(stage)?)))?;
    match issued {
        Some(mut issued) => {
            if ask.fault_is("expired-token") {
                issued.expires_at = ask.now();
                ask.change(|stage| stage.put(TOKEN, bearer, &issued))?;
            }
            check_client(&issued, &keys, text(headers, "client_id"), ask)?;
        }
        None => check_account(bearer, &keys, ask)?,
    }
    Ok(())
}

/// AGC Connect API: every later call carries the token *and* the id of the client that fetched it [official, 8+ clients].
fn check_client(
    issued: &Issued,
    keys: &Keys,
    client_id: Option<&str>,
    ask: &Ask,
) -> Result<(), No> {
    if client_id != Some(issued.client_id.as_str()) {
        return Err(No::token(
            "header client_id is missing or is not the token's owner",
        ));
    }
    if issued.host != ask.host() {
        return Err(No::token("the token was fetched from another host"));
    }
    if issued.expires_at <= ask.now() {
        return Err(No::token_expired());
    }
    match keys
        .clients
        .iter()
        .find(|client| client.id == issued.client_id)
    {
        Some(client) if client.level == Level::Developer => Ok(()),
        // A project-level client gets its token happily and is then refused everywhere [official guide; 3 issues].
        _ => Err(No::forbidden(
            "a project-level API client: Project is not N/A",
        )),
    }
}

fn check_account(bearer: &str, keys: &Keys, ask: &Ask) -> Result<(), No> {
    if ask.fault_is("expired-token") {
        return Err(No::token("this token counts as expired"));
    }
    let public = public_key().map_err(|error| No::token(error.to_string()))?;
    let account: &ServiceAccount =
        jwt::verify(bearer, &keys.accounts, &public, ask.now().as_second())
            .map_err(|flaw| No::token(flaw.to_string()))?;
    match account.level {
        Level::Developer => Ok(()),
        Level::Project => Err(No::project_account()),
    }
}

fn public_key() -> Result<RsaPublicKey, &'static rsa::Error> {
    keys::private_key().map(RsaPublicKey::from)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
