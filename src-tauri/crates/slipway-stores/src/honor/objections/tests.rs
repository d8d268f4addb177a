//! One order that may go out, and every single thing that stops it.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use slipway_model::{Goal, Kind, Order, Percent, Phases, When};

use super::objections;
use crate::fixture::{artifact, build, keys, notes, order};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn survey() -> Value {
    let field = |id: &str, value: &str, editable: bool| json!({"id": id, "value": value, "editable": editable, "limit": null, "long": false, "choices": []});
    json!({
        "store_app_id": "7", "first_release": false, "live_version_code": 19, "languages": ["zh-CN", "en-US"],
        "listing": [
            field("appName:zh-CN", "滑道", false), field("intro:zh-CN", "介绍", true),
            field("appName:en-US", "Slipway", false), field("intro:en-US", "", true),
            field("appClassification", "10501", false), field("ratingId", "12", false),
        ],
        "extra": {"phase": null, "waiting": false},
    })
}

fn fresh() -> Order {
    let mut order = order("honor");
    order.survey = survey();
    order
}

fn check(change: impl FnOnce(&mut Order), expected: &[&str]) {
    let mut order = fresh();
    change(&mut order);
    assert_eq!(keys(&objections(&order, NOW)), expected);
}

/// The same, and what each is about.
fn check_about(change: impl FnOnce(&mut Order), expected: &[(&str, &str)]) {
    let mut order = fresh();
    change(&mut order);
    let found = objections(&order, NOW);
    let shown: Vec<_> = found
        .iter()
        .map(|problem| {
            (
                problem.advice.key.as_str(),
                problem.about.as_deref().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(shown, expected);
}

fn phases(days: i64, about: &str) -> When {
    let from = NOW + SignedDuration::from_hours(1);
    When::InPhases(Phases {
        percent: Percent::whole(5).unwrap(),
        from,
        until: from + SignedDuration::from_hours(24 * days),
        zone: "Asia/Shanghai".into(),
        about: about.into(),
    })
}

fn at(instant: Timestamp) -> When {
    When::At {
        instant,
        zone: "Asia/Shanghai".into(),
    }
}

#[test]
fn a_good_order_has_none() {
    check(|_| {}, &[]);
    check(|order| order.notes = notes(&[]), &[]);
    check(|order| order.survey = json!({}), &[]);
    check(|order| order.when = phases(30, "灰度"), &[]);
    check(
        |order| order.when = at(NOW + SignedDuration::from_mins(1)),
        &[],
    );
}

#[test]
fn the_package() {
    check(|order| order.artifacts.clear(), &["problem.no-build"]);
    check(
        |order| order.artifacts.push(artifact(build())),
        &["problem.one-package"],
    );
    check(
        |order| order.artifacts[0].build.kind = Kind::Aab,
        &["problem.kind-not-taken"],
    );
    check(
        |order| order.artifacts[0].build.size = 5 << 30,
        &["problem.too-large"],
    );
    for version in [18, 19] {
        check(
            |order| order.artifacts[0].build.version_code = version,
            &["problem.version-not-higher"],
        );
    }
}

#[test]
fn an_address_that_honor_cannot_fetch_from() {
    let long = format!("https://files.example.com/{}", "a".repeat(1000));
    for (address, objected) in [
        ("https://files.example.com/app.apk?x=1", false),
        ("http://files.example.com/app.apk", true),
        ("https://me:pw@files.example.com/app.apk", true),
        ("https://files.example.com/a b.apk", true),
        ("https://localhost/app.apk", true),
        (long.as_str(), true),
    ] {
        let expected: &[&str] = if objected {
            &["problem.address-not-taken"]
        } else {
            &[]
        };
        check(
            |order| order.artifacts[0].url = Some(address.to_owned()),
            expected,
        );
    }
}

#[test]
fn the_notes() {
    check_about(
        |order| order.notes = notes(&[("zh-CN", &"字".repeat(501))]),
        &[("problem.notes-too-long", "notes:zh-CN")],
    );
    check_about(
        |order| order.notes = notes(&[("", "好")]),
        &[("problem.notes-too-short", "notes:zh-CN")],
    );
    check_about(
        |order| order.notes = notes(&[("ja-JP", "日本語")]),
        &[("problem.notes-in-no-language", "notes")],
    );
    check(
        |order| order.notes = notes(&[("zh-CN", &"字".repeat(500))]),
        &[],
    );
}

#[test]
fn the_time() {
    check(|order| order.when = at(NOW), &["problem.time-has-passed"]);
    check(
        |order| order.when = phases(31, ""),
        &["problem.phase-too-long"],
    );
    check(
        |order| order.when = phases(5, &"字".repeat(501)),
        &["problem.phase-note-too-long"],
    );
    check(
        |order| {
            order.when = phases(5, "");
            order.survey["live_version_code"] = Value::Null;
        },
        &["problem.phases-need-a-live-version"],
    );
    // Nothing is submitted then.
    check(
        |order| {
            order.when = at(NOW);
            order.goal = Goal::Draft;
        },
        &[],
    );
}

#[test]
fn what_the_submission_would_be_refused_for_is_found_first() {
    check_about(
        |order| order.survey["listing"][5]["value"] = json!(""),
        &[("problem.rating-missing", "listing:ratingId")],
    );
    check_about(
        |order| order.survey["listing"][4]["value"] = json!(""),
        &[(
            "problem.classification-missing",
            "listing:appClassification",
        )],
    );
    check_about(
        |order| order.survey["listing"][1]["value"] = json!(" "),
        &[("problem.intro-missing", "listing:intro:zh-CN")],
    );
    check(
        |order| {
            order.survey["listing"][1]["value"] = json!("");
            order.listing.insert("intro:zh-CN".into(), "介绍".into());
        },
        &[],
    );
    check_about(
        |order| order.notes = notes(&[("zh-CN", "修复问题"), ("en-US", "Fixes")]),
        &[("problem.intro-missing", "listing:intro:en-US")],
    );
    check_about(
        |order| order.survey["listing"][0]["value"] = json!(""),
        &[("problem.name-missing", "listing:appName:zh-CN")],
    );
    check(
        |order| order.survey["languages"] = json!([]),
        &["problem.no-texts"],
    );
    // A draft has no rating to be refused for, and an upload no texts either.
    check(
        |order| {
            order.goal = Goal::Draft;
            order.survey["listing"][5]["value"] = json!("");
        },
        &[],
    );
    check(
        |order| {
            order.goal = Goal::Upload;
            order.survey["listing"][1]["value"] = json!("");
            order.survey["busy"] = json!(true);
        },
        &[],
    );
}

#[test]
fn an_app_that_is_not_free() {
    check(
        |order| order.survey["busy"] = json!(true),
        &["problem.in-review"],
    );
    check(
        |order| order.survey["extra"]["phase"] = json!(2),
        &["problem.phase-running"],
    );
    check(
        |order| order.survey["extra"]["waiting"] = json!(true),
        &["problem.waiting"],
    );
}
