//! Killed between two lines of the journal: while the body travels, while the store acts, and after its yes has left it.

use slipway_practice::Fault;
use slipway_tests::{build, every_store, learned::Learned};

use crate::scene::Scene;

/// The line is slow, a third of the body is through. The build is larger than what sockets hold back.
async fn killed_in_mid_upload(store: &'static str) {
    // What goes out in ranges is taken up by the ranges that are missing: held in the conversation with Apple's storage.
    if !slipway_tests::each::takes(store, slipway_model::Kind::Apk) {
        return;
    }
    let learned = Learned::of(store).await;
    let scene = Scene::new(&[store], format!("{store} killed in mid-upload")).await;
    let wish = build::Wish {
        filling_mib: 16,
        ..build::Wish::default()
    };
    std::fs::rename(build::apk(scene.folder.path(), &wish), scene.build()).expect("renamed");
    let third = std::fs::metadata(scene.build()).expect("the build").len() / 3;
    let slow = Fault::Slow {
        bytes_per_second: 3_000_000,
    };
    scene.trouble(learned.upload(), slow);
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

/// The submitting request is met by `fault`, and the process dies when practice has it whole.
async fn killed_while_the_answer_is_out(store: &'static str, fault: Fault, arrives: bool) {
    let learned = Learned::of(store).await;
    let submission = learned.submission();
    let place = format!("{store} killed while its answer is out, {fault:?}");
    let scene = Scene::new(&[store], place).await;
    scene.trouble(submission, fault);
    let mut publishing = scene.spawn();
    scene
        .until("the submitting request never came", |entry| {
            let met = submission.is_like(entry) && entry.fault.is_some() && entry.complete;
            met && entry.has_event("submitted") == arrives
        })
        .await;
    publishing.kill();
    scene.practice.clear_knobs();
    assert_eq!(scene.submissions(store), usize::from(arrives), "{store}");
    scene.bring_to_an_end().await;
}

/// The store has said yes, and the answer is still under way.
async fn killed_between_its_yes_and_the_answer(store: &'static str) {
    let late = Fault::Late { seconds: 100_000 };
    killed_while_the_answer_is_out(store, late, true).await;
}

async fn killed_after_a_request_that_came_to_nothing(store: &'static str) {
    killed_while_the_answer_is_out(store, Fault::Silence, false).await;
}

every_store!(killed_in_mid_upload);
every_store!(killed_between_its_yes_and_the_answer);
every_store!(killed_after_a_request_that_came_to_nothing);
