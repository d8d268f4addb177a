use super::*;
use crate::play::{Decided, Verdict};

#[tokio::test]
async fn a_version_goes_from_review_to_the_store() {
    let (mut account, edit) = Account::ready().await;
    let valid = account
        .post(&format!("edits/{edit}/validate"), Value::Null)
        .await;
    assert_eq!(valid.json(), json!({ "id": edit, "status": "IN_PROGRESS" }));
    let answer = account.commit(None, &edit).await;
    assert_eq!(answer.json(), json!({ "id": edit, "status": "REVIEW" }));
    let submitted = answer.event("submitted").unwrap();
    let digest = sha256(crate::demo_build());
    for (member, expected) in [
        ("package", json!(PACKAGE)),
        ("app_id", json!(account.app_id)),
        ("edit_id", json!(edit)),
        ("version_code", json!(20)),
        ("version_name", json!("2.0.0")),
        ("sha256", json!(digest)),
        ("notes", json!({ "en-US": "Faster", "zh-CN": "更快" })),
        ("publishing", Value::Null),
        ("release_time", Value::Null),
        ("changed", json!([])),
        ("lost", json!([])),
    ] {
        assert_eq!(submitted[member], expected, "{member}");
    }
    assert_eq!(submitted["apks"][0]["sha256"], json!(digest));
    assert_eq!(submitted["apks"][0]["devices"].as_array().unwrap().len(), 3);
    account.pass(30 * MINUTE).await;
    assert_eq!(account.get("edits").await.json()["status"], "REVIEW");
    account.pass(30 * MINUTE).await;
    let answer = account.get("edits").await;
    assert_eq!(answer.json(), json!({}));
    let states: Vec<&Value> = answer.events.iter().map(|event| &event["state"]).collect();
    assert_eq!(states, ["approved", "live"]);
    let old = account.get(&format!("edits/{edit}")).await;
    assert_eq!(old.json(), json!({ "id": edit, "status": "LIVE" }));
    let next = account.create().await;
    let list = account.get(&format!("edits/{next}/apks")).await.json();
    assert_eq!(list[0]["versionCode"], 20);
    let path = format!("edits/{next}/listings/en-US");
    assert_eq!(account.get(&path).await.json()["recentChanges"], "");
}

#[tokio::test]
async fn a_commit_wants_the_edits_tag_and_happens_once() {
    let (account, edit) = Account::ready().await;
    let path = format!("edits/{edit}/commit");
    let without = account.send("POST", &path, Sent::default()).await;
    assert_eq!(coded(&without), (400, "required_data_absent".to_owned()));
    let listings = account.tag(&format!("edits/{edit}/listings")).await;
    let with = async |tag: &str| {
        let sent = Sent {
            tag: Some(tag),
            ..Sent::default()
        };
        account.send("POST", &path, sent).await
    };
    assert_eq!(with(&listings).await.status.as_u16(), 412);
    let tag = account.tag(&format!("edits/{edit}")).await;
    assert!(with(&tag).await.event("submitted").is_some());
    let again = with(&tag).await;
    assert_eq!(again.status, StatusCode::PRECONDITION_FAILED);
    let fresh = account.tag(&format!("edits/{edit}")).await;
    let again = with(&fresh).await;
    assert_eq!(again.status, StatusCode::PRECONDITION_FAILED);
    assert!(again.event("submitted").is_none());
}

#[tokio::test]
async fn nothing_is_written_while_a_version_is_in_review() {
    let (account, edit) = Account::submitted(None).await;
    let apk = account.apk(&edit).await;
    let body = account
        .get(&format!("edits/{edit}/listings/en-US"))
        .await
        .json();
    for path in [
        format!("edits/{edit}/listings/en-US"),
        format!("edits/{edit}/details"),
        format!("edits/{edit}/availability"),
        format!("edits/{edit}/apks/{apk}/targeting"),
    ] {
        let tag = account.tag(&path).await;
        let answer = account.put(&path, &tag, body.clone()).await;
        assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED, "{path}");
    }
    let replaced = account.replace(None, &edit, crate::demo_build()).await;
    assert_eq!(replaced.status, StatusCode::PRECONDITION_FAILED);
    for path in ["upload", "large/upload"] {
        let path = format!("edits/{edit}/apks/{path}");
        let answer = account.upload(None, &path, crate::demo_build()).await;
        assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED, "{path}");
    }
    let path = format!("edits/{edit}");
    let tag = account.tag(&path).await;
    assert_eq!(account.delete(&path, &tag).await.status.as_u16(), 412);
    let second = account.post("edits", json!({})).await;
    assert_eq!(second.status, StatusCode::BAD_REQUEST);
    assert!(
        second.json()["message"]
            .as_str()
            .unwrap()
            .contains("current state")
    );
}

#[tokio::test]
async fn what_is_missing_stops_validation_and_commit() {
    let (account, edit) = Account::editing().await;
    let path = format!("edits/{edit}/validate");
    let failed = account.post(&path, Value::Null).await;
    assert_eq!(failed.status, StatusCode::FORBIDDEN);
    let expected = [
        "error_release_notes_incomplete",
        "error_release_notes_incomplete",
    ];
    assert_eq!(codes(&failed), expected);
    let errors = failed.json()["errors"].clone();
    for (error, language) in [(&errors[0], "en-US"), (&errors[1], "zh-CN")] {
        assert!(error["errorMessage"].as_str().unwrap().contains(language));
    }
    let refused = account.commit(None, &edit).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(codes(&refused), expected);
    assert!(refused.event("submitted").is_none());
    let bare = account
        .post_with(Some("bare-list"), &path, Value::Null)
        .await;
    assert_eq!(bare.json(), errors);
    account.write_notes(&edit).await;
    let fault = Some("validation-fails");
    let failed = account.post_with(fault, &path, Value::Null).await;
    assert_eq!(codes(&failed), ["error_content_rating_incomplete"]);
    let refused = account.commit(fault, &edit).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    // The package that is live already can go once more: nobody but the client notices.
    let answer = account.commit(None, &edit).await;
    let submitted = answer.event("submitted").unwrap();
    assert_eq!(
        (&submitted["version_code"], &submitted["sha256"]),
        (&json!(19), &Value::Null)
    );
}

#[tokio::test]
async fn a_rejected_version_is_a_draft_again() {
    let (account, edit) = Account::submitted(None).await;
    let verdict = Verdict::Reject {
        reason: "It closes by itself".to_owned(),
    };
    assert_eq!(account.bench.decide(PACKAGE, &verdict), Decided::Done);
    assert_eq!(
        account.bench.decide(PACKAGE, &verdict),
        Decided::NothingWaiting
    );
    let active = account.get("edits").await.json();
    assert_eq!(active, json!({ "id": edit, "status": "IN_PROGRESS" }));
    let listing = account
        .get(&format!("edits/{edit}/listings/en-US"))
        .await
        .json();
    assert_eq!(listing["recentChanges"], "Faster");
    let again = account.commit(None, &edit).await;
    assert_eq!(again.event("submitted").unwrap()["version_code"], 20);
    assert_eq!(
        account.bench.decide(PACKAGE, &Verdict::Approve),
        Decided::Done
    );
    assert_eq!(account.get("edits").await.json(), json!({}));
    let unknown = account
        .bench
        .decide("com.example.unknown", &Verdict::Approve);
    assert_eq!(unknown, Decided::NoSuchApp);
}

#[tokio::test]
async fn reviewers_can_be_told_to_refuse() {
    let (mut account, _) = Account::submitted(Some("reject-next-review")).await;
    account.pass(HOUR).await;
    let answer = account.get("edits").await;
    assert_eq!(answer.json()["status"], "IN_PROGRESS");
    let event = answer.event("review").unwrap();
    assert_eq!(event["state"], "rejected");
    assert!(
        event["opinion"]
            .as_str()
            .unwrap()
            .contains("Practice Tablet")
    );
}

#[tokio::test]
async fn the_ledger_says_what_a_version_lost() {
    let (account, edit) = Account::ready().await;
    let path = format!("edits/{edit}/listings/en-US");
    let change = |listing: &mut Value| {
        listing["title"] = json!("New name");
        listing.as_object_mut().unwrap().remove("featureBullets");
    };
    account.rewrite(&path, change).await;
    let path = format!("edits/{edit}/details");
    let change =
        |details: &mut Value| drop(details.as_object_mut().unwrap().remove("contactPhone"));
    account.rewrite(&path, change).await;
    let path = format!("edits/{edit}/listings/zh-CN/screenshots");
    let tag = account.tag(&path).await;
    account.delete(&path, &tag).await;
    let answer = account.commit(None, &edit).await;
    let submitted = answer.event("submitted").unwrap();
    assert_eq!(submitted["changed"], json!(["en-US.title"]));
    assert_eq!(
        submitted["lost"],
        json!([
            "details.contactPhone",
            "en-US.featureBullets",
            "zh-CN.screenshots"
        ])
    );
}

#[tokio::test]
async fn apps_and_console_tell_where_a_version_stands() {
    let (account, edit) = Account::submitted(None).await;
    let world = &account.bench.world;
    let (apps, page) = world
        .transaction("amazon", None, |stage| {
            let play = &account.bench.play;
            Ok((play.apps(stage)?, play.console(stage)?))
        })
        .unwrap();
    assert_eq!(apps.len(), 1);
    assert_eq!(apps[0].id, account.app_id);
    assert_eq!(apps[0].live_version_code, Some(19));
    assert_eq!(apps[0].waiting_version_code, Some(20));
    assert_eq!(apps[0].state, "REVIEW");
    let facts: Vec<&str> = page.apps[0].facts.iter().map(|(_, fact)| &**fact).collect();
    assert!(
        facts.contains(&edit.as_str()) && facts.contains(&"Under review"),
        "{facts:?}"
    );
}
