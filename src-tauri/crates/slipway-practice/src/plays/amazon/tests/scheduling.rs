use super::*;

fn wall(account: &Account, hours: i64, zone: &str) -> String {
    let at = account.bench.world.clock.now() + jiff::SignedDuration::from_hours(hours);
    let zone = jiff::tz::TimeZone::get(zone).unwrap();
    at.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

fn at(date_time: &str, zone_id: &str) -> Value {
    json!({ "publishingDate": { "dateTime": date_time, "zoneId": zone_id } })
}

async fn schedule(account: &Account, edit: &str, body: Value) -> Answer {
    let path = format!("edits/{edit}/availability");
    let tag = account.tag(&path).await;
    account.put(&path, &tag, body).await
}

#[tokio::test]
async fn a_date_is_wall_time_in_a_zone() {
    let (account, edit) = Account::editing().await;
    let path = format!("edits/{edit}/availability");
    assert_eq!(account.get(&path).await.json(), json!({}));
    let body = at(&wall(&account, 30, "Asia/Shanghai"), "Asia/Shanghai");
    let answer = schedule(&account, &edit, body.clone()).await;
    assert_eq!(answer.json(), body);
    let event = answer.event("availability").unwrap();
    assert_eq!(event["publishing"], body["publishingDate"]);
    assert_eq!(account.get(&path).await.json(), body);
    let cleared = schedule(&account, &edit, json!({ "publishingDate": null })).await;
    assert_eq!(cleared.json(), json!({}));
    assert_eq!(cleared.event("availability").unwrap()["at"], Value::Null);
}

#[tokio::test]
async fn other_dates_are_refused() {
    let (account, edit) = Account::editing().await;
    let future = wall(&account, 30, "UTC");
    for (body, code) in [
        (json!({ "publishingDate": future }), "invalid_data"),
        (at(&format!("{future}Z"), "UTC"), "invalid_data"),
        (at(&wall(&account, -1, "UTC"), "UTC"), "invalid_data"),
        (at(&future, "Mars/Olympus"), "invalid_data"),
        (at(&future, "Asia/Singapore"), "invalid_data"),
        (
            json!({ "publishingDate": { "dateTime": future } }),
            "required_data_absent",
        ),
        (
            json!({ "publishingDate": { "zoneId": "UTC" } }),
            "required_data_absent",
        ),
        (json!([]), "required_data_absent"),
    ] {
        let answer = schedule(&account, &edit, body.clone()).await;
        assert_eq!(coded(&answer), (400, code.to_owned()), "{body}");
    }
}

#[tokio::test]
async fn an_approved_version_waits_for_its_date_which_can_be_moved() {
    let (mut account, edit) = Account::ready().await;
    let date = wall(&account, 30, "US/Pacific");
    schedule(&account, &edit, at(&date, "US/Pacific")).await;
    let committed = account.commit(None, &edit).await;
    let submitted = committed.event("submitted").unwrap();
    assert_eq!(
        submitted["publishing"],
        json!({ "dateTime": date, "zoneId": "US/Pacific" })
    );
    assert!(submitted["release_time"].is_string());
    let locked = schedule(&account, &edit, json!({})).await;
    assert_eq!(locked.status, StatusCode::PRECONDITION_FAILED);
    account.pass(2 * HOUR).await;
    let answer = account.get("edits").await;
    assert_eq!(answer.json()["status"], "APPROVED");
    assert_eq!(answer.event("review").unwrap()["state"], "approved");
    let title = account
        .rewrite(&format!("edits/{edit}/listings/en-US"), |l| {
            l["title"] = json!("New")
        })
        .await;
    assert_eq!(title.status, StatusCode::PRECONDITION_FAILED);
    let moved = schedule(&account, &edit, at(&wall(&account, 5, "UTC"), "UTC")).await;
    assert_eq!(moved.status, StatusCode::OK);
    account.pass(4 * HOUR).await;
    assert_eq!(account.get("edits").await.json()["status"], "APPROVED");
    account.pass(HOUR).await;
    let answer = account.get("edits").await;
    assert_eq!(answer.json(), json!({}));
    assert_eq!(answer.event("review").unwrap()["state"], "live");
}
