//! The bytes, and the storage that takes them.

use std::time::Duration;

use serde_json::json;
use slipway_model::{ProblemKind, Retry};
use slipway_stores::Attempt;

use super::{STORAGE, found, key, slot, stored};
use crate::{NEW_HOST, PACKAGE, Reply};

#[tokio::test]
async fn the_storage_gets_the_bytes_and_nothing_of_ours() {
    let mut table = found().await;
    let (_, asked) = table
        .done("upload", [slot(STORAGE, "apk-1"), stored()])
        .await;
    let put = &asked[1];
    assert_eq!(
        (put.method.as_str(), put.host.as_str(), put.path.as_str()),
        ("PUT", STORAGE, "/apk/x")
    );
    assert_eq!(
        put.query,
        "q-sign-algorithm=sha1&q-signature=a-key-of-theirs"
    );
    assert_eq!(put.body, PACKAGE);
    assert_eq!(put.header("content-type"), Some("application/octet-stream"));
    assert_eq!(
        put.header("content-length"),
        Some(PACKAGE.len().to_string().as_str())
    );
    for name in ["authorization", "cookie", "user_id", "sign"] {
        assert_eq!(put.header(name), None, "{name}");
    }

    // A host that is not known is followed and named for the record.
    let (output, _) = table
        .done("upload", [slot(NEW_HOST, "apk-2"), stored()])
        .await;
    assert_eq!(output["new_host"], json!(NEW_HOST));
}

#[tokio::test]
async fn what_the_storage_does_not_take_is_not_there() {
    let mut table = found().await;
    let later = Retry::After {
        wait: Duration::from_secs(30),
    };
    for (reply, kind, advice, retry) in [
        (
            Reply::Text(403, "<Error><Code>AccessDenied</Code></Error>"),
            ProblemKind::StoreDown,
            "problem.upload-again",
            Retry::Now,
        ),
        (
            Reply::Text(503, ""),
            ProblemKind::StoreDown,
            "problem.upload-again",
            later,
        ),
        (
            Reply::Text(200, "<html>sign in to the network"),
            ProblemKind::StoreDown,
            "problem.upload-again",
            later,
        ),
        (
            Reply::Text(204, ""),
            ProblemKind::StoreDown,
            "problem.upload-again",
            later,
        ),
        (
            Reply::Text(411, "<Error>"),
            ProblemKind::Refused,
            "problem.upload-refused",
            Retry::No,
        ),
    ] {
        let problem = table.failed("upload", [slot(STORAGE, "s"), reply]).await;
        assert_eq!(key(&problem), (kind, advice));
        assert_eq!(problem.retry, retry);
        assert!(!format!("{problem:?}").contains("a-key-of-theirs"));
    }
    // A place that is none, and addresses that are not followed.
    for (body, kind) in [
        (
            json!({"ret": 0, "pre_sign_url": "", "serial_number": "1"}),
            ProblemKind::StoreDown,
        ),
        (
            json!({"ret": 0, "pre_sign_url": format!("https://{STORAGE}/x")}),
            ProblemKind::StoreDown,
        ),
        (
            json!({"ret": 0, "pre_sign_url": format!("http://{STORAGE}/x"), "serial_number": "1"}),
            ProblemKind::Refused,
        ),
        (
            json!({"ret": 0, "pre_sign_url": "https://127.0.0.1/x", "serial_number": "1"}),
            ProblemKind::Refused,
        ),
    ] {
        let problem = table.failed("upload", [Reply::Json(200, body)]).await;
        assert_eq!(problem.kind, kind);
    }
    table.order.artifacts[0].build.size += 1;
    let problem = table.failed("upload", [slot(STORAGE, "s")]).await;
    assert_eq!(
        key(&problem),
        (ProblemKind::BadArtifact, "http.file-changed")
    );
}

#[tokio::test]
async fn a_slot_is_counted_when_it_was_asked_for_also_without_an_answer() {
    let mut table = found().await;
    let slot_call = |table: &crate::Table| {
        let calls = table.visit.line.meter().take_calls();
        let named = calls.into_iter().map(|(call, count)| {
            let name = call.rsplit('/').next().unwrap_or_default();
            (name.to_owned(), count)
        });
        named.collect::<Vec<_>>()
    };
    assert_eq!(slot_call(&table), [], "reading costs nothing");
    table.run("upload", Attempt::FIRST, [Reply::Silence]).await;
    let once = [("get_file_upload_info".to_owned(), 1)];
    assert_eq!(slot_call(&table), once, "an answer that was lost");
}
