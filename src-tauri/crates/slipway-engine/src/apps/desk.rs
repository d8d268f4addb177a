//! The desk: one row per app, one column per store. Everything on it is what was last read back, with the age of that knowledge.

use std::collections::BTreeMap;

use slipway_model::{Language, ReviewState, Sentence};
use slipway_stores::{Capability, Store};

use super::{App, new_app::picture};
use crate::{
    World,
    accounts::Row,
    reviews::Standing,
    say::{plain, say, store_name, word},
    view::{AppRow, DeskCell, DeskView, StoreTile},
    world::{Answer, Told as _},
};

impl World {
    /// Every app and where it stands in every store.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn desk(&self, lang: Language) -> Answer<DeskView> {
        let stores = self.tiles(lang).await?;
        let apps = super::all(&self.db).await.told(lang)?;
        let standings = crate::reviews::all(&self.db).await.told(lang)?;
        let rows = apps.iter().map(|app| AppRow {
            package: app.package.clone(),
            label: app.label.clone(),
            icon: app.icon.as_deref().map(picture),
            cells: stores
                .iter()
                .map(|tile| cell(app, tile, &standings, lang))
                .collect(),
        });
        Ok(DeskView {
            apps: rows.collect(),
            stores,
        })
    }

    /// One tile per store.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tiles(&self, lang: Language) -> Answer<Vec<StoreTile>> {
        let rows = self.accounts.rows().await.told(lang)?;
        Ok(self
            .stores
            .iter()
            .map(|store| tile(*store, &rows, lang))
            .collect())
    }
}

pub(crate) fn tile(store: &dyn Store, rows: &[Row], lang: Language) -> StoreTile {
    let card = store.card();
    let accounts: Vec<&Row> = rows.iter().filter(|row| row.store == card.id).collect();
    let state = if accounts.is_empty() {
        "not-set-up"
    } else if accounts.iter().any(|row| row.needs_attention()) {
        "needs-attention"
    } else {
        "ready"
    };
    StoreTile {
        id: card.id.to_owned(),
        name: store_name(store, lang).to_owned(),
        mark: card.mark.to_owned(),
        state: state.to_owned(),
        accounts: accounts.len() as u32,
        can: card.can.iter().map(|can| can.word().to_owned()).collect(),
        phases: if card.can.contains(&Capability::FixedPhases) {
            say(Some(store), &Sentence::new("phases.plan"), lang)
        } else {
            String::new()
        },
        notes_limit: card.notes.most,
        notes_least: card.notes.least,
        notes_counted: plain(&card.notes.counted),
        default_language: card.default_language.to_owned(),
        accepts: card.accepts.iter().map(plain).collect(),
        size_limit: card.size_limit,
    }
}

fn cell(
    app: &App,
    tile: &StoreTile,
    standings: &BTreeMap<(String, String), Standing>,
    lang: Language,
) -> DeskCell {
    let standing = standings.get(&(app.package.clone(), tile.id.clone()));
    let review = standing.and_then(|standing| standing.review.as_ref());
    let state = match review.map(|review| review.state) {
        Some(state) => plain(&state),
        None if standing.is_some_and(|standing| standing.submitted.is_some()) => {
            plain(&ReviewState::Submitted)
        }
        None if tile.state == "not-set-up" => tile.state.clone(),
        None => "unknown".to_owned(),
    };
    let version = |name: &Option<String>, code: Option<u64>| match (name, code) {
        (Some(name), Some(code)) => Some(format!("{name} ({code})")),
        (Some(name), None) => Some(name.clone()),
        (None, code) => code.map(|code| code.to_string()),
    };
    DeskCell {
        store: tile.id.clone(),
        state_label: word(&format!("state.{state}"), lang),
        state,
        store_term: review
            .map(|review| review.store_term.clone())
            .filter(|term| !term.is_empty()),
        inferred: review.is_some_and(|review| review.inferred),
        live: review
            .and_then(|review| version(&review.live_version_name, review.live_version_code)),
        pending: review
            .and_then(|review| version(&review.pending_version_name, review.pending_version_code)),
        reason: review
            .and_then(|review| review.reason.as_ref())
            .map(|said| said.words.clone()),
        as_of: standing.and_then(|standing| standing.as_of),
    }
}
