//! Killed right after each line of the journal: of a quiet release, and of one whose submissions lose their answers.

use futures_util::{StreamExt as _, stream};
use slipway_practice::Fault;

use crate::scene::Scene;

/// Scenes side by side; each is two processes in turn, which mostly wait.
const SIDE_BY_SIDE: usize = 4;

/// Runs the release once without a death, then once for each of its journal's lines.
async fn killed_at_every_border(name: &str, trouble: fn(&Scene)) {
    let undisturbed = Scene::new(name).await;
    trouble(&undisturbed);
    let report = undisturbed
        .process("publish", 0)
        .await
        .expect("nobody kills it");
    assert!(report.events > 15, "{report:?}");
    for (store, state) in &report.stores {
        assert_eq!(state, "submitted", "{name}: {store}");
    }
    let deaths: Vec<bool> = stream::iter(1..=report.events)
        .map(|border| async move {
            let scene = Scene::new(format!("{name}, killed after event {border}")).await;
            trouble(&scene);
            let died = scene.process("publish", border).await.is_none();
            scene.bring_to_an_end().await;
            died
        })
        .buffer_unordered(SIDE_BY_SIDE)
        .collect()
        .await;
    // How two stores' lines interleave, and how often waiting is noted, differs a little from run to run.
    let deaths = deaths.into_iter().filter(|died| *died).count();
    println!("{name}: {deaths} deaths at {} borders", report.events);
    assert!(
        deaths + 3 >= report.events,
        "{deaths} deaths at {} borders",
        report.events
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_every_border_of_a_quiet_release() {
    killed_at_every_border("quiet", |_| {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_every_border_when_answers_were_lost() {
    killed_at_every_border("lost answers", |scene| {
        scene.trouble("huawei", "/app-file-info", Fault::AnswerLost);
        scene.trouble("huawei", "/app-submit", Fault::AnswerLost);
        scene.trouble("xiaomi", "/push", Fault::AnswerLost);
    })
    .await;
}

/// Killed, resumed, killed again in the middle of the resume, and resumed once more.
#[tokio::test(flavor = "multi_thread")]
async fn killed_again_while_resuming() {
    stream::iter([(8, 2), (14, 3), (18, 4), (22, 5)])
        .map(|(first, second)| async move {
            let place = format!("killed after event {first} and after {second} of the resume");
            let scene = Scene::new(place).await;
            assert!(scene.process("publish", first).await.is_none(), "{first}");
            assert!(scene.process("resume", second).await.is_none(), "{second}");
            scene.bring_to_an_end().await;
        })
        .buffer_unordered(SIDE_BY_SIDE)
        .collect::<Vec<()>>()
        .await;
}
