//! Xiaomi has no review status. What can be said is concluded from the one question that it answers, and a rejection is never
//! among the conclusions: it looks the same as a version that was withdrawn or never arrived.

use jiff::{SignedDuration, Timestamp};
use slipway_http::Method;
use slipway_model::{AppRef, Problem, Review, ReviewState};

use super::{
    auth::{Signed, sig},
    problem::{Heard, failure},
    wire::{self, PackageInfo, QueryData, QueryReply},
};
use crate::{Submitted, Visit, failure::Failure};

/// After a push, nothing may be visible for this long without anything being wrong [inferred].
const SETTLING: SignedDuration = SignedDuration::from_mins(15);

/// Asks Xiaomi what it knows of a package: the one read-only call there is.
pub(super) async fn query(visit: &Visit, package: &str) -> Result<(QueryReply, Heard), Failure> {
    let credentials = &visit.account.credentials;
    let data = QueryData {
        package_name: package,
        user_name: credentials.expose("account_email").unwrap_or_default(),
    };
    let data = serde_json::to_string(&data).unwrap_or_default();
    let sig = sig(
        credentials,
        &[Signed::bytes("RequestData", data.as_bytes())],
    )
    .map_err(Failure::certain)?;
    let form = [("RequestData", data.as_str()), ("SIG", sig.as_str())];
    let answer = visit
        .line
        .request(Method::POST, wire::QUERY)
        .form(form)
        .send()
        .await?;
    let heard = Heard::new(&answer, visit.now());
    if heard.succeeded() {
        Ok((heard.read(), heard))
    } else {
        Err(failure(&heard))
    }
}

pub(super) async fn review(
    visit: &Visit,
    app: &AppRef,
    submitted: Option<&Submitted>,
) -> Result<Review, Problem> {
    let (reply, _) = query(visit, &app.package)
        .await
        .map_err(|failure| failure.problem)?;
    Ok(judge(&reply, submitted, visit.now()))
}

/// Xiaomi, section "review status": the rule is ours [inferred]; `onlineVersionCode` is the one safe field.
fn judge(reply: &QueryReply, submitted: Option<&Submitted>, now: Timestamp) -> Review {
    let info = reply.package_info.clone().unwrap_or_default();
    let state = match submitted {
        None => without_submission(reply),
        Some(ours) if is_live(reply, ours.version_code) => ReviewState::Live,
        Some(_) if reply.update_version == Some(false) => ReviewState::InReview,
        Some(ours) if now.duration_since(ours.at) < SETTLING => ReviewState::Submitted,
        // Approved or still in review: both look like this until the time comes.
        Some(ours) if ours.goes_live_at.is_some_and(|time| time > now) => ReviewState::Submitted,
        Some(_) => ReviewState::NeedsLook,
    };
    Review {
        state,
        store_term: term(reply),
        inferred: true,
        live_version_code: reply.live(),
        live_version_name: live_name(&info),
        pending_version_code: reply
            .newest()
            .filter(|newest| reply.live().is_none_or(|live| live < *newest)),
        pending_version_name: None,
        reason: None,
        goes_live_at: submitted
            .and_then(|ours| ours.goes_live_at)
            .filter(|_| state != ReviewState::Live),
        phase: None,
        levers: Vec::new(),
    }
}

fn is_live(reply: &QueryReply, ours: u64) -> bool {
    let Some(info) = &reply.package_info else {
        return false;
    };
    match info.online_version_code {
        Some(live) => live >= ours,
        None => {
            reply.update_version == Some(true)
                && info.version_code.is_some_and(|newest| newest >= ours)
        }
    }
}

fn without_submission(reply: &QueryReply) -> ReviewState {
    match (&reply.package_info, reply.update_version) {
        (None, _) => ReviewState::None,
        (Some(_), Some(false)) => ReviewState::InReview,
        (Some(_), _) if reply.live().is_some() => ReviewState::Live,
        (Some(_), _) => ReviewState::NeedsLook,
    }
}

/// The name belongs to `versionCode`; it is the live one's only when both codes agree or only one is told.
fn live_name(info: &PackageInfo) -> Option<String> {
    let same = info
        .online_version_code
        .is_none_or(|live| Some(live) == info.version_code);
    info.version_name.clone().filter(|_| same)
}

/// The fields that were concluded from, as Xiaomi names them.
fn term(reply: &QueryReply) -> String {
    let flag = |flag: Option<bool>| flag.map_or("–", |flag| if flag { "true" } else { "false" });
    let number =
        |number: Option<u64>| number.map_or_else(|| "–".to_owned(), |number| number.to_string());
    let info = reply.package_info.clone().unwrap_or_default();
    format!(
        "updateVersion {}, onlineVersionCode {}, versionCode {}",
        flag(reply.update_version),
        number(info.online_version_code),
        number(info.version_code)
    )
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use serde_json::{Value, json};
    use slipway_model::{Review, ReviewState as State};

    use super::{Submitted, judge};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn look(body: Value, minutes_ago: Option<i64>, goes_live_in: Option<i64>) -> Review {
        let submitted = minutes_ago.map(|minutes| Submitted {
            version_code: 20,
            at: NOW - SignedDuration::from_mins(minutes),
            goes_live_at: goes_live_in.map(|minutes| NOW + SignedDuration::from_mins(minutes)),
            trace: Value::Null,
        });
        judge(
            &serde_json::from_value(body).unwrap(),
            submitted.as_ref(),
            NOW,
        )
    }

    fn body(online: Option<u64>, newest: u64, update: Option<bool>) -> Value {
        json!({"packageInfo":{"appName":"滑道","onlineVersionCode":online,"versionCode":newest,"versionName":"2"},"updateVersion":update})
    }

    #[test]
    fn the_rule_in_its_order() {
        for (reply, minutes_ago, goes_live_in, state) in [
            (body(Some(20), 20, Some(true)), 600, None, State::Live),
            (body(Some(21), 21, Some(false)), 600, None, State::Live),
            (body(None, 20, Some(true)), 600, None, State::Live),
            (body(None, 20, Some(false)), 600, None, State::InReview),
            (body(None, 20, None), 600, None, State::NeedsLook),
            (body(Some(19), 20, Some(false)), 600, None, State::InReview),
            (body(Some(19), 19, Some(false)), 1, None, State::InReview),
            (body(Some(19), 19, Some(true)), 5, None, State::Submitted),
            (
                body(Some(19), 19, Some(true)),
                600,
                Some(60),
                State::Submitted,
            ),
            (
                body(Some(19), 19, Some(true)),
                600,
                Some(-60),
                State::NeedsLook,
            ),
            (body(Some(19), 20, Some(true)), 600, None, State::NeedsLook),
            (json!({}), 600, None, State::NeedsLook),
        ] {
            let review = look(reply.clone(), Some(minutes_ago), goes_live_in);
            assert_eq!(
                review.state, state,
                "{reply} {minutes_ago} {goes_live_in:?}"
            );
            assert!(review.inferred && review.reason.is_none());
        }
    }

    #[test]
    fn nothing_makes_it_say_rejected() {
        for online in [None, Some(0), Some(19), Some(20)] {
            for newest in [0, 19, 20, 21] {
                for update in [None, Some(true), Some(false)] {
                    for minutes in [None, Some(1), Some(100_000)] {
                        assert_ne!(
                            look(body(online, newest, update), minutes, None).state,
                            State::Rejected
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn without_a_submission_it_tells_what_is_live() {
        assert_eq!(look(json!({"create":true}), None, None).state, State::None);
        assert_eq!(
            look(body(Some(19), 20, Some(false)), None, None).state,
            State::InReview
        );
        let live = look(body(Some(19), 19, Some(true)), None, None);
        assert_eq!(
            (
                live.state,
                live.live_version_code,
                live.live_version_name.as_deref()
            ),
            (State::Live, Some(19), Some("2"))
        );
        assert_eq!(
            look(json!({"packageInfo":{}}), None, None).state,
            State::NeedsLook
        );
    }
}
