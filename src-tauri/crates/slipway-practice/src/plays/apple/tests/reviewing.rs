use super::*;
use crate::play::{Decided, Verdict};

#[tokio::test]
async fn a_submission_holds_its_version_and_says_what_it_is() {
    let team = Team::open();
    let version = team.complete_version(Value::Null).await;
    let submission = team.draft(&version).await;
    assert_eq!(team.version_state(&version).await, "READY_FOR_REVIEW");
    let answer = team.submit(&submission).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let shown = &answer.json()["data"];
    assert_eq!(shown["attributes"]["state"], "WAITING_FOR_REVIEW");
    assert!(shown["attributes"]["submittedDate"].is_string());
    assert_eq!(
        shown["relationships"]["appStoreVersionForReview"]["data"]["id"],
        version
    );
    assert_eq!(
        shown["relationships"]["items"]["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let event = answer.event("submitted").unwrap();
    assert_eq!(event["package"], "com.example.slipway");
    assert_eq!(
        (&event["version_code"], &event["version_name"]),
        (&json!(20), &json!("2.0.0"))
    );
    assert_eq!(
        event["build_sha256"],
        crate::plays::by_hand::sha256(&Ipa::demo().bytes())
    );
    assert_eq!(
        event["notes"],
        json!({ "en-US": "What is new", "zh-Hans": "What is new" })
    );
    assert_eq!(event["release_type"], "AFTER_APPROVAL");
    assert_eq!(team.version_state(&version).await, "WAITING_FOR_REVIEW");
    let again = team.submit(&submission).await;
    refused(&again, 409, "STATE_ERROR.ENTITY_STATE_INVALID");
    let listed = team
        .get("/v1/reviewSubmissions?filter[app]={app}&filter[platform]=IOS&filter[state]=WAITING_FOR_REVIEW,IN_REVIEW&include=items,appStoreVersionForReview")
        .await;
    assert_eq!(listed["included"].as_array().unwrap().len(), 2);
    let fixed = team
        .patch("appStoreVersions", &version, json!({ "copyright": "x" }))
        .await;
    refused(&fixed, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID.UNMODIFIABLE");
}

#[tokio::test]
async fn time_brings_review_and_release() {
    let team = Team::open();
    let version = team.complete_version(Value::Null).await;
    let submission = team.draft(&version).await;
    team.submit(&submission).await;
    let state = async || {
        let shown = team
            .attributes(&format!("/v1/reviewSubmissions/{submission}"))
            .await;
        (
            shown["state"].as_str().unwrap().to_owned(),
            team.version_state(&version).await,
        )
    };
    let both = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    team.bench.pass(30 * MINUTE);
    assert_eq!(state().await, both("IN_REVIEW", "IN_REVIEW"));
    team.bench.pass(30 * MINUTE);
    assert_eq!(
        state().await,
        both("COMPLETE", "PROCESSING_FOR_DISTRIBUTION")
    );
    team.bench.pass(30 * MINUTE);
    assert_eq!(state().await, both("COMPLETE", "READY_FOR_DISTRIBUTION"));
    let items = team
        .get(&format!(
            "/v1/reviewSubmissions/{submission}/items?include=appStoreVersion"
        ))
        .await;
    assert_eq!(items["data"][0]["attributes"]["state"], "APPROVED");
    let before = team
        .get("/v1/apps/{app}/appStoreVersions?filter[versionString]=1.9.0")
        .await;
    assert_eq!(
        before["data"][0]["attributes"]["appVersionState"],
        "REPLACED_WITH_NEW_VERSION"
    );
    let shown = team
        .attributes(&format!("/v1/appStoreVersions/{version}"))
        .await;
    assert_eq!(shown["appStoreState"], "READY_FOR_SALE");
    team.version("2.1.0", Value::Null).await;
}

#[tokio::test]
async fn what_is_missing_is_told_inside() {
    let team = Team::open();
    let version = team.version("2.0.0", Value::Null).await;
    let detail = team
        .get(&format!(
            "/v1/appStoreVersions/{version}/appStoreReviewDetail"
        ))
        .await;
    let detail = detail["data"]["id"].as_str().unwrap();
    team.patch(
        "appStoreReviewDetails",
        detail,
        json!({ "contactEmail": "" }),
    )
    .await;
    let submission = team.draft(&version).await;
    let answer = team.submit(&submission).await;
    refused(&answer, 409, "STATE_ERROR.ENTITY_STATE_INVALID");
    let error = &answer.json()["errors"][0];
    assert_eq!(
        error["title"],
        format!("appStoreVersions with id '{version}' is not in valid state.")
    );
    let inner = error["meta"]["associatedErrors"].as_object().unwrap();
    assert_eq!(inner.len(), 4);
    let of_texts: Vec<&Value> = inner
        .iter()
        .filter(|(path, _)| path.starts_with("/v1/appStoreVersionLocalizations/"))
        .map(|(_, errors)| &errors[0])
        .collect();
    assert_eq!(of_texts.len(), 2);
    assert_eq!(
        of_texts[0]["source"]["pointer"],
        "/data/attributes/whatsNew"
    );
    let contact = &inner[&format!("/v1/appStoreReviewDetails/{detail}")][0];
    assert_eq!(contact["code"], "ENTITY_ERROR.ATTRIBUTE.REQUIRED");
    assert!(inner.contains_key(&format!("/v1/appStoreVersions/{version}")));
    assert!(answer.event("submitted").is_none());
}

#[tokio::test]
async fn one_submission_is_open_and_a_version_is_in_one() {
    let team = Team::open();
    let version = team.complete_version(Value::Null).await;
    let submission = team.draft(&version).await;
    let links = json!({ "app": one("apps", &team.app) });
    let second = team
        .post(
            "reviewSubmissions",
            json!({ "platform": "IOS" }),
            links.clone(),
        )
        .await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!(
        detail(&second),
        format!("There is another reviewSubmissions with id {submission} still in progress")
    );
    let other = team
        .make("reviewSubmissions", json!({ "platform": "MAC_OS" }), links)
        .await;
    let item = |submission: &str| {
        json!({
            "reviewSubmission": one("reviewSubmissions", submission),
            "appStoreVersion": one("appStoreVersions", &version),
        })
    };
    let twice = team
        .post("reviewSubmissionItems", Value::Null, item(&submission))
        .await;
    assert_eq!(
        detail(&twice),
        format!(
            "appStoreVersions with id {version} was already added to another reviewSubmission with id {submission}"
        )
    );
    let empty = team.submit(&other).await;
    refused(&empty, 409, "STATE_ERROR.ENTITY_STATE_INVALID");
    let items = team
        .get(&format!("/v1/reviewSubmissions/{submission}/items"))
        .await;
    let item_id = items["data"][0]["id"].as_str().unwrap();
    let gone = team
        .call(
            "DELETE",
            &format!("/v1/reviewSubmissionItems/{item_id}"),
            None,
        )
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(team.version_state(&version).await, "PREPARE_FOR_SUBMISSION");
    let wrong = team
        .post("reviewSubmissionItems", Value::Null, item(&other))
        .await;
    refused(&wrong, 409, "ENTITY_ERROR.RELATIONSHIP.INVALID");
    let back = team
        .post("reviewSubmissionItems", Value::Null, item(&submission))
        .await;
    assert_eq!(back.status, StatusCode::CREATED);
    let early = team.submit(&submission).await;
    refused(&early, 409, "STATE_ERROR.ENTITY_STATE_INVALID");
    let other = json!({ "reviewSubmission": one("reviewSubmissions", &submission) });
    let nothing = team.post("reviewSubmissionItems", Value::Null, other).await;
    refused(&nothing, 409, "ENTITY_ERROR.RELATIONSHIP.INVALID");
}

#[tokio::test]
async fn a_submission_can_be_cancelled_and_made_anew() {
    let team = Team::open();
    let version = team.complete_version(Value::Null).await;
    let submission = team.draft(&version).await;
    let cancel = json!({ "canceled": true });
    let draft = team
        .patch("reviewSubmissions", &submission, cancel.clone())
        .await;
    assert_eq!(detail(&draft), "Resource is not in cancellable state");
    team.submit(&submission).await;
    let canceled = team
        .patch("reviewSubmissions", &submission, cancel.clone())
        .await;
    assert_eq!(canceled.json()["data"]["attributes"]["state"], "CANCELING");
    let again = team.patch("reviewSubmissions", &submission, cancel).await;
    refused(&again, 409, "STATE_ERROR.ENTITY_STATE_INVALID");
    team.bench.pass(2 * HOUR);
    let shown = team
        .attributes(&format!("/v1/reviewSubmissions/{submission}"))
        .await;
    assert_eq!(shown["state"], "COMPLETE");
    assert_eq!(team.version_state(&version).await, "DEVELOPER_REJECTED");
    let next = team.draft(&version).await;
    assert_eq!(team.submit(&next).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_rejected_version_is_mended_and_sent_again() {
    for (fault, expected) in [
        ("reject-next-review", "REJECTED"),
        ("reject-next-metadata", "METADATA_REJECTED"),
    ] {
        let team = Team::open();
        let version = team.complete_version(Value::Null).await;
        let submission = team.draft(&version).await;
        let answer = team.submit_with(Some(fault), &submission).await;
        assert_eq!(answer.status, StatusCode::OK);
        team.bench.pass(HOUR);
        assert_eq!(team.version_state(&version).await, expected);
        let shown = team
            .attributes(&format!("/v1/reviewSubmissions/{submission}"))
            .await;
        assert_eq!(shown["state"], "UNRESOLVED_ISSUES");
        refused(
            &team.submit(&submission).await,
            409,
            "STATE_ERROR.ENTITY_STATE_INVALID",
        );
        let items = team
            .get(&format!("/v1/reviewSubmissions/{submission}/items"))
            .await;
        assert_eq!(items["data"][0]["attributes"]["state"], "REJECTED");
        let item = items["data"][0]["id"].as_str().unwrap();
        let resolved = team
            .patch("reviewSubmissionItems", item, json!({ "resolved": true }))
            .await;
        assert_eq!(resolved.status, StatusCode::OK, "{}", resolved.json());
        assert_eq!(team.submit(&submission).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn the_consoles_buttons_end_a_review_now() {
    let team = Team::open();
    let bundle = "com.example.slipway";
    assert_eq!(
        team.bench.decide(bundle, &Verdict::Approve),
        Decided::NothingWaiting
    );
    assert_eq!(
        team.bench.decide("com.example.nothing", &Verdict::Approve),
        Decided::NoSuchApp
    );
    let version = team
        .complete_version(json!({ "releaseType": "MANUAL" }))
        .await;
    let submission = team.draft(&version).await;
    team.submit(&submission).await;
    let reject = Verdict::Reject {
        reason: "a crash at start".to_owned(),
    };
    assert_eq!(team.bench.decide(bundle, &reject), Decided::Done);
    assert_eq!(team.version_state(&version).await, "REJECTED");
    let apps = team
        .bench
        .world
        .transaction("apple", None, |stage| team.bench.play.apps(stage))
        .unwrap();
    let app = apps.iter().find(|it| it.package == bundle).unwrap();
    assert_eq!(
        (
            app.state.as_str(),
            app.live_version_code,
            app.waiting_version_code
        ),
        ("REJECTED", Some(19), None)
    );
}
