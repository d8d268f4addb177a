use super::*;

async fn large(account: &Account, fault: Option<&str>, edit: &str, bytes: &[u8]) -> String {
    let path = format!("edits/{edit}/apks/large/upload");
    let answer = account.upload(fault, &path, bytes).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", text(&answer));
    assert_eq!(answer.event("stored").unwrap()["how"], "large");
    assert!(answer.event("bound").is_none());
    let body = answer.json();
    let file_id = body["fileId"].as_str().unwrap();
    assert!(file_id.starts_with("amzn1.devportal.fileupload."));
    file_id.to_owned()
}

async fn attach(account: &Account, fault: Option<&str>, edit: &str, file_id: &str) -> Answer {
    let path = format!("edits/{edit}/apks/attach");
    account
        .post_with(fault, &path, json!({ "fileId": file_id }))
        .await
}

#[tokio::test]
async fn a_large_file_is_processed_before_it_can_be_attached() {
    let (account, edit) = Account::editing().await;
    let file_id = large(&account, None, &edit, crate::demo_build()).await;
    let early = attach(&account, None, &edit, &file_id).await;
    assert_eq!(early.status, StatusCode::BAD_REQUEST);
    assert!(early.json().get("errors").is_none());
    let early = attach(&account, Some("not-ready-404"), &edit, &file_id).await;
    assert_eq!(early.status, StatusCode::NOT_FOUND);
    account.apk(&edit).await;
    account.bench.pass(MINUTE);
    let answer = attach(&account, None, &edit, &file_id).await;
    let shown = answer.json();
    assert_eq!(
        (&shown["versionCode"], &shown["name"]),
        (&json!(20), &json!("APK2"))
    );
    let bound = answer.event("bound").unwrap();
    assert_eq!(bound["sha256"], json!(sha256(crate::demo_build())));
    assert!(answer.event("stored").is_none());
    let again = attach(&account, None, &edit, &file_id).await;
    assert_eq!(codes(&again), ["error_apk_version_code_not_unique"]);
}

#[tokio::test]
async fn processing_can_take_long_or_fail() {
    let (account, edit) = Account::editing().await;
    let slow = large(
        &account,
        Some("slow-processing"),
        &edit,
        crate::demo_build(),
    )
    .await;
    let fails = large(
        &account,
        Some("processing-fails"),
        &edit,
        crate::demo_build(),
    )
    .await;
    let scrap = large(&account, None, &edit, b"PK nothing").await;
    account.bench.pass(3 * MINUTE);
    assert_eq!(
        attach(&account, None, &edit, &slow).await.status.as_u16(),
        400
    );
    let failed = attach(&account, None, &edit, &fails).await;
    assert_eq!(codes(&failed), ["error_file_processing"]);
    let refused = attach(&account, None, &edit, &scrap).await;
    assert_eq!(codes(&refused), ["error_apk_invalid"]);
    account.bench.pass(MINUTE);
    assert_eq!(
        attach(&account, None, &edit, &slow).await.status.as_u16(),
        200
    );
}

#[tokio::test]
async fn only_a_file_of_this_app_can_be_attached() {
    let (account, edit) = Account::editing().await;
    let path = format!("edits/{edit}/apks/attach");
    for body in [json!({}), json!({ "fileId": "" }), json!({ "fileId": 7 })] {
        let answer = account.post(&path, body).await;
        assert_eq!(coded(&answer), (400, "required_data_absent".to_owned()));
    }
    let unknown = attach(&account, None, &edit, "amzn1.devportal.fileupload.0").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let file_id = large(&account, None, &edit, crate::demo_build()).await;
    account.bench.pass(MINUTE);
    let app = SeedApp {
        package: "com.example.other".to_owned(),
        ..demo_app()
    };
    let other = Account {
        app_id: account.bench.adopt(&app),
        ..account
    };
    let edit = other.create().await;
    let foreign = attach(&other, None, &edit, &file_id).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

/// The way of a big update: there is no large replace.
#[tokio::test]
async fn a_big_update_takes_the_old_packages_place_by_hand() {
    let (account, edit) = Account::editing().await;
    let old = account.apk(&edit).await;
    let file_id = large(&account, None, &edit, crate::demo_build()).await;
    account.bench.pass(MINUTE);
    let attached = attach(&account, None, &edit, &file_id).await.json();
    let new = attached["id"].as_str().unwrap();
    let devices = account
        .get(&format!("edits/{edit}/apks/{old}/targeting"))
        .await;
    let path = format!("edits/{edit}/apks/{new}/targeting");
    let tag = account.tag(&path).await;
    let copied = account.put(&path, &tag, devices.json()).await;
    assert_eq!(copied.json(), devices.json());
    let path = format!("edits/{edit}/apks/{old}");
    let tag = account.tag(&path).await;
    assert_eq!(account.delete(&path, &tag).await.status.as_u16(), 204);
    account.write_notes(&edit).await;
    let path = format!("edits/{edit}/validate");
    let failed = account.post(&path, Value::Null).await;
    assert_eq!(codes(&failed), ["error_apk_drm_value_missing"]);
    let valid = account
        .post_with(Some("drm-chosen"), &path, Value::Null)
        .await;
    assert_eq!(valid.status, StatusCode::OK);
    let committed = account.commit(None, &edit).await;
    let submitted = committed.event("submitted").unwrap();
    assert_eq!(submitted["version_code"], 20);
    assert_eq!(submitted["lost"], json!(["APK1"]));
}
