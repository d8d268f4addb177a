//! The token: how it is bought, refused and renewed; and the check with its layers.

use serde_json::json;
use slipway_model::ProblemKind;

use super::{APP, CLIENT, EDIT, SECRET, calls, edit, none, not_authorised, ready, table, token};
use crate::Reply;

fn refused(status: u16, code: &str) -> Reply {
    Reply::Json(status, json!({"error": code, "error_description": "words"}))
}

#[tokio::test]
async fn a_token_is_bought_with_a_form_of_four_fields() {
    let mut table = table().await;
    let (_, asked) = table.done("sign-in", [token("Atc|1")]).await;
    let [asked] = asked.as_slice() else {
        panic!("one request")
    };
    assert_eq!(
        (
            asked.host.as_str(),
            asked.method.as_str(),
            asked.path.as_str()
        ),
        ("api.amazon.com", "POST", "/auth/o2/token")
    );
    assert_eq!(
        asked.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(asked.header("authorization"), None);
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(&asked.body)
        .into_owned()
        .collect();
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            ("grant_type", "client_credentials"),
            ("client_id", CLIENT),
            ("client_secret", SECRET),
            ("scope", "appstore::apps:readwrite"),
        ]
    );
    // Held: nothing is asked again.
    let (_, asked) = table.done("sign-in", []).await;
    assert!(asked.is_empty());
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_call_sent_again() {
    let mut table = ready().await;
    let (_, asked) = table
        .done(
            "edit",
            [
                not_authorised(),
                token("Atc|2"),
                none(),
                edit("IN_PROGRESS"),
            ],
        )
        .await;
    let bearers: Vec<_> = asked
        .iter()
        .map(|asked| asked.header("authorization"))
        .collect();
    assert_eq!(
        bearers,
        [
            Some("Bearer Atc|1"),
            None,
            Some("Bearer Atc|2"),
            Some("Bearer Atc|2")
        ]
    );

    let problem = table
        .failed("edit", [not_authorised(), token("Atc|3"), not_authorised()])
        .await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::NotAllowed, "problem.not-authorised")
    );
}

#[tokio::test]
async fn a_failed_validation_renews_nothing() {
    let mut table = super::inside().await;
    let list = json!({"errors": [
        {"errorCode": "error_release_notes_incomplete", "errorMessage": "de-DE"},
        {"errorCode": "error_apk_drm_value_missing", "errorMessage": "APK1"},
    ]});
    let problem = table.failed("validate", [Reply::Json(403, list)]).await;
    assert_eq!(problem.advice.key, "problem.several-to-mend");
    assert_eq!(
        problem.said.unwrap().words,
        "error_release_notes_incomplete: de-DE\nerror_apk_drm_value_missing: APK1"
    );
}

#[tokio::test]
async fn the_layers_of_the_check() {
    let table = table().await;
    let all = table.check([token("Atc|1"), edit("IN_PROGRESS")]).await;
    assert_eq!(
        all,
        [
            "key pass",
            "clock skipped",
            "token pass",
            "app pass",
            "right pass"
        ]
    );
    // A token is bought each time: a check of an old one proves nothing.
    for (replies, place, expected) in [
        (
            vec![refused(401, "invalid_client")],
            2,
            "token fail problem.wrong-pair copy",
        ),
        (
            vec![refused(400, "invalid_scope")],
            2,
            "token fail problem.not-attached attach",
        ),
        (
            vec![refused(400, "unsupported_grant_type")],
            2,
            "token fail problem.our-request",
        ),
        (
            vec![refused(400, "invalid_request")],
            2,
            "token fail problem.our-request",
        ),
        (
            vec![
                token("Atc|1"),
                not_authorised(),
                token("Atc|2"),
                not_authorised(),
            ],
            3,
            "app fail problem.not-authorised attach",
        ),
        (
            vec![token("Atc|1"), Reply::Json(404, json!({}))],
            3,
            "app fail problem.app-not-found app-id",
        ),
    ] {
        assert_eq!(table.check(replies).await[place], expected);
    }
}

#[tokio::test]
async fn a_wrong_clock_is_told_and_stops_nothing() {
    let table = table().await;
    let dated = Reply::Dated(
        200,
        "Thu, 09 Oct 2025 10:00:00 GMT",
        json!({"access_token": "Atc|1", "expires_in": 3600}),
    );
    let all = table.check([dated, none()]).await;
    assert_eq!(
        all,
        [
            "key pass",
            "clock pass",
            "token pass",
            "app pass",
            "right pass"
        ]
    );
}

#[tokio::test]
async fn an_app_is_asked_for_by_its_id_and_a_release_id_is_not_sent() {
    let mut table = ready().await;
    let (_, asked) = table.done("edit", [none(), edit("IN_PROGRESS")]).await;
    assert_eq!(asked[0].host, "developer.amazon.com");
    assert_eq!(
        asked[0].path,
        format!("/api/appstore/v1/applications/{APP}/edits")
    );
    assert_eq!(calls(&asked), ["GET edits", "POST edits"]);
    table.order.app.store_app_id = Some(EDIT.into());
    let problem = table.failed("edit", []).await;
    assert_eq!(problem.advice.key, "problem.release-id");
    table.order.app.store_app_id = None;
    let (_, asked) = table.done("edit", [none(), edit("IN_PROGRESS")]).await;
    assert!(
        asked[0]
            .path
            .ends_with("/applications/com.example.slipway/edits")
    );
}

#[tokio::test]
async fn a_survey_reads_and_changes_nothing() {
    let table = ready().await;
    table.server.will([none()]);
    let survey = table
        .store
        .survey(&table.visit, &table.order.app)
        .await
        .unwrap();
    assert_eq!((survey.first_release, survey.busy), (Some(false), false));
    assert_eq!(survey.store_app_id.as_deref(), Some(APP));
    assert!(survey.asks.is_empty());
    table.server.asked();

    table.server.will([
        edit("IN_PROGRESS"),
        super::apks(&[("M1", 18), ("M2", 19)]),
        super::listings(),
        super::details(),
    ]);
    let survey = table
        .store
        .survey(&table.visit, &table.order.app)
        .await
        .unwrap();
    assert_eq!(survey.asks, ["open_edit", "target_apk"]);
    assert_eq!(survey.languages, ["en-US", "de-DE"]);
    assert_eq!(survey.pending_version_code, Some(19));
    assert_eq!(survey.store_name.as_deref(), Some("Slipway"));
    assert!(
        table
            .server
            .asked()
            .iter()
            .all(|asked| asked.method == "GET")
    );

    table.server.will([edit("REVIEW")]);
    let survey = table
        .store
        .survey(&table.visit, &table.order.app)
        .await
        .unwrap();
    assert!(survey.busy);
}
