//! One order that may go out, and every single thing that stops it.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use slipway_model::{Kind, Order, When};

use super::{feature, objections};
use crate::fixture::{self, artifact, build, keys, notes};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn order() -> Order {
    let mut order = fixture::order("tencent");
    order.app.store_app_id = Some("1100000001".into());
    order
}

fn check(change: impl FnOnce(&mut Order), expected: &[&str]) {
    let mut order = order();
    change(&mut order);
    assert_eq!(keys(&objections(&order, NOW)), expected);
}

/// What a problem with an edited field is about.
fn edited(id: &str, value: &str) -> Option<(String, String)> {
    let mut order = order();
    order.listing.insert(id.into(), value.into());
    let mut found = objections(&order, NOW);
    assert!(found.len() < 2);
    let problem = found.pop()?;
    Some((problem.advice.key, problem.about.unwrap()))
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
        |order| order.when = at(NOW + SignedDuration::from_secs(1)),
        &[],
    );
    check(|order| pair(order, &["armeabi-v7a"], &["arm64-v8a"]), &[]);
    check(|order| pair(order, &["x86_64", "arm64-v8a"], &["x86"]), &[]);
    // Notes are optional, and a note in another language is not for this listing.
    check(|order| order.notes = notes(&[("en-US", "E 🎉")]), &[]);
}

#[test]
fn the_app_id_is_needed_every_time() {
    check(
        |order| order.app.store_app_id = None,
        &["problem.app-id-missing"],
    );
    check(
        |order| order.app.store_app_id = Some("com.example.slipway".into()),
        &["problem.app-id-not-digits"],
    );
    check(
        |order| {
            order.app.store_app_id = None;
            order.answers.insert("app_id".into(), " 1100000001 ".into());
        },
        &[],
    );
    let mut without = order();
    without.app.store_app_id = None;
    let about = objections(&without, NOW)[0].about.clone();
    assert_eq!(about.as_deref(), Some("ask:app_id"));
}

#[test]
fn the_packages() {
    check(|order| order.artifacts.clear(), &["problem.no-build"]);
    check(
        |order| pair(order, &["arm64-v8a"], &["x86_64"]),
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
        |order| order.artifacts[0].build.size = (5 << 30) + 1,
        &["problem.too-large"],
    );
    check(
        |order| order.survey["busy"] = json!(true),
        &["problem.in-review"],
    );
}

#[test]
fn emoji_are_named_and_not_quietly_removed() {
    let mut order = order();
    order.notes = notes(&[("", "🎉 新版本 🎉")]);
    let found = objections(&order, NOW);
    assert_eq!(keys(&found), ["problem.emoji-in-notes"]);
    assert_eq!(found[0].advice.args["emoji"], "🎉");
    assert_eq!(found[0].about.as_deref(), Some("notes"));
    assert_eq!(
        edited("operator", "某公司 ✅"),
        Some(("problem.emoji-in-listing".into(), "listing:operator".into()))
    );
}

#[test]
fn lengths_at_both_ends() {
    let summary = |count: usize| edited("one_word_summary", &"字".repeat(count));
    let introduce = |count: usize| edited("introduce", &"字".repeat(count));
    for count in [5, 15] {
        assert_eq!(summary(count), None, "{count}");
    }
    for count in [60, 500] {
        assert_eq!(introduce(count), None, "{count}");
    }
    for count in [0, 4, 16] {
        let (key, about) = summary(count).unwrap();
        assert_eq!(
            (key.as_str(), about.as_str()),
            ("problem.summary-length", "listing:one_word_summary")
        );
    }
    for count in [0, 59, 501] {
        let (key, about) = introduce(count).unwrap();
        assert_eq!(
            (key.as_str(), about.as_str()),
            ("problem.introduce-length", "listing:introduce")
        );
    }
    assert_eq!(edited("developer", " ").unwrap().0, "problem.empty-text");
}

#[test]
fn the_time_must_lie_ahead() {
    check(|order| order.when = at(NOW), &["problem.time-has-passed"]);
    check(
        |order| order.when = at(NOW - SignedDuration::from_secs(1)),
        &["problem.time-has-passed"],
    );
}

#[test]
fn notes_are_sent_with_plain_line_ends() {
    let mut order = order();
    order.notes = notes(&[("zh-CN", "一\r\n二"), ("en-US", "E")]);
    assert_eq!(feature(&order), "一\n二");
    order.notes = notes(&[("en-US", "E")]);
    assert_eq!(feature(&order), "");
}
