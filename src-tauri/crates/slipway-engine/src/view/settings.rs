//! What a person set.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `en`, `zh`, or empty for the system's.
    pub language: String,
    /// Empty = the system's; `none` = connect directly; else `http://host:port`.
    pub proxy: String,
    /// PEM text of an additional CA (real world only).
    pub extra_ca: String,
    pub notifications: bool,
}
