//! Another name for an account. Its keys move in the keyring, and whatever was remembered under the old name (the account that an app
//! uses, the account that a review is asked with, the orders of releases) follows in one transaction.

use rusqlite::{Transaction, params};
use slipway_model::{Problem, ProblemKind, Sentence};
use slipway_stores::Store;
use slipway_vault::{SecretStore as _, Secrets};

use super::{Accounts, Keep, Row, keep::refused, lock, row};
use crate::{
    db::{Db, DbError, Json},
    release::Brief,
};

impl Accounts {
    /// Moves an account to another name.
    ///
    /// # Errors
    /// No such account, a name that is empty or taken, or a keyring that refuses; the account is then what it was.
    pub(crate) async fn rename(
        &self,
        store: &dyn Store,
        name: &str,
        to: &str,
    ) -> Result<Row, Problem> {
        let _changing = self.changing.lock().await;
        let row = self.row(store, name).await?;
        let to = to.trim();
        if to.is_empty() {
            return Err(refuse("account.no-name", to));
        }
        if to == row.name {
            return Ok(row);
        }
        let rows = self.rows().await?;
        if rows
            .iter()
            .any(|other| other.store == row.store && other.name == to)
        {
            return Err(refuse("account.name-taken", to));
        }
        let renamed = Row {
            name: to.to_owned(),
            ..row.clone()
        };
        let account = self.account(store, name).await?;
        let values = account.credentials.values().clone();
        match row.kept {
            Keep::Session => self.move_in_memory(&row, &renamed, values).await?,
            Keep::Keyring => self.move_in_keyring(&row, &renamed, values).await?,
        }
        // Opened anew at its next use; its tokens end with the old name.
        lock(&self.open).remove(&row.key());
        Ok(renamed)
    }

    async fn move_in_memory(
        &self,
        row: &Row,
        renamed: &Row,
        values: Secrets,
    ) -> Result<(), Problem> {
        let put = self.memory.put(&renamed.vault_name(), &values);
        put.map_err(|error| refused(&error))?;
        let (from, to) = (row.clone(), renamed.name.clone());
        self.db.write(move |tx| follow(tx, &from, &to)).await?;
        for kept in lock(&self.session)
            .iter_mut()
            .filter(|kept| kept.key() == row.key())
        {
            kept.name.clone_from(&renamed.name);
        }
        let removed = self.memory.remove(&row.vault_name());
        removed.map_err(|error| refused(&error))
    }

    async fn move_in_keyring(
        &self,
        row: &Row,
        renamed: &Row,
        values: Secrets,
    ) -> Result<(), Problem> {
        let (from, to) = (row.vault_name(), renamed.vault_name());
        mark(&self.db, &to).await?;
        let at = to.clone();
        if let Err(problem) = self.ask(move |vault| vault.put(&at, &values)).await {
            self.sweep().await;
            return Err(problem);
        }
        let (old, name) = (row.clone(), renamed.name.clone());
        self.db
            .write(move |tx| {
                tx.execute("INSERT OR IGNORE INTO leftover_keys VALUES (?1)", [from])?;
                tx.execute("DELETE FROM leftover_keys WHERE item = ?1", [to])?;
                tx.execute(
                    "UPDATE accounts SET name = ?3 WHERE store = ?1 AND name = ?2",
                    params![old.store, old.name, name],
                )?;
                follow(tx, &old, &name)
            })
            .await?;
        self.sweep().await;
        Ok(())
    }

    /// Takes items out of the keyring that no account has. What the keyring does not let go of now is tried again at the next change of
    /// an account.
    pub(super) async fn sweep(&self) {
        let swept = self.sweep_all().await;
        if let Err(problem) = swept {
            tracing::warn!(%problem, "an old item stays in the keyring for now");
        }
    }

    async fn sweep_all(&self) -> Result<(), Problem> {
        let known = row::all(&self.db).await?;
        for item in marked(&self.db).await? {
            if known.iter().all(|row| row.vault_name() != item) {
                let at = item.clone();
                self.ask(move |vault| vault.remove(&at)).await?;
            }
            self.db
                .write(move |tx| tx.execute("DELETE FROM leftover_keys WHERE item = ?1", [item]))
                .await?;
        }
        Ok(())
    }
}

fn refuse(key: &str, name: &str) -> Problem {
    Problem::new(
        ProblemKind::BadInput,
        Sentence::new(key).with("account", name),
    )
}

async fn mark(db: &Db, item: &str) -> Result<(), DbError> {
    let item = item.to_owned();
    db.write(move |tx| {
        tx.execute("INSERT OR IGNORE INTO leftover_keys VALUES (?1)", [item])
            .map(drop)
    })
    .await
}

async fn marked(db: &Db) -> Result<Vec<String>, DbError> {
    db.read(|connection| {
        connection
            .prepare_cached("SELECT item FROM leftover_keys")?
            .query_map([], |row| row.get(0))?
            .collect()
    })
    .await
}

/// Everything that names the account besides its own row.
fn follow(tx: &Transaction<'_>, from: &Row, to: &str) -> rusqlite::Result<()> {
    for table in ["app_stores", "reviews", "calls"] {
        tx.execute(
            &format!("UPDATE {table} SET account = ?3 WHERE store = ?1 AND account = ?2"),
            params![from.store, from.name, to],
        )?;
    }
    let briefs: Vec<Brief> = tx
        .prepare("SELECT orders FROM releases")?
        .query_map([], |row| row.get(0))?
        .map(|row| row.map(|Json(brief)| brief))
        .collect::<rusqlite::Result<_>>()?;
    for mut brief in briefs {
        let theirs = brief
            .orders
            .iter_mut()
            .filter(|order| order.store.as_str() == from.store && order.account == from.name);
        let mut changed = false;
        for order in theirs {
            to.clone_into(&mut order.account);
            changed = true;
        }
        if changed {
            tx.execute(
                "UPDATE releases SET orders = ?2 WHERE id = ?1",
                params![brief.id, Json(&brief)],
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
