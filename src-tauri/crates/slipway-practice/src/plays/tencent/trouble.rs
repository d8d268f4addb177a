//! The names of the troubles that knobs may ask for: refusals by their numbers, and ways to behave. What each does stands where it
//! happens.

use super::codes::BY_KNOB;
use crate::plays::lie::LIE;

/// Knobs beside those of [`BY_KNOB`].
const BEHAVIOURS: [&str; 13] = [
    LIE,
    "null-fields",
    "missing-fields",
    "reject-next-review",
    "withdraw-next-review",
    "version-judged-in-review",
    "stale-status",
    "status-zero",
    "empty-slot",
    "address-expired",
    "quota-used-up",
    "message-for-msg",
    "ret-missing",
];

/// All knobs of this store.
pub(super) const FAULTS: [&str; BEHAVIOURS.len() + BY_KNOB.len()] = faults();

const fn faults() -> [&'static str; BEHAVIOURS.len() + BY_KNOB.len()] {
    let mut all = [""; BEHAVIOURS.len() + BY_KNOB.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = if at < BEHAVIOURS.len() {
            BEHAVIOURS[at]
        } else {
            BY_KNOB[at - BEHAVIOURS.len()].0
        };
        at += 1;
    }
    all
}
