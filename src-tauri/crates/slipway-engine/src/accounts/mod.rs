//! Accounts of one world: their names and times in the database, their secrets in the keyring or, for this session, in memory.
//! Secrets go in and are handed to signing; no function here gives one to a window.

mod check;
mod form;
pub(crate) mod keep;
mod rename;
mod row;
pub(crate) mod views;

use std::{
    collections::BTreeMap,
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use secrecy::SecretString;
use slipway_model::{Problem, ProblemKind, Sentence};
use slipway_stores::{Account, Credentials, Form, Store};
use slipway_vault::{Memory, SecretStore};

pub use keep::Keep;
pub(crate) use row::Row;

use crate::db::Db;

/// Looks accounts up and keeps them open, so that all steps of a release share one token.
pub(crate) struct Accounts {
    db: Db,
    keyring: Arc<dyn SecretStore>,
    memory: Arc<Memory>,
    /// Rows that end with the process.
    session: Mutex<Vec<Row>>,
    /// Files that were picked for a form and wait for it to be saved.
    held: Mutex<BTreeMap<(String, String), SecretString>>,
    open: Mutex<BTreeMap<(String, String), Arc<Account>>>,
    /// A keyring may ask the person to unlock it: one question at a time.
    turn: tokio::sync::Mutex<()>,
    /// Held while an account is saved, renamed or removed: one change must not sweep away what another has just kept.
    changing: tokio::sync::Mutex<()>,
    /// The practice keys were given; the keyring is not touched.
    pub(crate) given: bool,
}

impl fmt::Debug for Accounts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Accounts").finish_non_exhaustive()
    }
}

/// A lock whose data is whole even after a panic elsewhere.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Accounts {
    pub(crate) fn new(db: Db, keyring: Arc<dyn SecretStore>) -> Self {
        Self {
            db,
            keyring,
            memory: Arc::new(Memory::default()),
            session: Mutex::default(),
            held: Mutex::default(),
            open: Mutex::default(),
            turn: tokio::sync::Mutex::new(()),
            changing: tokio::sync::Mutex::new(()),
            given: false,
        }
    }

    /// Accounts whose keys practice handed out with its invitation.
    pub(crate) fn given(
        mut self,
        accounts: Vec<(&'static dyn Store, Form)>,
        now: jiff::Timestamp,
    ) -> Self {
        self.given = true;
        for (store, form) in accounts {
            // Practice's own keys fit its own stores; one that does not is no account.
            let Ok(credentials) = store.credentials(&form) else {
                continue;
            };
            let row = Row::new(
                store.card().id,
                "practice",
                &credentials,
                Keep::Session,
                now,
            );
            lock(&self.open).insert(row.key(), Arc::new(Account::new("practice", credentials)));
            lock(&self.session).push(row);
        }
        self
    }

    pub(crate) async fn rows(&self) -> Result<Vec<Row>, Problem> {
        let mut rows = row::all(&self.db).await?;
        rows.extend(lock(&self.session).iter().cloned());
        Ok(rows)
    }

    /// The row of that name; with an empty name the store's only one (or its first).
    ///
    /// # Errors
    /// When the store has no account of that name.
    pub(crate) async fn row(&self, store: &dyn Store, name: &str) -> Result<Row, Problem> {
        let id = store.card().id;
        let rows = self.rows().await?;
        rows.into_iter()
            .find(|row| row.store == id && (name.is_empty() || row.name == name))
            .ok_or_else(|| {
                let key = if name.is_empty() {
                    "account.none"
                } else {
                    "account.no-such"
                };
                Problem::new(
                    ProblemKind::BadCredentials,
                    Sentence::new(key).with("account", name),
                )
            })
    }

    /// The account with its keys, ready to sign.
    ///
    /// # Errors
    /// No such account, or the vault does not give its keys.
    pub(crate) async fn account(
        &self,
        store: &dyn Store,
        name: &str,
    ) -> Result<Arc<Account>, Problem> {
        let row = self.row(store, name).await?;
        if let Some(open) = lock(&self.open).get(&row.key()) {
            return Ok(Arc::clone(open));
        }
        let values = self.fetch(&row).await?;
        let account = Arc::new(Account::new(&row.name, Credentials::new(values)));
        // Two steps may have asked at once; both get the one that was first, and with it one token.
        Ok(Arc::clone(
            lock(&self.open).entry(row.key()).or_insert(account),
        ))
    }

    /// Keeps the text of a key file in memory until the form is saved.
    ///
    /// # Errors
    /// When the file cannot be read as a small text.
    pub(crate) fn hold(
        &self,
        store: &str,
        field: &str,
        path: &Path,
    ) -> Result<SecretString, Problem> {
        let text = form::read_key_file(path)?;
        lock(&self.held).insert((store.to_owned(), field.to_owned()), text.clone());
        Ok(text)
    }

    /// The form together with the files that were picked for it.
    fn with_held(&self, store: &str, mut form: Form) -> Form {
        for ((_, field), text) in lock(&self.held).iter().filter(|((of, _), _)| of == store) {
            form.entry(field.clone()).or_insert_with(|| text.clone());
        }
        form
    }

    fn release_held(&self, store: &str) {
        lock(&self.held).retain(|(of, _), _| of != store);
    }
}

#[cfg(test)]
mod tests;
