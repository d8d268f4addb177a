//! Why one call brought nothing usable, and whether the store may have acted on it all the same.
//! The second half decides between *failed* and *unclear*; it is thought of once, here, and not in every step.

use jiff::Timestamp;
use slipway_http::{Sent, Trouble};
use slipway_model::{Outcome, Problem, Repeat, Retry, Sentence};

#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) problem: Problem,
    pub(crate) acted: Acted,
    /// The store is still working on something earlier. Not a failure while there is time; the sentence is shown meanwhile.
    pub(crate) wait: Option<Sentence>,
    /// What the store's clock said with its answer.
    pub(crate) server_time: Option<Timestamp>,
}

/// Whether the store did what it was asked, although we have no proof of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Acted {
    /// It never had a whole request, or it said no.
    No,
    Perhaps,
}

impl Failure {
    /// The store gave a definite no, or was never asked.
    pub(crate) fn certain(problem: Problem) -> Self {
        Self {
            problem,
            acted: Acted::No,
            wait: None,
            server_time: None,
        }
    }

    /// The request went out and no readable answer came back.
    pub(crate) fn open(problem: Problem) -> Self {
        Self {
            problem,
            acted: Acted::Perhaps,
            wait: None,
            server_time: None,
        }
    }

    /// How the step ends: what nobody can know stays unclear, unless the step may simply be done again.
    pub(crate) fn outcome(self, repeat: Repeat) -> Outcome {
        let mut problem = self.problem;
        match (self.acted, repeat) {
            (Acted::Perhaps, Repeat::AfterLooking | Repeat::Never) => Outcome::Unclear { problem },
            (_, Repeat::Freely) if problem.retry == Retry::AfterLooking => {
                problem.retry = Retry::Now;
                Outcome::Failed { problem }
            }
            _ => Outcome::Failed { problem },
        }
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match trouble.sent {
            Sent::Nothing | Sent::Partly => Self::certain(trouble.problem()),
            Sent::Perhaps => Self::open(trouble.problem()),
        }
    }
}

#[cfg(test)]
mod tests {
    use slipway_model::{Outcome, Problem, ProblemKind, Repeat, Retry, Sentence};

    use super::Failure;

    #[test]
    fn only_what_may_have_happened_is_unclear() {
        let problem = || Problem::new(ProblemKind::Network, Sentence::new("x"));
        for (failure, repeat, unclear) in [
            (Failure::open(problem()), Repeat::AfterLooking, true),
            (Failure::open(problem()), Repeat::Never, true),
            (Failure::open(problem()), Repeat::Freely, false),
            (Failure::certain(problem()), Repeat::AfterLooking, false),
            (Failure::certain(problem()), Repeat::Never, false),
            (Failure::certain(problem()), Repeat::Freely, false),
        ] {
            let shown = format!("{failure:?} {repeat:?}");
            assert_eq!(
                matches!(failure.outcome(repeat), Outcome::Unclear { .. }),
                unclear,
                "{shown}"
            );
        }
    }

    #[test]
    fn what_may_be_repeated_freely_needs_no_looking() {
        let problem =
            Problem::new(ProblemKind::TimedOut, Sentence::new("x")).retry(Retry::AfterLooking);
        let Outcome::Failed { problem } = Failure::open(problem).outcome(Repeat::Freely) else {
            panic!("must fail")
        };
        assert_eq!(problem.retry, Retry::Now);
    }
}
