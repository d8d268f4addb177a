//! The documented bodies, each with what is made of it.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use slipway_model::{ProblemKind as Kind, Retry, Said};

use super::{Entry, Heard, lines};
use crate::{apple::rate::Rate, failure::Acted};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn heard(status: u16, body: Value) -> Heard {
    let errors = Entry::all(&body);
    let code = errors
        .first()
        .map_or_else(|| format!("HTTP {status}"), |entry| entry.code().to_owned());
    Heard {
        status,
        said: Said::new(code, lines(&errors).as_bytes(), &[]),
        errors,
        rate: Rate::default(),
        date: None,
        body,
        retry_after: None,
    }
}

fn one(status: u16, code: &str, detail: &str) -> Heard {
    heard(
        status,
        json!({"errors": [{"status": status.to_string(), "code": code, "title": "t", "detail": detail}]}),
    )
}

#[test]
fn every_documented_answer_has_its_meaning() {
    const MISSING: &str =
        "You must provide a value for the attribute 'description' with this request";
    let rows: &[(u16, &str, &str, Kind, &str)] = &[
        (
            400,
            "PARAMETER_ERROR.INVALID",
            "",
            Kind::Ours,
            "problem.bad-question",
        ),
        (
            400,
            "PARAMETER_ERROR.ILLEGAL",
            "",
            Kind::Ours,
            "problem.bad-question",
        ),
        (
            400,
            "PARAMETER_ERROR.MISSING",
            "",
            Kind::Ours,
            "problem.bad-question",
        ),
        (
            400,
            "ENTITY_INVALID",
            "JSON processing failed",
            Kind::Ours,
            "problem.bad-question",
        ),
        (
            401,
            "NOT_AUTHORIZED",
            "Provide a properly configured and signed bearer token",
            Kind::BadCredentials,
            "problem.token-refused",
        ),
        (403, "FORBIDDEN_ERROR", "", Kind::NotAllowed, "problem.role"),
        (
            403,
            "FORBIDDEN_ERROR",
            "Team ID ABC is not associated with an active membership",
            Kind::NotAllowed,
            "problem.membership",
        ),
        (
            403,
            "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
            "This request requires an in-effect agreement that has not been signed or has expired.",
            Kind::NotAllowed,
            "problem.agreements",
        ),
        (
            403,
            "FORBIDDEN.REQUIRED_ROLE",
            "",
            Kind::NotAllowed,
            "problem.role",
        ),
        (
            404,
            "NOT_FOUND",
            "There is no resource of type 'apps' with id '1'",
            Kind::NotFound,
            "problem.not-found",
        ),
        (
            404,
            "PATH_ERROR",
            "The URL path is not valid - The resource 'x' does not exist",
            Kind::Ours,
            "problem.no-such-call",
        ),
        (
            409,
            "ENTITY_ERROR.ATTRIBUTE.REQUIRED",
            MISSING,
            Kind::Refused,
            "problem.field-missing",
        ),
        (
            409,
            "ENTITY_ERROR.ATTRIBUTE.INVALID",
            "",
            Kind::Refused,
            "problem.field-refused",
        ),
        (
            409,
            "ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG",
            "",
            Kind::Refused,
            "problem.field-refused",
        ),
        (
            409,
            "ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_CHARACTERS",
            "",
            Kind::Refused,
            "problem.field-refused",
        ),
        (
            409,
            "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE",
            "Entity with locale: en-US already exists. Try updating.",
            Kind::AlreadyThere,
            "problem.field-twice",
        ),
        (
            409,
            "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE.SAME_ACCOUNT",
            "",
            Kind::AlreadyThere,
            "problem.field-twice",
        ),
        (
            409,
            "ENTITY_ERROR.RELATIONSHIP.INVALID",
            "",
            Kind::Refused,
            "problem.not-now",
        ),
        (
            409,
            "ENTITY_ERROR.RELATIONSHIP.INVALID",
            "You cannot create a new version of the App in the current state.",
            Kind::AlreadyThere,
            "problem.version-open",
        ),
        (
            409,
            "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE",
            "The version number has been previously used.",
            Kind::BadArtifact,
            "problem.version-used",
        ),
        (
            409,
            "ENTITY_ERROR.RELATIONSHIP.INVALID",
            "The specified pre-release build could not be added.",
            Kind::Refused,
            "problem.attach-refused",
        ),
        (
            409,
            "STATE_ERROR",
            "Resource state is invalid",
            Kind::Refused,
            "problem.not-now",
        ),
        (
            409,
            "STATE_ERROR",
            "Resource is not in cancellable state",
            Kind::Refused,
            "problem.not-cancellable",
        ),
        (
            409,
            "STATE_ERROR",
            "The request cannot be fulfilled because of the state of another resource.",
            Kind::Refused,
            "problem.tester-not-taken",
        ),
        (
            409,
            "STATE_ERROR.VALIDATION_ERROR",
            "ITMS-90189: Redundant Binary Upload",
            Kind::BadArtifact,
            "problem.package-refused",
        ),
        (
            409,
            "STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPHONE_65",
            "",
            Kind::Refused,
            "problem.cannot-be-reviewed",
        ),
        (
            409,
            "STATE_ERROR.ALREADY_EXISTS",
            "",
            Kind::AlreadyThere,
            "problem.not-now",
        ),
        (
            409,
            "STATE_ERROR.ENTITY_STATE_INVALID",
            "There is another reviewSubmissions with id s9 still in progress",
            Kind::AlreadyThere,
            "problem.in-other-submission",
        ),
        (
            409,
            "STATE_ERROR.ENTITY_STATE_INVALID",
            "appStoreVersions with id v1 was already added to another reviewSubmission with id s9",
            Kind::AlreadyThere,
            "problem.in-other-submission",
        ),
        (
            409,
            "STATE_ERROR.ENTITY_STATE_INVALID",
            "appStoreVersions with id v1 is already in another reviewSubmission with id s9 still in progress",
            Kind::AlreadyThere,
            "problem.in-other-submission",
        ),
        (
            422,
            "ENTITY_UNPROCESSABLE",
            "The build is not in a valid processing state for this operation.",
            Kind::Refused,
            "wait.settling",
        ),
        (
            422,
            "ENTITY_UNPROCESSABLE",
            "Build is not in internal testing state.",
            Kind::Refused,
            "wait.settling",
        ),
        (
            422,
            "ENTITY_UNPROCESSABLE.ANOTHER_BUILD_IN_REVIEW",
            "Another build is in review",
            Kind::AlreadyThere,
            "problem.another-in-beta-review",
        ),
        (
            422,
            "ENTITY_UNPROCESSABLE.BUILD_SDK_NOT_ALLOWED_FOR_EXTERNAL_TESTING",
            "",
            Kind::BadArtifact,
            "problem.beta-sdk",
        ),
        (
            422,
            "ENTITY_UNPROCESSABLE.BETA_CONTRACT_MISSING",
            "",
            Kind::NotAllowed,
            "problem.beta-contract",
        ),
        (
            422,
            "ENTITY_UNPROCESSABLE",
            "Builds cannot be assigned to this internal group.",
            Kind::Refused,
            "problem.unprocessable",
        ),
        (
            429,
            "RATE_LIMIT_EXCEEDED",
            "",
            Kind::TooMany,
            "problem.too-many",
        ),
        (500, "UNEXPECTED_ERROR", "", Kind::StoreDown, "problem.down"),
        (418, "TEAPOT", "", Kind::Refused, "problem.other"),
    ];
    for (status, code, detail, kind, advice) in rows {
        let problem = one(*status, code, detail).failure(NOW).problem;
        let shown = format!("{status} {code} {detail}");
        assert_eq!(
            (problem.kind, problem.advice.key.as_str()),
            (*kind, *advice),
            "{shown}"
        );
        assert_eq!(problem.said.unwrap().code, *code, "{shown}");
    }
}

#[test]
fn only_silence_of_the_gateway_leaves_it_open_whether_it_happened() {
    for status in [500, 502, 503, 504, 408, 200] {
        let failure = heard(status, Value::Null).failure(NOW);
        assert_eq!(failure.acted, Acted::Perhaps, "{status}");
        assert!(
            matches!(failure.problem.retry, Retry::After { .. }),
            "{status}"
        );
    }
    for status in [400, 401, 403, 404, 409, 422, 429] {
        assert_eq!(
            heard(status, Value::Null).failure(NOW).acted,
            Acted::No,
            "{status}"
        );
    }
    assert!(
        one(422, "X", "The build is not in a valid processing state")
            .failure(NOW)
            .wait
            .is_some()
    );
}

#[test]
fn a_used_build_number_names_the_one_before() {
    let body = json!({"errors": [{"status": "409", "code": "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE",
        "title": "The provided entity includes an attribute with a value that has already been used",
        "detail": "The bundle version must be higher than the previously uploaded version.",
        "source": {"pointer": "/data/attributes/cfBundleVersion"}, "meta": {"previousBundleVersion": "42"}}]});
    let problem = heard(409, body).failure(NOW).problem;
    assert_eq!(problem.advice.key, "problem.build-number-used");
    assert_eq!(problem.advice.args["previous"], "42");
}

#[test]
fn a_refused_review_is_a_list_of_what_is_missing() {
    let inner = |name: &str| {
        json!([{"id": "e2", "status": "409", "code": "ENTITY_ERROR.ATTRIBUTE.REQUIRED", "title": "t",
        "detail": format!("You must provide a value for the attribute '{name}' with this request"),
        "source": {"pointer": format!("/data/attributes/{name}")}}])
    };
    let body = json!({"errors": [{"id": "e1", "status": "409", "code": "STATE_ERROR.ENTITY_STATE_INVALID",
        "title": "appStoreVersions with id 'v1' is not in valid state.",
        "detail": "This resource cannot be reviewed, please check associated errors to see why.",
        "meta": {"associatedErrors": {"/v1/appStoreVersionLocalizations/l2": inner("whatsNew"), "/v1/builds/b1": inner("usesNonExemptEncryption")}}}]});
    let heard = heard(409, body);
    assert!(heard.says("usesnonexemptencryption") && !heard.says("keywords"));
    assert_eq!(heard.associated().len(), 2);
    let problem = heard.failure(NOW).problem;
    assert_eq!(problem.advice.key, "problem.cannot-be-reviewed");
    let words = problem.said.unwrap().words;
    assert_eq!(words.lines().count(), 3, "{words}");
    assert!(words.contains(
        "· appStoreVersionLocalizations l2: You must provide a value for the attribute 'whatsNew'"
    ));
}

#[test]
fn a_refused_token_and_a_wrong_clock_are_told_apart() {
    let refused = |off: i64| {
        let mut heard = one(401, "NOT_AUTHORIZED", "");
        heard.date = Some(NOW + SignedDuration::from_secs(off));
        heard.failure(NOW).problem.advice
    };
    assert_eq!(refused(59).key, "problem.token-refused");
    assert_eq!(refused(-601).key, "problem.clock");
    assert_eq!(refused(-601).args["seconds"], "601");
}
