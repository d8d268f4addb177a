//! Where an app stands with AppGallery, read from `app-info`: fourteen numbers into our words, with the reviewers' own.

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use slipway_model::{AppRef, Lever, Problem, Review, ReviewState, Said};

use super::{
    find::{app_info, find_app, not_found, phased_info},
    phase,
    record::{AppInfoReply, AuditInfo},
    wire::{self, ReleaseType},
};
use crate::{Submitted, Visit, failure::Failure};

/// A just submitted version may be invisible for this long without anything being wrong.
pub(super) const SETTLING: SignedDuration = SignedDuration::from_mins(15);

/// `releaseState`: a version is with the reviewers. 4 first or new, 5 update, 12 pre-review [7 clients, 4 for 12].
pub(super) fn is_in_review(state: Option<i64>) -> bool {
    matches!(state, Some(4 | 5 | 12))
}

/// `releaseState` 3: approved, waiting for its time [7 clients].
pub(super) fn is_scheduled(state: Option<i64>) -> bool {
    state == Some(3)
}

/// 1 first release, 8 update, 13 pre-review [7 clients, 4 for 13].
pub(super) fn is_rejected(state: Option<i64>) -> bool {
    matches!(state, Some(1 | 8 | 13))
}

/// Where the app stands; `submitted` makes it a question about that version.
pub(super) async fn review(
    visit: &Visit,
    app: &AppRef,
    submitted: Option<&Submitted>,
) -> Result<Review, Problem> {
    let read = async {
        let id = find_app(visit, &app.package, app.store_app_id.as_deref())
            .await?
            .ok_or_else(|| Failure::certain(not_found(app)))?;
        let full = app_info(visit, &id, ReleaseType::Full).await?;
        // A version in phases is in the second record [1 client], also one that was set up in the console.
        Ok((full, phased_info(visit, &id).await?))
    };
    let (full, phased) = read.await.map_err(|failure: Failure| failure.problem)?;
    let (now, secrets) = (visit.now(), visit.line.secrets());
    Ok(if phase::concerns(submitted, &full, phased.as_ref()) {
        phase::judge(&full, phased.as_ref(), submitted, now, secrets)
    } else {
        judge(&full, submitted, now, secrets)
    })
}

fn judge(
    reply: &AppInfoReply,
    submitted: Option<&Submitted>,
    now: Timestamp,
    secrets: &[SecretString],
) -> Review {
    let info = reply.info();
    let state = reply.state();
    let ours_is_live = submitted.map(|ours| {
        info.on_shelf_version_code
            .is_some_and(|live| live >= ours.version_code)
    });
    let settling = submitted.is_some_and(|ours| now.duration_since(ours.at) < SETTLING);
    let meaning = match (meaning(state), ours_is_live) {
        // 0 alone does not prove that *our* version is live: the live version code does.
        (_, Some(true)) => ReviewState::Live,
        (ReviewState::Live, Some(false)) if info.on_shelf_version_code.is_some() && !settling => {
            ReviewState::NeedsLook
        }
        (ReviewState::Live | ReviewState::Draft, Some(false)) if settling => ReviewState::Submitted,
        (ReviewState::Live, _) if info.on_shelf_version_code.is_none() => ReviewState::NeedsLook,
        (meaning, _) => meaning,
    };
    let pending = info
        .version_code
        .filter(|code| Some(*code) != info.on_shelf_version_code);
    Review {
        state: meaning,
        store_term: term(state),
        inferred: false,
        live_version_code: info.on_shelf_version_code,
        live_version_name: info.on_shelf_version_number,
        pending_version_code: pending,
        pending_version_name: pending.and(info.version_number),
        reason: (meaning == ReviewState::Rejected || state == Some(9))
            .then(|| reason(state, reply.audit(), secrets))
            .flatten(),
        goes_live_at: if is_scheduled(state) {
            info.release_time.as_deref().and_then(wire::instant)
        } else {
            None
        },
        phase: None,
        // AGC Publishing v2, on-shelf-time: only full releases, only while a schedule exists [official].
        levers: if meaning == ReviewState::Scheduled {
            vec![Lever::Release]
        } else {
            Vec::new()
        },
    }
}

/// AGC `releaseState` for full and phased releases [7 clients agree on 0 to 11, 4 of them on 12 and 13].
pub(super) fn meaning(state: Option<i64>) -> ReviewState {
    match state {
        // 6: removal asked for but not yet granted; 9: removal refused. Users still get the app in both.
        Some(0 | 6 | 9) => ReviewState::Live,
        Some(1 | 8 | 13) => ReviewState::Rejected,
        Some(2 | 10) => ReviewState::Removed,
        Some(3) => ReviewState::Scheduled,
        Some(4 | 5 | 12) => ReviewState::InReview,
        Some(7) => ReviewState::Draft,
        Some(11) => ReviewState::Withdrawn,
        Some(_) => ReviewState::NeedsLook,
        None => ReviewState::None,
    }
}

/// The console's own word beside the number that was sent.
pub(super) fn term(state: Option<i64>) -> String {
    let Some(number) = state else {
        return "–".to_owned();
    };
    let word = match number {
        0 => "已上架",
        1 => "上架审核不通过",
        2 => "已下架",
        3 => "待上架，预约上架",
        4 => "审核中",
        5 => "升级审核中",
        6 => "申请下架",
        7 => "草稿",
        8 => "升级审核不通过",
        9 => "下架审核不通过",
        10 => "应用被开发者下架",
        11 => "撤销上架",
        12 => "预审中",
        13 => "预审不通过",
        _ => return format!("releaseState {number}"),
    };
    format!("{word} (releaseState {number})")
}

/// The reviewers' opinion and, in mainland China, the three verdicts that can fail beside it.
pub(super) fn reason(
    state: Option<i64>,
    audit: Option<&AuditInfo>,
    secrets: &[SecretString],
) -> Option<Said> {
    let audit = audit?;
    let failed = |result: Option<i64>, subject: &str, opinion: &Option<String>| {
        (result == Some(1))
            .then(|| format!("{subject}: {}", opinion.as_deref().unwrap_or("不通过")))
    };
    let words: Vec<String> = [
        audit.audit_opinion.clone(),
        failed(
            audit.copy_right_audit_result,
            "版权",
            &audit.copy_right_audit_opinion,
        ),
        failed(
            audit.copy_right_code_audit_result,
            "版号",
            &audit.copy_right_code_audit_opinion,
        ),
        failed(
            audit.record_audit_result,
            "备案",
            &audit.record_audit_opinion,
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    let code = state.map_or_else(String::new, |number| format!("releaseState {number}"));
    (!words.is_empty()).then(|| Said::new(code, words.join("\n").as_bytes(), secrets))
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use serde_json::json;
    use slipway_model::{Lever, Review, ReviewState as State};

    use super::{Submitted, judge};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn look(body: serde_json::Value, submitted: Option<(u64, i64)>) -> Review {
        let reply = serde_json::from_value(body).unwrap();
        let submitted = submitted.map(|(version_code, minutes_ago)| Submitted {
            version_code,
            at: NOW - SignedDuration::from_mins(minutes_ago),
            goes_live_at: None,
            trace: serde_json::Value::Null,
        });
        judge(&reply, submitted.as_ref(), NOW, &[])
    }

    #[test]
    fn all_fourteen_states() {
        for (number, state) in [
            (0, State::Live),
            (1, State::Rejected),
            (2, State::Removed),
            (3, State::Scheduled),
            (4, State::InReview),
            (5, State::InReview),
            (6, State::Live),
            (7, State::Draft),
            (8, State::Rejected),
            (9, State::Live),
            (10, State::Removed),
            (11, State::Withdrawn),
            (12, State::InReview),
            (13, State::Rejected),
            (77, State::NeedsLook),
        ] {
            let review = look(
                json!({"appInfo":{"releaseState":number,"versionCode":20,"onShelfVersionCode":19}}),
                None,
            );
            assert_eq!(review.state, state, "releaseState {number}");
            assert!(review.store_term.contains(&number.to_string()));
        }
    }

    #[test]
    fn live_is_only_what_is_on_the_shelf() {
        let body = |live: u64| json!({"appInfo":{"releaseState":0,"versionCode":20,"onShelfVersionCode":live}});
        assert_eq!(look(body(20), Some((20, 60))).state, State::Live);
        assert_eq!(look(body(19), Some((20, 5))).state, State::Submitted);
        assert_eq!(look(body(19), Some((20, 60))).state, State::NeedsLook);
        // The next version is in review, ours has gone live.
        let next = json!({"appInfo":{"releaseState":5,"versionCode":21,"onShelfVersionCode":20}});
        assert_eq!(look(next, Some((20, 60))).state, State::Live);
    }

    #[test]
    fn a_rejection_brings_every_word_of_the_reviewers() {
        let review = look(
            json!({"appInfo":{"releaseState":8,"versionCode":20,"onShelfVersionCode":19},
                "auditInfo":{"auditOpinion":"3.1 闪退\u{202e}","copyRightAuditResult":0,"recordAuditResult":"1","recordAuditOpinion":"备案号不一致"}}),
            Some((20, 60)),
        );
        assert_eq!(review.state, State::Rejected);
        assert_eq!(review.reason.unwrap().words, "3.1 闪退\n备案: 备案号不一致");
        assert_eq!(
            (review.live_version_code, review.pending_version_code),
            (Some(19), Some(20))
        );
    }

    #[test]
    fn missing_fields_are_no_reason_to_fall() {
        for body in [
            json!({}),
            json!({"appInfo":null,"auditInfo":null,"languages":null}),
            json!({"appInfo":{"releaseState":null}}),
        ] {
            assert_eq!(look(body.clone(), None).state, State::None, "{body}");
        }
        assert_eq!(
            look(json!({"appInfo":{"releaseState":7}}), None).state,
            State::Draft
        );
        assert_eq!(
            look(json!({"appInfo":{"releaseState":1}}), None).reason,
            None
        );
    }

    #[test]
    fn a_schedule_names_its_instant() {
        let review = look(
            json!({"appInfo":{"releaseState":3,"releaseTime":"2026-10-01T10:00:00+0800"}}),
            None,
        );
        assert_eq!(
            review.goes_live_at,
            Some("2026-10-01T02:00:00Z".parse().unwrap())
        );
        assert_eq!(review.levers, [Lever::Release]);
    }
}
