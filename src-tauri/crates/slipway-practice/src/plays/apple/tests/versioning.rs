use super::*;
use crate::play::SeedApp;

#[tokio::test]
async fn one_version_is_open_and_no_number_comes_twice() {
    let team = Team::open();
    let create = async |name: &str| {
        let attributes = json!({ "platform": "IOS", "versionString": name });
        team.post(
            "appStoreVersions",
            attributes,
            json!({ "app": one("apps", &team.app) }),
        )
        .await
    };
    let relation = "ENTITY_ERROR.RELATIONSHIP.INVALID".to_owned();
    let number = "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE".to_owned();
    assert_eq!(codes(&create("1.9.0").await), (409, vec![number.clone()]));
    let version = team.version("2.0.0", Value::Null).await;
    assert_eq!(
        codes(&create("2.0.0").await),
        (409, vec![relation.clone(), number])
    );
    assert_eq!(codes(&create("2.1.0").await), (409, vec![relation]));
    let renamed = team
        .patch(
            "appStoreVersions",
            &version,
            json!({ "versionString": "2.1.0" }),
        )
        .await;
    assert_eq!(
        renamed.json()["data"]["attributes"]["versionString"],
        "2.1.0"
    );
    let gone = team
        .call("DELETE", &format!("/v1/appStoreVersions/{version}"), None)
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    team.version("2.0.0", Value::Null).await;
}

#[tokio::test]
async fn a_new_version_starts_with_the_last_ones_texts() {
    let team = Team::open();
    let version = team.version("2.0.0", Value::Null).await;
    let shown = team
        .get(&format!("/v1/appStoreVersions/{version}?include=appStoreVersionLocalizations,appStoreReviewDetail,build"))
        .await;
    let data = &shown["data"];
    assert_eq!(
        data["attributes"]["appVersionState"],
        "PREPARE_FOR_SUBMISSION"
    );
    assert_eq!(data["attributes"]["releaseType"], "AFTER_APPROVAL");
    assert_eq!(data["relationships"]["build"]["data"], Value::Null);
    let included = shown["included"].as_array().unwrap();
    let texts: Vec<&Value> = included
        .iter()
        .filter(|it| it["type"] == "appStoreVersionLocalizations")
        .collect();
    assert_eq!(texts.len(), 2);
    for text in texts {
        assert_eq!(text["attributes"]["whatsNew"], Value::Null);
        assert!(text["attributes"]["description"].is_string());
    }
    let detail = included
        .iter()
        .find(|it| it["type"] == "appStoreReviewDetails")
        .unwrap();
    assert_eq!(detail["attributes"]["contactEmail"], "review@example.com");
}

#[tokio::test]
async fn texts_have_their_locale_and_their_length() {
    let team = Team::open();
    let version = team.version("2.0.0", Value::Null).await;
    let kind = "appStoreVersionLocalizations";
    let create = async |locale: &str| {
        let links = json!({ "appStoreVersion": one("appStoreVersions", &version) });
        team.post(kind, json!({ "locale": locale, "whatsNew": "Neu" }), links)
            .await
    };
    refused(
        &create("zh-CN").await,
        409,
        "ENTITY_ERROR.ATTRIBUTE.INVALID",
    );
    let there = create("en-US").await;
    refused(&there, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE");
    assert_eq!(
        detail(&there),
        "Entity with locale: en-US already exists. Try updating."
    );
    let made = create("de-DE").await;
    let id = id_of(&made);
    let long = team
        .patch(kind, &id, json!({ "promotionalText": "x".repeat(171) }))
        .await;
    refused(&long, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG");
    let fits = team
        .patch(kind, &id, json!({ "promotionalText": "新".repeat(170) }))
        .await;
    assert_eq!(fits.status, StatusCode::OK);
    let found = team
        .get(&format!(
            "/v1/appStoreVersions/{version}/{kind}?filter[locale]=de-DE"
        ))
        .await;
    assert_eq!(found["data"][0]["id"], id);
    let gone = team.call("DELETE", &format!("/v1/{kind}/{id}"), None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn of_the_live_version_only_the_promotional_text_changes() {
    let team = Team::open();
    let live = team
        .get("/v1/apps/{app}/appStoreVersions?include=appStoreVersionLocalizations")
        .await;
    let text = live["included"][0]["id"].as_str().unwrap();
    let kind = "appStoreVersionLocalizations";
    let fixed = team.patch(kind, text, json!({ "whatsNew": "x" })).await;
    refused(&fixed, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID.UNMODIFIABLE");
    let promotion = team
        .patch(kind, text, json!({ "promotionalText": "x" }))
        .await;
    assert_eq!(promotion.status, StatusCode::OK);
    let version = live["data"][0]["id"].as_str().unwrap();
    let renamed = team
        .patch(
            "appStoreVersions",
            version,
            json!({ "versionString": "3.0" }),
        )
        .await;
    refused(&renamed, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID.UNMODIFIABLE");
}

#[tokio::test]
async fn a_first_version_has_no_release_notes() {
    let team = Team::open();
    let fresh = SeedApp {
        package: "com.example.fresh".to_owned(),
        version_code: 0,
        ..demo_app()
    };
    let app = team.bench.adopt(&fresh);
    let versions = team
        .get(&format!(
            "/v1/apps/{app}/appStoreVersions?include=appStoreVersionLocalizations"
        ))
        .await;
    assert_eq!(versions["data"][0]["attributes"]["versionString"], "1.0");
    let text = versions["included"][0]["id"].as_str().unwrap();
    let refusal = team
        .patch(
            "appStoreVersionLocalizations",
            text,
            json!({ "whatsNew": "x" }),
        )
        .await;
    refused(&refusal, 409, "STATE_ERROR");
    assert_eq!(
        detail(&refusal),
        "Attribute 'whatsNew' cannot be edited at this time"
    );
    let version = versions["data"][0]["id"].as_str().unwrap();
    let phased = team
        .post(
            "appStoreVersionPhasedReleases",
            Value::Null,
            json!({ "appStoreVersion": one("appStoreVersions", version) }),
        )
        .await;
    refused(&phased, 409, "STATE_ERROR");
}

#[tokio::test]
async fn a_build_has_to_fit_its_version() {
    let team = Team::open();
    let upload = team.upload(&Ipa::demo()).await;
    team.bench.pass(4 * MINUTE);
    let build = team.build_of(&upload).await;
    let version = team.version("2.0", Value::Null).await;
    let check = async |why: &str| {
        let answer = team.attach(&version, &build).await;
        refused(&answer, 409, "ENTITY_ERROR.RELATIONSHIP.INVALID");
        assert_eq!(
            detail(&answer),
            "The specified pre-release build could not be added."
        );
        assert_eq!(answer.event("refused").unwrap()["why"], why);
    };
    check("export compliance is not answered").await;
    team.patch(
        "builds",
        &build,
        json!({ "usesNonExemptEncryption": false }),
    )
    .await;
    check("the build is not processed").await;
    team.bench.pass(10 * MINUTE);
    check("the build has another version").await;
    team.patch(
        "appStoreVersions",
        &version,
        json!({ "versionString": "2.0.0" }),
    )
    .await;
    let attached = team.attach(&version, &build).await;
    assert_eq!(attached.status, StatusCode::NO_CONTENT);
    assert_eq!(attached.event("attached").unwrap()["build"], "20");
    let read = team
        .get(&format!("/v1/appStoreVersions/{version}/build"))
        .await;
    assert_eq!(read["data"]["id"], build);
    let back = team
        .get(&format!("/v1/builds/{build}/appStoreVersion"))
        .await;
    assert_eq!(back["data"]["id"], version);
    team.patch("builds", &build, json!({ "expired": true }))
        .await;
    check("the build has expired").await;
}

#[tokio::test]
async fn a_release_date_is_a_full_hour_to_come() {
    let team = Team::open();
    let version = team.version("2.0.0", Value::Null).await;
    let change =
        async |attributes: Value| team.patch("appStoreVersions", &version, attributes).await;
    let hour = (team.now() / 3600 + 2) * 3600;
    let date = |second: i64| jiff::Timestamp::from_second(second).unwrap().to_string();
    let scheduled =
        |date: String| json!({ "releaseType": "SCHEDULED", "earliestReleaseDate": date });
    let bad = "ENTITY_ERROR.ATTRIBUTE.INVALID";
    refused(
        &change(json!({ "releaseType": "SCHEDULED" })).await,
        409,
        "ENTITY_ERROR.ATTRIBUTE.REQUIRED",
    );
    refused(&change(scheduled(date(hour + 60))).await, 409, bad);
    refused(&change(scheduled(date(hour - 36_000))).await, 409, bad);
    refused(&change(scheduled("tomorrow".to_owned())).await, 409, bad);
    refused(
        &change(json!({ "earliestReleaseDate": date(hour) })).await,
        409,
        bad,
    );
    let good = change(scheduled(date(hour))).await;
    assert_eq!(good.status, StatusCode::OK, "{}", good.json());
    refused(&change(json!({ "releaseType": "MANUAL" })).await, 409, bad);
    let cleared = change(json!({ "releaseType": "MANUAL", "earliestReleaseDate": null })).await;
    assert_eq!(
        cleared.json()["data"]["attributes"]["earliestReleaseDate"],
        Value::Null
    );
}

#[tokio::test]
async fn review_details_exist_once() {
    let team = Team::open();
    let version = team.version("2.0.0", Value::Null).await;
    let links = json!({ "appStoreVersion": one("appStoreVersions", &version) });
    let twice = team
        .post("appStoreReviewDetails", json!({ "notes": "x" }), links)
        .await;
    refused(&twice, 409, "STATE_ERROR.ALREADY_EXISTS");
    let there = team
        .get(&format!(
            "/v1/appStoreVersions/{version}/appStoreReviewDetail"
        ))
        .await;
    let id = there["data"]["id"].as_str().unwrap();
    let changed = team
        .patch("appStoreReviewDetails", id, json!({ "contactPhone": null }))
        .await;
    assert_eq!(
        changed.json()["data"]["attributes"]["contactPhone"],
        Value::Null
    );
}
