//! The process is killed at every border of the journal and in mid-upload, and started again. Practice lives in another process
//! (this one) and remembers. Afterwards no store has been sent to twice, and whatever cannot be known is called unclear.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use futures_util::{StreamExt as _, stream};
use slipway_practice::{Fault, Knob, Options, Practice, WorldAt};
use slipway_tests::{build, rehearsal::noted};
use tempfile::TempDir;

const RATE: f64 = 200.0;
const STORES: &[&str] = &["huawei", "xiaomi"];

struct Scene {
    practice: Practice,
    folder: TempDir,
}

impl Scene {
    async fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let options = Options {
            world: WorldAt::Memory,
            rate: RATE,
            review_pace: 600.0,
            ..Options::default()
        };
        let practice = Practice::start(options).await.expect("practice starts");
        std::fs::write(
            folder.path().join("practice.json"),
            serde_json::to_string(practice.invitation()).expect("invitation"),
        )
        .expect("invitation is written");
        std::fs::write(
            folder.path().join("demo.apk"),
            slipway_practice::demo_build(),
        )
        .expect("demo build");
        Self { practice, folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    fn submissions(&self, store: &str) -> usize {
        noted(&self.practice, store, "submitted").len()
    }
}

/// What the publishing process printed when it was allowed to finish.
#[derive(Debug, serde::Deserialize)]
struct Report {
    /// Journal events of this process.
    events: usize,
    stores: Vec<(String, String)>,
}

/// Runs the publishing process; `None` when it was killed.
async fn process(folder: &Path, what: &str, die_after: usize) -> Option<Report> {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_publisher"));
    command
        .arg(folder)
        .arg(what)
        .arg(die_after.to_string())
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let output = tokio::time::timeout(Duration::from_secs(90), command.output())
        .await
        .unwrap_or_else(|_| panic!("{what} with {die_after} did not end"))
        .expect("the publishing process starts");
    if output.status.success() {
        let text = String::from_utf8_lossy(&output.stdout);
        Some(serde_json::from_str(text.trim()).unwrap_or_else(|error| panic!("{error}: {text}")))
    } else {
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(!complaint.contains("panicked"), "{complaint}");
        None
    }
}

/// From wherever it stands to a clear end; asserts the one-submission rule at each point.
async fn bring_to_an_end(scene: &Scene, place: &str) {
    for store in STORES {
        assert!(
            scene.submissions(store) <= 1,
            "{place}: {store} was sent to twice before the resume"
        );
    }
    let report = process(&scene.path(), "resume", 0)
        .await
        .unwrap_or_else(|| panic!("{place}: the resume failed"));
    for (store, state) in &report.stores {
        let count = scene.submissions(store);
        match state.as_str() {
            "submitted" => assert_eq!(count, 1, "{place}: {store} said submitted"),
            "unclear" => assert!(
                store == "xiaomi" && count <= 1,
                "{place}: {store} is unclear, {count} submissions"
            ),
            other => panic!("{place}: {store} ended as {other} with {count} submissions"),
        }
    }
    let unclear: Vec<&str> = report
        .stores
        .iter()
        .filter(|(_, state)| state == "unclear")
        .map(|(store, _)| store.as_str())
        .collect();
    for store in unclear {
        if scene.submissions(store) == 0 {
            let again = process(&scene.path(), &format!("send-again:{store}"), 0)
                .await
                .expect("send-again ends");
            assert!(
                again
                    .stores
                    .iter()
                    .any(|(name, state)| name == store && state == "submitted"),
                "{place}: {again:?}"
            );
            assert_eq!(scene.submissions(store), 1, "{place}: {store}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_every_border_of_the_journal() {
    let undisturbed = Scene::new().await;
    let report = process(&undisturbed.path(), "publish", 0)
        .await
        .expect("an undisturbed release ends");
    assert!(report.events > 15, "{report:?}");
    assert!(
        report.stores.iter().all(|(_, state)| state == "submitted"),
        "{report:?}"
    );
    let borders: Vec<usize> = (1..=report.events).collect();
    stream::iter(borders)
        .map(|border| async move {
            let scene = Scene::new().await;
            if process(&scene.path(), "publish", border).await.is_none() {
                bring_to_an_end(&scene, &format!("killed after event {border}")).await;
            }
            for store in STORES {
                assert_eq!(
                    scene.submissions(store),
                    1,
                    "killed after event {border}: {store}"
                );
            }
        })
        .buffer_unordered(4)
        .collect::<Vec<()>>()
        .await;
}

/// The line is slow, a third of the body is through, the process dies. The build is larger than what sockets hold back.
async fn killed_in_mid_upload(store: &str) {
    let scene = Scene::new().await;
    let build = build::apk(
        &scene.path(),
        &build::Wish {
            filling_mib: 16,
            ..build::Wish::default()
        },
    );
    let third = std::fs::metadata(&build).expect("the build").len() / 3;
    std::fs::rename(build, scene.path().join("demo.apk")).expect("renamed");
    let knob = Knob {
        store: Some(store.into()),
        path: Some(if store == "huawei" {
            ".apk".into()
        } else {
            "/push".into()
        }),
        times: Some(1),
        ..Knob::new(Fault::Slow {
            bytes_per_second: 2_000_000,
        })
    };
    scene.practice.knob(knob).expect("a knob");
    let mut child = Command::new(env!("CARGO_BIN_EXE_publisher"))
        .arg(scene.path())
        .arg("publish")
        .arg("0")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the publishing process starts");
    let deadline = Instant::now() + Duration::from_secs(40);
    while !scene
        .practice
        .ledger(0)
        .expect("the ledger")
        .iter()
        .any(|entry| entry.store == store && !entry.complete && entry.received > third)
    {
        assert!(
            Instant::now() < deadline,
            "{store}: the upload never came so far"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    child.kill().expect("our own process is killed");
    child.wait().expect("it is gone");
    assert_eq!(scene.submissions(store), 0, "{store}");
    bring_to_an_end(&scene, &format!("{store} killed in mid-upload")).await;
    assert_eq!(scene.submissions(store), 1, "{store}");
}

#[tokio::test(flavor = "multi_thread")]
async fn huawei_killed_in_mid_upload() {
    killed_in_mid_upload("huawei").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn xiaomi_killed_in_mid_upload() {
    killed_in_mid_upload("xiaomi").await;
}
