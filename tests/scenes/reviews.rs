//! After the submission: reviews pass, are refused with a reason, or can only be guessed.

use std::time::Duration;

use slipway_model::Language;
use slipway_practice::{Options, Verdict};
use slipway_stores::Capability;
use slipway_tests::{
    each,
    rehearsal::{PATIENCE, Rehearsal},
};

const APP: &str = "com.example.slipway";

/// A rehearsal whose reviewers are as slow as real ones, so that nobody but the test decides.
async fn slow_reviews() -> Rehearsal {
    let options = Options {
        rate: 200.0,
        review_pace: 1.0,
        ..Options::default()
    };
    Rehearsal::of(options, |_| {}).await
}

/// The review row of a store once it shows one of these states.
async fn shows(
    rehearsal: &Rehearsal,
    store: &str,
    states: &[&str],
) -> slipway_engine::view::ReviewRow {
    let wait = async {
        loop {
            let rows = rehearsal
                .world
                .refresh_reviews(Some(APP), Some(store), Language::En)
                .await
                .expect("reviews");
            if let Some(row) = rows
                .into_iter()
                .find(|row| row.store == store && states.contains(&row.state.as_str()))
            {
                return row;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait)
        .await
        .unwrap_or_else(|_| panic!("{store} never showed {states:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn approved_versions_go_live_in_every_store() {
    let rehearsal = slow_reviews().await;
    rehearsal.publish(rehearsal.draft_to_all()).await;
    for store in each::stores() {
        rehearsal
            .practice
            .decide(store, APP, &Verdict::Approve)
            .expect("decided");
        let is_told = each::tells_verdicts(store) || !each::can(store, Capability::ReviewQuery);
        let expected = if is_told { "live" } else { "needs-look" };
        let row = shows(&rehearsal, store, &[expected]).await;
        assert!(row.version.contains("2.0.0"), "{row:?}");
        assert_eq!(row.inferred, !each::tells_verdicts(store), "{row:?}");
    }
}

/// Apple's API has not the reviewer's words; what it has is the page where they stand.
const TELLS_ONLY_WHERE: &str = "apple";

/// D19 rides along: the reviewer's words are markup and escapes, and stay text.
#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_has_its_reason_where_the_store_gives_one() {
    let rehearsal = slow_reviews().await;
    rehearsal.publish(rehearsal.draft_to_all()).await;
    let reason = "<img src=x onerror=alert(1)>图标不清晰\u{1b}[31m\u{202e}";
    for store in each::stores() {
        rehearsal
            .practice
            .decide(
                store,
                APP,
                &Verdict::Reject {
                    reason: reason.into(),
                },
            )
            .expect("decided");
    }
    for store in each::stores() {
        if !each::tells_verdicts(store) {
            continue;
        }
        let row = shows(&rehearsal, store, &["rejected"]).await;
        let said = row.reason.as_deref().unwrap_or_default();
        if store == TELLS_ONLY_WHERE {
            assert!(
                said.starts_with("https://appstoreconnect.apple.com/"),
                "{said:?}"
            );
            continue;
        }
        assert!(
            said.contains("<img src=x onerror=alert(1)>图标不清晰"),
            "{store}: {said:?}"
        );
        assert!(
            !said.contains('\u{1b}') && !said.contains('\u{202e}'),
            "{store}: {said:?}"
        );
        assert!(row.store_term.is_some(), "{store}");
    }
    // Fifteen minutes of grace pass before a silent store is suspected.
    rehearsal
        .practice
        .advance(Duration::from_secs(3_600))
        .expect("time passes");
    for store in each::stores() {
        if each::tells_verdicts(store) {
            continue;
        }
        let row = shows(&rehearsal, store, &["needs-look", "rejected", "live"]).await;
        assert_eq!(row.state, "needs-look", "{row:?}");
        assert!(row.inferred && row.reason.is_none(), "{row:?}");
    }
}
