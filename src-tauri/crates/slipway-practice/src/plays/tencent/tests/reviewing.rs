use super::*;
use crate::play::{Decided, Verdict};

#[tokio::test]
async fn from_review_to_the_public_page() {
    let team = Team::open();
    assert_eq!(team.status().await["ret"], 5_000_002);
    assert_eq!(team.app_now().state, "–");
    assert_eq!(ret(&team.submit(None, &[("feature", "更稳定")]).await), 0);
    let expected = json!({ "ret": 0, "msg": "success", "audit_status": 1, "audit_reason": "" });
    assert_eq!(team.status().await, expected);
    assert_eq!(team.app_now().waiting_version_code, Some(20));
    team.bench.pass(HOUR - MINUTE);
    assert_eq!(team.status().await["audit_status"], 1);
    team.bench.pass(2 * MINUTE);
    let answer = team.call("query_app_update_status", &[]).await;
    assert_eq!(answer.json()["audit_status"], 3);
    let review = answer.event("review").unwrap();
    assert_eq!(
        (&review["state"], &review["version_code"]),
        (&json!("live"), &json!(20))
    );
    let app = team.app_now();
    assert_eq!(
        (app.live_version_code, app.waiting_version_code),
        (Some(20), None)
    );
    assert_eq!(team.detail().await["feature"], "更稳定");
    // The same version again is too old now.
    assert_eq!(ret(&team.submit(None, &[]).await), 4_000_053);
}

#[tokio::test]
async fn a_schedule_waits_for_its_second() {
    let team = Team::open();
    let at = |hours: i64| (team.seconds() + hours * 3600).to_string();
    let code = async |kind: &str, time: &[(&str, &str)]| {
        let mut all = vec![("deploy_type", kind)];
        all.extend_from_slice(time);
        ret(&team.update(&all).await)
    };
    assert_eq!(code("2", &[]).await, 4_000_039);
    assert_eq!(code("2", &[("deploy_time", &at(-1))]).await, 4_000_039);
    assert_eq!(
        code("2", &[("deploy_time", &format!("{}000", at(5)))]).await,
        4_000_039
    );
    assert_eq!(code("2", &[("deploy_time", "2026-12-01")]).await, 4_000_016);
    assert_eq!(code("1", &[("deploy_time", &at(5))]).await, 4_000_039);
    let time = at(5);
    let answer = team
        .submit(None, &[("deploy_type", "2"), ("deploy_time", &time)])
        .await;
    assert_eq!(ret(&answer), 0);
    let event = answer.event("submitted").unwrap();
    let instant: jiff::Timestamp = event["release_time"].as_str().unwrap().parse().unwrap();
    assert_eq!(instant.as_second().to_string(), time);
    team.bench.pass(2 * HOUR);
    let approved = team.call("query_app_update_status", &[]).await;
    assert_eq!(approved.json()["audit_status"], 3);
    assert_eq!(approved.event("review").unwrap()["state"], "scheduled");
    assert_eq!(team.app_now().live_version_code, Some(19));
    assert_eq!(ret(&team.update(&[("feature", "x")]).await), 4_000_053);
    team.bench.pass(3 * HOUR + MINUTE);
    assert_eq!(team.status().await["audit_status"], 3);
    assert_eq!(team.app_now().live_version_code, Some(20));
}

#[tokio::test]
async fn one_review_at_a_time() {
    let team = Team::open();
    assert_eq!(ret(&team.submit(None, &[]).await), 0);
    let answer = team.update(&[("feature", "again")]).await;
    assert_eq!(ret(&answer), 4_000_053);
    let msg = answer.json()["msg"].as_str().unwrap().to_owned();
    assert!(msg.contains("审核中"), "{msg}");
}

#[tokio::test]
async fn a_rejection_says_why_and_the_next_try_is_free() {
    let team = Team::open();
    let reject = Verdict::Reject {
        reason: "截图与应用不符".to_owned(),
    };
    assert_eq!(team.bench.decide(PACKAGE, &reject), Decided::NothingWaiting);
    assert_eq!(ret(&team.submit(None, &[]).await), 0);
    assert_eq!(team.bench.decide(PACKAGE, &reject), Decided::Done);
    let status = team.status().await;
    assert_eq!(status["audit_status"], 2);
    assert_eq!(status["audit_reason"], "截图与应用不符");
    assert_eq!(team.app_now().live_version_code, Some(19));
    assert_eq!(ret(&team.submit(None, &[]).await), 0);
    assert_eq!(team.status().await["audit_status"], 1);
    assert_eq!(team.bench.decide(PACKAGE, &Verdict::Approve), Decided::Done);
    assert_eq!(team.status().await["audit_status"], 3);
    assert_eq!(team.app_now().live_version_code, Some(20));
}

#[tokio::test]
async fn knobs_end_reviews_in_other_ways() {
    for (fault, state, word) in [
        ("reject-next-review", 2, "rejected"),
        ("withdraw-next-review", 8, "withdrawn"),
    ] {
        let team = Team::open();
        assert_eq!(ret(&team.submit(Some(fault), &[]).await), 0);
        team.bench.pass(2 * HOUR);
        let answer = team.call("query_app_update_status", &[]).await;
        assert_eq!(answer.json()["audit_status"], state);
        let has_reason = answer.json()["audit_reason"] != "";
        assert_eq!(has_reason, state == 2);
        assert_eq!(answer.event("review").unwrap()["state"], word);
    }
    let team = Team::with(SeedApp {
        version_code: 20,
        ..demo_app()
    });
    let late = team.submit(Some("version-judged-in-review"), &[]).await;
    assert_eq!(ret(&late), 0);
    team.bench.pass(2 * HOUR);
    assert_eq!(team.status().await["audit_status"], 2);
}

#[tokio::test]
async fn the_public_page_names_the_live_version() {
    let team = Team::open();
    let page = async |package: &str| {
        let request = Request::get(format!("/appdetail/{package}"));
        let request = request.body(Body::empty()).unwrap();
        team.bench.send("sj.qq.com", request).await
    };
    let read = async || {
        let html = String::from_utf8(page("com.example.slipway").await.body).unwrap();
        let start = r#"<script id="__NEXT_DATA__" type="application/json">"#;
        let json = html.split_once(start).unwrap().1;
        let json = json.split_once("</script>").unwrap().0;
        serde_json::from_str::<Value>(json).unwrap()
    };
    let version = |page: &Value| {
        let card = &page["props"]["pageProps"]["dynamicCardResponse"]["data"]["components"][1];
        card["data"]["itemData"][0].clone()
    };
    assert_eq!(version(&read().await)["version_name"], "1.9.0");
    assert_eq!(ret(&team.submit(None, &[]).await), 0);
    assert_eq!(version(&read().await)["version_name"], "1.9.0");
    team.bench.pass(2 * HOUR);
    assert_eq!(version(&read().await)["version_name"], "2.0.0");
    assert_ne!(version(&read().await)["app_id"], team.app_id);
    assert_eq!(
        page("com.example.unknown").await.status,
        StatusCode::NOT_FOUND
    );
}
