use super::*;
use crate::play::Play as _;

#[tokio::test]
async fn a_lie_answers_success_and_keeps_nothing() {
    let (account, edit) = Account::ready().await;
    let lied = account.commit(Some("lie"), &edit).await;
    assert_eq!(lied.json()["status"], "REVIEW");
    assert!(lied.event("submitted").is_none() && lied.event("warning").is_some());
    assert_eq!(account.get("edits").await.json()["status"], "IN_PROGRESS");
    let (account, edit) = Account::editing().await;
    let lied = account
        .replace(Some("lie"), &edit, crate::demo_build())
        .await;
    assert_eq!(lied.json()["versionCode"], 20);
    let list = account.get(&format!("edits/{edit}/apks")).await.json();
    assert_eq!(list[0]["versionCode"], 19);
}

#[tokio::test]
async fn writes_can_answer_with_nothing_or_as_created() {
    let account = Account::open().await;
    let created = account
        .post_with(Some("created-status"), "edits", json!({}))
        .await;
    assert_eq!(created.status, StatusCode::CREATED);
    let edit = created.json()["id"].as_str().unwrap().to_owned();
    let replaced = account
        .replace(Some("empty-answers"), &edit, crate::demo_build())
        .await;
    assert_eq!((replaced.status.as_u16(), replaced.body.len()), (204, 0));
    for language in ["en-US", "zh-CN"] {
        let path = format!("edits/{edit}/listings/{language}");
        let shown = account.get(&path).await;
        let mut listing = shown.json();
        listing["recentChanges"] = json!("Faster");
        let fault = Some("empty-answers");
        let put = account.put_with(fault, &path, &tag(&shown), listing).await;
        assert_eq!((put.status.as_u16(), put.body.len()), (204, 0));
    }
    let committed = account.commit(Some("empty-answers"), &edit).await;
    assert_eq!((committed.status.as_u16(), committed.body.len()), (204, 0));
    assert_eq!(committed.event("submitted").unwrap()["version_code"], 20);
}

#[tokio::test]
async fn a_tag_can_be_refused_for_no_reason() {
    let (account, edit) = Account::ready().await;
    let refused = account.commit(Some("stale-tag"), &edit).await;
    assert_eq!(refused.status, StatusCode::PRECONDITION_FAILED);
    let before = account.tag(&format!("edits/{edit}")).await;
    assert_eq!(before, account.tag(&format!("edits/{edit}")).await);
    assert!(
        account
            .commit(None, &edit)
            .await
            .event("submitted")
            .is_some()
    );
}

#[tokio::test]
async fn a_colleague_works_in_the_console_meanwhile() {
    let account = Account::open().await;
    let opened = account.get_with(Some("console-edit"), "edits").await;
    assert!(opened.event("warning").is_some());
    let edit = opened.json()["id"].as_str().unwrap().to_owned();
    let second = account.post("edits", json!({})).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    account.write_notes(&edit).await;
    let answer = account.commit(None, &edit).await;
    let submitted = answer.event("submitted").unwrap();
    assert_eq!(submitted["changed"], json!(["en-US.shortDescription"]));
}

#[tokio::test]
async fn a_tag_goes_stale_when_somebody_else_writes() {
    let (account, edit) = Account::editing().await;
    let path = format!("edits/{edit}/listings/zh-CN");
    let shown = account.get(&path).await;
    let fault = Some("console-touch");
    let stale = account
        .put_with(fault, &path, &tag(&shown), shown.json())
        .await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    assert!(stale.event("warning").is_some() && stale.event("listing").is_none());
    let fresh = account.rewrite(&path, |_| {}).await;
    assert_eq!(fresh.status, StatusCode::OK);
}

#[tokio::test]
async fn a_submission_can_be_withdrawn_in_the_console() {
    let (account, edit) = Account::submitted(None).await;
    let answer = account.get_with(Some("withdrawn"), "edits").await;
    assert_eq!(
        answer.json(),
        json!({ "id": edit, "status": "IN_PROGRESS" })
    );
    assert!(
        account
            .commit(None, &edit)
            .await
            .event("submitted")
            .is_some()
    );
}

#[tokio::test]
async fn an_edit_can_be_refused_by_the_apps_state() {
    let account = Account::open().await;
    let fault = Some("cannot-create-edit");
    let answer = account.post_with(fault, "edits", json!({})).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(account.get("edits").await.json(), json!({}));
}

/// A name in the list that nothing looks at would be a knob that does nothing.
#[test]
fn every_fault_is_used() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/plays/amazon");
    let mut code = String::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let is_code = path.extension().is_some_and(|ending| ending == "rs");
        if is_code && !path.ends_with("trouble.rs") {
            code += &std::fs::read_to_string(path).unwrap();
        }
    }
    let console = [
        "console-edit",
        "console-touch",
        "withdrawn",
        "drm-chosen",
        "weak-tags",
    ];
    for name in Amazon.faults() {
        let is_used = code.contains(&format!("\"{name}\""));
        let is_common = *name == crate::plays::lie::LIE || console.contains(name);
        assert!(is_used || is_common, "{name}");
    }
}
