//! Packages that come in another way than in the place of the old one.

use std::time::Duration;

use serde_json::json;
use slipway_model::Outcome;

use super::{apk, apks, calls, details, edit, empty, inside, listings, no, none, ready};
use crate::{Attempt, PACKAGE, Reply, Table};

/// In an Edit without a package.
async fn bare() -> Table {
    let mut table = ready().await;
    table.done("edit", [none(), edit("IN_PROGRESS")]).await;
    table.done("read", [apks(&[]), listings(), details()]).await;
    table
}

async fn large() -> Table {
    let mut table = inside().await;
    table
        .order
        .answers
        .insert("package_way".into(), "large".into());
    table
}

#[tokio::test]
async fn a_first_package_is_added() {
    let mut table = bare().await;
    let (output, asked) = table
        .done("upload", [apks(&[]), Reply::Json(200, apk("M9", 20))])
        .await;
    assert_eq!(
        calls(&asked),
        ["GET edits/E/apks", "POST edits/E/apks/upload"]
    );
    assert_eq!(asked[1].header("if-match"), None);
    assert_eq!(asked[1].body, PACKAGE);
    assert_eq!(output["apk_id"], "M9");
    // It is there already: an earlier try brought it.
    let (_, asked) = table.done("upload", [apks(&[("M9", 20)])]).await;
    assert_eq!(asked.len(), 1);
}

#[tokio::test]
async fn what_a_gateway_cannot_bear_goes_by_the_large_upload_next_time() {
    let mut table = bare().await;
    let problem = table.failed("upload", [apks(&[]), empty(413)]).await;
    assert_eq!(problem.retry, slipway_model::Retry::Now);
    let (output, asked) = table
        .done(
            "upload",
            [Reply::Json(
                200,
                json!({"fileId": "amzn1.devportal.fileupload.1"}),
            )],
        )
        .await;
    assert_eq!(calls(&asked), ["POST edits/E/apks/large/upload"]);
    assert_eq!(output["file_id"], "amzn1.devportal.fileupload.1");

    // Nobody knows what became of the first try: it is looked for before another way is taken.
    let mut table = bare().await;
    table.unclear("upload", [apks(&[]), empty(504)]).await;
    let (_, asked) = table
        .done("upload", [Reply::Json(200, json!({"fileId": "f"}))])
        .await;
    assert_eq!(calls(&asked), ["POST edits/E/apks/large/upload"]);
}

#[tokio::test]
async fn a_large_upload_is_attached_when_amazon_has_read_it() {
    let mut table = large().await;
    table
        .done("upload", [Reply::Json(200, json!({"fileId": "f1"}))])
        .await;
    let old = || apks(&[("M1", 19)]);
    for (status, waited) in [(400, 0), (404, 120), (409, 299)] {
        let attempt = Attempt {
            number: 2,
            waited: Duration::from_secs(waited),
        };
        let not_yet = no(status, "file_not_ready", "processing");
        let outcome = table.run("attach", attempt, [old(), not_yet]).await.0;
        let Outcome::WaitUntil { after, what } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!((after.as_secs(), what.key.as_str()), (4, "wait.processing"));
    }
    let late = Attempt {
        number: 30,
        waited: Duration::from_secs(300),
    };
    let outcome = table
        .run(
            "attach",
            late,
            [old(), no(400, "file_not_ready", "processing")],
        )
        .await
        .0;
    let Outcome::Failed { problem } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(problem.redo.as_deref(), Some("upload"));
    // A no that means something else is not waited out.
    let refused = no(400, "error_invalid_asset_id", "x");
    let problem = table.failed("attach", [old(), refused]).await;
    assert_eq!(problem.advice.key, "problem.from-bundle");

    let (_, asked) = table
        .done("attach", [old(), Reply::Json(200, apk("M2", 20))])
        .await;
    assert_eq!(
        calls(&asked),
        ["GET edits/E/apks", "POST edits/E/apks/attach"]
    );
    assert_eq!(asked[1].json(), json!({"fileId": "f1"}));
}

#[tokio::test]
async fn the_old_package_goes_when_the_new_one_has_its_devices() {
    let mut table = large().await;
    let both = || apks(&[("M1", 19), ("M2", 20)]);
    let devices = |status: &str| json!({"amazonDevices": [{"id": "d", "name": "Fire", "status": status, "reason": {}}]});
    let (_, asked) = table
        .done(
            "targeting",
            [
                both(),
                Reply::Tagged(200, "\"o\"", devices("TARGETING")),
                Reply::Tagged(200, "\"n\"", devices("NOT_TARGETING")),
                empty(204),
            ],
        )
        .await;
    assert_eq!(
        calls(&asked)[1..],
        [
            "GET edits/E/apks/M1/targeting",
            "GET edits/E/apks/M2/targeting",
            "PUT edits/E/apks/M2/targeting"
        ]
    );
    assert_eq!(asked[3].header("if-match"), Some("\"n\""));
    assert_eq!(asked[3].json(), devices("TARGETING"));

    // Never before the new one is there.
    let problem = table.failed("remove-old", [apks(&[("M1", 19)])]).await;
    assert_eq!(problem.advice.key, "problem.old-package");
    let (_, asked) = table
        .done(
            "remove-old",
            [
                both(),
                Reply::Tagged(200, "\"o\"", apk("M1", 19)),
                empty(204),
            ],
        )
        .await;
    assert_eq!(calls(&asked)[2], "DELETE edits/E/apks/M1");
    assert_eq!(asked[2].header("if-match"), Some("\"o\""));
    let (_, asked) = table.done("remove-old", [apks(&[("M2", 20)])]).await;
    assert_eq!(asked.len(), 1);
}

#[tokio::test]
async fn an_edit_that_carries_the_old_package_on_is_found_out() {
    let mut table = inside().await;
    let late = Attempt {
        number: 9,
        waited: Duration::from_secs(120),
    };
    for there in [&[("M1", 19)][..], &[("M1", 19), ("M2", 20)], &[]] {
        let outcome = table.run("verify", Attempt::FIRST, [apks(there)]).await.0;
        assert!(matches!(outcome, Outcome::WaitUntil { .. }), "{outcome:?}");
        let outcome = table.run("verify", late, [apks(there)]).await.0;
        let Outcome::Failed { problem } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(
            (problem.advice.key.as_str(), problem.redo.as_deref()),
            ("problem.old-package", Some("upload"))
        );
    }
    // Another id for the new package is no trouble.
    table.done("verify", [apks(&[("M7", 20)])]).await;
}

#[tokio::test]
async fn a_package_that_came_before_its_answer_was_lost_is_not_sent_again() {
    let mut table = inside().await;
    let (output, asked) = table
        .done("upload", [Reply::Tagged(200, "\"2\"", apk("M1", 20))])
        .await;
    assert_eq!((output["way"].as_str(), asked.len()), (Some("replace"), 1));
}
