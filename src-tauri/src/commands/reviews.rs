//! What waits for a store.

use tauri::State;

use crate::{
    shell::{Answer, Shell},
    wire::{Across as _, Lever, ReviewRow, Steered},
};

#[tauri::command]
#[specta::specta]
pub(crate) async fn reviews(shell: State<'_, Shell>) -> Answer<Vec<ReviewRow>> {
    let (world, language) = shell.here().await?;
    world.reviews(language).await.across()
}

/// Asks the stores now; of one app (by its package) or one store only, if named.
#[tauri::command]
#[specta::specta]
pub(crate) async fn refresh_reviews(
    shell: State<'_, Shell>,
    app: Option<String>,
    store: Option<String>,
) -> Answer<Vec<ReviewRow>> {
    let (world, language) = shell.here().await?;
    world
        .refresh_reviews(app.as_deref(), store.as_deref(), language)
        .await
        .across()
}

/// Pulls a lever of the version that was last submitted, and reads back what the store then shows. `percent` goes with `widen`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn steer(
    shell: State<'_, Shell>,
    app: String,
    store: String,
    lever: Lever,
    percent: Option<String>,
) -> Answer<Steered> {
    let (world, language) = shell.here().await?;
    world
        .steer(&app, &store, lever.across(), percent.as_deref(), language)
        .await
        .across()
}
