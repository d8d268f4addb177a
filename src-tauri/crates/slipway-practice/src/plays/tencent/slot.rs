//! Upload slots: `get_file_upload_info` hands out a serial number and a signed address for one file. The bytes arrive in `cos.rs`;
//! `update_app` names them by their serial number.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    answer::{Refusal, Stop},
    call::Call,
    codes::{BAD_FILE_TYPE, NO_FILE_NAME, NO_FILE_TYPE, NO_RECORD},
    content::Stored,
    form::Form,
    quota::{self, Counted},
};
use crate::{
    error::WorldError,
    plays::{draw, later},
    stage::Stage,
};

/// The kind of a slot's document; its key is the serial number.
const SLOT: &str = "slot";

/// The host of signed addresses: the shape of a COS bucket's host [inferred]. The bucket is made up.
pub(super) const COS_HOST: &str = "yyb-practice-1250000000.cos.ap-guangzhou.myqcloud.com";

/// How long an address is good for is not documented; this is practice's.
const LIFE: Duration = Duration::from_secs(60 * 60);

/// `file_type`, and the endings that a file name of that type may have [official]; the pairing is inferred.
const TYPES: [(&str, &[&str]); 5] = [
    ("img", &["png", "jpg"]),
    ("apk", &["apk"]),
    ("pdf", &["pdf"]),
    ("video", &["mp4", "m4a"]),
    ("txt", &["txt"]),
];

/// One slot.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Slot {
    pub(super) serial: String,
    pub(super) app_id: String,
    pub(super) file_type: String,
    /// Path and query of the signed address.
    pub(super) address: String,
    pub(super) expires_at: Timestamp,
    /// What arrived last. The same address overwrites the same object until it expires.
    pub(super) stored: Option<Stored>,
}

/// `POST /get_file_upload_info`.
pub(super) fn reserve(stage: &mut Stage<'_>, call: Call<'_>) -> Result<Value, Stop> {
    let ask = call.ask;
    let used_up = ask.fault_is("quota-used-up");
    quota::spend(stage, &call.user_id, Counted::Slots, used_up)?;
    let (file_type, ending) = wanted(call.form)?;
    let now = stage.now();
    let serial = draw::hex(32);
    let day = now.strftime("%Y%m%d");
    let path = format!("/open_file/{}/{day}/{serial}.{ending}", call.app.id);
    let expires_at = later(now, LIFE);
    let (query, signature) = signature(now, expires_at);
    stage.hand_out("signature of an upload address", &signature)?;
    let slot = Slot {
        address: format!("{path}?{query}"),
        serial,
        app_id: call.app.id,
        file_type: file_type.to_owned(),
        expires_at,
        stored: None,
    };
    save(stage, &slot)?;
    stage.event(json!({
        "event": "reserved",
        "package": call.app.package,
        "serial_number": slot.serial,
        "file_type": file_type,
        "file_name": call.form.get("file_name"),
    }))?;
    // Seen as success without an address [1 client].
    if ask.fault_is("empty-slot") {
        return Ok(json!({ "pre_sign_url": "", "serial_number": "" }));
    }
    Ok(json!({
        "pre_sign_url": format!("https://{COS_HOST}{}", slot.address),
        "serial_number": slot.serial,
    }))
}

/// Type and ending, lower case.
fn wanted(form: &Form) -> Result<(&'static str, &'static str), Refusal> {
    let file_type = form
        .filled("file_type")
        .ok_or_else(|| NO_FILE_TYPE.because("file_type is missing"))?;
    let (file_type, endings) = TYPES
        .into_iter()
        .find(|(known, _)| *known == file_type)
        .ok_or_else(|| BAD_FILE_TYPE.because(format!("file_type is {file_type:?}")))?;
    let name = form
        .filled("file_name")
        .ok_or_else(|| NO_FILE_NAME.because("file_name is missing"))?;
    // A name with the wrong ending, or none, has no number of its own [inferred].
    let ending = name
        .rsplit_once('.')
        .filter(|(stem, _)| !stem.is_empty())
        .and_then(|(_, ending)| {
            endings
                .iter()
                .find(|known| ending.eq_ignore_ascii_case(known))
        })
        .ok_or_else(|| BAD_FILE_TYPE.because(format!("{name:?} is no name of a {file_type}")))?;
    Ok((file_type, ending))
}

/// The query of a COS address, by COS's general scheme [inferred], and the signature in it. That is a random value here: it is compared,
/// not computed.
fn signature(now: Timestamp, until: Timestamp) -> (String, String) {
    let time = format!("{};{}", now.as_second(), until.as_second());
    let signature = draw::hex(40);
    let query = format!(
        "q-sign-algorithm=sha1&q-ak=AKID{}&q-sign-time={time}&q-key-time={time}&q-header-list=host&q-url-param-list=&q-signature={signature}",
        draw::letters_and_digits(32)
    );
    (query, signature)
}

/// What was uploaded under that serial number for that app, with the slot's type. 4000043 for everything else [official].
pub(super) fn uploaded(
    stage: &Stage<'_>,
    app_id: &str,
    serial: &str,
) -> Result<(String, Stored), Stop> {
    let slot = load(stage, serial)?.filter(|slot| slot.app_id == app_id);
    match slot {
        Some(Slot {
            file_type,
            stored: Some(stored),
            ..
        }) => Ok((file_type, stored)),
        Some(_) => Err(NO_RECORD
            .because(format!("nothing was uploaded as {serial}"))
            .into()),
        None => Err(NO_RECORD
            .because(format!("this app has no slot {serial}"))
            .into()),
    }
}

pub(super) fn load(stage: &Stage<'_>, serial: &str) -> Result<Option<Slot>, WorldError> {
    stage.get(SLOT, serial)
}

pub(super) fn save(stage: &mut Stage<'_>, slot: &Slot) -> Result<(), WorldError> {
    stage.put(SLOT, &slot.serial, slot)
}
