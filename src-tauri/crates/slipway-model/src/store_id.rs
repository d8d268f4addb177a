//! The name of a store as the plan, the journal and the command line write it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// `huawei`, `xiaomi`, … Lower-case ASCII; equal to the name of the store's folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoreId(String);

impl StoreId {
    /// Takes a name as it is; whether such a store exists is the catalogue's answer, not this type's.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StoreId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl From<&str> for StoreId {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}
