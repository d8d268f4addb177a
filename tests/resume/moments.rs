//! Killed between two lines of the journal: while the body travels, while the store acts, and after its yes has left it.

use slipway_practice::Fault;
use slipway_tests::build;

use crate::scene::Scene;

/// The line is slow, a third of the body is through. The build is larger than what sockets hold back.
async fn killed_in_mid_upload(store: &str, path: &str) {
    let scene = Scene::new(format!("{store} killed in mid-upload")).await;
    let wish = build::Wish {
        filling_mib: 16,
        ..build::Wish::default()
    };
    std::fs::rename(build::apk(scene.folder.path(), &wish), scene.build()).expect("renamed");
    let third = std::fs::metadata(scene.build()).expect("the build").len() / 3;
    let slow = Fault::Slow {
        bytes_per_second: 3_000_000,
    };
    scene.trouble(store, path, slow);
    let mut publishing = scene.spawn();
    scene
        .until("the upload never came so far", |entry| {
            entry.store == store && !entry.complete && entry.received > third
        })
        .await;
    publishing.kill();
    assert_eq!(scene.submissions(store), 0, "{store}");
    scene.bring_to_an_end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn huawei_killed_in_mid_upload() {
    killed_in_mid_upload("huawei", ".apk").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn xiaomi_killed_in_mid_upload() {
    killed_in_mid_upload("xiaomi", "/push").await;
}

/// The submitting request is met by `fault`, and the process dies when practice has it whole.
async fn killed_while_the_answer_is_out(store: &str, path: &str, fault: Fault, arrives: bool) {
    let place = format!("{store} killed while its answer is out, {fault:?}");
    let scene = Scene::new(place).await;
    scene.trouble(store, path, fault);
    let mut publishing = scene.spawn();
    scene
        .until("the submitting request never came", |entry| {
            let submitted = entry.events.iter().any(|it| it["event"] == "submitted");
            entry.store == store
                && entry.path.contains(path)
                && entry.complete
                && submitted == arrives
        })
        .await;
    publishing.kill();
    scene.practice.clear_knobs();
    assert_eq!(scene.submissions(store), usize::from(arrives), "{store}");
    scene.bring_to_an_end().await;
}

/// The store has said yes, and the answer is still under way.
fn late() -> Fault {
    Fault::Late { seconds: 100_000 }
}

#[tokio::test(flavor = "multi_thread")]
async fn huawei_killed_between_its_yes_and_the_answer() {
    killed_while_the_answer_is_out("huawei", "/app-submit", late(), true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn xiaomi_killed_between_its_yes_and_the_answer() {
    killed_while_the_answer_is_out("xiaomi", "/push", late(), true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn huawei_killed_after_a_request_that_came_to_nothing() {
    killed_while_the_answer_is_out("huawei", "/app-submit", Fault::Silence, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn xiaomi_killed_after_a_request_that_came_to_nothing() {
    killed_while_the_answer_is_out("xiaomi", "/push", Fault::Silence, false).await;
}
