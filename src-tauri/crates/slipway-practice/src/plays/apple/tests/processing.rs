use super::*;

async fn state(team: &Team, upload: &str) -> Value {
    team.attributes(&format!("/v1/buildUploads/{upload}")).await["state"].clone()
}

#[tokio::test]
async fn a_build_comes_step_by_step() {
    let team = Team::open();
    let ipa = Ipa::demo();
    let upload = team.announce(&ipa).await;
    assert_eq!(state(&team, &upload).await["state"], "AWAITING_UPLOAD");
    let bytes = ipa.bytes();
    let file = team.reserve(&upload, bytes.len()).await;
    team.put_all(&file, &bytes).await;
    team.commit(&file).await;
    assert_eq!(state(&team, &upload).await["state"], "PROCESSING");
    team.bench.pass(3 * MINUTE);
    assert_eq!(state(&team, &upload).await["state"], "COMPLETE");
    let shown = team
        .get(&format!("/v1/buildUploads/{upload}?include=build"))
        .await;
    assert_eq!(shown["data"]["relationships"]["build"]["data"], Value::Null);
    let list = "/v1/builds?filter[app]={app}&filter[version]=20";
    assert_eq!(team.get(list).await["data"], json!([]));
    team.bench.pass(MINUTE);
    let build = team.build_of(&upload).await;
    let target = format!("/v1/builds/{build}");
    assert_eq!(
        team.attributes(&target).await["processingState"],
        "PROCESSING"
    );
    team.bench.pass(4 * MINUTE);
    let shown = team.attributes(&target).await;
    assert_eq!(shown["processingState"], "VALID");
    assert_eq!(shown["usesNonExemptEncryption"], Value::Null);
    assert_eq!(shown["minOsVersion"], "16.0");
    let detail = format!("{target}/buildBetaDetail");
    assert_eq!(
        team.attributes(&detail).await["externalBuildState"],
        "PROCESSING"
    );
    team.bench.pass(MINUTE);
    let states = team.attributes(&detail).await;
    assert_eq!(states["internalBuildState"], "MISSING_EXPORT_COMPLIANCE");
    let file = team
        .attributes(&format!(
            "/v1/buildUploadFiles/{}",
            file["id"].as_str().unwrap()
        ))
        .await;
    assert_eq!(file["assetDeliveryState"]["state"], "COMPLETE");
    let texts = team.get(&format!("{target}/betaBuildLocalizations")).await;
    assert_eq!(texts["data"][0]["attributes"]["locale"], "en-US");
}

#[tokio::test]
async fn a_package_that_differs_from_its_announcement_fails() {
    let check = async |announced: Ipa, sent: Ipa, expected: &[&str]| {
        let team = Team::open();
        let upload = team.announce(&announced).await;
        let bytes = sent.bytes();
        let file = team.reserve(&upload, bytes.len()).await;
        team.put_all(&file, &bytes).await;
        team.commit(&file).await;
        team.bench.pass(3 * MINUTE);
        let state = state(&team, &upload).await;
        assert_eq!(state["state"], "FAILED", "{state}");
        let errors = state["errors"].as_array().unwrap();
        let codes: Vec<&str> = errors
            .iter()
            .map(|it| it["code"].as_str().unwrap())
            .collect();
        assert_eq!(codes, expected);
        assert!(errors.iter().all(|it| it["description"].is_string()));
        team.bench.pass(HOUR);
        let builds = team
            .get("/v1/builds?filter[app]={app}&filter[version]=20")
            .await;
        assert_eq!(builds["data"], json!([]));
    };
    let demo = Ipa::demo;
    let bundle = Ipa {
        bundle: "com.example.other",
        ..demo()
    };
    check(demo(), bundle, &["90055"]).await;
    check(
        demo(),
        Ipa {
            build: "21",
            ..demo()
        },
        &["90054"],
    )
    .await;
    check(
        demo(),
        Ipa {
            version: "2.0.1",
            ..demo()
        },
        &["90062"],
    )
    .await;
    check(
        demo(),
        Ipa {
            platform: "appletvos",
            ..demo()
        },
        &["90054"],
    )
    .await;
    let live = Ipa {
        version: "1.9.0",
        build: "50",
        ..demo()
    };
    check(live.clone(), live, &["90186", "90062"]).await;
    let lower = Ipa {
        version: "1.8",
        build: "50",
        ..demo()
    };
    check(lower.clone(), lower, &["90062"]).await;
}

#[tokio::test]
async fn what_is_no_package_fails() {
    let team = Team::open();
    let upload = team.announce(&Ipa::demo()).await;
    let file = team.reserve(&upload, 9).await;
    team.put_all(&file, b"no zip at").await;
    let committed = team.commit(&file).await;
    assert!(committed.event("stored").unwrap()["flaw"].is_string());
    team.bench.pass(3 * MINUTE);
    assert_eq!(state(&team, &upload).await["errors"][0]["code"], "90048");
}

#[tokio::test]
async fn a_build_number_is_used_once_and_rises_inside_a_version() {
    let team = Team::open();
    let announce = async |version: &str, build: &str| {
        let numbers = json!({ "cfBundleShortVersionString": version, "cfBundleVersion": build, "platform": "IOS" });
        let links = json!({ "app": one("apps", &team.app) });
        team.post("buildUploads", numbers, links).await
    };
    team.upload(&Ipa::demo()).await;
    for (version, build) in [("2.0.0", "20"), ("2.0", "20"), ("2.0.0", "9.1")] {
        let answer = announce(version, build).await;
        refused(&answer, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE");
        let error = &answer.json()["errors"][0];
        assert_eq!(error["meta"]["previousBundleVersion"], "20");
        assert_eq!(
            error["source"]["pointer"],
            "/data/attributes/cfBundleVersion"
        );
    }
    for (version, build) in [("2.0.0", "21"), ("2.1", "20")] {
        assert_eq!(announce(version, build).await.status, StatusCode::CREATED);
    }
    refused(
        &announce("2.0-beta", "22").await,
        409,
        "ENTITY_ERROR.ATTRIBUTE.INVALID",
    );
    let list = "/v1/apps/{app}/buildUploads?filter[cfBundleShortVersionString]=2.0.0&filter[platform]=IOS&filter[state]=PROCESSING,COMPLETE,FAILED&sort=-uploadedDate";
    let uploads = team.get(list).await;
    assert_eq!(uploads["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_export_question_is_answered_once() {
    let team = Team::open();
    let build = team.ready_build(&Ipa::demo()).await;
    let again = team
        .patch(
            "builds",
            &build,
            json!({ "usesNonExemptEncryption": false }),
        )
        .await;
    refused(&again, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID");
    assert_eq!(
        detail(&again),
        "You cannot update when the value is already set."
    );
    let states = team
        .attributes(&format!("/v1/builds/{build}/buildBetaDetail"))
        .await;
    assert_eq!(states["externalBuildState"], "READY_FOR_BETA_SUBMISSION");
    assert_eq!(states["internalBuildState"], "IN_BETA_TESTING");
    let told = Ipa {
        version: "2.1.0",
        encryption: Some(true),
        ..Ipa::demo()
    };
    let build = team.ready_build(&told).await;
    let shown = team.attributes(&format!("/v1/builds/{build}")).await;
    assert_eq!(shown["usesNonExemptEncryption"], true);
    let declaration = team
        .make(
            "appEncryptionDeclarations",
            json!({ "appDescription": "x", "containsProprietaryCryptography": false, "containsThirdPartyCryptography": true, "availableOnFrenchStore": false }),
            json!({ "app": one("apps", &team.app) }),
        )
        .await;
    let target = format!("/v1/builds/{build}/relationships/appEncryptionDeclaration");
    let link = one("appEncryptionDeclarations", &declaration);
    let linked = team.call("PATCH", &target, Some(link)).await;
    assert_eq!(linked.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn an_expired_build_stays_expired() {
    let team = Team::open();
    let build = team.ready_build(&Ipa::demo()).await;
    let ended = team
        .patch("builds", &build, json!({ "expired": true }))
        .await;
    assert_eq!(ended.json()["data"]["attributes"]["expired"], true);
    refused(
        &team
            .patch("builds", &build, json!({ "expired": false }))
            .await,
        409,
        "ENTITY_ERROR.ATTRIBUTE.INVALID.UNMODIFIABLE",
    );
    let states = team
        .attributes(&format!("/v1/builds/{build}/buildBetaDetail"))
        .await;
    assert_eq!(states["externalBuildState"], "EXPIRED");
}

#[tokio::test]
async fn the_demo_build_is_an_update_of_the_demo_app() {
    let team = Team::open();
    let bytes = crate::demo_ipa();
    let upload = team.announce(&Ipa::demo()).await;
    let file = team.reserve(&upload, bytes.len()).await;
    team.put_all(&file, bytes).await;
    let committed = team.commit(&file).await;
    assert_eq!(committed.event("stored").unwrap()["flaw"], Value::Null);
    team.bench.pass(15 * MINUTE);
    assert_eq!(state(&team, &upload).await["state"], "COMPLETE");
    let build = team.build_of(&upload).await;
    let shown = team.attributes(&format!("/v1/builds/{build}")).await;
    assert_eq!(
        (&shown["version"], &shown["processingState"]),
        (&json!("20"), &json!("VALID"))
    );
}

#[tokio::test]
async fn a_package_for_another_system_fails() {
    let team = Team::open();
    let bytes = crate::demo_build();
    let upload = team.announce(&Ipa::demo()).await;
    let file = team.reserve(&upload, bytes.len()).await;
    team.put_all(&file, bytes).await;
    let committed = team.commit(&file).await;
    assert_eq!(
        committed.event("stored").unwrap()["flaw"],
        "not a build for Apple's systems"
    );
    team.bench.pass(3 * MINUTE);
    assert_eq!(state(&team, &upload).await["state"], "FAILED");
}
