//! The quota: so many requests in any hour, counted per key [official]. Kept in slices of ten seconds, so that an hour stays small.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{error::WorldError, stage::Stage};

/// What real accounts see [recorded]; the documents say 3500.
pub(super) const PER_HOUR: u64 = 3600;
const SLICE: i64 = 10;
const HOUR: i64 = 60 * 60;
/// The kind of the counts' documents; the key is the key's id.
const RATE: &str = "rate";

#[derive(Default, Serialize, Deserialize)]
struct Counts(BTreeMap<i64, u64>);

/// Where a key stands after this request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quota {
    pub(super) left: u64,
    /// The request does not fit any more.
    pub(super) is_over: bool,
}

impl Quota {
    /// The value of `X-Rate-Limit` [official].
    pub(super) fn header(self) -> String {
        format!("user-hour-lim:{PER_HOUR};user-hour-rem:{};", self.left)
    }
}

/// Counts one request. One that is refused does not count [inferred].
pub(super) fn count(stage: &mut Stage<'_>, key: &str) -> Result<Quota, WorldError> {
    let now: Timestamp = stage.now();
    let mut counts = stage.get::<Counts>(RATE, key)?.unwrap_or_default();
    let slice = now.as_second() / SLICE;
    counts.0.retain(|then, _| (slice - then) * SLICE < HOUR);
    let used: u64 = counts.0.values().sum();
    if used >= PER_HOUR {
        return Ok(Quota {
            left: 0,
            is_over: true,
        });
    }
    *counts.0.entry(slice).or_default() += 1;
    stage.put(RATE, key, &counts)?;
    Ok(Quota {
        left: PER_HOUR - used - 1,
        is_over: false,
    })
}
