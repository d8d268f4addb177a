//! What is remembered per app and store: the store's own id, the account, the answers, and every version that was ever submitted
//! with its signer. Offered again next time, and the reason why a version cannot go out twice.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use slipway_model::Order;

use crate::db::{Db, DbError, Json, Stamp};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    pub(crate) store_app_id: Option<String>,
    /// Empty: none was chosen yet.
    pub(crate) account: String,
    pub(crate) answers: BTreeMap<String, String>,
    /// In the name of the file that this store got, and of no other file, the last time that there were several.
    pub(crate) file_word: Option<String>,
    /// Highest version code that this store ever took from us.
    pub(crate) last_version: Option<u64>,
    /// SHA-256 of the certificate that signed it; before the first version, of the build that made the app.
    pub(crate) last_signer: Option<String>,
}

pub(crate) async fn of(db: &Db, package: &str, store: &str) -> Result<Memory, DbError> {
    let (package, store) = (package.to_owned(), store.to_owned());
    db.read(move |connection| read(connection, &package, &store))
        .await
}

fn read(connection: &Connection, package: &str, store: &str) -> rusqlite::Result<Memory> {
    let kept = connection
        .prepare_cached("SELECT store_app_id, account, answers, file_word FROM app_stores WHERE package = ?1 AND store = ?2")?
        .query_row(params![package, store], |row| {
            let Json(answers) = row.get(2)?;
            Ok(Memory {
                store_app_id: row.get(0)?,
                account: row.get(1)?,
                answers,
                file_word: row.get(3)?,
                ..Memory::default()
            })
        })
        .optional()?
        .unwrap_or_default();
    let last: Option<(i64, Option<String>)> = connection
        .prepare_cached(
            "SELECT version_code, signer FROM sent_versions WHERE package = ?1 AND store = ?2 ORDER BY version_code DESC LIMIT 1",
        )?
        .query_row(params![package, store], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (last_version, last_signer) = last.map_or((None, None), |(code, signer)| {
        (u64::try_from(code).ok(), signer)
    });
    let of_app: Option<String> = connection
        .prepare_cached("SELECT signer FROM apps WHERE package = ?1")?
        .query_row([package], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(Memory {
        last_version,
        last_signer: last_signer.or(of_app),
        ..kept
    })
}

/// Keeps what an order was made with. `files`: all of the release, of which the order may have only its own.
pub(crate) fn keep(tx: &Transaction<'_>, order: &Order, files: &[PathBuf]) -> rusqlite::Result<()> {
    let own = |path: &&PathBuf| {
        order
            .artifacts
            .iter()
            .any(|artifact| artifact.path == **path)
    };
    let (mine, others): (Vec<&PathBuf>, Vec<&PathBuf>) = files.iter().partition(own);
    let word = match mine.as_slice() {
        [one] if !others.is_empty() => telling_word(one, &others),
        _ => None,
    };
    tx.execute(
        "INSERT INTO app_stores (package, store, store_app_id, account, answers, file_word) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (package, store) DO UPDATE SET store_app_id = coalesce(?3, store_app_id), account = ?4, answers = ?5,
            file_word = coalesce(?6, file_word)",
        params![
            order.app.package,
            order.store.as_str(),
            order.app.store_app_id,
            order.account,
            Json(&order.answers),
            word
        ],
    )
    .map(drop)
}

/// Writes down that the store took this version.
pub(crate) fn sent(tx: &Transaction<'_>, order: &Order, now: Timestamp) -> rusqlite::Result<()> {
    let Some(build) = order.build() else {
        return Ok(());
    };
    tx.execute(
        "INSERT OR IGNORE INTO sent_versions (package, store, version_code, release, signer, sent) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            order.app.package,
            order.store.as_str(),
            build.version_code as i64,
            order.release,
            build.signer_sha256(),
            Stamp(now)
        ],
    )
    .map(drop)
}

/// The words of a file's name, lower-case.
pub(crate) fn words_of(path: &Path) -> Vec<String> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A word that stands in this name and in none of the others. A number is none: it changes with the version.
fn telling_word(one: &Path, others: &[&PathBuf]) -> Option<String> {
    let known: Vec<String> = others.iter().flat_map(|path| words_of(path)).collect();
    words_of(one)
        .into_iter()
        .find(|word| word.chars().any(char::is_alphabetic) && !known.contains(word))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use slipway_model::{AppRef, Goal, Notes, Order, StoreId, When};

    use super::{keep, of, telling_word};
    use crate::db::Db;

    /// A build that is sent with another app's id is sent at the wrong app.
    #[tokio::test]
    async fn an_id_is_remembered_for_its_own_app_and_store_only() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("slipway.db")).unwrap();
        let order = Order {
            release: "r1".into(),
            store: StoreId::new("tencent"),
            account: "main".into(),
            app: AppRef {
                package: "com.example.slipway".into(),
                store_app_id: Some("1100000001".into()),
            },
            artifacts: Vec::new(),
            notes: Notes::default(),
            when: When::AfterApproval,
            goal: Goal::Submit,
            first_release: false,
            icon: None,
            answers: [("app_id".to_owned(), "1100000001".to_owned())].into(),
            listing: [].into(),
            testing: slipway_model::Testing::default(),
            survey: serde_json::Value::Null,
        };
        db.write(move |tx| keep(tx, &order, &[])).await.unwrap();
        let kept = of(&db, "com.example.slipway", "tencent").await.unwrap();
        assert_eq!(kept.store_app_id.as_deref(), Some("1100000001"));
        for (package, store) in [
            ("com.example.slipway.lite", "tencent"),
            ("com.example.slipway", "huawei"),
        ] {
            let other = of(&db, package, store).await.unwrap();
            assert_eq!((other.store_app_id, other.answers.len()), (None, 0));
        }
    }

    #[test]
    fn a_file_is_told_by_the_word_that_only_it_has() {
        let word = |one: &str, others: &[&str]| {
            let others: Vec<PathBuf> = others.iter().map(PathBuf::from).collect();
            telling_word(one.as_ref(), &others.iter().collect::<Vec<_>>())
        };
        assert_eq!(
            word(
                "/b/app-HW-2.0.apk",
                &["/b/app-mi-2.0.apk", "/b/app-yyb-2.0.apk"]
            ),
            Some("hw".to_owned())
        );
        assert_eq!(
            word("/b/应用_华为.apk", &["/b/应用_小米.apk"]),
            Some("华为".to_owned())
        );
        assert_eq!(word("/b/app-2.apk", &["/b/app-3.apk"]), None);
    }
}
