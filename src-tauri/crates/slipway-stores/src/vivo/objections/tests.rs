//! One order that may go out, and every single thing that stops it.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use slipway_model::{Artifact, Goal, Kind, Order, Percent, Phases, When};

use super::objections;
use crate::fixture::{artifact, build, keys, notes, order};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn check(change: impl FnOnce(&mut Order), expected: &[&str]) {
    let mut order = order("vivo");
    order.notes = notes(&[("", "修复已知问题")]);
    change(&mut order);
    assert_eq!(keys(&objections(&order, NOW)), expected);
}

fn in_minutes(minutes: i64) -> Timestamp {
    NOW + SignedDuration::from_mins(minutes)
}

fn at(minutes: i64) -> When {
    When::At {
        instant: in_minutes(minutes),
        zone: "Asia/Shanghai".into(),
    }
}

fn phases(hundredths: u16, from: i64, until: i64) -> When {
    When::InPhases(Phases {
        percent: Percent::from_hundredths(hundredths).unwrap(),
        from: in_minutes(from),
        until: in_minutes(until),
        zone: "Asia/Shanghai".into(),
        about: String::new(),
    })
}

fn with(abis: &[&str]) -> Artifact {
    let mut build = build();
    build.abis = abis.iter().map(|abi| (*abi).to_owned()).collect();
    artifact(build)
}

fn pair() -> Vec<Artifact> {
    vec![with(&["armeabi-v7a"]), with(&["arm64-v8a"])]
}

const ADDRESS: &str = "https://cdn.example.com/a.apk?x=1&y=2";

#[test]
fn a_good_order_has_none() {
    check(|_| {}, &[]);
    check(|order| order.artifacts = pair(), &[]);
    check(|order| order.artifacts = vec![with(&["arm64-v8a"])], &[]);
    check(|order| order.when = at(1), &[]);
    check(|order| order.when = phases(1000, 1, 60), &[]);
    check(|order| order.when = phases(9900, 1, 60), &[]);
    check(|order| order.artifacts[0].url = Some(ADDRESS.into()), &[]);
    check(|order| order.icon = None, &[]);
    check(
        |order| order.notes = notes(&[("zh-CN", "五个字够了"), ("en-US", "E")]),
        &[],
    );
    check(|order| order.notes = notes(&[("", &"字".repeat(200))]), &[]);
}

#[test]
fn the_packages() {
    check(|order| order.artifacts.clear(), &["problem.no-build"]);
    check(
        |order| order.artifacts = vec![with(&["arm64-v8a"]), with(&["arm64-v8a"])],
        &["problem.not-a-pair"],
    );
    check(
        |order| order.artifacts = vec![with(&[]), with(&["arm64-v8a"]), with(&["x86"])],
        &["problem.not-a-pair"],
    );
    check(
        |order| {
            order.artifacts = pair();
            order.artifacts[1].build.package = "com.example.other".into();
        },
        &["problem.pair-of-two-apps"],
    );
    check(
        |order| {
            order.artifacts = pair();
            order.artifacts[1].build.version_code = 21;
        },
        &["problem.pair-of-two-versions"],
    );
    check(
        |order| order.artifacts[0].build.kind = Kind::Aab,
        &["problem.kind-not-taken"],
    );
    check(
        |order| order.artifacts[0].build.size = (3 << 30) + 1,
        &["problem.too-large"],
    );
    check(
        |order| order.artifacts[0].build.version_code = 19,
        &["problem.version-not-higher"],
    );
    check(
        |order| order.survey["pending_version_code"] = json!(20),
        &["problem.version-not-higher"],
    );
}

#[test]
fn what_is_under_way() {
    check(
        |order| order.survey["busy"] = json!(true),
        &["problem.in-review"],
    );
    check(
        |order| order.survey["extra"] = json!({"waits": true}),
        &["problem.waiting-to-go-live"],
    );
}

#[test]
fn the_notes() {
    check(|order| order.notes = notes(&[]), &["problem.notes-missing"]);
    check(
        |order| order.notes = notes(&[("en-US", "not for this page")]),
        &["problem.notes-missing"],
    );
    check(
        |order| order.notes = notes(&[("", "四个字吧")]),
        &["problem.notes-count"],
    );
    // Counted as it is sent: a line's end is one character.
    check(|order| order.notes = notes(&[("", "三个字\r\n五")]), &[]);
    check(
        |order| order.notes = notes(&[("", "三个\r\n字")]),
        &["problem.notes-count"],
    );
    check(
        |order| order.notes = notes(&[("", &"字".repeat(201))]),
        &["problem.notes-count"],
    );
    check(
        |order| {
            order.goal = Goal::Upload;
            order.notes = notes(&[]);
            order.when = at(-1);
        },
        &[],
    );
    let mut order = order("vivo");
    order.notes = notes(&[]);
    assert_eq!(objections(&order, NOW)[0].about.as_deref(), Some("notes"));
}

#[test]
fn the_time() {
    check(|order| order.when = at(0), &["problem.time-has-passed"]);
    for percent in [0, 1250, 10_000] {
        check(
            |order| order.when = phases(percent, 1, 60),
            &["problem.percent"],
        );
    }
    for (from, until) in [(0, 60), (60, 60), (60, 1)] {
        check(
            |order| order.when = phases(1000, from, until),
            &["problem.phase-times"],
        );
    }
}

#[test]
fn the_addresses() {
    check(
        |order| {
            order.artifacts = pair();
            order.artifacts[0].url = Some(ADDRESS.into());
        },
        &["problem.one-address-of-two"],
    );
    check(
        |order| order.artifacts[0].url = Some("http://cdn.example.com/a.apk".into()),
        &["problem.address-not-https"],
    );
    check(
        |order| {
            order.artifacts[0].url = Some(ADDRESS.into());
            order.goal = Goal::Upload;
        },
        &["problem.address-without-submission"],
    );
    check(
        |order| {
            order.artifacts[0].url = Some(ADDRESS.into());
            order.when = phases(1000, 1, 60);
        },
        &["problem.address-in-phases"],
    );
}

#[test]
fn the_record_is_judged_where_it_changes() {
    check(
        |order| drop(order.listing.insert("remark".into(), "太短".into())),
        &["problem.listing-length"],
    );
}
