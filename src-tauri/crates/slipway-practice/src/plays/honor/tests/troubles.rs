use super::*;

#[tokio::test]
async fn plain_refusals_change_nothing() {
    let account = Account::open().await;
    account.draft().await;
    for (fault, expected) in [
        ("error-inside", 40000),
        ("no-right", 10005),
        ("too-frequent", 30011),
        ("upload-failed", 30010),
    ] {
        let body = json!({ "releaseType": 1 });
        let answer = account.post_with(Some(fault), "submit-audit", body).await;
        assert_eq!((answer.status, code(&answer)), (StatusCode::OK, expected));
    }
    assert_eq!(account.current().await["auditResult"], 4);
    let place = account.reserve("demo.apk", 100, b"abc").await;
    let failed = account
        .send_file(Some("upload-failed"), &place, b"abc")
        .await;
    assert_eq!(code(&failed), 30010);
    assert_eq!(code(&account.send_file(None, &place, b"abc").await), 0);
}

#[tokio::test]
async fn a_lie_answers_success_and_keeps_nothing() {
    let account = Account::open().await;
    account.draft().await;
    let body = json!({ "releaseType": 1 });
    let answer = account
        .post_with(Some("lie"), "submit-audit", body.clone())
        .await;
    assert_eq!(code(&answer), 0);
    assert!(answer.event("submitted").is_none() && answer.event("warning").is_some());
    assert_eq!(account.current().await["auditResult"], 4);
    let place = account.reserve("demo.apk", 100, b"abc").await;
    let lied = account.send_file(Some("lie"), &place, b"abc").await;
    assert_eq!(code(&lied), 0);
    let bound = account.bind(place["objectId"].as_i64().unwrap()).await;
    assert_eq!(code(&bound), 30010);
}

#[tokio::test]
async fn answers_can_have_gaps_and_another_key_for_their_words() {
    let account = Account::open().await;
    let detail = async |fault: &str| {
        let path = "get-app-detail?appId={app}";
        account.call(Some(fault), "GET", path, None).await.json()
    };
    let nulls = detail("null-fields").await;
    assert_eq!(nulls["code"], 0);
    assert_eq!(nulls["data"]["releaseInfo"]["versionName"], Value::Null);
    assert_eq!(
        detail("missing-fields").await,
        json!({ "code": 0, "msg": "success" })
    );
    let other_key = detail("message-key").await;
    assert_eq!(other_key["message"], "success");
    assert!(other_key.get("msg").is_none());
}

/// The scene of the listing that somebody left unfinished in the console.
#[tokio::test]
async fn a_dirty_listing_is_shown_refused_at_the_end_and_can_be_mended() {
    let account = Account::open().await;
    let path = "get-app-detail?appId={app}";
    let before = account.detail().await;
    let answer = account.call(Some("dirty-listing"), "GET", path, None).await;
    assert!(answer.event("warning").is_some());
    let shown = answer.json()["data"].clone();
    assert_eq!(shown["basicInfo"]["ratingId"], Value::Null);
    assert_eq!(shown["languageInfo"][1]["intro"], "");
    assert_eq!(account.detail().await, shown);
    account.draft().await;
    let submit = async || {
        let body = json!({ "releaseType": 1 });
        code(&account.post("submit-audit", body).await)
    };
    assert_eq!(submit().await, 20046);
    let basic = before["basicInfo"].clone();
    assert_eq!(code(&account.post("update-app-info", basic).await), 0);
    assert_eq!(submit().await, 20076);
    let texts = json!({ "setAll": 0, "languageInfoList": before["languageInfo"] });
    assert_eq!(code(&account.post("update-language-info", texts).await), 0);
    assert_eq!(submit().await, 0);
}

#[tokio::test]
async fn other_things_can_be_missing_from_the_listing() {
    for (fault, expected) in [
        ("empty-intro", 20076),
        ("null-rating", 20046),
        ("no-classification", 20032),
        ("no-languages", 20076),
    ] {
        let account = Account::open().await;
        account.draft().await;
        let path = "get-app-detail?appId={app}";
        account.call(Some(fault), "GET", path, None).await;
        let submit = account.post("submit-audit", json!({ "releaseType": 1 }));
        assert_eq!(code(&submit.await), expected, "{fault}");
    }
}

#[tokio::test]
async fn a_deleted_default_language_stops_the_submission() {
    let account = Account::open().await;
    let english = account.detail().await["languageInfo"][0].clone();
    let body = json!({ "languageInfoList": [english] });
    let answer = account.post("update-language-info", body).await;
    assert_eq!(answer.event("listing").unwrap()["lost"], json!(["zh-CN"]));
    let submit = account.post("submit-audit", json!({ "releaseType": 1 }));
    assert_eq!(code(&submit.await), 20076);
}

#[tokio::test]
async fn the_current_release_can_show_another_tasks_rejection() {
    let account = Account::open().await;
    let release_id = account.submit().await;
    account.decide(&crate::play::Verdict::Approve);
    let path = "get-app-current-release?appId={app}";
    let stale = account.call(Some("stale-release"), "GET", path, None).await;
    let stale = stale.json()["data"].clone();
    assert_eq!(stale["auditResult"], 2);
    assert_ne!(stale["releaseId"], json!(release_id));
    assert_eq!(account.result(&release_id).await["auditResult"], 1);
}

#[tokio::test]
async fn a_strict_store_wants_three_hours_between_questions() {
    let mut account = Account::open().await;
    let release_id = account.submit().await;
    let app_id: i64 = account.app_id.parse().unwrap();
    let body = json!({ "appId": [{ "appId": app_id, "releaseId": release_id }] });
    let status = async |account: &Account, fault: Option<&str>| {
        let body = Some(body.clone());
        let answer = account.call(fault, "POST", "get-audit-result", body).await;
        answer.status
    };
    let strict = Some("strict-pace");
    assert_eq!(status(&account, strict).await, StatusCode::OK);
    assert_eq!(status(&account, None).await, StatusCode::OK);
    assert_eq!(
        status(&account, strict).await,
        StatusCode::TOO_MANY_REQUESTS
    );
    account.bench.pass(3 * HOUR);
    account.token = sign_in(&account.bench).await;
    assert_eq!(status(&account, strict).await, StatusCode::OK);
}

#[tokio::test]
async fn a_token_that_goes_to_a_foreign_host_is_noted() {
    let account = Account::open().await;
    let file = json!([announced("demo.apk", 100, b"abc")]);
    let fault = Some("foreign-upload-host");
    let answer = account.post_with(fault, "get-file-upload-url", file).await;
    let place = &answer.json()["data"][0];
    let url = place["uploadUrl"].as_str().unwrap();
    assert!(
        !url.contains("honor.com") && !url.contains("hihonor"),
        "{url}"
    );
    let sent = account.send_file(None, place, b"abc").await;
    assert!(sent.event("warning").is_some());
}

#[tokio::test]
async fn bodies_are_announced_as_json() {
    let account = Account::open().await;
    let request = Request::post(format!(
        "/openapi/v1/publish/submit-audit?appId={}",
        account.app_id
    ))
    .header("authorization", format!("Bearer {}", account.token));
    let request = request.body(Body::from(r#"{"releaseType":1}"#)).unwrap();
    let answer = account.bench.send(API_HOST, request).await;
    assert_eq!(code(&answer), 20024);
}
