//! Tells a person who looks elsewhere what happened: a release ended, a review moved on. Only when they want it (settings) and the
//! window is not in front of them.

use std::collections::BTreeMap;

use slipway_engine::{
    World,
    view::{ReleaseRow, ReviewRow},
};
use slipway_model::{Language, Sentence};
use tauri::{AppHandle, Manager as _};
use tauri_plugin_notification::NotificationExt as _;

use crate::{app::MAIN, start::say};

/// What was known at the last look.
#[derive(Default)]
pub(crate) struct Notices {
    reviews: BTreeMap<(String, String, String), String>,
    looked: bool,
}

impl Notices {
    /// Compares a world's reviews with the last look and says what moved.
    pub(crate) async fn look(&mut self, app: &AppHandle, world: &World, language: Language) {
        let Ok(rows) = world.reviews(language).await else {
            return;
        };
        let moved = self.moved(&rows);
        if !moved.is_empty() && wanted(app, world, language).await {
            for row in moved {
                notify(app, &review_moved(row), language);
            }
        }
    }

    /// A first look moves nothing: it is news to us alone.
    fn moved<'a>(&mut self, rows: &'a [ReviewRow]) -> Vec<&'a ReviewRow> {
        let first = !std::mem::replace(&mut self.looked, true);
        rows.iter()
            .filter(|row| {
                let key = (row.store.clone(), row.package.clone(), row.version.clone());
                let before = self.reviews.insert(key, row.state.clone());
                !first && before.is_some_and(|state| state != row.state)
            })
            .collect()
    }
}

/// A release of this process came to its end.
pub(crate) async fn ended(app: &AppHandle, world: &World, row: &ReleaseRow, language: Language) {
    if let Ok(release) = world.release(&row.id, language).await
        && wanted(app, world, language).await
    {
        let stores: Vec<String> = release
            .stores
            .iter()
            .map(|run| format!("{}: {}", run.name, run.state_label))
            .collect();
        let says = Sentence::new("window.release-ended")
            .with("title", &release.title)
            .with("stores", stores.join(" · "));
        notify(app, &says, language);
    }
}

/// Shows a notification; where there is no service for them, the log says so.
pub(crate) fn notify(app: &AppHandle, says: &Sentence, language: Language) {
    let shown = app
        .notification()
        .builder()
        .title("Slipway")
        .body(say(says, language))
        .show();
    if let Err(error) = shown {
        tracing::warn!(%error, "the notification could not be shown");
    }
}

async fn wanted(app: &AppHandle, world: &World, language: Language) -> bool {
    let in_front = app
        .get_webview_window(MAIN)
        .is_some_and(|window| window.is_focused().unwrap_or_default());
    !in_front
        && world
            .settings(language)
            .await
            .is_ok_and(|settings| settings.notifications)
}

fn review_moved(row: &ReviewRow) -> Sentence {
    Sentence::new("window.review-moved")
        .with("label", &row.label)
        .with("version", &row.version)
        .with("store", &row.store_name)
        .with("state", &row.state_label)
}

#[cfg(test)]
mod tests {
    use super::{Notices, ReviewRow};

    fn row(store: &str, state: &str) -> ReviewRow {
        ReviewRow {
            package: "com.example".into(),
            label: "Example".into(),
            store: store.into(),
            store_name: store.into(),
            mark: String::new(),
            version: "2.0.0".into(),
            state: state.into(),
            state_label: state.into(),
            store_term: None,
            inferred: false,
            reason: None,
            as_of: None,
            goes_live: None,
            release: None,
            console: String::new(),
            problem: None,
            phase: None,
            levers: Vec::new(),
        }
    }

    #[test]
    fn only_a_review_that_moved_is_news() {
        let mut notices = Notices::default();
        let moved = |notices: &mut Notices, rows: &[ReviewRow]| {
            let moved = notices.moved(rows);
            moved
                .iter()
                .map(|row| format!("{} {}", row.store, row.state))
                .collect::<Vec<_>>()
        };
        assert!(moved(&mut notices, &[row("huawei", "in-review")]).is_empty());
        let now = [row("huawei", "rejected"), row("xiaomi", "submitted")];
        assert_eq!(moved(&mut notices, &now), ["huawei rejected"]);
        assert!(moved(&mut notices, &now).is_empty());
    }
}
