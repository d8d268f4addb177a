//! A phased release from its first call to its start.

use super::*;

/// A plan that runs from the next hour until within the life of a token.
pub(super) fn plan(team: &Team) -> Value {
    json!({
        "phasedReleaseStartTime": time::write(in_hours(team, 1)),
        "phasedReleaseEndTime": time::write(in_hours(team, 40)),
        "phasedReleasePercent": "5.00",
        "phasedReleaseDescription": "five in a hundred",
    })
}

impl Team {
    /// Uploads and binds on the phased track, and waits for the package.
    pub(super) async fn ready_phased(&self) {
        let object_id = self.upload_phased().await;
        let path = "app-file-info?appId={app}&releaseType=3";
        assert_eq!(code(&self.put(path, package(&object_id)).await), 0);
        self.bench.pass(3 * MINUTE);
    }

    async fn upload_phased(&self) -> String {
        let bytes = crate::demo_build();
        let query = format!(
            "upload-url/for-obs?appId={{app}}&fileName=demo.apk&contentLength={}&releaseType=3",
            bytes.len()
        );
        let reserved = self.call("GET", &query).await.json()["urlInfo"].clone();
        assert_eq!(
            self.put_object(&reserved, bytes).await.status,
            StatusCode::OK
        );
        reserved["objectId"].as_str().unwrap().to_owned()
    }

    pub(super) async fn submit_phased(&self, plan: Value) -> Answer {
        self.post("app-submit?appId={app}&releaseType=3", plan)
            .await
    }

    pub(super) async fn phased_info(&self) -> Value {
        self.call("GET", "app-info?appId={app}&releaseType=3")
            .await
            .json()
    }
}

#[tokio::test]
async fn a_phased_release_runs_beside_the_live_version() {
    let team = Team::open().await;
    team.ready_phased().await;
    assert_eq!(
        team.phased_info().await["phasedReleaseInfo"],
        json!({ "state": "DRAFT" })
    );
    assert_eq!(team.release_state().await, 0);
    let plan = plan(&team);
    let answer = team.submit_phased(plan.clone()).await;
    assert_eq!(code(&answer), 0);
    let submitted = answer.event("submitted").unwrap();
    assert_eq!(
        (
            &submitted["release_type"],
            &submitted["plan"]["percent"],
            &submitted["plan"]["description"]
        ),
        (
            &json!("phased"),
            &json!("5.00"),
            &json!("five in a hundred")
        )
    );
    let info = team.phased_info().await;
    assert_eq!(info["appInfo"]["releaseState"], 12);
    assert_eq!(info["phasedReleaseInfo"]["state"], "DRAFT");
    for member in plan.as_object().unwrap().keys() {
        assert_eq!(info["phasedReleaseInfo"][member], plan[member], "{member}");
    }
    team.bench.pass(90 * MINUTE);
    let answer = team.call("GET", "app-info?appId={app}&releaseType=3").await;
    assert_eq!(answer.event("review").unwrap()["state"], "phased");
    let info = answer.json();
    assert_eq!(info["phasedReleaseInfo"]["state"], "RELEASE");
    assert_eq!(
        (
            &info["appInfo"]["releaseState"],
            &info["appInfo"]["versionCode"],
            &info["appInfo"]["onShelfVersionCode"]
        ),
        (&json!(0), &json!(20), &json!(19))
    );
    let full = team.info().await;
    assert_eq!(full["appInfo"]["versionCode"], 19);
    assert_eq!(full["phasedReleaseInfo"]["state"], "RELEASE");
}

#[tokio::test]
async fn while_one_runs_the_next_version_must_be_phased_too() {
    let team = Team::open().await;
    team.ready_phased().await;
    team.submit_phased(plan(&team)).await;
    team.bench.pass(90 * MINUTE);
    let object_id = team.upload(crate::demo_build()).await;
    let refused = team.bind(&object_id).await;
    assert_eq!(code(&refused), 204_144_647);
    assert!(msg(&refused).contains("can't be edited service"));
    team.ready_phased().await;
}

#[tokio::test]
async fn an_approved_phased_version_waits_for_its_start() {
    let team = Team::open().await;
    team.ready_phased().await;
    team.submit_phased(plan(&team)).await;
    team.decide(&Verdict::Approve);
    let info = team.phased_info().await;
    assert_eq!(info["appInfo"]["releaseState"], 3);
    assert_eq!(info["phasedReleaseInfo"]["state"], "DRAFT");
    team.bench.pass(61 * MINUTE);
    let info = team.phased_info().await;
    assert_eq!(info["appInfo"]["releaseState"], 0);
    assert_eq!(info["phasedReleaseInfo"]["state"], "RELEASE");
}

#[tokio::test]
async fn the_plan_has_four_members_in_their_forms() {
    let team = Team::open().await;
    team.ready_phased().await;
    let past = time::write(in_hours(&team, -1));
    for (member, wrong) in [
        ("phasedReleaseStartTime", json!("2026-10-01 10:00:00")),
        ("phasedReleaseStartTime", json!(past)),
        ("phasedReleaseStartTime", json!(1_790_000_000)),
        ("phasedReleaseEndTime", json!(past)),
        ("phasedReleasePercent", json!("5")),
        ("phasedReleasePercent", json!("5.00%")),
        ("phasedReleasePercent", json!("0.00")),
        ("phasedReleasePercent", json!("100.00")),
        ("phasedReleasePercent", json!(5.0)),
        ("phasedReleaseDescription", json!("")),
        ("phasedReleaseDescription", json!("说".repeat(501))),
    ] {
        let mut body = plan(&team);
        body[member] = wrong.clone();
        let answer = team.submit_phased(body).await;
        assert_eq!(code(&answer), 204_144_641, "{member} {wrong}");
    }
    for member in plan(&team).as_object().unwrap().keys() {
        let mut body = plan(&team);
        body.as_object_mut().unwrap().remove(member);
        let answer = team.submit_phased(body).await;
        assert_eq!(code(&answer), 204_144_641, "without {member}");
    }
    let other_case = json!({ "PhasedReleasePercent": "5.00" });
    assert_eq!(code(&team.submit_phased(other_case).await), 204_144_641);
    let as_full = team.post("app-submit?appId={app}", plan(&team)).await;
    assert_eq!(code(&as_full), 204_144_641);
    assert_eq!(code(&team.submit_phased(plan(&team)).await), 0);
}

#[tokio::test]
async fn detection_asks_for_its_material() {
    let team = Team::open().await;
    team.ready_phased().await;
    let mut body = plan(&team);
    body["isPureDetection"] = json!(2);
    assert_eq!(code(&team.submit_phased(body.clone()).await), 204_144_641);
    body["isPureDetection"] = json!(1);
    let answer = team.submit_phased(body.clone()).await;
    assert_eq!(code(&answer), 204_144_660);
    assert!(msg(&answer).contains("sensitivePermissionIconUrl is necessary"));
    body["sensitivePermissionIconUrl"] = json!(team.upload(b"a picture").await);
    assert_eq!(code(&team.submit_phased(body).await), 0);
}

#[tokio::test]
async fn every_call_of_the_chain_names_the_track() {
    let team = Team::open().await;
    let full = team.upload(crate::demo_build()).await;
    let path = "app-file-info?appId={app}&releaseType=3";
    let mixed = team.put(path, package(&full)).await;
    assert_eq!(code(&mixed), 204_144_662);
    let phased = team.upload_phased().await;
    assert_eq!(code(&team.bind(&phased).await), 204_144_662);
    team.bind(&full).await;
    team.bench.pass(3 * MINUTE);
    // The package lies in the full draft; the phased one is empty.
    let answer = team.submit_phased(plan(&team)).await;
    assert_eq!(code(&answer), 204_144_660);
    assert_eq!(team.release_state().await, 7);
}

#[tokio::test]
async fn the_phased_version_has_notes_of_its_own() {
    let team = Team::open().await;
    let notes = |text: &str| json!({ "lang": "zh-CN", "newFeatures": text });
    team.put("app-language-info?appId={app}", notes("全量"))
        .await;
    let written = team
        .put("app-language-info?appId={app}&releaseType=3", notes("灰度"))
        .await;
    assert_eq!(written.event("notes").unwrap()["release_type"], "phased");
    let text = |info: Value| {
        let languages = info["languages"].as_array().unwrap().clone();
        let chinese = languages.iter().find(|texts| texts["lang"] == "zh-CN");
        chinese.unwrap()["newFeatures"].clone()
    };
    assert_eq!(text(team.info().await), "全量");
    assert_eq!(text(team.phased_info().await), "灰度");
    team.ready_phased().await;
    let answer = team.submit_phased(plan(&team)).await;
    let submitted = answer.event("submitted").unwrap();
    assert_eq!(submitted["notes"], json!({ "zh-CN": "灰度" }));
    team.bench.pass(41 * 60 * MINUTE);
    assert_eq!(text(team.info().await), "灰度");
}

#[tokio::test]
async fn a_phased_release_needs_a_full_version_first() {
    let mut team = Team::open().await;
    let fresh = crate::play::SeedApp {
        version_code: 0,
        ..demo_app()
    };
    team.app_id = team.bench.adopt(&fresh);
    let object_id = team.upload_phased().await;
    let path = "app-file-info?appId={app}&releaseType=3";
    assert_eq!(
        code(&team.put(path, package(&object_id)).await),
        204_144_647
    );
    let answer = team.submit_phased(plan(&team)).await;
    assert_eq!(code(&answer), 204_144_660);
    assert!(msg(&answer).contains("there is no full release version on shelf!"));
}

#[tokio::test]
async fn the_first_phase_may_have_to_be_set_up_by_hand() {
    let team = Team::open().await;
    let info = team
        .call_with(
            Some("phased-never-configured"),
            "GET",
            "app-info?appId={app}&releaseType=3",
            None,
        )
        .await;
    assert_eq!(code(&info), 204_144_644);
    assert!(msg(&info).contains("phased release never configured"));
}

#[tokio::test]
async fn a_rejected_phased_version_leaves_the_full_one_alone() {
    let team = Team::open().await;
    team.ready_phased().await;
    team.submit_phased(plan(&team)).await;
    team.decide(&Verdict::Reject {
        reason: "闪退".to_owned(),
    });
    let info = team.phased_info().await;
    assert_eq!(info["appInfo"]["releaseState"], 8);
    assert_eq!(info["auditInfo"]["auditOpinion"], "闪退");
    assert_eq!(team.release_state().await, 0);
}
