//! A release without trouble: what reaches the stores, part by part.

use slipway_tests::rehearsal::{Rehearsal, words};

#[tokio::test(flavor = "multi_thread")]
async fn both_stores_get_the_build_the_notes_and_one_submission_each() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let mut draft = rehearsal.draft(&["huawei", "xiaomi"]);
    draft.notes = [
        ("zh-CN".to_owned(), "修复已知问题".to_owned()),
        ("en-US".to_owned(), "Known problems are fixed".to_owned()),
    ]
    .into();
    let (release, events) = rehearsal.publish(draft).await;
    for store in &release.stores {
        assert_eq!(store.state, "submitted", "{:#?}", words(&events));
        let submitted = rehearsal.noted(&store.store, "submitted");
        assert_eq!(submitted.len(), 1, "{submitted:#?}");
        assert_eq!(submitted[0]["package"], "com.example.slipway");
        assert_eq!(submitted[0]["version_code"], 20);
        let receipt = store.receipt.as_ref().expect("a receipt");
        assert!(receipt.rehearsal);
        assert_eq!(receipt.version_code, 20);
    }
    let notes = |store: &str| rehearsal.noted(store, "submitted")[0]["notes"].to_string();
    assert!(
        notes("huawei").contains("修复已知问题"),
        "{}",
        notes("huawei")
    );
    assert!(
        notes("xiaomi").contains("修复已知问题"),
        "{}",
        notes("xiaomi")
    );
    assert!(
        !notes("xiaomi").contains("Known problems"),
        "{}",
        notes("xiaomi")
    );
}
