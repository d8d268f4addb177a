//! What waits for a store.

use tauri::State;

use crate::{
    shell::{Answer, Shell},
    wire::{Across as _, ReviewRow},
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
