//! Settings of a world, preferences of the window, and leaving.

use tauri::{AppHandle, State};

use crate::{
    leaving,
    shell::{Answer, Shell},
    wire::{Across, LedgerEntry, ReleaseRow, Settings, WindowPrefs},
};

#[tauri::command]
#[specta::specta]
pub(crate) async fn settings(shell: State<'_, Shell>) -> Answer<Settings> {
    let (world, language) = shell.here().await?;
    world.settings(language).await.across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_settings(shell: State<'_, Shell>, settings: Settings) -> Answer<()> {
    let (world, language) = shell.here().await?;
    let chosen = settings.language.clone();
    world
        .set_settings(settings.across(), language)
        .await
        .map_err(Across::across)?;
    shell.set_language(&chosen);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub(crate) fn window_prefs(shell: State<'_, Shell>) -> WindowPrefs {
    shell.prefs.window()
}

#[tauri::command]
#[specta::specta]
pub(crate) fn save_window_prefs(shell: State<'_, Shell>, prefs: WindowPrefs) {
    shell.prefs.set_window(&prefs);
}

/// What practice's stores saw after entry `after`; empty in the real world.
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_ledger(
    shell: State<'_, Shell>,
    after: u64,
) -> Answer<Vec<LedgerEntry>> {
    let (world, language) = shell.here().await?;
    world.ledger(after, language).await.across()
}

/// Ends Slipway when nothing runs, or when `force` says that the person was asked. Else answers what it would interrupt.
#[tauri::command]
#[specta::specta]
pub(crate) async fn quit(
    app: AppHandle,
    shell: State<'_, Shell>,
    force: bool,
) -> Answer<Vec<ReleaseRow>> {
    let running = shell.engine.running(shell.language()).await;
    if force || running.is_empty() {
        leaving::leave(&app).await;
    }
    Ok(running.across())
}
