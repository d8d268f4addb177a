//! What a step wrote down while it worked, and who finds it again.

use serde_json::json;

use super::bench::{Act, Bench, Scripted, problem, states};
use crate::{
    Action,
    release::{What, fold::StoreState},
};
use slipway_model::{Outcome, ProblemKind, Retry};

#[tokio::test]
async fn a_step_that_is_tried_once_more_finds_what_is_done() {
    let store = Scripted::new("one");
    store.does("upload", [Act::Marks(vec![json!(0), json!(512)])]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Failed]);
    bench.act(&id, Action::Retry).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Submitted]);
    assert_eq!(
        store.log(),
        [
            "run upload",
            "run upload with [0,512]",
            "run submit",
            "run confirm"
        ],
        "the marks of one step are no other step's"
    );
}

#[tokio::test]
async fn marks_are_on_disk_before_the_step_goes_on() {
    let store = Scripted::new("one");
    store.does("upload", [Act::Marks(vec![json!(0)])]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    bench.ended(&id).await;
    // Another process finds them.
    let other = bench.reopened().await;
    let events = other.journal.events_after(&id, 0).await.unwrap();
    let marked: Vec<_> = events
        .iter()
        .filter_map(|event| match &event.what {
            What::Marked { mark } => Some((event.step.as_deref(), mark.clone())),
            _ => None,
        })
        .collect();
    assert_eq!(marked, [(Some("upload"), json!(0))]);
}

#[tokio::test]
async fn what_is_done_anew_begins_without_marks() {
    let store = Scripted::new("one");
    let blames = Act::End(Outcome::Failed {
        problem: problem(ProblemKind::Refused, Retry::No).redo("upload"),
    });
    store.does("upload", [Act::Marks(vec![json!(0)])]);
    store.does("submit", [blames]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    bench.ended(&id).await;
    bench.act(&id, Action::Retry).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Failed]);
    bench.act(&id, Action::Retry).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Submitted]);
    assert_eq!(
        store.log(),
        [
            "run upload",
            "run upload with [0]",
            "run submit",
            "run upload",
            "run submit",
            "run confirm"
        ]
    );
}
