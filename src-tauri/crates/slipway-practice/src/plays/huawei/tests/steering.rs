//! A phased release that is out, and its ends.

use super::{phasing::plan, *};

const PATH: &str = "phased-release?appId={app}";
const TO_EVERYBODY: &str = "phased-release?appId={app}&releaseType=1";

/// A team whose version 20 is out to five in a hundred.
async fn phased() -> Team {
    let team = Team::open().await;
    team.ready_phased().await;
    assert_eq!(code(&team.submit_phased(plan(&team)).await), 0);
    team.bench.pass(90 * MINUTE);
    team
}

#[tokio::test]
async fn it_is_suspended_and_goes_on() {
    let team = phased().await;
    for state in ["SUSPEND", "RELEASE"] {
        let answer = team.put(PATH, json!({ "state": state })).await;
        assert_eq!(code(&answer), 0);
        let steered = answer.event("steered").unwrap();
        assert_eq!(
            (
                &steered["state"],
                &steered["version_code"],
                &steered["members"]
            ),
            (&json!(state), &json!(20), &json!(["state"]))
        );
        assert_eq!(
            team.phased_info().await["phasedReleaseInfo"]["state"],
            state
        );
    }
}

#[tokio::test]
async fn share_end_and_description_change() {
    let team = phased().await;
    let end = time::write(in_hours(&team, 200));
    let change = json!({
        "phasedReleasePercent": "25.50",
        "phasedReleaseEndTime": end,
        "phasedReleaseDescription": "a quarter",
    });
    let answer = team
        .put("phased-release?appId={app}&releaseType=3", change)
        .await;
    assert_eq!(answer.event("steered").unwrap()["plan"]["percent"], "25.50");
    let info = team.phased_info().await["phasedReleaseInfo"].clone();
    assert_eq!(info["phasedReleasePercent"], "25.50");
    assert_eq!(info["phasedReleaseEndTime"], end);
    assert_eq!(info["phasedReleaseDescription"], "a quarter");
}

#[tokio::test]
async fn what_cannot_be_steered_is_refused_and_changes_nothing() {
    let team = phased().await;
    let before = team.phased_info().await["phasedReleaseInfo"].clone();
    for wrong in [
        json!({}),
        json!({ "State": "SUSPEND" }),
        json!({ "state": "suspend" }),
        json!({ "state": "CANCEL" }),
        json!({ "state": "ROLLBACK" }),
        json!({ "phasedReleasePercent": "100.00" }),
        json!({ "phasedReleasePercent": 50 }),
        json!({ "phasedReleaseEndTime": time::write(in_hours(&team, -1)) }),
        json!({ "phasedReleaseStartTime": time::write(in_hours(&team, 5)) }),
        json!({ "state": "SUSPEND", "phasedReleaseDescription": "" }),
    ] {
        let answer = team.put(PATH, wrong.clone()).await;
        assert_eq!(code(&answer), 204_144_641, "{wrong}");
        assert!(answer.event("steered").is_none());
    }
    let with_members = team.put(TO_EVERYBODY, json!({ "state": "RELEASE" })).await;
    assert_eq!(code(&with_members), 204_144_641);
    assert_eq!(team.phased_info().await["phasedReleaseInfo"], before);
    let old = team
        .put(
            "phased-release/state?appId={app}",
            json!({ "state": "SUSPEND" }),
        )
        .await;
    assert_eq!(old.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn it_goes_to_everybody_at_once() {
    let team = phased().await;
    let answer = team.put(TO_EVERYBODY, json!({})).await;
    assert_eq!(answer.event("steered").unwrap()["state"], "FULL");
    let info = team.info().await;
    assert_eq!(info["appInfo"]["onShelfVersionCode"], 20);
    assert_eq!(info["phasedReleaseInfo"], Value::Null);
    let again = team.put(TO_EVERYBODY, json!({})).await;
    assert_eq!(code(&again), 204_144_647);
}

#[tokio::test]
async fn at_its_end_it_goes_to_everybody() {
    let team = phased().await;
    team.bench.pass(39 * 60 * MINUTE);
    let answer = team.call("GET", "app-info?appId={app}").await;
    assert_eq!(answer.event("rollout").unwrap()["state"], "FULL");
    assert_eq!(answer.json()["appInfo"]["onShelfVersionCode"], 20);
    assert_eq!(
        code(&team.put(PATH, json!({ "state": "SUSPEND" })).await),
        204_144_647
    );
}

#[tokio::test]
async fn a_suspended_one_is_cancelled_at_its_end() {
    let team = phased().await;
    team.put(PATH, json!({ "state": "SUSPEND" })).await;
    team.bench.pass(39 * 60 * MINUTE);
    let info = team.phased_info().await;
    assert_eq!(info["phasedReleaseInfo"]["state"], "CANCEL");
    assert_eq!(info["appInfo"]["onShelfVersionCode"], 19);
    let release = team.put(PATH, json!({ "state": "RELEASE" })).await;
    assert_eq!(code(&release), 204_144_647);
    // The way is free for a full release again.
    let object_id = team.upload(crate::demo_build()).await;
    assert_eq!(code(&team.bind(&object_id).await), 0);
}

#[tokio::test]
async fn before_its_start_the_plan_can_change_and_in_review_nothing() {
    let team = Team::open().await;
    assert_eq!(
        code(&team.put(PATH, json!({ "state": "SUSPEND" })).await),
        204_144_647
    );
    team.ready_phased().await;
    team.submit_phased(plan(&team)).await;
    let later = json!({ "phasedReleaseStartTime": time::write(in_hours(&team, 5)) });
    let in_review = team.put(PATH, later.clone()).await;
    assert_eq!(code(&in_review), 204_144_647);
    assert!(msg(&in_review).contains("can't be edited service"));
    team.decide(&Verdict::Approve);
    assert_eq!(
        code(&team.put(PATH, json!({ "state": "SUSPEND" })).await),
        204_144_641
    );
    let answer = team.put(PATH, later).await;
    assert_eq!(answer.event("steered").unwrap()["state"], "DRAFT");
    team.bench.pass(2 * 60 * MINUTE);
    assert_eq!(team.phased_info().await["appInfo"]["releaseState"], 3);
    team.bench.pass(4 * 60 * MINUTE);
    assert_eq!(
        team.phased_info().await["phasedReleaseInfo"]["state"],
        "RELEASE"
    );
}

#[tokio::test]
async fn the_console_page_shows_where_it_stands() {
    use crate::page::Tongue;

    let team = phased().await;
    let page = team
        .bench
        .world
        .transaction("huawei", None, |stage| team.bench.play.console(stage))
        .unwrap();
    let facts = &page.apps[0].facts;
    let fact = facts
        .iter()
        .find(|(label, _)| label.in_tongue(Tongue::English) == "Phased release");
    let words = &fact.unwrap().1;
    assert!(words.starts_with("20 · RELEASE · 5.00 % · "), "{words}");
}
