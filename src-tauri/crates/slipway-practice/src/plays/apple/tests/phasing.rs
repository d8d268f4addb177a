use super::*;
use crate::{play::Verdict, plays::by_hand::DAY};

const KIND: &str = "appStoreVersionPhasedReleases";

async fn planned(team: &Team) -> (String, String) {
    let version = team.complete_version(Value::Null).await;
    let links = json!({ "appStoreVersion": one("appStoreVersions", &version) });
    let plan = team
        .make(KIND, json!({ "phasedReleaseState": "INACTIVE" }), links)
        .await;
    (version, plan)
}

async fn live(team: &Team) -> (String, String) {
    let (version, plan) = planned(team).await;
    let submission = team.draft(&version).await;
    let answer = team.submit(&submission).await;
    assert_eq!(answer.event("submitted").unwrap()["phased"], true);
    team.bench.decide("com.example.slipway", &Verdict::Approve);
    team.bench.pass(HOUR);
    (version, plan)
}

async fn stands(team: &Team, version: &str) -> (String, u64) {
    let shown = team
        .attributes(&format!(
            "/v1/appStoreVersions/{version}/appStoreVersionPhasedRelease"
        ))
        .await;
    let state = shown["phasedReleaseState"].as_str().unwrap().to_owned();
    (
        state,
        shown["currentDayNumber"].as_u64().unwrap_or_default(),
    )
}

async fn turn(team: &Team, plan: &str, state: &str) -> Answer {
    team.patch(KIND, plan, json!({ "phasedReleaseState": state }))
        .await
}

fn at(state: &str, day: u64) -> (String, u64) {
    (state.to_owned(), day)
}

#[tokio::test]
async fn a_plan_begins_by_itself_and_takes_seven_days() {
    let team = Team::open();
    let (version, plan) = planned(&team).await;
    assert_eq!(stands(&team, &version).await, at("INACTIVE", 0));
    refused(
        &turn(&team, &plan, "ACTIVE").await,
        409,
        "ENTITY_ERROR.ATTRIBUTE.INVALID",
    );
    let submission = team.draft(&version).await;
    team.submit(&submission).await;
    team.bench.decide("com.example.slipway", &Verdict::Approve);
    team.bench.pass(HOUR);
    assert_eq!(stands(&team, &version).await, at("ACTIVE", 1));
    team.bench.pass(DAY);
    assert_eq!(stands(&team, &version).await, at("ACTIVE", 2));
    team.bench.pass(5 * DAY);
    assert_eq!(stands(&team, &version).await, at("ACTIVE", 7));
    team.bench.pass(DAY);
    assert_eq!(stands(&team, &version).await, at("COMPLETE", 7));
    let gone = team
        .call("DELETE", &format!("/v1/{KIND}/{plan}"), None)
        .await;
    refused(&gone, 409, "STATE_ERROR");
}

#[tokio::test]
async fn a_pause_stops_the_days() {
    let team = Team::open();
    let (version, plan) = live(&team).await;
    team.bench.pass(DAY);
    let paused = turn(&team, &plan, "PAUSED").await;
    // The first event tells of the days that went by before.
    assert_eq!(paused.events.last().unwrap()["state"], "PAUSED");
    let same = turn(&team, &plan, "PAUSED").await;
    refused(&same, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID");
    assert_eq!(
        detail(&same),
        "The phased release already has this value - /data/attributes/phasedReleaseState"
    );
    team.bench.pass(3 * DAY);
    assert_eq!(stands(&team, &version).await, at("PAUSED", 2));
    let resumed = turn(&team, &plan, "ACTIVE").await;
    let paused = &resumed.json()["data"]["attributes"]["totalPauseDuration"];
    assert!([json!(3), json!(4)].contains(paused), "{paused}");
    assert_eq!(stands(&team, &version).await, at("ACTIVE", 2));
    team.bench.pass(DAY);
    assert_eq!(stands(&team, &version).await, at("ACTIVE", 3));
    turn(&team, &plan, "COMPLETE").await;
    team.bench.pass(DAY);
    assert_eq!(stands(&team, &version).await, at("COMPLETE", 3));
    refused(
        &turn(&team, &plan, "ACTIVE").await,
        409,
        "ENTITY_ERROR.ATTRIBUTE.INVALID",
    );
}

#[tokio::test]
async fn all_pauses_together_last_thirty_days() {
    let team = Team::open();
    let (version, plan) = live(&team).await;
    turn(&team, &plan, "PAUSED").await;
    team.bench.pass(30 * DAY);
    assert_eq!(stands(&team, &version).await.0, "ACTIVE");
}

#[tokio::test]
async fn a_plan_that_has_not_begun_can_be_dropped() {
    let team = Team::open();
    let (version, plan) = planned(&team).await;
    let links = json!({ "appStoreVersion": one("appStoreVersions", &version) });
    let twice = team.post(KIND, Value::Null, links).await;
    refused(&twice, 409, "STATE_ERROR.ALREADY_EXISTS");
    let gone = team
        .call("DELETE", &format!("/v1/{KIND}/{plan}"), None)
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let target = format!("/v1/appStoreVersions/{version}/appStoreVersionPhasedRelease");
    assert_eq!(team.get(&target).await["data"], Value::Null);
    let none = team
        .call_with(Some("none-as-404"), "GET", &target, None)
        .await;
    refused(&none, 404, "NOT_FOUND");
    let live = team
        .get("/v1/apps/{app}/appStoreVersions?filter[versionString]=1.9.0")
        .await;
    let live = live["data"][0]["id"].as_str().unwrap();
    let links = json!({ "appStoreVersion": one("appStoreVersions", live) });
    refused(
        &team.post(KIND, Value::Null, links).await,
        409,
        "STATE_ERROR",
    );
}
