//! Service-account tokens: a JWT that the caller signs itself and that is the bearer token as it stands.
//! Verified here with the `rsa` crate; there is no exchange step and nothing is remembered between requests.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::{
    RsaPublicKey,
    pss::{Signature, VerifyingKey},
    sha2::Sha256,
    signature::Verifier as _,
};
use serde::Deserialize;

use super::keys::ServiceAccount;

/// AGC service accounts: `aud` is this literal; nobody calls it [official].
const AUDIENCE: &str = "https://oauth-login.cloud.huawei.com/oauth2/v3/token";
/// PSS with SHA-256 and a salt as long as the hash [official].
const SALT: usize = 32;
/// A token valid for more than a day is refused; the documents prescribe one hour [official].
const LONGEST_LIFE: i64 = 86_400;

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

#[derive(Deserialize)]
struct Payload {
    aud: String,
    iss: String,
    iat: i64,
    exp: i64,
}

/// Why a token was refused. The store answers all of them alike; the ledger names the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Flaw {
    #[error("not three base64url parts without padding")]
    Shape,
    #[error("alg is not PS256")]
    Algorithm,
    #[error("kid is not known")]
    UnknownKey,
    #[error("aud is not the fixed literal")]
    Audience,
    #[error("iss is not the account's sub_account")]
    Issuer,
    #[error("exp is in the past")]
    Expired,
    #[error("exp - iat is not between 1 s and 1 day")]
    Life,
    #[error("signature is not RSASSA-PSS with SHA-256 and a 32-byte salt")]
    Signature,
}

/// The account that this token speaks for. `now` is Unix seconds on practice's clock.
pub(super) fn verify<'a>(
    token: &str,
    accounts: &'a [ServiceAccount],
    key: &RsaPublicKey,
    now: i64,
) -> Result<&'a ServiceAccount, Flaw> {
    let (signed, signature) = token.rsplit_once('.').ok_or(Flaw::Shape)?;
    let (header, payload) = signed.split_once('.').ok_or(Flaw::Shape)?;
    let header: Header = part(header)?;
    if header.alg != "PS256" {
        return Err(Flaw::Algorithm);
    }
    let account = accounts
        .iter()
        .find(|account| account.key_id == header.kid)
        .ok_or(Flaw::UnknownKey)?;
    let payload: Payload = part(payload)?;
    check_claims(&payload, account, now)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Flaw::Shape)?;
    let signature = Signature::try_from(signature.as_slice()).map_err(|_| Flaw::Signature)?;
    VerifyingKey::<Sha256>::new_with_salt_len(key.clone(), SALT)
        .verify(signed.as_bytes(), &signature)
        .map_err(|_| Flaw::Signature)?;
    Ok(account)
}

fn check_claims(payload: &Payload, account: &ServiceAccount, now: i64) -> Result<(), Flaw> {
    let life = payload.exp.saturating_sub(payload.iat);
    if payload.aud != AUDIENCE {
        Err(Flaw::Audience)
    } else if payload.iss != account.sub_account {
        Err(Flaw::Issuer)
    } else if !(1..=LONGEST_LIFE).contains(&life) {
        Err(Flaw::Life)
    } else if payload.exp <= now {
        Err(Flaw::Expired)
    } else {
        Ok(())
    }
}

fn part<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, Flaw> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Flaw::Shape)?;
    serde_json::from_slice(&bytes).map_err(|_| Flaw::Shape)
}

#[cfg(test)]
mod tests {
    use super::{Flaw, ServiceAccount, URL_SAFE_NO_PAD, verify};
    use crate::plays::huawei::keys::{Level, REHEARSAL_KEY};
    use base64::Engine as _;

    /// Known answers made for the reference and checked there with two other tools.
    const HEADER: &str = r#"{"kid":"practicekey00000000000000000001","typ":"JWT","alg":"PS256"}"#;
    const PAYLOAD: &str = r#"{"aud":"https://oauth-login.cloud.huawei.com/oauth2/v3/token","iss":"100000001","exp":1760003600,"iat":1760000000}"#;
    const VALID: &str = "HTU0qRr-9oJR5m7WbOWZrKgrC1zQGT0A1Ciep6Ll1sm3YXvIxEwaDjQEO-8_nQJf5HL0_1jzF6VDJsbPY_uyWsaUjLjFwx1Fo6P2VqBBg6Ll8JwWGWVmOdz-WltiUA0yvF3J4BPpVvN-0EB1UsvdeE1ZiEJOQg9d_5WLVhXcJYonVFi2yeXUX0KBTQdiB6mZGsI6eI1wIsF9iX1W6czAZ9p1SBow1DfUZ2v4wxDikkj7MJ7RcixYcxR9_mIoEj4Cge118_9DpTFE1ENL36Kv_Ho0FLRlg7XC2ywtxIWH9ke1LvT087nyUAgy1VhSOIJyLsBNn7KPyON1uYg0erVFsQ";
    const PKCS1: &str = "Zz33t2bzOEYWAOyt2oHfj-uv3vTwyHV8XrIKqczrP35zolZmtMy3sPQX84_iGY9-J_NJ5OzjeJfB-U03Rsk_sWPQ4mHFMeCaJ0OdOHXJdlzoKpZ6HlBett3_8EHBDwUyocvxUqNyDXZd0wYd_Jjn9XNlUji3aiLDd0Hq6UYuev5d0I0Wbg-Lsv0m8Koh4aaGT_hIxOWWV0qy8sg9vCb8FOVHdKzkX3AJxXaW-i8g4aM1P9GwCcjhmn_zMkO3mQ7ctdb9b7sWMT9FGB_ce22Vjak2qTcxS5NU7b7rApnGSLeOOAjIs0E6FuEMkKACG5qO8pDyI9yUS55gbNVGloO78Q";
    const SALT_20: &str = "FqQ1eFoZUpiSg-1wqbkUm0HqyBMyXdFpeOJaWMEesJOFsnB0N7cbKOlHlYXA3Qqg0bC8xnEnZCcYF4QwH4O5oapImAkyC5sqPCc7UpCk8qxzxjbasGlEcWahPWpWH4YLgCTlM5VCjZhA8iSedo0sqod2ENxhfTdlfvFtbdf7f6EmKbGQMYcTeUIZERZ2KwF4wk1zQAxCA_2JLsGFC4qqTPa27BrQeZAQjU338YW3M9cigJFChGYpBbAPDEST4u2pt_BSUYgJD3TCSlsHZ6RefVYEttvYiQ1IppbjT3NZLIEpQYpNxdCL-ljcfgPXE8pZ782G0yXsuxR7IiPBbDAuaQ";
    const DURING: i64 = 1_760_000_100;

    fn accounts() -> Vec<ServiceAccount> {
        vec![ServiceAccount {
            key_id: "practicekey00000000000000000001".into(),
            sub_account: "100000001".into(),
            project_id: String::new(),
            level: Level::Developer,
        }]
    }

    fn check(header: &str, payload: &str, signature: &str, now: i64) -> Result<(), Flaw> {
        let key = REHEARSAL_KEY.build().unwrap().to_public_key();
        let token = format!(
            "{}.{}.{signature}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(payload)
        );
        verify(&token, &accounts(), &key, now).map(|_| ())
    }

    #[test]
    fn takes_the_known_answer_and_refuses_its_two_neighbours() {
        assert_eq!(check(HEADER, PAYLOAD, VALID, DURING), Ok(()));
        assert_eq!(check(HEADER, PAYLOAD, PKCS1, DURING), Err(Flaw::Signature));
        assert_eq!(
            check(HEADER, PAYLOAD, SALT_20, DURING),
            Err(Flaw::Signature)
        );
    }

    #[test]
    fn every_claim_is_looked_at() {
        let with = |from: &str, to: &str| check(HEADER, &PAYLOAD.replace(from, to), VALID, DURING);
        assert_eq!(
            with("oauth2/v3/token", "oauth2/v2/token"),
            Err(Flaw::Audience)
        );
        assert_eq!(with("100000001", "100000002"), Err(Flaw::Issuer));
        assert_eq!(with("1760003600", "1760086401"), Err(Flaw::Life));
        assert_eq!(with("1760003600", "1760003601"), Err(Flaw::Signature));
        assert_eq!(
            check(HEADER, PAYLOAD, VALID, 1_760_003_600),
            Err(Flaw::Expired)
        );
        let header =
            |from: &str, to: &str| check(&HEADER.replace(from, to), PAYLOAD, VALID, DURING);
        assert_eq!(header("PS256", "RS256"), Err(Flaw::Algorithm));
        assert_eq!(header("key000", "key001"), Err(Flaw::UnknownKey));
        assert_eq!(
            check(HEADER, PAYLOAD, &format!("{VALID}=="), DURING),
            Err(Flaw::Shape)
        );
    }
}
