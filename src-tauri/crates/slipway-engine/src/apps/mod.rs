//! The apps of a world: what a person releases, under the package name that every store knows. Made from a build, never guessed.

mod build_view;
mod demo;
pub(crate) mod desk;
pub(crate) mod icon;
pub(crate) mod memory;
mod new_app;

use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};

use crate::db::{Db, DbError, Stamp};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct App {
    pub(crate) package: String,
    pub(crate) label: String,
    /// PNG from the build that made it.
    pub(crate) icon: Option<Vec<u8>>,
    /// Name of the 512×512 picture that a person picked, in the world's folder of icons.
    pub(crate) picked_icon: Option<String>,
    /// SHA-256 of the certificate that signed the build that made it.
    pub(crate) signer: Option<String>,
}

/// Oldest first, so that the desk does not reorder itself.
pub(crate) async fn all(db: &Db) -> Result<Vec<App>, DbError> {
    db.read(|connection| {
        connection
            .prepare_cached(
                "SELECT package, label, icon, picked_icon, signer FROM apps ORDER BY made, package",
            )?
            .query_map([], read)?
            .collect()
    })
    .await
}

pub(crate) async fn find(db: &Db, package: &str) -> Result<Option<App>, DbError> {
    let package = package.to_owned();
    db.read(move |connection| {
        connection
            .prepare_cached(
                "SELECT package, label, icon, picked_icon, signer FROM apps WHERE package = ?1",
            )?
            .query_map([package], read)?
            .next()
            .transpose()
    })
    .await
}

fn read(row: &Row<'_>) -> rusqlite::Result<App> {
    Ok(App {
        package: row.get(0)?,
        label: row.get(1)?,
        icon: row.get(2)?,
        picked_icon: row.get(3)?,
        signer: row.get(4)?,
    })
}

/// Makes the app, or brings its label and launcher icon up to date. Its signer stays the first one.
pub(crate) fn put(tx: &Transaction<'_>, app: &App, now: Timestamp) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT INTO apps (package, label, icon, picked_icon, signer, made) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (package) DO UPDATE SET label = ?2, icon = coalesce(?3, icon),
            picked_icon = coalesce(?4, picked_icon), signer = coalesce(signer, ?5)",
        params![app.package, app.label, app.icon, app.picked_icon, app.signer, Stamp(now)],
    )
    .map(drop)
}
