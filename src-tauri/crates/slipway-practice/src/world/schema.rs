//! Tables of a practice world and their numbered changes.

use rusqlite::Connection;

use crate::error::{PracticeError, WorldError};

/// Change *n* brings a database from schema *n* to *n* + 1.
const CHANGES: &[&str] = &[
    "
    CREATE TABLE meta (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
    CREATE TABLE document (
        store TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (store, kind, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE entry (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, store TEXT NOT NULL, host TEXT NOT NULL,
        method TEXT NOT NULL, path TEXT NOT NULL, http TEXT NOT NULL, status INTEGER,
        received INTEGER NOT NULL DEFAULT 0, declared INTEGER, complete INTEGER NOT NULL DEFAULT 0,
        closed_at TEXT, events TEXT NOT NULL DEFAULT '[]', fault TEXT
    ) STRICT;
    ",
    // Records that were written in another shape before; what has the present one already stays as it is.
    "
    -- OPPO's pictures called their format a form.
    UPDATE document SET body = json_remove(json_set(body, '$.picture.format', body ->> '$.picture.form'), '$.picture.form')
    WHERE store = 'oppo' AND kind = 'file' AND body ->> '$.picture.form' IS NOT NULL;
    -- Tencent's pictures wrote it with a capital.
    UPDATE document SET body = json_set(body, '$.stored.content.Picture.format',
        lower(body ->> '$.stored.content.Picture.format'))
    WHERE store = 'tencent' AND kind = 'slot' AND body ->> '$.stored.content.Picture.format' IS NOT NULL;
    -- A phased release at Huawei was suspended or not; now it can be cancelled too.
    UPDATE document SET body = json_remove(json_set(body, '$.rollout.phase',
        iif(body ->> '$.rollout.suspended', 'SUSPEND', 'RELEASE')), '$.rollout.suspended')
    WHERE store = 'huawei' AND kind = 'app' AND body ->> '$.rollout.suspended' IS NOT NULL;
    -- The signed address of Huawei's object store was a part of the upload itself; empty where the bytes came another way.
    UPDATE document SET body = json_set(body, '$.signed', json_object(
        'address', body ->> '$.address', 'headers', json_extract(body, '$.headers'),
        'length', body ->> '$.length', 'sha256', body ->> '$.sha256',
        'expires_at', body ->> '$.expires_at', 'used', json(body -> '$.used')))
    WHERE store = 'huawei' AND kind = 'upload' AND body ->> '$.address' <> '';
    ",
];

/// Brings the database to this version's schema.
pub(super) fn prepare(connection: &mut Connection) -> Result<(), PracticeError> {
    let database = |error: rusqlite::Error| PracticeError::World(WorldError::Database(error));
    // A killed process loses nothing with NORMAL; only a power cut can cost the last moments, and this is a rehearsal.
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;",
        )
        .map_err(database)?;
    let known = CHANGES.len() as i64;
    let found: i64 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(database)?;
    if found > known {
        return Err(PracticeError::Newer { found, known });
    }
    let transaction = connection.transaction().map_err(database)?;
    for change in CHANGES.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(change).map_err(database)?;
    }
    transaction
        .pragma_update(None, "user_version", known)
        .map_err(database)?;
    transaction.commit().map_err(database)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{CHANGES, Connection, PracticeError, prepare};

    #[test]
    fn prepares_once_and_refuses_a_newer_world() {
        let mut connection = Connection::open_in_memory().unwrap();
        prepare(&mut connection).unwrap();
        prepare(&mut connection).unwrap();
        connection
            .pragma_update(None, "user_version", CHANGES.len() as i64 + 1)
            .unwrap();
        assert!(matches!(
            prepare(&mut connection),
            Err(PracticeError::Newer { .. })
        ));
    }

    /// What becomes of a record of schema 1.
    #[track_caller]
    fn check(store: &str, kind: &str, old: &Value, expected: &Value) {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(CHANGES[0]).unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        connection
            .execute(
                "INSERT INTO document VALUES (?1, ?2, 'key', ?3)",
                (store, kind, old.to_string()),
            )
            .unwrap();
        prepare(&mut connection).unwrap();
        let body: String = connection
            .query_row("SELECT body FROM document", [], |row| row.get(0))
            .unwrap();
        let found: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(&found, expected);
    }

    #[test]
    fn pictures_of_an_older_world_can_be_read() {
        let oppo = |name: &str| json!({ "url": "u", "picture": { name: "jpeg", "width": 1, "height": 2 } });
        check("oppo", "file", &oppo("form"), &oppo("format"));
        check("oppo", "file", &oppo("format"), &oppo("format"));
        let none = json!({ "url": "u", "picture": null });
        check("oppo", "file", &none, &none);
        let tencent = |format: &str| json!({ "stored": { "content": { "Picture": { "format": format, "width": 1 } } } });
        check("tencent", "slot", &tencent("Png"), &tencent("png"));
        check("tencent", "slot", &tencent("jpeg"), &tencent("jpeg"));
        for other in [
            json!({ "stored": null }),
            json!({ "stored": { "content": "Other" } }),
        ] {
            check("tencent", "slot", &other, &other);
        }
    }

    #[test]
    fn what_huawei_kept_otherwise_is_kept_as_now() {
        let rollout = |name: &str, value: Value| json!({ "id": "1", "rollout": { name: value, "terms": {} } });
        for (suspended, phase) in [(true, "SUSPEND"), (false, "RELEASE")] {
            let old = rollout("suspended", json!(suspended));
            check("huawei", "app", &old, &rollout("phase", json!(phase)));
        }
        let none = json!({ "id": "1", "rollout": null });
        check("huawei", "app", &none, &none);

        let signed = json!({
            "address": "/a.apk?sign=1", "headers": { "Host": "h" }, "length": 7, "sha256": null,
            "expires_at": "2026-11-20T00:00:00Z", "used": true,
        });
        let mut old = signed.clone();
        old["object_id"] = json!("a.apk");
        let mut expected = old.clone();
        expected["signed"] = signed;
        check("huawei", "upload", &old, &expected);
        old["address"] = json!("");
        check("huawei", "upload", &old, &old);
    }
}
