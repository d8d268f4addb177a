//! The texts of the store page: read whole, written one language at a time, and of it only what changes.

use serde_json::{Value, json};
use slipway_model::ListingField;

use super::{Reply, Table, ids, ok, table, token};

fn record() -> Value {
    json!({"appInfo": {"releaseState": 0, "versionCode": 19, "onShelfVersionCode": 19, "defaultLang": "zh-CN",
        "privacyPolicy": "https://example.com/privacy"},
    "languages": [
        {"lang": "en-US", "appName": "Slipway", "briefInfo": "One release", "appDesc": "Long", "newFeatures": "Old"},
        {"lang": "zh-CN", "appName": "滑道", "briefInfo": "一次发布", "appDesc": "介绍", "newFeatures": "旧",
            "deviceMaterials": [{"deviceType": 4}]},
    ]})
}

async fn surveyed() -> Table {
    let mut table = table().await;
    table.server.will([
        token("t1"),
        ids(),
        ok(record()),
        ok(json!({"appInfo": null})),
    ]);
    let survey = table
        .store
        .survey(&table.visit, &table.order.app)
        .await
        .unwrap();
    table.server.asked();
    table.order.survey = serde_json::to_value(&survey).unwrap();
    let found = survey.listing.iter().map(|field: &ListingField| {
        let mark = if field.editable { "" } else { " fixed" };
        format!("{} = {}{mark}", field.id, field.value)
    });
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            "appName:zh-CN = 滑道 fixed",
            "briefInfo:zh-CN = 一次发布",
            "appDesc:zh-CN = 介绍",
            "newFeatures:zh-CN = 旧",
            "appName:en-US = Slipway fixed",
            "briefInfo:en-US = One release",
            "appDesc:en-US = Long",
            "newFeatures:en-US = Old",
            "privacyPolicy = https://example.com/privacy fixed",
        ]
    );
    table
}

/// What AppGallery does with such a body: members that are not there keep their value [5 clients].
fn written(record: &mut Value, body: &Value) {
    let languages = record["languages"].as_array_mut().unwrap();
    let language = languages
        .iter_mut()
        .find(|language| language["lang"] == body["lang"])
        .unwrap();
    for (name, value) in body.as_object().unwrap() {
        language[name] = value.clone();
    }
}

#[tokio::test]
async fn a_release_changes_of_the_record_what_was_asked_and_nothing_else() {
    let mut table = surveyed().await;
    table.order.listing = [
        ("briefInfo:zh-CN".to_owned(), "更短的一句话".to_owned()),
        ("appDesc:en-US".to_owned(), "Longer".to_owned()),
    ]
    .into();
    table.done("find-app", [ids(), ok(record())]).await;
    let mut after = record();
    for step in ["notes:zh-CN", "listing:en-US"] {
        let (_, asked) = table.done(step, [ok(json!({}))]).await;
        assert_eq!(
            (asked[0].short().as_str(), asked[0].query.as_str()),
            ("PUT app-language-info", "appId=100000001&releaseType=1")
        );
        written(&mut after, &asked[0].json());
    }
    let mut expected = record();
    expected["languages"][1]["briefInfo"] = json!("更短的一句话");
    expected["languages"][1]["newFeatures"] = json!("修复问题");
    expected["languages"][0]["appDesc"] = json!("Longer");
    assert_eq!(after, expected);
}

#[tokio::test]
async fn a_refusal_names_the_language_step() {
    let mut table = surveyed().await;
    table.done("find-app", [ids(), ok(record())]).await;
    let refused = Reply::Json(
        200,
        json!({"ret": {"code": 204_144_649, "msg": "newFeatures length between 0 and 500"}}),
    );
    let problem = table.failed("notes:zh-CN", [refused]).await;
    assert_eq!(problem.advice.key, "problem.notes-length");
}
