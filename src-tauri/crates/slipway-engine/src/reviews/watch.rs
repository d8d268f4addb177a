//! Looks after what was submitted, each store at its own slow pace, for as long as the world is open.

use std::{collections::HashMap, time::Duration};

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};

use slipway_model::{PhaseState, ProblemKind, Review};

use super::{Standing, all};
use crate::World;

/// How often it is seen whose turn it is. Not a question to a store.
const ROUND: Duration = Duration::from_secs(2);
/// Practice's reviews are fast and its stores are on this machine: no reason to be patient there.
const PRACTICE_PACE: i64 = 5;

/// When this watch last asked about an app in a store. A question that was not answered leaves no other mark.
type Asked = HashMap<(String, String), Timestamp>;

/// A store's own times.
#[derive(Clone, Copy, Debug)]
struct Pace {
    /// Between a submission and the first question about it.
    first: SignedDuration,
    /// Between two questions.
    between: SignedDuration,
}

impl World {
    /// Begins to look after reviews, until the world is closed.
    pub(crate) fn watch_reviews(&self) {
        let world = self.clone();
        self.tasks.spawn(async move {
            let closing = world.closing.clone();
            let mut asked = Asked::new();
            loop {
                tokio::select! {
                    () = closing.cancelled() => return,
                    () = tokio::time::sleep(ROUND) => {}
                }
                tokio::select! {
                    () = closing.cancelled() => return,
                    () = world.review_round(&mut asked) => {}
                }
            }
        });
    }

    /// Asks for every submitted version whose turn has come.
    async fn review_round(&self, asked: &mut Asked) {
        let Ok(standings) = all(&self.db).await else {
            return;
        };
        let now = self.now();
        let due: Vec<Standing> = standings
            .into_values()
            .filter(|standing| {
                self.pace(&standing.store)
                    .is_some_and(|pace| is_due(standing, asked.get(&name(standing)), pace, now))
            })
            .collect();
        asked.extend(due.iter().map(|standing| (name(standing), now)));
        // A database that does not answer now is asked again in the next round.
        let _ = join_all(due.into_iter().map(|standing| self.ask_review(standing))).await;
    }

    /// How long to leave a store alone.
    fn pace(&self, store: &str) -> Option<Pace> {
        let store = self.store(store).ok()?;
        let time = |seconds: u64| {
            let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
            SignedDuration::from_secs(if self.is_rehearsal() {
                seconds.min(PRACTICE_PACE)
            } else {
                seconds
            })
        };
        Some(Pace {
            first: time(store.first_look_s()),
            between: time(store.card().review_pace_s),
        })
    }
}

fn name(standing: &Standing) -> (String, String) {
    (standing.package.clone(), standing.store.clone())
}

/// Whether a store is asked now. A question that was not answered counts as one, and what only a person can mend is asked about at a
/// quarter of the pace.
fn is_due(standing: &Standing, asked: Option<&Timestamp>, pace: Pace, now: Timestamp) -> bool {
    let Some(sent) = &standing.submitted else {
        return false;
    };
    if standing.review.as_ref().is_some_and(is_over) {
        return false;
    }
    let last = [standing.as_of, asked.copied()]
        .into_iter()
        .flatten()
        .fold(sent.at, Timestamp::max);
    let pace = if last == sent.at {
        pace.first
    } else {
        pace.between
    };
    let passes = standing.problem.as_ref().is_none_or(|problem| {
        matches!(
            problem.kind,
            ProblemKind::Network
                | ProblemKind::TimedOut
                | ProblemKind::StoreDown
                | ProblemKind::TooMany
        )
    });
    now.duration_since(last) >= if passes { pace } else { pace * 4 }
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

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use slipway_model::{Problem, ProblemKind, Review, ReviewState, Sentence};

    use super::{Pace, Standing, is_due};
    use crate::reviews::Sent;

    const PACE: Pace = Pace {
        first: SignedDuration::from_hours(1),
        between: SignedDuration::from_hours(3),
    };

    fn hour(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    /// Sent at the hour 0.
    fn standing() -> Standing {
        Standing {
            package: "com.example.slipway".into(),
            store: "honor".into(),
            account: "main".into(),
            release: Some("r1".into()),
            submitted: Some(Sent {
                version_code: 20,
                build_number: None,
                version_name: "2.0.0".into(),
                at: hour(0),
                goes_live_at: None,
                goal: slipway_model::Goal::Submit,
                trace: serde_json::Value::Null,
            }),
            review: None,
            problem: None,
            as_of: None,
        }
    }

    /// The first whole hour at which it is asked, `asked` being the last question.
    fn due_from(standing: &Standing, asked: Option<i64>) -> Option<i64> {
        let asked = asked.map(hour);
        (0..100).find(|&hours| is_due(standing, asked.as_ref(), PACE, hour(hours)))
    }

    #[test]
    fn a_store_is_asked_at_its_own_pace() {
        let mut asked = standing();
        assert_eq!(due_from(&asked, None), Some(1));
        asked.as_of = Some(hour(5));
        assert_eq!(due_from(&asked, Some(5)), Some(8));
        // A person asked in between.
        assert_eq!(due_from(&asked, Some(3)), Some(8));
    }

    #[test]
    fn a_question_without_an_answer_is_a_question_too() {
        for (kind, next) in [
            (ProblemKind::Network, 9),
            (ProblemKind::TooMany, 9),
            (ProblemKind::BadCredentials, 18),
            (ProblemKind::NotFound, 18),
        ] {
            let mut failed = standing();
            failed.as_of = Some(hour(3));
            failed.problem = Some(Problem::new(kind, Sentence::new("x")));
            assert_eq!(due_from(&failed, Some(6)), Some(next), "{kind:?}");
        }
    }

    #[test]
    fn what_is_over_or_was_never_sent_is_left_alone() {
        let mut over = standing();
        over.review = Some(Review {
            state: ReviewState::Live,
            ..Review::unknown()
        });
        assert_eq!(due_from(&over, None), None);
        let mut never = standing();
        never.submitted = None;
        assert_eq!(due_from(&never, None), None);
        // Sent again after the last question about the version before.
        let mut again = standing();
        again.submitted.as_mut().unwrap().at = hour(10);
        assert_eq!(due_from(&again, Some(9)), Some(11));
    }
}
