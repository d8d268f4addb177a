use super::*;

#[tokio::test]
async fn an_app_has_one_edit_at_most() {
    let account = Account::open().await;
    let none = account.get("edits").await;
    assert_eq!((none.status, none.json()), (StatusCode::OK, json!({})));
    assert!(none.headers.get("etag").is_none());
    let edit = account.create().await;
    assert!(edit.starts_with("amzn1.devportal.apprelease."));
    let shown = json!({ "id": edit, "status": "IN_PROGRESS" });
    let active = account.get("edits").await;
    assert_eq!(active.json(), shown);
    let by_id = account.get(&format!("edits/{edit}")).await;
    assert_eq!((by_id.json(), tag(&by_id)), (shown, tag(&active)));
    let second = account.post("edits", json!({})).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!(account.get("edits").await.json()["id"], json!(edit));
}

#[tokio::test]
async fn an_app_that_was_never_live_gets_no_edit() {
    let app = SeedApp {
        version_code: 0,
        ..demo_app()
    };
    let account = Account::open_with(&app).await;
    let answer = account.post("edits", Value::Null).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        answer.json()["message"],
        "Cannot create a new 'edit' for the app in it's current state."
    );
    assert_eq!(account.get("edits").await.json(), json!({}));
}

#[tokio::test]
async fn an_empty_body_makes_an_edit_and_a_draft_can_go() {
    let account = Account::open().await;
    let answer = account.send("POST", "edits", Sent::default()).await;
    assert_eq!(answer.event("edit").unwrap()["state"], "opened");
    let edit = answer.json()["id"].as_str().unwrap().to_owned();
    let path = format!("edits/{edit}");
    let without = account.send("DELETE", &path, Sent::default()).await;
    assert_eq!(coded(&without), (400, "required_data_absent".to_owned()));
    assert_eq!(
        without.json()["errorMessage"],
        "If-Match header is required"
    );
    assert_eq!(
        account.delete(&path, "\"other\"").await.status.as_u16(),
        412
    );
    let tag = account.tag(&path).await;
    let gone = account.delete(&path, &tag).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(gone.event("edit").unwrap()["state"], "deleted");
    assert_eq!(account.get("edits").await.json(), json!({}));
    assert_eq!(account.get(&path).await.status, StatusCode::NOT_FOUND);
    account.create().await;
}

#[tokio::test]
async fn any_write_makes_every_tag_a_new_one() {
    let (account, edit) = Account::editing().await;
    let apk = account.apk(&edit).await;
    let paths = [
        format!("edits/{edit}"),
        format!("edits/{edit}/listings"),
        format!("edits/{edit}/listings/en-US"),
        format!("edits/{edit}/listings/zh-CN"),
        format!("edits/{edit}/listings/zh-CN/screenshots"),
        format!("edits/{edit}/details"),
        format!("edits/{edit}/availability"),
        format!("edits/{edit}/apks/{apk}"),
        format!("edits/{edit}/apks/{apk}/targeting"),
    ];
    let tags = async || {
        let mut tags = Vec::new();
        for path in &paths {
            tags.push(account.tag(path).await);
        }
        tags
    };
    let before = tags().await;
    assert_eq!(before, tags().await);
    // Listings and images of all languages share one state.
    assert!(before[1..5].iter().all(|tag| *tag == before[1]));
    let english = format!("edits/{edit}/listings/en-US");
    let written = account
        .rewrite(&english, |listing| listing["title"] = json!("New"))
        .await;
    assert_eq!(written.status, StatusCode::OK);
    assert!(written.headers.get("etag").is_none());
    let after = tags().await;
    assert!(before.iter().zip(&after).all(|(old, new)| old != new));
    let chinese = format!("edits/{edit}/listings/zh-CN");
    let body = account.get(&chinese).await.json();
    let stale = account.put(&chinese, &before[3], body.clone()).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let of_edit = account.put(&chinese, &after[0], body.clone()).await;
    assert_eq!(of_edit.status, StatusCode::PRECONDITION_FAILED);
    // The collection's tag opens each of its listings, once.
    let written = account.put(&chinese, &after[1], body.clone()).await;
    assert_eq!(written.status, StatusCode::OK);
    let again = account.put(&chinese, &after[1], body).await;
    assert_eq!(again.status, StatusCode::PRECONDITION_FAILED);
}

#[tokio::test]
async fn a_tag_goes_back_as_it_came() {
    let (account, edit) = Account::editing().await;
    let path = format!("edits/{edit}");
    let weak = tag(&account.get_with(Some("weak-tags"), &path).await);
    assert!(weak.starts_with("W/\""));
    let bare = weak.trim_start_matches("W/");
    assert_eq!(account.delete(&path, bare).await.status.as_u16(), 412);
    let unquoted = bare.trim_matches('"');
    assert_eq!(account.delete(&path, unquoted).await.status.as_u16(), 412);
    assert_eq!(account.delete(&path, "*").await.status.as_u16(), 412);
    assert_eq!(account.delete(&path, &weak).await.status.as_u16(), 204);
}

#[tokio::test]
async fn an_address_without_an_id_has_no_scope() {
    let account = Account::open().await;
    for (method, path) in [
        ("GET", "edits//apks"),
        ("PATCH", "edits"),
        ("GET", "nothing"),
    ] {
        let answer = account.send(method, path, Sent::default()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path}");
        let expected = format!(
            "Unable to fetch the request scope for uri = /api/appstore/v1/applications/{}/{path} and verb = {method}",
            account.app_id
        );
        assert_eq!(answer.json(), json!({ "Message": expected }));
    }
}

#[tokio::test]
async fn no_edit_has_several_forms() {
    let account = Account::open().await;
    for (fault, status) in [
        ("no-edit-204", 204),
        ("no-edit-404", 404),
        ("no-edit-empty", 200),
    ] {
        let answer = account.get_with(Some(fault), "edits").await;
        assert_eq!(answer.status.as_u16(), status);
        assert!(status == 404 || answer.body.is_empty());
    }
}

#[tokio::test]
async fn an_unknown_edit_is_not_found() {
    let (account, _) = Account::editing().await;
    let other = "edits/amzn1.devportal.apprelease.00000000000000000000000000000000";
    for path in ["", "/apks", "/listings", "/details", "/availability"] {
        let answer = account.get(&format!("{other}{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(account.get("edits/previous").await.status.as_u16(), 404);
}
