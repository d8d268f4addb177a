//! Upload operations: a file cut into parts, a signed address for each, and what arrived at them. Reserved by `files.rs`, filled by
//! `storage.rs`, used up by `commit.rs`.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use jiff::Timestamp;
use rand::seq::SliceRandom as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{routes::STORAGE_HOST, time};
use crate::{
    error::WorldError,
    plays::{draw, later},
    stage::Stage,
};

/// The kind of an operation's document; its key is path and query of the signed address.
const SLOT: &str = "slot";
/// The addresses of a file's operations, by part number.
const PLAN: &str = "slots";
/// Smallest part: so small that a few megabytes run through many.
const SMALL: u64 = 64 * 1024;
/// No file is cut into more parts than this.
const MOST_PARTS: u64 = 256;
/// What the real one cuts [recorded].
const REAL: u64 = 5_242_880;
/// `X-Amz-Expires` [recorded].
const LIFE: Duration = Duration::from_secs(604_800);

/// One operation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Slot {
    /// Path and query.
    pub(super) address: String,
    pub(super) file: String,
    /// From 1.
    pub(super) part: u64,
    pub(super) offset: u64,
    pub(super) length: u64,
    /// Headers that must come back as they are.
    pub(super) headers: BTreeMap<String, String>,
    pub(super) expires_at: Timestamp,
    pub(super) arrived: Option<Arrived>,
    /// How often this part came whole.
    pub(super) times: u64,
}

/// A part that arrived whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Arrived {
    pub(super) path: PathBuf,
    /// Lower-case hex.
    pub(super) md5: String,
}

/// 64 KiB, and more where that would make more than 256 parts; under `real-parts` what the real one cuts.
pub(super) fn part_size(file_size: u64, is_real: bool) -> u64 {
    match is_real {
        true => REAL,
        false => file_size
            .div_ceil(MOST_PARTS)
            .next_multiple_of(SMALL)
            .max(SMALL),
    }
}

/// Cuts a file. Returns `uploadOperations`, in no order [recorded].
pub(super) fn cut(
    stage: &mut Stage<'_>,
    file: &str,
    file_size: u64,
    part_size: u64,
) -> Result<Value, WorldError> {
    let now = stage.now();
    let (object, upload) = (draw::hex(32), draw::hex(40));
    let mut addresses = Vec::new();
    let mut operations = Vec::new();
    for part in 1..=file_size.div_ceil(part_size) {
        let offset = (part - 1) * part_size;
        let slot = Slot {
            address: address(&object, &upload, part, now),
            file: file.to_owned(),
            part,
            offset,
            length: part_size.min(file_size - offset),
            headers: BTreeMap::from([(
                "Content-Type".to_owned(),
                "application/octet-stream".to_owned(),
            )]),
            expires_at: later(now, LIFE),
            arrived: None,
            times: 0,
        };
        if let Some((_, signature)) = slot.address.rsplit_once("X-Amz-Signature=") {
            stage.hand_out("signature of an upload address", signature)?;
        }
        operations.push(slot.operation());
        slot.save(stage)?;
        addresses.push(slot.address);
    }
    stage.put(PLAN, file, &addresses)?;
    operations.shuffle(&mut rand::thread_rng());
    if operations.len() > 1 && operations[0]["partNumber"] == 1 {
        // Never in order by accident: a client that goes by the place in the list has to be found out.
        let last = operations.len() - 1;
        operations.swap(0, last);
    }
    Ok(Value::Array(operations))
}

fn address(object: &str, upload: &str, part: u64, now: Timestamp) -> String {
    let day = now.strftime("%Y%m%d");
    let date = now.strftime("%Y%m%dT%H%M%SZ");
    format!(
        "/practice-assets/{object}?partNumber={part}&uploadId={upload}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={date}&X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost&X-Amz-Expires=604800&X-Amz-Credential={}%2F{day}%2Fstore-001%2Fs3%2Faws4_request&X-Amz-Signature={}",
        draw::hex(20).to_uppercase(),
        draw::hex(64)
    )
}

impl Slot {
    /// As the API hands it out.
    fn operation(&self) -> Value {
        let headers = self.headers.iter();
        let headers: Vec<Value> = headers
            .map(|(name, value)| json!({ "name": name, "value": value }))
            .collect();
        json!({
            "method": "PUT",
            "url": format!("https://{STORAGE_HOST}{}", self.address),
            "length": self.length,
            "offset": self.offset,
            "partNumber": self.part,
            "entityTag": null,
            "expiration": time::pacific(self.expires_at),
            "requestHeaders": headers,
        })
    }

    pub(super) fn find(stage: &Stage<'_>, address: &str) -> Result<Option<Self>, WorldError> {
        stage.get(SLOT, address)
    }

    pub(super) fn save(&self, stage: &mut Stage<'_>) -> Result<(), WorldError> {
        stage.put(SLOT, &self.address, self)
    }

    /// Forgets what arrived, and its file.
    pub(super) fn forget(&mut self, stage: &mut Stage<'_>) -> Result<(), WorldError> {
        if let Some(arrived) = self.arrived.take() {
            let _ = std::fs::remove_file(arrived.path);
        }
        self.save(stage)
    }
}

/// A file's operations, in the order of their parts.
pub(super) fn of_file(stage: &Stage<'_>, file: &str) -> Result<Vec<Slot>, WorldError> {
    let addresses = stage.get::<Vec<String>>(PLAN, file)?.unwrap_or_default();
    addresses
        .iter()
        .filter_map(|address| Slot::find(stage, address).transpose())
        .collect()
}

/// Takes away a file's operations and whatever arrived.
pub(super) fn remove(stage: &mut Stage<'_>, file: &str) -> Result<(), WorldError> {
    for mut slot in of_file(stage, file)? {
        slot.forget(stage)?;
        stage.remove(SLOT, &slot.address)?;
    }
    stage.remove(PLAN, file).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_package_is_not_cut_into_thousands() {
        assert_eq!(part_size(1, false), SMALL);
        assert_eq!(part_size(20 << 20, false), 131_072);
        assert_eq!(part_size(1 << 30, false), 4 << 20);
        assert!((1_u64 << 32).div_ceil(part_size(1 << 32, false)) <= MOST_PARTS);
        assert_eq!(part_size(1 << 30, true), REAL);
    }
}
