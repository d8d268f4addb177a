//! The engine's memory does not grow with the build: sixteen times the bytes, the same peak.

use std::{path::Path, process::Stdio};

use slipway_practice::{Options, Practice, WorldAt};
use slipway_tests::{build, each, rehearsal::noted};
use tempfile::TempDir;

#[derive(Debug, serde::Deserialize)]
struct Report {
    peak_kib: u64,
    stores: Vec<(String, String)>,
}

/// Publishes a build of this size in a process of its own and answers that process's peak.
async fn peak(filling_mib: u32) -> u64 {
    let folder = TempDir::new().expect("a folder");
    let path = build::apk(
        folder.path(),
        &build::Wish {
            filling_mib,
            ..build::Wish::default()
        },
    );
    std::fs::rename(path, folder.path().join("demo.apk")).expect("renamed");
    // The one for iPhone stays as small as it is.
    std::fs::write(folder.path().join("demo.ipa"), slipway_practice::demo_ipa()).expect("written");
    // Practice's clock is the wall's: the signed upload address lives five real minutes.
    let options = Options {
        world: WorldAt::Memory,
        review_pace: 600.0,
        ..Options::default()
    };
    let practice = Practice::start(options).await.expect("practice");
    let line = serde_json::to_string(practice.invitation()).expect("line");
    std::fs::write(folder.path().join("practice.json"), line).expect("written");
    let report = publish(folder.path()).await;
    for (store, state) in &report.stores {
        assert_eq!(state, "submitted", "{store}");
        assert_eq!(noted(&practice, store, "submitted").len(), 1, "{store}");
    }
    practice.stop().await;
    report.peak_kib
}

async fn publish(folder: &Path) -> Report {
    let output = tokio::process::Command::new(env!("CARGO_BIN_EXE_publisher"))
        .arg(folder)
        .arg(each::stores().join(","))
        .args(["publish", "0"])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .expect("the publishing process starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("a report")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_peak_does_not_follow_the_build() {
    let small = peak(16).await;
    let large = peak(256).await;
    println!("peak {small} KiB with 16 MiB, {large} KiB with 256 MiB");
    assert!(
        large < small + 24 * 1024,
        "peak {small} KiB with 16 MiB, {large} KiB with 256 MiB"
    );
}
