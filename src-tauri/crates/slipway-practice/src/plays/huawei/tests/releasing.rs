use super::*;

#[tokio::test]
async fn a_submission_goes_through_its_states_to_the_shelf() {
    let team = Team::open().await;
    team.ready_package().await;
    team.put(
        "app-language-info?appId={app}",
        json!({ "lang": "zh-CN", "newFeatures": "更稳定" }),
    )
    .await;
    let answer = team
        .submit("&releaseType=1&remark=practice%20only%2C%20thanks")
        .await;
    assert_eq!(
        answer.json(),
        json!({ "ret": { "code": 0, "msg": "success" } })
    );
    let submitted = answer.event("submitted").unwrap();
    assert_eq!(submitted["version_code"], 20);
    assert_eq!(submitted["notes"], json!({ "zh-CN": "更稳定" }));
    assert_eq!(
        (&submitted["release_type"], &submitted["plan"]),
        (&json!("full"), &Value::Null)
    );
    assert_eq!(team.release_state().await, 12);
    team.bench.pass(11 * MINUTE);
    assert_eq!(team.release_state().await, 5);
    assert_eq!(team.info().await["appInfo"]["versionCode"], 20);
    team.bench.pass(60 * MINUTE);
    let answer = team.call("GET", "app-info?appId={app}").await;
    assert_eq!(answer.event("review").unwrap()["state"], "live");
    let info = answer.json()["appInfo"].clone();
    assert_eq!(
        (&info["releaseState"], &info["onShelfVersionCode"]),
        (&json!(0), &json!(20))
    );
}

#[tokio::test]
async fn a_version_in_review_cannot_be_edited_or_submitted_again() {
    let team = Team::open().await;
    let object_id = team.upload(crate::demo_build()).await;
    team.ready_package().await;
    assert_eq!(code(&team.submit("").await), 0);
    let again = team.submit("").await;
    assert_eq!(code(&again), 204_144_647);
    assert!(again.event("submitted").is_none());
    assert_eq!(code(&team.bind(&object_id).await), 204_144_647);
}

#[tokio::test]
async fn a_submission_waits_for_its_package() {
    let team = Team::open().await;
    let nothing = team.submit("").await;
    assert_eq!(code(&nothing), 204_144_660);
    let object_id = team.upload(crate::demo_build()).await;
    team.bind(&object_id).await;
    assert_eq!(code(&team.submit("").await), 204_144_727);
    team.bench.pass(3 * MINUTE);
    assert_eq!(code(&team.submit("").await), 0);
}

#[tokio::test]
async fn another_signer_is_found_at_submission() {
    let mut team = Team::open().await;
    let foreign = crate::play::SeedApp {
        signer_sha256: Some("00".repeat(32)),
        ..demo_app()
    };
    team.app_id = team.bench.adopt(&foreign);
    team.ready_package().await;
    assert_eq!(code(&team.submit("").await), 204_144_723);
}

#[tokio::test]
async fn times_and_remarks_have_their_forms() {
    let team = Team::open().await;
    team.ready_package().await;
    // Not percent-encoded: the plus arrives as a space.
    let plus_lost = time::write(in_hours(&team, 5));
    for wrong in [
        format!("&releaseTime={plus_lost}"),
        format!("&releaseTime={}", in_query(in_hours(&team, -1))),
        "&releaseTime=tomorrow".to_owned(),
        "&remark=too%20short".to_owned(),
        format!("&remark={}", "r".repeat(301)),
        "&releaseType=2".to_owned(),
    ] {
        assert_eq!(code(&team.submit(&wrong).await), 204_144_641, "{wrong}");
    }
    assert_eq!(team.release_state().await, 7);
}

#[tokio::test]
async fn a_schedule_holds_the_approved_version_back_and_can_be_moved() {
    let team = Team::open().await;
    team.ready_package().await;
    let at = in_hours(&team, 30);
    let answer = team.submit(&format!("&releaseTime={}", in_query(at))).await;
    assert_eq!(code(&answer), 0);
    let move_it = json!({ "changeType": 3, "releaseTime": time::write(in_hours(&team, 40)), "releaseType": 1 });
    assert_eq!(
        code(&team.put("on-shelf-time?appId={app}", move_it.clone()).await),
        204_144_647
    );
    team.bench.pass(90 * MINUTE);
    assert_eq!(team.release_state().await, 3);
    assert_eq!(
        code(&team.put("on-shelf-time?appId={app}", move_it).await),
        0
    );
    team.bench.pass(30 * 60 * MINUTE);
    assert_eq!(team.release_state().await, 3);
    team.bench.pass(10 * 60 * MINUTE);
    assert_eq!(team.release_state().await, 0);
}

#[tokio::test]
async fn a_scheduled_version_can_go_out_at_once() {
    let team = Team::open().await;
    team.ready_package().await;
    team.submit(&format!("&releaseTime={}", in_query(in_hours(&team, 24))))
        .await;
    team.bench.pass(90 * MINUTE);
    let now = json!({ "changeType": 2, "releaseType": 1 });
    assert_eq!(code(&team.put("on-shelf-time?appId={app}", now).await), 0);
    assert_eq!(team.release_state().await, 0);
}

#[tokio::test]
async fn a_rejection_gives_its_reason_and_leaves_the_live_version() {
    let team = Team::open().await;
    team.ready_package().await;
    team.submit("").await;
    let verdict = Verdict::Reject {
        reason: "隐私政策缺失".to_owned(),
    };
    team.decide(&verdict);
    let info = team.info().await;
    assert_eq!(info["appInfo"]["releaseState"], 8);
    assert_eq!(info["auditInfo"]["auditOpinion"], "隐私政策缺失");
    assert_eq!(
        (
            &info["appInfo"]["versionCode"],
            &info["appInfo"]["onShelfVersionCode"]
        ),
        (&json!(20), &json!(19))
    );
    team.ready_package().await;
    assert_eq!(code(&team.submit("").await), 0);
}

#[tokio::test]
async fn a_first_release_is_rejected_as_such() {
    let mut team = Team::open().await;
    let fresh = crate::play::SeedApp {
        version_code: 0,
        signer_sha256: None,
        ..demo_app()
    };
    team.app_id = team.bench.adopt(&fresh);
    team.ready_package().await;
    let submit = team.call_with(
        Some("reject-next-review"),
        "POST",
        "app-submit?appId={app}",
        None,
    );
    assert_eq!(code(&submit.await), 0);
    team.bench.pass(11 * MINUTE);
    assert_eq!(team.release_state().await, 4);
    team.bench.pass(60 * MINUTE);
    let info = team.info().await;
    assert_eq!(info["appInfo"]["releaseState"], 1);
    assert_ne!(info["auditInfo"]["auditOpinion"], "");
}
