use super::*;

const INFO: &str = "/resource/v1/app/info";

#[tokio::test]
async fn an_error_inside_changes_nothing() {
    let team = Team::open().await;
    let form = team.ready().await;
    let answer = team.publish_with(Some("error-inside"), form.clone()).await;
    assert_eq!(errno(&answer), 910_000);
    assert_eq!(errno(&team.task("20").await), 910_004);
    assert_eq!(errno(&team.publish(form).await), 0);
}

#[tokio::test]
async fn an_expired_token_stays_expired() {
    let mut team = Team::open().await;
    let of = [("pkg_name", PACKAGE)];
    let answer = team.get_with(Some("expired-token"), INFO, &of).await;
    assert_eq!(errno(&answer), 910_002);
    assert_eq!(errno(&team.get(INFO, &of).await), 910_002);
    let fresh = token(&team.bench, &team.bench.key("client_id"), &team.secret).await;
    team.token = fresh.json()["data"]["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(errno(&team.get(INFO, &of).await), 0);
}

#[tokio::test]
async fn a_lie_answers_success_and_keeps_nothing() {
    let team = Team::open().await;
    let form = team.ready().await;
    let answer = team.publish_with(Some("lie"), form.clone()).await;
    assert_eq!(answer.json()["data"]["success"], true);
    assert!(answer.event("submitted").is_none() && answer.event("warning").is_some());
    assert_eq!(errno(&team.task("20").await), 910_004);
    assert_eq!(errno(&team.publish(form).await), 0);
}

#[tokio::test]
async fn a_lie_of_the_upload_leaves_nothing_to_name() {
    let team = Team::open().await;
    let (url, sign) = team.reserve().await;
    let body = upload_form("apk", &sign, "demo.apk", crate::demo_build());
    let answer = team.send_file(Some("lie"), &url, body).await;
    let form = team.form(&answer.json()["data"]).await;
    assert_eq!(errno(&team.publish(form).await), 800_002);
}

#[tokio::test]
async fn a_success_can_say_no_inside() {
    let team = Team::open().await;
    let form = team.ready().await;
    let answer = team.publish_with(Some("unsuccessful"), form).await;
    assert_eq!(
        (errno(&answer), &answer.json()["data"]["success"]),
        (0, &json!(false))
    );
    assert!(answer.event("submitted").is_none());
    assert_eq!(errno(&team.task("20").await), 910_004);
}

#[tokio::test]
async fn a_task_can_be_slow_and_can_fail() {
    let team = Team::open().await;
    let form = team.ready().await;
    team.publish_with(Some("task-fails"), form.clone()).await;
    team.bench.pass(2 * MINUTE);
    assert_eq!(team.task("20").await.json()["data"]["task_state"], "3");
    team.publish_with(Some("slow-task"), form).await;
    team.bench.pass(30 * MINUTE);
    assert_eq!(team.task("20").await.json()["data"]["task_state"], "1");
    team.bench.pass(11 * MINUTE);
    assert_eq!(team.task("20").await.json()["data"]["task_state"], "2");
}

#[tokio::test]
async fn answers_can_have_gaps_and_other_types() {
    let team = Team::open().await;
    let of = [("pkg_name", PACKAGE)];
    let info = async |fault: &str| team.get_with(Some(fault), INFO, &of).await.json();
    let nulls = info("null-fields").await;
    assert_eq!(nulls["errno"], 0);
    assert!(nulls["data"]["version_code"].is_null());
    assert!(
        nulls["data"]
            .as_object()
            .unwrap()
            .contains_key("audit_status")
    );
    assert_eq!(
        info("missing-fields").await,
        json!({ "errno": 0, "data": {} })
    );
    let numbers = info("numbers").await["data"].clone();
    assert_eq!(
        (&numbers["version_code"], &numbers["audit_status"]),
        (&json!(19), &json!(111))
    );
    let of = [("pkg_name", "com.example.other")];
    let outside = team.get_with(Some("message-outside"), INFO, &of).await;
    assert_eq!(
        outside.json(),
        json!({ "errno": 911_023, "message": "应用不存在" })
    );
}

#[tokio::test]
async fn every_fault_name_is_known_once() {
    let mut names = super::super::trouble::FAULTS.to_vec();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}
