use super::*;

async fn open() -> (Account, String) {
    let (account, edit) = Account::editing().await;
    let apk = account.apk(&edit).await;
    let path = format!("edits/{edit}/apks/{apk}/targeting");
    (account, path)
}

#[tokio::test]
async fn a_device_can_be_added_and_lost() {
    let (account, path) = open().await;
    let before = account.get(&path).await.json();
    assert_eq!(before["nonAmazonDevices"][0]["status"], "NOT_TARGETING");
    let added = account
        .rewrite(&path, |lists| {
            lists["nonAmazonDevices"][0]["status"] = json!("TARGETING");
        })
        .await;
    assert_eq!(added.status, StatusCode::OK, "{}", text(&added));
    let event = added.event("targeting").unwrap();
    assert_eq!(event["added"], json!(["Practice Set-top Box"]));
    assert_eq!(event["lost"], json!([]));
    let lost = account
        .rewrite(&path, |lists| {
            lists["amazonDevices"].as_array_mut().unwrap().remove(0);
            lists.as_object_mut().unwrap().remove("otherAndroidDevices");
        })
        .await;
    let event = lost.event("targeting").unwrap();
    assert_eq!(event["lost"], json!(["Practice Tablet 8"]));
    let after = account.get(&path).await.json();
    assert_eq!(after["amazonDevices"][0]["status"], "NOT_TARGETING");
    assert_eq!(after["nonAmazonDevices"][0]["status"], "TARGETING");
    assert!(after.get("otherAndroidDevices").is_none());
}

#[tokio::test]
async fn what_the_manifest_rules_out_stays_out() {
    let (account, path) = open().await;
    let refused = async |change: Change| {
        let answer = account.rewrite(&path, change).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", text(&answer));
        coded(&answer).1
    };
    let lists: [(Change, &str); 7] = [
        (
            |lists| lists["amazonDevices"][3]["status"] = json!("TARGETING"),
            "invalid_data",
        ),
        (
            |lists| lists["amazonDevices"][3]["status"] = json!("NOT_TARGETING"),
            "invalid_data",
        ),
        (
            |lists| lists["nonAmazonDevices"][1]["status"] = json!("TARGETING"),
            "invalid_data",
        ),
        (
            |lists| lists["amazonDevices"][0]["status"] = json!("targeting"),
            "invalid_data",
        ),
        (
            |lists| lists["amazonDevices"][0]["id"] = json!("amzn1.appstore.device.0"),
            "invalid_data",
        ),
        (
            |lists| lists["amazonDevices"][0] = json!({ "id": lists["amazonDevices"][0]["id"] }),
            "required_data_absent",
        ),
        (
            |lists| *lists = json!({ "amazonDevices": [] }),
            "required_data_absent",
        ),
    ];
    for (change, code) in lists {
        assert_eq!(refused(change).await, code);
    }
}
