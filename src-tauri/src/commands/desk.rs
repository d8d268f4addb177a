//! The home room.

use std::path::Path;

use tauri::State;

use crate::{
    shell::{Answer, Shell},
    wire::{Across as _, AppRow, DeskView},
};

#[tauri::command]
#[specta::specta]
pub(crate) async fn desk(shell: State<'_, Shell>) -> Answer<DeskView> {
    let (world, language) = shell.here().await?;
    world.desk(language).await.across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn new_app_from_build(shell: State<'_, Shell>, path: String) -> Answer<AppRow> {
    let (world, language) = shell.here().await?;
    world
        .new_app_from_build(Path::new(&path), language)
        .await
        .across()
}
