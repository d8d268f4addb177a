//! A release from the Edit to the commit.

use serde_json::json;
use slipway_model::{Goal, Outcome, When};

use super::{APP, EDIT, apk, apks, calls, details, edit, empty, inside, listings, no, none, ready};
use crate::{Attempt, PACKAGE, Reply};

#[tokio::test]
async fn an_apk_is_replaced_and_committed() {
    let mut table = ready().await;
    let (output, asked) = table.done("edit", [none(), edit("IN_PROGRESS")]).await;
    assert_eq!(output["edit_id"], EDIT);
    assert_eq!(asked[1].header("if-match"), None);

    let (output, asked) = table
        .done("read", [apks(&[("M1", 19)]), listings(), details()])
        .await;
    assert_eq!(output["languages"], json!(["en-US", "de-DE"]));
    assert_eq!(
        calls(&asked),
        [
            "GET edits/E/apks",
            "GET edits/E/listings",
            "GET edits/E/details"
        ]
    );

    let (_, asked) = table
        .done(
            "upload",
            [Reply::Tagged(200, "W/\"a 1\"", apk("M1", 19)), empty(204)],
        )
        .await;
    assert_eq!(
        calls(&asked),
        ["GET edits/E/apks/M1", "PUT edits/E/apks/M1/replace"]
    );
    let put = &asked[1];
    // The tag as it came, the bytes as they are.
    assert_eq!(put.header("if-match"), Some("W/\"a 1\""));
    assert_eq!(
        put.header("content-type"),
        Some("application/vnd.android.package-archive")
    );
    assert_eq!(put.header("filename"), Some("app-release.apk"));
    assert_eq!(
        put.header("content-length"),
        Some(PACKAGE.len().to_string().as_str())
    );
    assert_eq!(put.body, PACKAGE);

    let (_, asked) = table.done("attach", []).await;
    assert!(asked.is_empty());
    let (output, _) = table.done("verify", [apks(&[("M1", 20)])]).await;
    assert_eq!(output["seen"], true);

    // Each language by itself, each with a tag of its own, and nothing of a record is lost.
    let english =
        json!({"title": "Slipway", "keywords": ["ship"], "recentChanges": "old", "videos": ["v"]});
    let german = json!({"title": "Helling", "recentChanges": "Fixes", "keywords": []});
    let (output, asked) = table
        .done(
            "languages",
            [
                Reply::Tagged(200, "\"l1\"", english.clone()),
                empty(204),
                Reply::Tagged(200, "\"l2\"", german),
            ],
        )
        .await;
    assert_eq!(
        calls(&asked),
        [
            "GET edits/E/listings/en-US",
            "PUT edits/E/listings/en-US",
            "GET edits/E/listings/de-DE"
        ]
    );
    assert_eq!(asked[1].header("if-match"), Some("\"l1\""));
    let mut expected = english;
    expected["recentChanges"] = json!("Fixes");
    assert_eq!(asked[1].json(), expected);
    assert_eq!(output["written"], json!(["en-US"]));

    let (_, asked) = table
        .done("availability", [Reply::Tagged(200, "\"v1\"", json!({}))])
        .await;
    assert_eq!(calls(&asked), ["GET edits/E/availability"]);
    let (_, asked) = table.done("validate", [edit("IN_PROGRESS")]).await;
    assert_eq!(calls(&asked), ["POST edits/E/validate"]);

    let (_, asked) = table
        .done("submit", [edit("IN_PROGRESS"), edit("REVIEW")])
        .await;
    assert_eq!(calls(&asked), ["GET edits/E", "POST edits/E/commit"]);
    assert_eq!(asked[1].header("if-match"), Some("\"edit-1\""));
    let (output, _) = table.done("confirm", [edit("REVIEW")]).await;
    assert_eq!(
        (&output["seen"], &output["term"]),
        (&json!(true), &json!("REVIEW"))
    );
    assert_eq!(table.store.trace(&table.outputs), json!({"edit_id": EDIT}));
    assert!(asked.iter().all(|asked| asked.path.contains(APP)));
}

#[tokio::test]
async fn a_stale_tag_is_taken_anew_once() {
    let mut table = inside().await;
    let record = |notes: &str| json!({"recentChanges": notes, "keywords": []});
    let (_, asked) = table
        .done(
            "languages",
            [
                Reply::Tagged(200, "\"1\"", record("old")),
                empty(412),
                edit("IN_PROGRESS"),
                Reply::Tagged(200, "\"2\"", record("old")),
                Reply::Tagged(200, "\"2\"", record("theirs")),
                empty(204),
                Reply::Tagged(200, "\"3\"", record("Fixes")),
            ],
        )
        .await;
    let tags: Vec<_> = asked
        .iter()
        .filter_map(|asked| asked.header("if-match"))
        .collect();
    assert_eq!(tags, ["\"1\"", "\"2\""]);

    // Twice is somebody who writes at the same time.
    let problem = table
        .failed(
            "languages",
            [
                Reply::Tagged(200, "\"1\"", record("old")),
                empty(412),
                edit("IN_PROGRESS"),
                Reply::Tagged(200, "\"2\"", record("old")),
                Reply::Tagged(200, "\"2\"", record("old")),
                empty(412),
                edit("IN_PROGRESS"),
                Reply::Tagged(200, "\"3\"", record("old")),
            ],
        )
        .await;
    assert_eq!(problem.advice.key, "problem.changed-meanwhile");

    // The tag is the present one and was refused all the same.
    let problem = table
        .failed(
            "languages",
            [
                Reply::Tagged(200, "\"1\"", record("old")),
                empty(412),
                edit("IN_PROGRESS"),
                Reply::Tagged(200, "\"1\"", record("old")),
            ],
        )
        .await;
    assert_eq!(problem.advice.key, "problem.tag-refused");
}

#[tokio::test]
async fn an_edit_in_review_is_not_written_to() {
    let mut table = inside().await;
    let problem = table
        .failed(
            "upload",
            [
                Reply::Tagged(200, "\"1\"", apk("M1", 19)),
                empty(412),
                edit("REVIEW"),
                Reply::Tagged(200, "\"1\"", apk("M1", 19)),
            ],
        )
        .await;
    assert_eq!(problem.advice.key, "problem.in-review");
    assert_eq!(problem.advice.args["status"], "REVIEW");
    let problem = table.failed("validate", [empty(412), edit("REVIEW")]).await;
    assert_eq!(problem.advice.key, "problem.in-review");
    let problem = table.failed("submit", [edit("REVIEW")]).await;
    assert_eq!(problem.advice.key, "problem.in-review");
    let mut table = ready().await;
    let problem = table.failed("edit", [edit("REVIEW")]).await;
    assert_eq!(problem.advice.key, "problem.in-review");
}

#[tokio::test]
async fn an_open_edit_is_gone_on_in_only_when_the_person_said_so() {
    let mut table = ready().await;
    let problem = table.failed("edit", [edit("IN_PROGRESS")]).await;
    assert_eq!(problem.advice.key, "problem.edit-appeared");
    assert_eq!(problem.about.as_deref(), Some("ask:open_edit"));
    let problem = table
        .failed("edit", [none(), empty(409), edit("IN_PROGRESS")])
        .await;
    assert_eq!(problem.advice.key, "problem.edit-appeared");
    table
        .order
        .answers
        .insert("open_edit".into(), "reuse".into());
    let (output, asked) = table.done("edit", [edit("IN_PROGRESS")]).await;
    assert_eq!((output["created"].as_bool(), asked.len()), (Some(false), 1));
    table
        .order
        .answers
        .insert("open_edit".into(), "stop".into());
    let problem = table.failed("edit", [edit("IN_PROGRESS")]).await;
    assert_eq!(problem.advice.key, "problem.edit-stop");

    // Deleted by name, with its own tag; another one that is there by now is left alone.
    table.order.survey = json!({"extra": {"open_edit": EDIT}});
    table
        .order
        .answers
        .insert("open_edit".into(), "replace 543210".into());
    let (_, asked) = table
        .done(
            "discard",
            [edit("IN_PROGRESS"), edit("IN_PROGRESS"), empty(204)],
        )
        .await;
    assert_eq!(
        calls(&asked),
        ["GET edits", "GET edits/E", "DELETE edits/E"]
    );
    assert_eq!(asked[2].header("if-match"), Some("\"edit-1\""));
    let other = Reply::Json(
        200,
        json!({"id": "amzn1.devportal.apprelease.other", "status": "IN_PROGRESS"}),
    );
    let (_, asked) = table.done("discard", [other]).await;
    assert_eq!(asked.len(), 1);
}

#[tokio::test]
async fn notes_and_target_are_known_before_a_byte_is_sent() {
    let mut table = ready().await;
    table.done("edit", [none(), edit("IN_PROGRESS")]).await;
    table.order.answers.remove("one_text");
    let problem = table
        .failed("read", [apks(&[("M1", 19)]), listings(), details()])
        .await;
    assert_eq!(problem.advice.key, "problem.notes-lacking");
    assert_eq!(problem.advice.args["languages"], "de-DE");
    let two = || apks(&[("M1", 18), ("M2", 19)]);
    let problem = table.failed("read", [two(), listings(), details()]).await;
    assert_eq!(problem.advice.key, "problem.which-package");
    assert_eq!(problem.advice.args["packages"], "APK-M1 (18), APK-M2 (19)");
    table
        .order
        .answers
        .insert("target_apk".into(), "APK-M2".into());
    table.order.goal = Goal::Upload;
    let (output, _) = table.done("read", [two(), listings(), details()]).await;
    assert_eq!(output["target"]["id"], "M2");
    for version in [20, 21] {
        let problem = table
            .failed("read", [apks(&[("M1", version)]), listings(), details()])
            .await;
        assert_eq!(problem.advice.key, "problem.version-not-higher");
    }
}

#[tokio::test]
async fn a_time_is_set_in_a_zone_that_amazon_knows() {
    let mut table = inside().await;
    table.order.when = When::At {
        instant: "2026-10-01T02:00:00Z".parse().unwrap(),
        zone: "America/Chicago".into(),
    };
    let (_, asked) = table
        .done(
            "availability",
            [
                Reply::Tagged(200, "\"v\"", json!({"publishingDate": null, "more": 1})),
                empty(204),
            ],
        )
        .await;
    assert_eq!(calls(&asked)[1], "PUT edits/E/availability");
    assert_eq!(
        asked[1].json(),
        json!({"publishingDate": {"dateTime": "2026-09-30T21:00:00", "zoneId": "US/Central"}, "more": 1})
    );
}

#[tokio::test]
async fn a_draft_is_validated_and_stays_open() {
    let mut table = inside().await;
    table.order.goal = Goal::Draft;
    let (output, _) = table.done("draft", [edit("IN_PROGRESS")]).await;
    assert_eq!(output["seen"], true);
    let problem = table.failed("draft", [edit("REVIEW")]).await;
    assert_eq!(problem.advice.key, "problem.draft-not-open");
}

#[tokio::test]
async fn an_edit_that_cannot_be_opened_is_explained() {
    let mut table = ready().await;
    let words = "Cannot create a new 'edit' for the app in it's current state.";
    for refused in [
        no(400, "x", words),
        Reply::Json(403, json!({"message": words})),
    ] {
        let replies = match &refused {
            Reply::Json(403, _) => {
                vec![
                    none(),
                    refused,
                    super::token("Atc|2"),
                    Reply::Json(403, json!({"message": words})),
                ]
            }
            _ => vec![none(), refused],
        };
        let problem = table.failed("edit", replies).await;
        assert_eq!(problem.advice.key, "problem.no-new-edit");
    }
}

#[tokio::test]
async fn a_submission_that_is_not_shown_is_waited_for_and_then_doubted() {
    let mut table = inside().await;
    let late = Attempt {
        number: 9,
        waited: std::time::Duration::from_secs(121),
    };
    let outcome = table
        .run("confirm", Attempt::FIRST, [edit("IN_PROGRESS")])
        .await
        .0;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }), "{outcome:?}");
    let outcome = table.run("confirm", late, [edit("IN_PROGRESS")]).await.0;
    assert!(matches!(outcome, Outcome::Unclear { .. }), "{outcome:?}");
    // The Edit's own address may know it no more; the list still does.
    let (output, _) = table.done("confirm", [empty(404), edit("REVIEW")]).await;
    assert_eq!(output["seen"], true);
}
