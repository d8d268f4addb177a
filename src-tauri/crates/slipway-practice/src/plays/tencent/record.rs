//! What the store keeps about one app, and how a submission moves with time: in review, then approved, rejected or withdrawn; an
//! approved one waits for its hour and goes live. Pure functions on one app and the clock.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::listing::Listing;
pub(super) use crate::plays::app::Version;
use crate::{
    error::WorldError,
    plays::app::{self, Record},
    stage::Stage,
};

/// How long the imaginary reviewers take, before the world's review pace divides it. The real ones take hours [inferred].
pub(super) const REVIEW: Duration = Duration::from_secs(60 * 60);

/// What the reviewers write when practice was asked for a rejection and given no words.
pub(super) const DEFAULT_REASON: &str = "应用首次启动时未弹出隐私政策，请修改后重新提交。";

/// Whose app it is, and whether this interface may touch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Standing {
    Ours,
    /// Ours, but 1000010 says that only software apps can be updated.
    Game,
    Foreign,
}

/// How a review ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Ending {
    Approved,
    Rejected {
        reason: String,
    },
    /// By the developer, in the console; the interface has no call for it.
    Withdrawn,
}

/// A submission between its acceptance and its end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Submission {
    /// `None` when only texts or pictures change.
    pub(super) version: Option<Version>,
    pub(super) signer: Option<String>,
    /// By the names that `update_app` uses; they take effect with the release.
    pub(super) changes: Map<String, Value>,
    pub(super) deploy_at: Option<Timestamp>,
    pub(super) decided_at: Timestamp,
    pub(super) ending: Ending,
    /// The review is over and good; only `deploy_at` is waited for.
    pub(super) approved: bool,
}

/// One app that the store knows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct App {
    pub(super) id: String,
    pub(super) package: String,
    pub(super) standing: Standing,
    /// The number in the public web store: another one than the app id [inferred from one app].
    pub(super) public_id: String,
    pub(super) signer: Option<String>,
    /// `None` for an app that was only created in the console.
    pub(super) live: Option<Version>,
    pub(super) listing: Listing,
    /// When the listing got another name: at most twice a year [official].
    pub(super) renamed_at: Vec<Timestamp>,
    pub(super) pending: Option<Submission>,
    /// How the last submission through this interface ended.
    pub(super) last: Option<Ending>,
}

/// `audit_status` [official]; 0 is undocumented and met only by a knob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audit {
    InReview = 1,
    Rejected = 2,
    Approved = 3,
    Withdrawn = 8,
}

impl App {
    pub(super) fn is_ours(&self) -> bool {
        self.standing == Standing::Ours
    }

    /// Where the newest submission stands; `None` when there never was one through this interface.
    pub(super) fn audit(&self) -> Option<Audit> {
        match (&self.pending, &self.last) {
            (Some(pending), _) if !pending.approved => Some(Audit::InReview),
            (Some(_), _) | (None, Some(Ending::Approved)) => Some(Audit::Approved),
            (None, Some(Ending::Rejected { .. })) => Some(Audit::Rejected),
            (None, Some(Ending::Withdrawn)) => Some(Audit::Withdrawn),
            (None, None) => None,
        }
    }

    /// `audit_reason`: empty unless rejected.
    pub(super) fn reason(&self) -> &str {
        match (&self.pending, &self.last) {
            (None, Some(Ending::Rejected { reason })) => reason,
            _ => "",
        }
    }

    /// The console's buttons *approve* and *reject*. `None` when nothing is in review.
    pub(super) fn decide_now(&mut self, ending: Ending, now: Timestamp) -> Option<Vec<Value>> {
        let pending = self.pending.as_mut().filter(|pending| !pending.approved)?;
        pending.decided_at = now;
        pending.ending = ending;
        Some(self.advance(now))
    }

    fn decide(&mut self, mut pending: Submission) -> Option<Value> {
        let ended = match &pending.ending {
            Ending::Approved => {
                let waits = pending
                    .deploy_at
                    .map(|_| self.event(&pending, "scheduled", ""));
                pending.approved = true;
                self.pending = Some(pending);
                return waits;
            }
            Ending::Rejected { reason } => self.event(&pending, "rejected", reason),
            Ending::Withdrawn => self.event(&pending, "withdrawn", ""),
        };
        self.last = Some(pending.ending);
        Some(ended)
    }

    fn go_live(&mut self, pending: Submission, now: Timestamp) {
        if self.listing.apply(pending.changes) {
            self.renamed_at.push(now);
        }
        self.signer = pending.signer.or(self.signer.take());
        self.live = pending.version.or(self.live.take());
        self.last = Some(Ending::Approved);
    }

    fn event(&self, pending: &Submission, state: &str, reason: &str) -> Value {
        let version = pending.version.as_ref().or(self.live.as_ref());
        json!({
            "event": "review",
            "package": self.package,
            "version_code": version.map(|version| version.code),
            "state": state,
            "opinion": (!reason.is_empty()).then_some(reason),
        })
    }
}

impl Record for App {
    fn advance(&mut self, now: Timestamp) -> Vec<Value> {
        let mut happened = Vec::new();
        if let Some(pending) = self.pending.take_if(|p| !p.approved && now >= p.decided_at) {
            happened.extend(self.decide(pending));
        }
        let due = |pending: &mut Submission| {
            pending.approved && pending.deploy_at.is_none_or(|time| time <= now)
        };
        if let Some(pending) = self.pending.take_if(due) {
            happened.push(self.event(&pending, "live", ""));
            self.go_live(pending, now);
        }
        happened
    }
}

/// The app of that id, brought up to the present.
pub(super) fn load(stage: &mut Stage<'_>, id: &str) -> Result<Option<App>, WorldError> {
    app::load(stage, id)
}

pub(super) fn save(stage: &mut Stage<'_>, app: &App) -> Result<(), WorldError> {
    app::save(stage, &app.id, app)
}

/// Every app, brought up to the present in these copies only.
pub(super) fn copies(stage: &Stage<'_>) -> Result<Vec<App>, WorldError> {
    let copies = app::copies(stage)?.into_iter();
    Ok(copies.map(|(_, app)| app).collect())
}
