//! Did it happen? The Edit, its packages and its status are asked: a yes is believed at once, a no only after Amazon had time to settle.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{Looked, Order, Outputs, ProblemKind, Retry, Step};

use super::{
    apks::{self, Apk},
    edit::{OPENING, output},
    publish::{edit_id, ours, version_code},
    site::Site,
    standing::Standing,
    survey::{self, Noted},
};
use crate::{Survey, Visit, failure::Failure};

/// Seconds after a lost answer at which Amazon is asked: for an Edit, for a package that is still being read, for a submission.
const OPENED: &[u64] = &[1, 3, 8];
const BROUGHT: &[u64] = &[3, 10, 30, 60];
const SUBMITTED: &[u64] = &[2, 5, 15, 30, 60];
/// A question that cannot be asked is given up after this long.
const PATIENCE_S: u64 = 30 * 60;

/// After an attempt that nobody heard the end of.
pub(super) async fn look(
    visit: &Visit,
    order: &Order,
    step: &Step,
    intent: &Value,
    outputs: &Outputs,
    waited_s: u64,
) -> Looked {
    let asked = async {
        let question = Question {
            visit,
            site: Site::new(visit, &order.app)?,
            order,
            intent,
            edit: edit_id(outputs),
            waited_s,
        };
        match step.key.as_str() {
            "discard" => question.discarded().await,
            "edit" => question.opened().await,
            "upload" | "attach" => question.brought(&step.key).await,
            "remove-old" => question.removed().await,
            "submit" | "confirm" => question.submitted(&step.key).await,
            // Everything else may simply be done again.
            _ => Ok(Looked::DidNot),
        }
    };
    asked
        .await
        .unwrap_or_else(|failure| cannot_look(failure, waited_s))
}

struct Question<'a> {
    visit: &'a Visit,
    site: Site<'a>,
    order: &'a Order,
    intent: &'a Value,
    edit: Option<&'a str>,
    waited_s: u64,
}

type Answer = Result<Looked, Failure>;

impl Question<'_> {
    fn edit(&self) -> Result<&str, Failure> {
        self.edit.ok_or_else(ours)
    }

    async fn discarded(&self) -> Answer {
        let named = Noted::of(&Survey::of(self.order)).open_edit;
        let (there, _) = self.site.open_edit().await?;
        // Deleting what is still there is asked for again, with a tag of then.
        Ok(match there {
            Some(edit) if named.as_ref() == Some(&edit.id) => Looked::DidNot,
            _ => Looked::Happened {
                output: json!({ "deleted": named }),
            },
        })
    }

    async fn opened(&self) -> Answer {
        let marks = self.visit.marks.left::<Value>();
        let was_opening = marks
            .iter()
            .any(|mark| mark.get("mark").and_then(Value::as_str) == Some(OPENING));
        if !was_opening {
            return Ok(Looked::DidNot);
        }
        let (there, _) = self.site.open_edit().await?;
        Ok(match there {
            Some(edit) if edit.is_open() => Looked::Happened {
                output: output(&edit, true),
            },
            // The step itself says what stands in its way.
            Some(edit) if !edit.is_live() => Looked::DidNot,
            Some(_) | None => settle(self.waited_s, OPENED),
        })
    }

    /// Our version code is there and was not before.
    async fn brought(&self, step: &str) -> Answer {
        let there = survey::apks(&self.site, self.edit()?).await?;
        let before: Vec<Apk> = self.intent.get("apks").map(apks::read).unwrap_or_default();
        let ours = version_code(self.order);
        if apks::has_version(&before, ours) {
            // It cannot be told from the one that was there. Replacing it once more changes nothing; nothing else is done to it.
            return Ok(Looked::DidNot);
        }
        if !apks::has_version(&there, ours) {
            return Ok(settle(self.waited_s, BROUGHT));
        }
        let apk = there.iter().find(|apk| apk.version_code == Some(ours));
        let output = if step == "upload" {
            json!({ "way": "found", "apk_id": apk.map(Apk::id), "file_id": null, "version_code": ours })
        } else {
            json!({ "attached": true })
        };
        Ok(Looked::Happened { output })
    }

    async fn removed(&self) -> Answer {
        let old = self.intent.get("old").and_then(Value::as_str);
        let there = survey::apks(&self.site, self.edit()?).await?;
        Ok(if there.iter().any(|apk| Some(apk.id()) == old) {
            Looked::DidNot
        } else {
            Looked::Happened {
                output: json!({ "removed": old }),
            }
        })
    }

    async fn submitted(&self, step: &str) -> Answer {
        let standing = Standing::read(&self.site, self.edit()?).await?;
        Ok(if standing.has_landed() {
            Looked::Happened {
                output: standing.output(),
            }
        } else if standing.is_draft() && step == "submit" {
            settle(self.waited_s, SUBMITTED)
        } else {
            Looked::CannotTell {
                problem: standing.not_seen(),
            }
        })
    }
}

/// The next moment to ask, in seconds since the intent; after the last one the no is believed.
fn settle(waited_s: u64, moments: &[u64]) -> Looked {
    match moments.iter().find(|moment| waited_s < **moment) {
        Some(moment) => Looked::AskAgain {
            after: Duration::from_secs(moment - waited_s),
        },
        None => Looked::DidNot,
    }
}

/// No answer to the question is no answer: it is asked again while that can help.
fn cannot_look(failure: Failure, waited_s: u64) -> Looked {
    let problem = failure.problem;
    let hopeless = problem.kind == ProblemKind::Cancelled
        || (problem.retry == Retry::No && problem.kind != ProblemKind::Network);
    if hopeless || waited_s > PATIENCE_S {
        Looked::CannotTell { problem }
    } else {
        Looked::AskAgain {
            after: Duration::from_secs(15),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use slipway_model::{Looked, Problem, ProblemKind, Retry, Sentence};

    use super::{BROUGHT, cannot_look, settle};
    use crate::failure::Failure;

    #[test]
    fn a_no_is_believed_after_a_while() {
        for (waited_s, after) in [(0, 3), (3, 7), (59, 1)] {
            assert_eq!(
                settle(waited_s, BROUGHT),
                Looked::AskAgain {
                    after: Duration::from_secs(after)
                }
            );
        }
        assert_eq!(settle(60, BROUGHT), Looked::DidNot);
    }

    #[test]
    fn silence_is_asked_again_and_a_refusal_is_not() {
        for (kind, retry, waited_s, again) in [
            (ProblemKind::Network, Retry::Now, 60, true),
            (ProblemKind::Network, Retry::No, 60, true),
            (ProblemKind::NotAllowed, Retry::No, 0, false),
            (ProblemKind::Cancelled, Retry::No, 0, false),
            (ProblemKind::StoreDown, Retry::Now, 1801, false),
        ] {
            let problem = Problem::new(kind, Sentence::new("x")).retry(retry);
            let looked = cannot_look(Failure::certain(problem), waited_s);
            assert_eq!(matches!(looked, Looked::AskAgain { .. }), again, "{kind:?}");
        }
    }
}
