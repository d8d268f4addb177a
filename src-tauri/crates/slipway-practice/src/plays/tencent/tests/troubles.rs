use super::*;
use crate::plays::tencent::codes::BY_KNOB;

#[tokio::test]
async fn a_knob_brings_every_refusal_that_no_input_does() {
    let team = Team::open();
    for (name, code) in BY_KNOB {
        let route = match code.0 / 1_000_000 {
            2 => "get_file_upload_info",
            4 => "update_app",
            5 => "query_app_update_status",
            _ => "query_app_detail",
        };
        let answer = team.call_with(Some(name), route, &[]).await;
        assert_eq!(ret(&answer), u64::from(code.0), "{name}");
    }
    let elsewhere = team.call_with(Some("pre-sign-failed"), "query_app_detail", &[]);
    assert_eq!(
        ret(&elsewhere.await),
        0,
        "a call gives its own refusals only"
    );
    assert!(team.bench.play.faults().contains(&"pre-sign-failed"));
    assert!(team.bench.play.faults().contains(&"lie"));
}

#[tokio::test]
async fn answers_with_gaps() {
    let team = Team::open();
    let body = async |fault| {
        team.call_with(Some(fault), "query_app_detail", &[])
            .await
            .json()
    };
    let without = body("ret-missing").await;
    assert!(without.get("ret").is_none() && without["msg"] == "success");
    let other = body("message-for-msg").await;
    assert!(other.get("msg").is_none() && other["message"] == "success");
    let whole = team.detail().await;
    let members = whole.as_object().unwrap();
    let nulls = body("null-fields").await;
    assert_eq!(
        (&nulls["ret"], &nulls["msg"]),
        (&json!(0), &json!("success"))
    );
    assert!(members.len() > 4 && members.keys().eq(nulls.as_object().unwrap().keys()));
    assert_eq!(nulls["app_name"], Value::Null);
    assert!(whole["app_name"].is_string());
    let success = json!({ "ret": 0, "msg": "success" });
    assert_eq!(body("missing-fields").await, success);
    let more = [("file_type", "apk"), ("file_name", "a.apk")];
    let slot = team
        .call_with(Some("empty-slot"), "get_file_upload_info", &more)
        .await;
    let expected = json!({ "ret": 0, "msg": "success", "pre_sign_url": "", "serial_number": "" });
    assert_eq!(slot.json(), expected);
    let none = team
        .call_with(Some("status-zero"), "query_app_update_status", &[])
        .await;
    assert_eq!(none.json()["audit_status"], 0);
}

#[tokio::test]
async fn a_lie_keeps_nothing() {
    let team = Team::open();
    let answer = team.submit(Some("lie"), &[]).await;
    assert_eq!(ret(&answer), 0);
    assert!(answer.event("submitted").is_none() && answer.event("warning").is_some());
    assert_eq!(team.status().await["ret"], 5_000_002);
}

#[tokio::test]
async fn the_status_may_lag_behind() {
    let team = Team::open();
    assert_eq!(ret(&team.submit(None, &[]).await), 0);
    let stale = team
        .call_with(Some("stale-status"), "query_app_update_status", &[])
        .await;
    assert_eq!(stale.json()["audit_status"], 3);
    assert_eq!(team.status().await["audit_status"], 1);
}

#[tokio::test]
async fn an_address_may_end_early() {
    let team = Team::open();
    let (address, _) = team.reserve("apk", "a.apk").await;
    let request = put_request(&address, b"abc");
    let answer = team
        .bench
        .send_with(Some("address-expired"), COS_HOST, request)
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(team.put(&address, b"abc").await.status, StatusCode::OK);
}

#[tokio::test]
async fn fifty_updates_a_day_refused_ones_included() {
    let team = Team::open();
    let code = async |more: &[(&str, &str)]| ret(&team.update(more).await);
    for _ in 0..49 {
        assert_eq!(code(&[("apk32_flag", "0")]).await, 4_000_049);
    }
    assert_eq!(code(&[("feature", "更稳定")]).await, 0);
    assert_eq!(code(&[("feature", "更稳定")]).await, 1_000_003);
    let team = Team::open();
    let used_up = team
        .update_with(Some("quota-used-up"), &[("feature", "x")])
        .await;
    assert_eq!(ret(&used_up), 1_000_003);
}
