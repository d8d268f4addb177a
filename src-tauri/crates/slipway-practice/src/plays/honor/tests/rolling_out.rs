use std::time::Duration;

use super::*;
use crate::{play::SeedApp, plays::honor::time};

fn plan(account: &Account, percent: &str, start: i64, end: i64) -> Value {
    json!({
        "releasePercentage": percent,
        "releaseStartDate": time::write(account.in_hours(start)),
        "releaseEndDate": time::write(account.in_hours(end)),
        "releaseNote": "ten in a hundred",
    })
}

async fn submit(account: &Account, plan: Value) -> Answer {
    let body = json!({ "releaseType": 3, "phasedReleaseInfo": plan });
    account.post("submit-audit", body).await
}

/// An account with a phased release that was approved and starts five hours from its submission.
async fn approved() -> Account {
    let mut account = Account::open().await;
    account.draft().await;
    let answer = submit(&account, plan(&account, "10.00", 5, 24 * 10)).await;
    assert_eq!(code(&answer), 0, "{}", answer.json());
    let phased = &answer.event("submitted").unwrap()["phased"];
    assert_eq!(
        (&phased["percent"], &phased["note"]),
        (&json!("10.00"), &json!("ten in a hundred"))
    );
    pass(&mut account, 2 * HOUR).await;
    account
}

async fn running() -> Account {
    let mut account = approved().await;
    pass(&mut account, 4 * HOUR).await;
    account
}

/// Lets time pass and signs in again.
async fn pass(account: &mut Account, time: Duration) {
    account.bench.pass(time);
    account.token = sign_in(&account.bench).await;
}

async fn info(account: &Account) -> Value {
    let answer = account.get("get-phased-release-info?appId={app}").await;
    answer.json()["data"].clone()
}

async fn operate(account: &Account, operation: i64) -> i64 {
    let body = json!({ "operationType": operation });
    code(&account.post("update-phased-release-info", body).await)
}

async fn change(account: &Account, plan: Value) -> i64 {
    let body = json!({ "operationType": 1, "phasedReleaseInfo": plan });
    code(&account.post("update-phased-release-info", body).await)
}

#[tokio::test]
async fn it_waits_runs_and_becomes_a_full_release_at_its_end() {
    let mut account = approved().await;
    let waiting = info(&account).await;
    assert_eq!(
        (&waiting["releaseStatus"], &waiting["releasePercentage"]),
        (&json!(1), &json!("10.00"))
    );
    assert_eq!(waiting["versionCode"], 20);
    pass(&mut account, 4 * HOUR).await;
    assert_eq!(info(&account).await["releaseStatus"], 2);
    assert_eq!(account.detail().await["releaseInfo"]["versionCode"], 19);
    let again = account.post("submit-audit", json!({ "releaseType": 1 }));
    assert_eq!(code(&again.await), 20022);
    pass(&mut account, 10 * DAY).await;
    assert_eq!(info(&account).await["releaseStatus"], 4);
    assert_eq!(account.detail().await["releaseInfo"]["versionCode"], 20);
}

#[tokio::test]
async fn there_is_none_before_the_approval() {
    let account = Account::open().await;
    assert_eq!(info(&account).await, json!({}));
    assert_eq!(operate(&account, 4).await, 20024);
    account.draft().await;
    submit(&account, plan(&account, "10.00", 5, 48)).await;
    assert_eq!(info(&account).await, json!({}));
    assert_eq!(operate(&account, 5).await, 20024);
}

#[tokio::test]
async fn it_is_paused_and_resumed_and_does_not_end_while_paused() {
    let mut account = approved().await;
    assert_eq!(operate(&account, 3).await, 20024);
    pass(&mut account, 4 * HOUR).await;
    assert_eq!(operate(&account, 0).await, 20024);
    assert_eq!(operate(&account, 3).await, 0);
    assert_eq!(info(&account).await["releaseStatus"], 3);
    pass(&mut account, 20 * DAY).await;
    assert_eq!(info(&account).await["releaseStatus"], 3);
    assert_eq!(operate(&account, 0).await, 0);
    assert_eq!(info(&account).await["releaseStatus"], 4);
}

#[tokio::test]
async fn it_goes_to_everybody_on_demand() {
    let account = running().await;
    let body = json!({ "operationType": 4 });
    let answer = account.post("update-phased-release-info", body).await;
    assert_eq!(answer.event("rollout").unwrap()["state"], "full");
    assert_eq!(info(&account).await["releaseStatus"], 4);
    assert_eq!(account.detail().await["releaseInfo"]["versionCode"], 20);
    assert_eq!(operate(&account, 3).await, 20024);
}

#[tokio::test]
async fn cancelled_it_is_gone_and_a_new_submission_is_needed() {
    let account = running().await;
    assert_eq!(operate(&account, 5).await, 0);
    assert_eq!(info(&account).await, json!({}));
    assert_eq!(operate(&account, 0).await, 20024);
    assert_eq!(account.detail().await["releaseInfo"]["versionCode"], 19);
    account.draft().await;
    let answer = account
        .post("submit-audit", json!({ "releaseType": 1 }))
        .await;
    assert_eq!(code(&answer), 0);
}

#[tokio::test]
async fn its_plan_only_grows_and_its_start_freezes() {
    let mut account = approved().await;
    let start = |hours: i64| json!({ "releaseStartDate": time::write(account.in_hours(hours)) });
    assert_eq!(change(&account, start(2)).await, 0);
    pass(&mut account, 4 * HOUR).await;
    let percent = |text: &str| json!({ "releasePercentage": text });
    assert_eq!(change(&account, percent("50.00")).await, 0);
    assert_eq!(info(&account).await["releasePercentage"], "50.00");
    assert_eq!(change(&account, percent("49.99")).await, 20024);
    assert_eq!(change(&account, percent("60")).await, 20024);
    let start = json!({ "releaseStartDate": time::write(account.in_hours(2)) });
    assert_eq!(change(&account, start).await, 20019);
    let end = |days: i64| json!({ "releaseEndDate": time::write(account.in_hours(24 * days)) });
    assert_eq!(change(&account, end(31)).await, 20019);
    assert_eq!(change(&account, end(20)).await, 0);
    assert_eq!(change(&account, Value::Null).await, 20024);
    assert_eq!(operate(&account, 2).await, 20024);
}

#[tokio::test]
async fn a_plan_has_its_forms() {
    let account = Account::open().await;
    account.draft().await;
    let month = 24 * 30;
    for (plan, expected) in [
        (plan(&account, "10", 1, 48), 20024),
        (plan(&account, "100.01", 1, 48), 20024),
        (plan(&account, "10.00", -1, 48), 20019),
        (plan(&account, "10.00", 48, 24), 20019),
        (plan(&account, "10.00", 1, month + 2), 20019),
    ] {
        account.bench.pass(MINUTE);
        assert_eq!(
            code(&submit(&account, plan.clone()).await),
            expected,
            "{plan}"
        );
    }
    let mut as_number = plan(&account, "10.00", 1, 48);
    as_number["releasePercentage"] = json!(10.0);
    assert_eq!(code(&submit(&account, as_number).await), 20024);
    let mut long = plan(&account, "10.00", 1, 48);
    long["releaseNote"] = json!("字".repeat(501));
    assert_eq!(code(&submit(&account, long).await), 20024);
    account.bench.pass(MINUTE);
    assert_eq!(
        code(&submit(&account, plan(&account, "0.01", 1, month)).await),
        0
    );
}

#[tokio::test]
async fn it_needs_a_live_version() {
    let fresh = SeedApp {
        version_code: 0,
        signer_sha256: None,
        ..demo_app()
    };
    let account = Account::open_with(&fresh).await;
    account.draft().await;
    let answer = submit(&account, plan(&account, "10.00", 1, 48)).await;
    assert_eq!(code(&answer), 20023);
}
