//! What happens by itself, and when: each thing to come is a document with its time on practice's clock. Before every call, whatever
//! is due happens, in order and each at its own time, so that the same facts and the same clock always tell the same story.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{beta_review, phased, processing, release, review, submissions, testers};
use crate::{error::WorldError, plays::later, stage::Stage};

/// The kind of what is to come; the key counts up.
const DUE: &str = "due";
const COUNT: &str = "due-count";

/// Each names the id of the resource that it happens to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum What {
    FileSettles(String),
    UploadIsProcessed(String),
    BuildAppears(String),
    BuildIsDone(String),
    BetaSettles(String),
    VersionIsReady(String),
    ReviewBegins(String),
    ReviewEnds(String),
    CancelEnds(String),
    HourStrikes(String),
    IsDistributed(String),
    /// With the turn that it belongs to: a pause ends the turn.
    PhasedDayEnds(String, u64),
    BetaReviewBegins(String),
    BetaReviewEnds(String),
    TesterGoes(String),
}

#[derive(Serialize, Deserialize)]
struct Due {
    at: Timestamp,
    what: What,
}

/// Lets `what` happen after `real` of the store's time, counted from `from` and as fast as this world's reviews are.
pub(super) fn after(
    stage: &mut Stage<'_>,
    from: Timestamp,
    real: Duration,
    what: What,
) -> Result<(), WorldError> {
    let at = later(from, stage.paced(real));
    plan(stage, at, what)
}

pub(super) fn plan(stage: &mut Stage<'_>, at: Timestamp, what: What) -> Result<(), WorldError> {
    let number = stage.get::<u64>(COUNT, COUNT)?.unwrap_or_default() + 1;
    stage.put(COUNT, COUNT, &number)?;
    stage.put(DUE, &format!("{number:020}"), &Due { at, what })
}

/// Lets everything happen that is due by now.
pub(super) fn run(stage: &mut Stage<'_>) -> Result<(), WorldError> {
    let now = stage.now();
    loop {
        let all = stage.all::<Due>(DUE)?.into_iter();
        let first = all.min_by(|(_, one), (_, other)| one.at.cmp(&other.at));
        let Some((key, due)) = first.filter(|(_, due)| due.at <= now) else {
            return Ok(());
        };
        stage.remove(DUE, &key)?;
        happen(stage, &due.what, due.at)?;
    }
}

/// Takes out of what is to come whatever `is_meant`.
pub(super) fn forget(
    stage: &mut Stage<'_>,
    is_meant: impl Fn(&What) -> bool,
) -> Result<(), WorldError> {
    for (key, due) in stage.all::<Due>(DUE)? {
        if is_meant(&due.what) {
            stage.remove(DUE, &key)?;
        }
    }
    Ok(())
}

fn happen(stage: &mut Stage<'_>, what: &What, at: Timestamp) -> Result<(), WorldError> {
    match what {
        What::FileSettles(id) => processing::settle_file(stage, id),
        What::UploadIsProcessed(id) => processing::judge(stage, id, at),
        What::BuildAppears(id) => processing::appear(stage, id, at),
        What::BuildIsDone(id) => processing::finish(stage, id, at),
        What::BetaSettles(id) => processing::settle_beta(stage, id),
        What::VersionIsReady(id) => submissions::make_ready(stage, id),
        What::ReviewBegins(id) => review::begin(stage, id, at),
        What::ReviewEnds(id) => review::end(stage, id, at),
        What::CancelEnds(id) => review::canceled(stage, id),
        What::HourStrikes(id) => release::at_its_hour(stage, id, at),
        What::IsDistributed(id) => release::go_live(stage, id, at),
        What::PhasedDayEnds(id, turn) => phased::next_day(stage, id, *turn, at),
        What::BetaReviewBegins(id) => beta_review::begin(stage, id, at),
        What::BetaReviewEnds(id) => beta_review::end(stage, id, at),
        What::TesterGoes(id) => testers::go(stage, id),
    }
}
