//! Who calls: the bearer token of every call of the API, uploads included. A token that is missing, made up or expired is one and the
//! same 403 [official].

use http::{HeaderMap, header};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    answer::not_authorized,
    call::Stop,
    keys::{self, Keys},
};
use crate::stage::Ask;

/// The kind of an issued token's document; its key is the token.
pub(super) const TOKEN: &str = "token";

/// An access token that the token call gave out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Issued {
    pub(super) client_id: String,
    pub(super) expires_at: Timestamp,
}

/// Whose developer account a token belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Account {
    Ours,
    Theirs,
}

/// Checks the token.
pub(super) fn identify(ask: &Ask, headers: &HeaderMap) -> Result<Account, Stop> {
    let value = headers
        .get(header::AUTHORIZATION)
        .ok_or_else(|| not_authorized("there is no Authorization header"))?;
    let token = value
        .to_str()
        .ok()
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(|| not_authorized("the header is not Bearer and a token"))?;
    let (issued, keys) = ask.change(|stage| {
        let mut issued = stage.get::<Issued>(TOKEN, token)?;
        if let Some(issued) = &mut issued
            && ask.fault_is("expired-token")
        {
            issued.expires_at = stage.now();
            stage.put(TOKEN, token, issued)?;
        }
        Ok((issued, keys::load::<Keys>(stage)?))
    })?;
    let issued = issued.ok_or_else(|| not_authorized("no such token was issued"))?;
    if issued.expires_at <= ask.now() {
        return Err(not_authorized("the token has expired").into());
    }
    if ask.fault_is("not-authorized") {
        return Err(not_authorized("a knob asked for it; the token is good").into());
    }
    Ok(match issued.client_id == keys.other_account.id {
        true => Account::Theirs,
        false => Account::Ours,
    })
}
