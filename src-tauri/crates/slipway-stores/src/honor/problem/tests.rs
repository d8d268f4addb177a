//! Every documented code, and what gateways say instead of one.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{ProblemKind as Kind, Retry, Said};

use super::{BY_CODE, Heard, Place, failure};
use crate::{failure::Acted, honor::wire::Verdict};

fn heard(status: u16, body: &str) -> Heard {
    let body: Value = serde_json::from_str(body).unwrap_or(Value::Null);
    let verdict = Verdict::of(&body);
    let code = match (&verdict.code, &verdict.error) {
        (Some(code), _) => code.to_string(),
        (None, Some(error)) => error.clone(),
        (None, None) => format!("HTTP {status}"),
    };
    Heard {
        status,
        said: Said::new(code, verdict.message.as_bytes(), &[]),
        verdict,
        body,
        retry_after: None,
    }
}

const SLOWLY: Retry = Retry::After {
    wait: Duration::from_secs(30),
};

#[rustfmt::skip]
#[test]
fn every_documented_code() {
    for (code, kind, retry, redo, advice) in [
        (10_001, Kind::Ours, Retry::No, None, "problem.no-token"),
        (10_002, Kind::BadCredentials, Retry::No, None, "problem.wrong-type"),
        (10_003, Kind::BadCredentials, Retry::No, None, "problem.token-refused"),
        (10_004, Kind::NotAllowed, Retry::No, None, "problem.not-owner"),
        (10_005, Kind::NotAllowed, Retry::No, None, "problem.no-right"),
        (10_006, Kind::Ours, Retry::No, None, "problem.signature"),
        (10_007, Kind::Ours, Retry::No, None, "problem.signature"),
        (11_003, Kind::NotFound, Retry::No, None, "problem.app-unknown"),
        (20_001, Kind::NotFound, Retry::No, None, "problem.app-unknown"),
        (20_005, Kind::NotFound, Retry::No, None, "problem.app-unknown"),
        (20_006, Kind::Refused, Retry::No, None, "problem.name-refused"),
        (20_007, Kind::Refused, Retry::No, None, "problem.brief-refused"),
        (20_008, Kind::Refused, Retry::No, None, "problem.intro-refused"),
        (20_009, Kind::Refused, Retry::No, None, "problem.notes-refused"),
        (20_010, Kind::Refused, Retry::No, None, "problem.pictures"),
        (20_013, Kind::Refused, Retry::No, None, "problem.pictures"),
        (20_014, Kind::Refused, Retry::No, None, "problem.contact"),
        (20_015, Kind::Refused, Retry::No, None, "problem.contact"),
        (20_016, Kind::Refused, Retry::No, None, "problem.package-address"),
        (20_017, Kind::Ours, Retry::No, None, "problem.our-request"),
        (20_018, Kind::Refused, Retry::No, None, "problem.time-refused"),
        (20_019, Kind::Refused, Retry::No, None, "problem.time-refused"),
        (20_020, Kind::Refused, Retry::No, None, "problem.console-data"),
        (20_021, Kind::Refused, Retry::No, None, "problem.console-data"),
        (20_022, Kind::AlreadyThere, Retry::No, None, "problem.in-review"),
        (20_023, Kind::Refused, Retry::No, None, "problem.never-listed"),
        (20_024, Kind::Ours, Retry::No, None, "problem.our-request"),
        (20_025, Kind::NotFound, Retry::No, None, "problem.submission-unknown"),
        (20_027, Kind::NotFound, Retry::No, None, "problem.submission-unknown"),
        (20_028, Kind::StoreDown, Retry::No, Some("upload"), "problem.upload-gone"),
        (20_030, Kind::StoreDown, Retry::No, Some("upload"), "problem.upload-gone"),
        (20_031, Kind::Refused, Retry::No, None, "problem.language-missing"),
        (20_032, Kind::Refused, Retry::No, None, "problem.classification-missing"),
        (20_034, Kind::Refused, Retry::No, None, "problem.supply-name-missing"),
        (20_046, Kind::Refused, Retry::No, None, "problem.rating-missing"),
        (20_076, Kind::Refused, Retry::No, None, "problem.intro-missing"),
        (20_078, Kind::Refused, Retry::No, None, "problem.orientation"),
        (30_001, Kind::NotFound, Retry::No, None, "problem.app-unknown"),
        (30_002, Kind::NotFound, Retry::No, None, "problem.app-unknown"),
        (30_003, Kind::BadArtifact, Retry::No, None, "problem.other-package"),
        (30_004, Kind::Refused, Retry::No, Some("upload"), "problem.not-fetched"),
        (30_005, Kind::BadArtifact, Retry::No, None, "problem.package-unreadable"),
        (30_006, Kind::BadArtifact, Retry::No, None, "problem.version-lower"),
        (30_007, Kind::BadArtifact, Retry::No, None, "problem.other-package"),
        (30_009, Kind::StoreDown, Retry::No, Some("upload"), "problem.upload-gone"),
        (30_010, Kind::StoreDown, Retry::No, Some("upload"), "problem.upload-gone"),
        (30_011, Kind::TooMany, Retry::No, None, "problem.too-frequent"),
        (30_017, Kind::Refused, Retry::No, None, "problem.language-missing"),
        (31_000, Kind::Ours, Retry::No, None, "problem.signature"),
        (31_005, Kind::Ours, Retry::No, None, "problem.signature"),
        (40_000, Kind::StoreDown, SLOWLY, None, "problem.down"),
        (99_999, Kind::Refused, Retry::No, None, "problem.other"),
    ] {
        // The HTTP status that comes with a code is not documented: the code decides with any.
        for status in [200, 400, 401, 500] {
            let body = json!({"code": code, "msg": "原文"}).to_string();
            let failure = failure(&heard(status, &body), Place::Publishing);
            let problem = failure.problem;
            let said = problem.said.unwrap();
            assert_eq!(
                (problem.kind, problem.retry, problem.redo.as_deref(), problem.advice.key.as_str()),
                (kind, retry, redo, advice),
                "{code} with HTTP {status}"
            );
            assert_eq!((said.code, said.words.as_str()), (code.to_string(), "原文"));
            let perhaps = code == 40_000;
            assert_eq!(failure.acted, if perhaps { Acted::Perhaps } else { Acted::No }, "{code}");
        }
    }
}

#[test]
fn the_table_is_in_order_and_names_no_code_twice() {
    for pair in BY_CODE.windows(2) {
        assert!(
            pair[0].0 <= pair[0].1 && pair[0].1 < pair[1].0,
            "{}",
            pair[1].0
        );
    }
}

#[rustfmt::skip]
#[test]
fn gateways_and_pages() {
    for (status, body, place, kind, retry, advice, acted) in [
        (401, r#"{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}"#,
            Place::SignIn, Kind::BadCredentials, Retry::No, "problem.wrong-pair", Acted::No),
        (401, "", Place::SignIn, Kind::BadCredentials, Retry::No, "problem.wrong-pair", Acted::No),
        (401, "", Place::Publishing, Kind::BadCredentials, Retry::No, "problem.token-refused", Acted::No),
        (403, "", Place::Publishing, Kind::NotAllowed, Retry::No, "problem.no-right", Acted::No),
        (404, r#"{"error_msg":"404 Route Not Found"}"#, Place::Publishing, Kind::NotFound, Retry::No, "problem.address-gone", Acted::No),
        (413, "", Place::Publishing, Kind::BadArtifact, Retry::No, "problem.too-large", Acted::No),
        (418, "", Place::Publishing, Kind::Refused, Retry::No, "problem.other", Acted::No),
        (429, "", Place::Publishing, Kind::TooMany, SLOWLY, "problem.too-many", Acted::No),
        (502, "<html>", Place::Publishing, Kind::StoreDown, SLOWLY, "problem.down", Acted::Perhaps),
        (500, r#"{"code":0}"#, Place::Publishing, Kind::StoreDown, SLOWLY, "problem.down", Acted::Perhaps),
        (302, "", Place::Publishing, Kind::StoreDown, SLOWLY, "problem.unreadable", Acted::No),
        (200, "<html>", Place::Publishing, Kind::StoreDown, SLOWLY, "problem.unreadable", Acted::Perhaps),
        (200, "{}", Place::Publishing, Kind::StoreDown, SLOWLY, "problem.unreadable", Acted::Perhaps),
    ] {
        let failure = failure(&heard(status, body), place);
        assert_eq!(
            (failure.problem.kind, failure.problem.retry, failure.problem.advice.key.as_str(), failure.acted),
            (kind, retry, advice, acted),
            "{status} {body}"
        );
    }
}

#[test]
fn success_is_code_nought_and_a_refused_token_is_known() {
    for (status, body, succeeded, refused) in [
        (
            200,
            r#"{"code":0,"msg":"success","data":null}"#,
            true,
            false,
        ),
        (200, r#"{"code":"0"}"#, true, false),
        (200, r#"{"code":10003}"#, false, true),
        (401, r#"{"code":10003}"#, false, true),
        (401, "", false, true),
        // Another sign-in would bring the same token of the wrong service.
        (401, r#"{"code":10002}"#, false, false),
        (200, r#"{"code":20022}"#, false, false),
        (500, r#"{"code":0}"#, false, false),
        (200, "{}", false, false),
    ] {
        let heard = heard(status, body);
        assert_eq!(
            (heard.succeeded(), heard.refuses_the_token()),
            (succeeded, refused),
            "{status} {body}"
        );
    }
}

#[test]
fn the_wait_that_is_asked_for_is_kept() {
    let mut busy = heard(429, "");
    busy.retry_after = Some(Duration::from_secs(7));
    assert_eq!(
        failure(&busy, Place::Publishing).problem.retry,
        Retry::After {
            wait: Duration::from_secs(7)
        }
    );
}
