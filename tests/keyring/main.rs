//! A real Secret Service. Started by `tests/session.sh --keyring`; without one this suite fails, it does not skip.

use std::{
    collections::BTreeMap,
    process::{Command, Stdio},
    time::Duration,
};

use secrecy::{ExposeSecret as _, SecretString};
use slipway_engine::{
    Engine, Home, Keep, PracticeAt, WorldKind,
    view::{KeyringView, SaveAnswer},
};
use slipway_model::Language;
use slipway_practice::{Options, Practice, WorldAt};
use slipway_tests::{alone, source};
use slipway_vault::{OsKeyring, SecretStore, Status};

fn secrets(pairs: &[(&str, String)]) -> BTreeMap<String, SecretString> {
    pairs
        .iter()
        .map(|(field, value)| ((*field).to_owned(), SecretString::from(value.clone())))
        .collect()
}

fn plain(kept: Option<BTreeMap<String, SecretString>>) -> Option<BTreeMap<String, String>> {
    kept.map(|values| {
        values
            .into_iter()
            .map(|(field, value)| (field, value.expose_secret().to_owned()))
            .collect()
    })
}

#[test]
fn long_and_unicode_secrets_come_back_and_worlds_are_apart() {
    let (real, practice) = (
        OsKeyring::new("slipway-test"),
        OsKeyring::new("slipway-test-practice"),
    );
    assert!(
        matches!(real.status(), Status::Ready),
        "{:?}",
        real.status()
    );
    // A service account file is longer than one item may be.
    let long: String = (0..9_000)
        .map(|number| char::from(b'a' + (number % 26) as u8))
        .collect();
    let first = secrets(&[
        ("service_account", long.clone()),
        ("name", "滑道\n\"{}".into()),
    ]);
    real.put("huawei/team", &first).expect("kept");
    assert_eq!(
        plain(real.get("huawei/team").expect("read")).expect("there")["service_account"],
        long
    );
    assert!(
        practice.get("huawei/team").expect("read").is_none(),
        "the other world sees it"
    );
    // Shorter values replace longer ones without leftovers.
    let second = secrets(&[("client_secret", "short".into())]);
    real.put("huawei/team", &second).expect("kept again");
    let kept = plain(real.get("huawei/team").expect("read")).expect("there");
    assert_eq!(kept.len(), 1);
    assert_eq!(kept["client_secret"], "short");
    real.remove("huawei/team").expect("removed");
    assert!(real.get("huawei/team").expect("read").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_survives_the_process_and_its_secret_is_in_the_keyring_only() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let practice = Practice::start(Options {
        world: WorldAt::Memory,
        ..Options::default()
    })
    .await
    .expect("practice");
    let file = folder.path().join("practice.json");
    std::fs::write(
        &file,
        serde_json::to_string(practice.invitation()).expect("line"),
    )
    .expect("written");
    let open = || {
        let mut home = Home::new(folder.path().join("home"), "0.0.0-test");
        home.practice = PracticeAt::Joined(file.clone());
        home.watch_reviews = false;
        Engine::open(home).expect("engine")
    };
    let keys = practice.invitation().stores["huawei"].keys.clone();
    let form: BTreeMap<String, SecretString> = keys
        .iter()
        .map(|(field, value)| (field.clone(), SecretString::from(value.clone())))
        .collect();
    let first = open();
    let world = first
        .world(WorldKind::Practice)
        .await
        .expect("practice world");
    assert!(matches!(
        world.view(Language::En).await.expect("head").keyring,
        KeyringView::Ready
    ));
    let answer = world
        .save_account("huawei", "team", form, Keep::Keyring, Language::En)
        .await
        .expect("saved");
    assert!(
        matches!(answer, SaveAnswer::Saved { ref account } if account.kept == "keyring"),
        "{answer:?}"
    );
    first.close().await;
    drop((world, first));
    let second = open();
    let world = second
        .world(WorldKind::Practice)
        .await
        .expect("practice world");
    let probes = world
        .check("huawei", "team", None, Language::En)
        .await
        .expect("checked");
    assert!(
        probes.iter().all(|probe| probe.state != "fail"),
        "{probes:#?}"
    );
    holds_nowhere(&folder.path().join("home"), &keys["client_secret"]);
    // The real world of the same home has another name space and no such account.
    let real = second.world(WorldKind::Real).await.expect("real world");
    let refused = real.check("huawei", "team", None, Language::En).await;
    assert_eq!(
        refused.map_err(|problem| problem.kind),
        Err("bad-credentials".into())
    );
    let vault = OsKeyring::new("slipway");
    assert!(vault.get("huawei/team").expect("read").is_none());
    world
        .remove_account("huawei", "team", Language::En)
        .await
        .expect("removed");
    let vault = OsKeyring::new("slipway-practice");
    assert!(
        vault.get("huawei/team").expect("read").is_none(),
        "the secret outlived its account"
    );
}

fn holds_nowhere(folder: &std::path::Path, secret: &str) {
    for (path, bytes) in source::every_file(folder) {
        assert!(!source::holds(&bytes, secret.as_bytes()), "{path}");
    }
}

/// A keyring that refuses: it is there, and stays closed.
#[test]
fn a_locked_keyring_is_named_and_nothing_is_kept_in_clear() {
    if alone::in_a_session("a_locked_keyring_is_named_and_nothing_is_kept_in_clear") {
        lock();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime
            .block_on(async {
                tokio::time::timeout(Duration::from_secs(60), with_a_locked_keyring()).await
            })
            .expect("in time");
    }
}

fn lock() {
    let status = Command::new("dbus-send")
        .args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
        ])
        .args([
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
        ])
        .arg("array:objpath:/org/freedesktop/secrets/collection/login")
        .stdout(Stdio::null())
        .status();
    assert!(status.is_ok_and(|status| status.success()));
}

async fn with_a_locked_keyring() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let mut home = Home::new(folder.path(), "0.0.0-test");
    home.watch_reviews = false;
    let engine = Engine::open(home).expect("engine");
    let world = engine.world(WorldKind::Real).await.expect("real world");
    let form = || {
        secrets(&[
            ("client_id", "1234567890123456789".into()),
            ("client_secret", SECRET.into()),
        ])
    };
    for (lang, word) in [(Language::En, "locked"), (Language::Zh, "锁定")] {
        let answer = world
            .save_account("huawei", "team", form(), Keep::Keyring, lang)
            .await;
        let Ok(SaveAnswer::NotKept { problem }) = answer else {
            panic!("it was kept: {answer:?}")
        };
        assert!(problem.says.contains(word), "{problem:?}");
        let KeyringView::Locked { says } = world.view(lang).await.expect("head").keyring else {
            panic!("the keyring is not called locked")
        };
        assert!(says.contains(word), "{says}");
    }
    let answer = world
        .save_account("huawei", "team", form(), Keep::Session, Language::En)
        .await;
    assert!(
        matches!(answer, Ok(SaveAnswer::Saved { ref account }) if account.kept == "session"),
        "{answer:?}"
    );
    holds_nowhere(folder.path(), SECRET);
}

const SECRET: &str = "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF";
