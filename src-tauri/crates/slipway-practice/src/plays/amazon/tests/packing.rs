use super::*;

#[tokio::test]
async fn the_live_package_is_in_a_fresh_edit() {
    let (account, edit) = Account::editing().await;
    let list = account.get(&format!("edits/{edit}/apks")).await.json();
    let apk = &list[0];
    assert_eq!(
        (&apk["versionCode"], &apk["name"]),
        (&json!(19), &json!("APK1"))
    );
    let id = apk["id"].as_str().unwrap();
    assert_eq!(id.len(), 13);
    let one = account.get(&format!("edits/{edit}/apks/{id}")).await;
    assert_eq!(one.json(), *apk);
    let other = account
        .get(&format!("edits/{edit}/apks/MNOSUCHAPK000"))
        .await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_replaced_package_keeps_its_place() {
    let (account, edit) = Account::editing().await;
    let id = account.apk(&edit).await;
    let targeting = format!("edits/{edit}/apks/{id}/targeting");
    let devices = account.get(&targeting).await.json();
    let answer = account.replace(None, &edit, crate::demo_build()).await;
    assert_eq!(
        answer.json(),
        json!({ "versionCode": 20, "id": id, "name": "APK1" })
    );
    let stored = answer.event("stored").unwrap();
    let digest = sha256(crate::demo_build());
    for (member, expected) in [
        ("package", json!(PACKAGE)),
        ("app_id", json!(account.app_id)),
        ("edit_id", json!(edit)),
        ("bytes", json!(crate::demo_build().len())),
        ("sha256", json!(digest)),
        ("version_code", json!(20)),
        ("version_name", json!("2.0.0")),
        ("how", json!("replace")),
        ("file_name", Value::Null),
    ] {
        assert_eq!(stored[member], expected, "{member}");
    }
    let bound = answer.event("bound").unwrap();
    assert_eq!(
        (&bound["apk_id"], &bound["sha256"]),
        (&json!(id), &json!(digest))
    );
    assert_eq!(account.get(&targeting).await.json(), devices);
    // The same once more is no second upload.
    let again = account.replace(None, &edit, crate::demo_build()).await;
    assert_eq!(again.status, StatusCode::OK);
}

#[tokio::test]
async fn a_replace_wants_the_packages_own_tag() {
    let (account, edit) = Account::editing().await;
    let id = account.apk(&edit).await;
    let path = format!("edits/{edit}/apks/{id}");
    let send = async |tag: Option<&str>| {
        let sent = Sent {
            tag,
            kind: APK,
            body: crate::demo_build().to_vec(),
            ..Sent::default()
        };
        account.send("PUT", &format!("{path}/replace"), sent).await
    };
    let without = send(None).await;
    assert_eq!(coded(&without), (400, "required_data_absent".to_owned()));
    assert!(without.event("stored").is_none());
    let of_edit = account.tag(&format!("edits/{edit}")).await;
    assert_eq!(send(Some(&of_edit)).await.status.as_u16(), 412);
    let of_apk = account.tag(&path).await;
    assert_eq!(send(Some(&of_apk)).await.status.as_u16(), 200);
    assert_eq!(send(Some(&of_apk)).await.status.as_u16(), 412);
}

#[tokio::test]
async fn an_uploaded_package_comes_beside_the_others() {
    let (account, edit) = Account::editing().await;
    let path = format!("edits/{edit}/apks/upload");
    let request = Request::post(format!(
        "/api/appstore/v1/applications/{}/{path}",
        account.app_id
    ))
    .header("authorization", format!("Bearer {}", account.token))
    .header("content-type", APK)
    .header("fileName", "demo%20build.apk")
    .body(Body::from(crate::demo_build()))
    .unwrap();
    let answer = account.bench.send(API_HOST, request).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", text(&answer));
    let shown = answer.json();
    assert_eq!(
        (&shown["versionCode"], &shown["name"]),
        (&json!(20), &json!("APK2"))
    );
    let stored = answer.event("stored").unwrap();
    assert_eq!(
        (&stored["how"], &stored["file_name"]),
        (&json!("upload"), &json!("demo%20build.apk"))
    );
    // Nobody chose its DRM, and it targets almost no device.
    let failed = account
        .post(&format!("edits/{edit}/validate"), Value::Null)
        .await;
    assert!(codes(&failed).contains(&"error_apk_drm_value_missing".to_owned()));
    let id = shown["id"].as_str().unwrap();
    let targeting = account
        .get(&format!("edits/{edit}/apks/{id}/targeting"))
        .await;
    let devices = targeting.json()["amazonDevices"]
        .as_array()
        .cloned()
        .unwrap();
    let targeted = devices
        .iter()
        .filter(|device| device["status"] == "TARGETING");
    assert_eq!(targeted.count(), 1);
    // The same version again is no new one.
    let again = account.upload(None, &path, crate::demo_build()).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert_eq!(codes(&again), ["error_apk_version_code_not_unique"]);
}

#[tokio::test]
async fn a_deleted_package_is_gone_with_its_targeting() {
    let (account, edit) = Account::editing().await;
    let id = account.apk(&edit).await;
    let path = format!("edits/{edit}/apks/{id}");
    let without = account.send("DELETE", &path, Sent::default()).await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST);
    let tag = account.tag(&path).await;
    let gone = account.delete(&path, &tag).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(gone.event("unbound").unwrap()["apk_id"], json!(id));
    let list = account.get(&format!("edits/{edit}/apks")).await;
    assert_eq!(list.json(), json!([]));
    let failed = account
        .post(&format!("edits/{edit}/validate"), Value::Null)
        .await;
    assert!(codes(&failed).contains(&"error_apk_missing".to_owned()));
}

#[tokio::test]
async fn packages_that_do_not_belong_are_refused() {
    let other = |change: fn(&mut SeedApp)| {
        let mut app = demo_app();
        change(&mut app);
        app
    };
    for (app, code) in [
        (
            other(|app| app.package = "com.example.other".to_owned()),
            "error_apk_package_name_mismatch",
        ),
        (
            other(|app| app.version_code = 20),
            "error_apk_version_code_not_unique",
        ),
        (
            other(|app| app.version_code = 21),
            "error_apk_version_code_not_unique",
        ),
        (
            other(|app| app.signer_sha256 = Some("00".repeat(32))),
            "error_apk_signature_mismatch",
        ),
    ] {
        let account = Account::open_with(&app).await;
        let edit = account.create().await;
        let replaced = account.replace(None, &edit, crate::demo_build()).await;
        assert_eq!(replaced.status, StatusCode::BAD_REQUEST, "{code}");
        assert_eq!(codes(&replaced), [code]);
        assert!(replaced.event("stored").is_none());
        let path = format!("edits/{edit}/apks/upload");
        let uploaded = account.upload(None, &path, crate::demo_build()).await;
        assert_eq!(codes(&uploaded), [code]);
        let list = account.get(&format!("edits/{edit}/apks")).await.json();
        assert_eq!(list[0]["versionCode"], app.version_code);
    }
}

#[tokio::test]
async fn only_an_apk_is_a_package() {
    let (account, edit) = Account::editing().await;
    for (bytes, why) in [
        (bundle(), "an app bundle, not an APK"),
        (b"PK no package".to_vec(), ""),
        (Vec::new(), ""),
    ] {
        let answer = account.replace(None, &edit, &bytes).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(codes(&answer), ["error_apk_invalid"]);
        let refused = answer.event("refused").unwrap();
        assert!(refused["why"].as_str().unwrap().contains(why), "{refused}");
    }
    let form = Sent {
        kind: "multipart/form-data; boundary=cut",
        body: crate::plays::by_hand::multipart(&[("file", Some("demo.apk"), b"PK")]),
        ..Sent::default()
    };
    let path = format!("edits/{edit}/apks/upload");
    let answer = account.send("POST", &path, form).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn packages_made_from_a_bundle_cannot_be_replaced() {
    let (account, edit) = Account::editing().await;
    let answer = account
        .replace(Some("aab-born"), &edit, crate::demo_build())
        .await;
    assert_eq!(codes(&answer), ["error_invalid_asset_id"]);
}

#[tokio::test]
async fn no_byte_of_an_upload_stays_behind() {
    let (account, edit) = Account::editing().await;
    let folder = account.bench.world.blob_path();
    let folder = folder.parent().unwrap();
    account.replace(None, &edit, crate::demo_build()).await;
    account.replace(None, &edit, b"nothing").await;
    let left = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(left, 0);
}
