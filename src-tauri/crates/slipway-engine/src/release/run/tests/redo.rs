//! A retry that begins at an earlier step, because the failed one cannot be mended by repeating it.

use slipway_model::{Language, Outcome, ProblemKind, Retry, StoreId};

use super::bench::{Act, Bench, Scripted, problem, states, until};
use crate::{
    Action,
    release::{What, fold::StoreState, journal::Line},
    world::lock,
};

/// Refused, because what `step` left behind is no good.
fn blames(step: &str) -> Act {
    Act::End(Outcome::Failed {
        problem: problem(ProblemKind::Refused, Retry::No).redo(step),
    })
}

const ONCE: [&str; 2] = ["run upload", "run submit"];
const TWICE: [&str; 5] = [
    "run upload",
    "run submit",
    "run upload",
    "run submit",
    "run confirm",
];

#[tokio::test]
async fn a_retry_begins_at_the_step_that_is_to_blame() {
    let store = Scripted::new("one");
    store.does("submit", [blames("upload")]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Failed]);
    assert_eq!(store.log(), ONCE, "nothing is done anew by itself");
    bench.act(&id, Action::Retry).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Submitted]);
    assert_eq!(store.log(), TWICE);
}

#[tokio::test]
async fn the_decision_outlives_the_process_that_took_it() {
    let store = Scripted::new("one");
    store.does("submit", [blames("upload")]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    bench.ended(&id).await;
    // Killed after the decision was written and before the task began.
    for line in [
        Line::release(What::Resumed),
        Line::step(
            &StoreId::new("one"),
            "upload",
            What::Decided {
                action: Action::Retry,
            },
        ),
    ] {
        let now = bench.world.now();
        bench.world.journal.append(&id, now, line).await.unwrap();
    }
    let world = bench.reopened().await;
    world
        .act(&id, None, Action::Resume, Language::En)
        .await
        .unwrap();
    until("the release ends", || !lock(&world.runs).contains_key(&id)).await;
    let release = world.release(&id, Language::En).await.unwrap();
    assert_eq!(release.stores[0].state, "submitted");
    assert_eq!(store.log(), TWICE);
}

#[tokio::test]
async fn nothing_is_redone_behind_a_submission() {
    let store = Scripted::new("one");
    store.does("confirm", [blames("upload")]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Failed]);
    bench.act(&id, Action::Retry).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Submitted]);
    assert_eq!(
        store.log(),
        ["run upload", "run submit", "run confirm", "run confirm"]
    );
}

#[tokio::test]
async fn a_step_that_the_plan_does_not_know_is_passed_over() {
    let store = Scripted::new("one");
    store.does("submit", [blames("sing-in")]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    bench.ended(&id).await;
    bench.act(&id, Action::Retry).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Submitted]);
    assert_eq!(
        store.log(),
        ["run upload", "run submit", "run submit", "run confirm"]
    );
}

#[tokio::test]
async fn a_retry_right_after_the_end_waits_for_nobody_who_still_holds_the_run() {
    let store = Scripted::new("one");
    store.does("submit", [blames("upload")]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    // As a task that has written its end and was not given time to leave.
    let held = lock(&bench.world.runs).get(&id).cloned().unwrap();
    bench.ended(&id).await;
    bench.act(&id, Action::Retry).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Submitted]);
    drop(held);
}
