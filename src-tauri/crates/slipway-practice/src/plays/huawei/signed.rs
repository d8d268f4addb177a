//! A signed address of the object store: good once, for some minutes, for exactly these headers and so many bytes. Handed out by
//! connect-api (`upload.rs`, `parts.rs`), used in `obs.rs`.

use std::{collections::BTreeMap, time::Duration};

use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::obs::Refusal;
use crate::{
    error::WorldError,
    plays::{draw, later, sink::Received},
    stage::Stage,
};

/// The host of signed addresses: the shape of an OBS bucket's host [inferred]. The bucket is made up.
pub(super) const OBS_HOST: &str = "agc-practice-drcn.obs.cn-north-4.myhuaweicloud.com";
/// A signed address is good for about five minutes [2 clients].
const ADDRESS_LIFE: Duration = Duration::from_secs(5 * 60);
/// Headers of connect-api that have no place at the object store.
const FOREIGN: [&str; 3] = ["client_id", "teamid", "oauth2token"];

/// One signed address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Signed {
    /// Path and query.
    pub(super) address: String,
    /// Headers that must come back unchanged.
    pub(super) headers: BTreeMap<String, String>,
    /// Announced bytes.
    pub(super) length: u64,
    /// Announced digest, lower-case hex.
    pub(super) sha256: Option<String>,
    pub(super) expires_at: Timestamp,
    /// A `PUT` has begun.
    pub(super) used: bool,
}

impl Signed {
    /// A fresh one. `place` is path and query so far, ending in `?` or `&`.
    pub(super) fn new(place: String, length: u64, sha256: Option<String>, now: Timestamp) -> Self {
        Self {
            address: format!("{place}agc-practice-sign={}", draw::hex(40)),
            headers: headers(now, sha256.as_deref()),
            length,
            sha256,
            expires_at: later(now, ADDRESS_LIFE),
            used: false,
        }
    }

    /// Remembers the two signatures that go out with the address.
    pub(super) fn hand_out(&self, stage: &mut Stage<'_>) -> Result<(), WorldError> {
        let authorization = self.headers.get("Authorization").map_or("", String::as_str);
        for signed in [self.address.as_str(), authorization] {
            if let Some((_, signature)) = signed.rsplit_once('=') {
                stage.hand_out("signature of an upload address", signature)?;
            }
        }
        Ok(())
    }

    pub(super) fn url(&self) -> String {
        format!("https://{OBS_HOST}{}", self.address)
    }

    /// Uses the address up, unless it is not good.
    pub(super) fn open(
        &mut self,
        headers: &HeaderMap,
        host: &str,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let denied = |why: &str| Refusal::new(StatusCode::FORBIDDEN, "AccessDenied", why);
        if self.used {
            return Err(denied("the address was used before"));
        }
        if now > self.expires_at {
            return Err(denied("Request has expired"));
        }
        self.check_headers(headers, host)?;
        self.used = true;
        Ok(())
    }

    fn check_headers(&self, headers: &HeaderMap, host: &str) -> Result<(), Refusal> {
        let sent = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        for (name, value) in &self.headers {
            let came = match name.as_str() {
                // HTTP/2 carries the host beside the headers.
                "Host" => Some(host),
                name => sent(name),
            };
            if came != Some(value) {
                return Err(Refusal::new(
                    StatusCode::FORBIDDEN,
                    "SignatureDoesNotMatch",
                    format!("header {name} is not what was signed"),
                ));
            }
        }
        if let Some(name) = FOREIGN.into_iter().find(|name| headers.contains_key(*name)) {
            return Err(Refusal::new(
                StatusCode::FORBIDDEN,
                "AccessDenied",
                format!("header {name} does not belong to a signed address"),
            ));
        }
        let length = sent("content-length").and_then(|length| length.parse::<u64>().ok());
        match length {
            _ if headers.contains_key(header::TRANSFER_ENCODING) => Err(missing_length()),
            None => Err(missing_length()),
            Some(length) if length != self.length => Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "InvalidRequest",
                format!("Content-Length is {length}, reserved were {}", self.length),
            )),
            Some(_) => Ok(()),
        }
    }

    /// Holds what arrived against what was announced.
    pub(super) fn check_content(&self, file: &Received) -> Result<(), Refusal> {
        if file.bytes != self.length {
            return Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "IncompleteBody",
                "the body has another length",
            ));
        }
        match &self.sha256 {
            Some(announced) if *announced != file.digest => Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "XAmzContentSHA256Mismatch",
                "the body has another SHA-256 than announced",
            )),
            _ => Ok(()),
        }
    }
}

fn missing_length() -> Refusal {
    Refusal::new(
        StatusCode::LENGTH_REQUIRED,
        "MissingContentLength",
        "a signed address takes no chunked body",
    )
}

/// Lower-case hex.
pub(super) fn is_sha256(digest: &str) -> bool {
    digest.len() == 64
        && digest
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Headers as an S3-style signature has them. The signature is a random value here: it is compared, not computed.
fn headers(now: Timestamp, sha256: Option<&str>) -> BTreeMap<String, String> {
    let day = now.strftime("%Y%m%d");
    let scope = format!("{day}/cn-north-4/s3/aws4_request");
    let signed = "content-type;host;user-agent;x-amz-content-sha256;x-amz-date";
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={signed}, Signature={}",
        draw::hex(20).to_uppercase(),
        draw::hex(64)
    );
    [
        ("Authorization", authorization),
        ("Content-Type", "application/octet-stream".to_owned()),
        ("Host", OBS_HOST.to_owned()),
        ("user-agent", "agc-publish-practice/1.0".to_owned()),
        (
            "x-amz-content-sha256",
            sha256.unwrap_or("UNSIGNED-PAYLOAD").to_owned(),
        ),
        ("x-amz-date", now.strftime("%Y%m%dT%H%M%SZ").to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}
