use super::*;

#[tokio::test]
async fn an_app_is_found_by_its_package_under_the_lower_case_key() {
    let team = Team::open().await;
    let found = team
        .call(
            "GET",
            "appid-list?packageName=com.example.slipway,com.example.none&packageTypes=1",
        )
        .await
        .json();
    assert_eq!(
        found["appids"],
        json!([{ "key": "滑道演示", "value": team.app_id }])
    );
    for query in [
        "packageName=com.example.none",
        "packageName=com.example.slipway&packageTypes=7",
    ] {
        let found = team
            .call("GET", &format!("appid-list?{query}"))
            .await
            .json();
        assert_eq!(
            (&found["ret"]["code"], &found["appids"]),
            (&json!(0), &json!([]))
        );
    }
}

#[tokio::test]
async fn app_info_shows_the_live_version_beside_the_newest() {
    let team = Team::open().await;
    let info = team.info().await;
    assert_eq!(info["appInfo"]["releaseState"], 0);
    assert_eq!(info["appInfo"]["onShelfVersionCode"], 19);
    assert_eq!(info["appInfo"]["versionCode"], 19);
    assert_eq!(info["appInfo"]["defaultLang"], "zh-CN");
    let chinese = team
        .call("GET", "app-info?appId={app}&lang=zh-CN")
        .await
        .json();
    assert_eq!(chinese["languages"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_app_without_a_first_version_has_no_version_at_all() {
    let mut team = Team::open().await;
    let fresh = crate::play::SeedApp {
        package: "com.example.fresh".to_owned(),
        version_code: 0,
        ..demo_app()
    };
    team.app_id = team.bench.adopt(&fresh);
    let info = team.info().await["appInfo"].clone();
    assert_eq!(info["releaseState"], 7);
    assert!(info.get("versionCode").is_none() && info.get("onShelfVersionCode").is_none());
    let found = team
        .call("GET", "appid-list?packageName=com.example.fresh")
        .await
        .json();
    assert_eq!(found["appids"], json!([]));
}

#[tokio::test]
async fn a_package_name_as_app_id_is_forbidden_and_an_unknown_id_not_found() {
    let mut team = Team::open().await;
    team.app_id = "com.example.slipway".to_owned();
    let answer = team.call("GET", "app-info?appId={app}").await;
    assert_eq!(
        (answer.status, answer.body.len()),
        (StatusCode::FORBIDDEN, 0)
    );
    team.app_id = "1".to_owned();
    assert_eq!(
        code(&team.call("GET", "app-info?appId={app}").await),
        204_144_644
    );
}

#[tokio::test]
async fn notes_go_to_one_language_at_a_time_and_touch_nothing_else() {
    let team = Team::open().await;
    let before = team.info().await;
    let answer = team
        .put(
            "app-language-info?appId={app}",
            json!({ "lang": "zh-CN", "newFeatures": "更稳定" }),
        )
        .await;
    assert_eq!(code(&answer), 0);
    assert_eq!(answer.event("notes").unwrap()["text"], "更稳定");
    assert!(answer.event("listing").is_none());
    let after = team.info().await;
    let texts = |info: &Value, lang: &str| {
        let languages = info["languages"].as_array().unwrap();
        languages
            .iter()
            .find(|texts| texts["lang"] == lang)
            .unwrap()
            .clone()
    };
    assert_eq!(texts(&after, "zh-CN")["newFeatures"], "更稳定");
    assert_eq!(texts(&after, "zh-CN")["appName"], "滑道演示");
    assert_eq!(texts(&after, "en-US"), texts(&before, "en-US"));
}

#[tokio::test]
async fn unknown_languages_and_long_notes_are_refused() {
    let team = Team::open().await;
    let put = async |body: Value| code(&team.put("app-language-info?appId={app}", body).await);
    assert_eq!(
        put(json!({ "lang": "fr-FR", "newFeatures": "x" })).await,
        204_144_649
    );
    assert_eq!(
        put(json!({ "lang": "zh-CN", "newFeatures": "字".repeat(501) })).await,
        204_144_649
    );
    assert_eq!(
        put(json!({ "lang": "zh-CN", "newFeatures": "字".repeat(500) })).await,
        0
    );
    assert_eq!(put(json!({ "lang": "fr-FR", "appName": "Cale" })).await, 0);
    let delete = async |lang: &str| {
        let query = format!("app-language-info?appId={{app}}&lang={lang}");
        code(&team.call("DELETE", &query).await)
    };
    assert_eq!(delete("fr-FR").await, 0);
    assert_eq!(delete("fr-FR").await, 204_144_650);
    assert_eq!(delete("zh-CN").await, 204_144_649);
}

#[tokio::test]
async fn app_info_is_written_in_parts_and_the_ledger_names_them() {
    let team = Team::open().await;
    let answer = team
        .put(
            "app-info?appId={app}",
            json!({ "privacyPolicy": "https://example.com/p", "isFree": 1 }),
        )
        .await;
    assert_eq!(
        answer.event("listing").unwrap()["members"],
        json!(["privacyPolicy", "isFree"])
    );
    let info = team.info().await;
    assert_eq!(info["appInfo"]["privacyPolicy"], "https://example.com/p");
    assert_eq!(info["appInfo"]["defaultLang"], "zh-CN");
}

#[tokio::test]
async fn members_with_few_values_take_no_others() {
    let team = Team::open().await;
    for wrong in [
        json!({ "isFree": 2 }),
        json!({ "appNetType": 0 }),
        json!({ "registeredIdType": "person" }),
    ] {
        let answer = team.put("app-info?appId={app}", wrong.clone()).await;
        assert_eq!(code(&answer), 204_144_641, "{wrong}");
    }
    let gms = async |body: Value| team.put("properties/gms?appId={app}", body).await;
    assert_eq!(code(&gms(json!({ "needGms": 2 })).await), 204_144_641);
    let answer = gms(json!({ "needGms": 1 })).await;
    assert_eq!(answer.event("listing").unwrap()["needs_gms"], true);
}

#[tokio::test]
async fn screenshots_come_as_a_set_and_papers_without_a_language() {
    let team = Team::open().await;
    let picture = team.upload(b"a picture").await;
    let body = |kind: u64, count: usize| {
        let file = json!({ "fileName": "1.png", "fileDestUrl": picture });
        json!({
            "fileType": kind, "lang": "zh-CN", "imgShowType": 0, "files": vec![file; count],
        })
    };
    let put = async |body: Value| code(&team.put("app-file-info?appId={app}", body).await);
    assert_eq!(put(body(2, 3)).await, 0);
    assert_eq!(put(body(2, 2)).await, 204_144_641);
    let mut unsaid = body(2, 3);
    unsaid.as_object_mut().unwrap().remove("imgShowType");
    assert_eq!(put(unsaid).await, 204_144_641);
    let mut paper = body(6, 1);
    paper.as_object_mut().unwrap().remove("lang");
    assert_eq!(put(paper).await, 0);
    let mut icon = body(0, 1);
    icon["lang"] = json!("fr-FR");
    assert_eq!(put(icon).await, 204_144_650);
}
