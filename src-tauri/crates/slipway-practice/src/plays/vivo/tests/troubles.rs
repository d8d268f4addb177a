use super::*;

async fn details_with(fault: &str) -> Answer {
    let stranger = Stranger::with_demo();
    let own = [("packageName", PACKAGE)];
    stranger
        .call_with(Some(fault), "app.query.details", &own)
        .await
}

#[tokio::test]
async fn every_refusal_of_gateway_and_console_can_be_met() {
    for (fault, expected) in [
        ("error-inside", 500),
        ("query-error", 10003),
        ("no-permission", 10004),
        ("too-frequent", 10006),
        ("account-check-failed", 10007),
        ("account-not-normal", 10008),
        ("contact-incomplete", 10009),
        ("quota-spent", 10011),
        ("key-refused", 10017),
        ("busy", 11010),
        ("upload-service-down", 13004),
        ("listing-in-review", 21003),
        ("contract-expired", 21004),
    ] {
        let answer = details_with(fault).await;
        assert_eq!(code(&answer), expected, "{fault}");
        assert_eq!(
            answer.json().get("subCode").is_some(),
            expected >= 11000,
            "{fault}"
        );
        assert_eq!(answer.event("refused").unwrap()["code"], expected);
    }
}

#[tokio::test]
async fn answers_come_in_every_form_that_was_seen() {
    let body = async |fault: &str| details_with(fault).await.json();
    assert_eq!(body("code-as-text").await["code"], json!("0"));
    assert_eq!(body("sub-code-absent").await.get("subCode"), None);
    assert_eq!(body("sub-code-empty").await["subCode"], json!(""));
    assert_eq!(body("sub-code-null").await["subCode"], Value::Null);
    assert_eq!(body("sub-code-number").await["subCode"], json!(0));
    assert_eq!(body("null-fields").await["data"], Value::Null);
    assert_eq!(
        body("missing-fields").await,
        json!({ "code": 0, "subCode": "0" })
    );
    assert_eq!(body("no-envelope").await, json!({}));
    assert_eq!(body("taken-down").await["data"]["saleStatus"], json!(2));

    let stranger = Stranger::with_demo();
    let own = [("packageName", "com.example.none")];
    let refused = stranger
        .call_with(Some("said-in-message"), "app.sync.update.app", &own)
        .await
        .json();
    assert_eq!(refused["subCode"], "12002");
    assert!(refused.get("msg").is_none() && refused["message"].is_string());
}

#[tokio::test]
async fn an_answer_in_gbk_is_no_utf_8_and_still_json() {
    let answer = details_with("gbk-answer").await;
    assert!(std::str::from_utf8(&answer.body).is_err());
    let lossy: Value = serde_json::from_str(&String::from_utf8_lossy(&answer.body)).unwrap();
    assert_eq!(lossy["code"], 0);
    assert_eq!(lossy["data"]["cnName"], "滑道演示");
}

#[tokio::test]
async fn a_lie_answers_success_and_keeps_nothing() {
    let stranger = Stranger::with_demo();
    let build = crate::demo_build();
    let digest = md5(build);
    let own = [("packageName", PACKAGE), ("fileMd5", digest.as_str())];
    let lied = stranger
        .upload_with(Some("lie"), "app.upload.apk.app", &own, build)
        .await;
    let submit = async |fault: Option<&str>, serial: &str| {
        stranger
            .call_with(fault, "app.sync.update.app", &update(serial, &digest))
            .await
    };
    assert_eq!(code(&submit(None, &serial(&lied)).await), 20002);
    let kept = stranger.upload_demo("app.upload.apk.app", &[]).await;
    let lied = submit(Some("lie"), &kept).await;
    assert_eq!(code(&lied), 0);
    assert!(lied.event("submitted").is_none());
    assert_eq!(stranger.state().await, (3, 1));
    assert_eq!(code(&submit(None, &kept).await), 0);
}

#[test]
fn the_frame_knows_every_fault_by_a_name_of_its_own() {
    let faults = super::super::trouble::FAULTS;
    let names: std::collections::BTreeSet<&str> = faults.into_iter().collect();
    assert_eq!(names.len(), faults.len());
}
