//! Every code of the table, the record of a withdrawn version, and what is said while a submission is not visible yet.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use slipway_model::{PhaseState, Review, ReviewState as State};

use super::{Submitted, judge};
use crate::oppo::record::Record;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn look(data: Value, submitted: Option<(u64, i64, Value)>) -> Review {
    let submitted = submitted.map(|(version_code, minutes_ago, trace)| Submitted {
        version_code,
        at: NOW - SignedDuration::from_mins(minutes_ago),
        goes_live_at: None,
        trace,
    });
    judge(&Record::of(&data).unwrap(), submitted.as_ref(), NOW, &[])
}

fn newest(status: &str, version: u64) -> Value {
    json!({"audit_status": status, "version_code": version.to_string(), "version_name": "2.0"})
}

#[test]
fn all_sixteen_codes() {
    for (status, label, state) in [
        ("0", "未发布", State::None),
        ("1", "审核中", State::InReview),
        ("2", "审核通过", State::Scheduled),
        ("3", "测试不通过", State::Rejected),
        ("4", "运营审核中", State::InReview),
        ("5", "运营打回", State::Rejected),
        ("6", "运营通过", State::Scheduled),
        ("7", "定时发布", State::Scheduled),
        ("00", "资质审核中", State::InReview),
        ("11", "资质审核通过", State::InReview),
        ("-11", "资质审核不通过", State::Rejected),
        ("-22", "报备提交成功", State::InReview),
        ("22", "已冻结", State::NeedsLook),
        ("111", "上线", State::Live),
        ("222", "下线", State::Removed),
        ("444", "审核不通过", State::Rejected),
        ("77", "audit_status 77", State::NeedsLook),
    ] {
        let review = look(newest(status, 20), None);
        assert_eq!(review.state, state, "{status}");
        assert!(
            review.store_term.starts_with(label),
            "{}",
            review.store_term
        );
        assert!(review.levers.is_empty());
        // As a number it would be another state only for 00.
        if status != "00" {
            let number =
                json!({"audit_status": status.parse::<i64>().unwrap(), "version_code": 20});
            assert_eq!(look(number, None).state, state, "{status}");
        }
    }
}

#[test]
fn the_recorded_withdrawal_is_no_rejection() {
    let review = look(
        json!({"app_id":"10000000","type":7,"version_code":"4235","audit_status":"444","audit_status_name":"审核不通过",
            "refuse_reason":"开发者申请撤销审核","refuse_advice":"","refuse_file":null,"refuse_reason_with_sugg":[],"revoke":1,
            "update_info_check":0,"is_freeze":"0","online_info_offline_apply":[]}),
        Some((4235, 600, Value::Null)),
    );
    assert_eq!(review.state, State::Withdrawn);
    assert_eq!(
        review.store_term,
        "审核不通过 (audit_status 444)，开发者申请撤销审核"
    );
    assert_eq!(
        (review.live_version_code, review.pending_version_code),
        (None, Some(4235))
    );
}

#[test]
fn a_rejection_brings_every_word_of_the_reviewers_once() {
    let review = look(
        json!({"version_code":"20","audit_status":"444","refuse_reason":"启动闪退\u{202e}","refuse_advice":"请修复后提交",
            "refuse_reason_with_sugg":[{"reason":"启动闪退\u{202e}","advice":"请修复后提交"},{"reason":"截图不符","advice":null}],
            "business_refuse_reason":"合同过期","refuse_file":"https://x.invalid/a.mp4,https://x.invalid/b.png"}),
        Some((20, 600, Value::Null)),
    );
    assert_eq!(review.state, State::Rejected);
    assert_eq!(
        review.reason.unwrap().words,
        "启动闪退\n修改建议：请修复后提交\n截图不符\n商务审核：合同过期\n附件：https://x.invalid/a.mp4\n附件：https://x.invalid/b.png"
    );
    let listed = look(
        json!({"version_code":"20","audit_status":"3","refuse_file":[{"url":"https://x.invalid/a.png"},"https://x.invalid/b.png"]}),
        None,
    );
    assert_eq!(
        listed.reason.unwrap().words,
        "附件：https://x.invalid/a.png\n附件：https://x.invalid/b.png"
    );
    assert_eq!(look(newest("444", 20), None).reason, None);
}

#[test]
fn a_freeze_names_its_reason() {
    let review = look(
        json!({"version_code":20,"audit_status":"111","is_freeze":"1","freeze_reason":"违规","freeze_advice":"整改"}),
        None,
    );
    assert_eq!(review.state, State::NeedsLook);
    assert_eq!(
        review.reason.unwrap().words,
        "冻结原因：违规\n冻结建议：整改"
    );
}

#[test]
fn a_submission_may_be_invisible_for_a_while() {
    let of = |version, minutes, trace| Some((version, minutes, trace));
    assert_eq!(
        look(newest("111", 19), of(20, 5, Value::Null)).state,
        State::Submitted
    );
    assert_eq!(
        look(newest("111", 19), of(20, 60, Value::Null)).state,
        State::NeedsLook
    );
    assert_eq!(
        look(newest("1", 20), of(20, 5, Value::Null)).state,
        State::InReview
    );
    assert_eq!(
        look(newest("111", 20), of(20, 5, Value::Null)).state,
        State::Live
    );
    // The same code was rejected before, and the record still shows that.
    let before = json!({"newest_before": 20, "status_before": "444"});
    assert_eq!(
        look(newest("444", 20), of(20, 5, before.clone())).state,
        State::Submitted
    );
    assert_eq!(
        look(newest("444", 20), of(20, 60, before.clone())).state,
        State::Rejected
    );
    assert_eq!(
        look(newest("1", 20), of(20, 5, before)).state,
        State::InReview
    );
    // A newer one is on the shelf, or in review.
    assert_eq!(
        look(newest("111", 21), of(20, 60, Value::Null)).state,
        State::Live
    );
    assert_eq!(
        look(newest("1", 21), of(20, 60, Value::Null)).state,
        State::NeedsLook
    );
}

#[test]
fn a_schedule_names_its_instant() {
    let mut data = newest("7", 20);
    data["sche_online_time"] = json!("2027-01-02 09:00:00");
    data["online_type"] = json!("2");
    let review = look(data.clone(), None);
    assert_eq!(
        review.goes_live_at,
        Some("2027-01-02T01:00:00Z".parse().unwrap())
    );
    data["audit_status"] = json!("111");
    assert_eq!(look(data, None).goes_live_at, None);
}

#[test]
fn a_staged_release_is_shown_and_not_steered() {
    for (kind, status, over, expected) in [
        (json!(2), json!(0), json!(1), Some(PhaseState::Planned)),
        (
            json!("2"),
            json!("1"),
            json!("1"),
            Some(PhaseState::Running),
        ),
        (json!(2), json!(2), json!(null), Some(PhaseState::Paused)),
        (json!(2), json!(3), json!(1), Some(PhaseState::Cancelled)),
        (json!(2), json!(4), json!(1), Some(PhaseState::Full)),
        (json!(2), json!(4), json!(2), Some(PhaseState::Cancelled)),
        (
            json!(2),
            json!(null),
            json!(null),
            Some(PhaseState::Planned),
        ),
        (json!(1), json!(1), json!(1), None),
        (json!(3), json!(1), json!(1), None),
        (json!(null), json!(null), json!(null), None),
    ] {
        let mut data = newest("111", 20);
        data["release_type"] = kind.clone();
        data["release_status"] = status.clone();
        data["release_over_type"] = over;
        let review = look(data, Some((20, 60, Value::Null)));
        assert_eq!(
            review.phase.map(|phase| phase.state),
            expected,
            "{kind} {status}"
        );
        assert!(review.levers.is_empty());
    }
}

#[test]
fn what_stands_beside_the_state_is_in_the_term() {
    let mut data = newest("111", 20);
    data["update_info_check"] = json!(1);
    data["release_type"] = json!(3);
    assert_eq!(
        look(data, None).store_term,
        "上线 (audit_status 111)，资料更新审核中，内部测试"
    );
}

#[test]
fn missing_fields_are_no_reason_to_fall() {
    for data in [
        json!({"x":1}),
        json!({"audit_status":null,"version_code":"","refuse_file":{},"refuse_reason_with_sugg":"x"}),
    ] {
        assert_eq!(look(data.clone(), None).state, State::None, "{data}");
        assert_eq!(
            look(data, Some((20, 60, Value::Null))).state,
            State::NeedsLook
        );
    }
}
