//! Reviews as a person sees them: our word, the store's own term beside it, the reviewer's reason, and where to mend it.

use slipway_model::{Language, Phase, ReviewState};

use super::{Standing, all};
use crate::{
    World, apps,
    release::when::shown,
    say::{plain, store_name, view, word},
    view::{PhaseView, ReviewRow},
    world::{Answer, Told as _},
};

impl World {
    /// Everything that was submitted or asked about, newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reviews(&self, lang: Language) -> Answer<Vec<ReviewRow>> {
        let apps = apps::all(&self.db).await.told(lang)?;
        let mut standings: Vec<Standing> = all(&self.db).await.told(lang)?.into_values().collect();
        standings.sort_by_key(|standing| {
            std::cmp::Reverse(standing.submitted.as_ref().map(|sent| sent.at))
        });
        let label = |package: &str| {
            apps.iter()
                .find(|app| app.package == package)
                .map_or_else(|| package.to_owned(), |app| app.label.clone())
        };
        Ok(standings
            .iter()
            .filter_map(|standing| self.review_row(standing, label(&standing.package), lang))
            .collect())
    }

    fn review_row(&self, standing: &Standing, label: String, lang: Language) -> Option<ReviewRow> {
        let store = self.store(&standing.store).ok()?;
        let review = standing.review.as_ref();
        let state = match (review, &standing.submitted) {
            (Some(review), _) => plain(&review.state),
            (None, Some(_)) => plain(&ReviewState::Submitted),
            (None, None) => "unknown".to_owned(),
        };
        let version = match (&standing.submitted, review) {
            (Some(sent), _) => format!("{} ({})", sent.version_name, sent.code_text()),
            (None, Some(review)) => review.live_version_name.clone().unwrap_or_default(),
            (None, None) => String::new(),
        };
        let goes_live = review.and_then(|review| review.goes_live_at).or_else(|| {
            standing
                .submitted
                .as_ref()
                .and_then(|sent| sent.goes_live_at)
        });
        Some(ReviewRow {
            package: standing.package.clone(),
            label,
            store: standing.store.clone(),
            store_name: store_name(store, lang).to_owned(),
            mark: store.card().mark.to_owned(),
            version,
            state_label: word(&format!("state.{state}"), lang),
            state,
            store_term: review
                .map(|review| review.store_term.clone())
                .filter(|term| !term.is_empty()),
            inferred: review.is_some_and(|review| review.inferred),
            reason: review
                .and_then(|review| review.reason.as_ref())
                .map(|said| said.words.clone()),
            as_of: standing.as_of,
            goes_live: goes_live.map(|instant| shown(instant, "Asia/Shanghai")),
            release: standing.release.clone(),
            console: match self.practice_console() {
                Some(console) => format!("{}/{}", console.trim_end_matches('/'), standing.store),
                None => store.card().console.to_owned(),
            },
            problem: standing
                .problem
                .as_ref()
                .map(|problem| view(Some(store), problem, lang)),
            phase: review
                .and_then(|review| review.phase.as_ref())
                .map(|phase| phase_view(phase, lang)),
            levers: review
                .map(|review| review.levers.iter().map(plain).collect())
                .unwrap_or_default(),
        })
    }
}

fn phase_view(phase: &Phase, lang: Language) -> PhaseView {
    let state = plain(&phase.state);
    PhaseView {
        state_label: word(&format!("phase.{state}"), lang),
        state,
        percent: phase.percent.map(|percent| percent.to_string()),
        from: phase.from.map(|instant| shown(instant, "Asia/Shanghai")),
        until: phase.until.map(|instant| shown(instant, "Asia/Shanghai")),
        store_term: phase.store_term.clone(),
    }
}
