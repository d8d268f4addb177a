//! Did the push happen? Xiaomi answers one question only, and its *no* proves nothing for ten minutes; after that a person
//! decides, because a push that is sent twice is submitted twice.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{Looked, Order, Outputs, Problem, ProblemKind, Retry, Sentence, Step};

use super::{status::query, wire::QueryReply};
use crate::{Visit, failure::Failure};

/// When to ask after a lost answer, in seconds since the push: after one, three and ten minutes [issue, inferred].
const MOMENTS: [u64; 3] = [60, 180, 600];
/// A question that cannot be asked is given up after this long.
const PATIENCE_S: u64 = 60 * 60;

/// `updateVersion` turned false, or the version is ours and was not before: an earlier attempt of ours proves nothing.
pub(super) fn has_landed(reply: &QueryReply, order: &Order, newest_before: Option<u64>) -> bool {
    let ours = order.build().map(|build| build.version_code);
    let on_shelf = reply
        .package_info
        .as_ref()
        .and_then(|info| info.online_version_code);
    let is_busy = reply.package_info.is_some() && reply.update_version == Some(false);
    let is_newest = reply.newest() == ours && newest_before != ours;
    ours.is_some() && (on_shelf == ours || is_newest || is_busy)
}

pub(super) async fn look(
    visit: &Visit,
    order: &Order,
    step: &Step,
    intent: &Value,
    _outputs: &Outputs,
    waited_s: u64,
) -> Looked {
    if step.key != "push" {
        return Looked::DidNot;
    }
    let reply = query(visit, &order.app.package)
        .await
        .map(|(reply, _)| reply);
    judge(reply, order, intent, waited_s)
}

fn judge(
    reply: Result<QueryReply, Failure>,
    order: &Order,
    intent: &Value,
    waited_s: u64,
) -> Looked {
    let newest_before = intent.get("newest_before").and_then(Value::as_u64);
    let next = MOMENTS.iter().find(|moment| waited_s < **moment);
    match (reply, next) {
        (Ok(reply), _) if has_landed(&reply, order, newest_before) => Looked::Happened {
            output: json!({ "newest": reply.newest() }),
        },
        (Err(failure), _) if is_hopeless(&failure.problem) || waited_s > PATIENCE_S => {
            Looked::CannotTell {
                problem: failure.problem,
            }
        }
        (_, Some(moment)) => Looked::AskAgain {
            after: Duration::from_secs(moment - waited_s),
        },
        (Err(_), None) => Looked::AskAgain {
            after: Duration::from_secs(60),
        },
        (Ok(_), None) => Looked::CannotTell {
            problem: Problem::new(ProblemKind::Unclear, Sentence::new("problem.push-unclear")),
        },
    }
}

/// Asking again cannot bring another answer.
fn is_hopeless(problem: &Problem) -> bool {
    problem.retry == Retry::No && problem.kind != ProblemKind::Network
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};
    use slipway_model::{Looked, Problem, ProblemKind, Retry, Sentence};

    use super::judge;
    use crate::{failure::Failure, fixture};

    /// Ours is 20.
    fn look(body: Value, newest_before: Option<u64>, waited_s: u64) -> Looked {
        let reply = serde_json::from_value(body).unwrap();
        judge(
            Ok(reply),
            &fixture::order("xiaomi"),
            &json!({"newest_before": newest_before}),
            waited_s,
        )
    }

    fn body(online: u64, newest: u64, update: Option<bool>) -> Value {
        json!({"packageInfo":{"onlineVersionCode":online,"versionCode":newest},"updateVersion":update})
    }

    fn again(seconds: u64) -> Looked {
        Looked::AskAgain {
            after: Duration::from_secs(seconds),
        }
    }

    #[test]
    fn a_trace_of_the_push_is_believed_at_once() {
        for reply in [
            body(19, 19, Some(false)),
            body(19, 20, Some(true)),
            body(20, 20, Some(true)),
            body(20, 20, None),
        ] {
            let looked = look(reply.clone(), Some(19), 0);
            assert!(matches!(looked, Looked::Happened { .. }), "{reply}");
        }
    }

    #[test]
    fn the_old_state_is_asked_about_for_ten_minutes_and_then_left_to_a_person() {
        let old = || body(19, 19, Some(true));
        assert_eq!(look(old(), Some(19), 0), again(60));
        assert_eq!(look(old(), Some(19), 61), again(119));
        assert_eq!(look(old(), Some(19), 180), again(420));
        let Looked::CannotTell { problem } = look(old(), Some(19), 600) else {
            panic!("must not tell")
        };
        assert_eq!(problem.advice.key, "problem.push-unclear");
    }

    #[test]
    fn an_earlier_try_of_the_same_version_proves_nothing() {
        assert_eq!(look(body(19, 20, Some(true)), Some(20), 0), again(60));
        assert_eq!(look(json!({"packageInfo":null}), None, 0), again(60));
        assert_eq!(look(json!({}), None, 0), again(60));
    }

    #[test]
    fn a_question_that_was_not_answered_is_asked_again() {
        let ask = |kind, retry, waited_s| {
            let failure = Failure::certain(Problem::new(kind, Sentence::new("x")).retry(retry));
            judge(
                Err(failure),
                &fixture::order("xiaomi"),
                &Value::Null,
                waited_s,
            )
        };
        assert_eq!(ask(ProblemKind::Network, Retry::Now, 0), again(60));
        assert_eq!(ask(ProblemKind::TimedOut, Retry::Now, 700), again(60));
        for (kind, waited_s) in [
            (ProblemKind::BadCredentials, 0),
            (ProblemKind::Cancelled, 0),
            (ProblemKind::Network, 3601),
        ] {
            assert!(
                matches!(ask(kind, Retry::No, waited_s), Looked::CannotTell { .. }),
                "{kind:?}"
            );
        }
    }
}
