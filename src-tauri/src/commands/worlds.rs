//! Which world the window shows.

use tauri::State;

use crate::{
    shell::{Answer, Shell},
    wire::{Across, WorldKind, WorldView},
};

#[tauri::command]
#[specta::specta]
pub(crate) async fn world_view(shell: State<'_, Shell>) -> Answer<WorldView> {
    let (world, language) = shell.here().await?;
    shell.engine.world_view(&world, language).await.across()
}

/// Shows the other world. Nothing moves between worlds but the language, which is the reader's.
#[tauri::command]
#[specta::specta]
pub(crate) async fn switch_world(shell: State<'_, Shell>, kind: WorldKind) -> Answer<WorldView> {
    let language = shell.language();
    let here = shell.world(shell.shown()).await;
    let there = shell.world(kind).await?;
    if let Ok(here) = here {
        let chosen = here.settings(language).await.unwrap_or_default().language;
        let mut settings = there.settings(language).await.map_err(Across::across)?;
        if settings.language != chosen {
            settings.language = chosen;
            there.set_settings(settings, language).await.across()?;
        }
    }
    shell.show(kind);
    shell.engine.world_view(&there, language).await.across()
}
