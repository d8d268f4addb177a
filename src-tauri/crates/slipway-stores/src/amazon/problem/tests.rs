//! Every documented body, and what gateways say instead of one.

use std::time::Duration;

use serde_json::Value;
use slipway_model::{ProblemKind as Kind, Retry, Said};

use super::{Heard, Place, failure};
use crate::{amazon::wire::Item, failure::Acted};

pub(in crate::amazon) fn heard(status: u16, body: &str) -> Heard {
    let parsed: Option<Value> = serde_json::from_str(body).ok();
    let items = parsed.as_ref().map(Item::all).unwrap_or_default();
    let (code, words) = match items.as_slice() {
        [one] if !one.code.is_empty() => (one.code.clone(), one.words.clone()),
        several => {
            let lines: Vec<String> = several.iter().map(Item::line).collect();
            (format!("HTTP {status}"), lines.join("\n"))
        }
    };
    Heard {
        status,
        etag: None,
        readable: parsed.is_some() || body.is_empty(),
        body: parsed.unwrap_or_default(),
        items,
        said: Said::new(code, words.as_bytes(), &[]),
        retry_after: None,
        date: None,
    }
}

const SLOWLY: Retry = Retry::After {
    wait: Duration::from_secs(15),
};

#[rustfmt::skip]
#[test]
fn every_documented_body() {
    for (place, status, body, kind, retry, advice) in [
        (Place::SignIn, 401, r#"{"error_description":"Client authentication failed","error":"invalid_client"}"#, Kind::BadCredentials, Retry::No, "problem.wrong-pair"),
        (Place::SignIn, 400, r#"{"error_description":"Client authentication failed","error":"invalid_client"}"#, Kind::BadCredentials, Retry::No, "problem.wrong-pair"),
        (Place::SignIn, 400, r#"{"error_description":"The request has an invalid parameter : scope","error":"invalid_scope"}"#, Kind::NotAllowed, Retry::No, "problem.not-attached"),
        (Place::SignIn, 400, r#"{"error_description":"The authorization grant type is not supported by the authorization server","error":"unsupported_grant_type"}"#, Kind::Ours, Retry::No, "problem.our-request"),
        (Place::SignIn, 400, r#"{"error_description":"The Content-Type is not supported by the authorization server","error":"invalid_request"}"#, Kind::Ours, Retry::No, "problem.our-request"),
        (Place::Edit, 400, r#"{"errorCode":"required_data_absent","errorMessage":"If-Match header is required"}"#, Kind::Ours, Retry::No, "problem.our-request"),
        (Place::Edit, 400, r#"{"errorCode":"required_data_absent","errorMessage":"keywords is required"}"#, Kind::Refused, Retry::No, "problem.field-missing"),
        (Place::Edit, 400, r#"{"errorCode":"SINGLE_WORD","errorMessage":"keyword"}"#, Kind::Refused, Retry::No, "problem.keyword-words"),
        (Place::Edit, 403, r#"{"errors":[{"errorCode":"error_release_notes_incomplete","errorMessage":"x"}]}"#, Kind::Refused, Retry::No, "problem.notes-incomplete"),
        (Place::Edit, 403, r#"{"errors":[{"errorCode":"error_apk_drm_value_missing","errorMessage":"x"}]}"#, Kind::Refused, Retry::No, "problem.drm-missing"),
        (Place::Edit, 403, r#"{"errors":[{"errorCode":"error_something_new","errorMessage":"x"}]}"#, Kind::Refused, Retry::No, "problem.one-to-mend"),
        (Place::Edit, 403, r#"{"errors":[{"errorCode":"a"},{"errorCode":"error_release_notes_incomplete"}]}"#, Kind::Refused, Retry::No, "problem.several-to-mend"),
        (Place::Edit, 400, r#"{"errors":[{"errorCode":"error_invalid_asset_id","errorMessage":"x"}]}"#, Kind::Refused, Retry::No, "problem.from-bundle"),
        (Place::App, 400, r#"{"errorMessage":"Cannot create a new 'edit' for the app in it's current state.","errorCode":"x"}"#, Kind::Refused, Retry::No, "problem.no-new-edit"),
        (Place::App, 403, r#"{"Message":"Request is not authorized."}"#, Kind::NotAllowed, Retry::No, "problem.not-authorised"),
        (Place::Edit, 403, r#"{"Message":"Unable to fetch the request scope for uri = /x and verb = GET"}"#, Kind::Ours, Retry::No, "problem.our-request"),
        (Place::Testing, 400, r#"{"errorCode":"invalid","errorMessage":"email"}"#, Kind::Refused, Retry::No, "problem.other"),
        (Place::App, 404, "", Kind::NotFound, Retry::No, "problem.app-not-found"),
        (Place::Edit, 404, "{}", Kind::NotFound, Retry::No, "problem.edit-gone"),
        (Place::Testing, 404, r#"{"message":"x"}"#, Kind::NotFound, Retry::No, "problem.testing-not-found"),
        (Place::App, 409, "", Kind::AlreadyThere, Retry::No, "problem.edit-open-now"),
        (Place::Edit, 412, "", Kind::Refused, Retry::No, "problem.tag-refused"),
        (Place::Edit, 413, "", Kind::BadArtifact, Retry::No, "problem.too-large-to-send"),
        (Place::Edit, 418, "", Kind::Refused, Retry::No, "problem.other"),
        (Place::App, 401, "", Kind::NotAllowed, Retry::No, "problem.not-authorised"),
        (Place::SignIn, 401, "", Kind::BadCredentials, Retry::No, "problem.wrong-pair"),
        (Place::App, 429, "", Kind::TooMany, SLOWLY, "problem.too-many"),
        (Place::App, 302, "", Kind::StoreDown, SLOWLY, "problem.unreadable"),
        (Place::App, 200, "<html>", Kind::StoreDown, SLOWLY, "problem.unreadable"),
        (Place::Edit, 503, "", Kind::StoreDown, SLOWLY, "problem.down"),
        (Place::Edit, 502, r#"{"errorCode":"error_release_notes_incomplete"}"#, Kind::StoreDown, SLOWLY, "problem.down"),
    ] {
        let failure = failure(&heard(status, body), place);
        let problem = failure.problem;
        assert_eq!((problem.kind, problem.retry, problem.advice.key.as_str()), (kind, retry, advice), "{place:?} {status} {body}");
        assert!(!problem.advice.key.contains("several") || problem.advice.args["count"] == "2");
        let perhaps = status >= 500 || status == 200;
        assert_eq!(failure.acted, if perhaps { Acted::Perhaps } else { Acted::No }, "{status} {body}");
    }
}

#[test]
fn a_list_keeps_every_item_and_points_at_the_first_that_is_known() {
    let body = r#"{"errors":[{"errorCode":"a","errorMessage":"one"},{"errorCode":"error_release_notes_incomplete","errorMessage":"two"}]}"#;
    let problem = failure(&heard(403, body), Place::Edit).problem;
    assert_eq!(problem.about.as_deref(), Some("notes"));
    assert_eq!(
        problem.said.unwrap().words,
        "a: one\nerror_release_notes_incomplete: two"
    );
}

#[test]
fn an_empty_success_is_a_success_and_a_page_is_not() {
    for (status, body, expected) in [
        (204, "", true),
        (200, "", true),
        (200, "{}", true),
        (201, "[]", true),
        (200, "<html>", false),
        (403, "{}", false),
    ] {
        assert_eq!(heard(status, body).succeeded(), expected, "{status} {body}");
    }
}

#[test]
fn the_wait_that_is_asked_for_is_kept() {
    let mut busy = heard(429, "");
    busy.retry_after = Some(Duration::from_secs(7));
    assert_eq!(
        failure(&busy, Place::App).problem.retry,
        Retry::After {
            wait: Duration::from_secs(7)
        }
    );
}
