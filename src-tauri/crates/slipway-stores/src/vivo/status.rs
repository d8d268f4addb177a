//! Where an app stands with vivo, in our words and with the reviewers' reason. vivo tells of the newest record only: which version
//! users have is known while nothing newer is in review.

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use slipway_model::{AppRef, Problem, Review, ReviewState, Said};

use super::{
    phases,
    standing::{record, stage, term},
    wire::{self, Details},
};
use crate::{Submitted, Visit};

/// A just submitted version may be invisible for this long without anything being wrong.
pub(super) const SETTLING: SignedDuration = SignedDuration::from_mins(15);

/// Where the app stands; `submitted` makes it a question about that version, and of a phased one about its phase.
pub(super) async fn review(
    visit: &Visit,
    app: &AppRef,
    submitted: Option<&Submitted>,
) -> Result<Review, Problem> {
    let (details, _) = record(visit, &app.package)
        .await
        .map_err(|failure| failure.problem)?;
    let review = judge(&details, submitted, visit.now(), visit.line.secrets());
    match submitted {
        Some(ours) if phases::is_phased(ours) => {
            let stage = stage(visit, &app.package)
                .await
                .map_err(|failure| failure.problem)?;
            Ok(phases::judge(review, stage.as_ref(), ours, visit.now()))
        }
        _ => Ok(review),
    }
}

fn judge(
    details: &Details,
    submitted: Option<&Submitted>,
    now: Timestamp,
    secrets: &[SecretString],
) -> Review {
    let meaning = meaning(details);
    let is_live = meaning == ReviewState::Live;
    let state = match (submitted, details.version_code) {
        (Some(ours), code) if code.is_none_or(|code| code < ours.version_code) => {
            if now.duration_since(ours.at) < SETTLING {
                ReviewState::Submitted
            } else {
                ReviewState::NeedsLook
            }
        }
        // A newer one is on its way or was refused; what became of ours is not told.
        (Some(ours), Some(code)) if code > ours.version_code && !is_live => ReviewState::NeedsLook,
        _ => meaning,
    };
    let (live, pending) = if is_live {
        (details.version_code, None)
    } else {
        (None, details.version_code)
    };
    let name = |code: Option<u64>| code.and(details.version_name.clone());
    Review {
        state,
        store_term: term(details),
        inferred: false,
        live_version_code: live,
        live_version_name: name(live),
        pending_version_code: pending,
        pending_version_name: name(pending),
        reason: (state == ReviewState::Rejected)
            .then(|| reason(details, secrets))
            .flatten(),
        goes_live_at: (state == ReviewState::Scheduled)
            .then(|| instant(details))
            .flatten(),
        phase: None,
        levers: Vec::new(),
    }
}

/// `status` [5 clients for 1 to 4, 4 for 5; 6 is accepted by one and explained by none] with `saleStatus` [3 sources].
pub(super) fn meaning(details: &Details) -> ReviewState {
    match (details.status, details.sale_status) {
        (Some(1), _) => ReviewState::Draft,
        (Some(2), _) => ReviewState::InReview,
        (Some(3), Some(0)) => ReviewState::Scheduled,
        (Some(3), Some(1)) => ReviewState::Live,
        (Some(3), Some(2)) => ReviewState::Removed,
        (Some(4), _) => ReviewState::Rejected,
        (Some(5), _) => ReviewState::Withdrawn,
        (None, _) => ReviewState::None,
        _ => ReviewState::NeedsLook,
    }
}

fn instant(details: &Details) -> Option<Timestamp> {
    wire::instant(details.sche_online_time.as_deref()?)
}

/// `unPassReason`; it may be missing.
fn reason(details: &Details, secrets: &[SecretString]) -> Option<Said> {
    let words = details.un_pass_reason.as_deref()?;
    Some(Said::new("status 4", words.as_bytes(), secrets))
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use serde_json::{Value, json};
    use slipway_model::{Review, ReviewState as State};

    use super::{Submitted, judge};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn look(body: Value, submitted: Option<(u64, i64)>) -> Review {
        let details = serde_json::from_value(body).unwrap();
        let submitted = submitted.map(|(version_code, minutes_ago)| Submitted {
            version_code,
            at: NOW - SignedDuration::from_mins(minutes_ago),
            goes_live_at: None,
            trace: Value::Null,
        });
        judge(&details, submitted.as_ref(), NOW, &[])
    }

    fn body(code: u64, status: i64, sale: i64) -> Value {
        json!({"versionCode": code.to_string(), "versionName": "2.0", "status": status, "saleStatus": sale})
    }

    #[test]
    fn every_state() {
        for (status, sale, state) in [
            (1, 1, State::Draft),
            (2, 0, State::InReview),
            (2, 1, State::InReview),
            (3, 0, State::Scheduled),
            (3, 1, State::Live),
            (3, 2, State::Removed),
            (3, 9, State::NeedsLook),
            (4, 1, State::Rejected),
            (5, 1, State::Withdrawn),
            (6, 1, State::NeedsLook),
        ] {
            let review = look(body(20, status, sale), None);
            assert_eq!(review.state, state, "{status} {sale}");
            assert_eq!(
                review.store_term,
                format!("status {status}, saleStatus {sale}")
            );
            assert!(!review.inferred && review.levers.is_empty());
        }
    }

    #[test]
    fn only_a_live_record_tells_what_is_live() {
        let live = look(body(20, 3, 1), Some((20, 60)));
        assert_eq!(
            (live.live_version_code, live.pending_version_code),
            (Some(20), None)
        );
        assert_eq!(live.live_version_name.as_deref(), Some("2.0"));
        let waiting = look(body(20, 2, 1), Some((20, 60)));
        assert_eq!(
            (waiting.live_version_code, waiting.pending_version_code),
            (None, Some(20))
        );
    }

    #[test]
    fn it_is_asked_about_our_version() {
        assert_eq!(look(body(19, 3, 1), Some((20, 5))).state, State::Submitted);
        assert_eq!(look(body(19, 3, 1), Some((20, 60))).state, State::NeedsLook);
        assert_eq!(look(body(21, 3, 1), Some((20, 60))).state, State::Live);
        assert_eq!(look(body(21, 2, 1), Some((20, 60))).state, State::NeedsLook);
        assert_eq!(look(body(21, 4, 1), Some((20, 60))).state, State::NeedsLook);
    }

    #[test]
    fn a_rejection_brings_the_reviewers_words() {
        let mut refused = body(20, 4, 1);
        refused["unPassReason"] = json!("应用闪退\u{202e}");
        let review = look(refused.clone(), Some((20, 60)));
        let reason = review.reason.unwrap();
        assert_eq!(
            (reason.code.as_str(), reason.words.as_str()),
            ("status 4", "应用闪退")
        );
        // An old reason beside another state is no reason.
        refused["status"] = json!(2);
        assert_eq!(look(refused, None).reason, None);
        assert_eq!(look(body(20, 4, 1), None).reason, None);
    }

    #[test]
    fn a_schedule_names_its_instant() {
        let mut waiting = body(20, 3, 0);
        waiting["scheOnlineTime"] = json!("2026-01-15 10:00:00");
        assert_eq!(
            look(waiting, Some((20, 60))).goes_live_at,
            Some("2026-01-15T02:00:00Z".parse().unwrap())
        );
    }

    #[test]
    fn missing_fields_are_no_reason_to_fall() {
        for body in [
            json!({}),
            json!({"status": null, "versionCode": null}),
            json!({"packageName": "x"}),
        ] {
            let review = look(body.clone(), None);
            assert_eq!(
                (review.state, review.pending_version_code),
                (State::None, None),
                "{body}"
            );
        }
        // A bare draft has no version.
        let draft = look(json!({"status": 1}), None);
        assert_eq!(
            (draft.state, draft.pending_version_code),
            (State::Draft, None)
        );
        assert_eq!(look(json!({"status": 3}), None).state, State::NeedsLook);
    }
}
