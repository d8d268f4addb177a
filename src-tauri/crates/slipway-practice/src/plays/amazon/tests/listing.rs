use super::*;

#[tokio::test]
async fn listings_are_a_map_by_language() {
    let (account, edit) = Account::editing().await;
    let all = account.get(&format!("edits/{edit}/listings")).await.json();
    let listings = all["listings"].as_object().unwrap();
    let languages: Vec<&String> = listings.keys().collect();
    assert_eq!(languages, ["en-US", "zh-CN"]);
    let one = account
        .get(&format!("edits/{edit}/listings/zh-CN"))
        .await
        .json();
    assert_eq!(one, listings["zh-CN"]);
    assert_eq!(one["title"], "滑道演示");
    // Release notes are asked for anew with every version.
    assert_eq!(one["recentChanges"], "");
    for other in ["zh_CN", "zh-cn", "de-DE"] {
        let answer = account.get(&format!("edits/{edit}/listings/{other}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{other}");
    }
}

#[tokio::test]
async fn a_put_replaces_the_whole_listing() {
    let (account, edit) = Account::editing().await;
    let path = format!("edits/{edit}/listings/en-US");
    let whole = account
        .rewrite(&path, |listing| listing["recentChanges"] = json!("Faster"))
        .await;
    let event = whole.event("listing").unwrap();
    assert_eq!(event["members"], json!(["recentChanges"]));
    assert_eq!(
        (&event["lost"], &event["lang"]),
        (&json!([]), &json!("en-US"))
    );
    let tag = account.tag(&path).await;
    let partial = json!({ "title": "Demo", "recentChanges": "Faster", "keywords": [] });
    let answer = account.put(&path, &tag, partial).await;
    let event = answer.event("listing").unwrap();
    assert_eq!(event["members"], json!(["title"]));
    assert_eq!(
        event["lost"],
        json!([
            "shortDescription",
            "fullDescription",
            "featureBullets",
            "keywords",
            "practiceRemark"
        ])
    );
    let shown = account.get(&path).await.json();
    assert_eq!(
        shown,
        json!({ "language": "en-US", "title": "Demo", "recentChanges": "Faster", "keywords": [] })
    );
    let failed = account
        .post(&format!("edits/{edit}/validate"), Value::Null)
        .await;
    assert_eq!(
        codes(&failed),
        [
            "error_listing_incomplete",
            "error_listing_incomplete",
            "error_release_notes_incomplete"
        ]
    );
}

#[tokio::test]
async fn a_listing_has_its_rules() {
    let (account, edit) = Account::editing().await;
    let path = format!("edits/{edit}/listings/en-US");
    let changes: [(Change, &str); 8] = [
        (|l| l["keywords"] = json!(["two words"]), "SINGLE_WORD"),
        (|l| l["keywords"] = json!([""]), "SINGLE_WORD"),
        (|l| l["keywords"] = Value::Null, "required_data_absent"),
        (
            |l| drop(l.as_object_mut().unwrap().remove("keywords")),
            "required_data_absent",
        ),
        (
            |l| l["recentChanges"] = json!("字".repeat(4001)),
            "invalid_data",
        ),
        (|l| l["title"] = json!(7), "invalid_data"),
        (|l| l["featureBullets"] = json!("one"), "invalid_data"),
        (|l| l["language"] = json!("en_US"), "invalid_data"),
    ];
    for (change, code) in changes {
        let answer = account.rewrite(&path, change).await;
        assert_eq!(coded(&answer), (400, code.to_owned()));
    }
    let longest = |l: &mut Value| l["recentChanges"] = json!("字".repeat(4000));
    assert_eq!(account.rewrite(&path, longest).await.status.as_u16(), 200);
    let body = account.get(&path).await.json();
    let sent = Sent {
        kind: "application/json",
        body: body.to_string().into_bytes(),
        ..Sent::default()
    };
    let without = account.send("PUT", &path, sent).await;
    assert_eq!(coded(&without), (400, "required_data_absent".to_owned()));
    let tag = account.tag(&path).await;
    let as_text = Sent {
        tag: Some(&tag),
        kind: "text/plain",
        body: body.to_string().into_bytes(),
        ..Sent::default()
    };
    let answer = account.send("PUT", &path, as_text).await;
    assert_eq!(coded(&answer), (400, "invalid_data".to_owned()));
}

#[tokio::test]
async fn languages_come_and_go_but_for_the_default_one() {
    let (account, edit) = Account::editing().await;
    let all = format!("edits/{edit}/listings");
    let english = account.get(&format!("{all}/en-US")).await.json();
    let mut german = english.clone();
    german["language"] = json!("de-DE");
    let created = account.post(&format!("{all}/de-DE"), german.clone()).await;
    assert_eq!(created.status, StatusCode::OK, "{}", text(&created));
    assert_eq!(created.event("listing").unwrap()["created"], true);
    let again = account.post(&format!("{all}/de-DE"), german.clone()).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    german["language"] = json!("fr-FR");
    let tag = account.tag(&all).await;
    let put = account
        .put(&format!("{all}/fr-FR"), &tag, german.clone())
        .await;
    assert_eq!(put.event("listing").unwrap()["created"], true);
    german["language"] = json!("en_GB");
    let tag = account.tag(&all).await;
    let unknown = account.put(&format!("{all}/en_GB"), &tag, german).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let gone = account.delete(&format!("{all}/zh-CN"), &tag).await;
    assert_eq!(gone.event("listing").unwrap()["lost"], json!(["zh-CN"]));
    let tag = account.tag(&all).await;
    let default = account.delete(&format!("{all}/en-US"), &tag).await;
    assert_eq!(coded(&default), (400, "default_language".to_owned()));
    let listings = account.get(&all).await.json()["listings"].clone();
    let languages: Vec<&String> = listings.as_object().unwrap().keys().collect();
    assert_eq!(languages, ["de-DE", "en-US", "fr-FR"]);
}

#[tokio::test]
async fn what_is_empty_can_be_null() {
    let (account, edit) = Account::editing().await;
    let path = format!("edits/{edit}/listings/en-US");
    let shown = account.get_with(Some("null-fields"), &path).await.json();
    assert_eq!(shown["recentChanges"], Value::Null);
    assert_eq!(shown["title"], "Slipway Demo");
    let path = format!("edits/{edit}/availability");
    let shown = account.get_with(Some("null-fields"), &path).await.json();
    assert_eq!(shown, json!({ "publishingDate": null }));
}

#[tokio::test]
async fn details_are_replaced_whole_and_keep_their_default_language() {
    let (account, edit) = Account::editing().await;
    let path = format!("edits/{edit}/details");
    let tag = account.tag(&path).await;
    let body = json!({ "defaultLanguage": "zh-CN", "contactEmail": "new@example.com" });
    let answer = account.put(&path, &tag, body).await;
    let expected = json!({ "defaultLanguage": "en-US", "contactEmail": "new@example.com" });
    assert_eq!(answer.json(), expected);
    let event = answer.event("details").unwrap();
    assert_eq!(event["members"], json!(["contactEmail"]));
    assert_eq!(event["lost"], json!(["contactWebsite", "contactPhone"]));
    assert_eq!(account.get(&path).await.json(), expected);
    let wrong = account
        .rewrite(&path, |d| d["contactPhone"] = json!(5550100))
        .await;
    assert_eq!(coded(&wrong), (400, "invalid_data".to_owned()));
}
