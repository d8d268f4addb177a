//! What this process's own watchers are told at once. What another process writes is noticed by the database's version.

use std::collections::BTreeMap;

use slipway_model::StoreId;

use crate::view::Progress;

#[derive(Clone, Debug)]
pub(crate) enum Signal {
    /// The journal of this release has grown.
    Journal { release: String },
    /// Bytes are leaving. Never kept.
    Progress {
        release: String,
        store: StoreId,
        step: String,
        progress: Progress,
    },
    /// Another process has written something.
    Elsewhere,
}

/// How far each store of a release is, for a view that is asked for in mid-upload.
pub(crate) type Meters = BTreeMap<(String, StoreId), Progress>;
