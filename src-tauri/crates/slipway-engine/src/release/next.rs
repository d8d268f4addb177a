//! What follows from one attempt: a table without IO. The store says whether trying again can help (`Problem::retry`), the plan
//! says whether it may (`Repeat`); where both speak, the more careful one wins.

use std::time::Duration;

use serde_json::Value;
use slipway_model::{Outcome, Problem, ProblemKind, Repeat, Retry, Sentence};

/// What the runner does after an attempt.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Next {
    Done {
        output: Value,
    },
    /// The store is still working.
    Wait {
        after: Duration,
        what: Sentence,
    },
    /// It surely did not happen; try again after a pause.
    Again {
        after: Duration,
        problem: Problem,
    },
    Fail {
        problem: Problem,
    },
    /// It may have happened: ask the store.
    Look {
        problem: Problem,
    },
    /// It may have happened, and there is nothing to ask: a person decides.
    Person {
        problem: Problem,
    },
}

/// Attempts of a step that failed for reasons that pass. A bad line gets more patience than a store that says no.
const TRIES_ON_A_BAD_LINE: u32 = 8;
const TRIES: u32 = 4;
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// `failed`: attempts of this step that have failed so far, this one included.
pub(crate) fn next(outcome: Outcome, repeat: Repeat, failed: u32) -> Next {
    match outcome {
        Outcome::Done { output } => Next::Done { output },
        Outcome::WaitUntil { after, what } => Next::Wait { after, what },
        Outcome::Failed { problem } => match (problem.retry, repeat) {
            (Retry::No, _) => Next::Fail { problem },
            (Retry::AfterLooking, Repeat::AfterLooking | Repeat::Never) => Next::Look { problem },
            _ if failed >= tries(&problem) => Next::Fail { problem },
            (Retry::After { wait }, _) => Next::Again {
                after: wait.max(pause(failed)),
                problem,
            },
            (Retry::Now | Retry::AfterLooking, _) => Next::Again {
                after: pause(failed),
                problem,
            },
        },
        Outcome::Unclear { problem } => match repeat {
            // A free step is not unclear for want of an answer: the store contradicts what it said before.
            Repeat::Freely => Next::Person { problem },
            Repeat::AfterLooking | Repeat::Never => Next::Look { problem },
        },
    }
}

fn tries(problem: &Problem) -> u32 {
    match problem.kind {
        ProblemKind::Network | ProblemKind::TimedOut => TRIES_ON_A_BAD_LINE,
        _ => TRIES,
    }
}

/// 1, 2, 4, 8, 16, 30, 30 s.
fn pause(failed: u32) -> Duration {
    Duration::from_secs(1 << failed.saturating_sub(1).min(5)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use slipway_model::{Outcome, Problem, ProblemKind, Repeat, Retry, Sentence};

    use super::{Next, next};

    fn problem(kind: ProblemKind, retry: Retry) -> Problem {
        Problem::new(kind, Sentence::new("x")).retry(retry)
    }

    fn check(outcome: Outcome, repeat: Repeat, failed: u32, expected: &str) {
        let word = match next(outcome.clone(), repeat, failed) {
            Next::Done { .. } => "done".to_owned(),
            Next::Wait { after, .. } => format!("wait {}", after.as_secs()),
            Next::Again { after, .. } => format!("again {}", after.as_secs()),
            Next::Fail { .. } => "fail".to_owned(),
            Next::Look { .. } => "look".to_owned(),
            Next::Person { .. } => "person".to_owned(),
        };
        assert_eq!(word, expected, "{outcome:?} {repeat:?} {failed}");
    }

    #[test]
    fn the_more_careful_word_wins() {
        let failed = |kind, retry| Outcome::Failed {
            problem: problem(kind, retry),
        };
        let unclear = |retry| Outcome::Unclear {
            problem: problem(ProblemKind::Network, retry),
        };
        let wait = Retry::After {
            wait: Duration::from_secs(20),
        };
        for repeat in [Repeat::Freely, Repeat::AfterLooking, Repeat::Never] {
            check(failed(ProblemKind::Refused, Retry::No), repeat, 1, "fail");
            // Nothing was sent, or the store answered: even a step of one try may be tried again.
            check(
                failed(ProblemKind::Network, Retry::Now),
                repeat,
                1,
                "again 1",
            );
            check(failed(ProblemKind::TooMany, wait), repeat, 1, "again 20");
        }
        check(
            failed(ProblemKind::Network, Retry::AfterLooking),
            Repeat::Freely,
            1,
            "again 1",
        );
        check(
            failed(ProblemKind::Network, Retry::AfterLooking),
            Repeat::AfterLooking,
            1,
            "look",
        );
        check(
            failed(ProblemKind::Network, Retry::AfterLooking),
            Repeat::Never,
            1,
            "look",
        );
        for retry in [Retry::Now, Retry::No, Retry::AfterLooking, wait] {
            check(unclear(retry), Repeat::AfterLooking, 1, "look");
            check(unclear(retry), Repeat::Never, 1, "look");
            check(unclear(retry), Repeat::Freely, 1, "person");
        }
    }

    #[test]
    fn patience_grows_and_ends() {
        let network = || Outcome::Failed {
            problem: problem(ProblemKind::Network, Retry::Now),
        };
        for (failed, expected) in [
            (1, "again 1"),
            (2, "again 2"),
            (4, "again 8"),
            (6, "again 30"),
            (7, "again 30"),
            (8, "fail"),
        ] {
            check(network(), Repeat::Freely, failed, expected);
        }
        let down = || Outcome::Failed {
            problem: problem(ProblemKind::StoreDown, Retry::Now),
        };
        check(down(), Repeat::Freely, 3, "again 4");
        check(down(), Repeat::Freely, 4, "fail");
    }
}
