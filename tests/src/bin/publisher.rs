//! The process that the resume suite kills: publishes the demo build to these stores, or goes on with what it finds, and dies right
//! after its nth journal event when it is told to. Usage: `publisher FOLDER STORE,STORE publish|resume|send-again:STORE N`.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures_util::StreamExt as _;
use slipway_engine::{
    Action, Engine, Home, PracticeAccounts, PracticeAt, World, WorldKind,
    view::{Draft, DraftStore},
};
use slipway_model::{Kind, Language};
use slipway_practice::Invitation;
use slipway_tests::{
    each,
    rehearsal::{DEMO, share},
};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, stores, what, die_after] = arguments.as_slice() else {
        panic!("publisher FOLDER STORES WHAT N")
    };
    let stores: Vec<&str> = stores.split(',').collect();
    let die_after: usize = die_after.parse().expect("a number");
    let seen = Arc::new(AtomicUsize::new(0));
    let folder = PathBuf::from(folder);
    let mut home = Home::new(folder.join("home"), "0.0.0-test");
    home.practice = PracticeAt::Joined(folder.join("practice.json"));
    home.practice_accounts = PracticeAccounts::Given;
    home.watch_reviews = false;
    let count = Arc::clone(&seen);
    home.journal_watch = Some(Arc::new(move |_| {
        if count.fetch_add(1, Ordering::SeqCst) + 1 == die_after {
            kill_this_process();
        }
    }));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let stores = runtime.block_on(run(home, &folder, &stores, what));
    let report = serde_json::json!({
        "events": seen.load(Ordering::SeqCst),
        "peak_kib": peak_kib(),
        "stores": stores,
    });
    println!("{report}");
}

/// The most memory that this process ever held, as the kernel counted it.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("/proc/self/status");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .expect("VmHWM");
    line.split_whitespace()
        .nth(1)
        .and_then(|number| number.parse().ok())
        .expect("a number")
}

/// SIGKILL, as from outside: nothing is flushed, nothing is unwound.
fn kill_this_process() {
    let pid = std::process::id().to_string();
    let _ = Command::new("kill").args(["-9", &pid]).status();
    loop {
        std::thread::park();
    }
}

async fn run(home: Home, folder: &Path, stores: &[&str], what: &str) -> Vec<(String, String)> {
    let engine = Engine::open(home).expect("engine opens");
    let world = engine
        .world(WorldKind::Practice)
        .await
        .expect("practice world opens");
    let newest = world
        .releases(Language::En)
        .await
        .expect("releases")
        .into_iter()
        .max_by_key(|row| row.began);
    let (id, after) = match (what, newest) {
        ("publish", _) | ("resume", None) => (publish(&world, folder, stores).await, Some(0)),
        ("resume", Some(row)) => {
            let before = world
                .release(&row.id, Language::En)
                .await
                .expect("the release");
            if before.state == "ended" {
                (row.id, None)
            } else {
                world
                    .act(&row.id, None, Action::Resume, Language::En)
                    .await
                    .expect("the release goes on");
                (row.id, Some(before.seq))
            }
        }
        (other, Some(row)) => {
            let store = other
                .strip_prefix("send-again:")
                .expect("publish, resume or send-again:STORE");
            let before = world
                .release(&row.id, Language::En)
                .await
                .expect("the release");
            world
                .act(&row.id, Some(store), Action::SendAgain, Language::En)
                .await
                .expect("it is sent again");
            (row.id, Some(before.seq))
        }
        (other, None) => panic!("{other}: there is no release"),
    };
    if let Some(after) = after {
        let mut events = world.watch(&id, after, Language::En);
        while let Some(event) = events.next().await {
            if event.event == "ended" {
                break;
            }
        }
    }
    let release = world.release(&id, Language::En).await.expect("the release");
    engine.close().await;
    release
        .stores
        .into_iter()
        .map(|store| (store.store, store.state))
        .collect()
}

async fn publish(world: &World, folder: &Path, stores: &[&str]) -> String {
    let build = folder.join("demo.apk");
    let facts = world
        .inspect(
            &build,
            |_| {},
            tokio_util::sync::CancellationToken::new(),
            Language::En,
        )
        .await
        .expect("the build is readable");
    if facts.app.is_none() {
        world
            .new_app_from_build(&build, Language::En)
            .await
            .expect("the app is known");
    }
    let line = std::fs::read(folder.join("practice.json")).expect("the invitation");
    let invitation: Invitation = serde_json::from_slice(&line).expect("the invitation");
    let build_for = |store: &str| {
        let name = match each::takes(store, Kind::Apk) {
            true => "demo.apk",
            false => "demo.ipa",
        };
        folder.join(name).display().to_string()
    };
    let mut builds: Vec<String> = stores.iter().map(|store| build_for(store)).collect();
    builds.sort_unstable();
    builds.dedup();
    let share = |store: &&str| DraftStore {
        builds: vec![build_for(store)],
        ..share(&invitation, DEMO, store)
    };
    let draft = Draft {
        app: facts.package,
        builds,
        stores: stores.iter().map(share).collect(),
        notes: [(String::new(), "修复已知问题".to_owned())].into(),
        ..Draft::default()
    };
    let plan = world.plan(draft, Language::En).await.expect("a plan");
    assert_eq!(plan.ready as usize, stores.len(), "{plan:#?}");
    world
        .start(&plan.id, Language::En)
        .await
        .expect("the release starts")
}
