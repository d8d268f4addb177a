use super::*;
use crate::{
    play::Verdict,
    plays::honor::{review, time},
};

#[tokio::test]
async fn a_submission_goes_from_review_to_the_shelf() {
    let account = Account::open().await;
    account.draft().await;
    let mut chinese = account.detail().await["languageInfo"][1].clone();
    chinese["newFeature"] = json!("更稳定");
    let notes = json!({ "setAll": 0, "languageInfoList": [chinese] });
    assert_eq!(code(&account.post("update-language-info", notes).await), 0);
    let body = json!({ "releaseType": 1, "forceUpdate": 0 });
    let answer = account.post("submit-audit", body).await;
    let release_id = answer.json()["data"].as_str().unwrap().to_owned();
    let submitted = answer.event("submitted").unwrap();
    for (member, expected) in [
        ("package", json!("com.example.slipway")),
        ("version_code", json!(20)),
        ("version_name", json!("2.0.0")),
        ("release_type", json!(1)),
        ("release_time", Value::Null),
        ("phased", Value::Null),
        ("notes", json!({ "zh-CN": "更稳定" })),
        ("changed", json!([])),
        ("lost", json!([])),
    ] {
        assert_eq!(submitted[member], expected, "{member}");
    }
    let result = account.result(&release_id).await;
    assert_eq!(
        (&result["auditResult"], &result["auditAttachment"]),
        (&json!(0), &json!([]))
    );
    let current = account.current().await;
    assert_eq!(
        (&current["releaseId"], &current["versionCode"]),
        (&json!(release_id), &json!(20))
    );
    account.bench.pass(30 * MINUTE);
    let detail = account.detail().await;
    assert_eq!(detail["releaseInfo"]["versionCode"], 19);
    let mut account = account;
    account.bench.pass(31 * MINUTE);
    account.token = sign_in(&account.bench).await;
    let answer = account.get("get-app-detail?appId={app}").await;
    let states: Vec<&Value> = answer.events.iter().map(|event| &event["state"]).collect();
    assert_eq!(states, ["approved", "live"]);
    assert_eq!(answer.json()["data"]["releaseInfo"]["versionCode"], 20);
    let result = account.result(&release_id).await;
    assert_eq!(result["auditResult"], 1);
    assert_ne!(result["auditMessage"], "");
    assert_eq!(
        account.detail().await["publishInfo"],
        json!({ "releaseType": 1, "releaseTime": null, "forceUpdate": 0 })
    );
}

#[tokio::test]
async fn nothing_is_edited_or_submitted_while_a_version_is_in_review() {
    let account = Account::open().await;
    let spare = account.upload("demo.apk", 100, crate::demo_build()).await;
    account.submit().await;
    let again = account
        .post("submit-audit", json!({ "releaseType": 1 }))
        .await;
    assert_eq!(code(&again), 20022);
    assert!(again.event("submitted").is_none());
    assert_eq!(code(&account.bind(spare).await), 20022);
    let detail = account.detail().await;
    let texts = json!({ "setAll": 0, "languageInfoList": detail["languageInfo"] });
    assert_eq!(
        code(&account.post("update-language-info", texts).await),
        20022
    );
    let basic = detail["basicInfo"].clone();
    assert_eq!(code(&account.post("update-app-info", basic).await), 20022);
}

#[tokio::test]
async fn too_many_submissions_in_a_minute_are_too_frequent() {
    let account = Account::open().await;
    let submit = async || {
        let body = json!({ "releaseType": 1 });
        code(&account.post("submit-audit", body).await)
    };
    for _ in 0..5 {
        assert_eq!(submit().await, 20024);
    }
    assert_eq!(submit().await, 30011);
    account.bench.pass(MINUTE);
    assert_eq!(submit().await, 20024);
}

#[tokio::test]
async fn the_terms_of_a_submission_have_their_forms() {
    let account = Account::open().await;
    account.draft().await;
    let future = time::write(account.in_hours(5));
    let at = |text: &str| json!({ "releaseType": 2, "releaseTime": text });
    for (body, expected) in [
        (json!({}), 20017),
        (json!({ "releaseType": "1" }), 20017),
        (json!({ "releaseType": 4 }), 20017),
        (json!({ "releaseType": 2 }), 20019),
        (at(&future.replace("+0800", "+08:00")), 20019),
        (
            at(&account
                .in_hours(5)
                .strftime("%Y-%m-%dT%H:%M:%SZ")
                .to_string()),
            20019,
        ),
        (at(&time::write(account.in_hours(-1))), 20019),
        (json!({ "releaseType": 1, "forceUpdate": 2 }), 20024),
        (
            json!({ "releaseType": 1, "testComment": "字".repeat(501) }),
            20024,
        ),
        (json!({ "releaseType": 1, "testAccount": 7 }), 20024),
        (json!({ "releaseType": 3 }), 20024),
    ] {
        account.bench.pass(MINUTE);
        let answer = account.post("submit-audit", body.clone()).await;
        assert_eq!(code(&answer), expected, "{body}");
    }
    assert_eq!(account.current().await["auditResult"], 4);
}

#[tokio::test]
async fn a_time_holds_the_approved_version_back() {
    let mut account = Account::open().await;
    account.draft().await;
    let at = account.in_hours(30);
    let at = jiff::Timestamp::from_second(at.as_second()).unwrap();
    let body = json!({ "releaseType": 2, "releaseTime": time::write(at), "testAccount": "a", "testPassword": "hunter2" });
    let answer = account.post("submit-audit", body).await;
    let event = answer.event("submitted").unwrap();
    assert_eq!(event["release_time"], json!(at));
    assert!(!event.to_string().contains("hunter2"));
    let release_id = answer.json()["data"].as_str().unwrap().to_owned();
    account.bench.pass(2 * HOUR);
    account.token = sign_in(&account.bench).await;
    assert_eq!(account.result(&release_id).await["auditResult"], 1);
    let detail = account.detail().await;
    assert_eq!(detail["releaseInfo"]["versionCode"], 19);
    assert_eq!(detail["publishInfo"]["releaseTime"], time::write(at));
    let again = account.post("submit-audit", json!({ "releaseType": 1 }));
    assert_eq!(code(&again.await), 20022);
    account.bench.pass(28 * HOUR);
    account.token = sign_in(&account.bench).await;
    assert_eq!(account.detail().await["releaseInfo"]["versionCode"], 20);
}

#[tokio::test]
async fn a_rejection_gives_words_and_pictures_and_leaves_the_draft() {
    let account = Account::open().await;
    let release_id = account.submit().await;
    account.decide(&Verdict::Reject {
        reason: "隐私政策缺失".to_owned(),
    });
    let result = account.result(&release_id).await;
    assert_eq!(
        (&result["auditResult"], &result["auditMessage"]),
        (&json!(2), &json!("隐私政策缺失"))
    );
    assert_eq!(result["auditAttachment"].as_array().unwrap().len(), 1);
    assert_eq!(account.current().await["auditResult"], 2);
    assert_eq!(account.detail().await["releaseInfo"]["versionCode"], 19);
    // Unchanged it does not go again; with some change it does, and the package is still bound.
    let submit = async || {
        account
            .post("submit-audit", json!({ "releaseType": 1 }))
            .await
    };
    assert_eq!(code(&submit().await), 20024);
    let basic = account.detail().await["basicInfo"].clone();
    assert_eq!(code(&account.post("update-app-info", basic).await), 0);
    let answer = submit().await;
    assert_eq!(answer.event("submitted").unwrap()["version_code"], 20);
    assert_ne!(answer.json()["data"], json!(release_id));
    assert_eq!(account.result(&release_id).await["auditResult"], 2);
}

#[tokio::test]
async fn reviewers_can_be_told_to_refuse() {
    for (fault, words) in [
        ("reject-next-review", review::DEFAULT_OPINION),
        ("blocking-task", review::BLOCKED_OPINION),
    ] {
        let mut account = Account::open().await;
        account.draft().await;
        let body = json!({ "releaseType": 1 });
        let answer = account.post_with(Some(fault), "submit-audit", body).await;
        let release_id = answer.json()["data"].as_str().unwrap().to_owned();
        account.bench.pass(2 * HOUR);
        account.token = sign_in(&account.bench).await;
        let result = account.result(&release_id).await;
        assert_eq!(
            (&result["auditResult"], &result["auditMessage"]),
            (&json!(2), &json!(words))
        );
    }
}

#[tokio::test]
async fn results_are_asked_for_by_release_id() {
    let account = Account::open().await;
    let release_id = account.submit().await;
    let app_id: i64 = account.app_id.parse().unwrap();
    let ask = async |list: Value| {
        let body = json!({ "appId": list });
        let path = "get-audit-result";
        code(&account.call(None, "POST", path, Some(body)).await)
    };
    let one = |app: Value, release: Value| json!({ "appId": app, "releaseId": release });
    let right = one(json!(app_id), json!(release_id));
    assert_eq!(ask(json!([right])).await, 0);
    assert_eq!(ask(json!(vec![right; 21])).await, 20024);
    assert_eq!(ask(json!([])).await, 20003);
    for (question, expected) in [
        (one(json!(account.app_id), json!(release_id)), 20004),
        (one(json!(1), json!(release_id)), 30001),
        (one(json!(app_id), Value::Null), 20025),
        (one(json!(app_id), json!("")), 20025),
        (one(json!(app_id), json!(7)), 20026),
        (one(json!(app_id), json!("made-up")), 20027),
    ] {
        assert_eq!(ask(json!([question])).await, expected, "{question}");
    }
}
