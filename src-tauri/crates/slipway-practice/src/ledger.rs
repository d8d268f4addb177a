//! The ledger: what practice saw, request by request. The user can open it ("what did we send?"), and tests believe it rather than the program.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One request, or one refused attempt to make one. The query and the bodies are never kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Counts up by one from 1 in each world.
    pub seq: u64,
    /// When the request's head had arrived, on the practice clock.
    pub at: Timestamp,
    /// Empty for hosts that no store owns.
    pub store: String,
    pub host: String,
    /// `CONNECT` for a tunnel that was refused or in which no request could be read.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// `1.1` or `2`.
    pub http: String,
    /// What was answered; `None` while open and where no answer was given.
    pub status: Option<u16>,
    /// Bytes of the body that arrived.
    pub received: u64,
    /// Length of the body that the head announced.
    pub declared: Option<u64>,
    /// Whether the body arrived to its end.
    pub complete: bool,
    /// When it was answered or the connection ended; `None` while it is open.
    pub closed_at: Option<Timestamp>,
    /// What it meant to the store, e.g. `{"event":"submitted","package":…}`.
    pub events: Vec<Value>,
    /// The kind of the knob that was turned on this request.
    pub fault: Option<String>,
}

impl Entry {
    /// Whether an event of that name is on this entry.
    pub fn has_event(&self, name: &str) -> bool {
        self.events
            .iter()
            .any(|event| event.get("event").and_then(Value::as_str) == Some(name))
    }
}
