//! The names of the troubles that knobs may ask for. What each does stands where it happens.

use crate::plays::lie;

/// The faults of this store that knobs may name.
pub(super) const FAULTS: [&str; 7] = [
    "error-inside",
    "wrong-password",
    "null-fields",
    "missing-fields",
    "reject-next-review",
    lie::LIE,
    "strict-icon",
];
