//! Where an account's secrets go: into the keyring, or into memory for this session. Never anywhere else, and never from the
//! one to the other by itself.

use std::{collections::BTreeMap, sync::Arc};

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use slipway_model::{Problem, ProblemKind, Sentence};
use slipway_stores::{Account, Credentials, FieldProblem, Form, Store};
use slipway_vault::{SecretStore, Status, VaultError};

use super::{Accounts, Row, lock, row};

/// Where an account's secrets are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    Keyring,
    /// In memory until this process ends.
    Session,
}

/// Why an account was not saved.
pub(crate) enum NotSaved {
    Fields(Vec<FieldProblem>),
    Problem(Problem),
}

impl<P: Into<Problem>> From<P> for NotSaved {
    fn from(problem: P) -> Self {
        Self::Problem(problem.into())
    }
}

impl Accounts {
    /// Cleans the form, keeps its secrets and writes down that they are set. For an account that is known, a field that the form
    /// leaves out keeps its value: secrets never come back to be typed again.
    pub(crate) async fn save(
        &self,
        store: &'static dyn Store,
        name: &str,
        form: Form,
        keep: Keep,
        now: jiff::Timestamp,
    ) -> Result<Row, NotSaved> {
        let _changing = self.changing.lock().await;
        let id = store.card().id;
        let form = self.with_held(id, form);
        let form = self.with_known(store, name, form).await;
        let credentials = store.credentials(&form).map_err(NotSaved::Fields)?;
        let row = Row::new(id, name, &credentials, keep, now);
        let values = credentials.values().clone();
        match keep {
            Keep::Session => {
                let (memory, at) = (Arc::clone(&self.memory), row.vault_name());
                memory.put(&at, &values).map_err(|error| refused(&error))?;
                self.forget(id, name).await?;
                lock(&self.session).push(row.clone());
            }
            Keep::Keyring => {
                self.sweep().await;
                let at = row.vault_name();
                self.ask(move |vault| vault.put(&at, &values)).await?;
                lock(&self.session).retain(|other| other.key() != row.key());
                row::put(&self.db, &row).await?;
            }
        }
        self.reopen(&row, credentials);
        self.release_held(id);
        Ok(row)
    }

    /// The form together with what is kept already. Who fills another way than before leaves the old one behind.
    async fn with_known(&self, store: &dyn Store, name: &str, mut form: Form) -> Form {
        form.retain(|_, value| !value.expose_secret().trim().is_empty());
        let Ok(known) = self.account(store, name).await else {
            return form;
        };
        let way = |id: &str| {
            let field = store.card().fields.iter().find(|field| field.id == id);
            field.map(|field| field.way).unwrap_or_default()
        };
        let ways: Vec<&str> = form
            .keys()
            .map(|id| way(id))
            .filter(|way| !way.is_empty())
            .collect();
        for (id, value) in known.credentials.values() {
            if ways.is_empty() || way(id).is_empty() || ways.contains(&way(id)) {
                form.entry(id.clone()).or_insert_with(|| value.clone());
            }
        }
        form
    }

    /// A new account object: its tokens belong to the new keys.
    fn reopen(&self, row: &Row, credentials: Credentials) {
        let account = Arc::new(Account::new(&row.name, credentials));
        lock(&self.open).insert(row.key(), account);
    }

    /// Takes the account out of the list, the keyring and memory.
    pub(crate) async fn remove(&self, store: &dyn Store, name: &str) -> Result<(), Problem> {
        let _changing = self.changing.lock().await;
        let row = self.row(store, name).await?;
        lock(&self.open).remove(&row.key());
        match row.kept {
            Keep::Session => {
                let _ = self.memory.remove(&row.vault_name());
                lock(&self.session).retain(|other| other.key() != row.key());
            }
            Keep::Keyring => {
                let at = row.vault_name();
                // The keys go first: a row without keys can be removed again, keys without a row would be forgotten.
                self.ask(move |vault| vault.remove(&at)).await?;
                row::remove(&self.db, &row.store, &row.name).await?;
                self.sweep().await;
            }
        }
        Ok(())
    }

    /// An account that was in the keyring under this name gives way to one for this session.
    async fn forget(&self, store: &str, name: &str) -> Result<(), Problem> {
        lock(&self.session).retain(|row| (row.store.as_str(), row.name.as_str()) != (store, name));
        let known = row::all(&self.db).await?;
        if known
            .iter()
            .any(|row| row.store == store && row.name == name)
        {
            let at = format!("{store}/{name}");
            self.ask(move |vault| vault.remove(&at)).await?;
            row::remove(&self.db, store, name).await?;
        }
        Ok(())
    }

    pub(super) async fn fetch(&self, row: &Row) -> Result<BTreeMap<String, SecretString>, Problem> {
        let at = row.vault_name();
        let found = match row.kept {
            Keep::Session => self.memory.get(&at).map_err(|error| refused(&error))?,
            Keep::Keyring => self.ask(move |vault| vault.get(&at)).await?,
        };
        found.ok_or_else(|| {
            let says = Sentence::new("account.keys-gone").with("account", &row.name);
            Problem::new(ProblemKind::BadCredentials, says)
        })
    }

    /// Whether the keyring can be used. Given accounts need none.
    pub(crate) async fn keyring(&self, retry: bool) -> Status {
        if self.given {
            return Status::Ready;
        }
        let _turn = self.turn.lock().await;
        let vault = Arc::clone(&self.keyring);
        let asked =
            tokio::task::spawn_blocking(move || if retry { vault.retry() } else { vault.status() });
        asked
            .await
            .unwrap_or(Status::NoService { why: String::new() })
    }

    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn SecretStore) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, Problem> {
        let _turn = self.turn.lock().await;
        let vault = Arc::clone(&self.keyring);
        tokio::task::spawn_blocking(move || question(vault.as_ref()))
            .await
            .map_err(|error| {
                Problem::new(ProblemKind::Ours, Sentence::new("app.failed")).because(&error)
            })?
            .map_err(|error| refused(&error))
    }
}

pub(super) fn refused(error: &VaultError) -> Problem {
    error.problem()
}
