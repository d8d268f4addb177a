use super::*;
use crate::play::SeedApp;

#[tokio::test]
async fn a_bound_package_makes_a_draft_and_replaces_the_package_alone() {
    let account = Account::open().await;
    let files = |detail: &Value, file_type: i64| {
        let files = detail["fileInfo"].as_array().unwrap();
        let of_type = files.iter().filter(|file| file["fileType"] == file_type);
        of_type.cloned().collect::<Vec<_>>()
    };
    let before = account.detail().await;
    let object_id = account.upload("demo.apk", 100, crate::demo_build()).await;
    let bound = account.bind(object_id).await;
    let event = bound.event("bound").unwrap();
    assert_eq!(
        (&event["version_code"], &event["package"]),
        (&json!(20), &json!("com.example.slipway"))
    );
    assert!(bound.event("listing").is_none());
    let after = account.detail().await;
    let apks = files(&after, 100);
    assert_eq!(apks.len(), 1);
    assert_eq!(apks[0]["fileSha256"], sha256(crate::demo_build()));
    assert_eq!(files(&after, 1), files(&before, 1));
    assert_eq!(files(&after, 3), files(&before, 3));
    let current = account.current().await;
    assert_eq!(
        (&current["auditResult"], &current["versionCode"]),
        (&json!(4), &json!(20))
    );
    assert_eq!(after["releaseInfo"]["versionCode"], 19);
}

#[tokio::test]
async fn object_ids_are_numbers_of_completed_files_of_this_app() {
    let account = Account::open().await;
    let place = account.reserve("demo.apk", 100, b"abc").await;
    let bind = async |entry: Value| {
        let body = json!({ "bindingFileList": [entry] });
        code(&account.post("update-file-info", body).await)
    };
    assert_eq!(bind(json!({})).await, 20028);
    assert_eq!(bind(json!({ "objectId": "123" })).await, 20029);
    assert_eq!(bind(json!({ "objectId": 123 })).await, 20030);
    assert_eq!(bind(json!({ "objectId": place["objectId"] })).await, 30010);
    let empty = account.post("update-file-info", json!({ "bindingFileList": [] }));
    assert_eq!(code(&empty.await), 20024);
}

#[tokio::test]
async fn a_package_is_judged_against_app_and_live_version() {
    let bind = async |app: SeedApp, bytes: &[u8]| {
        let account = Account::open_with(&app).await;
        let object_id = account.upload("demo.apk", 100, bytes).await;
        code(&account.bind(object_id).await)
    };
    let demo = crate::demo_build();
    let other_package = SeedApp {
        package: "com.example.other".to_owned(),
        ..demo_app()
    };
    assert_eq!(bind(other_package, demo).await, 30003);
    assert_eq!(bind(demo_app(), b"PK, but no package").await, 30005);
    let higher_live = SeedApp {
        version_code: 21,
        ..demo_app()
    };
    assert_eq!(bind(higher_live, demo).await, 30006);
    let same_live = SeedApp {
        version_code: 20,
        ..demo_app()
    };
    assert_eq!(bind(same_live, demo).await, 0);
    let other_signer = SeedApp {
        signer_sha256: Some("00".repeat(32)),
        ..demo_app()
    };
    assert_eq!(bind(other_signer, demo).await, 30007);
}

#[tokio::test]
async fn a_package_needs_no_language_unless_the_table_is_meant() {
    let account = Account::open().await;
    let object_id = account.upload("demo.apk", 100, crate::demo_build()).await;
    let bind = async |fault: Option<&str>, language: Value| {
        let body =
            json!({ "bindingFileList": [{ "objectId": object_id, "languageId": language }] });
        code(&account.post_with(fault, "update-file-info", body).await)
    };
    assert_eq!(bind(Some("apk-needs-language"), Value::Null).await, 20031);
    assert_eq!(bind(Some("apk-needs-language"), json!("zh-CN")).await, 0);
    assert_eq!(bind(None, json!("fr-FR")).await, 30017);
    assert_eq!(bind(None, Value::Null).await, 0);
}

#[tokio::test]
async fn pictures_belong_to_a_language_and_have_their_measures() {
    let account = Account::open().await;
    let icon = account.upload("icon.png", 1, &png(512, 512)).await;
    let small = account.upload("icon.png", 1, &png(216, 216)).await;
    let bind = async |entries: Value| {
        account
            .post("update-file-info", json!({ "bindingFileList": entries }))
            .await
    };
    assert_eq!(code(&bind(json!([{ "objectId": icon }])).await), 20031);
    let unknown = json!([{ "objectId": icon, "languageId": "fr-FR" }]);
    assert_eq!(code(&bind(unknown).await), 30017);
    // Nor does a JPEG of other measures do, nor a file that only has a picture's name.
    let photo = b"\xff\xd8\xff\xc0\0\x11\x08\x00\xd8\x00\xd8";
    let photo = account.upload("icon.jpg", 1, photo).await;
    let text = account.upload("icon.png", 1, b"no picture at all").await;
    for object_id in [small, photo, text] {
        let wrong = json!([{ "objectId": object_id, "languageId": "zh-CN" }]);
        assert_eq!(code(&bind(wrong).await), 20010);
    }
    let bound = bind(json!([{ "objectId": icon, "languageId": "zh-CN" }])).await;
    assert_eq!(code(&bound), 0);
    let event = bound.event("listing").unwrap();
    assert_eq!(
        (&event["lang"], &event["members"], &event["file_type"]),
        (&json!("zh-CN"), &json!(["files"]), &json!(1))
    );
}

#[tokio::test]
async fn screenshots_come_in_threes_to_fives_and_lie_one_way() {
    let account = Account::open().await;
    let mut lying = Vec::new();
    let mut standing = Vec::new();
    for _ in 0..3 {
        lying.push(account.upload("a.png", 2, &png(1920, 1080)).await);
        standing.push(account.upload("a.png", 3, &png(1080, 1920)).await);
    }
    let entries = |ids: &[i64]| -> Vec<Value> {
        let entry = |(order, id)| json!({ "objectId": id, "languageId": "zh-CN", "order": order });
        ids.iter().enumerate().map(entry).collect()
    };
    let bind = async |entries: Vec<Value>| {
        let body = json!({ "bindingFileList": entries });
        code(&account.post("update-file-info", body).await)
    };
    assert_eq!(bind(entries(&lying[..2])).await, 20012);
    let mut same_order = entries(&lying);
    same_order[1]["order"] = json!(0);
    assert_eq!(bind(same_order).await, 20024);
    let mut no_order = entries(&lying);
    no_order[1]["order"] = Value::Null;
    assert_eq!(bind(no_order).await, 20024);
    let both = [entries(&lying), entries(&standing)].concat();
    assert_eq!(bind(both).await, 20078);
    assert_eq!(bind(entries(&lying)).await, 0);
    let detail = account.detail().await;
    let shots = |file_type: i64, language: &str| {
        let files = detail["fileInfo"].as_array().unwrap();
        let wanted =
            |file: &&Value| file["fileType"] == file_type && file["languageId"] == language;
        files.iter().filter(wanted).count()
    };
    assert_eq!((shots(2, "zh-CN"), shots(3, "zh-CN")), (3, 0));
    assert_eq!(shots(3, "en-US"), 3);
    let video = account.upload("a.mp4", 11, b"moving").await;
    assert_eq!(bind(entries(&[video])).await, 20078);
    let feature = account.upload("b.mp4", 12, b"moving").await;
    assert_eq!(bind(entries(&[feature])).await, 20011);
}
