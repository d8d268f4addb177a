//! Every documented answer, and what is made of it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use slipway_model::{ProblemKind as Kind, Retry, Said};

use super::{BY_CODE, Heard, failure, field};
use crate::{
    failure::{Acted, Failure},
    tencent::wire::Verdict,
};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;
const LATER: Retry = Retry::After {
    wait: Duration::from_secs(45),
};

fn heard(status: u16, body: &str) -> Heard {
    let value: Value = serde_json::from_str(body).unwrap_or(Value::Null);
    let verdict = Verdict::of(&value);
    let said = match &verdict {
        Some(verdict) => Said::new(verdict.ret.to_string(), verdict.message.as_bytes(), &[]),
        None => Said::new(format!("HTTP {status}"), body.as_bytes(), &[]),
    };
    Heard {
        status,
        verdict,
        body: value,
        said,
        retry_after: None,
        date: None,
        now: NOW,
    }
}

fn refused(ret: i64) -> Failure {
    failure(&heard(200, &json!({"ret": ret, "msg": "原因"}).to_string()))
}

#[rustfmt::skip]
#[test]
fn every_documented_code() {
    let (user, busy, down, ours) = ("problem.user-id", "problem.busy", "problem.down", "problem.our-request");
    let value = "problem.value-refused";
    for (codes, kind, retry, advice) in [
        (vec![1_000_001, 1_000_002], Kind::BadCredentials, Retry::No, user),
        (vec![1_000_003, 2_000_005], Kind::StoreDown, LATER, busy),
        (vec![1_000_004], Kind::BadCredentials, Retry::No, "problem.user-unknown"),
        (vec![1_000_005, 1_000_013, 1_000_014, 1_000_015, 1_000_017], Kind::Ours, Retry::No, ours),
        (vec![1_000_006, 1_000_007], Kind::BadInput, Retry::No, "problem.app-id-refused"),
        (vec![1_000_008, 3_000_002], Kind::NotFound, Retry::No, "problem.app-not-found"),
        (vec![1_000_009, 3_000_003], Kind::BadInput, Retry::No, "problem.other-app"),
        (vec![1_000_010], Kind::NotAllowed, Retry::No, "problem.only-software"),
        (vec![1_000_011], Kind::NotAllowed, Retry::No, "problem.not-live-yet"),
        (vec![1_000_012], Kind::NotAllowed, Retry::No, "problem.no-permission"),
        (vec![1_000_016], Kind::BadCredentials, Retry::No, "problem.timestamp"),
        (vec![1_000_018, 1_000_021, 2_000_004, 3_000_001, 4_000_042, 5_000_001], Kind::StoreDown, LATER, down),
        (vec![1_000_019], Kind::BadCredentials, Retry::No, "problem.not-applied"),
        (vec![1_000_020], Kind::BadCredentials, Retry::No, "problem.signature"),
        (vec![2_000_001, 2_000_002, 2_000_003], Kind::Ours, Retry::No, ours),
        ((4_000_001..=4_000_010).chain(4_000_012..=4_000_014).collect(), Kind::Refused, Retry::No, value),
        (vec![4_000_011, 4_000_015, 4_000_016], Kind::Ours, Retry::No, ours),
        ((4_000_017..=4_000_020).collect(), Kind::Refused, Retry::No, value),
        (vec![4_000_021], Kind::Refused, Retry::No, "problem.introduce-length"),
        (vec![4_000_022], Kind::Refused, Retry::No, "problem.summary-length"),
        ((4_000_023..=4_000_030).collect(), Kind::Refused, Retry::No, value),
        (vec![4_000_031], Kind::StoreDown, LATER, "problem.safety-check"),
        (vec![4_000_032, 4_000_034, 4_000_036], Kind::Refused, Retry::No, value),
        (vec![4_000_033], Kind::Refused, Retry::No, "problem.test-account"),
        (vec![4_000_035], Kind::Refused, Retry::No, "problem.payment-promise"),
        (vec![4_000_037], Kind::Refused, Retry::No, "problem.demo-video"),
        (vec![4_000_038, 4_000_040, 4_000_041], Kind::Ours, Retry::No, ours),
        (vec![4_000_039], Kind::BadInput, Retry::No, "problem.time-refused"),
        (vec![4_000_043], Kind::Refused, Retry::No, "problem.upload-not-found"),
        (vec![4_000_044], Kind::Refused, Retry::No, "problem.upload-not-fetched"),
        (vec![4_000_045], Kind::BadArtifact, Retry::No, "problem.not-a-32-bit-package"),
        (vec![4_000_046], Kind::BadArtifact, Retry::No, "problem.not-a-64-bit-package"),
        ((4_000_047..=4_000_052).collect(), Kind::Ours, Retry::No, ours),
        (vec![4_000_053], Kind::Refused, Retry::No, "problem.not-submitted"),
        (vec![5_000_002], Kind::NotFound, Retry::No, "problem.no-record"),
        (vec![1_234_567], Kind::Refused, Retry::No, "problem.other"),
    ] {
        for code in codes {
            let found = refused(code);
            let said = found.problem.said.unwrap();
            assert_eq!(
                (found.problem.kind, found.problem.retry, found.problem.advice.key.as_str(), found.acted),
                (kind, retry, advice, Acted::No),
                "{code}"
            );
            assert_eq!((said.code, said.words.as_str()), (code.to_string(), "原因"));
        }
    }
}

#[test]
fn no_documented_code_is_forgotten() {
    let documented = (1_000_001..=1_000_021)
        .chain(2_000_001..=2_000_005)
        .chain(3_000_001..=3_000_003)
        .chain(4_000_001..=4_000_053)
        .chain(5_000_001..=5_000_002);
    for code in documented {
        let in_table = BY_CODE.iter().any(|(known, _)| *known == code);
        assert_ne!(in_table, field(Some(code)).is_some(), "{code}: one place");
    }
}

#[test]
fn what_mends_it_is_named() {
    for (code, about, redo) in [
        (1_000_009, Some("ask:app_id"), None),
        (3_000_002, Some("ask:app_id"), None),
        (4_000_021, Some("listing:introduce"), None),
        (4_000_022, Some("listing:one_word_summary"), None),
        (4_000_023, Some("listing:age_level"), None),
        (4_000_039, Some("when"), None),
        (4_000_043, None, Some("upload")),
        (4_000_044, None, Some("upload")),
        (4_000_053, None, None),
    ] {
        let problem = refused(code).problem;
        assert_eq!(
            (problem.about.as_deref(), problem.redo.as_deref()),
            (about, redo),
            "{code}"
        );
    }
    assert_eq!(refused(4_000_023).problem.advice.args["field"], "age_level");
}

#[test]
fn a_clock_that_is_off_is_told_by_how_much() {
    let mut late = heard(200, r#"{"ret":1000016,"msg":"timestamp expired"}"#);
    late.date = Some(NOW + SignedDuration::from_mins(45));
    let advice = failure(&late).problem.advice;
    assert_eq!(
        (advice.key.as_str(), advice.args["minutes"].as_str()),
        ("problem.clock", "45")
    );
    late.date = Some(NOW + SignedDuration::from_mins(3));
    assert_eq!(failure(&late).problem.advice.key, "problem.timestamp");
}

#[rustfmt::skip]
#[test]
fn gateways_and_pages() {
    for (status, body, kind, code, retry, advice, acted) in [
        (429, "", Kind::TooMany, "HTTP 429", LATER, "problem.too-many", Acted::No),
        (502, "<html>", Kind::StoreDown, "HTTP 502", LATER, "problem.down", Acted::Perhaps),
        (500, r#"{"ret":0}"#, Kind::StoreDown, "0", LATER, "problem.down", Acted::Perhaps),
        (408, "", Kind::StoreDown, "HTTP 408", LATER, "problem.down", Acted::Perhaps),
        (200, "<html>", Kind::StoreDown, "HTTP 200", LATER, "problem.unreadable", Acted::Perhaps),
        (200, r#"{"msg":"success"}"#, Kind::StoreDown, "HTTP 200", LATER, "problem.unreadable", Acted::Perhaps),
        (302, "", Kind::StoreDown, "HTTP 302", LATER, "problem.unreadable", Acted::No),
        (403, "", Kind::Refused, "HTTP 403", Retry::No, "problem.other", Acted::No),
        (500, r#"{"ret":1000020,"msg":""}"#, Kind::BadCredentials, "1000020", Retry::No, "problem.signature", Acted::No),
    ] {
        let found = failure(&heard(status, body));
        assert_eq!(
            (found.problem.kind, found.problem.said.unwrap().code.as_str(), found.problem.retry, found.problem.advice.key.as_str(), found.acted),
            (kind, code, retry, advice, acted),
            "{status} {body}"
        );
    }
}

#[test]
fn success_is_ret_nought() {
    for (status, body, succeeded) in [
        (200, r#"{"ret":0,"msg":"success"}"#, true),
        (200, r#"{"ret":"0"}"#, true),
        (200, r#"{"ret":1000009}"#, false),
        (200, "{}", false),
        (200, "<html>", false),
        (200, "", false),
        (502, r#"{"ret":0}"#, false),
    ] {
        assert_eq!(
            heard(status, body).succeeded(),
            succeeded,
            "{status} {body}"
        );
    }
}
