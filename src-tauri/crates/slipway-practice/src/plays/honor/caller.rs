//! Who calls: the bearer token of every publishing call, the file upload included. There is no signature [official].

use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    answer::{No, TOKEN_EXPIRED, TOKEN_MALFORMED, TOKEN_MISSING},
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

/// Checks the token. The HTTP status beside 10001 to 10003 is not established; it is 200 here, and 401 in the variant that
/// the fault `expired-token-401` asks for [1 client handles it].
pub(super) fn identify(ask: &Ask, headers: &HeaderMap) -> Result<(), Stop> {
    let value = headers
        .get(header::AUTHORIZATION)
        .ok_or_else(|| No::business(TOKEN_MISSING, "IAM-TOKEN is missing"))?;
    let token = value
        .to_str()
        .ok()
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(|| malformed("the header is not Bearer and a token"))?;
    let as_401 = ask.fault_is("expired-token-401");
    let (issued, keys) = ask.change(|stage| {
        let mut issued = stage.get::<Issued>(TOKEN, token)?;
        if let Some(issued) = &mut issued
            && (as_401 || ask.fault_is("expired-token"))
        {
            issued.expires_at = stage.now();
            stage.put(TOKEN, token, issued)?;
        }
        Ok((issued, keys::load::<Keys>(stage)?))
    })?;
    let issued = issued.ok_or_else(|| malformed("no such token was issued"))?;
    if issued.expires_at <= ask.now() {
        let no = No::business(TOKEN_EXPIRED, "IAM-TOKEN has expired");
        return Err(match as_401 {
            true => no.with_status(StatusCode::UNAUTHORIZED),
            false => no,
        }
        .into());
    }
    // IAM gives a token to every service's credentials; this gateway takes those of the app market only [measured].
    if issued.client_id != keys.publishing.id {
        ask.event(
            json!({ "event": "warning", "what": "the token belongs to another Honor service" }),
        )?;
        return Err(malformed("the credentials are of another Honor service").into());
    }
    Ok(())
}

/// 10002 with these very words [measured by 1 client].
fn malformed(why: &str) -> No {
    No::business(TOKEN_MALFORMED, "IAM-TOKEN format error").because(why)
}
