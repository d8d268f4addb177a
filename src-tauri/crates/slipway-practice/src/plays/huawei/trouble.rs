//! The names of the troubles that knobs may ask for. What each does stands where it happens.

use crate::plays::lie;

/// The faults of this store that knobs may name.
pub(super) const FAULTS: [&str; 12] = [
    "error-inside",
    "expired-token",
    "null-fields",
    "missing-fields",
    "ret-as-text",
    "message-key",
    "code-as-text",
    "reject-next-review",
    lie::LIE,
    "compile-fail",
    "app-signing-off",
    "phased-never-configured",
];
