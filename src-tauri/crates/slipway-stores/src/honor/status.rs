//! Where a version stands with Honor. The phased release speaks first, because it exists only after the approval; then the live version;
//! then the verdict on our own submission. Only without an id of it the app's newest task is asked, and held against our version code.

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use slipway_model::{
    AppRef, Lever, Phase, PhaseState, Problem, ProblemKind, Review, ReviewState, Said,
};

use super::{
    record,
    trace::Trace,
    wire::{self, Audit, LiveVersion, PhaseReply},
};
use crate::{Submitted, Visit, failure::Failure};

/// A just submitted version may be invisible for this long without anything being wrong.
const SETTLING: SignedDuration = SignedDuration::from_mins(15);

/// Where the app stands; `submitted` makes it a question about that version.
pub(super) async fn review(
    visit: &Visit,
    app: &AppRef,
    submitted: Option<&Submitted>,
) -> Result<Review, Problem> {
    let known = Known::read(visit, app, submitted).await;
    let known = known.map_err(|failure| failure.problem)?;
    Ok(known.judge(submitted, visit.now(), visit.line.secrets()))
}

/// What was read for one judgement.
#[derive(Default)]
struct Known {
    live: LiveVersion,
    phase: Option<PhaseReply>,
    audit: Option<Audit>,
}

impl Known {
    async fn read(
        visit: &Visit,
        app: &AppRef,
        submitted: Option<&Submitted>,
    ) -> Result<Self, Failure> {
        let trace = Trace::of(submitted);
        let app_id = app_id(visit, app, trace).await?;
        let live = record::detail(visit, &app_id).await?.release_info;
        let (phase, refused) = match record::phase(visit, &app_id).await {
            Ok(phase) => (phase, None),
            Err(failure) if record::is_refusal(&failure) => (None, Some(failure)),
            Err(failure) => return Err(failure),
        };
        let mut known = Self {
            live: live.unwrap_or_default(),
            phase: phase.filter(|phase| is_about(phase, submitted) && read_phase(phase).is_some()),
            audit: None,
        };
        // The verdict is asked for at most every three hours or so [official], so not where the answer is known without it.
        if known.phase.is_none() && !known.is_live(submitted) {
            known.audit = match trace.release_id() {
                Some(release_id) => verdict(visit, &app_id, release_id).await?,
                None => record::current_release(visit, &app_id).await?,
            };
        }
        // An approved share that Honor tells nothing of was cancelled; a refusal to tell is no such proof.
        let approved = known.audit.as_ref().and_then(|audit| audit.audit_result) == Some(1);
        match refused {
            Some(failure) if approved && trace.is_phased() => Err(failure),
            _ => Ok(known),
        }
    }

    fn is_live(&self, submitted: Option<&Submitted>) -> bool {
        submitted.is_some_and(|ours| {
            self.live
                .version_code
                .is_some_and(|live| live >= ours.version_code)
        })
    }

    fn judge(
        self,
        submitted: Option<&Submitted>,
        now: Timestamp,
        secrets: &[SecretString],
    ) -> Review {
        let trace = Trace::of(submitted);
        let audit = self.audit.as_ref();
        let result = audit.and_then(|audit| audit.audit_result);
        let phase = self.phase.as_ref().and_then(read_phase);
        let mut inferred = false;
        let state = match &phase {
            Some(phase) if phase.state == PhaseState::Planned => ReviewState::Scheduled,
            Some(_) => ReviewState::Live,
            None if self.is_live(submitted) => ReviewState::Live,
            None => match submitted {
                Some(ours) if trace.release_id().is_some() || is_ours(audit, ours) => {
                    of_ours(result, ours, now)
                }
                // The newest task is another version's: nothing of it is about ours.
                Some(ours) => not_there(ours, now),
                None => of_app(audit, &self.live),
            },
        };
        // Approved, its phases begun by the plan, and no phased release there: it was cancelled [inferred].
        let began = submitted.and_then(|ours| ours.goes_live_at);
        let state = match (state, began) {
            (ReviewState::Scheduled, Some(from))
                if phase.is_none() && trace.is_phased() && from <= now =>
            {
                inferred = true;
                ReviewState::Withdrawn
            }
            (state, _) => state,
        };
        let levers = phase.as_ref().map(levers).unwrap_or_default();
        let newest = self
            .phase
            .as_ref()
            .and_then(|phase| phase.version_code)
            .or_else(|| audit.and_then(|audit| audit.version_code))
            .or_else(|| submitted.map(|ours| ours.version_code));
        let pending =
            newest.filter(|newest| self.live.version_code.is_none_or(|live| *newest > live));
        let newest_name = self
            .phase
            .as_ref()
            .and_then(|phase| phase.version_name.clone())
            .or_else(|| audit.and_then(|audit| audit.version_name.clone()));
        Review {
            state,
            store_term: match (&phase, state, self.live.version_code) {
                (Some(phase), _, _) => phase.store_term.clone(),
                (None, ReviewState::Live, Some(live)) => format!("已上架 (versionCode {live})"),
                (None, _, _) => audit_term(result),
            },
            inferred,
            live_version_code: self.live.version_code,
            live_version_name: self.live.version_name.clone(),
            pending_version_code: pending,
            pending_version_name: pending.and(newest_name),
            reason: audit
                .filter(|_| state == ReviewState::Rejected)
                .and_then(|audit| reason(audit, secrets)),
            goes_live_at: if state == ReviewState::Scheduled {
                phase.as_ref().and_then(|phase| phase.from).or(began)
            } else {
                None
            },
            phase: if inferred { Some(cancelled()) } else { phase },
            levers,
        }
    }
}

/// The verdict on one submission. Asked too often Honor answers 429; the newest task then speaks for it, if it is that very one.
async fn verdict(visit: &Visit, app_id: &str, release_id: &str) -> Result<Option<Audit>, Failure> {
    let too_soon = match record::audit_result(visit, app_id, release_id).await {
        Err(failure) if failure.problem.kind == ProblemKind::TooMany => failure,
        answered => return answered,
    };
    record::current_release(visit, app_id)
        .await?
        .filter(|task| task.release_id.as_deref() == Some(release_id))
        .map_or(Err(too_soon), |task| Ok(Some(task)))
}

/// The app's id: kept with the submission, else asked for.
pub(super) async fn app_id(
    visit: &Visit,
    app: &AppRef,
    trace: Trace<'_>,
) -> Result<String, Failure> {
    match trace.app_id() {
        Some(id) => Ok(id.to_owned()),
        None => record::find_app(visit, &app.package)
            .await?
            .ok_or_else(|| Failure::certain(record::not_found(app))),
    }
}

/// Whether a phased release is that of the version that was asked about; without one, whether it still goes on.
pub(super) fn is_about(phase: &PhaseReply, submitted: Option<&Submitted>) -> bool {
    match (submitted, phase.version_code) {
        (Some(ours), Some(code)) => ours.version_code == code,
        (Some(_), None) => Trace::of(submitted).is_phased(),
        (None, _) => phase.release_status != Some(4),
    }
}

/// A task of another version, a higher one included, says nothing about ours.
fn is_ours(audit: Option<&Audit>, ours: &Submitted) -> bool {
    audit.and_then(|audit| audit.version_code) == Some(ours.version_code)
}

fn of_ours(result: Option<i64>, ours: &Submitted, now: Timestamp) -> ReviewState {
    match result {
        Some(0) => ReviewState::InReview,
        // Approved, and the live version does not show it yet: by its schedule, or in a moment.
        Some(1) => ReviewState::Scheduled,
        Some(2) => ReviewState::Rejected,
        _ => not_there(ours, now),
    }
}

fn not_there(ours: &Submitted, now: Timestamp) -> ReviewState {
    if now.duration_since(ours.at) < SETTLING {
        ReviewState::Submitted
    } else {
        ReviewState::NeedsLook
    }
}

/// Nothing was submitted from here: the newest task, unless the live version has overtaken it. A stale rejection of a version that
/// is live was seen [1 client].
fn of_app(audit: Option<&Audit>, live: &LiveVersion) -> ReviewState {
    let overtaken = audit
        .and_then(|audit| audit.version_code)
        .zip(live.version_code)
        .is_some_and(|(task, live)| task <= live);
    match audit.and_then(|audit| audit.audit_result) {
        Some(0) => ReviewState::InReview,
        Some(4) => ReviewState::Draft,
        _ if overtaken => ReviewState::Live,
        Some(1) => ReviewState::Scheduled,
        Some(2) => ReviewState::Rejected,
        _ if live.version_code.is_some() => ReviewState::Live,
        _ => ReviewState::None,
    }
}

/// The number that was sent, in words.
pub(super) fn audit_term(result: Option<i64>) -> String {
    let Some(number) = result else {
        return "–".to_owned();
    };
    let word = match number {
        0 => "审核中",
        1 => "审核通过",
        2 => "审核不通过",
        3 => "未提交审核或其他",
        4 => "编辑中，未提交审核",
        _ => return format!("auditResult {number}"),
    };
    format!("{word} (auditResult {number})")
}

pub(super) fn phase_term(phase: &PhaseReply) -> String {
    let number = phase.release_status.unwrap_or_default();
    let word = match number {
        1 => "审核通过，待分阶段发布",
        2 => "分阶段发布中",
        3 => "分阶段发布已暂停",
        4 => "已全网发布",
        _ => return format!("releaseStatus {number}"),
    };
    format!("{word} (releaseStatus {number})")
}

/// `None` for a number that no page explains: what the review says then decides.
pub(super) fn read_phase(phase: &PhaseReply) -> Option<Phase> {
    let state = match phase.release_status? {
        1 => PhaseState::Planned,
        2 => PhaseState::Running,
        3 => PhaseState::Paused,
        4 => PhaseState::Full,
        _ => return None,
    };
    let time = |text: &Option<String>| text.as_deref().and_then(wire::instant);
    Some(Phase {
        state,
        percent: phase
            .release_percentage
            .as_deref()
            .and_then(|text| text.parse().ok()),
        from: time(&phase.release_start_date),
        until: time(&phase.release_end_date),
        store_term: phase_term(phase),
    })
}

fn cancelled() -> Phase {
    Phase {
        state: PhaseState::Cancelled,
        percent: None,
        from: None,
        until: None,
        store_term: "–".to_owned(),
    }
}

/// What Honor takes in each state. Changing the plan is documented for a share that waits or runs, and left out while it is paused
/// [inferred].
fn levers(phase: &Phase) -> Vec<Lever> {
    match phase.state {
        PhaseState::Planned => vec![Lever::Widen, Lever::Complete, Lever::Cancel],
        PhaseState::Running => {
            vec![Lever::Widen, Lever::Pause, Lever::Complete, Lever::Cancel]
        }
        PhaseState::Paused => vec![Lever::Resume, Lever::Complete, Lever::Cancel],
        PhaseState::Full | PhaseState::Cancelled => Vec::new(),
    }
}

/// The reviewer's words, and the addresses of the pictures that often say more.
fn reason(audit: &Audit, secrets: &[SecretString]) -> Option<Said> {
    let lines: Vec<&str> = audit
        .audit_message
        .iter()
        .chain(&audit.audit_attachment)
        .map(String::as_str)
        .collect();
    (!lines.is_empty()).then(|| Said::new("auditResult 2", lines.join("\n").as_bytes(), secrets))
}

#[cfg(test)]
mod tests;
