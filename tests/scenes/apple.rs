//! Apple's own: TestFlight's groups row by row, a version that waits for a person, one that is taken back, and a build number that
//! Apple has already. Practice's ledger is asked first, then what the program says.

use std::collections::BTreeSet;

use slipway_engine::view::{
    Draft, DraftGoal, DraftGroup, DraftTester, DraftWhen, ReviewRow, Steered, TesterRowView,
};
use slipway_model::{Language, Lever};
use slipway_practice::{Fault, Options, Verdict};
use slipway_tests::rehearsal::{DEMO, PATIENCE, Rehearsal, words};

const STORE: &str = "apple";

fn own(name: &str) -> Fault {
    Fault::Store {
        name: name.to_owned(),
    }
}

/// Reviewers as slow as real ones: nobody but the test decides.
async fn slow_reviews() -> Rehearsal {
    let options = Options {
        rate: 200.0,
        review_pace: 1.0,
        ..Options::default()
    };
    Rehearsal::of(options, |_| {}).await
}

async fn is_submitted(rehearsal: &Rehearsal, draft: Draft) {
    let (release, events) = rehearsal.publish(draft).await;
    let state = release.stores[0].state.as_str();
    assert_eq!(state, "submitted", "{:#?}", words(&events));
    assert_eq!(rehearsal.submissions(STORE), 1);
}

/// Waits until the review is like that.
async fn shows(rehearsal: &Rehearsal, what: &str, holds: impl Fn(&ReviewRow) -> bool) -> ReviewRow {
    let asked = async {
        loop {
            let rows = rehearsal
                .world
                .refresh_reviews(Some(DEMO), Some(STORE), Language::En)
                .await
                .expect("reviews");
            let row = rows.into_iter().find(|row| row.store == STORE);
            match row.filter(&holds) {
                Some(row) => return row,
                None => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, asked)
        .await
        .unwrap_or_else(|_| panic!("{what} was never shown"))
}

async fn pull_is_seen(rehearsal: &Rehearsal, lever: Lever) {
    let pulled = rehearsal
        .world
        .steer(DEMO, STORE, lever, None, Language::En)
        .await
        .unwrap_or_else(|problem| panic!("{lever:?}: {}", problem.says));
    assert!(
        matches!(pulled, Steered::Seen { .. }),
        "{lever:?}: {pulled:?}"
    );
}

fn tester(email: &str) -> DraftTester {
    DraftTester {
        email: email.to_owned(),
        first_name: "Tester".to_owned(),
        last_name: "One".to_owned(),
    }
}

/// Two groups from outside; one person is in both.
fn test_draft(rehearsal: &Rehearsal) -> Draft {
    let mut draft = rehearsal.draft(&[STORE]);
    draft.goal = DraftGoal::Test;
    draft.stores[0].groups = vec![
        DraftGroup {
            name: "Outside friends".to_owned(),
            people: vec![tester("lin@example.com"), tester("bo@example.com")],
            ..DraftGroup::default()
        },
        DraftGroup {
            name: "核心测试".to_owned(),
            people: vec![tester("bo@example.com"), tester("kai@example.com")],
            ..DraftGroup::default()
        },
    ];
    draft
}

/// Address and group of everybody that practice put into a group, in order.
fn came_in(rehearsal: &Rehearsal) -> Vec<(String, String)> {
    let text = |note: &serde_json::Value, name: &str| note[name].as_str().unwrap_or("").to_owned();
    let notes = rehearsal.noted(STORE, "tester");
    let pairs = notes.iter();
    pairs
        .map(|note| (text(note, "email"), text(note, "group")))
        .collect()
}

async fn rows(rehearsal: &Rehearsal, release: &str) -> Vec<TesterRowView> {
    let rows = rehearsal
        .world
        .tester_rows(release, STORE, Language::En)
        .await;
    rows.expect("rows")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_of_two_groups_has_its_answer_and_a_second_run_adds_nobody() {
    let rehearsal = Rehearsal::quick(200.0).await;
    // The first who is made is somebody whom Apple does not take.
    rehearsal.trouble_at(
        STORE,
        "POST",
        "/v1/betaTesters",
        Some(1),
        own("tester-refused"),
    );
    let (release, events) = rehearsal.publish(test_draft(&rehearsal)).await;
    let said = words(&events);
    assert_eq!(rehearsal.noted(STORE, "group").len(), 2, "{said:#?}");
    assert_eq!(rehearsal.noted(STORE, "distributed").len(), 2, "{said:#?}");
    let there = came_in(&rehearsal);
    let different: BTreeSet<_> = there.iter().collect();
    assert_eq!(
        (there.len(), different.len()),
        (3, 3),
        "{there:?} {said:#?}"
    );
    let answers = rows(&rehearsal, &release.id).await;
    assert_eq!(answers.len(), 4, "{answers:#?}");
    let (refused, taken): (Vec<_>, Vec<_>) = answers.iter().partition(|row| row.state == "refused");
    assert_eq!((refused.len(), taken.len()), (1, 3), "{answers:#?}");
    let reason = refused[0].problem.as_ref().expect("a reason");
    assert!(reason.words.is_some() && !reason.says.is_empty());

    // The same once more: the build is there, the groups are there, and only who was refused is asked about again.
    let (again, events) = rehearsal.publish(test_draft(&rehearsal)).await;
    let said = words(&events);
    assert_eq!(rehearsal.noted(STORE, "stored").len(), 1, "{said:#?}");
    assert_eq!(rehearsal.noted(STORE, "group").len(), 2, "{said:#?}");
    let there = came_in(&rehearsal);
    let different: BTreeSet<_> = there.iter().collect();
    assert_eq!((there.len(), different.len()), (4, 4), "{there:?}");
    let answers = rows(&rehearsal, &again.id).await;
    assert!(
        answers.iter().all(|row| row.state != "refused"),
        "{answers:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_version_waits_for_a_person_who_lets_it_out() {
    let rehearsal = slow_reviews().await;
    let mut draft = rehearsal.draft(&[STORE]);
    draft.when = DraftWhen::ByHand;
    is_submitted(&rehearsal, draft).await;
    rehearsal
        .practice
        .decide(STORE, DEMO, &Verdict::Approve)
        .expect("decided");
    let row = shows(&rehearsal, "the wait for a person", |row| {
        row.state == "awaiting-release"
    })
    .await;
    assert!(row.levers.iter().any(|lever| lever == "release"), "{row:?}");
    assert!(rehearsal.noted(STORE, "released").is_empty());
    pull_is_seen(&rehearsal, Lever::Release).await;
    assert_eq!(rehearsal.noted(STORE, "released").len(), 1);
    assert_eq!(rehearsal.submissions(STORE), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_is_taken_back_once() {
    let rehearsal = slow_reviews().await;
    is_submitted(&rehearsal, rehearsal.draft(&[STORE])).await;
    shows(&rehearsal, "the lever", |row| {
        row.levers.iter().any(|lever| lever == "withdraw")
    })
    .await;
    pull_is_seen(&rehearsal, Lever::Withdraw).await;
    assert_eq!(rehearsal.noted(STORE, "canceled").len(), 1);
    let row = shows(&rehearsal, "a version outside of review", |row| {
        row.state != "in-review"
    })
    .await;
    assert!(
        !row.levers.iter().any(|lever| lever == "withdraw"),
        "{row:?}"
    );
}

/// Apple has the number from an upload that nobody here remembers: what it has is read back, and nothing is sent a second time.
#[tokio::test(flavor = "multi_thread")]
async fn a_build_number_that_is_there_already_is_read_back() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let mut draft = rehearsal.draft(&[STORE]);
    draft.goal = DraftGoal::Upload;
    let (release, events) = rehearsal.publish(draft).await;
    assert_eq!(release.stores[0].state, "parked", "{:#?}", words(&events));
    is_submitted(&rehearsal, rehearsal.draft(&[STORE])).await;
    assert_eq!(rehearsal.noted(STORE, "stored").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_ends_in_the_middle_is_renewed_and_nobody_notices() {
    for path in ["/v1/buildUploads", "/v1/reviewSubmissions"] {
        let rehearsal = Rehearsal::quick(200.0).await;
        rehearsal.trouble_at(STORE, "POST", path, Some(1), own("unauthorized"));
        let (release, events) = rehearsal.publish(rehearsal.draft(&[STORE])).await;
        let said = words(&events);
        assert_eq!(release.stores[0].state, "submitted", "{path}: {said:#?}");
        assert_eq!(rehearsal.submissions(STORE), 1, "{path}");
        assert!(
            !events.iter().any(|event| event.event == "retrying"),
            "{path}: {said:#?}"
        );
    }
}
