//! A world outlives the process that serves it, is served by one at a time, and takes in a build only when it is asked to.

use std::{path::Path, process::Command, time::Duration};

use super::{
    clients::{curl, tunnel},
    eventually, serve,
    toy::API,
};
use crate::{
    demo,
    error::PracticeError,
    join::Opened,
    practice::{Options, Practice},
    world::WorldAt,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_world_outlives_its_process() {
    let folder = tempfile::tempdir().unwrap();
    let at = WorldAt::Dir(folder.path().join("world"));
    let first = serve(at.clone()).await.unwrap();
    let invitation = first.invitation().clone();
    let order = ["-d", "x", "https://api.toy.test/order"];
    assert!(curl(&first, &order).await.text.ends_with('1'));
    first.advance(Duration::from_secs(86400)).unwrap();
    let before = first.clock().now;
    let mut stream = tunnel(&first, API, API).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(
        &mut stream,
        b"POST /order HTTP/1.1\r\nHost: api.toy.test\r\nContent-Length: 9\r\n\r\nhalf",
    )
    .await
    .unwrap();
    eventually(|| (first.ledger(0).unwrap().len() == 2).then_some(())).await;
    drop(first);

    let second = reopened(&at).await;
    assert_eq!(second.invitation().ca_pem, invitation.ca_pem);
    assert_eq!(second.invitation().stores, invitation.stores);
    assert_eq!(second.invitation().apps, invitation.apps);
    assert_eq!(second.invitation().control_key, invitation.control_key);
    assert!(second.clock().now >= before);
    let ledger = second.ledger(0).unwrap();
    assert!(ledger.iter().all(|entry| entry.closed_at.is_some()));
    assert!(!ledger[1].has_event("submitted"));
    assert!(curl(&second, &order).await.text.ends_with('2'));
    assert_eq!(second.ledger(2).unwrap()[0].seq, 3);
    second.stop().await;
}

/// A dropped server ends a moment later; a killed one has ended already.
async fn reopened(at: &WorldAt) -> Practice {
    for _ in 0..1000 {
        match serve(at.clone()).await {
            Err(PracticeError::AlreadyServed { .. }) => {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            opened => return opened.unwrap(),
        }
    }
    panic!("the world stays locked");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_serves_and_others_join() {
    let folder = tempfile::tempdir().unwrap();
    let first = Practice::open_or_join(folder.path(), Options::default())
        .await
        .unwrap();
    let Opened::Serving(first) = first else {
        panic!("nobody else serves");
    };
    let at = WorldAt::Dir(folder.path().to_owned());
    assert!(matches!(
        serve(at.clone()).await,
        Err(PracticeError::AlreadyServed { address }) if address.exists()
    ));
    let second = Practice::open_or_join(folder.path(), Options::default())
        .await
        .unwrap();
    assert!(matches!(&second, Opened::Joined(there) if there == first.invitation()));
    first.stop().await;
    let third = Practice::open_or_join(folder.path(), Options::default())
        .await
        .unwrap();
    assert!(matches!(third, Opened::Serving(_)));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_world_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let world = folder.path().join("world");
    let practice = serve(WorldAt::Dir(world.clone())).await.unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&world), 0o700);
    for name in ["practice.sqlite", "practice.lock", "practice.json"] {
        assert_eq!(mode(&world.join(name)), 0o600, "{name}");
    }
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_loopback_interface() {
    let options = Options {
        listen: "0.0.0.0:0".parse().unwrap(),
        ..Options::default()
    };
    assert!(matches!(
        Practice::start(options).await,
        Err(PracticeError::NotLoopback(_))
    ));
}

#[test]
fn the_demo_app_is_one_below_the_demo_build() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.apk");
    std::fs::write(&path, demo::demo_build()).unwrap();
    assert!(demo::demo_build().len() <= 50_000);
    let build = slipway_artifact::inspect(&path, &mut |_| {}, &|| false).unwrap();
    let app = demo::app();
    assert_eq!(build.package, app.package);
    assert_eq!(build.version_code, app.version_code + 1);
    assert_eq!(build.label, app.label);
    assert_eq!(build.labels.get("zh"), app.label_zh.as_ref());
    assert_eq!(build.signer_sha256(), app.signer_sha256.as_deref());
    assert_eq!(build.schemes, ["v1", "v2", "v3"]);
    assert!(build.warnings.is_empty(), "{:?}", build.warnings);
    let icon = build.icon.unwrap();
    assert_eq!((icon.width, icon.height), (512, 512));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_build_is_adopted_once_and_one_version_below() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.apk");
    let made = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/demo/build.sh"))
        .env("PACKAGE", "com.example.own")
        .env("VERSION_CODE", "7")
        .env("VERSION_NAME", "3.1.0")
        .env("OUT", &path)
        .status()
        .unwrap();
    assert!(made.success());
    let practice = serve(WorldAt::Memory).await.unwrap();
    let app = practice.adopt(&path).await.unwrap();
    assert_eq!((app.version_code, app.version_name.as_str()), (6, "3.0.0"));
    assert_eq!(app.ids["toy"], "toy-com.example.own");
    let again = practice.adopt(&path).await;
    assert!(
        matches!(again, Err(PracticeError::AlreadyThere { package }) if package == app.package)
    );
    let apps = practice.apps().unwrap();
    assert_eq!(apps.len(), 2);
    assert_eq!(apps[0].stores["toy"].live_version_code, Some(6));
    let nothing = practice.adopt(folder.path().join("nothing.apk")).await;
    assert!(matches!(nothing, Err(PracticeError::Build { .. })));
    practice.stop().await;
}
