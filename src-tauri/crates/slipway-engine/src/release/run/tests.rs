//! The runner against a store that does what each test says (see `bench`).

mod bench;
mod marks;
mod redo;
mod testers;

use std::time::Duration;

use serde_json::json;
use slipway_model::{Goal, Language, Looked, ProblemKind, Retry, StoreId};

use crate::{
    Action,
    release::{
        What,
        fold::StoreState,
        journal::{Line, Opened},
    },
    world::lock,
};
use bench::{Act, Bench, Scripted, fails, happened, problem, states, steps, unclear, until};

#[tokio::test]
async fn stores_go_side_by_side_and_a_panic_in_one_ends_no_other() {
    let (one, other, third) = (
        Scripted::new("one"),
        Scripted::new("other"),
        Scripted::new("third"),
    );
    one.does("upload", [Act::Panic]);
    third.does("submit", [Act::Panic]);
    let bench = Bench::new(&[one, other, third]).await;
    let ended = bench.run().await;
    // In a free step nothing can have happened; a step that submits is looked at, and this store cannot tell.
    assert_eq!(
        states(&ended),
        [
            StoreState::Failed,
            StoreState::Submitted,
            StoreState::Unclear
        ]
    );
    assert_eq!(
        ended[0].problem.as_ref().unwrap().advice.key,
        "release.crashed"
    );
    assert_eq!(other.log(), ["run upload", "run submit", "run confirm"]);
    assert_eq!(third.log(), ["run upload", "run submit", "look submit"]);
}

#[tokio::test]
async fn a_lost_answer_is_looked_for_and_nothing_is_sent_twice() {
    let store = Scripted::new("one");
    store.does("submit", [unclear()]);
    let again = Looked::AskAgain {
        after: Duration::from_secs(60),
    };
    store.finds([again.clone(), again, happened()]);
    let bench = Bench::new(&[store]).await;
    let ended = bench.run().await;
    assert_eq!(states(&ended), [StoreState::Submitted]);
    assert_eq!(store.sent(), 1);
    assert_eq!(
        ended[0].receipt.as_ref().unwrap().evidence.word(),
        "read-back"
    );
}

#[tokio::test]
async fn what_surely_did_not_arrive_is_sent_again_a_few_times() {
    let store = Scripted::new("one");
    store.does("submit", [unclear()]);
    store.finds([Looked::DidNot]);
    let bench = Bench::new(&[store]).await;
    assert_eq!(states(&bench.run().await), [StoreState::Submitted]);
    assert_eq!(store.sent(), 2);

    let hopeless = Scripted::new("two");
    hopeless.does("submit", (0..20).map(|_| unclear()));
    hopeless.finds((0..20).map(|_| Looked::DidNot));
    let bench = Bench::new(&[hopeless]).await;
    assert_eq!(states(&bench.run().await), [StoreState::Failed]);
    assert!(hopeless.sent() <= 5, "{:?}", hopeless.log());
}

#[tokio::test]
async fn only_a_person_sends_again_what_nobody_can_tell() {
    let store = Scripted::new("one");
    store.does("submit", [unclear()]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Unclear]);
    assert_eq!(store.sent(), 1);

    bench.act(&id, Action::LookAgain).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Unclear]);
    assert_eq!(store.sent(), 1);

    bench.act(&id, Action::SendAgain).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Submitted]);
    assert_eq!(store.sent(), 2);
}

#[tokio::test]
async fn sending_again_asks_once_more_first() {
    let store = Scripted::new("one");
    store.does("submit", [unclear()]);
    let cannot = Looked::CannotTell {
        problem: problem(ProblemKind::Unclear, Retry::No),
    };
    store.finds([cannot, happened()]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    bench.ended(&id).await;
    bench.act(&id, Action::SendAgain).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Submitted]);
    assert_eq!(store.sent(), 1, "it had arrived meanwhile");
}

#[tokio::test]
async fn a_stop_ends_a_silent_call_within_a_second() {
    for (step, expected) in [
        ("upload", StoreState::Stopped),
        ("submit", StoreState::Unclear),
    ] {
        let store = Scripted::new("one");
        store.does(step, [Act::Hang]);
        let bench = Bench::new(&[store]).await;
        let id = bench.start().await;
        until("the step is running", || {
            store.log().contains(&format!("run {step}"))
        })
        .await;
        let pressed = std::time::Instant::now();
        bench.act(&id, Action::Stop).await;
        assert_eq!(states(&bench.ended(&id).await), [expected], "{step}");
        assert!(
            pressed.elapsed() < Duration::from_secs(1),
            "{:?}",
            pressed.elapsed()
        );
        assert!(
            !store.log().contains(&"look submit".to_owned()),
            "nothing is sent after a stop"
        );

        store.finds([Looked::DidNot]);
        bench.act(&id, Action::Resume).await;
        assert_eq!(
            states(&bench.ended(&id).await),
            [StoreState::Submitted],
            "{step}"
        );
    }
}

#[tokio::test]
async fn a_stop_after_the_yes_does_not_take_it_back() {
    let store = Scripted::new("one");
    store.does("confirm", [Act::Hang]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    until("it is confirmed", || {
        store.log().contains(&"run confirm".to_owned())
    })
    .await;
    bench.act(&id, Action::Stop).await;
    let ended = bench.ended(&id).await;
    assert_eq!(states(&ended), [StoreState::Submitted]);
    assert_eq!(ended[0].receipt.as_ref().unwrap().evidence.word(), "answer");
}

#[tokio::test]
async fn a_failure_that_passes_is_tried_again_and_one_that_does_not_waits_for_a_person() {
    let store = Scripted::new("one");
    store.does(
        "upload",
        [
            fails(ProblemKind::Network, Retry::Now),
            fails(ProblemKind::StoreDown, Retry::Now),
        ],
    );
    store.does("submit", [fails(ProblemKind::Refused, Retry::No)]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    let ended = bench.ended(&id).await;
    assert_eq!(states(&ended), [StoreState::Failed]);
    assert_eq!(
        ended[0].problem.as_ref().unwrap().step.as_deref(),
        Some("submit")
    );
    bench.act(&id, Action::Retry).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Submitted]);
    assert_eq!(
        store.log(),
        [
            "run upload",
            "run upload",
            "run upload",
            "run submit",
            "run submit",
            "run confirm"
        ]
    );
}

#[tokio::test]
async fn a_store_that_contradicts_its_yes_is_unclear() {
    let store = Scripted::new("one");
    store.does("confirm", [unclear()]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Unclear]);
    bench.act(&id, Action::LookAgain).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Submitted]);
    assert_eq!(store.sent(), 1);
}

#[tokio::test]
async fn a_changed_file_is_noticed_before_any_request() {
    let store = Scripted::new("one");
    let bench = Bench::new(&[store]).await;
    lock(&bench.world.plans).keep(bench.plan("one"));
    std::fs::write(&bench.file, b"other bytes").unwrap();
    let refused = bench.world.start("one", Language::En).await.unwrap_err();
    assert_eq!(refused.kind, "bad-artifact");
    assert!(store.log().is_empty());
    assert!(bench.world.releases(Language::En).await.unwrap().is_empty());
}

#[tokio::test]
async fn two_plans_for_the_same_store_do_not_run_beside_each_other() {
    let store = Scripted::new("one");
    store.does("upload", [Act::Hang]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    lock(&bench.world.plans).keep(bench.plan("two"));
    let refused = bench.world.start("two", Language::En).await.unwrap_err();
    assert_eq!(refused.kind, "already-there");
    bench.act(&id, Action::Stop).await;
    bench.ended(&id).await;
}

/// A journal that ends right after each of its lines, as a killed process leaves it.
#[tokio::test]
async fn a_killed_release_is_interrupted_and_goes_on_without_sending_twice() {
    let whole = [
        What::StepBegan { attempt: 1 },
        What::StepDone { output: json!({}) },
        What::StepBegan { attempt: 1 },
        What::Intent {
            attempt: 1,
            needs: json!({}),
        },
        What::Unclear {
            problem: problem(ProblemKind::Network, Retry::AfterLooking),
        },
        What::Looked { found: happened() },
        What::StepBegan { attempt: 1 },
        What::StepDone {
            output: json!({"seen": true}),
        },
    ];
    let places = [
        "upload", "upload", "submit", "submit", "submit", "submit", "confirm", "confirm",
    ];
    for length in 0..=whole.len() {
        let store = Scripted::new("one");
        store.finds([happened()]);
        let bench = Bench::new(&[store]).await;
        let plan = bench.plan("one");
        let id = plan.brief.id.clone();
        let one = StoreId::new("one");
        let lines = vec![
            Line::store(
                &one,
                What::Planned {
                    steps: steps(),
                    goal: Goal::Submit,
                },
            ),
            Line::release(What::Began),
        ];
        let now = bench.world.now();
        let journal = &bench.world.journal;
        let opened = journal
            .open(plan.brief, "one".into(), now, lines, |_| Ok(None))
            .await
            .unwrap();
        assert_eq!(opened, Opened::Now);
        for (what, step) in whole.iter().zip(places).take(length) {
            journal
                .append(&id, now, Line::step(&one, step, what.clone()))
                .await
                .unwrap();
        }

        let world = bench.reopened().await;
        let release = world.release(&id, Language::En).await.unwrap();
        assert_eq!(
            (release.state.as_str(), release.stores[0].state.as_str()),
            ("interrupted", "interrupted")
        );
        assert!(store.log().is_empty(), "nothing restarts by itself");

        world
            .act(&id, None, Action::Resume, Language::En)
            .await
            .unwrap();
        until("the release ends", || !lock(&world.runs).contains_key(&id)).await;
        let release = world.release(&id, Language::En).await.unwrap();
        assert_eq!(release.stores[0].state, "submitted", "after {length} lines");
        let was_sent = length >= 4;
        assert_eq!(
            store.sent(),
            usize::from(!was_sent),
            "after {length} lines: {:?}",
            store.log()
        );
    }
}
