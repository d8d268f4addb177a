//! D11: a store that reads the package after it has it is asked at once, and soon again. (Of the mainland stores only these two have
//! such a step. Where Honor and vivo fetch a package themselves, their own pace forbids to ask so soon.)

use slipway_practice::Options;
use slipway_tests::rehearsal::{Rehearsal, words};

/// `seconds`: what processing takes in the real store; half a second here. `began`: the event with which it begins; `path`: where it is
/// asked about.
async fn noticed_quickly(store: &str, seconds: f64, began: &str, path: &str) {
    // Practice's clock is the wall's.
    let options = Options {
        review_pace: seconds / 0.5,
        ..Options::default()
    };
    let rehearsal = Rehearsal::of(options, |_| {}).await;
    let (release, events) = rehearsal.publish(rehearsal.draft(&[store])).await;
    let state = release.stores[0].state.as_str();
    assert_eq!(state, "submitted", "{:#?}", words(&events));
    let ledger = rehearsal.practice.ledger(0).expect("the ledger");
    let beginning = ledger.iter().find(|entry| entry.has_event(began));
    let began_at = beginning
        .and_then(|entry| entry.closed_at)
        .expect("processing began");
    let asked: Vec<i128> = ledger
        .iter()
        .filter(|entry| entry.path.ends_with(path) && entry.at > began_at)
        .map(|entry| entry.at.duration_since(began_at).as_millis())
        .collect();
    assert!(
        asked.iter().any(|ms| *ms < 500),
        "nobody asked before processing was done: {asked:?} ms"
    );
    // The last question is the one whose answer was good news.
    let noticed = asked.last().copied().expect("it was asked");
    assert!((500..2_500).contains(&noticed), "{asked:?} ms");
}

#[tokio::test(flavor = "multi_thread")]
async fn at_huawei_processing_that_is_quick_is_noticed_quickly() {
    noticed_quickly("huawei", 120.0, "bound", "/package/compile/status").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_oppo_processing_that_is_quick_is_noticed_quickly() {
    noticed_quickly("oppo", 60.0, "submitted", "/app/task-state").await;
}
