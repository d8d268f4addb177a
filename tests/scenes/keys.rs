//! Wrong keys, key files in every form, and no keyring.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::SecretString;
use slipway_engine::{
    Keep, PracticeAccounts,
    view::{KeyringView, SaveAnswer},
};
use slipway_model::Language;
use slipway_practice::Fault;
use slipway_tests::{
    alone, each,
    rehearsal::{Rehearsal, words},
    source,
};

/// D1: one of the keys is wrong.
#[tokio::test(flavor = "multi_thread")]
async fn one_wrong_key_is_explained_and_the_others_publish() {
    let rehearsal = Rehearsal::quick(200.0).await;
    rehearsal.trouble(
        "xiaomi",
        "/dev/query",
        None,
        Fault::Store {
            name: "wrong-password".into(),
        },
    );
    let plan = rehearsal.plan(rehearsal.draft_to_all()).await;
    assert_eq!(plan.ready as usize, each::stores().len() - 1);
    let xiaomi = plan
        .stores
        .iter()
        .find(|store| store.store == "xiaomi")
        .expect("xiaomi is in the plan");
    let problem = xiaomi.objections.first().expect("an objection");
    assert_eq!(problem.kind, "bad-credentials", "{problem:?}");
    assert_eq!(problem.code.as_deref(), Some("-20014"));
    assert!(
        problem
            .words
            .as_deref()
            .unwrap_or_default()
            .contains("密码错误"),
        "{problem:?}"
    );
    assert!(problem.guide_step.is_some(), "no guide step: {problem:?}");
    let id = rehearsal
        .world
        .start(&plan.id, Language::En)
        .await
        .expect("the others start");
    let events = rehearsal.follow(&id, 0).await;
    let release = rehearsal.release(&id).await;
    for share in &release.stores {
        let store = share.store.as_str();
        if store == "xiaomi" {
            assert_eq!(rehearsal.submissions(store), 0);
            continue;
        }
        assert_eq!(share.state, "submitted", "{store}: {:#?}", words(&events));
        assert_eq!(rehearsal.submissions(store), 1, "{store}");
    }
}

/// D17: no keyring service, whatever the machine that runs this suite has.
#[test]
fn without_a_keyring_it_says_so_and_keeps_nothing_in_clear() {
    let name = "keys::without_a_keyring_it_says_so_and_keeps_nothing_in_clear";
    let no_bus = [
        ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus"),
        ("XDG_RUNTIME_DIR", "/nowhere"),
    ];
    if alone::here(name, &no_bus) {
        tokio::runtime::Runtime::new()
            .expect("a runtime")
            .block_on(without_a_keyring());
    }
}

async fn without_a_keyring() {
    let rehearsal = Rehearsal::with(1.0, |home| {
        home.practice_accounts = PracticeAccounts::ByHand
    })
    .await;
    let view = rehearsal
        .world
        .view(Language::En)
        .await
        .expect("the world's head");
    let KeyringView::Missing { says } = view.keyring else {
        panic!("a keyring was found: {:?}", view.keyring)
    };
    assert!(says.contains("session"), "{says}");
    for raw in ["/nowhere", "bus", "("] {
        assert!(
            !says.contains(raw),
            "the system's words are no advice: {says}"
        );
    }
    let keys = &rehearsal.practice.invitation().stores["huawei"].keys;
    let secret = keys["client_secret"].clone();
    let form = || -> BTreeMap<String, SecretString> {
        keys.iter()
            .map(|(field, value)| (field.clone(), SecretString::from(value.clone())))
            .collect()
    };
    let answer = rehearsal
        .world
        .save_account("huawei", "team", form(), Keep::Keyring, Language::En)
        .await;
    let Ok(SaveAnswer::NotKept { problem }) = answer else {
        panic!("kept without a keyring: {answer:?}")
    };
    assert!(
        problem
            .causes
            .iter()
            .any(|cause| cause.starts_with("there is no keyring: ")),
        "the system's words are not lost: {problem:#?}"
    );
    let answer = rehearsal
        .world
        .save_account("huawei", "team", form(), Keep::Session, Language::En)
        .await;
    let Ok(SaveAnswer::Saved { account }) = answer else {
        panic!("not saved for the session: {answer:?}")
    };
    assert_eq!(account.kept, "session");
    let probes = rehearsal
        .world
        .check("huawei", "team", Some("com.example.slipway"), Language::En)
        .await
        .expect("checked");
    assert!(
        probes.iter().all(|probe| probe.state == "pass"),
        "{probes:#?}"
    );
    for (path, bytes) in source::every_file(&rehearsal.folder.path().join("home")) {
        assert!(
            !source::holds(&bytes, secret.as_bytes()),
            "{path} holds the secret"
        );
    }
}

/// A key file as a store hands it out: binary, or as text.
#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_file_is_taken_in_either_form() {
    let rehearsal = Rehearsal::with(1.0, |home| {
        home.practice_accounts = PracticeAccounts::ByHand
    })
    .await;
    let keys = &rehearsal.practice.invitation().stores["xiaomi"].keys;
    let pem = &keys["public_cert"];
    let inside: String = pem.lines().filter(|line| !line.contains("--")).collect();
    let der = STANDARD.decode(inside).expect("base64");
    for (name, bytes) in [("dev.api.public.cer", der), ("key.pem", pem.clone().into())] {
        let file = rehearsal.folder.path().join(name);
        std::fs::write(&file, bytes).expect("a key file");
        let hint = rehearsal
            .world
            .hold_file("xiaomi", "public_cert", &file, Language::En)
            .await
            .expect("held");
        assert!(
            ["good", "remark"].contains(&hint.state.as_str()),
            "{name}: {hint:?}"
        );
        let form = ["api_secret", "account_email"]
            .map(|field| (field.to_owned(), SecretString::from(keys[field].clone())));
        let saved = rehearsal
            .world
            .save_account("xiaomi", name, form.into(), Keep::Session, Language::En)
            .await;
        assert!(matches!(saved, Ok(SaveAnswer::Saved { .. })), "{saved:?}");
        let probes = rehearsal
            .world
            .check("xiaomi", name, Some("com.example.slipway"), Language::En)
            .await
            .expect("checked");
        assert!(
            probes.iter().all(|probe| probe.state == "pass"),
            "{name}: {probes:#?}"
        );
    }
}

/// Bad input: what is no key file is named, in both languages, and nothing is kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_key_file_is_named() {
    let rehearsal = Rehearsal::with(1.0, |home| {
        home.practice_accounts = PracticeAccounts::ByHand
    })
    .await;
    let stores = &rehearsal.practice.invitation().stores;
    let pem = &stores["xiaomi"].keys["public_cert"];
    let json = &stores["huawei"].more_keys["service_account"];
    let cases: [(&str, &str, Vec<u8>); 7] = [
        ("xiaomi", "public_cert", pem[..pem.len() / 2].into()),
        ("xiaomi", "public_cert", vec![0x30, 0x82, 0xff, 0xff, 0x80]),
        ("xiaomi", "public_cert", vec![0x89, b'P', b'N', b'G', 0xff]),
        ("xiaomi", "public_cert", json.clone().into()),
        ("huawei", "service_account", json[..json.len() / 2].into()),
        ("huawei", "service_account", b"{}".into()),
        ("huawei", "service_account", pem.clone().into()),
    ];
    let file = rehearsal.folder.path().join("key-file");
    for (number, (store, field, bytes)) in cases.iter().enumerate() {
        std::fs::write(&file, bytes).expect("a key file");
        let mut said = Vec::new();
        for lang in [Language::En, Language::Zh] {
            let held = rehearsal.world.hold_file(store, field, &file, lang).await;
            said.push(match held {
                Err(problem) => problem.says,
                Ok(hint) => {
                    assert_eq!(hint.state, "wrong", "{number}: {hint:?}");
                    hint.says
                }
            });
            let form = BTreeMap::new();
            let saved = rehearsal
                .world
                .save_account(store, "", form, Keep::Session, lang)
                .await;
            assert!(
                matches!(saved, Ok(SaveAnswer::FieldProblems { .. })),
                "{number}: {saved:?}"
            );
        }
        assert!(in_chinese(&said[1]) && said[0] != said[1], "{said:?}");
    }
    for gone in [
        rehearsal.folder.path().to_owned(),
        file.with_extension("no"),
    ] {
        let held = rehearsal
            .world
            .hold_file("xiaomi", "public_cert", &gone, Language::En)
            .await;
        assert_eq!(
            held.map_err(|problem| problem.kind),
            Err("bad-input".into())
        );
    }
    let page = rehearsal
        .world
        .store_page("xiaomi", Language::En)
        .await
        .expect("a page");
    assert!(page.accounts.is_empty());
}

fn in_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}
