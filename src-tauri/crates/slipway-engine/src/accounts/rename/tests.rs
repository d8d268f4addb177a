//! The keys move, what was remembered follows, and a keyring that stops in the middle loses nothing and keeps nothing extra.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use rusqlite::params;
use secrecy::SecretString;
use slipway_model::{AppRef, Notes, Order, When};
use slipway_stores::{Store, stores};
use slipway_vault::{Memory, SecretStore, Secrets, Status, VaultError};
use tempfile::TempDir;

use super::{marked, row};
use crate::{
    accounts::{Accounts, Keep},
    db::{Db, Json},
    release::Brief,
};

const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A keyring that can refuse to take or to let go.
#[derive(Debug, Default)]
struct Moody {
    inside: Memory,
    takes_nothing: AtomicBool,
    lets_nothing_go: AtomicBool,
}

impl Moody {
    fn refused(account: &str, mood: &AtomicBool) -> Result<(), VaultError> {
        match mood.load(Ordering::SeqCst) {
            true => Err(VaultError::Refused {
                account: account.to_owned(),
                why: "moody".to_owned(),
            }),
            false => Ok(()),
        }
    }
}

impl SecretStore for Moody {
    fn put(&self, account: &str, secrets: &Secrets) -> Result<(), VaultError> {
        Self::refused(account, &self.takes_nothing)?;
        self.inside.put(account, secrets)
    }

    fn get(&self, account: &str) -> Result<Option<Secrets>, VaultError> {
        self.inside.get(account)
    }

    fn remove(&self, account: &str) -> Result<(), VaultError> {
        Self::refused(account, &self.lets_nothing_go)?;
        self.inside.remove(account)
    }

    fn status(&self) -> Status {
        Status::Ready
    }

    fn retry(&self) -> Status {
        Status::Ready
    }
}

struct Bench {
    _folder: TempDir,
    db: Db,
    keyring: Arc<Moody>,
    accounts: Accounts,
}

fn huawei() -> &'static dyn Store {
    stores::find("huawei").unwrap()
}

impl Bench {
    async fn new(keep: Keep) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("slipway.db")).unwrap();
        let keyring = Arc::new(Moody::default());
        let accounts = Accounts::new(db.clone(), Arc::clone(&keyring) as Arc<dyn SecretStore>);
        let bench = Self {
            _folder: folder,
            db,
            keyring,
            accounts,
        };
        bench.save("Main", keep).await;
        bench
    }

    async fn save(&self, name: &str, keep: Keep) {
        let form = BTreeMap::from([
            ("client_id".to_owned(), "1234567890123456789"),
            ("client_secret".to_owned(), SECRET),
        ]);
        let form = form
            .into_iter()
            .map(|(field, value)| (field, SecretString::from(value)))
            .collect();
        let now = "2026-11-20T10:00:00Z".parse().unwrap();
        let saved = self.accounts.save(huawei(), name, form, keep, now).await;
        assert!(saved.is_ok());
    }

    async fn rename(&self, name: &str, to: &str) -> Result<String, String> {
        let renamed = self.accounts.rename(huawei(), name, to).await;
        renamed
            .map(|row| row.name)
            .map_err(|problem| problem.advice.key)
    }

    async fn works(&self, name: &str) -> bool {
        let account = self.accounts.account(huawei(), name).await;
        account.is_ok_and(|account| account.credentials.expose("client_secret") == Some(SECRET))
    }

    fn in_keyring(&self, name: &str) -> bool {
        let item = format!("huawei/{name}");
        self.keyring.inside.get(&item).unwrap().is_some()
    }

    /// An app, a review and a release that remember the account.
    async fn remember(&self, account: &'static str) {
        let order = |store: &str| Order {
            release: "r1".into(),
            store: store.into(),
            account: account.into(),
            app: AppRef {
                package: "com.example.slipway".into(),
                store_app_id: None,
            },
            artifacts: Vec::new(),
            notes: Notes::default(),
            when: When::AfterApproval,
            goal: slipway_model::Goal::Submit,
            first_release: false,
            icon: None,
            answers: BTreeMap::new(),
            listing: BTreeMap::new(),
            testing: slipway_model::Testing::default(),
            survey: serde_json::Value::Null,
        };
        let brief = Brief {
            id: "r1".into(),
            title: "Slipway".into(),
            package: "com.example.slipway".into(),
            label: "Slipway".into(),
            version_name: "2.0.0".into(),
            version_code: 20,
            began: "2026-11-20T10:00:00Z".parse().unwrap(),
            notes: BTreeMap::new(),
            orders: vec![order("huawei"), order("xiaomi")],
            files: Vec::new(),
        };
        self.db
            .write(move |tx| {
                for table in ["app_stores", "reviews"] {
                    for store in ["huawei", "xiaomi"] {
                        tx.execute(
                            &format!("INSERT INTO {table} (package, store, account) VALUES ('com.example.slipway', ?1, ?2)"),
                            params![store, account],
                        )?;
                    }
                }
                tx.execute(
                    "INSERT INTO releases (id, plan, began, orders) VALUES ('r1', 'p1', '2026-11-20T10:00:00Z', ?1)",
                    [Json(&brief)],
                )
            })
            .await
            .unwrap();
    }

    /// The account that each of them remembers: app, review, order.
    async fn remembered(&self, store: &'static str) -> [String; 3] {
        self.db
            .read(move |c| {
                let of = |table: &str| {
                    c.query_row(
                        &format!("SELECT account FROM {table} WHERE store = ?1"),
                        [store],
                        |row| row.get::<_, String>(0),
                    )
                };
                let Json(brief): Json<Brief> =
                    c.query_row("SELECT orders FROM releases", [], |row| row.get(0))?;
                let order = brief.order(&store.into()).unwrap().account.clone();
                Ok([of("app_stores")?, of("reviews")?, order])
            })
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn keys_and_memories_follow_the_name() {
    for keep in [Keep::Keyring, Keep::Session] {
        let bench = Bench::new(keep).await;
        bench.remember("Main").await;
        assert_eq!(
            bench.rename("Main", " Overseas ").await.as_deref(),
            Ok("Overseas")
        );
        assert!(bench.works("Overseas").await);
        assert!(!bench.works("Main").await);
        assert_eq!(bench.remembered("huawei").await, ["Overseas"; 3]);
        assert_eq!(
            bench.remembered("xiaomi").await,
            ["Main"; 3],
            "another store's account of the same name is another account"
        );
        assert_eq!(bench.in_keyring("Overseas"), keep == Keep::Keyring);
        assert!(!bench.in_keyring("Main"));
        assert_eq!(bench.accounts.rows().await.unwrap().len(), 1);
        assert!(marked(&bench.db).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_name_is_needed_and_must_be_free() {
    let bench = Bench::new(Keep::Keyring).await;
    bench.save("Second", Keep::Session).await;
    let refused = |key: &str| Err(key.to_owned());
    assert_eq!(bench.rename("Main", "  ").await, refused("account.no-name"));
    assert_eq!(
        bench.rename("Main", "Second").await,
        refused("account.name-taken")
    );
    assert_eq!(
        bench.rename("Gone", "New").await,
        refused("account.no-such")
    );
    assert_eq!(bench.rename("Main", "Main").await.as_deref(), Ok("Main"));
    assert!(bench.works("Main").await && bench.works("Second").await);
}

#[tokio::test]
async fn a_keyring_that_takes_nothing_leaves_the_account_as_it_was() {
    let bench = Bench::new(Keep::Keyring).await;
    bench.remember("Main").await;
    bench.keyring.takes_nothing.store(true, Ordering::SeqCst);
    assert!(bench.rename("Main", "Overseas").await.is_err());
    assert!(bench.works("Main").await);
    assert_eq!(bench.remembered("huawei").await, ["Main"; 3]);
    assert!(!bench.in_keyring("Overseas"));
    assert!(marked(&bench.db).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_the_keyring_does_not_let_go_of_is_taken_out_later() {
    let bench = Bench::new(Keep::Keyring).await;
    bench.keyring.lets_nothing_go.store(true, Ordering::SeqCst);
    assert_eq!(
        bench.rename("Main", "Overseas").await.as_deref(),
        Ok("Overseas")
    );
    assert!(bench.works("Overseas").await);
    assert!(bench.in_keyring("Main"), "an old item is left");
    assert_eq!(marked(&bench.db).await.unwrap(), ["huawei/Main"]);

    bench.keyring.lets_nothing_go.store(false, Ordering::SeqCst);
    bench.save("Main", Keep::Keyring).await;
    bench.save("Third", Keep::Keyring).await;
    assert!(marked(&bench.db).await.unwrap().is_empty());
    for name in ["Main", "Overseas", "Third"] {
        assert!(bench.in_keyring(name), "{name} is in use");
    }
    assert_eq!(row::all(&bench.db).await.unwrap().len(), 3);
}
