//! One order that may go out, and every single thing that stops it; above all what OPPO would say of a listing that nobody touched.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use slipway_model::{Goal, Kind, Order, When};

use super::objections;
use crate::{
    fixture::{artifact, build, keys, notes},
    oppo::{
        check::surveyed,
        icon::{Icon, Verdict},
        record::Record,
        vectors,
    },
};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn record() -> Value {
    let mut data = vectors::record();
    data["audit_status"] = json!("111");
    data["version_code"] = json!("19");
    data
}

/// An order for this record and this icon.
fn order(data: &Value, verdict: Verdict) -> Order {
    let record = Record::of(data).unwrap();
    let address = record.text("icon_url").unwrap_or_default();
    let mut order = crate::fixture::order("oppo");
    order.notes = notes(&[("", "修复已知问题")]);
    order.survey = serde_json::to_value(surveyed(&record, Icon { address, verdict })).unwrap();
    order
}

fn check(change: impl FnOnce(&mut Order), expected: &[&str]) {
    let mut order = order(&record(), Verdict::Good);
    change(&mut order);
    assert_eq!(keys(&objections(&order, NOW)), expected);
}

/// What is found when the record has this value: keys with what mends each.
fn listing(name: &str, value: Value, edit: Option<(&str, &str)>) -> Vec<(String, String)> {
    let mut data = record();
    data[name] = value;
    let mut order = order(&data, Verdict::Good);
    if let Some((id, wanted)) = edit {
        order.listing.insert(id.to_owned(), wanted.to_owned());
    }
    objections(&order, NOW)
        .into_iter()
        .map(|problem| (problem.advice.key, problem.about.unwrap_or_default()))
        .collect()
}

#[test]
fn a_good_order_has_none() {
    check(|_| {}, &[]);
    check(
        |order| {
            order.when = When::At {
                instant: NOW + SignedDuration::from_mins(1),
                zone: "UTC".into(),
            };
        },
        &[],
    );
}

#[rustfmt::skip]
#[test]
fn a_listing_that_nobody_touched_is_judged_by_oppos_rules() {
    for (name, value, expected, about) in [
        ("summary", json!("一二三四五六七八九十一二三四五"), "problem.summary-too-long", "listing:summary"),
        ("summary", json!("好用，好看"), "problem.summary-marks", "listing:summary"),
        ("summary", json!("好用 好看"), "problem.summary-marks", "listing:summary"),
        ("summary", json!(""), "problem.field-missing", "listing:summary"),
        ("summary", json!(null), "problem.field-missing", "listing:summary"),
        ("detail_desc", json!("太短"), "problem.description-too-short", "listing:detail_desc"),
        ("detail_desc", json!(null), "problem.field-missing", "listing:detail_desc"),
        ("privacy_source_url", json!("example.com"), "problem.privacy-url", "listing:privacy_source_url"),
        ("privacy_source_url", json!(""), "problem.field-missing", "listing:privacy_source_url"),
        ("test_desc", json!("字".repeat(401)), "problem.test-text-too-long", "listing:test_desc"),
        ("age_level", json!(null), "problem.field-missing", "listing:age_level"),
        ("age_level", json!("十八"), "problem.age-level", "listing:age_level"),
        ("business_username", json!(" "), "problem.field-missing", "listing:business_username"),
        ("business_email", json!("release at example"), "problem.contact-email", "listing:business_email"),
        ("business_email", json!(null), "problem.field-missing", "listing:business_email"),
        ("business_mobile", json!(""), "problem.field-missing", "listing:business_mobile"),
        ("app_name", json!(null), "problem.field-missing-in-console", "listing:app_name"),
        ("second_category_id", json!(null), "problem.field-missing-in-console", "listing:second_category_id"),
        ("third_category_id", json!("0"), "problem.field-missing-in-console", "listing:third_category_id"),
        ("icon_url", json!(""), "problem.field-missing-in-console", "listing:icon_url"),
        ("pic_url", json!("a.jpg,,"), "problem.screenshots", "listing:pic_url"),
        ("pic_url", json!(",,"), "problem.field-missing-in-console", "listing:pic_url"),
    ] {
        assert_eq!(listing(name, value.clone(), None), [(expected.to_owned(), about.to_owned())], "{name} {value}");
    }
}

#[test]
fn what_only_looks_wrong_is_put_right_and_not_objected_to() {
    for (name, value) in [
        ("business_email", json!("  release@example.com ")),
        ("pic_url", json!("a.jpg,,b.jpg,")),
        ("copyright_url", json!("")),
        ("adaptive_equipment", json!(["4", "5"])),
        ("test_desc", json!(null)),
        ("icp_url", json!(null)),
    ] {
        assert_eq!(listing(name, value.clone(), None), [], "{name} {value}");
    }
    let mut data = record();
    data["copyright_url"] = json!("");
    data["electronic_cert_url"] = json!(null);
    let found = objections(&order(&data, Verdict::Good), NOW);
    assert_eq!(keys(&found), ["problem.field-missing-in-console"]);
    assert_eq!(found[0].about.as_deref(), Some("listing:copyright_url"));
}

#[test]
fn what_the_person_writes_mends_it_in_place() {
    let long = json!("一句话简介不能超过十三个字符才行");
    assert_eq!(
        listing("summary", long.clone(), Some(("summary", "滑道演示"))),
        []
    );
    let still = listing("summary", long, Some(("summary", "滑道，演示")));
    assert_eq!(still[0].0, "problem.summary-marks");
    // What only the console can change is not mended by a value of ours.
    assert_eq!(
        listing("pic_url", json!("a.jpg"), Some(("pic_url", "a,b,c"))).len(),
        1
    );
}

#[test]
fn the_stored_icon_is_judged_and_replaced_only_when_asked() {
    for (verdict, expected) in [
        (Verdict::NotPng, "problem.stored-icon-not-png"),
        (Verdict::TooHeavy, "problem.stored-icon-too-heavy"),
        (
            Verdict::Size {
                width: 216,
                height: 216,
            },
            "problem.stored-icon-size",
        ),
    ] {
        let mut order = order(&record(), verdict);
        let found = objections(&order, NOW);
        assert_eq!(keys(&found), [expected]);
        assert_eq!(found[0].about.as_deref(), Some("ask:replace_icon"));
        order.answers.insert("replace_icon".into(), "是".into());
        assert_eq!(keys(&objections(&order, NOW)), [""; 0]);
        order.icon = None;
        let found = objections(&order, NOW);
        assert_eq!(keys(&found), ["problem.no-icon"]);
        assert_eq!(found[0].about.as_deref(), Some("icon"));
    }
    assert_eq!(
        keys(&objections(&order(&record(), Verdict::Unread), NOW)),
        [""; 0]
    );
}

#[test]
fn the_state_of_the_app() {
    for (status, version, expected) in [
        ("111", "19", &[][..]),
        ("111", "20", &["problem.version-not-higher"]),
        ("111", "21", &["problem.version-not-higher"]),
        ("7", "20", &["problem.version-not-higher"]),
        ("2", "20", &["problem.version-not-higher"]),
        ("1", "19", &["problem.in-review"]),
        ("4", "19", &["problem.in-review"]),
        ("00", "19", &["problem.in-review"]),
        ("22", "19", &["problem.frozen"]),
        // Rejected and withdrawn versions may be sent again.
        ("3", "20", &[]),
        ("5", "20", &[]),
        ("444", "20", &[]),
        ("-11", "20", &[]),
        ("444", "21", &["problem.version-lower"]),
        ("11", "19", &[]),
        ("77", "19", &[]),
    ] {
        let mut data = record();
        data["audit_status"] = json!(status);
        data["version_code"] = json!(version);
        let found = objections(&order(&data, Verdict::Good), NOW);
        assert_eq!(keys(&found), expected, "{status} {version}");
    }
    for (name, value, expected) in [
        ("is_freeze", json!("1"), "problem.frozen"),
        ("type", json!(8), "problem.game"),
        ("type", json!("8"), "problem.game"),
    ] {
        let mut data = record();
        data[name] = value;
        data["freeze_reason"] = json!("违规");
        let found = objections(&order(&data, Verdict::Good), NOW);
        assert_eq!(keys(&found), [expected]);
        if name == "is_freeze" {
            assert_eq!(found[0].said.as_ref().unwrap().words, "违规");
        }
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
fn the_packages() {
    check(|order| order.artifacts.clear(), &["problem.no-build"]);
    check(|order| pair(order, &["armeabi-v7a"], &["arm64-v8a"]), &[]);
    check(
        |order| pair(order, &["arm64-v8a"], &["armeabi-v7a", "x86"]),
        &[],
    );
    check(
        |order| pair(order, &["arm64-v8a"], &["arm64-v8a"]),
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
        |order| {
            pair(order, &["armeabi-v7a"], &["arm64-v8a"]);
            order.artifacts[1].build.version_code = 21;
        },
        &["problem.pair-of-two-versions"],
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
}

#[test]
fn notes_and_time() {
    check(|order| order.notes = notes(&[]), &["problem.notes-missing"]);
    check(
        |order| order.notes = notes(&[("en-US", "Fixes many things")]),
        &["problem.notes-missing"],
    );
    check(
        |order| order.notes = notes(&[("", "修复 ")]),
        &["problem.notes-too-short"],
    );
    check(
        |order| order.notes = notes(&[("", &"字".repeat(1001))]),
        &["problem.notes-too-long"],
    );
    let found = {
        let mut order = order(&record(), Verdict::Good);
        order.notes = notes(&[]);
        objections(&order, NOW)
    };
    assert_eq!(found[0].about.as_deref(), Some("notes"));
    check(
        |order| {
            order.when = When::At {
                instant: NOW - SignedDuration::from_secs(1),
                zone: "UTC".into(),
            };
        },
        &["problem.time-has-passed"],
    );
}

#[test]
fn an_upload_alone_needs_only_its_package() {
    let mut data = record();
    data["summary"] = json!("");
    data["audit_status"] = json!("1");
    let mut order = order(&data, Verdict::NotPng);
    order.goal = Goal::Upload;
    order.notes = notes(&[]);
    assert_eq!(keys(&objections(&order, NOW)), [""; 0]);
    order.artifacts.clear();
    assert_eq!(keys(&objections(&order, NOW)), ["problem.no-build"]);
}
