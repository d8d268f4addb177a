//! Looks after what was submitted, each store at its own slow pace, for as long as the world is open.

use std::time::Duration;

use futures_util::future::join_all;
use jiff::SignedDuration;

use slipway_model::{PhaseState, Review};

use super::{Standing, all};
use crate::World;

/// How often it is seen whose turn it is. Not a question to a store.
const ROUND: Duration = Duration::from_secs(2);
/// Practice's reviews are fast and its stores are on this machine: no reason to be patient there.
const PRACTICE_PACE: i64 = 5;

impl World {
    /// Begins to look after reviews, until the world is closed.
    pub(crate) fn watch_reviews(&self) {
        let world = self.clone();
        self.tasks.spawn(async move {
            let closing = world.closing.clone();
            loop {
                tokio::select! {
                    () = closing.cancelled() => return,
                    () = tokio::time::sleep(ROUND) => {}
                }
                tokio::select! {
                    () = closing.cancelled() => return,
                    () = world.review_round() => {}
                }
            }
        });
    }

    /// Asks for every submitted version whose turn has come.
    async fn review_round(&self) {
        let Ok(standings) = all(&self.db).await else {
            return;
        };
        let due = standings
            .into_values()
            .filter(|standing| self.is_due(standing));
        // A database that does not answer now is asked again in the next round.
        let _ = join_all(due.map(|standing| self.ask_review(standing))).await;
    }

    fn is_due(&self, standing: &Standing) -> bool {
        let Some(sent) = &standing.submitted else {
            return false;
        };
        if standing.review.as_ref().is_some_and(is_over) {
            return false;
        }
        let Ok(store) = self.store(&standing.store) else {
            return false;
        };
        let pace = store.card().review_pace_s as i64;
        let pace = if self.is_rehearsal() {
            pace.min(PRACTICE_PACE)
        } else {
            pace
        };
        // A question that was not answered is not repeated faster than one that was.
        let last = standing.as_of.unwrap_or(sent.at);
        let waited = self.now().duration_since(last);
        waited
            >= SignedDuration::from_secs(if standing.problem.is_some() {
                pace * 4
            } else {
                pace
            })
    }
}

/// Nothing moves by itself any more. A version that only a share of the users has is live and goes on moving.
fn is_over(review: &Review) -> bool {
    let goes_on = review.phase.as_ref().is_some_and(|phase| {
        matches!(
            phase.state,
            PhaseState::Planned | PhaseState::Running | PhaseState::Paused
        )
    });
    review.state.is_final() && !goes_on
}
