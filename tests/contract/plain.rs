//! A release without trouble: what reaches the stores, part by part.

use slipway_stores::Capability;
use slipway_tests::{
    each,
    rehearsal::{DEMO, Rehearsal, words},
};

#[tokio::test(flavor = "multi_thread")]
async fn every_store_gets_the_build_the_notes_and_one_submission() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let mut draft = rehearsal.draft_to_all();
    draft.notes = [
        ("zh-CN".to_owned(), "修复已知问题".to_owned()),
        ("en-US".to_owned(), "Known problems are fixed".to_owned()),
    ]
    .into();
    let (release, events) = rehearsal.publish(draft).await;
    assert_eq!(release.stores.len(), each::stores().len());
    for share in &release.stores {
        let store = share.store.as_str();
        assert_eq!(share.state, "submitted", "{store}: {:#?}", words(&events));
        let submitted = rehearsal.noted(store, "submitted");
        assert_eq!(submitted.len(), 1, "{submitted:#?}");
        assert_eq!(submitted[0]["package"], DEMO, "{store}");
        assert_eq!(submitted[0]["version_code"], 20, "{store}");
        let stored = rehearsal.noted(store, "stored");
        assert_eq!(stored.len(), 1, "{store} has one build: {stored:#?}");
        let receipt = share.receipt.as_ref().expect("a receipt");
        assert!(receipt.rehearsal, "{store}");
        assert_eq!(receipt.code_text, "20", "{store}");
        if each::can(store, Capability::ReviewQuery) {
            assert_eq!(receipt.evidence, "read-back", "{store}");
        }
        let notes = submitted[0]["notes"].to_string();
        assert!(notes.contains("修复已知问题"), "{store}: {notes}");
        if !each::can(store, Capability::ManyLanguages) {
            assert!(!notes.contains("Known problems"), "{store}: {notes}");
        }
    }
}
