//! The table, held against documented bodies: kind, code, retry and advice of each.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use slipway_model::{ProblemKind as Kind, Retry, Said};

use super::{Heard, Means, failure};
use crate::{failure::Acted, huawei::wire::Ret};

fn heard(status: u16, body: &str) -> Heard {
    let value: Value = serde_json::from_str(body).unwrap_or(Value::Null);
    let ret = Ret::of(&value);
    let said = match &ret {
        Some(ret) if ret.code != 0 => Said::new(ret.code.to_string(), ret.message.as_bytes(), &[]),
        _ => Said::new(format!("HTTP {status}"), body.as_bytes(), &[]),
    };
    Heard {
        status,
        ret,
        body: value,
        said,
        retry_after: None,
        date: None,
    }
}

const SLOWLY: Retry = Retry::After {
    wait: Duration::from_secs(15),
};
const EXPECTED: Retry = Retry::After {
    wait: Duration::from_secs(20),
};

fn check(status: u16, body: &str, kind: Kind, code: &str, retry: Retry, advice: &str) {
    let failure = failure(
        &heard(status, body),
        Means::ApiClient,
        Timestamp::UNIX_EPOCH,
    );
    let problem = &failure.problem;
    let said = problem
        .said
        .as_ref()
        .map(|said| said.code.as_str())
        .unwrap_or_default();
    assert_eq!(
        (
            problem.kind,
            said,
            problem.retry,
            problem.advice.key.as_str()
        ),
        (kind, code, retry, advice),
        "{status} {body}"
    );
    assert_eq!(failure.wait.is_some(), retry == EXPECTED, "{body}");
}

fn ret(code: i64, message: &str) -> String {
    serde_json::json!({"ret": {"code": code, "msg": message}}).to_string()
}

#[rustfmt::skip]
#[test]
fn documented_refusals_of_a_key() {
    check(200, &ret(203_890_688, "client id or secret error"), Kind::BadCredentials, "203890688", Retry::No, "problem.wrong-pair");
    check(200, &ret(203_886_599, "the type of clientId not match"), Kind::BadCredentials, "203886599", Retry::No, "problem.other-family");
    check(401, &ret(205_524_993, "client token auth failed"), Kind::BadCredentials, "205524993", Retry::No, "problem.token-refused-client");
    check(200, &ret(205_524_994, "access token expired"), Kind::BadCredentials, "205524994", Retry::No, "problem.token-refused-client");
    check(401, "", Kind::BadCredentials, "HTTP 401", Retry::No, "problem.token-refused-client");
    check(403, "", Kind::NotAllowed, "HTTP 403", Retry::No, "problem.project-client");
    check(403, "project credential can not access the developer credentialType api", Kind::NotAllowed, "HTTP 403", Retry::No, "problem.project-account");
    check(403, "ret code or valid is not present in rsp from ups.", Kind::NotAllowed, "HTTP 403", Retry::Now, "problem.permission-service");
    let account = failure(
        &heard(403, ""),
        Means::ServiceAccount,
        Timestamp::UNIX_EPOCH,
    );
    assert_eq!(account.problem.advice.key, "problem.no-role");
}

#[test]
fn a_retry_begins_where_it_can_help() {
    for (code, message, redo) in [
        (204_144_646, "add package failed", Some("upload")),
        (204_144_662, "add package failed", Some("upload")),
        (
            204_144_662,
            "the number of packages exceeds the upper limit",
            None,
        ),
        (204_144_723, "", None),
        (204_144_660, "", None),
    ] {
        let failure = failure(
            &heard(200, &ret(code, message)),
            Means::ApiClient,
            Timestamp::UNIX_EPOCH,
        );
        assert_eq!(failure.problem.redo.as_deref(), redo, "{code} {message}");
    }
}

#[rustfmt::skip]
#[test]
fn every_documented_code() {
    for (code, kind, retry, advice) in [
        (203_489_281, Kind::Refused, Retry::No, "problem.parameter"),
        (204_144_641, Kind::Refused, Retry::No, "problem.parameter"),
        (204_144_642, Kind::StoreDown, SLOWLY, "problem.down"),
        (204_144_643, Kind::StoreDown, SLOWLY, "problem.down"),
        (204_144_644, Kind::NotFound, Retry::No, "problem.app-unknown"),
        (204_144_645, Kind::StoreDown, SLOWLY, "problem.down"),
        (204_144_646, Kind::Refused, Retry::No, "problem.package-refused"),
        (204_144_647, Kind::AlreadyThere, Retry::No, "problem.in-review"),
        (204_144_648, Kind::StoreDown, SLOWLY, "problem.down"),
        (204_144_649, Kind::Refused, Retry::No, "problem.listing-refused"),
        (204_144_650, Kind::Refused, Retry::No, "problem.language-missing"),
        (204_144_658, Kind::StoreDown, Retry::Now, "problem.upload-again"),
        (204_144_660, Kind::Refused, Retry::No, "problem.submit-refused"),
        (204_144_662, Kind::Refused, Retry::No, "problem.package-refused"),
        (204_144_664, Kind::Refused, Retry::No, "problem.listing-incomplete"),
        (204_144_665, Kind::NotAllowed, Retry::No, "problem.not-authorised"),
        (204_144_666, Kind::NotAllowed, Retry::No, "problem.account-suspended"),
        (204_144_692, Kind::Refused, Retry::No, "problem.parameter"),
        (204_144_693, Kind::BadArtifact, Retry::No, "problem.file-kind"),
        (204_144_717, Kind::StoreDown, SLOWLY, "problem.down"),
        (204_144_718, Kind::StoreDown, SLOWLY, "problem.down"),
        (204_144_719, Kind::Refused, EXPECTED, "wait.package"),
        (204_144_722, Kind::BadArtifact, Retry::No, "problem.signed-differently"),
        (204_144_723, Kind::BadArtifact, Retry::No, "problem.signer-changed"),
        (204_144_727, Kind::Refused, EXPECTED, "wait.package"),
        (204_144_735, Kind::Refused, EXPECTED, "wait.detection"),
        (299_999_999, Kind::Refused, Retry::No, "problem.other"),
    ] {
        check(200, &ret(code, "words that nobody has documented"), kind, &code.to_string(), retry, advice);
    }
}

#[rustfmt::skip]
#[test]
fn catch_all_codes_are_judged_by_their_words() {
    for (code, message, kind, retry, advice) in [
        (204_144_660, "The file is being processed. It may take 2-5 minutes", Kind::Refused, EXPECTED, "wait.package"),
        (204_144_660, "submit failed, 软件包解析中", Kind::Refused, EXPECTED, "wait.package"),
        (204_144_660, "submit failed, additional msg is []", Kind::Refused, EXPECTED, "wait.package-or-listing"),
        (204_144_660, "registeredEntity and registeredEntityName can not be empty", Kind::Refused, Retry::No, "problem.filing-entity"),
        (204_144_660, "registeredIdType and registeredIdNumber can not be null", Kind::Refused, Retry::No, "problem.filing-number"),
        (204_144_660, "history of questionnaire feedback content ratings is empty", Kind::Refused, Retry::No, "problem.age-rating"),
        (204_144_660, "sensitivePermissionIconUrl is necessary", Kind::Refused, Retry::No, "problem.sensitive-permission"),
        (204_144_660, "AppName is not same as it in apk package", Kind::Refused, Retry::No, "problem.name-differs"),
        (204_144_660, "there is no full release version on shelf!", Kind::Refused, Retry::No, "problem.no-full-version"),
        (204_144_641, "Package activeState, does not support version information submission review", Kind::Refused, EXPECTED, "wait.package"),
        (204_144_644, "phased release never configured", Kind::Refused, Retry::No, "problem.phased-first"),
        (204_144_647, "can't be edited service", Kind::AlreadyThere, Retry::No, "problem.in-review"),
        (204_144_647, "OnShelf service not exist, update phased service failed", Kind::Refused, Retry::No, "problem.no-full-version"),
        (204_144_649, "appName cant be empty", Kind::Refused, Retry::No, "problem.new-language"),
        (204_144_649, "newFeatures length between 0 and 500", Kind::Refused, Retry::No, "problem.notes-length"),
        (204_144_662, "add package failed [fileURLToDb Exception]", Kind::Ours, Retry::No, "problem.bound-address"),
        (204_144_662, "the number of packages exceeds the upper limit", Kind::Refused, Retry::No, "problem.draft-full"),
        (204_144_662, "app bundle must do app signature", Kind::Refused, Retry::No, "problem.app-signing"),
    ] {
        check(200, &ret(code, message), kind, &code.to_string(), retry, advice);
    }
}

#[rustfmt::skip]
#[test]
fn gateways_and_pages() {
    check(404, "", Kind::NotFound, "HTTP 404", Retry::No, "problem.address-gone");
    check(429, "", Kind::TooMany, "HTTP 429", SLOWLY, "problem.too-many");
    check(490, "?", Kind::Refused, "HTTP 490", Retry::No, "problem.gateway-490");
    check(502, "ApsAuthBySecretReq", Kind::StoreDown, "HTTP 502", SLOWLY, "problem.down");
    check(503, "<html>", Kind::StoreDown, "HTTP 503", SLOWLY, "problem.down");
    check(200, "<html>maintenance</html>", Kind::StoreDown, "HTTP 200", SLOWLY, "problem.unreadable");
    check(302, "", Kind::StoreDown, "HTTP 302", SLOWLY, "problem.unreadable");
    check(413, "", Kind::Refused, "HTTP 413", Retry::No, "problem.other");
}

#[test]
fn what_the_gateway_did_not_finish_may_have_happened() {
    for (status, body, acted) in [
        (502, String::new(), Acted::Perhaps),
        (504, "<html>".into(), Acted::Perhaps),
        (200, "<html>".into(), Acted::Perhaps),
        (200, ret(204_144_642, "unknown"), Acted::No),
        (429, String::new(), Acted::No),
        (403, String::new(), Acted::No),
    ] {
        let failure = failure(
            &heard(status, &body),
            Means::ApiClient,
            Timestamp::UNIX_EPOCH,
        );
        assert_eq!(failure.acted, acted, "{status} {body}");
    }
}

#[test]
fn a_wrong_clock_is_named_when_a_token_is_refused() {
    let now: Timestamp = "2026-10-01T10:00:00Z".parse().unwrap();
    let mut refused = heard(401, &ret(205_524_993, "client token auth failed"));
    refused.date = Some(now + SignedDuration::from_mins(42));
    let problem = failure(&refused, Means::ServiceAccount, now).problem;
    assert_eq!(
        (
            problem.advice.key.as_str(),
            problem.advice.args["minutes"].as_str()
        ),
        ("problem.clock", "42")
    );
    refused.date = Some(now + SignedDuration::from_mins(2));
    assert_eq!(
        failure(&refused, Means::ServiceAccount, now)
            .problem
            .advice
            .key,
        "problem.token-refused"
    );
}

#[test]
fn retry_after_is_honoured() {
    let mut busy = heard(429, "");
    busy.retry_after = Some(Duration::from_secs(7));
    let problem = failure(&busy, Means::ApiClient, Timestamp::UNIX_EPOCH).problem;
    assert_eq!(
        problem.retry,
        Retry::After {
            wait: Duration::from_secs(7)
        }
    );
}

#[rustfmt::skip]
#[test]
fn an_envelope_of_any_dress_is_a_success_only_with_code_nought() {
    for (status, body, succeeded, confirmed) in [
        (200, r#"{"ret":{"code":0,"msg":"success"}}"#, true, true),
        (200, r#"{"ret":"{\"code\":\"0\",\"msg\":\"ok\"}"}"#, true, true),
        (200, r#"{"appids":[]}"#, true, false),
        (200, r#"{"ret":null}"#, true, false),
        (200, r#"{"ret":{"code":1,"msg":"success"}}"#, false, false),
        (500, r#"{"ret":{"code":0}}"#, false, false),
        (200, "[]", false, false),
    ] {
        let heard = heard(status, body);
        assert_eq!(
            (heard.succeeded(), heard.confirmed()),
            (succeeded, confirmed),
            "{body}"
        );
    }
}
