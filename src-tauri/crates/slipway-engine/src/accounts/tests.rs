//! What is kept, what is not, and that nothing of a key reaches the database.

use std::{collections::BTreeMap, sync::Arc};

use secrecy::SecretString;
use slipway_model::Language::En;
use slipway_stores::{Store, stores};
use slipway_vault::{Memory, SecretStore, Secrets, Status, VaultError};
use tempfile::TempDir;

use super::{Accounts, Keep, keep::NotSaved};
use crate::db::Db;

const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn huawei() -> &'static dyn Store {
    stores::find("huawei").unwrap()
}

fn form() -> BTreeMap<String, SecretString> {
    BTreeMap::from([
        (
            "client_id".to_owned(),
            SecretString::from("1234567890123456789"),
        ),
        ("client_secret".to_owned(), SecretString::from(SECRET)),
    ])
}

fn accounts(folder: &TempDir, keyring: Arc<dyn SecretStore>) -> Accounts {
    let db = Db::open(&folder.path().join("slipway.db")).unwrap();
    Accounts::new(db, keyring)
}

fn now() -> jiff::Timestamp {
    "2026-11-20T10:00:00Z".parse().unwrap()
}

/// A computer without a keyring service.
#[derive(Debug)]
struct NoKeyring;

impl SecretStore for NoKeyring {
    fn put(&self, _: &str, _: &Secrets) -> Result<(), VaultError> {
        Err(VaultError::NoService { why: "none".into() })
    }

    fn get(&self, _: &str) -> Result<Option<Secrets>, VaultError> {
        Err(VaultError::NoService { why: "none".into() })
    }

    fn remove(&self, _: &str) -> Result<(), VaultError> {
        Err(VaultError::NoService { why: "none".into() })
    }

    fn status(&self) -> Status {
        Status::NoService { why: "none".into() }
    }

    fn retry(&self) -> Status {
        self.status()
    }
}

#[tokio::test]
async fn a_saved_account_is_there_for_the_next_process() {
    let folder = tempfile::tempdir().unwrap();
    let keyring: Arc<dyn SecretStore> = Arc::new(Memory::default());
    let first = accounts(&folder, Arc::clone(&keyring));
    let saved = first
        .save(huawei(), "main", form(), Keep::Keyring, now())
        .await;
    let row = saved.ok().unwrap();
    assert!(row.fields.contains_key("client_secret"));

    let next = accounts(&folder, keyring);
    let account = next.account(huawei(), "").await.unwrap();
    assert_eq!(account.credentials.expose("client_secret"), Some(SECRET));
    let again = next.account(huawei(), "main").await.unwrap();
    assert!(Arc::ptr_eq(&account, &again), "one account, one token");

    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let found = bytes
            .windows(SECRET.len())
            .any(|part| part == SECRET.as_bytes());
        assert!(!found, "the database holds no key");
    }

    next.remove(huawei(), "main").await.unwrap();
    assert_eq!(
        next.account(huawei(), "main").await.unwrap_err().advice.key,
        "account.no-such"
    );
    assert!(next.rows().await.unwrap().is_empty());
}

/// D17: nothing falls back to plain text; the session is the person's choice and ends with the process.
#[tokio::test]
async fn without_a_keyring_only_this_session_keeps_keys() {
    let folder = tempfile::tempdir().unwrap();
    let accounts_here = accounts(&folder, Arc::new(NoKeyring));
    let refused = accounts_here
        .save(huawei(), "main", form(), Keep::Keyring, now())
        .await;
    assert!(matches!(refused, Err(NotSaved::Problem(_))));
    assert!(
        accounts_here.rows().await.unwrap().is_empty(),
        "a refusal leaves everything as it was"
    );
    assert!(matches!(
        accounts_here.keyring(false).await,
        Status::NoService { .. }
    ));

    let saved = accounts_here
        .save(huawei(), "main", form(), Keep::Session, now())
        .await;
    assert!(saved.is_ok());
    let account = accounts_here.account(huawei(), "main").await.unwrap();
    assert_eq!(account.credentials.expose("client_secret"), Some(SECRET));
    assert_eq!(
        accounts_here.rows().await.unwrap()[0]
            .view(huawei(), En)
            .kept,
        "session"
    );
    accounts_here.remove(huawei(), "main").await.unwrap();

    let next = accounts(&folder, Arc::new(NoKeyring));
    assert!(next.rows().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_picked_file_joins_the_form_once() {
    let folder = tempfile::tempdir().unwrap();
    let held = accounts(&folder, Arc::new(Memory::default()));
    let file = folder.path().join("key.txt");
    std::fs::write(&file, SECRET).unwrap();
    held.hold("huawei", "client_secret", &file).unwrap();
    let mut without = form();
    without.remove("client_secret");
    assert!(
        held.save(huawei(), "main", without.clone(), Keep::Session, now())
            .await
            .is_ok()
    );
    let second = held
        .save(huawei(), "other", without, Keep::Session, now())
        .await;
    assert!(
        matches!(second, Err(NotSaved::Fields(_))),
        "the file was for one account"
    );
}

#[tokio::test]
async fn a_field_that_is_left_out_keeps_its_value() {
    let folder = tempfile::tempdir().unwrap();
    let kept = accounts(&folder, Arc::new(Memory::default()));
    assert!(
        kept.save(huawei(), "main", form(), Keep::Keyring, now())
            .await
            .is_ok()
    );
    let id = "9876543210987654321";
    let changed = BTreeMap::from([
        ("client_id".to_owned(), SecretString::from(id)),
        ("client_secret".to_owned(), SecretString::from("")),
    ]);
    assert!(
        kept.save(huawei(), "main", changed, Keep::Keyring, now())
            .await
            .is_ok()
    );
    let account = kept.account(huawei(), "main").await.unwrap();
    assert_eq!(account.credentials.expose("client_id"), Some(id));
    assert_eq!(account.credentials.expose("client_secret"), Some(SECRET));
}
