//! Bad lines: refusals in the middle, a stop, an answer that never comes.

use std::time::{Duration, Instant};

use slipway_engine::{Action, Deadlines};
use slipway_model::Language;
use slipway_practice::{Fault, Options};
use slipway_tests::{
    build, every_store,
    learned::Learned,
    rehearsal::{Rehearsal, words},
};

/// D2: upload 200, attach 403.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_attach_fails_that_store_with_the_stores_words() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let plan = rehearsal.plan(rehearsal.draft(&["huawei", "xiaomi"])).await;
    rehearsal.trouble(
        "huawei",
        "/app-file-info",
        None,
        Fault::Status {
            status: 403,
            retry_after_s: None,
        },
    );
    let id = rehearsal
        .world
        .start(&plan.id, Language::En)
        .await
        .expect("started");
    let events = rehearsal.follow(&id, 0).await;
    let release = rehearsal.release(&id).await;
    let state = |store: &str| {
        release
            .stores
            .iter()
            .find(|run| run.store == store)
            .map(|run| run.state.as_str())
    };
    assert_eq!(state("huawei"), Some("failed"), "{:#?}", words(&events));
    assert_eq!(state("xiaomi"), Some("submitted"), "{:#?}", words(&events));
    let huawei = release
        .stores
        .iter()
        .find(|run| run.store == "huawei")
        .expect("huawei");
    let problem = huawei.problem.as_ref().expect("a problem");
    assert_eq!(problem.kind, "not-allowed");
    assert!(
        problem
            .code
            .as_deref()
            .is_some_and(|code| code.contains("403")),
        "{problem:?}"
    );
    assert_eq!(rehearsal.noted("huawei", "stored").len(), 1);
    assert_eq!(rehearsal.submissions("huawei"), 0);
}

/// D3: stop at 30 % on a slow line.
async fn stopped_on_a_slow_line(store: &'static str) {
    let learned = Learned::of(store).await;
    let rehearsal = Rehearsal::with(200.0, |_| {}).await;
    let slow = Fault::Slow {
        bytes_per_second: 4_000_000,
    };
    let knob = learned.upload().trouble_from_the_beginning(slow, Some(1));
    rehearsal.turn(knob);
    // Larger than what sockets hold back, so that a stop can still stop something.
    let build = build::apk(
        rehearsal.folder.path(),
        &build::Wish {
            filling_mib: 32,
            ..build::Wish::default()
        },
    );
    let size = std::fs::metadata(&build).expect("the build").len();
    let mut draft = rehearsal.draft(&[store]);
    draft.builds = vec![build.display().to_string()];
    let id = rehearsal.start(draft).await;
    let deadline = Instant::now() + Duration::from_secs(30);
    let entry = loop {
        let ledger = rehearsal.practice.ledger(0).expect("the ledger");
        let upload = ledger
            .into_iter()
            .find(|entry| learned.upload().is_like(entry) && entry.received > size * 3 / 10);
        if let Some(entry) = upload {
            break entry;
        }
        assert!(Instant::now() < deadline, "the upload never came so far");
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert!(!entry.complete, "the line was not slow");
    let pressed = Instant::now();
    rehearsal
        .world
        .act(&id, Some(store), Action::Stop, Language::En)
        .await
        .expect("stopped");
    let closed = loop {
        let now = rehearsal
            .practice
            .ledger(entry.seq - 1)
            .expect("the ledger")
            .into_iter()
            .next()
            .expect("the same entry");
        if now.closed_at.is_some() {
            break now;
        }
        assert!(
            pressed.elapsed() < Duration::from_secs(1),
            "{store}: the line was open a second after stop"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert!(!closed.complete && closed.received < size, "{closed:?}");
    let release = rehearsal
        .until(&id, "the stop", |release| release.state == "ended")
        .await;
    assert_eq!(release.stores[0].state, "stopped", "{release:#?}");
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

/// D7: the socket dies after the commit, or the answer comes too late.
async fn a_lost_answer_is_reconciled_and_reported_once(store: &'static str) {
    let learned = Learned::of(store).await;
    for fault in [Fault::AnswerLost, Fault::Late { seconds: 2_000 }] {
        let rehearsal = Rehearsal::quick(200.0).await;
        let submission = learned.submission();
        rehearsal.turn(submission.trouble_from_the_beginning(fault.clone(), Some(1)));
        let (release, events) = rehearsal.publish(rehearsal.draft(&[store])).await;
        assert_eq!(
            release.stores[0].state,
            "submitted",
            "{store} {fault:?}: {:#?}",
            words(&events)
        );
        assert_eq!(rehearsal.submissions(store), 1, "{store} {fault:?}");
        assert!(
            events.iter().any(|event| event.event == "looked"),
            "{store}: nobody looked"
        );
    }
}

every_store!(a_lost_answer_is_reconciled_and_reported_once);

/// D8, scaled down: eight uploads that are all to go at once, a slow line, and a connection that breaks again and again.
#[tokio::test(flavor = "multi_thread")]
async fn eight_uploads_over_a_slow_line_that_breaks_all_arrive() {
    const PACKAGES: [&str; 4] = [
        "com.example.slipway",
        "com.example.second",
        "com.example.third",
        "com.example.fourth",
    ];
    const MIB: u64 = 1 << 20;
    // By practice's clock the address of an upload lives five minutes: slowly enough for the slowest machine.
    let rehearsal = Rehearsal::with(20.0, |_| {}).await;
    let folder = rehearsal.folder.path();
    let builds: Vec<_> = std::thread::scope(|scope| {
        let making = PACKAGES.map(|package| {
            scope.spawn(move || {
                let filling_mib = 4;
                build::apk(
                    folder,
                    &build::Wish {
                        package,
                        filling_mib,
                        ..build::Wish::default()
                    },
                )
            })
        });
        making
            .map(|build| build.join().expect("a build"))
            .into_iter()
            .collect()
    });
    // The first of several knobs wins: the breaks come before the slowness.
    for bytes in [2 * MIB, MIB, 0] {
        let broken = Fault::DropAfter { bytes };
        rehearsal.trouble_at("huawei", "PUT", ".apk", Some(1), broken);
    }
    for (store, path) in [("huawei", ".apk"), ("xiaomi", "/dev/push")] {
        let bytes_per_second = 8 * MIB;
        rehearsal.trouble(store, path, None, Fault::Slow { bytes_per_second });
    }
    let mut begun = Vec::new();
    for (package, build) in PACKAGES.iter().zip(&builds) {
        let world = &rehearsal.world;
        let made = world.new_app_from_build(build, Language::En).await;
        made.expect("the app is adopted");
        let mut draft = rehearsal.draft(&["huawei", "xiaomi"]);
        draft.app = (*package).to_owned();
        draft.builds = vec![build.display().to_string()];
        begun.push(rehearsal.start(draft).await);
    }
    for id in &begun {
        let events = rehearsal.follow(id, 0).await;
        for store in &rehearsal.release(id).await.stores {
            assert_eq!(store.state, "submitted", "{:#?}", words(&events));
        }
    }
    let sizes: u64 = builds
        .iter()
        .map(|build| std::fs::metadata(build).expect("the build").len())
        .sum();
    assert!(sizes > 16 * MIB, "{sizes}");
    let ledger = rehearsal.practice.ledger(0).expect("the ledger");
    for (store, path, around) in [("huawei", ".apk", 0), ("xiaomi", "/dev/push", 64 * 1024)] {
        assert_eq!(rehearsal.submissions(store), PACKAGES.len(), "{store}");
        let arrived: Vec<u64> = ledger
            .iter()
            .filter(|entry| entry.store == store && entry.path.contains(path) && entry.complete)
            .map(|entry| entry.received)
            .collect();
        assert_eq!(arrived.len(), PACKAGES.len(), "{store}: {arrived:?}");
        let bytes: u64 = arrived.iter().sum();
        // Xiaomi's one request carries a form and an icon around each package.
        assert!(
            (sizes..=sizes + around * 4).contains(&bytes),
            "{store}: {bytes} of {sizes}"
        );
    }
    let broken = ledger
        .iter()
        .filter(|entry| entry.fault.as_deref() == Some("drop-after") && !entry.complete);
    assert_eq!(broken.count(), 3, "the line did not break");
}

/// D11: processing is done after half a second.
#[tokio::test(flavor = "multi_thread")]
async fn processing_that_is_quick_is_noticed_quickly() {
    // Two minutes in the real store, half a second here; practice's clock is the wall's.
    let options = Options {
        review_pace: 240.0,
        ..Options::default()
    };
    let rehearsal = Rehearsal::of(options, |_| {}).await;
    let (release, events) = rehearsal.publish(rehearsal.draft(&["huawei"])).await;
    let state = release.stores[0].state.as_str();
    assert_eq!(state, "submitted", "{:#?}", words(&events));
    let ledger = rehearsal.practice.ledger(0).expect("the ledger");
    let asked_at: Vec<_> = ledger
        .iter()
        .filter(|entry| entry.path.ends_with("/package/compile/status"))
        .map(|entry| entry.at)
        .collect();
    let bound = ledger
        .iter()
        .find(|entry| entry.has_event("bound"))
        .and_then(|entry| entry.closed_at)
        .expect("the package was bound");
    let after_binding = |at: &jiff::Timestamp| at.duration_since(bound).as_millis();
    assert!(
        asked_at.iter().any(|at| after_binding(at) < 500),
        "nobody asked before processing was done: {asked_at:?} after {bound}"
    );
    // The last question is the one whose answer was good news.
    let noticed = asked_at.last().map(after_binding).expect("it was asked");
    assert!(
        (500..2_500).contains(&noticed),
        "{noticed} ms after {bound}"
    );
    let submitted = ledger
        .iter()
        .find(|entry| entry.has_event("submitted"))
        .map(|entry| after_binding(&entry.at))
        .expect("it was submitted");
    assert!(submitted < 4_000, "{submitted} ms after {bound}");
}

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
