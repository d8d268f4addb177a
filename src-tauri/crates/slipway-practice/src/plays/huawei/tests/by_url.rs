//! Builds that the store fetches by itself.

use super::*;
use crate::plays::huawei::served;

fn order(request_id: &str) -> Value {
    json!({
        "downloadUrl": served::address(),
        "downloadFileName": "demo.apk",
        "requestId": request_id,
        "packageType": 1,
    })
}

const SUBMIT: &str = "app-submit-with-file?appId={app}";
const STORE: &str = "app-package-file/by-url?appId={app}";

#[tokio::test]
async fn everybody_can_get_the_build() {
    let team = Team::open().await;
    let request = Request::get("/demo.apk").body(Body::empty()).unwrap();
    let answer = team.bench.send(served::HOST, request).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body, crate::demo_build());
    let request = Request::get("/else.apk").body(Body::empty()).unwrap();
    let answer = team.bench.send(served::HOST, request).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_build_is_fetched_and_submitted_in_one() {
    let team = Team::open().await;
    let answer = team.post(SUBMIT, order("one")).await;
    assert_eq!(
        answer.json(),
        json!({ "ret": { "code": 0, "msg": "success" } })
    );
    assert!(answer.event("pulling").is_some() && answer.event("submitted").is_none());
    assert_eq!(team.release_state().await, 0);
    // Meanwhile nothing else may be changed.
    let object_id = team.upload(crate::demo_build()).await;
    assert_eq!(code(&team.bind(&object_id).await), 204_144_647);
    team.bench.pass(4 * MINUTE);
    let answer = team.call("GET", "app-info?appId={app}").await;
    let submitted = answer.event("submitted").unwrap();
    assert_eq!(
        (&submitted["version_code"], &submitted["release_type"]),
        (&json!(20), &json!("full"))
    );
    assert_eq!(answer.json()["appInfo"]["releaseState"], 12);
    team.bench.pass(90 * MINUTE);
    assert_eq!(team.info().await["appInfo"]["onShelfVersionCode"], 20);
}

#[tokio::test]
async fn the_plan_of_a_phased_one_is_in_the_body_too() {
    let team = Team::open().await;
    let mut body = order("one");
    body["releaseType"] = json!(3);
    assert_eq!(code(&team.post(SUBMIT, body.clone()).await), 204_144_641);
    body["phasedReleaseInfo"] = phasing::plan(&team);
    assert_eq!(code(&team.post(SUBMIT, body).await), 0);
    team.bench.pass(4 * MINUTE);
    let answer = team.call("GET", "app-info?appId={app}").await;
    assert_eq!(answer.event("submitted").unwrap()["release_type"], "phased");
    team.bench.pass(90 * MINUTE);
    let info = team.phased_info().await;
    assert_eq!(info["phasedReleaseInfo"]["state"], "RELEASE");
}

#[tokio::test]
async fn a_build_of_no_use_ends_without_a_submission() {
    let mut team = Team::open().await;
    let same_version = crate::play::SeedApp {
        version_code: 20,
        ..demo_app()
    };
    team.app_id = team.bench.adopt(&same_version);
    assert_eq!(code(&team.post(SUBMIT, order("one")).await), 0);
    team.bench.pass(4 * MINUTE);
    let answer = team.call("GET", "app-info?appId={app}").await;
    assert!(answer.event("submitted").is_none());
    assert!(answer.event("pull-failed").is_some());
    assert_eq!(answer.json()["appInfo"]["releaseState"], 0);
}

#[tokio::test]
async fn a_stored_build_is_listed_and_tied_to_no_draft() {
    let team = Team::open().await;
    assert_eq!(code(&team.post(STORE, order("one")).await), 0);
    let list = team.call("GET", "package-list?appId={app}").await.json();
    assert_eq!(list["pkgList"][0]["versionCode"], 20);
    team.bench.pass(4 * MINUTE);
    assert_eq!(team.release_state().await, 0);
    assert_eq!(code(&team.submit("").await), 204_144_660);
}

#[tokio::test]
async fn members_are_judged_before_anything_is_fetched() {
    let team = Team::open().await;
    let long = "a".repeat(257);
    for (member, wrong, refusal) in [
        ("downloadUrl", json!(format!("https://{long}")), 204_144_641),
        ("downloadUrl", Value::Null, 204_144_641),
        (
            "downloadUrl",
            json!("https://example.com/demo.apk"),
            204_144_658,
        ),
        ("downloadFileName", json!("demo"), 203_489_281),
        ("downloadFileName", json!("demo.rpk"), 204_144_641),
        ("requestId", json!("r".repeat(65)), 204_144_641),
        ("requestId", json!(1), 204_144_641),
        ("packageType", json!(7), 204_144_641),
        (
            "callbackAddr",
            json!(format!("https://{long}")),
            204_144_641,
        ),
    ] {
        let mut body = order("one");
        body[member] = wrong.clone();
        for path in [STORE, SUBMIT] {
            let answer = team.post(path, body.clone()).await;
            assert_eq!(code(&answer), refusal, "{path} {member} {wrong}");
        }
    }
    let mut body = order("one");
    body["remark"] = json!("too short");
    assert_eq!(code(&team.post(SUBMIT, body).await), 204_144_641);
    assert_eq!(code(&team.post(SUBMIT, order("one")).await), 0);
}

#[tokio::test]
async fn a_request_id_is_good_once() {
    let team = Team::open().await;
    assert_eq!(code(&team.post(STORE, order("one")).await), 0);
    assert_eq!(code(&team.post(STORE, order("one")).await), 204_144_641);
    assert_eq!(code(&team.post(STORE, order("two")).await), 0);
}
