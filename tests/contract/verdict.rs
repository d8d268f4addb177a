//! What may be said, held against what the ledger saw. Pure, so that it can be shown to be sharp: a matrix whose judge lets a
//! second submission through proves nothing.

use slipway_engine::Action;

/// What the program says of one store, and what is true.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim<'a> {
    pub(crate) state: &'a str,
    /// Of the receipt.
    pub(crate) evidence: Option<&'a str>,
    /// Submissions in the ledger.
    pub(crate) submissions: usize,
    /// The store tells how a review stands; else its answer to the submission is all there ever is.
    pub(crate) can_be_asked: bool,
    /// A store said yes and kept nothing.
    pub(crate) lied: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Said and true.
    Settled,
    /// Honest, and a person can go on from there.
    Open,
}

impl Claim<'_> {
    /// # Errors
    /// What was claimed and what is true.
    pub(crate) fn judge(self) -> Result<Verdict, String> {
        match (self.state, self.submissions) {
            ("submitted", 1) => Ok(Verdict::Settled),
            ("failed", 0) | ("unclear", 0 | 1) => Ok(Verdict::Open),
            ("submitted", 0)
                if self.lied && !self.can_be_asked && self.evidence == Some("answer") =>
            {
                Ok(Verdict::Settled)
            }
            _ => Err(format!(
                "said {} on the evidence of {}, the ledger saw {} submissions",
                self.state,
                self.evidence.unwrap_or("nothing"),
                self.submissions
            )),
        }
    }

    /// The same when the trouble is over and a person did all that is offered: only what nobody can ask may stay unclear,
    /// and only if it went out.
    pub(crate) fn judge_in_the_end(self) -> Result<(), String> {
        match (self.judge()?, self.state, self.submissions) {
            (Verdict::Settled, _, _) => Ok(()),
            (_, "unclear", 1) if !self.can_be_asked => Ok(()),
            _ => Err(format!(
                "ended as {} with {} submissions, although the trouble is over",
                self.state, self.submissions
            )),
        }
    }

    /// What a person does who has looked into the store's console.
    pub(crate) fn person_does(self, looked: bool) -> Option<Action> {
        match (self.state, self.submissions) {
            ("failed", _) => Some(Action::Retry),
            ("unclear", _) if !looked => Some(Action::LookAgain),
            ("unclear", 0) => Some(Action::SendAgain),
            _ => None,
        }
    }
}

#[test]
fn a_false_claim_is_seen() {
    let claim = |state, submissions| Claim {
        state,
        evidence: Some("answer"),
        submissions,
        can_be_asked: true,
        lied: false,
    };
    let blind = |claim| Claim {
        can_be_asked: false,
        ..claim
    };
    let lied = |claim| Claim {
        lied: true,
        ..claim
    };
    let read_back = |claim| Claim {
        evidence: Some("read-back"),
        ..claim
    };
    for (claim, honest, honest_in_the_end) in [
        (claim("submitted", 1), true, true),
        (claim("submitted", 0), false, false),
        (claim("submitted", 2), false, false),
        (lied(claim("submitted", 0)), false, false),
        (blind(claim("submitted", 0)), false, false),
        (blind(lied(claim("submitted", 0))), true, true),
        (blind(lied(claim("submitted", 2))), false, false),
        (read_back(blind(lied(claim("submitted", 0)))), false, false),
        (claim("failed", 0), true, false),
        (claim("failed", 1), false, false),
        (claim("unclear", 0), true, false),
        (claim("unclear", 1), true, false),
        (claim("unclear", 2), false, false),
        (blind(claim("unclear", 0)), true, false),
        (blind(claim("unclear", 1)), true, true),
        (claim("running", 0), false, false),
        (claim("stopped", 0), false, false),
    ] {
        assert_eq!(claim.judge().is_ok(), honest, "{claim:?}");
        assert_eq!(
            claim.judge_in_the_end().is_ok(),
            honest_in_the_end,
            "{claim:?}"
        );
    }
}
