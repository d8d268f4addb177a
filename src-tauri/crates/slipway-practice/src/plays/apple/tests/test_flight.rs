use super::*;

async fn group(team: &Team, attributes: Value) -> String {
    let links = json!({ "app": one("apps", &team.app) });
    team.make("betaGroups", attributes, links).await
}

async fn link(team: &Team, group: &str, build: &str) -> Answer {
    let target = format!("/v1/betaGroups/{group}/relationships/builds");
    team.call("POST", &target, Some(many("builds", &[build])))
        .await
}

async fn review(team: &Team, build: &str) -> Answer {
    let links = json!({ "build": one("builds", build) });
    team.post("betaAppReviewSubmissions", Value::Null, links)
        .await
}

async fn external(team: &Team, build: &str) -> String {
    let shown = team
        .attributes(&format!("/v1/builds/{build}/buildBetaDetail"))
        .await;
    shown["externalBuildState"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn groups_have_ids_and_not_names() {
    let team = Team::open();
    let made = group(&team, json!({ "name": "Friends", "publicLinkEnabled": true, "publicLinkLimitEnabled": true, "publicLinkLimit": 500 })).await;
    let both = team
        .get("/v1/betaGroups?filter[app]={app}&filter[name]=Friends&sort=-createdDate")
        .await;
    assert_eq!(both["data"].as_array().unwrap().len(), 2);
    let shown = team.attributes(&format!("/v1/betaGroups/{made}")).await;
    let id = shown["publicLinkId"].as_str().unwrap();
    assert_eq!(
        shown["publicLink"],
        format!("https://testflight.apple.com/join/{id}")
    );
    let renamed = team
        .patch(
            "betaGroups",
            &made,
            json!({ "name": "QA", "publicLinkEnabled": false }),
        )
        .await;
    assert_eq!(
        renamed.json()["data"]["attributes"]["publicLink"],
        Value::Null
    );
    let fixed = team
        .patch("betaGroups", &made, json!({ "isInternalGroup": true }))
        .await;
    refused(&fixed, 409, "ENTITY_ERROR.ATTRIBUTE.NOT_ALLOWED");
    let links = json!({ "app": one("apps", &team.app) });
    for wrong in [
        json!({ "name": "x", "hasAccessToAllBuilds": true }),
        json!({ "name": "x", "isInternalGroup": true, "publicLinkEnabled": true }),
        json!({ "name": "x", "publicLinkLimit": 10_001 }),
    ] {
        let answer = team.post("betaGroups", wrong, links.clone()).await;
        refused(&answer, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID");
    }
    let gone = team
        .call("DELETE", &format!("/v1/betaGroups/{made}"), None)
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_build_goes_to_testers_after_its_review() {
    let team = Team::open();
    let build = team.ready_build(&Ipa::demo()).await;
    let friends = group(&team, json!({ "name": "QA" })).await;
    let linked = link(&team, &friends, &build).await;
    assert_eq!(linked.status, StatusCode::NO_CONTENT);
    assert_eq!(linked.event("distributed").unwrap()["external"], true);
    assert_eq!(external(&team, &build).await, "READY_FOR_BETA_SUBMISSION");
    let submitted = review(&team, &build).await;
    assert_eq!(
        submitted.status,
        StatusCode::CREATED,
        "{}",
        submitted.json()
    );
    assert!(submitted.event("beta-submitted").is_some());
    assert_eq!(external(&team, &build).await, "WAITING_FOR_BETA_REVIEW");
    refused(
        &review(&team, &build).await,
        409,
        "STATE_ERROR.ALREADY_EXISTS",
    );
    team.bench.pass(20 * MINUTE);
    assert_eq!(external(&team, &build).await, "IN_BETA_REVIEW");
    team.bench.pass(20 * MINUTE);
    assert_eq!(external(&team, &build).await, "IN_BETA_TESTING");
    let found = team
        .get(&format!(
            "/v1/betaAppReviewSubmissions?filter[build]={build}"
        ))
        .await;
    assert_eq!(
        found["data"][0]["attributes"]["betaReviewState"],
        "APPROVED"
    );
    let notify = json!({ "build": one("builds", &build) });
    let told = team
        .post("buildBetaNotifications", Value::Null, notify.clone())
        .await;
    assert_eq!(told.status, StatusCode::CREATED);
    let changed = team
        .patch(
            "buildBetaDetails",
            &build,
            json!({ "autoNotifyEnabled": true }),
        )
        .await;
    assert_eq!(changed.status, StatusCode::OK);
    let again = team
        .post("buildBetaNotifications", Value::Null, notify)
        .await;
    refused(&again, 409, "STATE_ERROR.ENTITY_STATE_INVALID");
    assert_eq!(detail(&again), "Auto-notify already enabled");
}

#[tokio::test]
async fn one_build_of_a_version_is_in_review_and_later_ones_pass() {
    let team = Team::open();
    let first = team.ready_build(&Ipa::demo()).await;
    let second = team
        .ready_build(&Ipa {
            build: "21",
            ..Ipa::demo()
        })
        .await;
    review(&team, &first).await;
    let other = review(&team, &second).await;
    refused(&other, 422, "ENTITY_UNPROCESSABLE.ANOTHER_BUILD_IN_REVIEW");
    team.bench.pass(HOUR);
    assert_eq!(review(&team, &second).await.status, StatusCode::CREATED);
    team.bench.pass(MINUTE);
    assert_eq!(external(&team, &second).await, "BETA_APPROVED");
    let third = team
        .ready_build(&Ipa {
            version: "2.1.0",
            build: "30",
            ..Ipa::demo()
        })
        .await;
    review(&team, &third).await;
    // The end of a build is the end of its review.
    team.patch("builds", &third, json!({ "expired": true }))
        .await;
    let fourth = team
        .ready_build(&Ipa {
            version: "2.1.0",
            build: "31",
            ..Ipa::demo()
        })
        .await;
    assert_eq!(review(&team, &fourth).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn missing_test_information_looks_like_a_defect() {
    let team = Team::open();
    let build = team.ready_build(&Ipa::demo()).await;
    let details = team.get("/v1/betaAppReviewDetails?filter[app]={app}").await;
    let contact = details["data"][0]["id"].as_str().unwrap();
    team.patch(
        "betaAppReviewDetails",
        contact,
        json!({ "contactPhone": null }),
    )
    .await;
    let answer = review(&team, &build).await;
    refused(&answer, 500, "UNEXPECTED_ERROR");
    assert_eq!(
        answer.event("refused").unwrap()["why"],
        "test information is missing: contactPhone"
    );
    team.patch(
        "betaAppReviewDetails",
        contact,
        json!({ "contactPhone": "+86 10 1234 5678" }),
    )
    .await;
    assert_eq!(review(&team, &build).await.status, StatusCode::CREATED);
    let texts = team.get("/v1/apps/{app}/betaAppLocalizations").await;
    assert_eq!(
        texts["data"][0]["attributes"]["feedbackEmail"],
        "feedback@example.com"
    );
}

#[tokio::test]
async fn a_build_that_is_not_ready_reaches_nobody() {
    let team = Team::open();
    let upload = team.upload(&Ipa::demo()).await;
    team.bench.pass(8 * MINUTE);
    let build = team.build_of(&upload).await;
    let friends = group(&team, json!({ "name": "QA" })).await;
    let check = async |words: &str| {
        let answer = link(&team, &friends, &build).await;
        refused(&answer, 422, "ENTITY_UNPROCESSABLE");
        assert_eq!(detail(&answer), words);
    };
    check("The build is not in a valid processing state for this operation.").await;
    refused(&review(&team, &build).await, 422, "ENTITY_UNPROCESSABLE");
    team.bench.pass(5 * MINUTE);
    check("The build is missing export compliance.").await;
    team.patch(
        "builds",
        &build,
        json!({ "usesNonExemptEncryption": false }),
    )
    .await;
    assert_eq!(
        link(&team, &friends, &build).await.status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test]
async fn a_group_with_all_builds_takes_none() {
    let team = Team::open();
    let build = team.ready_build(&Ipa::demo()).await;
    let groups = team
        .get("/v1/betaGroups?filter[app]={app}&filter[isInternalGroup]=true")
        .await;
    let inside = groups["data"][0]["id"].as_str().unwrap();
    let answer = link(&team, inside, &build).await;
    refused(&answer, 422, "ENTITY_UNPROCESSABLE");
    assert_eq!(
        detail(&answer),
        "Builds cannot be assigned to this internal group."
    );
    let target = format!("/v1/builds/{build}/relationships/betaGroups");
    let answer = team
        .call("POST", &target, Some(many("betaGroups", &[inside])))
        .await;
    assert_eq!(detail(&answer), "Cannot add internal group to a build.");
    let chosen = group(&team, json!({ "name": "Desk", "isInternalGroup": true })).await;
    let answer = team
        .call("POST", &target, Some(many("betaGroups", &[&chosen])))
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let linked = team
        .get(&format!("/v1/betaGroups/{chosen}/relationships/builds"))
        .await;
    assert_eq!(linked["data"], json!([{ "type": "builds", "id": build }]));
    let answer = team
        .call("DELETE", &target, Some(many("betaGroups", &[&chosen])))
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn what_to_test_is_written_per_locale() {
    let team = Team::open();
    let build = team.ready_build(&Ipa::demo()).await;
    let kind = "betaBuildLocalizations";
    let create = async |locale: &str, text: &str| {
        let links = json!({ "build": one("builds", &build) });
        team.post(kind, json!({ "locale": locale, "whatsNew": text }), links)
            .await
    };
    refused(
        &create("en-US", "x").await,
        409,
        "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE",
    );
    let made = create("zh-Hans", "请测试登录").await;
    assert_eq!(made.event("what-to-test").unwrap()["notes"], "请测试登录");
    let long = create("de-DE", &"新".repeat(1334)).await;
    refused(&long, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG");
    let bracket = create("de-DE", "a < b").await;
    refused(
        &bracket,
        409,
        "ENTITY_ERROR.ATTRIBUTE.INVALID.INVALID_CHARACTERS",
    );
    let listed = team
        .get(&format!(
            "/v1/{kind}?filter[build]={build}&filter[locale]=en-US"
        ))
        .await;
    let id = listed["data"][0]["id"].as_str().unwrap();
    let changed = team.patch(kind, id, json!({ "whatsNew": "Sign in" })).await;
    assert_eq!(changed.json()["data"]["attributes"]["whatsNew"], "Sign in");
}
