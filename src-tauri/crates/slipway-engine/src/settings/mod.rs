//! A world's settings: language, proxy, extra CA, notifications. What would break the wire is refused before anything is changed.

use rusqlite::params;
use serde_json::Value;
use slipway_http::{Deadlines, WireSettings};
use slipway_model::Language;

use crate::{
    World,
    db::{Db, DbError, Json},
    view::Settings,
    world::{Answer, Told as _},
};

impl World {
    /// # Errors
    /// When the database does not answer.
    pub async fn settings(&self, lang: Language) -> Answer<Settings> {
        read(&self.db).await.told(lang)
    }

    /// Takes the settings into use and keeps them. The wires are built anew; a release that runs goes on over the old ones.
    ///
    /// # Errors
    /// A proxy address or certificate that cannot be used; everything is then as it was.
    pub async fn set_settings(&self, settings: Settings, lang: Language) -> Answer<()> {
        let use_it = self.lay_wire(&settings).told(lang)?;
        write(&self.db, settings).await.told(lang)?;
        use_it(self);
        self.tell_changed();
        Ok(())
    }
}

pub(crate) async fn read(db: &Db) -> Result<Settings, DbError> {
    let rows: Vec<(String, Value)> = db
        .read(|connection| {
            connection
                .prepare_cached("SELECT name, value FROM settings")?
                .query_map([], |row| {
                    let Json(value) = row.get(1)?;
                    Ok((row.get(0)?, value))
                })?
                .collect()
        })
        .await?;
    // A value that this program cannot read is as good as none.
    let mut settings = Settings::default();
    for (name, value) in rows {
        let one = Value::Object([(name, value)].into_iter().collect());
        let _ = merge(&mut settings, one);
    }
    Ok(settings)
}

fn merge(settings: &mut Settings, one: Value) -> serde_json::Result<()> {
    let mut all = serde_json::to_value(&*settings)?;
    if let (Some(all), Value::Object(one)) = (all.as_object_mut(), one) {
        all.extend(one);
    }
    *settings = serde_json::from_value(all)?;
    Ok(())
}

async fn write(db: &Db, settings: Settings) -> Result<(), DbError> {
    db.write(move |tx| {
        let all = serde_json::to_value(&settings)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        for (name, value) in all.as_object().into_iter().flatten() {
            tx.execute(
                "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
                params![name, Json(value)],
            )?;
        }
        Ok(())
    })
    .await
}

/// What the wire of the real world is built from.
pub(crate) fn wire_settings(settings: &Settings, deadlines: Deadlines) -> WireSettings {
    WireSettings {
        proxy: Some(settings.proxy.trim().to_owned()).filter(|proxy| !proxy.is_empty()),
        extra_ca: Some(settings.extra_ca.trim())
            .filter(|pem| !pem.is_empty())
            .map(|pem| pem.as_bytes().to_vec())
            .into_iter()
            .collect(),
        practice: None,
        deadlines,
    }
}

#[cfg(test)]
mod tests {
    use super::{Settings, read, write};
    use crate::db::Db;

    #[tokio::test]
    async fn survive_being_kept_and_a_value_from_another_program() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("slipway.db")).unwrap();
        assert_eq!(read(&db).await.unwrap(), Settings::default());
        let settings = Settings {
            language: "zh".into(),
            proxy: "http://proxy.example:3128".into(),
            notifications: true,
            ..Settings::default()
        };
        write(&db, settings.clone()).await.unwrap();
        assert_eq!(read(&db).await.unwrap(), settings);
        db.write(|tx| {
            tx.execute(
                "UPDATE settings SET value = '17' WHERE name = 'language'",
                [],
            )
        })
        .await
        .unwrap();
        assert_eq!(read(&db).await.unwrap().language, "");
        assert_eq!(read(&db).await.unwrap().proxy, settings.proxy);
    }
}
