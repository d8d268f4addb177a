//! What a release is, as it was when the person pressed *Send*: kept whole, so that resume needs neither the plan nor the wizard.

use std::{collections::BTreeMap, path::PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use slipway_artifact::FileIdentity;
use slipway_model::{Build, Order, StoreId};

/// The release's row. No secret in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Brief {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) package: String,
    pub(crate) label: String,
    pub(crate) version_name: String,
    pub(crate) version_code: u64,
    pub(crate) began: Timestamp,
    pub(crate) notes: BTreeMap<String, String>,
    /// One per store, in the window's order.
    pub(crate) orders: Vec<Order>,
    /// Which file each path led to when the person was shown the plan.
    pub(crate) files: Vec<(PathBuf, FileIdentity)>,
}

impl Brief {
    pub(crate) fn order(&self, store: &StoreId) -> Option<&Order> {
        self.orders.iter().find(|order| order.store == *store)
    }

    /// The build's number within its version, as a person sees it.
    pub(crate) fn code_text(&self) -> String {
        self.orders
            .iter()
            .find_map(Order::build)
            .filter(|build| build.version_code == self.version_code)
            .map_or_else(|| self.version_code.to_string(), Build::code_text)
    }
}
