use super::*;
use crate::play::Verdict;

const BUNDLE: &str = "com.example.slipway";

async fn approved(team: &Team, more: Value) -> String {
    let version = team.complete_version(more).await;
    let submission = team.draft(&version).await;
    assert_eq!(team.submit(&submission).await.status, StatusCode::OK);
    team.bench.decide(BUNDLE, &Verdict::Approve);
    version
}

async fn request(team: &Team, version: &str) -> Answer {
    let links = json!({ "appStoreVersion": one("appStoreVersions", version) });
    team.post("appStoreVersionReleaseRequests", Value::Null, links)
        .await
}

#[tokio::test]
async fn a_version_by_hand_waits_for_its_request() {
    let team = Team::open();
    let version = approved(&team, json!({ "releaseType": "MANUAL" })).await;
    team.bench.pass(48 * HOUR);
    assert_eq!(
        team.version_state(&version).await,
        "PENDING_DEVELOPER_RELEASE"
    );
    let released = request(&team, &version).await;
    assert_eq!(released.status, StatusCode::CREATED, "{}", released.json());
    assert!(released.event("released").is_some());
    assert_eq!(
        team.version_state(&version).await,
        "PROCESSING_FOR_DISTRIBUTION"
    );
    refused(
        &request(&team, &version).await,
        409,
        "STATE_ERROR.ENTITY_STATE_INVALID",
    );
    team.bench.pass(HOUR);
    assert_eq!(team.version_state(&version).await, "READY_FOR_DISTRIBUTION");
}

fn hour_to_come(team: &Team, hours: i64) -> String {
    let second = (team.now() / 3600 + hours) * 3600;
    jiff::Timestamp::from_second(second).unwrap().to_string()
}

#[tokio::test]
async fn a_scheduled_version_goes_out_at_its_hour() {
    let team = Team::open();
    let date = hour_to_come(&team, 10);
    let version = approved(
        &team,
        json!({ "releaseType": "SCHEDULED", "earliestReleaseDate": date }),
    )
    .await;
    assert_eq!(team.version_state(&version).await, "PENDING_APPLE_RELEASE");
    refused(
        &request(&team, &version).await,
        409,
        "STATE_ERROR.ENTITY_STATE_INVALID",
    );
    let date = hour_to_come(&team, 30);
    let moved = team
        .patch(
            "appStoreVersions",
            &version,
            json!({ "earliestReleaseDate": date }),
        )
        .await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.json());
    team.bench.pass(20 * HOUR);
    assert_eq!(team.version_state(&version).await, "PENDING_APPLE_RELEASE");
    team.bench.pass(12 * HOUR);
    assert_eq!(team.version_state(&version).await, "READY_FOR_DISTRIBUTION");
}

#[tokio::test]
async fn an_approved_version_can_still_change_its_way() {
    let team = Team::open();
    let date = hour_to_come(&team, 10);
    let version = approved(
        &team,
        json!({ "releaseType": "SCHEDULED", "earliestReleaseDate": date }),
    )
    .await;
    let by_hand = json!({ "releaseType": "MANUAL", "earliestReleaseDate": null });
    team.patch("appStoreVersions", &version, by_hand).await;
    assert_eq!(
        team.version_state(&version).await,
        "PENDING_DEVELOPER_RELEASE"
    );
    team.bench.pass(48 * HOUR);
    assert_eq!(
        team.version_state(&version).await,
        "PENDING_DEVELOPER_RELEASE"
    );
    team.patch(
        "appStoreVersions",
        &version,
        json!({ "releaseType": "AFTER_APPROVAL" }),
    )
    .await;
    assert_eq!(
        team.version_state(&version).await,
        "PROCESSING_FOR_DISTRIBUTION"
    );
}
