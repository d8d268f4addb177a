//! Planted secrets: practice's keys and tokens appear in nothing that the program keeps, says, logs or exports, in no form.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use secrecy::SecretString;
use slipway_engine::{Keep, view::SaveAnswer};
use slipway_model::Language;
use slipway_practice::Fault;
use slipway_tests::{
    each,
    learned::Learned,
    rehearsal::Rehearsal,
    secrets::{self, Secret, forms},
    source,
};

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

/// What we sign ourselves begins like this; practice never handed it out.
const OUR_TOKEN: &str = "eyJ0eXAiOiJKV1Qi";

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
    for (place, store) in each::stores().into_iter().enumerate() {
        let learned = Learned::of(store).await;
        let fault = match place % 2 == 0 && learned.knows("error-inside") {
            true => Fault::Store {
                name: "error-inside".into(),
            },
            false => Fault::Html { status: 502 },
        };
        let submission = learned.submission();
        // Where no success has an error inside, a refusal comes from the gate.
        let fault = match fault {
            Fault::Store { name } if !learned.knows(&name) => Fault::Html { status: 502 },
            fault => fault,
        };
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
    for (place, bytes) in &places {
        let holds = source::holds(bytes, OUR_TOKEN.as_bytes());
        assert!(!holds, "a token that we signed stands in {place}");
    }
    let handed = rehearsal.practice.handed_out().expect("what left practice");
    let secrets = secrets::of_practice(rehearsal.practice.invitation(), &handed);
    for store in each::stores() {
        let count = |event: &str| rehearsal.noted(store, event).len();
        let of = |secret: &&Secret| secret.store == store;
        let known = secrets.iter().filter(of).count();
        assert!(known > count("token"), "{store} tells not all: {known}");
        assert!(
            secrets.iter().filter(of).any(|secret| secret.is_key),
            "{store} has no secret key"
        );
    }
    secrets::appear_nowhere(&secrets, &places);
}

#[test]
#[should_panic(expected = "store token stands in a file")]
fn the_search_finds_what_is_there() {
    let value = "k7m2q9x4t1v8b3n6z5c0w7r2".to_owned();
    assert!(forms(&value).len() >= 5);
    let hidden = forms(&value).pop().expect("a form");
    let places = [("a file".to_owned(), format!("noise {hidden}").into_bytes())];
    let secret = Secret {
        store: "store".into(),
        what: "token".into(),
        is_key: false,
        value,
    };
    secrets::appear_nowhere(&[secret], &places);
}
