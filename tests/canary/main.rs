//! Planted secrets: practice's keys and tokens appear in nothing that the program keeps, says, logs or exports, in no form.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use secrecy::SecretString;
use slipway_engine::{Keep, view::SaveAnswer};
use slipway_model::Language;
use slipway_practice::Fault;
use slipway_stores::stores;
use slipway_tests::{each, learned::Learned, rehearsal::Rehearsal, secrets::forms, source};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Values that must appear nowhere: of every store, each practice key that its card calls a secret.
fn planted(rehearsal: &Rehearsal) -> Vec<(String, String)> {
    let invitation = rehearsal.practice.invitation();
    let mut planted = Vec::new();
    for store in stores::all() {
        let card = store.card();
        let keys = &invitation.stores[card.id].keys;
        let before = planted.len();
        for field in card.fields.iter().filter(|field| field.secret) {
            // A certificate is public, and long enough to be found by one of its lines; a file's own secret is planted below.
            if let Some(value) = keys.get(field.id).filter(|value| !value.contains("-----")) {
                planted.push((format!("{} {}", card.id, field.id), value.clone()));
            }
        }
        assert!(planted.len() > before, "{} has no secret", card.id);
    }
    let file = &invitation.stores["huawei"].more_keys["service_account"];
    let key: serde_json::Value = serde_json::from_str(file).expect("the service account file");
    let pem = key["private_key"]
        .as_str()
        .expect("a private key")
        .to_owned();
    let line = pem.lines().nth(3).expect("a line of the key").to_owned();
    planted.push(("huawei private key".into(), line));
    planted
}

/// What is handed out on the way begins like this, whatever its value is.
const SIGNS: &[(&str, &str)] = &[
    ("an access token", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."),
    ("a token that we signed", "eyJ0eXAiOiJKV1Qi"),
    ("the signature of an upload address", "AWS4-HMAC-SHA256"),
];

/// Signs in with the Service Account and answers what was shown of it.
async fn the_service_account_in_use(rehearsal: &Rehearsal) -> String {
    let file =
        rehearsal.practice.invitation().stores["huawei"].more_keys["service_account"].clone();
    let form = [("service_account".to_owned(), SecretString::from(file))].into();
    let saved = rehearsal
        .world
        .save_account("huawei", "service", form, Keep::Session, Language::En)
        .await
        .expect("saved");
    assert!(matches!(saved, SaveAnswer::Saved { .. }), "{saved:?}");
    let probes = rehearsal
        .world
        .check("huawei", "service", None, Language::En)
        .await
        .expect("checked");
    assert!(
        probes
            .iter()
            .any(|probe| probe.key == "token" && probe.state == "pass"),
        "{probes:#?}"
    );
    serde_json::to_string(&(saved, probes)).expect("json")
}

#[tokio::test(flavor = "multi_thread")]
async fn planted_secrets_appear_nowhere() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();
    let rehearsal = Rehearsal::quick(200.0).await;
    let inside = Fault::Store {
        name: "error-inside".into(),
    };
    let faults = [inside, Fault::Html { status: 502 }];
    for (store, fault) in each::stores().into_iter().zip(faults.into_iter().cycle()) {
        let learned = Learned::of(store).await;
        let submission = learned.submission();
        rehearsal.turn(submission.trouble_from_the_beginning(fault, Some(1)));
    }
    let (release, events) = rehearsal.publish(rehearsal.draft_to_all()).await;
    let mut shown = serde_json::to_string(&events).expect("events");
    shown += &serde_json::to_string(&release).expect("release");
    shown += &serde_json::to_string(
        &rehearsal
            .world
            .record(&release.id, Language::En)
            .await
            .expect("record"),
    )
    .expect("json");
    shown += &serde_json::to_string(&rehearsal.world.desk(Language::En).await.expect("desk"))
        .expect("json");
    for store in each::stores() {
        shown += &serde_json::to_string(
            &rehearsal
                .world
                .store_page(store, Language::En)
                .await
                .expect("page"),
        )
        .expect("json");
        let probes = rehearsal
            .world
            .check(store, "", None, Language::Zh)
            .await
            .expect("checked");
        shown += &serde_json::to_string(&probes).expect("json");
    }
    shown += &the_service_account_in_use(&rehearsal).await;
    let export = rehearsal.folder.path().join("home").join("export.json");
    rehearsal
        .world
        .export(&release.id, &export, Language::En)
        .await
        .expect("exported");
    let log = log.0.lock().expect("the log").clone();
    let ledger = rehearsal.practice.ledger(0).expect("the ledger");
    for store in each::stores() {
        let entry = ledger.iter().find(|entry| entry.store == store);
        let host = &entry.expect("a request").host;
        assert!(
            source::holds(&log, host.as_bytes()),
            "{host} is not in the log, so it proves nothing"
        );
    }
    let mut places = source::every_file(&rehearsal.folder.path().join("home"));
    assert!(places.len() > 2, "nothing is kept, so it proves nothing");
    places.push(("what was shown".into(), shown.into_bytes()));
    places.push(("the log".into(), log));
    for (what, sign) in SIGNS {
        for (place, bytes) in &places {
            assert!(
                !source::holds(bytes, sign.as_bytes()),
                "{what} stands in {place}"
            );
        }
    }
    for (name, secret) in planted(&rehearsal) {
        for form in forms(&secret) {
            for (place, bytes) in &places {
                assert!(
                    !source::holds(bytes, &form),
                    "{name} stands in {place} as {}",
                    String::from_utf8_lossy(&form)
                );
            }
        }
    }
}

#[test]
fn the_search_finds_what_is_there() {
    for secret in ["k7m2q9x4t1v8b3n6z5c0w7r2"] {
        for form in forms(secret) {
            let mut hay = b"noise ".to_vec();
            hay.extend_from_slice(&form);
            assert!(source::holds(&hay, &form));
        }
        assert!(forms(secret).len() >= 5);
    }
}
