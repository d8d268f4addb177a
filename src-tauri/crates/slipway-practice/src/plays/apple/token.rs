//! The bearer token: a JWT that the caller signs itself. Checked in a fixed order; the store answers every flaw alike, and the ledger
//! names it. Verified here with `p256`.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier as _};
use serde::Deserialize;
use serde_json::Value;

use super::keys::{ApiKey, Family, Keys};

/// ASC, tokens [official].
const AUDIENCE: &str = "appstoreconnect-v1";
/// Twenty minutes [official]; longer ones exist for a list of resources that is not established, and are refused.
const LONGEST_LIFE: i64 = 1200;
const TOLERANCE: i64 = 60;

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    typ: String,
}

/// Why a token was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Flaw {
    #[error("there is no Authorization header with scheme Bearer")]
    Missing,
    #[error("not three base64url parts of JSON, JSON and a signature, without padding")]
    Shape,
    #[error("alg is not ES256")]
    Algorithm,
    #[error("typ is not JWT")]
    Type,
    #[error("kid is not known")]
    UnknownKey,
    #[error("the key is revoked")]
    Revoked,
    #[error("the signature is not 64 bytes of r and s, valid for that key")]
    Signature,
    #[error("aud is not appstoreconnect-v1")]
    Audience,
    #[error(
        "a team key has the issuer as iss and no sub; an individual key has sub user and no iss"
    )]
    Issuer,
    #[error("exp is not a number in the future")]
    Expired,
    #[error("exp is more than 20 minutes away")]
    Life,
    #[error("iat is in the future")]
    Early,
    #[error("scope does not cover this request")]
    Scope,
}

/// The request that a scope is held against.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    /// Decoded.
    pub(super) query: &'a [(String, String)],
}

/// The key that this header speaks for. `now` is Unix seconds on the store's clock.
pub(super) fn verify<'a>(
    header: Option<&str>,
    keys: &'a Keys,
    public: &VerifyingKey,
    now: i64,
    asked: Asked<'_>,
) -> Result<&'a ApiKey, Flaw> {
    let token = header
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or(Flaw::Missing)?;
    let (signed, signature) = token.rsplit_once('.').ok_or(Flaw::Shape)?;
    let (head, claims) = signed.split_once('.').ok_or(Flaw::Shape)?;
    let signature = decode(signature)?;
    let (head, claims): (Header, Value) = (part(head)?, part(claims)?);
    if head.alg != "ES256" {
        return Err(Flaw::Algorithm);
    }
    if head.typ != "JWT" {
        return Err(Flaw::Type);
    }
    let key = keys.key(&head.kid).ok_or(Flaw::UnknownKey)?;
    if key.revoked {
        return Err(Flaw::Revoked);
    }
    check_signature(signed, &signature, public)?;
    check_claims(&claims, key, &keys.issuer, now)?;
    if !covers(&claims["scope"], asked) {
        return Err(Flaw::Scope);
    }
    Ok(key)
}

/// Raw r and s, 32 bytes each [official]; the DER form that many libraries give is longer. Both s and n - s are good [inferred].
fn check_signature(signed: &str, signature: &[u8], public: &VerifyingKey) -> Result<(), Flaw> {
    if signature.len() != 64 {
        return Err(Flaw::Signature);
    }
    let signature = Signature::from_slice(signature).map_err(|_| Flaw::Signature)?;
    public
        .verify(signed.as_bytes(), &signature)
        .map_err(|_| Flaw::Signature)
}

fn check_claims(claims: &Value, key: &ApiKey, issuer: &str, now: i64) -> Result<(), Flaw> {
    let audience = match &claims["aud"] {
        Value::Array(one) if one.len() == 1 => &one[0],
        other => other,
    };
    if audience != AUDIENCE {
        return Err(Flaw::Audience);
    }
    let (iss, sub) = (&claims["iss"], &claims["sub"]);
    let speaks_for = match key.family {
        Family::Team => iss == issuer && sub.is_null(),
        Family::Individual => sub == "user" && iss.is_null(),
    };
    if !speaks_for {
        return Err(Flaw::Issuer);
    }
    let expires = claims["exp"].as_i64().filter(|exp| *exp > now);
    let expires = expires.ok_or(Flaw::Expired)?;
    let issued = match &claims["iat"] {
        Value::Null => now,
        iat => iat.as_i64().ok_or(Flaw::Early)?,
    };
    if issued > now + TOLERANCE {
        return Err(Flaw::Early);
    }
    if expires - issued.max(now) > LONGEST_LIFE + TOLERANCE {
        return Err(Flaw::Life);
    }
    Ok(())
}

/// Whether one entry names this request: method, blank, path, and of the query whatever it names [official, the details inferred].
fn covers(scope: &Value, asked: Asked<'_>) -> bool {
    let entries = match scope {
        Value::Null => return true,
        Value::Array(entries) => entries,
        _ => return false,
    };
    entries.iter().filter_map(Value::as_str).any(|entry| {
        let Some((method, target)) = entry.split_once(' ') else {
            return false;
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut wanted = url::form_urlencoded::parse(query.as_bytes());
        method == asked.method
            && path == asked.path
            && wanted.all(|(name, value)| {
                let mut has = asked.query.iter();
                has.any(|(other, said)| *other == name && *said == value)
            })
    })
}

fn decode(text: &str) -> Result<Vec<u8>, Flaw> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Flaw::Shape)?;
    match bytes.is_empty() {
        true => Err(Flaw::Shape),
        false => Ok(bytes),
    }
}

fn part<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, Flaw> {
    serde_json::from_slice(&decode(text)?).map_err(|_| Flaw::Shape)
}
