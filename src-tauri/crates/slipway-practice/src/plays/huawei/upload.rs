//! What is kept about an upload, and the call that reserves one: `upload-url/for-obs`. The bytes arrive in `obs.rs`, in parts of
//! `parts.rs`, or by the old way in `old_upload.rs`; the object is used in `bind.rs`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    call::{self, Call, Stop},
    package::Facts,
    record::ReleaseType,
    ret::{self, No, Reply},
    signed::{self, Signed},
};
use crate::{plays::reading, stage::Stage};

/// The kind of an upload's document; its key is what the bind call names: an object id, or the old way's address.
pub(super) const UPLOAD: &str = "upload";
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
    #[serde(default)]
    pub(super) release_type: ReleaseType,
    /// Where its bytes may be put; `None` when they came another way.
    pub(super) signed: Option<Signed>,
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
    /// Reads what arrived, as far as it is an APK or an AAB.
    pub(super) async fn read(file: &crate::plays::sink::Received, suffix: &str) -> Self {
        let path = file.path().to_owned();
        let build = match suffix {
            "apk" => Some(reading::read(path).await),
            "aab" => Some(reading::read_bundle(path).await),
            _ => None,
        };
        let (facts, flaw) = match build {
            Some(Ok(build)) => (Some(Facts::of(&build)), None),
            Some(Err(why)) => (None, Some(why)),
            None => (None, None),
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
    let object_id = new_object(now, &order.suffix);
    let length = order.length;
    let signed = Signed::new(format!("/{object_id}?"), length, order.sha256, now);
    signed.hand_out(stage)?;
    let url_info = json!({
        "objectId": object_id,
        "url": signed.url(),
        "method": "PUT",
        "headers": signed.headers,
    });
    let upload = Upload {
        object_id: object_id.clone(),
        app_id: app.id.clone(),
        release_type: order.release_type,
        signed: Some(signed),
        stored: None,
    };
    stage.put(UPLOAD, &object_id, &upload)?;
    stage.event(call::event(
        "reserved",
        &app,
        json!({
            "object": object_id,
            "bytes": length,
            "release_type": order.release_type,
        }),
    ))?;
    Ok(Reply::success(json!({ "urlInfo": url_info })))
}

/// A fresh object id.
pub(super) fn new_object(now: Timestamp, suffix: &str) -> String {
    format!(
        "CN/{}/{}-{}.{suffix}",
        now.strftime("%Y%m%d"),
        now.as_millisecond(),
        uuid::Uuid::new_v4(),
    )
}

/// Largest packages [official].
pub(super) fn is_too_large(suffix: &str, length: u64) -> bool {
    LARGEST
        .iter()
        .any(|(known, largest)| *known == suffix && length > *largest)
}

/// The query of the call, checked.
struct Wanted {
    suffix: String,
    length: u64,
    sha256: Option<String>,
    release_type: ReleaseType,
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
        if is_too_large(&suffix, length) {
            return Err(ret::bad_query("contentLength"));
        }
        let sha256 = call.get("sha256").filter(|digest| !digest.is_empty());
        if sha256.is_some_and(|digest| !signed::is_sha256(digest)) {
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
        Ok(Self {
            suffix,
            length,
            sha256: sha256.map(str::to_owned),
            release_type: call.release_type()?,
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
