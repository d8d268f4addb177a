//! Releases that end before the submission: the package is with the store, or all is in its draft, and nothing was submitted.

use slipway_engine::view::{Draft, DraftGoal};
use slipway_model::Language;
use slipway_stores::{Capability, stores};
use slipway_tests::{
    each,
    rehearsal::{Rehearsal, words},
};

/// Those that can are parked there; the others are refused before the run.
async fn ends_before_the_submission(goal: DraftGoal, wants: Capability) {
    let rehearsal = Rehearsal::quick(200.0).await;
    let mut draft = rehearsal.draft_to_all();
    draft.goal = goal;
    let plan = rehearsal.plan(draft).await;
    for store in &plan.stores {
        let can = each::can(&store.store, wants);
        let objections = &store.objections;
        assert_eq!(
            objections.is_empty(),
            can,
            "{}: {objections:#?}",
            store.store
        );
    }
    let able = each::stores_that_can(wants);
    assert_eq!(plan.ready as usize, able.len());
    let id = rehearsal.start_planned(&plan.id).await;
    let events = rehearsal.follow(&id, 0).await;
    let release = rehearsal.release(&id).await;
    for store in able {
        let share = release.stores.iter().find(|share| share.store == store);
        let share = share.expect("its share");
        assert_eq!(share.state, "parked", "{store}: {:#?}", words(&events));
        assert_eq!(rehearsal.noted(store, "stored").len(), 1, "{store}");
        let receipt = share.receipt.as_ref().expect("a receipt");
        assert_eq!(receipt.code_text, "20", "{store}");
    }
    assert_eq!(rehearsal.all_submissions(), 0);
    // What ends there is not waited for, and can be sent as a new release.
    let rows = rehearsal
        .world
        .refresh_reviews(None, None, Language::En)
        .await
        .expect("reviews");
    let ours = rows.iter().find(|row| row.release.as_deref() == Some(&id));
    assert!(ours.is_none(), "{ours:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_parked() {
    ends_before_the_submission(DraftGoal::Upload, Capability::UploadOnly).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_parked() {
    ends_before_the_submission(DraftGoal::Draft, Capability::Draft).await;
}

/// A store that asks what becomes of an Edit that is open is told to go on in it.
fn going_on(mut draft: Draft) -> Draft {
    for share in &mut draft.stores {
        let store = stores::find(&share.store).expect("a store");
        if store.card().asks.iter().any(|ask| ask.id == "open_edit") {
            let answers = &mut share.answers;
            answers.insert("open_edit".to_owned(), "reuse".to_owned());
        }
    }
    draft
}

/// What an upload or a draft left behind is in nobody's way.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_parked_is_submitted_by_the_next_release() {
    let rehearsal = Rehearsal::quick(200.0).await;
    for goal in [DraftGoal::Upload, DraftGoal::Draft] {
        let wants = match goal {
            DraftGoal::Upload => Capability::UploadOnly,
            _ => Capability::Draft,
        };
        let mut draft = going_on(rehearsal.draft(&each::stores_that_can(wants)));
        draft.goal = goal;
        rehearsal.publish(draft).await;
    }
    let draft = going_on(rehearsal.draft_to_all());
    let (release, events) = rehearsal.publish(draft).await;
    for share in &release.stores {
        let store = share.store.as_str();
        assert_eq!(share.state, "submitted", "{store}: {:#?}", words(&events));
        assert_eq!(rehearsal.submissions(store), 1, "{store}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_lies_there_is_spoken_of_before_it_goes_out_with_a_release() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let speaks = async |draft| {
        let plan = rehearsal.plan(draft).await;
        let warnings = plan.stores.into_iter().flat_map(|store| store.warnings);
        let about: Vec<String> = warnings
            .filter(|says| says.contains("a draft that was not submitted"))
            .collect();
        about.len()
    };
    assert_eq!(speaks(rehearsal.draft(&["honor"])).await, 0);
    let mut draft = rehearsal.draft(&["honor"]);
    draft.goal = DraftGoal::Draft;
    let (release, events) = rehearsal.publish(draft).await;
    assert_eq!(release.stores[0].state, "parked", "{:#?}", words(&events));
    assert_eq!(speaks(rehearsal.draft(&["honor"])).await, 1);
}
