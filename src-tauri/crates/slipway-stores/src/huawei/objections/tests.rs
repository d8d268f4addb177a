//! One order that may go out, and every single thing that stops it.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use slipway_model::{Kind, Order, When};

use super::objections;
use crate::fixture::{artifact, build, keys, notes, order};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn check(change: impl FnOnce(&mut Order), expected: &[&str]) {
    let mut order = order("huawei");
    change(&mut order);
    assert_eq!(keys(&objections(&order, NOW)), expected);
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
    check(|order| order.icon = None, &[]);
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
    check(
        |order| order.artifacts[0].build.version_code = 19,
        &["problem.version-not-higher"],
    );
    check(
        |order| order.survey["busy"] = json!(true),
        &["problem.in-review"],
    );
}

#[test]
fn the_notes() {
    check(|order| order.notes = notes(&[("", &"字".repeat(500))]), &[]);
    check(
        |order| order.notes = notes(&[("", &"字".repeat(501))]),
        &["problem.notes-too-long"],
    );
    check(
        |order| order.notes = notes(&[("ja-JP", "x")]),
        &["problem.notes-in-no-language"],
    );
    check(
        |order| order.notes = notes(&[("zh-CN", "中"), ("ja-JP", "x")]),
        &[],
    );
}

#[test]
fn the_time() {
    check(|order| order.when = at(NOW), &["problem.time-has-passed"]);
    check(
        |order| order.when = When::ByHand,
        &["problem.no-release-by-hand"],
    );
}

#[test]
fn a_first_release_needs_its_app_id() {
    let first = |order: &mut Order| {
        order.first_release = true;
        order.survey = json!({"first_release": true, "languages": ["zh-CN"]});
    };
    check(first, &["problem.app-id-needed"]);
    check(
        |order| {
            first(order);
            order.app.store_app_id = Some("100000001".into());
        },
        &[],
    );
    check(
        |order| {
            first(order);
            order.answers.insert("app_id".into(), " 100000001 ".into());
        },
        &[],
    );
    check(
        |order| {
            first(order);
            order.survey["store_app_id"] = json!("100000001");
        },
        &[],
    );
    check(
        |order| {
            first(order);
            order
                .answers
                .insert("app_id".into(), "com.example.slipway".into());
        },
        &["problem.app-id-not-digits"],
    );
    check(
        |order| order.survey = json!({"asks": ["app_id"]}),
        &["problem.app-id-needed"],
    );
}
