//! What is kept about an upload, and the call that reserves one: `upload-url/for-obs`. The bytes arrive in `obs.rs`, or by the
//! old way in `old_upload.rs`; the object is used in `bind.rs`.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    call::{self, Call, Stop},
    record::Facts,
    ret::{self, No, Reply},
};
use crate::{
    plays::{draw, later, reading},
    stage::Stage,
};

/// The kind of an upload's document; its key is what the bind call names: an object id, or the old way's address.
pub(super) const UPLOAD: &str = "upload";
/// The host of signed addresses: the shape of an OBS bucket's host [inferred]. The bucket is made up.
pub(super) const OBS_HOST: &str = "agc-practice-drcn.obs.cn-north-4.myhuaweicloud.com";
/// A signed address is good for about five minutes [2 clients].
const ADDRESS_LIFE: Duration = Duration::from_secs(5 * 60);
/// Longest `fileName`, with its suffix [official].
pub(super) const LONGEST_NAME: usize = 64;

/// Largest packages in bytes, by suffix [official].
const LARGEST: [(&str, u64); 4] = [
    ("apk", 4 << 30),
    ("aab", 150 << 20),
    ("rpk", 30 << 20),
    ("exe", 4 << 30),
];

/// One reserved upload.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Upload {
    /// What the bind call must name.
    pub(super) object_id: String,
    pub(super) app_id: String,
    /// Path and query of the signed address; empty for the old way, which has one address for all.
    pub(super) address: String,
    /// Headers that must come back unchanged.
    pub(super) headers: BTreeMap<String, String>,
    /// Announced bytes.
    pub(super) length: u64,
    /// Announced digest, lower-case hex.
    pub(super) sha256: Option<String>,
    pub(super) expires_at: Timestamp,
    /// A `PUT` has begun. An address is good once.
    pub(super) used: bool,
    /// What arrived, once all of it has.
    pub(super) stored: Option<Stored>,
}

/// A completed upload. The bytes themselves are not kept: the store has read what it wants to know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Stored {
    pub(super) bytes: u64,
    pub(super) sha256: String,
    /// `None` when this is no readable package; then `flaw` says why.
    pub(super) facts: Option<Facts>,
    pub(super) flaw: Option<String>,
}

impl Stored {
    /// Reads what arrived, as far as it is an APK.
    pub(super) async fn read(file: &crate::plays::sink::Received, suffix: &str) -> Self {
        let (facts, flaw) = match suffix {
            "apk" => match reading::read(file.path().to_owned()).await {
                Ok(build) => (Some(Facts::of(&build)), None),
                Err(why) => (None, Some(why)),
            },
            _ => (None, None),
        };
        Self {
            bytes: file.bytes,
            sha256: file.digest.clone(),
            facts,
            flaw,
        }
    }
}

/// `GET /publish/v2/upload-url/for-obs`.
pub(super) fn reserve(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let app = call.app(stage)?;
    let order = Wanted::read(call)?;
    let now = stage.now();
    let day = now.strftime("%Y%m%d").to_string();
    let object_id = format!(
        "CN/{day}/{}-{}.{}",
        now.as_millisecond(),
        uuid::Uuid::new_v4(),
        order.suffix
    );
    let address = format!("/{object_id}?agc-practice-sign={}", draw::hex(40));
    let headers = signed_headers(now, order.sha256.as_deref());
    let upload = Upload {
        object_id: object_id.clone(),
        app_id: app.id.clone(),
        address: address.clone(),
        headers: headers.clone(),
        length: order.length,
        sha256: order.sha256,
        expires_at: later(now, ADDRESS_LIFE),
        used: false,
        stored: None,
    };
    stage.put(UPLOAD, &object_id, &upload)?;
    stage.event(call::event(
        "reserved",
        &app,
        json!({ "object": object_id, "bytes": order.length }),
    ))?;
    Ok(Reply::success(json!({
        "urlInfo": {
            "objectId": object_id,
            "url": format!("https://{OBS_HOST}{address}"),
            "method": "PUT",
            "headers": headers,
        }
    })))
}

/// The query of the call, checked.
struct Wanted {
    suffix: String,
    length: u64,
    sha256: Option<String>,
}

impl Wanted {
    fn read(call: &Call) -> Result<Self, No> {
        let suffix = suffix_of(call.required("fileName")?)?;
        let length = call
            .required("contentLength")?
            .parse::<u64>()
            .ok()
            .filter(|length| *length > 0)
            .ok_or_else(|| ret::bad_query("contentLength"))?;
        let largest = LARGEST.iter().find(|(known, _)| *known == suffix);
        if largest.is_some_and(|(_, largest)| length > *largest) {
            return Err(ret::bad_query("contentLength"));
        }
        let sha256 = call.get("sha256").filter(|digest| !digest.is_empty());
        if sha256.is_some_and(|digest| !is_sha256(digest)) {
            return Err(ret::bad_query("sha256"));
        }
        if call
            .get("chineseMainlandFlag")
            .is_some_and(|flag| !matches!(flag, "0" | "1"))
        {
            return Err(ret::bad_query("chineseMainlandFlag"));
        }
        if let Some(suffix) = call.get("suffix") {
            check_suffix(suffix)?;
        }
        call.release_type()?;
        Ok(Self {
            suffix,
            length,
            sha256: sha256.map(str::to_owned),
        })
    }
}

/// The lower-case suffix of a file name of at most 64 characters.
pub(super) fn suffix_of(file_name: &str) -> Result<String, No> {
    match file_name.rsplit_once('.') {
        Some((stem, suffix)) if !stem.is_empty() && file_name.chars().count() <= LONGEST_NAME => {
            check_suffix(suffix)?;
            Ok(suffix.to_ascii_lowercase())
        }
        _ => Err(ret::bad_query("fileName")),
    }
}

/// 203489281 with these words was seen for a suffix of another length [issue].
pub(super) fn check_suffix(suffix: &str) -> Result<(), No> {
    if (1..=6).contains(&suffix.chars().count()) {
        Ok(())
    } else {
        Err(No::business(
            ret::PARAMETER_CHECK,
            "parameter validation failed, suffix size must be between 1 and 6",
        ))
    }
}

fn is_sha256(digest: &str) -> bool {
    digest.len() == 64
        && digest
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Headers as an S3-style signature has them. The signature is a random value here: it is compared, not computed.
fn signed_headers(now: Timestamp, sha256: Option<&str>) -> BTreeMap<String, String> {
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
