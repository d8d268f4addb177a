//! From what Honor answers to a survey, and back into the texts that are written.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Present, texts};
use crate::{Survey, fixture, honor::wire::Detail};

fn present(detail: Value, current: Value, phase: Value) -> Survey {
    Present {
        app_id: "4294967297".into(),
        detail: serde_json::from_value(detail).unwrap(),
        current: serde_json::from_value(current).ok(),
        phase: serde_json::from_value(phase).ok(),
    }
    .survey()
}

fn record() -> Value {
    json!({
        "basicInfo": {"defaultLanguage": "zh-CN", "ratingId": 12, "appClassification": 10501},
        "languageInfo": [
            {"languageId": "en-US", "appName": "Slipway", "intro": "Long", "newFeature": "Old"},
            {"languageId": "zh-CN", "appName": "滑道", "intro": "介绍", "briefIntro": "一句话"},
        ],
        "releaseInfo": {"versionName": "1.9.0", "versionCode": "19"},
    })
}

#[test]
fn an_app_with_a_live_version() {
    let survey = present(
        record(),
        json!({"releaseId": "r19", "versionCode": 19, "auditResult": 1}),
        json!(null),
    );
    assert_eq!(survey.store_app_id.as_deref(), Some("4294967297"));
    assert_eq!(survey.first_release, Some(false));
    assert_eq!(survey.languages, ["zh-CN", "en-US"]);
    assert_eq!(survey.store_name.as_deref(), Some("滑道"));
    assert_eq!(
        (survey.live_version_code, survey.pending_version_code),
        (Some(19), None)
    );
    assert!(!survey.busy && survey.extra["waiting"] == json!(false));
    let ids: Vec<_> = survey
        .listing
        .iter()
        .map(|field| (field.id.as_str(), field.value.as_str(), field.editable))
        .collect();
    assert_eq!(
        ids,
        [
            ("appName:zh-CN", "滑道", false),
            ("briefIntro:zh-CN", "一句话", true),
            ("intro:zh-CN", "介绍", true),
            ("appName:en-US", "Slipway", false),
            ("briefIntro:en-US", "", true),
            ("intro:en-US", "Long", true),
            ("appClassification", "10501", false),
            ("ratingId", "12", false),
        ]
    );
}

#[test]
fn a_first_version_that_was_never_approved() {
    let survey = present(
        json!({"basicInfo": {"ratingId": null}, "languageInfo": [], "releaseInfo": {"versionName": null, "versionCode": null}}),
        json!({"versionCode": 1, "auditResult": 2}),
        json!(null),
    );
    assert_eq!(survey.first_release, Some(true));
    assert_eq!(
        (survey.live_version_code, survey.pending_version_code),
        (None, Some(1))
    );
    assert!(survey.languages.is_empty());
    let silent = present(json!({}), json!(null), json!(null));
    assert_eq!((silent.first_release, silent.state_term), (None, None));
}

#[test]
fn what_keeps_an_app_from_a_new_version() {
    let in_review = json!({"versionCode": 20, "auditResult": 0});
    let in_review = present(record(), in_review, json!(null));
    assert!(in_review.busy && !in_review.drafted);
    let draft = json!({"versionCode": 20, "auditResult": 4});
    let draft = present(record(), draft, json!(null));
    assert!(draft.drafted && !draft.busy);
    let waiting = json!({"versionCode": 20, "auditResult": 1});
    assert_eq!(
        present(record(), waiting, json!(null)).extra["waiting"],
        json!(true)
    );
    for (status, kept) in [
        (1, json!(1)),
        (2, json!(2)),
        (3, json!(3)),
        (4, Value::Null),
    ] {
        let survey = present(record(), json!(null), json!({"releaseStatus": status}));
        assert_eq!(survey.extra["phase"], kept);
    }
}

#[test]
fn every_language_is_written_back_as_it_was_read() {
    let detail: Detail = serde_json::from_value(record()).unwrap();
    let mut order = fixture::order("honor");
    order.notes = fixture::notes(&[("", "修复")]);
    order
        .listing
        .insert("briefIntro:zh-CN".into(), "新的一句话".into());
    assert_eq!(
        serde_json::to_value(texts(&detail, &order)).unwrap(),
        json!([
            {"languageId": "zh-CN", "appName": "滑道", "intro": "介绍", "briefIntro": "新的一句话", "newFeature": "修复"},
            {"languageId": "en-US", "appName": "Slipway", "intro": "Long", "newFeature": "Old"},
        ])
    );
}

#[test]
fn a_language_without_its_texts_is_left_alone_unless_it_is_written() {
    let mut record = record();
    record["languageInfo"][0]["intro"] = Value::Null;
    let detail: Detail = serde_json::from_value(record).unwrap();
    let mut order = fixture::order("honor");
    let tags = |order: &slipway_model::Order| -> Vec<String> {
        texts(&detail, order)
            .into_iter()
            .map(|texts| texts.language_id)
            .collect()
    };
    assert_eq!(tags(&order), ["zh-CN"]);
    order.listing.insert("intro:en-US".into(), "Written".into());
    assert_eq!(tags(&order), ["zh-CN", "en-US"]);
}

proptest! {
    #[test]
    fn no_text_of_a_complete_record_is_lost(intros in prop::collection::vec("[a-z滑道]{1,20}", 1..6), note in "[a-z]{0,9}") {
        let tag = |at: usize| format!("l{at}-XX");
        let infos: Vec<Value> = intros.iter().enumerate()
            .map(|(at, intro)| json!({"languageId": tag(at), "appName": format!("n{at}"), "intro": intro, "briefIntro": intro}))
            .collect();
        let detail: Detail = serde_json::from_value(json!({"languageInfo": infos})).unwrap();
        let mut order = fixture::order("honor");
        order.notes = fixture::notes(&[("", &note)]);
        let written = texts(&detail, &order);
        prop_assert_eq!(written.len(), intros.len());
        for (at, intro) in intros.iter().enumerate() {
            let texts = written.iter().find(|texts| texts.language_id == tag(at)).unwrap();
            prop_assert_eq!((&texts.intro, texts.brief_intro.as_ref(), &texts.app_name), (intro, Some(intro), &format!("n{at}")));
        }
    }
}
