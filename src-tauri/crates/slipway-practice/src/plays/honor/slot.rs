//! Places for files: the table of file types, and the call that reserves places, `get-file-upload-url`. The bytes arrive in
//! `upload.rs` or are fetched in `pull.rs`; the object is used in `bind.rs`.

use std::{collections::BTreeSet, time::Duration};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    answer::{self, No, Reply, bad_parameter},
    call::{self, Call, Stop, filled, integer},
    record::Facts,
};
use crate::{
    plays::{draw, later},
    stage::Stage,
};

/// The kind of a slot's document; its key is the object id.
pub(super) const SLOT: &str = "slot";
/// How long a slot waits for its bytes to begin. The answer says until when; the time itself is ours.
const SLOT_LIFE: Duration = Duration::from_secs(60 * 60);
/// Files in one call [official].
const MOST_FILES: usize = 20;
/// Digits of an `objectId`: far above 2^31, and exact in a double.
const OBJECT_ID_DIGITS: usize = 15;
const MIB: u64 = 1 << 20;

pub(super) const ICON: i64 = 1;
pub(super) const LANDSCAPE: i64 = 2;
pub(super) const PORTRAIT: i64 = 3;
pub(super) const APK: i64 = 100;

/// What one file type takes [official].
#[derive(Clone, Copy, Debug)]
pub(super) struct FileType {
    pub(super) number: i64,
    suffixes: &'static [&'static str],
    /// Bytes.
    largest: u64,
    pub(super) per_language: bool,
    /// The code for a file of this type that is malformed.
    code: u32,
}

const PICTURE: &[&str] = &["png", "jpg", "jpeg"];
const VIDEO: &[&str] = &["mov", "mp4"];
const DOCUMENT: &[&str] = &["jpeg", "jpg", "png", "bmp", "pdf"];

impl FileType {
    /// `None` for a number that the table does not have.
    pub(super) fn of(number: i64) -> Option<Self> {
        let (suffixes, largest, per_language, code) = match number {
            ICON => (PICTURE, 200 << 10, true, answer::BAD_ICON),
            LANDSCAPE | PORTRAIT => (PICTURE, 5 * MIB, true, answer::BAD_SCREENSHOT),
            10..=12 => (VIDEO, 500 * MIB, true, answer::BAD_VIDEO),
            26 | 27 | 33 => (PICTURE, 5 * MIB, true, answer::BAD_SCREENSHOT),
            13..=19 | 35 | 37..=39 => (DOCUMENT, 15 * MIB, false, answer::OVER_LIMIT),
            21 | 22 => (DOCUMENT, 4 * MIB, false, answer::OVER_LIMIT),
            36 => (&["zip"][..], 100 * MIB, false, answer::OVER_LIMIT),
            APK => (&["apk"][..], 4096 * MIB, false, answer::OVER_LIMIT),
            _ => return None,
        };
        Some(Self {
            number,
            suffixes,
            largest,
            per_language,
            code,
        })
    }

    /// The refusal of a file of this type.
    pub(super) fn refuse(self, why: &str) -> No {
        No::business(self.code, format!("fileType {}: {why}", self.number))
    }
}

/// One reserved place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Slot {
    pub(super) object_id: i64,
    pub(super) app_id: i64,
    pub(super) wanted: Wanted,
    /// The secret part of the upload address.
    pub(super) sign: String,
    pub(super) expires_at: Timestamp,
    /// Bytes have begun to arrive. A slot is good once.
    pub(super) used: bool,
    /// What arrived, once all of it has and it was as announced.
    pub(super) stored: Option<Stored>,
    /// The store fetches the file itself.
    pub(super) pull: Option<super::pull::Pull>,
}

/// A file as it was announced.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) file_type: i64,
    pub(super) size: u64,
    /// Lower-case hex.
    pub(super) sha256: String,
}

/// A completed file. The bytes themselves are not kept: the store has read what it wants to know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Stored {
    pub(super) bytes: u64,
    pub(super) sha256: String,
    /// What an APK says about itself; `None` when it is none or cannot be read, and then `flaw` says why.
    pub(super) facts: Option<Facts>,
    pub(super) flaw: Option<String>,
    /// Width and height of a PNG or JPEG.
    pub(super) sides: Option<(u32, u32)>,
}

impl Slot {
    pub(super) fn new(app_id: i64, wanted: Wanted, now: Timestamp) -> Self {
        Self {
            object_id: super::number(OBJECT_ID_DIGITS),
            app_id,
            wanted,
            sign: draw::hex(40),
            expires_at: later(now, SLOT_LIFE),
            used: false,
            stored: None,
            pull: None,
        }
    }

    pub(super) fn load(stage: &Stage<'_>, object_id: i64) -> Result<Option<Self>, Stop> {
        Ok(stage.get::<Self>(SLOT, &object_id.to_string())?)
    }

    pub(super) fn save(&self, stage: &mut Stage<'_>) -> Result<(), Stop> {
        Ok(stage.put(SLOT, &self.object_id.to_string(), self)?)
    }

    fn address(&self, host: &str) -> String {
        format!(
            "https://{host}{}/{}?appId={}&sign={}",
            super::routes::UPLOAD_PATH,
            self.object_id,
            self.app_id,
            self.sign
        )
    }
}

/// `POST /get-file-upload-url`: the body is an array.
pub(super) fn reserve(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let app = call.app(stage)?;
    let wanted = wanted_files(&call.body)?;
    // A host that is not Honor's must not be given the token; a client has another way [inferred].
    let host = match call.ask.fault_is("foreign-upload-host") {
        true => super::routes::FOREIGN_HOST,
        false => super::routes::UPLOAD_HOST,
    };
    let mut places = Vec::new();
    for wanted in wanted {
        let slot = Slot::new(app.id, wanted, stage.now());
        slot.save(stage)?;
        stage.hand_out("sign of an upload address", &slot.sign)?;
        stage.event(call::event(
            "reserved",
            &app,
            json!({ "object": slot.object_id, "bytes": slot.wanted.size }),
        ))?;
        places.push(json!({
            "fileName": slot.wanted.name,
            "uploadUrl": slot.address(host),
            "objectId": slot.object_id,
            "expireTime": slot.expires_at.as_second(),
        }));
    }
    Ok(Reply::data(json!(places)))
}

/// A list of 1 to 20 announced files with names of their own.
pub(super) fn wanted_files(list: &Value) -> Result<Vec<Wanted>, No> {
    let entries = list
        .as_array()
        .ok_or_else(|| bad_parameter("a list of files is needed"))?;
    if !(1..=MOST_FILES).contains(&entries.len()) {
        return Err(bad_parameter("1 to 20 files"));
    }
    let wanted: Vec<Wanted> = entries.iter().map(Wanted::read).collect::<Result<_, _>>()?;
    let names: BTreeSet<&String> = wanted.iter().map(|wanted| &wanted.name).collect();
    if names.len() < wanted.len() {
        return Err(bad_parameter("fileName is not unique"));
    }
    Ok(wanted)
}

impl Wanted {
    fn read(entry: &Value) -> Result<Self, No> {
        let file_type = integer(entry.get("fileType"))
            .and_then(FileType::of)
            .ok_or_else(|| bad_parameter("fileType"))?;
        let name = filled(entry.get("fileName")).ok_or_else(|| bad_parameter("fileName"))?;
        let suffix = name.rsplit_once('.').map(|(_, suffix)| suffix);
        let suffix = suffix.unwrap_or_default().to_ascii_lowercase();
        if !file_type.suffixes.contains(&suffix.as_str()) {
            return Err(file_type.refuse("the suffix of fileName does not fit"));
        }
        let size = entry
            .get("fileSize")
            .and_then(Value::as_u64)
            .filter(|size| *size > 0)
            .ok_or_else(|| bad_parameter("fileSize"))?;
        if size > file_type.largest {
            return Err(file_type.refuse("the file is too large"));
        }
        let sha256 = filled(entry.get("fileSha256"))
            .filter(|digest| is_sha256(digest))
            .ok_or_else(|| bad_parameter("fileSha256"))?;
        Ok(Self {
            name: name.to_owned(),
            file_type: file_type.number,
            size,
            sha256: sha256.to_owned(),
        })
    }
}

/// Lower-case hex, 64 characters [official].
fn is_sha256(digest: &str) -> bool {
    let is_digit = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    digest.len() == 64 && digest.bytes().all(is_digit)
}
