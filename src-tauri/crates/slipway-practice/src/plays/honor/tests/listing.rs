use super::*;
use crate::play::SeedApp;

fn texts<'a>(detail: &'a Value, language: &str) -> Option<&'a Value> {
    let entries = detail["languageInfo"].as_array().unwrap();
    entries.iter().find(|entry| entry["languageId"] == language)
}

#[tokio::test]
async fn an_app_is_found_by_its_package_and_has_a_whole_number_as_id() {
    let account = Account::open().await;
    let app_id: i64 = account.app_id.parse().unwrap();
    assert!(app_id > i64::from(i32::MAX));
    let found = account
        .get("get-app-id?pkgName=com.example.none,com.example.slipway,com.example.claimed")
        .await;
    assert_eq!(
        found.json(),
        json!({
            "code": 0, "msg": "success",
            "data": [{ "appId": app_id, "packageName": "com.example.slipway" }],
        })
    );
    assert_eq!(
        found.headers["content-type"],
        "application/json;charset=UTF-8"
    );
    let none = account.get("get-app-id?pkgName=com.example.none").await;
    assert_eq!(none.json()["data"], json!([]));
    assert_eq!(code(&account.get("get-app-id").await), 20001);
    assert_eq!(code(&account.get("get-app-id?pkgName=a%20b").await), 11003);
    let eleven = ["com.example.a"; 11].join(",");
    let many = account.get(&format!("get-app-id?pkgName={eleven}")).await;
    assert_eq!(code(&many), 20024);
}

#[tokio::test]
async fn other_ids_are_refused_each_in_its_way() {
    let mut account = Account::open().await;
    let foreign = account
        .bench
        .world
        .transaction("honor", None, |stage| {
            stage.all::<crate::plays::honor::record::App>("app")
        })
        .unwrap();
    let foreign = foreign.into_iter().find(|(_, app)| !app.ours).unwrap().0;
    for (id, expected) in [
        ("", 20003),
        ("com.example.slipway", 20004),
        ("1", 30001),
        (foreign.as_str(), 10004),
    ] {
        account.app_id = id.to_owned();
        let answer = account.get("get-app-detail?appId={app}").await;
        assert_eq!(code(&answer), expected, "{id}");
        assert!(answer.json().get("data").is_none());
    }
}

#[tokio::test]
async fn an_adopted_app_has_a_clean_listing_in_two_languages() {
    let account = Account::open().await;
    let detail = account.detail().await;
    let basic = &detail["basicInfo"];
    assert!(basic["appId"].is_i64() && basic["ratingId"].is_i64());
    assert_eq!(
        (&basic["packageName"], &basic["defaultLanguage"]),
        (&json!("com.example.slipway"), &json!("zh-CN"))
    );
    for language in ["zh-CN", "en-US"] {
        let texts = texts(&detail, language).unwrap();
        for member in ["appName", "intro", "briefIntro", "newFeature"] {
            assert_ne!(texts[member].as_str().unwrap(), "", "{language} {member}");
        }
    }
    // The default language is not the first of the list.
    assert_eq!(detail["languageInfo"][0]["languageId"], "en-US");
    assert_eq!(
        detail["releaseInfo"],
        json!({ "versionName": "1.9.0", "versionCode": 19 })
    );
    let current = account.current().await;
    assert_eq!(
        (&current["auditResult"], &current["versionCode"]),
        (&json!(1), &json!(19))
    );
}

#[tokio::test]
async fn an_app_that_was_never_released_has_no_texts_no_rating_and_no_version() {
    let fresh = SeedApp {
        version_code: 0,
        signer_sha256: None,
        ..demo_app()
    };
    let account = Account::open_with(&fresh).await;
    let detail = account.detail().await;
    assert_eq!(detail["languageInfo"], json!([]));
    assert_eq!(detail["basicInfo"]["ratingId"], Value::Null);
    assert_eq!(
        detail["releaseInfo"],
        json!({ "versionName": null, "versionCode": null })
    );
    assert_eq!(account.current().await["auditResult"], 4);
    account.draft().await;
    let submit = async || {
        let body = json!({ "releaseType": 1 });
        code(&account.post("submit-audit", body).await)
    };
    assert_eq!(submit().await, 20046);
}

/// Everything of one language, as it stands.
async fn whole(account: &Account, language: &str) -> Value {
    texts(&account.detail().await, language).unwrap().clone()
}

#[tokio::test]
async fn notes_in_one_language_leave_everything_else_when_set_all_is_0() {
    let account = Account::open().await;
    let english = whole(&account, "en-US").await;
    let mut chinese = whole(&account, "zh-CN").await;
    chinese["newFeature"] = json!("更稳定");
    let body = json!({ "setAll": 0, "languageInfoList": [chinese] });
    let answer = account.post("update-language-info", body).await;
    assert_eq!(code(&answer), 0);
    assert_eq!(answer.event("notes").unwrap()["text"], "更稳定");
    assert!(answer.event("listing").is_none());
    assert_eq!(whole(&account, "zh-CN").await, chinese);
    assert_eq!(whole(&account, "en-US").await, english);
}

#[tokio::test]
async fn without_set_all_every_other_language_is_deleted() {
    for body_of in [
        |entry: Value| json!({ "languageInfoList": [entry] }),
        |entry: Value| json!({ "setAll": 1, "languageInfoList": [entry] }),
    ] {
        let account = Account::open().await;
        let chinese = whole(&account, "zh-CN").await;
        let answer = account.post("update-language-info", body_of(chinese)).await;
        assert_eq!(code(&answer), 0);
        assert_eq!(answer.event("listing").unwrap()["lost"], json!(["en-US"]));
        let detail = account.detail().await;
        assert!(texts(&detail, "en-US").is_none());
        let files = detail["fileInfo"].as_array().unwrap();
        assert!(files.iter().all(|file| file["languageId"] != "en-US"));
        let submitted = account
            .post("submit-audit", json!({ "releaseType": 1 }))
            .await;
        assert_eq!(
            submitted.event("submitted").unwrap()["lost"],
            json!(["en-US"])
        );
    }
}

#[tokio::test]
async fn what_an_entry_does_not_say_is_blank_afterwards() {
    let account = Account::open().await;
    let mut chinese = whole(&account, "zh-CN").await;
    chinese.as_object_mut().unwrap().remove("briefIntro");
    let body = json!({ "setAll": 0, "languageInfoList": [chinese] });
    let answer = account.post("update-language-info", body).await;
    let event = answer.event("listing").unwrap();
    assert_eq!(
        (&event["members"], &event["lost"]),
        (&json!(["briefIntro"]), &json!(["briefIntro"]))
    );
    assert!(whole(&account, "zh-CN").await.get("briefIntro").is_none());
}

#[tokio::test]
async fn notes_that_are_written_again_blank_are_gone() {
    let account = Account::open().await;
    let write = async |notes: &str| {
        let mut chinese = whole(&account, "zh-CN").await;
        chinese["newFeature"] = json!(notes);
        let body = json!({ "setAll": 0, "languageInfoList": [chinese] });
        account.post("update-language-info", body).await
    };
    write("更稳定").await;
    let blank = write("").await;
    assert!(blank.event("notes").is_none());
    assert_eq!(
        blank.event("listing").unwrap()["lost"],
        json!(["newFeature"])
    );
    let submitted = account
        .post("submit-audit", json!({ "releaseType": 1 }))
        .await;
    let event = submitted.event("submitted").unwrap();
    assert_eq!(
        (&event["notes"], &event["lost"]),
        (&json!({}), &json!(["zh-CN.newFeature"]))
    );
}

#[tokio::test]
async fn texts_have_their_limits_and_codes() {
    let account = Account::open().await;
    let chinese = whole(&account, "zh-CN").await;
    let write = async |change: Value| {
        let mut entry = chinese.clone();
        for (name, value) in change.as_object().unwrap() {
            entry[name] = value.clone();
        }
        let body = json!({ "setAll": 0, "languageInfoList": [entry] });
        code(&account.post("update-language-info", body).await)
    };
    let long = |count: usize| "字".repeat(count);
    for (change, expected) in [
        (json!({ "languageId": "" }), 20031),
        (json!({ "appName": "" }), 20006),
        (json!({ "appName": long(16) }), 20006),
        (json!({ "appName": "a".repeat(31) }), 20006),
        (json!({ "appName": long(15) }), 0),
        (json!({ "appName": "a".repeat(30) }), 0),
        (json!({ "intro": "" }), 20076),
        (json!({ "intro": " \n" }), 20076),
        (json!({ "intro": null }), 20076),
        (json!({ "intro": long(8001) }), 20008),
        (json!({ "intro": long(8000) }), 0),
        (json!({ "briefIntro": long(81) }), 20007),
        (json!({ "briefIntro": long(80) }), 0),
        (json!({ "newFeature": long(501) }), 20009),
        (json!({ "newFeature": long(500) }), 0),
        (json!({ "newFeature": 7 }), 20009),
    ] {
        assert_eq!(write(change.clone()).await, expected, "{change}");
    }
    let body = json!({ "setAll": 2, "languageInfoList": [chinese] });
    assert_eq!(
        code(&account.post("update-language-info", body).await),
        20024
    );
    let body = json!({ "setAll": 0, "languageInfoList": [] });
    assert_eq!(
        code(&account.post("update-language-info", body).await),
        20024
    );
}

#[tokio::test]
async fn basic_data_is_one_whole_record() {
    let account = Account::open().await;
    let basic = account.detail().await["basicInfo"].clone();
    let write = async |change: &dyn Fn(&mut Value)| {
        let mut body = basic.clone();
        change(&mut body);
        account.post("update-app-info", body).await
    };
    let same = write(&|_| {}).await;
    assert_eq!(code(&same), 0);
    assert!(same.event("listing").is_none());
    let without = async |member: &str| {
        let gone = |body: &mut Value| drop(body.as_object_mut().unwrap().remove(member));
        code(&write(&gone).await)
    };
    assert_eq!(without("supplyName").await, 20034);
    assert_eq!(without("appClassification").await, 20032);
    assert_eq!(without("ratingId").await, 20046);
    assert_eq!(without("packageName").await, 20001);
    assert_eq!(without("privacyPolicyUrl").await, 20024);
    assert_eq!(without("unifiedSocialCreditId").await, 20024);
    let with =
        async |member: &str, value: Value| code(&write(&|body| body[member] = value.clone()).await);
    assert_eq!(with("ratingId", json!(13)).await, 20024);
    assert_eq!(with("defaultLanguage", json!("fr-FR")).await, 30017);
    assert_eq!(with("packageName", json!("com.example.other")).await, 30002);
    assert_eq!(with("appCategoryId", json!(1)).await, 20024);
    assert_eq!(with("customerServiceEmail", json!("nobody")).await, 20014);
    assert_eq!(with("customerServiceTel", json!("call me")).await, 20015);
    assert_eq!(with("paymentInfo", json!("1")).await, 20020);
    assert_eq!(account.detail().await["basicInfo"], basic);
}

#[tokio::test]
async fn an_optional_member_that_is_not_sent_is_lost_and_the_ledger_says_so() {
    let account = Account::open().await;
    let mut basic = account.detail().await["basicInfo"].clone();
    basic.as_object_mut().unwrap().remove("webUrl");
    let answer = account.post("update-app-info", basic).await;
    let event = answer.event("listing").unwrap();
    assert_eq!(
        (&event["members"], &event["lost"]),
        (&json!(["webUrl"]), &json!(["webUrl"]))
    );
    assert_eq!(account.detail().await["basicInfo"]["webUrl"], Value::Null);
    let submitted = account
        .post("submit-audit", json!({ "releaseType": 1 }))
        .await;
    let event = submitted.event("submitted").unwrap();
    assert_eq!(event["changed"], json!(["basicInfo.webUrl"]));
    assert_eq!(event["lost"], json!(["basicInfo.webUrl"]));
    assert_eq!(
        (&event["version_code"], &event["package_bound"]),
        (&json!(19), &json!(false))
    );
}
