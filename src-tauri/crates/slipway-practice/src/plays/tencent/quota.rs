//! How often a user may call in a day: 100 upload slots and 50 updates [official]. What the store answers beyond is not documented, nor
//! when its day begins: practice says 1000003 and counts Beijing days, and only here.

use serde::{Deserialize, Serialize};

use super::{
    answer::{Refusal, Stop},
    codes::BUSY,
};
use crate::{plays::beijing, stage::Stage};

/// The kind of a count's document; its key is user and call.
const QUOTA: &str = "quota";

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Counted {
    Slots,
    Updates,
}

#[derive(Default, Serialize, Deserialize)]
struct Count {
    day: String,
    calls: u32,
}

impl Counted {
    fn name(self) -> &'static str {
        match self {
            Self::Slots => "get_file_upload_info",
            Self::Updates => "update_app",
        }
    }

    fn per_day(self) -> u32 {
        match self {
            Self::Slots => 100,
            Self::Updates => 50,
        }
    }
}

/// Counts one call of that user; a refused one counts too. `used_up` behaves as if all calls of the day were spent.
pub(super) fn spend(
    stage: &mut Stage<'_>,
    user_id: &str,
    counted: Counted,
    used_up: bool,
) -> Result<(), Stop> {
    let key = format!("{user_id}/{}", counted.name());
    let day = beijing::day(stage.now());
    let mut count = stage
        .get::<Count>(QUOTA, &key)?
        .filter(|count| count.day == day)
        .unwrap_or(Count { day, calls: 0 });
    if used_up || count.calls >= counted.per_day() {
        let why = format!("{} calls of {} today", count.calls, counted.name());
        return Err(refusal(why).into());
    }
    count.calls += 1;
    stage.put(QUOTA, &key, &count)?;
    Ok(())
}

/// Practice only.
fn refusal(why: String) -> Refusal {
    BUSY.because(format!("{why}; the real number is not documented"))
}
