//! Where an app stands with Tencent. The status query names neither version nor time, so whether it speaks of our submission is
//! concluded from what it said before.

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde_json::Value;
use slipway_model::{AppRef, Problem, ProblemKind, Review, ReviewState, Said, Sentence};

use super::{
    auth::{call, hear},
    objections::{no_app_id, odd_app_id},
    problem::failure,
    shelf,
    wire::{self, APPROVED, Audit, Detail, IN_REVIEW, NOTHING, REJECTED, WITHDRAWN},
};
use crate::{Submitted, Visit, failure::Failure, paste};

/// After a submission the old status may still be told for this long without anything being wrong [inferred].
const SETTLING: SignedDuration = SignedDuration::from_mins(15);

/// Reads the store's record of the app, and that it is the one that was meant.
pub(super) async fn detail(visit: &Visit, package: &str, app_id: &str) -> Result<Detail, Failure> {
    let params = wire::about_app(package, app_id);
    let heard = call(visit, wire::DETAIL, params, |request| request).await?;
    let detail = Detail(heard.body);
    match detail.text("pkg_name") {
        Some(other) if other != package => {
            let says = Sentence::new("problem.other-package")
                .with("package", package)
                .with("found", other);
            Err(Failure::certain(Problem::new(ProblemKind::StoreDown, says)))
        }
        _ => Ok(detail),
    }
}

/// Reads where the newest submission stands.
pub(super) async fn audit(visit: &Visit, package: &str, app_id: &str) -> Result<Audit, Failure> {
    let params = wire::about_app(package, app_id);
    let heard = hear(visit, wire::STATUS, params, |request| request).await?;
    if heard.ret() == Some(wire::NO_RECORD) {
        return Ok(Audit::default());
    }
    if !heard.succeeded() {
        return Err(failure(&heard));
    }
    Audit::of(&heard.body).ok_or_else(|| Failure::open(unreadable()))
}

pub(super) fn unreadable() -> Problem {
    Problem::new(ProblemKind::StoreDown, Sentence::new("problem.unreadable"))
}

/// The App ID, if one is known and can be one.
pub(super) fn known_app_id(app: &AppRef) -> Result<Option<&str>, Problem> {
    let given = app.store_app_id.as_deref().map(paste::trimmed);
    match given.filter(|id| !id.is_empty()) {
        Some(id) if !paste::is_digits(id) => Err(odd_app_id(id)),
        given => Ok(given),
    }
}

/// Whether a status shows that something was submitted since `before` was read. In review always does, because nothing is submitted
/// while a version is in review; a verdict only where it is another one than before.
pub(super) fn has_moved(audit: &Audit, before: Option<i64>) -> bool {
    match audit.status {
        Some(IN_REVIEW) => true,
        Some(REJECTED | APPROVED | WITHDRAWN) => audit.status != before,
        _ => false,
    }
}

pub(super) async fn review(
    visit: &Visit,
    app: &AppRef,
    submitted: Option<&Submitted>,
) -> Result<Review, Problem> {
    let app_id = known_app_id(app)?.ok_or_else(no_app_id)?;
    let audit = audit(visit, &app.package, app_id)
        .await
        .map_err(|failure| failure.problem)?;
    let may_be_live = submitted.is_none() || audit.status == Some(APPROVED);
    let live_name = if may_be_live {
        shelf::live_name(visit, &app.package).await
    } else {
        None
    };
    let secrets = visit.line.secrets();
    Ok(judge(&audit, submitted, live_name, visit.now(), secrets))
}

fn judge(
    audit: &Audit,
    submitted: Option<&Submitted>,
    shelf: Option<String>,
    now: Timestamp,
    secrets: &[SecretString],
) -> Review {
    let goes_live_at = submitted.and_then(|ours| ours.goes_live_at);
    let state = match audit.status {
        // What stood there before the submission says nothing of it.
        _ if submitted.is_some_and(|ours| is_stale(audit, ours, now)) => ReviewState::Submitted,
        Some(IN_REVIEW) => ReviewState::InReview,
        Some(REJECTED) => ReviewState::Rejected,
        Some(APPROVED) if goes_live_at.is_some_and(|time| time > now) => ReviewState::Scheduled,
        Some(APPROVED) => ReviewState::Live,
        Some(WITHDRAWN) => ReviewState::Withdrawn,
        None | Some(NOTHING) if submitted.is_some() => ReviewState::NeedsLook,
        None | Some(NOTHING) if shelf.is_some() => ReviewState::Live,
        None | Some(NOTHING) => ReviewState::None,
        Some(_) => ReviewState::NeedsLook,
    };
    let our_name = submitted
        .and_then(|ours| ours.trace.get("version_name")?.as_str())
        .map(str::to_owned);
    let is_shown = shelf.is_some() && shelf == our_name;
    let ours = submitted.map(|ours| ours.version_code);
    let is_live = state == ReviewState::Live;
    let is_pending = matches!(
        state,
        ReviewState::Submitted | ReviewState::InReview | ReviewState::Scheduled
    );
    Review {
        state,
        store_term: audit.term(),
        // Approved is Tencent's word; that users have it is our conclusion until the public page shows it.
        inferred: is_live && submitted.is_some() && !is_shown,
        live_version_code: ours.filter(|_| is_live),
        live_version_name: shelf.or_else(|| our_name.clone().filter(|_| is_live)),
        pending_version_code: ours.filter(|_| is_pending),
        pending_version_name: our_name.filter(|_| is_pending),
        reason: (state == ReviewState::Rejected)
            .then(|| reason(audit, secrets))
            .flatten(),
        goes_live_at: goes_live_at.filter(|_| is_pending),
        phase: None,
        levers: Vec::new(),
    }
}

/// Soon after a submission, a status that is the same as before it and was not seen to move since.
fn is_stale(audit: &Audit, ours: &Submitted, now: Timestamp) -> bool {
    let was_seen = ours.trace.get("seen").and_then(Value::as_bool) == Some(true);
    let before = ours.trace.get("status_before").and_then(Value::as_i64);
    !was_seen && !has_moved(audit, before) && now.duration_since(ours.at) < SETTLING
}

fn reason(audit: &Audit, secrets: &[SecretString]) -> Option<Said> {
    let words = audit.reason.as_ref()?;
    Some(Said::new(
        format!("audit_status {REJECTED}"),
        words.as_bytes(),
        secrets,
    ))
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use serde_json::{Value, json};
    use slipway_model::{Review, ReviewState as State};

    use super::{Audit, has_moved, judge};
    use crate::Submitted;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn audit(status: Option<i64>) -> Audit {
        Audit {
            status,
            reason: (status == Some(2)).then(|| "启动闪退".to_owned()),
        }
    }

    fn sent(minutes_ago: i64, goes_live_in: Option<i64>, trace: Value) -> Submitted {
        Submitted {
            version_code: 20,
            at: NOW - SignedDuration::from_mins(minutes_ago),
            goes_live_at: goes_live_in.map(|minutes| NOW + SignedDuration::from_mins(minutes)),
            trace,
        }
    }

    fn look(status: Option<i64>, submitted: Option<&Submitted>, shelf: Option<&str>) -> Review {
        let shelf = shelf.map(str::to_owned);
        judge(&audit(status), submitted, shelf, NOW, &[])
    }

    #[test]
    fn every_status_of_a_version_that_was_sent_long_ago() {
        let ours = sent(
            600,
            None,
            json!({"status_before": 3, "version_name": "2.0.0"}),
        );
        for (status, state) in [
            (Some(1), State::InReview),
            (Some(2), State::Rejected),
            (Some(3), State::Live),
            (Some(8), State::Withdrawn),
            (Some(0), State::NeedsLook),
            (Some(77), State::NeedsLook),
            (None, State::NeedsLook),
        ] {
            let review = look(status, Some(&ours), None);
            assert_eq!(review.state, state, "{status:?}");
            assert_eq!(review.reason.is_some(), state == State::Rejected);
        }
        let rejected = look(Some(2), Some(&ours), None).reason.unwrap();
        assert_eq!(
            (rejected.code.as_str(), rejected.words.as_str()),
            ("audit_status 2", "启动闪退")
        );
        assert_eq!(
            look(Some(77), Some(&ours), None).store_term,
            "(audit_status 77)"
        );
    }

    #[test]
    fn what_stood_there_before_is_not_believed_at_first() {
        for (before, now, seen, minutes, state) in [
            (json!(3), Some(3), false, 5, State::Submitted),
            (json!(3), Some(3), false, 15, State::Live),
            (json!(3), Some(3), true, 5, State::Live),
            (json!(2), Some(3), false, 5, State::Live),
            (json!(2), Some(2), false, 5, State::Submitted),
            (json!(2), Some(2), true, 5, State::Rejected),
            (json!(3), Some(1), false, 0, State::InReview),
            (Value::Null, None, false, 5, State::Submitted),
            (Value::Null, None, false, 15, State::NeedsLook),
            (Value::Null, Some(3), false, 5, State::Live),
        ] {
            let ours = sent(
                minutes,
                None,
                json!({"status_before": before, "seen": seen}),
            );
            let review = look(now, Some(&ours), None);
            assert_eq!(review.state, state, "{before} {now:?} {seen} {minutes}");
        }
    }

    #[test]
    fn an_approved_version_waits_for_its_time() {
        let review = look(
            Some(3),
            Some(&sent(600, Some(60), Value::Null)),
            Some("1.9.0"),
        );
        assert_eq!(review.state, State::Scheduled);
        assert_eq!(review.pending_version_code, Some(20));
        assert_eq!(review.live_version_name.as_deref(), Some("1.9.0"));
        assert!(review.goes_live_at.is_some());
        let review = look(Some(3), Some(&sent(600, Some(-60), Value::Null)), None);
        assert_eq!((review.state, review.goes_live_at), (State::Live, None));
    }

    #[test]
    fn live_is_a_conclusion_until_the_page_shows_it() {
        let ours = sent(600, None, json!({"version_name": "2.0.0"}));
        for (shelf, inferred, name) in [
            (None, true, "2.0.0"),
            (Some("1.9.0"), true, "1.9.0"),
            (Some("2.0.0"), false, "2.0.0"),
        ] {
            let review = look(Some(3), Some(&ours), shelf);
            assert_eq!(
                (review.inferred, review.live_version_name.as_deref()),
                (inferred, Some(name))
            );
            assert_eq!(review.live_version_code, Some(20));
        }
    }

    #[test]
    fn without_a_submission_it_tells_what_the_store_says() {
        for (status, shelf, state) in [
            (None, None, State::None),
            (Some(0), None, State::None),
            (None, Some("1.9.0"), State::Live),
            (Some(1), Some("1.9.0"), State::InReview),
            (Some(3), None, State::Live),
            (Some(2), None, State::Rejected),
        ] {
            let review = look(status, None, shelf);
            assert_eq!(review.state, state, "{status:?} {shelf:?}");
            assert_eq!(review.live_version_code, None);
        }
    }

    #[test]
    fn only_a_change_proves_a_submission() {
        for (now, before, moved) in [
            (Some(1), Some(3), true),
            (Some(1), None, true),
            (Some(3), Some(3), false),
            (Some(3), Some(2), true),
            (Some(2), None, true),
            (Some(8), Some(8), false),
            (None, Some(3), false),
            (Some(0), Some(3), false),
            (Some(77), Some(3), false),
        ] {
            assert_eq!(has_moved(&audit(now), before), moved, "{now:?} {before:?}");
        }
    }
}
