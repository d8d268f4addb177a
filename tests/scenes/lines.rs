//! Bad lines: a stop, an answer that is late or never comes, a press that comes twice.

use std::time::{Duration, Instant};

use slipway_engine::{Action, Deadlines};
use slipway_model::Language;
use slipway_practice::{Entry, Fault};
use slipway_tests::{
    build, every_store,
    learned::Learned,
    rehearsal::{Rehearsal, words},
};

/// D3: stop at 30 % on a slow line, whether the build travels in one request or in ranges side by side.
async fn stopped_on_a_slow_line(store: &'static str) {
    let learned = Learned::of(store).await;
    let rehearsal = Rehearsal::with(200.0, |_| {}).await;
    let slow = Fault::Slow {
        bytes_per_second: 4_000_000,
    };
    rehearsal.turn(learned.upload().trouble_from_the_beginning(slow, None));
    // Larger than what sockets hold back, so that a stop can still stop something.
    let build = build::large(rehearsal.folder.path(), store, 32);
    let size = std::fs::metadata(&build).expect("the build").len();
    let mut draft = rehearsal.draft(&[store]);
    draft.builds = vec![build.display().to_string()];
    let id = rehearsal.start(draft).await;
    let uploads = || -> Vec<Entry> {
        let ledger = rehearsal
            .practice
            .ledger(0)
            .expect("the ledger")
            .into_iter();
        ledger
            .filter(|entry| learned.upload().is_like(entry))
            .collect()
    };
    let received = || -> u64 { uploads().iter().map(|entry| entry.received).sum() };
    let deadline = Instant::now() + Duration::from_secs(30);
    while received() <= size * 3 / 10 {
        assert!(Instant::now() < deadline, "the upload never came so far");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let pressed = Instant::now();
    rehearsal
        .world
        .act(&id, Some(store), Action::Stop, Language::En)
        .await
        .expect("stopped");
    while uploads().iter().any(|entry| entry.closed_at.is_none()) {
        assert!(
            pressed.elapsed() < Duration::from_secs(1),
            "{store}: the line was open a second after stop"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let through = received();
    assert!(through < size, "the line was not slow");
    let release = rehearsal
        .until(&id, "the stop", |release| release.state == "ended")
        .await;
    assert_eq!(release.stores[0].state, "stopped", "{release:#?}");
    assert_eq!(received(), through, "{store}: bytes came after the stop");
    assert_eq!(rehearsal.submissions(store), 0);
}

every_store!(stopped_on_a_slow_line);

/// A store that reads the whole package before it answers is waited for, far beyond what any other answer may take: one upload, and
/// nobody has to look what became of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_reads_the_package_first_is_waited_for() {
    let stores = ["xiaomi", "vivo", "oppo", "honor"];
    futures_util::future::join_all(stores.map(read_before_it_answers)).await;
}

async fn read_before_it_answers(store: &str) {
    const RATE: u32 = 200;
    const LATE: Duration = Duration::from_secs(3);
    let late = Fault::Late {
        seconds: LATE.as_secs() * u64::from(RATE),
    };
    let learned = Learned::of(store).await;
    let rehearsal = Rehearsal::with(f64::from(RATE), |home| {
        home.deadlines = Some(Deadlines {
            reply: Duration::from_millis(1500),
            ..Deadlines::default()
        });
    })
    .await;
    rehearsal.turn(learned.upload().trouble_from_the_beginning(late, Some(1)));
    let asked = Instant::now();
    let (release, events) = rehearsal.publish(rehearsal.draft(&[store])).await;
    let said = words(&events);
    assert_eq!(release.stores[0].state, "submitted", "{store}: {said:#?}");
    let stored = rehearsal.noted(store, "stored").len();
    assert_eq!(stored, 1, "{store}: {said:#?}");
    let looked = events.iter().any(|event| event.event == "looked");
    assert!(!looked, "{store}: {said:#?}");
    assert!(asked.elapsed() > LATE, "{store} was not late");
}

/// D7: the answer comes after 120 seconds and we no longer listen, or the socket dies after the commit.
async fn a_lost_answer_is_reconciled_and_reported_once(store: &'static str) {
    // An answer after 120 seconds of practice's clock comes four seconds later here; each is given up after two and a half at most.
    const RATE: f64 = 30.0;
    let reply = Duration::from_millis(1500);
    let learned = Learned::of(store).await;
    for fault in [Fault::AnswerLost, Fault::Late { seconds: 120 }] {
        let rehearsal = Rehearsal::with(RATE, |home| {
            home.deadlines = Some(Deadlines {
                connect: Duration::from_secs(1),
                reply,
                patient_reply: reply,
                ..Deadlines::default()
            });
        })
        .await;
        let submission = learned.submission();
        rehearsal.turn(submission.trouble_from_the_beginning(fault.clone(), Some(1)));
        let (release, events) = rehearsal.publish(rehearsal.draft(&[store])).await;
        let said = words(&events);
        let state = release.stores[0].state.as_str();
        assert_eq!(state, "submitted", "{store} {fault:?}: {said:#?}");
        assert_eq!(rehearsal.submissions(store), 1, "{store} {fault:?}");
        let looked = events.iter().any(|event| event.event == "looked");
        assert!(looked, "{store} {fault:?}: nobody looked: {said:#?}");
    }
}

every_store!(a_lost_answer_is_reconciled_and_reported_once);

/// A press that comes twice starts one release.
#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_starts_one_release() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let plan = rehearsal.plan(rehearsal.draft(&["huawei"])).await;
    let (first, second) = tokio::join!(
        rehearsal.world.start(&plan.id, Language::En),
        rehearsal.world.start(&plan.id, Language::En)
    );
    let id = first
        .as_ref()
        .or(second.as_ref())
        .expect("one of them starts")
        .clone();
    assert!(first.is_err() || second.is_err() || first.as_ref().ok() == second.as_ref().ok());
    rehearsal.follow(&id, 0).await;
    assert_eq!(rehearsal.submissions("huawei"), 1);
    assert_eq!(
        rehearsal
            .world
            .releases(Language::En)
            .await
            .expect("releases")
            .len(),
        1
    );
}
