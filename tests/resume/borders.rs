//! Killed right after each line of the journal: of a quiet release, of one whose answers are lost, and of one to all stores at once.

use futures_util::{StreamExt as _, stream};
use slipway_practice::Fault;
use slipway_tests::{each, every_store, learned::Learned};

use crate::scene::Scene;

/// Scenes side by side; each is two processes in turn, which mostly wait.
const SIDE_BY_SIDE: usize = 4;

/// Runs the release once without a death, then once for each of its journal's lines. `troubled` is shown each scene before it begins.
async fn killed_at_every_border(store: &'static str, name: &str, troubled: impl Fn(&Scene)) {
    let undisturbed = Scene::new(&[store], name).await;
    troubled(&undisturbed);
    let report = undisturbed
        .process("publish", 0)
        .await
        .expect("nobody kills it");
    assert!(report.events > 8, "{report:?}");
    let submitted = ("submitted".to_owned(), 1);
    let came = (report.stores[0].1.clone(), undisturbed.submissions(store));
    assert_eq!(came, submitted, "{name}: {store}");
    let troubled = &troubled;
    let deaths: Vec<bool> = stream::iter(1..=report.events)
        .map(|border| async move {
            let place = format!("{store}, {name}, killed after event {border}");
            let scene = Scene::new(&[store], place).await;
            troubled(&scene);
            let died = scene.process("publish", border).await.is_none();
            scene.bring_to_an_end().await;
            died
        })
        .buffer_unordered(SIDE_BY_SIDE)
        .collect()
        .await;
    // How often waiting is noted differs a little from run to run.
    let deaths = deaths.into_iter().filter(|died| *died).count();
    println!(
        "{store}, {name}: {deaths} deaths at {} borders",
        report.events
    );
    assert!(
        deaths + 3 >= report.events,
        "{deaths} deaths at {} borders",
        report.events
    );
}

async fn killed_in_a_quiet_release(store: &'static str) {
    killed_at_every_border(store, "quiet", |_| {}).await;
}

/// The answers to everything that leaves something at the store are lost once. Where all calls have one path, a request that is
/// made again shifts those after it, so there it is the submission's alone.
async fn killed_when_answers_are_lost(store: &'static str) {
    let learned = Learned::of(store).await;
    killed_at_every_border(store, "lost answers", |scene| {
        for request in &learned.requests {
            if request.writes && (request.submits || request.call.is_none()) {
                scene.trouble(request, Fault::AnswerLost);
            }
        }
    })
    .await;
}

every_store!(killed_in_a_quiet_release);
every_store!(killed_when_answers_are_lost);

/// How many borders of the release to all stores are tried; each store's own are all tried above.
const HANDFUL: usize = 6;

/// One release to all stores: some are through, some have not begun, when the process dies.
#[tokio::test(flavor = "multi_thread")]
async fn killed_in_a_release_to_all_stores() {
    let stores = each::stores();
    let undisturbed = Scene::new(&stores, "to all stores").await;
    let report = undisturbed
        .process("publish", 0)
        .await
        .expect("nobody kills it");
    for (store, state) in &report.stores {
        assert_eq!(state, "submitted", "{store}");
    }
    let all = &stores;
    stream::iter(1..=HANDFUL)
        .map(|part| async move {
            let border = report.events * part / (HANDFUL + 1);
            let place = format!("to all stores, killed after event {border}");
            let scene = Scene::new(all, place).await;
            assert!(scene.process("publish", border).await.is_none(), "{border}");
            scene.bring_to_an_end().await;
        })
        .buffer_unordered(SIDE_BY_SIDE)
        .collect::<Vec<()>>()
        .await;
}

/// Killed, resumed, killed again in the middle of the resume, and resumed once more.
#[tokio::test(flavor = "multi_thread")]
async fn killed_again_while_resuming() {
    stream::iter([(8, 2), (14, 3), (18, 4), (22, 5)])
        .map(|(first, second)| async move {
            let place = format!("killed after event {first} and after {second} of the resume");
            let scene = Scene::new(&each::stores(), place).await;
            assert!(scene.process("publish", first).await.is_none(), "{first}");
            assert!(scene.process("resume", second).await.is_none(), "{second}");
            scene.bring_to_an_end().await;
        })
        .buffer_unordered(SIDE_BY_SIDE)
        .collect::<Vec<()>>()
        .await;
}
