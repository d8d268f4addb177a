//! The desk: apps and where each stands in every store.

use jiff::Timestamp;
use serde::Serialize;

use super::StoreTile;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeskView {
    pub stores: Vec<StoreTile>,
    pub apps: Vec<AppRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AppRow {
    pub package: String,
    pub label: String,
    /// `data:image/png;base64,…`
    pub icon: Option<String>,
    /// One per store, in the order of `DeskView::stores`.
    pub cells: Vec<DeskCell>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeskCell {
    pub store: String,
    /// Words of [`slipway_model::ReviewState`], or `unknown` / `not-set-up`.
    pub state: String,
    pub state_label: String,
    pub store_term: Option<String>,
    pub inferred: bool,
    pub live: Option<String>,
    pub pending: Option<String>,
    pub reason: Option<String>,
    /// When this was last read from the store.
    pub as_of: Option<Timestamp>,
}
