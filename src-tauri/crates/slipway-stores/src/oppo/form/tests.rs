//! The record before, the form after: nothing lost, nothing invented, and the documented form byte for byte.

use serde_json::{Value, json};
use slipway_model::{Order, Percent, Phases, When};

use super::form;
use crate::{
    fixture::notes,
    oppo::{auth::Parameters, record::Record, vectors, wire::Package},
};

fn order() -> Order {
    let mut order = crate::fixture::order("oppo");
    order.artifacts[0].build.version_code = 120;
    order.notes = notes(&[("", "1. 修复 a+b=c & 100% 问题\n2. 优化启动速度")]);
    order
}

fn packages() -> Vec<Package> {
    let listed: Vec<Value> =
        serde_json::from_str(&vectors::text("update.parameters.apk_url")).unwrap();
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap().to_owned();
    listed
        .iter()
        .map(|entry| Package {
            url: text(entry, "url"),
            md5: text(entry, "md5"),
            cpu_code: 0,
        })
        .collect()
}

fn sent(order: &Order, data: &Value) -> Parameters {
    form(order, &Record::of(data).unwrap(), &packages(), None).unwrap()
}

#[test]
fn the_documented_form_comes_out_of_its_record() {
    let mut order = order();
    order.when = When::At {
        instant: "2027-01-02T01:00:00Z".parse().unwrap(),
        zone: "America/New_York".into(),
    };
    let mut expected = vectors::parameters("update");
    for name in ["access_token", "timestamp", "icp_url"] {
        expected.remove(name);
    }
    assert_eq!(sent(&order, &vectors::record()), expected);
}

#[test]
fn nothing_of_the_record_is_lost() {
    let mut data = vectors::record();
    for (name, value) in [
        ("app_subname", json!("副标题")),
        ("adaptive_type", json!("2")),
        ("icp_url", json!("京ICP备1号")),
        ("landscape_pic_url", json!("l1.png,,l2.png,")),
        ("special_url", json!("s.png")),
        ("special_file_url", json!("s.zip")),
        ("video_url", json!("v.mp4")),
        ("video_url_material", json!([{"url":"v.mp4","md5":"x"}])),
        ("customer_contact", json!([{"contact_method":"qq"}])),
        ("business_email", json!("\trelease@example.com ")),
        ("pic_url", json!("a.jpg,,b.jpg,")),
    ] {
        data[name] = value;
    }
    let form = sent(&order(), &data);
    for (name, value) in [
        ("app_subname", "副标题"),
        ("adaptive_type", "2"),
        ("icp_url", "京ICP备1号"),
        ("landscape_pic_url", "l1.png,l2.png"),
        ("special_url", "s.png"),
        ("special_file_url", "s.zip"),
        ("video_url", "v.mp4"),
        ("video_url_material", r#"[{"md5":"x","url":"v.mp4"}]"#),
        ("customer_contact", r#"[{"contact_method":"qq"}]"#),
        ("business_email", "release@example.com"),
        ("pic_url", "a.jpg,b.jpg"),
        ("online_type", "1"),
    ] {
        // The members of an object may come in any order; its content may not change.
        if value.starts_with('[') {
            let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            assert_eq!(parsed(&form[name]), parsed(value), "{name}");
        } else {
            assert_eq!(form[name], value, "{name}");
        }
    }
    assert!(!form.contains_key("sche_online_time"));
}

#[test]
fn nulls_are_left_out_and_never_written() {
    let mut data = vectors::record();
    for name in [
        "app_subname",
        "video_url",
        "customer_contact",
        "icp_url",
        "special_url",
        "test_desc",
        "electronic_cert_url",
    ] {
        data[name] = json!(null);
    }
    data["video_url_material"] = json!([]);
    data["adaptive_type"] = json!("null");
    let form = sent(&order(), &data);
    assert!(
        form.values()
            .all(|value| value != "null" && !value.is_empty())
    );
    for name in [
        "app_subname",
        "video_url",
        "video_url_material",
        "adaptive_type",
        "electronic_cert_url",
    ] {
        assert!(!form.contains_key(name), "{name}");
    }
    assert_eq!(form["test_desc"], super::TEST_NOTE);
}

#[test]
fn the_electronic_certificate_stands_in_for_the_other() {
    let mut data = vectors::record();
    data["copyright_url"] = json!("");
    data["electronic_cert_url"] = json!("e.pdf");
    let form = sent(&order(), &data);
    assert_eq!(
        (
            form["copyright_url"].as_str(),
            form["electronic_cert_url"].as_str()
        ),
        ("e.pdf", "e.pdf")
    );
}

#[test]
fn only_what_the_person_changed_is_different() {
    let plain = sent(&order(), &vectors::record());
    let mut order = order();
    for (id, value) in [
        ("summary", " 新简介 "),
        ("age_level", "18"),
        // Not for us to change.
        ("app_name", "别的名字"),
        ("pic_url", "x"),
        ("pkg_name", "com.example.other"),
    ] {
        order.listing.insert(id.into(), value.into());
    }
    let changed = sent(&order, &vectors::record());
    let different: Vec<_> = changed
        .iter()
        .filter(|(name, value)| plain.get(*name) != Some(value))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(different, [("age_level", "18"), ("summary", "新简介")]);
    assert_eq!(plain.len(), changed.len());
}

#[test]
fn an_icon_of_ours_takes_the_place_of_the_stored_one() {
    let record = Record::of(&vectors::record()).unwrap();
    let form = form(
        &order(),
        &record,
        &packages(),
        Some("https://x.invalid/new.png"),
    )
    .unwrap();
    assert_eq!(form["icon_url"], "https://x.invalid/new.png");
}

#[test]
fn what_the_call_cannot_say_is_refused_and_not_softened() {
    let record = Record::of(&vectors::record()).unwrap();
    let at = "2027-01-02T01:00:00Z".parse().unwrap();
    let phases = Phases {
        percent: Percent::whole(10).unwrap(),
        from: at,
        until: at,
        zone: "UTC".into(),
        about: String::new(),
    };
    for when in [When::ByHand, When::InPhases(phases)] {
        let mut order = order();
        order.when = when;
        let problem = form(&order, &record, &packages(), None).unwrap_err();
        assert_eq!(problem.advice.key, "problem.not-by-api");
    }
}
