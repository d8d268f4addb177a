//! What the store keeps about one app, and how a push moves with time. There is no status call: everything that a client
//! may learn shows in three flags and two version codes of `/dev/query`.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::plays::app::Record;
pub(super) use crate::plays::app::Version;

/// How long the imaginary reviewers take, before the world's review pace divides it.
pub(super) const REVIEW: Duration = Duration::from_secs(60 * 60);

/// A push between its acceptance and its end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Pending {
    /// `None` for a push of listing content only.
    pub(super) version: Option<Version>,
    /// The listing name that the push carried; it takes effect with the version.
    pub(super) app_name: String,
    pub(super) signer: Option<String>,
    pub(super) decided_at: Timestamp,
    /// `onlineTime`: not on the shelf before.
    pub(super) online_at: Option<Timestamp>,
    pub(super) rejected: bool,
}

/// One package that the store knows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct App {
    pub(super) package: String,
    pub(super) app_name: String,
    /// False: the package belongs to another developer.
    pub(super) ours: bool,
    pub(super) signer: Option<String>,
    /// On the shelf; `None` for an app that was only created in the console.
    pub(super) live: Option<Version>,
    pub(super) pending: Option<Pending>,
}

impl App {
    /// The console's buttons *approve* and *reject*. `None` when nothing is in review. An approved push still waits for
    /// its `onlineTime`.
    pub(super) fn decide_now(&mut self, approve: bool, now: Timestamp) -> Option<Vec<Value>> {
        let pending = self.pending.as_mut()?;
        pending.decided_at = now;
        pending.rejected = !approve;
        Some(self.advance(now))
    }

    /// No push is on its way and the app is ours: the flags `updateVersion` and `updateInfo`.
    pub(super) fn accepts_update(&self) -> bool {
        self.ours && self.live.is_some() && self.pending.is_none()
    }

    /// The console's word for where the app stands; the API has none.
    pub(super) fn state(&self, now: Timestamp) -> &'static str {
        match (&self.pending, &self.live) {
            (Some(pending), _) if now >= pending.decided_at => "审核通过，待上线",
            (Some(_), _) => "审核中",
            (None, Some(_)) => "已上线",
            (None, None) => "未发布",
        }
    }

    fn end(&mut self, pending: Pending) -> Value {
        let version = pending.version.as_ref().or(self.live.as_ref());
        let event = json!({
            "event": "review",
            "package": self.package,
            "version_code": version.map(|version| version.code),
            "state": if pending.rejected { "rejected" } else { "live" },
        });
        if !pending.rejected {
            self.app_name = pending.app_name;
            self.signer = pending.signer.or(self.signer.take());
            self.live = pending.version.or(self.live.take());
        }
        event
    }
}

impl Record for App {
    fn advance(&mut self, now: Timestamp) -> Vec<Value> {
        let due = |pending: &mut Pending| {
            now >= pending.decided_at
                && (pending.rejected || pending.online_at.is_none_or(|time| time <= now))
        };
        let ended = self.pending.take_if(due);
        ended.map(|pending| self.end(pending)).into_iter().collect()
    }
}
