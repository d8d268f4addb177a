//! One order that may go out, and every single thing that stops it.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use slipway_model::{Kind, Order, When};

use super::objections;
use crate::fixture::{artifact, build, keys, notes, order};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn check(change: impl FnOnce(&mut Order), expected: &[&str]) {
    let mut order = order("xiaomi");
    change(&mut order);
    assert_eq!(keys(&objections(&order, NOW)), expected);
}

fn at(instant: Timestamp) -> When {
    When::At {
        instant,
        zone: "Asia/Shanghai".into(),
    }
}

/// Two packages with these ABIs.
fn pair(order: &mut Order, one: &[&str], other: &[&str]) {
    let with = |abis: &[&str]| {
        let mut build = build();
        build.abis = abis.iter().map(|abi| (*abi).to_owned()).collect();
        artifact(build)
    };
    order.artifacts = vec![with(one), with(other)];
}

#[test]
fn a_good_order_has_none() {
    check(|_| {}, &[]);
    check(
        |order| order.when = at(NOW + SignedDuration::from_mins(1)),
        &[],
    );
    check(|order| pair(order, &["armeabi-v7a"], &["arm64-v8a"]), &[]);
    check(
        |order| pair(order, &["arm64-v8a"], &["armeabi-v7a", "x86"]),
        &[],
    );
    check(
        |order| order.notes = notes(&[("zh-CN", "中"), ("en-US", "E")]),
        &[],
    );
}

#[test]
fn a_first_release_is_made_in_the_console() {
    let mut order = order("xiaomi");
    order.first_release = true;
    let found = objections(&order, NOW);
    assert_eq!(keys(&found), ["problem.no-first-release"]);
    assert_eq!(
        found[0].advice.args["console"],
        "https://dev.mi.com/xiaomihyperos"
    );
}

#[test]
fn the_packages() {
    check(|order| order.artifacts.clear(), &["problem.no-build"]);
    check(
        |order| pair(order, &["arm64-v8a"], &["arm64-v8a"]),
        &["problem.not-a-pair"],
    );
    check(
        |order| pair(order, &[], &["arm64-v8a"]),
        &["problem.not-a-pair"],
    );
    check(
        |order| {
            pair(order, &["armeabi-v7a"], &["arm64-v8a"]);
            order.artifacts[1].build.package = "com.example.other".into();
        },
        &["problem.pair-of-two-apps"],
    );
    check(
        |order| order.artifacts = vec![artifact(build()), artifact(build()), artifact(build())],
        &["problem.two-packages"],
    );
    check(
        |order| order.artifacts[0].build.kind = Kind::Aab,
        &["problem.kind-not-taken"],
    );
    check(
        |order| order.artifacts[0].build.size = (2 << 30) + 1,
        &["problem.too-large"],
    );
    check(
        |order| order.artifacts[0].build.version_code = 19,
        &["problem.version-not-higher"],
    );
    // The newest version may be an attempt of ours that was rejected: only what is live forbids it [inferred].
    check(
        |order| order.survey["pending_version_code"] = json!(20),
        &[],
    );
    check(
        |order| order.survey["busy"] = json!(true),
        &["problem.in-review"],
    );
}

#[test]
fn icon_and_texts() {
    check(|order| order.icon = None, &["problem.no-icon"]);
    check(|order| order.notes = notes(&[]), &["problem.notes-missing"]);
    check(
        |order| order.notes = notes(&[("", " ")]),
        &["problem.notes-missing"],
    );
    check(
        |order| order.notes = notes(&[("en-US", "E")]),
        &["problem.notes-missing"],
    );
    check(|order| order.notes = notes(&[("", &"字".repeat(500))]), &[]);
    check(
        |order| order.notes = notes(&[("", &"字".repeat(501))]),
        &["problem.notes-too-long"],
    );
    check(
        |order| drop(order.answers.insert("privacy_url".into(), "x".into())),
        &["problem.privacy-url"],
    );
    check(
        |order| {
            drop(
                order
                    .answers
                    .insert("privacy_url".into(), "https://example.com".into()),
            )
        },
        &[],
    );
}

#[test]
fn the_time() {
    check(
        |order| order.when = at(NOW - SignedDuration::from_secs(1)),
        &["problem.time-has-passed"],
    );
    check(
        |order| order.when = When::ByHand,
        &["problem.no-release-by-hand"],
    );
}
