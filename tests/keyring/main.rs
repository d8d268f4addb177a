//! A real Secret Service. Started by `tests/session.sh --keyring`; without one this suite fails, it does not skip.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};
use slipway_engine::{
    Engine, Home, Keep, PracticeAt, WorldKind,
    view::{KeyringView, SaveAnswer},
};
use slipway_model::Language;
use slipway_practice::{Options, Practice, WorldAt};
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
    for (path, bytes) in slipway_tests::source::every_file(&folder.path().join("home")) {
        assert!(
            !slipway_tests::source::holds(&bytes, keys["client_secret"].as_bytes()),
            "{path}"
        );
    }
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
