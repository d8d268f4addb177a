//! Where a phased release stands, read from the second record of an app and its `phasedReleaseInfo`. What can be done to it is in
//! `steer.rs`.

use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};
use slipway_model::{Lever, Outputs, Percent, Phase, PhaseState, Review, ReviewState};

use super::{
    record::{AppInfoReply, PhasedInfo},
    status::{self, SETTLING, is_in_review, is_rejected},
    wire,
};
use crate::Submitted;

/// `phasedReleaseInfo.state` [official]. Two more names that one client has are not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Draft,
    Release,
    Suspend,
    Cancel,
}

impl Word {
    fn of(info: &PhasedInfo) -> Option<Self> {
        match info.state.as_deref()?.trim().to_uppercase().as_str() {
            "DRAFT" => Some(Self::Draft),
            "RELEASE" => Some(Self::Release),
            "SUSPEND" => Some(Self::Suspend),
            "CANCEL" => Some(Self::Cancel),
            _ => None,
        }
    }
}

/// Users have it, or will by themselves: the next version must go out in phases too [1 client].
pub(super) fn is_active(info: &PhasedInfo) -> bool {
    matches!(Word::of(info), Some(Word::Release | Word::Suspend))
        && percent(info) != Some(Percent::FULL)
}

pub(super) fn percent(info: &PhasedInfo) -> Option<Percent> {
    info.percent.as_deref()?.parse().ok()
}

pub(super) fn until(info: &PhasedInfo) -> Option<Timestamp> {
    wire::instant(info.end.as_deref()?)
}

/// What `review` will need to know of a submission: in which of the two records it stands.
pub(super) fn trace(outputs: &Outputs) -> Value {
    let phased = outputs
        .get("find-app")
        .and_then(|found| found.get("phased"))
        .and_then(Value::as_bool)
        .unwrap_or_default();
    json!({ "phased": phased })
}

/// Whether the question is about the second record: what we sent is there, or the newest version of all.
pub(super) fn concerns(
    submitted: Option<&Submitted>,
    full: &AppInfoReply,
    phased: Option<&AppInfoReply>,
) -> bool {
    match submitted {
        Some(submitted) => submitted.trace.get("phased") == Some(&Value::Bool(true)),
        None => phased.is_some_and(|reply| {
            let stands = reply
                .phase()
                .and_then(Word::of)
                .is_some_and(|word| word != Word::Cancel);
            stands && reply.info().version_code > full.info().on_shelf_version_code
        }),
    }
}

/// The version in phases. Only the full release's record tells that everybody has it, and a phase that still runs contradicts that.
pub(super) fn judge(
    full: &AppInfoReply,
    phased: Option<&AppInfoReply>,
    submitted: Option<&Submitted>,
    now: Timestamp,
    secrets: &[SecretString],
) -> Review {
    let live = full.info();
    let record = phased.map(AppInfoReply::info).unwrap_or_default();
    let state = phased.and_then(AppInfoReply::state);
    let reaches = |ours: &Submitted| {
        live.on_shelf_version_code
            .is_some_and(|live| live >= ours.version_code)
    };
    let is_ours = submitted.is_none_or(|ours| {
        record
            .version_code
            .is_none_or(|newest| newest == ours.version_code)
    });
    let info = phased.and_then(AppInfoReply::phase).filter(|_| is_ours);
    let word = info.and_then(Word::of);
    let runs = info.is_some_and(is_active);
    let everybody = submitted.is_some_and(reaches) && !runs;
    let phase = phase(info, everybody, now);
    let settling = submitted.is_some_and(|ours| now.duration_since(ours.at) < SETTLING);
    let meaning = match (
        status::meaning(state),
        phase.as_ref().map(|phase| phase.state),
    ) {
        (_, Some(PhaseState::Full)) => ReviewState::Live,
        _ if !is_ours && !settling => ReviewState::NeedsLook,
        _ if !is_ours => ReviewState::Submitted,
        (
            judged @ (ReviewState::InReview
            | ReviewState::Rejected
            | ReviewState::Removed
            | ReviewState::Withdrawn
            | ReviewState::Scheduled),
            _,
        ) => judged,
        (_, Some(PhaseState::Running | PhaseState::Paused)) => ReviewState::Live,
        (_, Some(PhaseState::Cancelled)) => ReviewState::Withdrawn,
        (_, Some(PhaseState::Planned)) if word == Some(Word::Release) => ReviewState::Scheduled,
        _ if settling => ReviewState::Submitted,
        (ReviewState::Draft, _) => ReviewState::Draft,
        _ => ReviewState::NeedsLook,
    };
    let pending = record
        .version_code
        .filter(|code| Some(*code) != live.on_shelf_version_code);
    let can_steer = runs && !is_in_review(state) && !is_rejected(state);
    Review {
        state: meaning,
        store_term: status::term(state),
        inferred: false,
        live_version_code: live.on_shelf_version_code,
        live_version_name: live.on_shelf_version_number,
        pending_version_code: pending,
        pending_version_name: pending.and(record.version_number),
        reason: (meaning == ReviewState::Rejected)
            .then(|| status::reason(state, phased.and_then(AppInfoReply::audit), secrets))
            .flatten(),
        goes_live_at: phase
            .as_ref()
            .and_then(|phase| phase.from)
            .filter(|_| meaning == ReviewState::Scheduled),
        levers: word.filter(|_| can_steer).map(levers).unwrap_or_default(),
        phase,
    }
}

/// AGC Publishing v2, phased-release: `DRAFT` → `RELEASE` ⇄ `SUSPEND` → `CANCEL` or full [official]. Whether a suspended phase can be
/// widened is not said, so it is not offered.
fn levers(word: Word) -> Vec<Lever> {
    match word {
        Word::Release => vec![Lever::Widen, Lever::Pause, Lever::Complete],
        Word::Suspend => vec![Lever::Resume, Lever::Complete],
        Word::Draft | Word::Cancel => Vec::new(),
    }
}

fn phase(info: Option<&PhasedInfo>, everybody: bool, now: Timestamp) -> Option<Phase> {
    let from = info.and_then(|info| wire::instant(info.start.as_deref()?));
    let share = info.and_then(percent);
    let state = match info.and_then(Word::of) {
        _ if everybody || share == Some(Percent::FULL) => PhaseState::Full,
        Some(Word::Draft) => PhaseState::Planned,
        Some(Word::Release) if from.is_some_and(|from| from > now) => PhaseState::Planned,
        Some(Word::Release) => PhaseState::Running,
        Some(Word::Suspend) => PhaseState::Paused,
        Some(Word::Cancel) => PhaseState::Cancelled,
        None => return None,
    };
    Some(Phase {
        state,
        percent: if everybody {
            Some(Percent::FULL)
        } else {
            share
        },
        from,
        until: info.and_then(until),
        store_term: info
            .and_then(|info| info.state.clone())
            .unwrap_or_else(|| "–".to_owned()),
    })
}

#[cfg(test)]
mod tests;
