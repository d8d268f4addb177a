//! Killed between two lines of the journal: while the body travels, while the store acts, and after its yes has left it.

use slipway_practice::Fault;
use slipway_tests::{build, every_store, learned::Learned};

use crate::scene::Scene;

/// How many ranges of a build may be on their way at once: their answers die with the process, so they come a second time.
const SIDE_BY_SIDE: usize = 4;

/// The line is slow, a third of the body is through. The build is larger than what sockets hold back.
async fn killed_in_mid_upload(store: &'static str) {
    killed_after_percent(store, 33).await;
}

async fn killed_after_percent(store: &'static str, percent: u64) -> Scene {
    let learned = Learned::of(store).await;
    let place = format!("{store} killed after {percent} % of the upload");
    let scene = Scene::new(&[store], place).await;
    let build = build::large(scene.folder.path(), store, 16);
    let size = std::fs::metadata(&build).expect("the build").len();
    std::fs::rename(build, scene.build(store)).expect("renamed");
    let slow = Fault::Slow {
        bytes_per_second: 3_000_000,
    };
    let upload = learned.upload();
    let knob = upload.trouble_from_the_beginning(slow, None);
    scene.practice.knob(knob).expect("a knob");
    let mut publishing = scene.spawn();
    scene
        .until_ledger("the upload never came so far", |ledger| {
            let uploads = ledger.iter().filter(|entry| upload.is_like(entry));
            uploads.map(|entry| entry.received).sum::<u64>() > size * percent / 100
        })
        .await;
    publishing.kill();
    scene.practice.clear_knobs();
    assert_eq!(scene.submissions(store), 0, "{store}");
    scene.bring_to_an_end().await;
    scene
}

/// What went out in ranges is taken up by the ranges that are missing.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_missing_ranges_come_again() {
    let scene = killed_after_percent("apple", 60).await;
    let parts = slipway_tests::rehearsal::noted(&scene.practice, "apple", "stored-part");
    let different: std::collections::BTreeSet<u64> = parts
        .iter()
        .map(|part| part["part"].as_u64().expect("a number"))
        .collect();
    assert!(different.len() > 50, "{} ranges only", different.len());
    let again = parts.len() - different.len();
    assert!(
        again <= SIDE_BY_SIDE,
        "{again} of {} came twice",
        different.len()
    );
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
