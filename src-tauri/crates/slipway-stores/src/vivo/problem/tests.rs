//! Bodies as vivo documents them, and what is made of each.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{ProblemKind as Kind, Retry, Said};

use super::{BUSINESS, GATEWAY, Heard, code, failure};
use crate::{failure::Acted, vivo::wire::Envelope};

fn heard(status: u16, body: &str) -> Heard {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    let envelope = Envelope::of(&value);
    let said = match &envelope {
        Some(envelope) => Said::new(code(envelope), envelope.message.as_bytes(), &[]),
        None => Said::new(format!("HTTP {status}"), body.as_bytes(), &[]),
    };
    Heard {
        status,
        envelope,
        said,
        retry_after: None,
        date: None,
    }
}

const LATER: Retry = Retry::After {
    wait: Duration::from_secs(30),
};
const SOON: Retry = Retry::After {
    wait: Duration::from_secs(5),
};

fn check(
    status: u16,
    body: &str,
    code: &str,
    kind: Kind,
    retry: Retry,
    advice: &str,
    acted: Acted,
) {
    let found = failure(&heard(status, body));
    let said = found.problem.said.as_ref().unwrap();
    assert_eq!(
        (
            said.code.as_str(),
            found.problem.kind,
            found.problem.retry,
            found.problem.advice.key.as_str(),
            found.acted
        ),
        (code, kind, retry, advice, acted),
        "{status} {body}"
    );
}

#[rustfmt::skip]
#[test]
fn every_documented_gateway_code() {
    use {Acted::{No, Perhaps}, Kind::{BadCredentials, NotAllowed, Ours, Refused, StoreDown, TooMany}};
    let documented = [
        (404, Ours, Retry::No, "problem.our-request", No),
        (405, Ours, Retry::No, "problem.our-request", No),
        (440, Ours, Retry::No, "problem.our-request", No),
        (441, Ours, Retry::No, "problem.our-request", No),
        (500, StoreDown, LATER, "problem.down", Perhaps),
        (10001, BadCredentials, Retry::No, "problem.wrong-secret", No),
        (10002, Ours, Retry::No, "problem.our-request", No),
        (10003, StoreDown, LATER, "problem.down", Perhaps),
        (10004, NotAllowed, Retry::No, "problem.no-permission", No),
        (10005, BadCredentials, Retry::No, "problem.clock", No),
        (10006, TooMany, LATER, "problem.too-many", No),
        (10007, NotAllowed, Retry::No, "problem.account-check", No),
        (10008, NotAllowed, Retry::No, "problem.account-state", No),
        (10009, NotAllowed, Retry::No, "problem.account-incomplete", No),
        (10010, Refused, Retry::No, "problem.not-in-sandbox", No),
        (10011, TooMany, Retry::No, "problem.daily-quota", No),
        (10014, Ours, Retry::No, "problem.our-request", No),
        (10015, Ours, Retry::No, "problem.our-request", No),
        (10016, Ours, Retry::No, "problem.our-request", No),
        (10017, BadCredentials, Retry::No, "problem.wrong-pair", No),
        (10018, BadCredentials, Retry::No, "problem.wrong-pair", No),
    ];
    assert_eq!(documented.len(), GATEWAY.len());
    for (code, kind, retry, advice, acted) in documented {
        for body in [json!({"code": code, "msg": "x"}), json!({"code": code.to_string(), "message": "x", "subCode": "0"})] {
            check(200, &body.to_string(), &code.to_string(), kind, retry, advice, acted);
        }
    }
}

#[rustfmt::skip]
#[test]
fn every_documented_business_code() {
    use {Acted::{No, Perhaps}, Kind::{AlreadyThere, BadArtifact, NotAllowed, NotFound, Ours, Refused, StoreDown, TooMany}};
    let documented = [
        (11001, NotFound, Retry::No, "problem.app-not-found", No),
        (11010, TooMany, SOON, "problem.processing", Perhaps),
        (11011, NotFound, Retry::No, "problem.app-not-found", No),
        (12002, NotFound, Retry::No, "problem.app-not-found", No),
        (12004, AlreadyThere, Retry::No, "problem.in-review", No),
        (12006, Refused, Retry::No, "problem.title-changes", No),
        (12010, AlreadyThere, Retry::No, "problem.in-review", No),
        (12021, AlreadyThere, Retry::No, "problem.waiting-to-go-live", No),
        (12022, AlreadyThere, Retry::No, "problem.waiting-to-go-live", No),
        (13001, BadArtifact, Retry::No, "problem.upload-again", No),
        (13002, NotAllowed, Retry::No, "problem.other-owner", No),
        (13003, BadArtifact, Retry::No, "problem.upload-again", No),
        (13004, StoreDown, LATER, "problem.upload-service", No),
        (15001, BadArtifact, Retry::No, "problem.package-differs", No),
        (15002, BadArtifact, Retry::No, "problem.target-sdk", No),
        (15003, BadArtifact, Retry::No, "problem.version-not-taken", No),
        (15005, BadArtifact, Retry::No, "problem.unparsable", No),
        (15009, BadArtifact, Retry::Now, "problem.digest-differs", No),
        (15010, BadArtifact, Retry::No, "problem.version-not-taken", No),
        (15012, BadArtifact, Retry::No, "problem.version-differs", No),
        (15042, BadArtifact, Retry::No, "problem.signer-changed", No),
        (18007, Refused, Retry::No, "problem.attachment", No),
        (18013, Refused, Retry::No, "problem.attachment", No),
        (20002, BadArtifact, Retry::No, "problem.upload-again", No),
        (20007, Ours, Retry::No, "problem.our-request", No),
        (20008, Ours, Retry::No, "problem.our-request", No),
        (20009, Refused, Retry::No, "problem.screenshots", No),
        (20015, Refused, Retry::No, "problem.remark-length", No),
        (20016, Refused, Retry::No, "problem.notes-length", No),
        (20017, Refused, Retry::No, "problem.description-length", No),
        (20019, Ours, Retry::No, "problem.our-request", No),
        (20020, Refused, Retry::No, "problem.attachment", No),
        (21003, AlreadyThere, Retry::No, "problem.listing-in-review", No),
        (21004, NotAllowed, Retry::No, "problem.contract", No),
        (22009, Ours, Retry::No, "problem.our-request", No),
        (22010, Ours, Retry::No, "problem.our-request", No),
        (22011, Refused, Retry::No, "problem.time-has-passed", No),
    ];
    assert_eq!(documented.len(), BUSINESS.len());
    for (code, kind, retry, advice, acted) in documented {
        for body in [json!({"code": 0, "subCode": code.to_string(), "msg": "x"}), json!({"code": "0", "subCode": code, "data": null})] {
            check(200, &body.to_string(), &code.to_string(), kind, retry, advice, acted);
        }
    }
}

#[rustfmt::skip]
#[test]
fn gateways_pages_and_unknown_codes() {
    use Acted::{No, Perhaps};
    check(200, r#"{"code":0,"subCode":"B0302","msg":"x"}"#, "B0302", Kind::Refused, Retry::No, "problem.other", No);
    check(200, r#"{"code":777}"#, "777", Kind::Refused, Retry::No, "problem.other", No);
    check(429, "", "HTTP 429", Kind::TooMany, LATER, "problem.too-many", No);
    check(413, "", "HTTP 413", Kind::BadArtifact, Retry::No, "problem.too-large", No);
    check(502, "<html>", "HTTP 502", Kind::StoreDown, LATER, "problem.down", Perhaps);
    check(500, r#"{"code":0}"#, "0", Kind::StoreDown, LATER, "problem.down", Perhaps);
    check(200, "<html>", "HTTP 200", Kind::StoreDown, LATER, "problem.unreadable", Perhaps);
    check(200, r#"{"msg":"ok","data":{}}"#, "HTTP 200", Kind::StoreDown, LATER, "problem.unreadable", Perhaps);
    check(200, r#"{"subCode":"0"}"#, "0", Kind::StoreDown, LATER, "problem.unreadable", Perhaps);
    check(302, "", "HTTP 302", Kind::StoreDown, LATER, "problem.unreadable", No);
    check(403, "", "HTTP 403", Kind::Refused, Retry::No, "problem.other", No);
    check(403, r#"{"code":10018}"#, "10018", Kind::BadCredentials, Retry::No, "problem.wrong-pair", No);
}

#[test]
fn what_can_be_mended_in_place_says_where() {
    for (code, about) in [
        (20016, Some("notes")),
        (20015, Some("listing:remark")),
        (20017, Some("listing:detailDesc")),
        (12006, Some("listing:mainTitle")),
        (15042, None),
    ] {
        let body = json!({"code": 0, "subCode": code}).to_string();
        assert_eq!(failure(&heard(200, &body)).problem.about.as_deref(), about);
    }
}

#[test]
fn data_is_an_object_or_nothing() {
    for (body, found) in [
        (r#"{"code":0,"data":{"status":3}}"#, true),
        (r#"{"code":0,"data":{}}"#, false),
        (r#"{"code":0,"data":null}"#, false),
        (r#"{"code":0,"data":""}"#, false),
        (r#"{"code":0}"#, false),
    ] {
        let heard = heard(200, body);
        assert!(heard.succeeded());
        let read = heard.read::<crate::vivo::wire::Details>();
        assert_eq!(read.is_some(), found, "{body}");
    }
}
