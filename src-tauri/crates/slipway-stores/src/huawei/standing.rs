//! What one look at an app shows of a version that was sent: whether it was submitted, whether a draft holds it.

use jiff::Timestamp;
use serde_json::{Value, json};
use slipway_model::{Order, Outputs, Problem, ProblemKind, Said, Sentence, When};

use super::{
    find::{app_info, phased_info},
    phase,
    status::{is_in_review, is_rejected, is_scheduled, term},
    wire::ReleaseType,
};
use crate::{Visit, failure::Failure};

/// The facts that tell whether a version got through, from the record that it is sent to.
#[derive(Debug, Default)]
pub(super) struct Standing {
    pub(super) state: Option<i64>,
    pub(super) newest: Option<u64>,
    pub(super) live: Option<u64>,
    pub(super) phase: Option<Phasing>,
}

/// A phase that users have, or will by themselves.
#[derive(Debug)]
pub(super) struct Phasing {
    pub(super) until: Option<Timestamp>,
}

/// What was sent, and what stood there before that could be taken for it.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) version_code: u64,
    /// Tells an old rejection of the same version from a new one; without it every one counts.
    pub(super) state_before: Option<i64>,
    pub(super) phase_before: bool,
    pub(super) until: Option<Timestamp>,
}

impl Wanted {
    /// From the order and what *find-app* found.
    pub(super) fn of(order: &Order, outputs: &Outputs) -> Self {
        let found = |name: &str| outputs.get("find-app").and_then(|found| found.get(name));
        Self {
            version_code: order
                .build()
                .map(|build| build.version_code)
                .unwrap_or_default(),
            state_before: found("state").and_then(Value::as_i64),
            phase_before: found("phase_before")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
            until: match &order.when {
                When::InPhases(phases) => Some(phases.until),
                When::AfterApproval | When::At { .. } | When::ByHand => None,
            },
        }
    }

    /// After the store's yes: a rejection of this version is one of this submission.
    pub(super) fn answered(self) -> Self {
        Self {
            state_before: None,
            ..self
        }
    }
}

impl Standing {
    pub(super) async fn read(
        visit: &Visit,
        app_id: &str,
        release_type: ReleaseType,
    ) -> Result<Self, Failure> {
        let reply = match release_type {
            ReleaseType::Full => app_info(visit, app_id, release_type).await?,
            ReleaseType::Phased => phased_info(visit, app_id).await?.unwrap_or_default(),
        };
        let info = reply.info();
        let phase = reply
            .phase()
            .filter(|phase| release_type == ReleaseType::Phased && phase::is_active(phase));
        Ok(Self {
            state: reply.state(),
            newest: info.version_code,
            live: info.on_shelf_version_code,
            phase: phase.map(|phase| Phasing {
                until: phase::until(phase),
            }),
        })
    }

    /// Whether the version was submitted: it is live, or it is the newest and with the reviewers, or approved, or judged since.
    pub(super) fn has_landed(&self, wanted: &Wanted) -> bool {
        let judged = is_rejected(self.state) && self.state != wanted.state_before;
        // A phase that ran before says nothing of the new version, unless it is the one that was planned now.
        let in_phases = self.phase.as_ref().is_some_and(|phase| {
            !wanted.phase_before || (phase.until.is_some() && phase.until == wanted.until)
        });
        let past_draft =
            is_in_review(self.state) || is_scheduled(self.state) || judged || in_phases;
        self.live == Some(wanted.version_code)
            || (self.newest == Some(wanted.version_code) && past_draft)
    }

    /// Whether the draft holds our package and did not before: an earlier draft of the same version proves nothing.
    pub(super) fn holds(&self, ours: u64, newest_before: Option<u64>) -> bool {
        newest_before != Some(ours) && self.has_draft_of(ours)
    }

    pub(super) fn has_draft_of(&self, ours: u64) -> bool {
        self.newest == Some(ours) && self.live != Some(ours)
    }

    pub(super) fn output(&self) -> Value {
        json!({ "seen": true, "term": term(self.state), "version_code": self.newest })
    }

    /// The store said yes and then does not know of it.
    pub(super) fn not_seen(&self, advice: &str) -> Problem {
        let said = Said::new("releaseState", term(self.state).as_bytes(), &[]);
        Problem::new(ProblemKind::Unclear, Sentence::new(advice)).said(said)
    }
}
