//! Where an app stands with vivo, read by up to three questions, and whether that shows a version of ours.
//! Read before anything is sent, and again when it must be known whether something arrived.

use jiff::Timestamp;
use serde_json::{Value, json};
use slipway_model::{Order, Problem, ProblemKind, Said, Sentence, When};

use super::{
    auth::Params,
    call,
    packages::{by_address, version_code},
    problem::is_unknown_here,
    wire::{self, Details, Stage, Task},
};
use crate::{Visit, failure::Failure};

/// The record of an app, and as it came.
///
/// # Errors
/// Also when vivo answers with nothing: this account has no such app [measured].
pub(super) async fn record(visit: &Visit, package: &str) -> Result<(Details, Value), Failure> {
    let heard = call::query(visit, wire::DETAILS, package, Params::new()).await?;
    let details = heard.read().ok_or_else(|| Failure::certain(not_found()))?;
    Ok((details, heard.data().clone()))
}

pub(super) fn not_found() -> Problem {
    Problem::new(
        ProblemKind::NotFound,
        Sentence::new("problem.app-not-found"),
    )
}

/// The phased release of a package, if there is or was one.
pub(super) async fn stage(visit: &Visit, package: &str) -> Result<Option<Stage>, Failure> {
    let asked = call::query(visit, wire::PHASE_DETAILS, package, Params::new()).await;
    Ok(nothing_yet(asked)?.and_then(|heard| heard.read()))
}

/// The task of fetching packages, if there is or was one. `packetType` 0 means an update [official].
pub(super) async fn task(visit: &Visit, package: &str) -> Result<Option<Task>, Failure> {
    let more = Params::from([("packetType", "0".to_owned())]);
    let asked = call::query(visit, wire::TASK, package, more).await;
    Ok(nothing_yet(asked)?.and_then(|heard| heard.read()))
}

/// How vivo says that there is none is not established; the app itself was asked for before [inferred].
fn nothing_yet<T>(asked: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match asked {
        Ok(heard) => Ok(Some(heard)),
        Err(failure)
            if failure.problem.kind == ProblemKind::NotFound
                || is_unknown_here(&failure.problem) =>
        {
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

impl Stage {
    /// Neither refused nor at its end.
    pub(super) fn is_open(&self, now: Timestamp) -> bool {
        let over = self
            .staged_end_time
            .as_deref()
            .and_then(wire::instant)
            .is_some_and(|end| end <= now);
        *self != Self::default() && !self.is_rejected() && !self.is_ended() && !over
    }

    pub(super) fn is_rejected(&self) -> bool {
        self.audit_status == Some(1)
    }

    pub(super) fn is_approved(&self) -> bool {
        self.audit_status == Some(2)
    }

    pub(super) fn is_running(&self) -> bool {
        self.is_approved() && self.effect_status == Some(1)
    }

    pub(super) fn is_ended(&self) -> bool {
        matches!(self.effect_status, Some(4 | 5))
    }

    /// As vivo names it.
    pub(super) fn term(&self) -> String {
        format!(
            "auditStatus {}, effectStatus {}",
            number(self.audit_status),
            number(self.effect_status)
        )
    }
}

impl Task {
    pub(super) fn is_under_way(&self) -> bool {
        matches!(self.status, Some(1 | 2))
    }
}

/// The numbers of the record, as vivo names them.
pub(super) fn term(details: &Details) -> String {
    format!(
        "status {}, saleStatus {}",
        number(details.status),
        number(details.sale_status)
    )
}

fn number(value: Option<i64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

/// Everything that tells of an order.
#[derive(Debug, Default)]
pub(super) struct Standing {
    pub(super) details: Details,
    pub(super) stage: Option<Stage>,
    pub(super) task: Option<Task>,
}

impl Standing {
    /// Asks what this order needs to know.
    pub(super) async fn read(visit: &Visit, order: &Order) -> Result<Self, Failure> {
        let package = &order.app.package;
        let (details, _) = record(visit, package).await?;
        let stage = match order.when {
            When::InPhases(_) => stage(visit, package).await?,
            When::AfterApproval | When::At { .. } | When::ByHand => None,
        };
        let task = if by_address(order) {
            task(visit, package).await?
        } else {
            None
        };
        Ok(Self {
            details,
            stage,
            task,
        })
    }

    /// What is kept to tell later whether something has moved.
    pub(super) fn kept(&self) -> Value {
        json!({
            "newest": self.details.version_code,
            "status": self.details.status,
            "stage": self.stage.as_ref().map(Stage::term),
            "task": self.task.as_ref().and_then(|task| task.status),
        })
    }

    /// Whether the version is with the reviewers, or past them. `before`: what [`Standing::kept`] said; an earlier verdict proves nothing.
    pub(super) fn shows(&self, order: &Order, before: &Value, now: Timestamp) -> bool {
        let moved = |name: &str| self.kept().get(name) != before.get(name);
        match (&order.when, &self.stage) {
            (When::InPhases(_), Some(stage)) => {
                let ours = stage
                    .version_code
                    .is_none_or(|code| code == version_code(order));
                ours && (stage.is_open(now) || (stage.is_rejected() && moved("stage")))
            }
            (When::InPhases(_), None) => false,
            _ => {
                self.details.version_code == Some(version_code(order))
                    && match self.details.status {
                        Some(2 | 3) => true,
                        Some(4 | 5) => moved("status") || moved("newest"),
                        _ => false,
                    }
            }
        }
    }

    /// Whether the submission arrived, although vivo may still be fetching the packages.
    pub(super) fn was_taken(&self, order: &Order, before: &Value, now: Timestamp) -> bool {
        let fetching = self.task.as_ref().is_some_and(|task| {
            task.is_under_way()
                || (task.status.is_some()
                    && task.status != before.get("task").and_then(Value::as_i64))
        });
        fetching || self.shows(order, before, now)
    }

    /// What a step leaves behind that has seen the version.
    pub(super) fn seen(&self) -> Value {
        json!({ "seen": true, "term": self.term(), "version_code": self.details.version_code })
    }

    pub(super) fn term(&self) -> String {
        self.stage
            .as_ref()
            .map_or_else(|| term(&self.details), Stage::term)
    }

    /// vivo said yes and then does not know of it.
    pub(super) fn not_seen(&self) -> Problem {
        let said = Said::new("status", self.term().as_bytes(), &[]);
        Problem::new(ProblemKind::Unclear, Sentence::new("problem.not-seen")).said(said)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};
    use slipway_model::{Order, Percent, Phases, When};

    use super::Standing;
    use crate::fixture;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn standing(details: Value, stage: Value, task: Value) -> Standing {
        Standing {
            details: serde_json::from_value(details).unwrap(),
            stage: serde_json::from_value(stage).unwrap(),
            task: serde_json::from_value(task).unwrap(),
        }
    }

    fn full(code: u64, status: i64) -> Standing {
        standing(
            json!({"versionCode": code.to_string(), "status": status}),
            Value::Null,
            Value::Null,
        )
    }

    fn phased() -> Order {
        let mut order = fixture::order("vivo");
        order.when = When::InPhases(Phases {
            percent: Percent::whole(10).unwrap(),
            from: NOW,
            until: NOW,
            zone: "UTC".into(),
            about: String::new(),
        });
        order
    }

    #[test]
    fn our_version_in_review_or_past_it_is_seen() {
        let order = fixture::order("vivo");
        let before = full(19, 3).kept();
        for (now, seen) in [
            (full(20, 2), true),
            (full(20, 3), true),
            (full(20, 4), true),
            (full(20, 5), true),
            (full(20, 1), false),
            (full(20, 6), false),
            (full(19, 2), false),
            (full(19, 3), false),
            (full(21, 2), false),
            (Standing::default(), false),
        ] {
            assert_eq!(now.shows(&order, &before, NOW), seen, "{now:?}");
        }
        // The same version was refused before.
        assert!(!full(20, 4).shows(&order, &full(20, 4).kept(), NOW));
        assert!(full(20, 2).shows(&order, &full(20, 4).kept(), NOW));
    }

    #[test]
    fn a_phase_is_seen_in_its_own_record() {
        let with =
            |stage: Value| standing(json!({"versionCode": 19, "status": 3}), stage, Value::Null);
        let before = with(Value::Null).kept();
        for (stage, seen) in [
            (json!({"auditStatus": 0, "stagedProportion": "10"}), true),
            (json!({"auditStatus": 2, "effectStatus": 1}), true),
            (json!({"auditStatus": 1}), true),
            (json!({"auditStatus": 2, "effectStatus": 4}), false),
            (json!({"auditStatus": 2, "effectStatus": "5"}), false),
            (json!({"auditStatus": 0, "versionCode": "19"}), false),
            (
                json!({"auditStatus": 2, "stagedEndTime": "1969-12-31 10:00:00"}),
                false,
            ),
            (json!({}), false),
            (Value::Null, false),
        ] {
            assert_eq!(
                with(stage.clone()).shows(&phased(), &before, NOW),
                seen,
                "{stage}"
            );
        }
        let rejected = with(json!({"auditStatus": 1}));
        assert!(!rejected.shows(&phased(), &rejected.kept(), NOW));
    }

    #[test]
    fn a_task_that_began_shows_that_the_request_arrived() {
        let mut order = fixture::order("vivo");
        order.artifacts[0].url = Some("https://cdn.example.com/a.apk".into());
        let with =
            |task: Value| standing(json!({"versionCode": 19, "status": 3}), Value::Null, task);
        let done_before = with(json!({"status": 3})).kept();
        for (task, taken) in [
            (json!({"status": 1}), true),
            (json!({"status": "2"}), true),
            (json!({"status": 4, "errorReason": "x"}), true),
            (json!({"status": 3}), false),
            (json!({"status": null}), false),
            (Value::Null, false),
        ] {
            let now = with(task.clone());
            assert_eq!(now.was_taken(&order, &done_before, NOW), taken, "{task}");
            assert!(!now.shows(&order, &done_before, NOW));
        }
    }
}
