//! Wrong keys and no keyring.

use std::collections::BTreeMap;

use secrecy::SecretString;
use slipway_engine::{
    Keep, PracticeAccounts,
    view::{KeyringView, SaveAnswer},
};
use slipway_model::Language;
use slipway_practice::Fault;
use slipway_tests::{
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
    let plan = rehearsal.plan(rehearsal.draft(&["huawei", "xiaomi"])).await;
    assert_eq!(plan.ready, 1);
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
    let huawei = release
        .stores
        .iter()
        .find(|store| store.store == "huawei")
        .expect("huawei");
    assert_eq!(huawei.state, "submitted", "{:#?}", words(&events));
    assert_eq!(
        (
            rehearsal.submissions("huawei"),
            rehearsal.submissions("xiaomi")
        ),
        (1, 0)
    );
}

/// D17: no keyring service. This suite has no session bus of its own, so there is none to find.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_it_says_so_and_keeps_nothing_in_clear() {
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
    assert!(
        matches!(answer, Ok(SaveAnswer::NotKept { .. })),
        "{answer:?}"
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
