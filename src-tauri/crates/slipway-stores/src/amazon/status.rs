//! Where a submission stands, as far as the one question tells that there is. There is no call that says *live* or *rejected*: an Edit that
//! leaves review is gone or a draft again, and the reasons come by mail and in the console. What is concluded is marked as concluded.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use slipway_model::{AppRef, Problem, Review, ReviewState};

use super::site::{Edit, Site};
use crate::{Submitted, Visit};

/// A just submitted Edit may be shown as it was before for this long without anything being wrong.
const SETTLING: SignedDuration = SignedDuration::from_mins(15);

pub(super) async fn review(
    visit: &Visit,
    app: &AppRef,
    submitted: Option<&Submitted>,
) -> Result<Review, Problem> {
    let read = async { Site::new(visit, app)?.open_edit().await };
    let (edit, _) = read.await.map_err(|failure| failure.problem)?;
    Ok(judge(edit.as_ref(), submitted, visit.now()))
}

fn judge(edit: Option<&Edit>, submitted: Option<&Submitted>, now: Timestamp) -> Review {
    let (state, inferred) = match submitted {
        None => alone(edit),
        Some(ours) => after(edit, ours, now),
    };
    Review {
        state,
        inferred,
        store_term: edit.map_or_else(|| "–".to_owned(), |edit| edit.status.clone()),
        goes_live_at: submitted
            .filter(|_| !state.is_final())
            .and_then(|ours| ours.goes_live_at),
        ..Review::unknown()
    }
}

/// Without a submission of ours: what is there.
fn alone(edit: Option<&Edit>) -> (ReviewState, bool) {
    match edit {
        // The last submission went live or was withdrawn, or there was none.
        None => (ReviewState::None, true),
        Some(edit) => (meaning(&edit.status), false),
    }
}

/// Since our submission.
fn after(edit: Option<&Edit>, ours: &Submitted, now: Timestamp) -> (ReviewState, bool) {
    let settling = now.duration_since(ours.at) < SETTLING;
    let known = ours.trace.get("edit_id").and_then(Value::as_str);
    match edit {
        Some(edit) if known.is_none_or(|known| known == edit.id) && !edit.is_open() => {
            (meaning(&edit.status), false)
        }
        // Gone, a draft again, or another Edit in its place: ours has left review, and how is not told.
        None | Some(_) if !settling => (ReviewState::NeedsLook, true),
        None | Some(_) => (ReviewState::Submitted, true),
    }
}

/// `status` of an Edit: an open set [6 clients for the draft, 1 live for `REVIEW`, 1 comment for `LIVE`, 1 note for `SUBMITTED`].
fn meaning(status: &str) -> ReviewState {
    match status {
        "IN_PROGRESS" => ReviewState::Draft,
        "REVIEW" => ReviewState::InReview,
        "SUBMITTED" => ReviewState::Submitted,
        "LIVE" => ReviewState::Live,
        _ => ReviewState::NeedsLook,
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use serde_json::json;
    use slipway_model::ReviewState as State;

    use super::{Edit, judge};
    use crate::Submitted;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn look(edit: Option<(&str, &str)>, minutes_ago: Option<i64>) -> (State, bool) {
        let edit = edit.map(|(id, status)| Edit {
            id: id.into(),
            status: status.into(),
        });
        let submitted = minutes_ago.map(|minutes| Submitted {
            version_code: 20,
            at: NOW - SignedDuration::from_mins(minutes),
            goes_live_at: None,
            trace: json!({"edit_id": "ours"}),
        });
        let review = judge(edit.as_ref(), submitted.as_ref(), NOW);
        (review.state, review.inferred)
    }

    #[rustfmt::skip]
    #[test]
    fn what_is_not_told_is_never_made_up() {
        for (edit, minutes, expected) in [
            (None, None, (State::None, true)),
            (Some(("other", "IN_PROGRESS")), None, (State::Draft, false)),
            (Some(("other", "REVIEW")), None, (State::InReview, false)),
            (Some(("other", "APPROVED")), None, (State::NeedsLook, false)),
            (Some(("ours", "REVIEW")), Some(1), (State::InReview, false)),
            (Some(("ours", "REVIEW")), Some(9000), (State::InReview, false)),
            (Some(("ours", "SUBMITTED")), Some(60), (State::Submitted, false)),
            (Some(("ours", "LIVE")), Some(60), (State::Live, false)),
            (Some(("ours", "PENDING_ACTION")), Some(60), (State::NeedsLook, false)),
            // Left review: live, rejected or withdrawn, and nobody says which.
            (None, Some(60), (State::NeedsLook, true)),
            (Some(("ours", "IN_PROGRESS")), Some(60), (State::NeedsLook, true)),
            (Some(("other", "IN_PROGRESS")), Some(60), (State::NeedsLook, true)),
            (Some(("other", "REVIEW")), Some(60), (State::NeedsLook, true)),
            // Just sent.
            (None, Some(5), (State::Submitted, true)),
            (Some(("ours", "IN_PROGRESS")), Some(5), (State::Submitted, true)),
        ] {
            assert_eq!(look(edit, minutes), expected, "{edit:?} {minutes:?}");
        }
    }

    #[test]
    fn the_asked_for_time_is_told_while_it_can_still_come() {
        let at = Timestamp::from_second(1_800_000_000).unwrap();
        let submitted = Submitted {
            version_code: 20,
            at: NOW,
            goes_live_at: Some(at),
            trace: json!({}),
        };
        let edit = Edit {
            id: "ours".into(),
            status: "REVIEW".into(),
        };
        assert_eq!(
            judge(Some(&edit), Some(&submitted), NOW).goes_live_at,
            Some(at)
        );
    }
}
