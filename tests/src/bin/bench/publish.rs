//! One release to one store in a process of its own, which reports what it used.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};
use slipway_engine::{
    Engine, Home, PracticeAccounts, PracticeAt, World, WorldKind,
    view::{Draft, DraftStore, ReleaseView},
};
use slipway_model::Language;

use crate::usage::{self, Spent, Whose};

#[derive(Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) peak_kib: u64,
    pub(crate) read: u64,
    pub(crate) check: Spent,
    pub(crate) send: Spent,
}

pub(crate) fn in_a_process(folder: &Path, build: &Path, store: &str) -> Report {
    let output = Command::new(std::env::current_exe().expect("this program"))
        .arg("publish")
        .args([folder, build])
        .arg(store)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .expect("the publishing process starts");
    assert!(output.status.success(), "{store}: {}", output.status);
    serde_json::from_slice(&output.stdout).expect("a report")
}

pub(crate) fn run(folder: &Path, build: &str, store: &str) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut home = Home::new(folder.join("home"), "0.0.0-bench");
    home.practice = PracticeAt::Joined(folder.join("practice.json"));
    home.practice_accounts = PracticeAccounts::Given;
    home.watch_reviews = false;
    let engine = Engine::open(home).expect("engine opens");
    let world = runtime
        .block_on(engine.world(WorldKind::Practice))
        .expect("practice world opens");
    // The app is made from the small demo build, so that practice does not read the large one before it is sent.
    let demo = folder.join("demo.apk");
    std::fs::write(&demo, slipway_practice::demo_build()).expect("the demo build");
    runtime
        .block_on(world.new_app_from_build(&demo, Language::En))
        .expect("an app");
    let draft = Draft {
        app: "com.example.slipway".into(),
        builds: vec![build.into()],
        stores: vec![DraftStore {
            store: store.into(),
            ..DraftStore::default()
        }],
        notes: [(String::new(), "修复已知问题".to_owned())].into(),
        ..Draft::default()
    };
    let before = usage::read();
    let (plan, check) = usage::spent(Whose::Own, || {
        let plan = runtime.block_on(world.plan(draft, Language::En));
        plan.expect("a plan")
    });
    assert_eq!(plan.ready, 1, "{plan:#?}");
    let (release, mut send) = usage::spent(Whose::Own, || {
        runtime.block_on(to_the_end(&world, &plan.id))
    });
    send.wall = bulk_step(&release);
    let report = Report {
        peak_kib: usage::peak_kib(),
        read: usage::read() - before,
        check,
        send,
    };
    println!("{}", serde_json::to_string(&report).expect("JSON"));
    runtime.block_on(engine.close());
}

async fn to_the_end(world: &World, plan: &str) -> ReleaseView {
    let id = world.start(plan, Language::En).await.expect("a release");
    let mut events = world.watch(&id, 0, Language::En);
    while let Some(event) = events.next().await {
        if event.event == "ended" {
            break;
        }
    }
    let release = world.release(&id, Language::En).await.expect("a release");
    let state = release.stores[0].state.as_str();
    assert_eq!(state, "submitted", "{:#?}", release.stores[0].problem);
    release
}

/// How long the step took that sends the bytes. Practice's clock runs at the wall's rate.
fn bulk_step(release: &ReleaseView) -> f64 {
    let steps = &release.stores[0].steps;
    let bulk = steps
        .iter()
        .find(|step| ["upload", "push"].contains(&step.key.as_str()));
    let step = bulk.expect("a step that sends");
    let (began, ended) = (step.began.expect("began"), step.ended.expect("ended"));
    ended.duration_since(began).as_secs_f64()
}
