//! What a knob may ask for, seen from outside.

use super::*;

#[tokio::test]
async fn plain_refusals_come_before_a_call_is_looked_at() {
    let team = Team::open();
    for (fault, status, code) in [
        ("unauthorized", 401, "NOT_AUTHORIZED"),
        (
            "agreements",
            403,
            "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
        ),
        ("membership", 403, "FORBIDDEN_ERROR"),
        ("required-role", 403, "FORBIDDEN.REQUIRED_ROLE"),
        ("rate-limited", 429, "RATE_LIMIT_EXCEEDED"),
        ("rate-limited-retry-after", 429, "RATE_LIMIT_EXCEEDED"),
        ("unexpected-error", 500, "UNEXPECTED_ERROR"),
    ] {
        let answer = team.call_with(Some(fault), "GET", "/v1/apps", None).await;
        refused(&answer, status, code);
        let waits = answer.headers.get("retry-after").is_some();
        assert_eq!(waits, fault == "rate-limited-retry-after");
        assert!(answer.headers.contains_key("x-rate-limit"));
    }
}

#[tokio::test]
async fn a_clock_that_is_off_shows_in_the_date() {
    let team = Team::open();
    let answer = team
        .call_with(Some("clock-off"), "GET", "/v1/apps", None)
        .await;
    refused(&answer, 401, "NOT_AUTHORIZED");
    let date = answer.headers["date"].to_str().unwrap();
    let date = jiff::fmt::strtime::parse("%a, %d %b %Y %H:%M:%S GMT", date).unwrap();
    let said = date
        .to_datetime()
        .unwrap()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .unwrap();
    let ahead = said.timestamp().as_second() - team.now();
    assert!((595..=601).contains(&ahead), "{ahead}");
}

#[tokio::test]
async fn answers_come_in_surprising_shapes() {
    let team = Team::open();
    let target = "/v1/apps/{app}/appStoreVersions";
    let shown = async |fault: &str| {
        let answer = team.call_with(Some(fault), "GET", target, None).await;
        answer.json()["data"][0].clone()
    };
    let state = shown("unknown-enum").await["attributes"]["appVersionState"].clone();
    assert_eq!(state, "PRACTICE_NEW_STATE");
    assert_eq!(
        shown("null-fields").await["attributes"]["versionString"],
        Value::Null
    );
    assert!(shown("missing-fields").await.get("attributes").is_none());
    let page = team
        .call_with(Some("second-page"), "GET", "/v1/apps?limit=200", None)
        .await
        .json();
    assert_eq!(page["data"].as_array().unwrap().len(), 1);
    assert!(page["links"]["next"].is_string());
}

#[tokio::test]
async fn reads_lag_behind_what_was_made() {
    let team = Team::open();
    let links = json!({ "app": one("apps", &team.app) });
    let made = team
        .post_with(
            Some("reads-lag"),
            "betaGroups",
            json!({ "name": "QA" }),
            links,
        )
        .await;
    assert_eq!(made.status, StatusCode::CREATED);
    let target = format!("/v1/betaGroups/{}", id_of(&made));
    refused(&team.call("GET", &target, None).await, 404, "NOT_FOUND");
    let list = "/v1/betaGroups?filter[app]={app}&filter[name]=QA";
    assert_eq!(team.get(list).await["data"], json!([]));
    team.bench.pass(std::time::Duration::from_secs(10));
    assert_eq!(team.get(list).await["data"][0]["id"], id_of(&made));
}

#[tokio::test]
async fn a_lie_keeps_nothing() {
    let team = Team::open();
    let links = json!({ "app": one("apps", &team.app) });
    let made = team
        .post_with(Some("lie"), "betaGroups", json!({ "name": "QA" }), links)
        .await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert!(made.event("warning").is_some());
    let target = format!("/v1/betaGroups/{}", id_of(&made));
    refused(&team.call("GET", &target, None).await, 404, "NOT_FOUND");
}

#[tokio::test]
async fn parts_fail_in_their_own_ways() {
    let team = Team::open();
    let ipa = Ipa::demo();
    let bytes = ipa.bytes();
    let upload = team.announce(&ipa).await;
    let file = team.reserve(&upload, bytes.len()).await;
    let operation = &file["attributes"]["uploadOperations"][0];
    for (fault, expected) in [
        ("part-fails", 500),
        ("part-expired", 403),
        ("part-damaged", 200),
    ] {
        let request = put_request(operation, &bytes);
        let answer = team.bench.send_with(Some(fault), STORAGE, request).await;
        assert_eq!(answer.status.as_u16(), expected, "{fault}");
        assert!(answer.event("stored-part").is_none(), "{fault}");
        let offset = operation["offset"].as_u64().unwrap() as usize;
        let part = &bytes[offset..offset + operation["length"].as_u64().unwrap() as usize];
        if let Some(etag) = answer.headers.get("etag") {
            assert_ne!(etag, &format!("\"{}\"", md5(part).to_uppercase()));
        }
    }
    team.put_all(&file, &bytes).await;
    let lost = team.commit_with(Some("parts-lost"), &file).await;
    refused(&lost, 409, "STATE_ERROR");
    assert_eq!(lost.event("incomplete").unwrap()["missing"], json!([1]));
    team.put_all(&file, &bytes).await;
    let failed = team.commit_with(Some("file-fails"), &file).await;
    assert_eq!(
        failed.json()["data"]["attributes"]["assetDeliveryState"]["state"],
        "FAILED"
    );
}

#[tokio::test]
async fn real_parts_are_large() {
    let team = Team::open();
    let upload = team.announce(&Ipa::demo()).await;
    let attributes = json!({ "assetType": "ASSET", "fileName": "Demo.ipa", "fileSize": 20_971_520, "uti": "com.apple.ipa" });
    let links = json!({ "buildUpload": one("buildUploads", &upload) });
    let made = team
        .post_with(Some("real-parts"), "buildUploadFiles", attributes, links)
        .await;
    let operations = made.json()["data"]["attributes"]["uploadOperations"].clone();
    assert_eq!(operations.as_array().unwrap().len(), 4);
    assert_eq!(operations[0]["length"], 5_242_880);
}

#[tokio::test]
async fn processing_ends_badly() {
    let outcome = async |fault: &str, minutes: u32| {
        let team = Team::open();
        let upload = team.upload_with(Some(fault), &Ipa::demo()).await;
        team.bench.pass(MINUTE * minutes);
        let shown = team
            .get(&format!("/v1/buildUploads/{upload}?include=build"))
            .await;
        let state = &shown["data"]["attributes"]["state"];
        (
            state["state"].clone(),
            state["errors"][0]["code"].clone(),
            shown["included"][0]["attributes"].clone(),
        )
    };
    let (state, code, _) = outcome("processing-fails", 10).await;
    assert_eq!((state, code), (json!("FAILED"), json!("90683")));
    assert_eq!(outcome("processing-slow", 40).await.0, "PROCESSING");
    let (state, _, build) = outcome("processing-invalid", 10).await;
    assert_eq!(
        (state, &build["processingState"]),
        (json!("COMPLETE"), &json!("INVALID"))
    );
    let (state, _, build) = outcome("build-late", 10).await;
    assert_eq!((state, build), (json!("COMPLETE"), Value::Null));
    let (_, _, build) = outcome("internal-only", 10).await;
    assert_eq!(build["buildAudienceType"], "INTERNAL_ONLY");
    let team = Team::open();
    let numbers = json!({ "cfBundleShortVersionString": "2.0.0", "cfBundleVersion": "20", "platform": "IOS" });
    let links = json!({ "app": one("apps", &team.app) });
    let answer = team
        .post_with(Some("duplicate-build"), "buildUploads", numbers, links)
        .await;
    refused(&answer, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE");
}

#[tokio::test]
async fn a_build_that_settles_late_cannot_be_attached() {
    let team = Team::open();
    let upload = team.upload_with(Some("build-settling"), &Ipa::demo()).await;
    team.bench.pass(8 * MINUTE);
    let build = team.build_of(&upload).await;
    team.patch(
        "builds",
        &build,
        json!({ "usesNonExemptEncryption": false }),
    )
    .await;
    let version = team.version("2.0.0", Value::Null).await;
    let answer = team.attach(&version, &build).await;
    refused(&answer, 409, "ENTITY_ERROR.RELATIONSHIP.INVALID");
    team.bench.pass(10 * MINUTE);
    assert_eq!(
        team.attach(&version, &build).await.status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test]
async fn a_draft_is_left_over() {
    for (fault, items) in [("draft-left", 0), ("draft-left-with-item", 1)] {
        let team = Team::open();
        let links = json!({ "app": one("apps", &team.app) });
        let answer = team
            .post_with(
                Some(fault),
                "reviewSubmissions",
                json!({ "platform": "IOS" }),
                links,
            )
            .await;
        refused(&answer, 409, "STATE_ERROR.ENTITY_STATE_INVALID");
        let words = detail(&answer);
        let id = words.split(' ').nth(6).unwrap();
        let shown = team
            .get(&format!("/v1/reviewSubmissions/{id}?include=items"))
            .await;
        assert_eq!(shown["data"]["attributes"]["state"], "READY_FOR_REVIEW");
        assert_eq!(shown["included"].as_array().unwrap().len(), items);
    }
}

#[tokio::test]
async fn reviews_and_versions_have_their_troubles() {
    let team = Team::open();
    let version = team.complete_version(Value::Null).await;
    let body = json!({ "data": { "type": "appStoreVersions", "id": version, "attributes": { "releaseType": "MANUAL" } } });
    let target = format!("/v1/appStoreVersions/{version}");
    let forgot = team
        .call_with(Some("release-type-forgotten"), "PATCH", &target, Some(body))
        .await;
    assert_eq!(
        forgot.json()["data"]["attributes"]["releaseType"],
        "AFTER_APPROVAL"
    );
    let submission = team.draft(&version).await;
    let inner = team
        .submit_with(Some("associated-errors"), &submission)
        .await;
    refused(&inner, 409, "STATE_ERROR.ENTITY_STATE_INVALID");
    let inner = &inner.json()["errors"][0]["meta"]["associatedErrors"];
    assert_eq!(
        inner[&target][0]["code"],
        "STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPHONE_67"
    );
    team.submit(&submission).await;
    let cancel = team
        .patch_with(
            Some("cancel-refused"),
            "reviewSubmissions",
            &submission,
            json!({ "canceled": true }),
        )
        .await;
    assert_eq!(detail(&cancel), "Resource is not in cancellable state");
    let team = Team::open();
    let attributes = json!({ "platform": "IOS", "versionString": "2.0.0" });
    let links = json!({ "app": one("apps", &team.app) });
    let made = team
        .post_with(
            Some("empty-contacts"),
            "appStoreVersions",
            attributes,
            links,
        )
        .await;
    let target = format!("/v1/appStoreVersions/{}/appStoreReviewDetail", id_of(&made));
    assert_eq!(team.get(&target).await["data"], Value::Null);
}

#[tokio::test]
async fn test_flight_has_its_troubles() {
    let team = Team::open();
    let build = team.ready_build(&Ipa::demo()).await;
    let links = json!({ "build": one("builds", &build) });
    let kind = "betaAppReviewSubmissions";
    let busy = team
        .post_with(
            Some("another-build-in-review"),
            kind,
            Value::Null,
            links.clone(),
        )
        .await;
    refused(&busy, 422, "ENTITY_UNPROCESSABLE.ANOTHER_BUILD_IN_REVIEW");
    let rejected = team
        .post_with(Some("reject-next-beta-review"), kind, Value::Null, links)
        .await;
    assert_eq!(rejected.status, StatusCode::CREATED);
    team.bench.pass(HOUR);
    let states = team
        .attributes(&format!("/v1/builds/{build}/buildBetaDetail"))
        .await;
    assert_eq!(states["externalBuildState"], "BETA_REJECTED");
    let groups = team
        .get("/v1/betaGroups?filter[app]={app}&filter[name]=Friends")
        .await;
    let friends = groups["data"][0]["id"].as_str().unwrap();
    let target = format!("/v1/betaGroups/{friends}/relationships/builds");
    for (fault, code) in [
        (
            "sdk-not-allowed",
            "ENTITY_UNPROCESSABLE.BUILD_SDK_NOT_ALLOWED_FOR_EXTERNAL_TESTING",
        ),
        (
            "beta-contract-missing",
            "ENTITY_UNPROCESSABLE.BETA_CONTRACT_MISSING",
        ),
    ] {
        let body = Some(many("builds", &[&build]));
        refused(
            &team.call_with(Some(fault), "POST", &target, body).await,
            422,
            code,
        );
    }
    let person = json!({ "email": "new@example.com" });
    let links = json!({ "betaGroups": many("betaGroups", &[friends]) });
    let refusal = team
        .post_with(Some("tester-refused"), "betaTesters", person, links)
        .await;
    refused(&refusal, 409, "STATE_ERROR");
}
