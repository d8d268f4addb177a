//! Two worlds and two processes: what each sees of the other, and what stays when one ends.

#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

use std::{path::Path, time::Duration};

use slipway_engine::{
    Engine, Home, PracticeAccounts, World, WorldKind,
    view::{Draft, DraftStore, Settings},
};
use slipway_model::Language::En;

async fn practice(home: &Path) -> (Engine, World) {
    let mut home = Home::new(home, "test");
    home.practice_accounts = PracticeAccounts::Given;
    home.watch_reviews = false;
    let engine = Engine::open(home).unwrap();
    let world = engine.world(WorldKind::Practice).await.unwrap();
    (engine, world)
}

async fn until(what: &str, mut done: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !done().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(
        tokio::time::timeout(Duration::from_secs(60), waiting)
            .await
            .is_ok(),
        "{what}"
    );
}

fn draft(build: &Path) -> Draft {
    Draft {
        app: "com.example.slipway".into(),
        builds: vec![build.display().to_string()],
        stores: vec![DraftStore {
            store: "huawei".into(),
            ..DraftStore::default()
        }],
        notes: [("zh-CN".to_owned(), "修复若干问题".to_owned())].into(),
        ..Draft::default()
    }
}

/// The process that served practice ends; the other one serves it from then on, and finds what was published there.
#[tokio::test(flavor = "multi_thread")]
async fn practice_outlives_the_process_that_serves_it() {
    let folder = tempfile::tempdir().unwrap();
    let build = folder.path().join("demo.apk");
    std::fs::write(&build, slipway_practice::demo_build()).unwrap();
    let (first, serving) = practice(folder.path()).await;
    let (second, joined) = practice(folder.path()).await;
    assert_eq!(
        serving.practice_console(),
        joined.practice_console(),
        "one practice for both"
    );

    let plan = serving.plan(draft(&build), En).await.unwrap();
    let id = serving.start(&plan.id, En).await.unwrap();
    // Watched from the process that does not run it.
    until("the other process sees the end", async || {
        let release = joined.release(&id, En).await.unwrap();
        assert!(
            release.stores[0].actions.is_empty() || release.state == "ended",
            "{release:#?}"
        );
        release.state == "ended"
    })
    .await;

    first.close().await;
    until("the second process serves practice", async || {
        let before = serving.practice_console();
        joined.practice_console() != before && joined.ledger(0, En).await.is_ok()
    })
    .await;
    let ledger = joined.ledger(0, En).await.unwrap();
    let submitted = ledger.iter().any(|entry| {
        let events = entry["events"].as_array();
        events.is_some_and(|events| events.iter().any(|event| event["event"] == "submitted"))
    });
    assert!(submitted, "the stores remember");
    let probes = joined.check("huawei", "", None, En).await.unwrap();
    assert!(
        probes.iter().all(|probe| probe.state != "fail"),
        "{probes:#?}"
    );
    second.close().await;
}

/// Nothing moves between worlds, and a setting that would break the wire changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn worlds_share_nothing_and_bad_settings_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, world) = practice(folder.path()).await;
    let language = Settings {
        language: "zh".into(),
        ..Settings::default()
    };
    world.set_settings(language.clone(), En).await.unwrap();
    for bad in [
        Settings {
            proxy: "not a proxy".into(),
            ..Settings::default()
        },
        Settings {
            extra_ca: "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----".into(),
            ..Settings::default()
        },
    ] {
        let refused = world.set_settings(bad, En).await.unwrap_err();
        assert_eq!(refused.kind, "bad-input");
        assert_eq!(world.settings(En).await.unwrap(), language);
    }
    assert!(
        !world
            .store_page("huawei", En)
            .await
            .unwrap()
            .accounts
            .is_empty()
    );

    let real = engine.world(WorldKind::Real).await.unwrap();
    assert!(
        real.store_page("huawei", En)
            .await
            .unwrap()
            .accounts
            .is_empty()
    );
    assert!(real.desk(En).await.unwrap().apps.is_empty());
    assert_eq!(real.settings(En).await.unwrap(), Settings::default());
    assert!(real.ledger(0, En).await.unwrap().is_empty() && real.practice_console().is_none());
    engine.close().await;
}
