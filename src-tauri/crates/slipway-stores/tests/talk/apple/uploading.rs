//! From a reserved place to a valid build: ranges, their sums and marks, duplicates, processing, encryption.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use serde_json::{Value, json};
use slipway_model::{Outcome, Problem, ProblemKind};
use slipway_stores::{Keep, Marks};

use super::{after, build, gone, list, made, no, one, one_with, related, resource, upload};
use crate::{Attempt, NEW_HOST, PACKAGE, Reply, Table, xiaomi::md5};

#[derive(Default)]
struct Kept(Mutex<Vec<Value>>);

#[async_trait]
impl Keep for Kept {
    async fn keep(&self, mark: Value) -> Result<(), Problem> {
        self.0.lock().unwrap().push(mark);
        Ok(())
    }
}

async fn reserved() -> Table {
    after(&[
        ("earlier", json!({"upload": null})),
        ("reserve", json!({"upload": "u1", "adopted": false})),
        ("reserve-file", json!({"file": "f1"})),
    ])
    .await
}

/// The package in ranges of ten bytes, out of order.
fn file(state: &str) -> Reply {
    let size = PACKAGE.len();
    let mut operations: Vec<Value> = (0..size)
        .step_by(10)
        .map(|offset| {
            json!({"method": "PUT", "url": format!("https://{NEW_HOST}/part/{offset}?X-Amz-Signature=s"), "offset": offset, "length": (size - offset).min(10),
                "partNumber": 1, "entityTag": null, "expiration": "2026-03-08T10:00:00-08:00",
                "requestHeaders": [{"name": "Content-Type", "value": "application/octet-stream"}]})
        })
        .collect();
    operations.reverse();
    let operations = if state == "AWAITING_UPLOAD" {
        json!(operations)
    } else {
        Value::Null
    };
    one(resource(
        "buildUploadFiles",
        "f1",
        json!({"assetDeliveryState": {"state": state}, "uploadOperations": operations}),
    ))
}

#[tokio::test]
async fn a_place_is_reserved_with_what_the_package_says() {
    let mut table = after(&[]).await;
    let (earlier, asked) = table.done("earlier", [list(&[])]).await;
    assert_eq!(earlier, json!({"upload": null, "removed": 0}));
    assert!(
        asked[0].query.contains("filter%5BcfBundleVersion%5D=42"),
        "{}",
        asked[0].query
    );
    let (output, asked) = table
        .done("reserve", [made(upload("u1", "AWAITING_UPLOAD"))])
        .await;
    assert_eq!(output, json!({"upload": "u1", "adopted": false}));
    assert_eq!(
        asked[0].json(),
        json!({"data": {"type": "buildUploads", "attributes": {"cfBundleShortVersionString": "2.4.0", "cfBundleVersion": "42", "platform": "IOS"},
            "relationships": {"app": {"data": {"type": "apps", "id": "1234567890"}}}}})
    );
    let (output, asked) = table
        .done(
            "reserve-file",
            [made(resource(
                "buildUploadFiles",
                "f1",
                json!({"uploadOperations": [{"url": "https://secret.example.com/?sig"}]}),
            ))],
        )
        .await;
    // No signed address is kept.
    assert_eq!(output, json!({"file": "f1"}));
    let attributes = &asked[0].json()["data"]["attributes"];
    assert_eq!(
        attributes,
        &json!({"assetType": "ASSET", "fileName": "app-release.ipa", "fileSize": PACKAGE.len(), "uti": "com.apple.ipa"})
    );
}

#[tokio::test]
async fn an_upload_that_was_never_delivered_is_taken_away_and_one_that_was_is_gone_on_with() {
    let mut table = after(&[]).await;
    let (output, asked) = table
        .done(
            "earlier",
            [
                list(&[upload("u0", "AWAITING_UPLOAD"), upload("u9", "FAILED")]),
                gone(),
            ],
        )
        .await;
    assert_eq!(
        (output["removed"].as_u64(), asked[1].short().as_str()),
        (Some(1), "DELETE u0")
    );
    for state in ["PROCESSING", "COMPLETE"] {
        let (outcome, _) = table
            .run("earlier", Attempt::FIRST, [list(&[upload("u0", state)])])
            .await;
        let Outcome::WaitUntil { what, .. } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(
            (what.key.as_str(), what.args["build"].as_str()),
            ("wait.already-there", "42")
        );
        let second = Attempt {
            number: 2,
            ..Attempt::FIRST
        };
        table
            .run("earlier", second, [list(&[upload("u0", state)])])
            .await;
        let (output, asked) = table.done("reserve", []).await;
        assert_eq!(
            (output, asked.len()),
            (json!({"upload": "u0", "adopted": true}), 0)
        );
        for (step, output) in [
            ("reserve-file", json!({"file": null})),
            ("upload", json!({"sent": 0})),
            ("commit", Value::Null),
        ] {
            assert_eq!(table.done(step, []).await.0, output, "{step}");
        }
    }
}

#[tokio::test]
async fn a_used_build_number_is_read_back_before_it_is_believed() {
    let used = || {
        Reply::Json(
            409,
            json!({"errors": [{"status": "409", "code": "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE", "title": "t",
        "detail": "The bundle version must be higher than the previously uploaded version.", "source": {"pointer": "/data/attributes/cfBundleVersion"},
        "meta": {"previousBundleVersion": "43"}}]}),
        )
    };
    let mut table = after(&[("earlier", json!({"upload": null}))]).await;
    let (output, _) = table
        .done("reserve", [used(), list(&[upload("u5", "PROCESSING")])])
        .await;
    assert_eq!(output, json!({"upload": "u5", "adopted": true}));
    let (outcome, _) = table
        .run("reserve", Attempt::FIRST, [used(), list(&[])])
        .await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    let late = Attempt {
        number: 4,
        waited: Duration::from_secs(10),
    };
    let (outcome, _) = table.run("reserve", late, [used(), list(&[])]).await;
    let Outcome::Failed { problem } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(
        (
            problem.advice.key.as_str(),
            problem.advice.args["previous"].as_str()
        ),
        ("problem.build-number-used", "43")
    );
}

#[tokio::test]
async fn every_range_goes_to_its_address_without_our_token() {
    let mut table = reserved().await;
    let kept = Arc::new(Kept::default());
    table.visit.marks = Marks::new(Vec::new(), kept.clone());
    let ranges = PACKAGE.len().div_ceil(10);
    let replies =
        std::iter::once(file("AWAITING_UPLOAD")).chain((0..ranges).map(|_| Reply::Text(200, "")));
    let (output, asked) = table.done("upload", replies.collect::<Vec<_>>()).await;
    assert_eq!(output, json!({"sent": ranges, "new_host": NEW_HOST}));
    let mut sent: Vec<(usize, Vec<u8>)> = asked[1..]
        .iter()
        .map(|asked| {
            assert_eq!(
                (
                    asked.host.as_str(),
                    asked.method.as_str(),
                    asked.query.as_str()
                ),
                (NEW_HOST, "PUT", "X-Amz-Signature=s")
            );
            assert_eq!(
                (asked.header("authorization"), asked.header("content-type")),
                (None, Some("application/octet-stream"))
            );
            (
                asked.path.rsplit('/').next().unwrap().parse().unwrap(),
                asked.body.clone(),
            )
        })
        .collect();
    sent.sort();
    let bytes: Vec<u8> = sent.into_iter().flat_map(|(_, body)| body).collect();
    assert_eq!(bytes, PACKAGE);
    let marks = kept.0.lock().unwrap().clone();
    assert_eq!(marks.len(), ranges);
    assert!(
        marks
            .iter()
            .all(|mark| mark["file"] == "f1" && !mark.to_string().contains("http"))
    );
    assert_eq!(table.visit.line.meter().count(), PACKAGE.len() as u64);
}

#[tokio::test]
async fn after_a_crash_only_the_missing_ranges_go() {
    let mut table = reserved().await;
    let arrived = vec![
        json!({"file": "f1", "offset": 0, "length": 10}),
        json!({"file": "other", "offset": 10, "length": 10}),
    ];
    table.visit.marks = Marks::new(arrived, Arc::new(Kept::default()));
    let missing = PACKAGE.len().div_ceil(10) - 1;
    let replies =
        std::iter::once(file("AWAITING_UPLOAD")).chain((0..missing).map(|_| Reply::Text(200, "")));
    let (output, asked) = table.done("upload", replies.collect::<Vec<_>>()).await;
    assert_eq!(output["sent"], missing);
    assert!(asked[1..].iter().all(|asked| !asked.path.ends_with("/0")));
    // What went before counts as sent.
    assert_eq!(table.visit.line.meter().count(), PACKAGE.len() as u64);
}

#[tokio::test]
async fn a_range_is_tried_again_on_its_own() {
    let mut table = reserved().await;
    table.visit.marks = Marks::new(
        vec![
            json!({"file": "f1", "offset": 0, "length": 10}),
            json!({"file": "f1", "offset": 10, "length": 10}),
        ],
        Arc::new(Kept::default()),
    );
    let tag = md5(&PACKAGE[20..]);
    let wrong: &'static str = "ETag: \"00000000000000000000000000000000\"\r\n";
    let right: &'static str =
        Box::leak(format!("ETag: \"{}\"\r\n", tag.to_uppercase()).into_boxed_str());
    let replies = [
        file("AWAITING_UPLOAD"),
        Reply::Text(503, "busy"),
        Reply::Headed(200, wrong, Value::Null),
        Reply::Headed(200, right, Value::Null),
    ];
    let (output, asked) = table.done("upload", replies).await;
    assert_eq!((output["sent"].as_u64(), asked.len()), (Some(1), 4));
    assert_eq!(table.visit.line.meter().count(), PACKAGE.len() as u64);
    // An address that has ended wants a new one: the step begins anew.
    let mut table = reserved().await;
    table.visit.marks = Marks::new(
        vec![
            json!({"file": "f1", "offset": 0, "length": 10}),
            json!({"file": "f1", "offset": 10, "length": 10}),
        ],
        Arc::new(Kept::default()),
    );
    let problem = table
        .failed(
            "upload",
            [file("AWAITING_UPLOAD"), Reply::Text(403, "expired")],
        )
        .await;
    assert_eq!(
        (problem.advice.key.as_str(), problem.retry),
        ("problem.address-over", slipway_model::Retry::Now)
    );
    let problem = table
        .failed("upload", [file("AWAITING_UPLOAD"), Reply::Text(400, "bad")])
        .await;
    assert_eq!(problem.advice.key, "problem.storage-refused");
}

#[tokio::test]
async fn the_commit_says_uploaded_and_no_checksum() {
    let mut table = reserved().await;
    let (_, asked) = table.done("commit", [file("UPLOAD_COMPLETE")]).await;
    assert_eq!(
        asked[0].json(),
        json!({"data": {"type": "buildUploadFiles", "id": "f1", "attributes": {"uploaded": true}}})
    );
    let refused = || no(409, "STATE_ERROR", "a part is missing");
    table.done("commit", [refused(), file("COMPLETE")]).await;
    let problem = table
        .failed("commit", [refused(), file("AWAITING_UPLOAD")])
        .await;
    assert_eq!(
        (problem.advice.key.as_str(), problem.redo.as_deref()),
        ("problem.commit-refused", Some("earlier"))
    );
    table.unclear("commit", [Reply::Silence]).await;
}

#[tokio::test]
async fn the_wait_is_for_the_build_of_this_upload() {
    let mut table = reserved().await;
    let complete = || one(related(upload("u1", "COMPLETE"), "build", "builds", "b1"));
    let pace = |outcome: Outcome| match outcome {
        Outcome::WaitUntil { after, .. } => after.as_secs(),
        outcome => panic!("{outcome:?}"),
    };
    let late = Attempt {
        number: 9,
        waited: Duration::from_secs(180),
    };
    assert_eq!(
        pace(
            table
                .run(
                    "processing",
                    Attempt::FIRST,
                    [one(upload("u1", "PROCESSING"))]
                )
                .await
                .0
        ),
        10
    );
    assert_eq!(
        pace(
            table
                .run("processing", late, [one(upload("u1", "SOMETHING_NEW"))])
                .await
                .0
        ),
        30
    );
    let few = Reply::Headed(
        200,
        "X-Rate-Limit: user-hour-lim:3600;user-hour-rem:99;\r\n",
        json!({"data": upload("u1", "PROCESSING")}),
    );
    assert_eq!(pace(table.run("processing", late, [few]).await.0), 120);
    // Complete, and the build is not linked yet.
    assert_eq!(
        pace(
            table
                .run(
                    "processing",
                    Attempt::FIRST,
                    [one(upload("u1", "COMPLETE"))]
                )
                .await
                .0
        ),
        10
    );
    let (output, asked) = table
        .done(
            "processing",
            [complete(), build(Some(false), "PROCESSING", "PROCESSING")],
        )
        .await;
    assert_eq!(
        (
            output["build"].as_str(),
            output["said"].as_str(),
            output["seen"].as_bool()
        ),
        (Some("b1"), Some("42 · VALID"), Some(true))
    );
    assert_eq!(
        (asked[0].short().as_str(), asked[1].short().as_str()),
        ("GET u1", "GET b1")
    );
    table.order.goal = slipway_model::Goal::Upload;
    let over = Attempt {
        number: 200,
        waited: Duration::from_secs(3600),
    };
    let (outcome, _) = table
        .run("processing", over, [one(upload("u1", "PROCESSING"))])
        .await;
    assert!(
        matches!(outcome, Outcome::Failed { problem } if problem.advice.key == "problem.still-processing")
    );
}

#[tokio::test]
async fn what_processing_finds_is_explained() {
    let mut table = reserved().await;
    let mut failed = upload("u1", "FAILED");
    failed["attributes"]["state"]["errors"] = json!([{"code": "90683", "description": "Missing purpose string in Info.plist"}, {"code": "91053", "description": "Privacy"}]);
    let problem = table.failed("processing", [one(failed)]).await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::BadArtifact, "problem.purpose-missing")
    );
    assert_eq!(
        problem.said.unwrap().words,
        "90683 Missing purpose string in Info.plist\n91053 Privacy"
    );
    let mut failed = upload("u1", "FAILED");
    failed["attributes"]["state"]["errors"] = json!([{"code": "99999", "description": "New"}]);
    let problem = table.failed("processing", [one(failed)]).await;
    assert_eq!(problem.advice.key, "problem.processing-failed");
    assert!(problem.advice.args["page"].ends_with("/apps/1234567890/testflight/ios/u1"));
    let file = resource(
        "buildUploadFiles",
        "f1",
        json!({"assetDeliveryState": {"state": "FAILED", "errors": [{"code": "90054", "description": "x"}]}}),
    );
    let broken = one_with(
        related(
            upload("u1", "PROCESSING"),
            "assetFile",
            "buildUploadFiles",
            "f1",
        ),
        &[file],
    );
    assert_eq!(
        table.failed("processing", [broken]).await.advice.key,
        "problem.other-bundle"
    );
    let invalid = one(resource(
        "builds",
        "b1",
        json!({"processingState": "INVALID"}),
    ));
    let complete = one(related(upload("u1", "COMPLETE"), "build", "builds", "b1"));
    assert_eq!(
        table
            .failed("processing", [complete, invalid])
            .await
            .advice
            .key,
        "problem.processing-failed"
    );
}

#[tokio::test]
async fn encryption_is_answered_once_and_never_by_us() {
    let mut table = after(&[("processing", json!({"build": "b1"}))]).await;
    let (_, asked) = table.done("compliance", [build(Some(false), "", "")]).await;
    assert_eq!(asked.len(), 1);
    let (_, asked) = table
        .done(
            "compliance",
            [build(None, "", ""), build(Some(false), "", "")],
        )
        .await;
    assert_eq!(
        asked[1].json()["data"]["attributes"],
        json!({"usesNonExemptEncryption": false})
    );
    let set = || {
        no(
            409,
            "ENTITY_ERROR.ATTRIBUTE.INVALID.UNMODIFIABLE",
            "You cannot update when the value is already set.",
        )
    };
    table
        .done(
            "compliance",
            [build(None, "", ""), set(), build(Some(false), "", "")],
        )
        .await;
    let problem = table
        .failed("compliance", [build(Some(true), "", "")])
        .await;
    assert_eq!(problem.advice.key, "problem.encryption-is-yes");
    table.order.artifacts[0]
        .build
        .apple
        .as_mut()
        .unwrap()
        .non_exempt_encryption = None;
    let problem = table.failed("compliance", [build(None, "", "")]).await;
    assert_eq!(
        (problem.advice.key.as_str(), problem.about.as_deref()),
        ("problem.encryption-unanswered", Some("ask:encryption"))
    );
}

#[tokio::test]
async fn a_declaration_is_named_by_a_person() {
    let mut table = after(&[("processing", json!({"build": "b1"}))]).await;
    table.order.artifacts[0]
        .build
        .apple
        .as_mut()
        .unwrap()
        .non_exempt_encryption = Some(true);
    let missing = || {
        build(
            Some(true),
            "MISSING_EXPORT_COMPLIANCE",
            "MISSING_EXPORT_COMPLIANCE",
        )
    };
    let problem = table.failed("declaration", [missing()]).await;
    assert_eq!(problem.advice.key, "problem.declaration-needed");
    table
        .order
        .answers
        .insert("declaration".into(), "dec1".into());
    let unlinked = one(resource("builds", "b1", json!({})));
    let (outcome, asked) = table
        .run("declaration", Attempt::FIRST, [missing(), unlinked, gone()])
        .await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    assert_eq!(
        asked[2].json(),
        json!({"data": {"type": "appEncryptionDeclarations", "id": "dec1"}})
    );
    let bare = resource("builds", "b1", json!({}));
    let linked = related(
        bare,
        "appEncryptionDeclaration",
        "appEncryptionDeclarations",
        "dec1",
    );
    let second = Attempt {
        number: 2,
        ..Attempt::FIRST
    };
    let (outcome, _) = table
        .run("declaration", second, [missing(), one(linked)])
        .await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    let (outcome, _) = table
        .run(
            "declaration",
            second,
            [build(
                Some(true),
                "READY_FOR_BETA_TESTING",
                "READY_FOR_BETA_SUBMISSION",
            )],
        )
        .await;
    assert!(matches!(outcome, Outcome::Done { .. }));
    let review = build(Some(true), "IN_EXPORT_COMPLIANCE_REVIEW", "");
    assert_eq!(
        table.failed("declaration", [review]).await.advice.key,
        "problem.declaration-in-review"
    );
}

#[tokio::test]
async fn ranges_are_on_their_way_together_and_a_stop_ends_them_all() {
    let table = reserved().await;
    let ranges = PACKAGE.len().div_ceil(10);
    let stalled = (0..ranges).map(|_| Reply::Stall);
    let replies = std::iter::once(file("AWAITING_UPLOAD")).chain(stalled);
    table.server.will(replies.collect::<Vec<_>>());
    let plan = table.store.plan(&table.order);
    let step = plan.iter().find(|step| step.key == "upload").unwrap();
    let first = Attempt::FIRST;
    let (visit, order, outputs) = (&table.visit, &table.order, &table.outputs);
    let stop = async {
        // None of them was answered, so all are open at once.
        table.server.has_heard(1 + ranges).await;
        table.cancel.cancel();
    };
    let (outcome, ()) = tokio::join!(table.store.run(visit, order, step, outputs, first), stop);
    let Outcome::Failed { problem } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(problem.kind, ProblemKind::Cancelled);
}
