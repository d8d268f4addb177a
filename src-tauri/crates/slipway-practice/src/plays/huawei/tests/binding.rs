use super::*;

#[tokio::test]
async fn a_bound_package_is_empty_then_compiling_then_ready() {
    let team = Team::open().await;
    let object_id = team.upload(crate::demo_build()).await;
    let bound = team.bind(&object_id).await;
    let event = bound.event("bound").unwrap();
    assert_eq!(
        (&event["version_code"], &event["package"]),
        (&json!(20), &json!("com.example.slipway"))
    );
    let id = bound.json()["pkgVersion"][0].as_str().unwrap().to_owned();
    let status = async || {
        let query = format!("package/compile/status?appId={{app}}&pkgIds={id}");
        team.call("GET", &query).await.json()["pkgStateList"].clone()
    };
    assert_eq!(status().await, json!([]));
    assert_eq!(status().await, json!([{ "pkgId": id, "successStatus": 1 }]));
    assert_eq!(team.info().await["appInfo"].get("versionCode"), None);
    team.bench.pass(3 * MINUTE);
    assert_eq!(status().await, json!([{ "pkgId": id, "successStatus": 0 }]));
    let info = team.info().await["appInfo"].clone();
    assert_eq!(
        (&info["releaseState"], &info["versionCode"]),
        (&json!(7), &json!(20))
    );
    assert_eq!(info["onShelfVersionCode"], 19);
    let list = team
        .call(
            "GET",
            "package-list?appId={app}&fromRecCount=1&maxReqCount=10",
        )
        .await
        .json();
    assert_eq!(list["pkgList"][0]["versionCode"], 20);
}

#[tokio::test]
async fn only_the_object_id_of_a_completed_upload_of_this_app_is_taken() {
    let team = Team::open().await;
    let reserved = team.reserve(3).await;
    let url = team.bind(reserved["url"].as_str().unwrap()).await;
    assert_eq!(code(&url), 204_144_662);
    assert!(msg(&url).contains("[fileURLToDb Exception]"));
    let never_sent = team.bind(reserved["objectId"].as_str().unwrap()).await;
    assert_eq!(code(&never_sent), 204_144_662);
    assert_eq!(code(&team.bind("CN/1/made-up.apk").await), 204_144_662);
    let misspelt =
        json!({ "fileType": 5, "files": [{ "fileName": "demo.apk", "fileDestUlr": "x" }] });
    let answer = team.put("app-file-info?appId={app}", misspelt).await;
    assert_eq!(
        (code(&answer), msg(&answer).as_str()),
        (204_144_662, "The files url is empty.")
    );
}

#[tokio::test]
async fn name_suffix_and_language_are_looked_at() {
    let team = Team::open().await;
    let object_id = team.upload(crate::demo_build()).await;
    let bind = async |change: Value| {
        let mut body = package(&object_id);
        for (name, value) in change.as_object().unwrap() {
            match name.as_str() {
                "fileName" => body["files"][0]["fileName"] = value.clone(),
                name => body[name] = value.clone(),
            }
        }
        code(&team.put("app-file-info?appId={app}", body).await)
    };
    assert_eq!(bind(json!({ "fileName": "demo.rpk" })).await, 204_144_662);
    assert_eq!(bind(json!({ "fileName": "滑道.apk" })).await, 204_144_662);
    assert_eq!(bind(json!({ "lang": "fr-FR" })).await, 204_144_650);
    assert_eq!(bind(json!({ "fileType": 99 })).await, 204_144_641);
    assert_eq!(bind(json!({ "fileType": "5" })).await, 0);
}

#[tokio::test]
async fn another_apps_package_is_refused() {
    let mut team = Team::open().await;
    let other = crate::play::SeedApp {
        package: "com.example.other".to_owned(),
        ..demo_app()
    };
    team.app_id = team.bench.adopt(&other);
    let object_id = team.upload(crate::demo_build()).await;
    assert_eq!(code(&team.bind(&object_id).await), 204_144_662);
}

#[tokio::test]
async fn a_draft_fills_up_with_packages() {
    let team = Team::open().await;
    let object_id = team.upload(crate::demo_build()).await;
    for _ in 0..10 {
        assert_eq!(code(&team.bind(&object_id).await), 0);
    }
    let answer = team.bind(&object_id).await;
    assert_eq!(code(&answer), 204_144_662);
    assert!(msg(&answer).contains("exceeds the upper limit"));
}

#[tokio::test]
async fn of_several_files_all_are_bound_or_none() {
    let team = Team::open().await;
    let object_id = team.upload(crate::demo_build()).await;
    let mut body = package(&object_id);
    let other = json!({ "fileName": "demo.apk", "fileDestUrl": "CN/1/made-up.apk" });
    body["files"].as_array_mut().unwrap().push(other);
    let answer = team.put("app-file-info?appId={app}", body).await;
    assert_eq!(code(&answer), 204_144_662);
    assert!(answer.event("bound").is_none());
    assert_eq!(team.release_state().await, 0);
}

#[tokio::test]
async fn what_is_no_higher_version_or_no_package_fails_to_compile() {
    let mut team = Team::open().await;
    let old = team.upload(b"PK, but no package").await;
    assert_eq!(status_in_the_end(&team, &old).await, 2);

    let same_version = crate::play::SeedApp {
        version_code: 20,
        ..demo_app()
    };
    team.app_id = team.bench.adopt(&same_version);
    let object_id = team.upload(crate::demo_build()).await;
    assert_eq!(status_in_the_end(&team, &object_id).await, 2);
    let answer = team.submit("").await;
    assert_eq!(code(&answer), 204_144_641);
    assert!(msg(&answer).starts_with("Package activeState"));
}

async fn status_in_the_end(team: &Team, object_id: &str) -> u64 {
    let bound = team.bind(object_id).await.json();
    let id = bound["pkgVersion"][0].as_str().unwrap().to_owned();
    team.bench.pass(3 * MINUTE);
    let query = format!("package/compile/status?appId={{app}}&pkgIds={id}");
    team.call("GET", &query).await;
    let status = team.call("GET", &query).await.json();
    status["pkgStateList"][0]["successStatus"].as_u64().unwrap()
}

/// An uploaded app bundle of the demo app, as the reader would have found it: signed by an upload key.
fn bundle(team: &Team) -> &'static str {
    use crate::plays::huawei::{
        package::Facts,
        record::ReleaseType,
        upload::{Stored, UPLOAD, Upload},
    };

    let object_id = "CN/20260101/1767225600000-0.aab";
    let facts = Facts {
        package: demo_app().package,
        version_code: 20,
        version_name: "2.0.0".to_owned(),
        signer: Some("11".repeat(32)),
    };
    let upload = Upload {
        object_id: object_id.to_owned(),
        app_id: team.app_id.clone(),
        release_type: ReleaseType::Full,
        signed: None,
        stored: Some(Stored {
            bytes: 3,
            sha256: "00".repeat(32),
            facts: Some(facts),
            flaw: None,
        }),
    };
    team.bench
        .world
        .transaction("huawei", None, |stage| {
            stage.put(UPLOAD, object_id, &upload)
        })
        .unwrap();
    object_id
}

#[tokio::test]
async fn a_bundle_needs_app_signing_and_may_have_an_upload_key() {
    let team = Team::open().await;
    let object_id = bundle(&team);
    let body = json!({
        "fileType": 5, "files": [{ "fileName": "demo.aab", "fileDestUrl": object_id }],
    });
    let without = team
        .call_with(
            Some("app-signing-off"),
            "PUT",
            "app-file-info?appId={app}",
            Some(body.clone()),
        )
        .await;
    assert_eq!(code(&without), 204_144_662);
    assert!(msg(&without).contains("app bundle must do app signature"));
    assert_eq!(code(&team.put("app-file-info?appId={app}", body).await), 0);
    team.bench.pass(3 * MINUTE);
    let answer = team.submit("").await;
    assert_eq!(answer.event("submitted").unwrap()["version_code"], 20);
}

#[tokio::test]
async fn a_package_is_no_bundle() {
    let team = Team::open().await;
    let bytes = crate::demo_build();
    let query = format!(
        "upload-url/for-obs?appId={{app}}&fileName=demo.aab&contentLength={}",
        bytes.len()
    );
    let reserved = team.call("GET", &query).await.json()["urlInfo"].clone();
    team.put_object(&reserved, bytes).await;
    let body = json!({
        "fileType": 5,
        "files": [{ "fileName": "demo.aab", "fileDestUrl": reserved["objectId"] }],
    });
    let bound = team.put("app-file-info?appId={app}", body).await;
    let flaw = bound.event("bound").unwrap()["flaw"].as_str().unwrap();
    assert!(flaw.contains("an APK, not an app bundle"), "{flaw}");
}
