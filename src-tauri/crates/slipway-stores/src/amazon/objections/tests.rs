//! What is refused before anything is sent, and what is not.

use jiff::Timestamp;
use serde_json::json;
use slipway_model::{Goal, Kind, Order, TesterGroup, When};

use super::objections;
use crate::{
    amazon::vectors::text,
    fixture::{keys, notes, order},
};

const OPEN: &str = "amzn1.devportal.apprelease.0123456789abcdef0123456789abcdef";

fn update() -> Order {
    let mut order = order("amazon");
    order.survey = json!({"first_release": false});
    order
}

fn found(order: &Order) -> Vec<String> {
    let now = Timestamp::from_second(1_760_000_000).unwrap();
    let problems = objections(order, now);
    keys(&problems).into_iter().map(str::to_owned).collect()
}

#[test]
fn an_ordinary_update_may_go() {
    assert!(found(&update()).is_empty());
}

#[test]
fn an_open_edit_waits_for_a_persons_word() {
    let with = |answer: &str| {
        let mut order = update();
        order.survey = json!({"languages": ["en-US"], "extra": {"open_edit": OPEN, "apks": [{"id": "M1", "versionCode": 19}]}});
        order.answers.insert("open_edit".into(), answer.into());
        order
    };
    for (answer, expected) in [
        ("", Some("problem.edit-open")),
        ("stop", Some("problem.edit-stop")),
        ("replace", Some("problem.edit-which")),
        ("replace 000000", Some("problem.edit-which")),
        ("replace abcdef", None),
        ("reuse", None),
    ] {
        assert_eq!(
            found(&with(answer)).first().map(String::as_str),
            expected,
            "{answer}"
        );
    }
    let problems = objections(&with(""), Timestamp::UNIX_EPOCH);
    assert_eq!(problems[0].advice.args["packages"], "M1 (19)");
    assert_eq!(problems[0].about.as_deref(), Some("ask:open_edit"));
    // Work on testers touches no Edit.
    let mut testers = with("");
    testers.goal = Goal::Testers;
    testers.testing.certificate = Some(text("ec", "pem"));
    assert!(found(&testers).is_empty());
}

#[test]
fn packages_that_amazon_does_not_take() {
    let mut order = update();
    order.artifacts[0].build.kind = Kind::Aab;
    assert_eq!(found(&order), ["problem.bundle"]);
    order.artifacts[0].build.kind = Kind::Ipa;
    assert_eq!(found(&order), ["problem.kind-not-taken"]);
    let mut order = update();
    order.artifacts[0].build.package = "com.example.amazonian".into();
    assert_eq!(found(&order), ["problem.package-name"]);
    order = update();
    order.artifacts[0].build.size = u64::MAX;
    assert_eq!(found(&order), ["problem.too-large"]);
    order.artifacts.push(update().artifacts.remove(0));
    assert_eq!(found(&order)[0], "problem.one-package");
    order.artifacts.clear();
    assert_eq!(found(&order), ["problem.no-build"]);
}

#[test]
fn every_language_has_notes_or_the_person_says_otherwise() {
    let mut order = update();
    order.notes = notes(&[]);
    assert_eq!(found(&order), ["problem.notes-missing"]);
    order.goal = Goal::Upload;
    assert!(found(&order).is_empty());
    order.goal = Goal::Draft;
    order.notes = notes(&[("", "Fixes")]);
    order.survey["languages"] = json!(["en-US", "de-DE"]);
    assert_eq!(found(&order), ["problem.notes-lacking"]);
    order.answers.insert("one_text".into(), "yes".into());
    assert!(found(&order).is_empty());
    order.notes = notes(&[("", &"x".repeat(4001))]);
    assert_eq!(found(&order), ["problem.notes-too-long"]);
}

#[test]
fn what_an_upload_alone_would_lose_is_said() {
    let mut order = update();
    order.goal = Goal::Upload;
    order.listing.insert("title:en-US".into(), "x".into());
    order.when = When::At {
        instant: "2030-01-01T00:00:00Z".parse().unwrap(),
        zone: "UTC".into(),
    };
    assert_eq!(
        found(&order),
        ["problem.time-needs-more", "problem.texts-need-more"]
    );
    order.goal = Goal::Submit;
    assert!(found(&order).is_empty());
    order.when = When::At {
        instant: "2020-01-01T00:00:00Z".parse().unwrap(),
        zone: "UTC".into(),
    };
    assert_eq!(found(&order), ["problem.time-has-passed"]);
}

#[test]
fn a_version_in_review_and_a_wrong_app_id() {
    let mut order = update();
    order.survey = json!({"busy": true, "extra": {"status": "REVIEW"}});
    order.app.store_app_id = Some(OPEN.into());
    assert_eq!(found(&order), ["problem.release-id", "problem.in-review"]);
}

#[test]
fn testers_need_a_certificate_and_no_package() {
    let mut order = update();
    order.goal = Goal::Testers;
    order.artifacts.clear();
    order.notes = notes(&[]);
    order.testing.groups = vec![TesterGroup {
        name: "QA".into(),
        ..TesterGroup::default()
    }];
    assert_eq!(found(&order), ["problem.no-certificate"]);
    order.testing.certificate = Some("-----BEGIN PRIVATE KEY-----".into());
    assert_eq!(found(&order), ["problem.private-key"]);
    order.testing.certificate = Some(text("rsa", "pem"));
    assert!(found(&order).is_empty());
}
