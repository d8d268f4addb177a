//! Ways in for build files, and what stands in them.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use tauri::{State, ipc::Channel};

use crate::{
    files,
    picker::Wanted,
    shell::{Answer, Shell},
    wire::{Across as _, BuildView},
};

/// The page is told at most this often how far a build was read.
const BEAT: Duration = Duration::from_millis(100);

/// Empty when the person changed their mind.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_builds(shell: State<'_, Shell>) -> Answer<Vec<String>> {
    let (_, language) = shell.here().await?;
    let picked = shell.picker.open(Wanted::Builds, language).await;
    Ok(picked.iter().map(|path| files::text(path)).collect())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_icon(shell: State<'_, Shell>) -> Answer<Option<String>> {
    let (_, language) = shell.here().await?;
    let picked = shell.picker.open(Wanted::Icon, language).await;
    Ok(picked.first().map(|path| files::text(path)))
}

/// Files named on the command line, by a second start, or dropped on the window. Each is answered once.
#[tauri::command]
#[specta::specta]
pub(crate) fn opened_files(shell: State<'_, Shell>) -> Vec<String> {
    let files = shell.take_files();
    files.iter().map(|path| files::text(path)).collect()
}

/// Reads a build; `progress` gets the bytes read so far, at most ten times a second.
#[tauri::command]
#[specta::specta]
pub(crate) async fn inspect_build(
    shell: State<'_, Shell>,
    path: String,
    progress: Channel<u64>,
) -> Answer<BuildView> {
    let (world, language) = shell.here().await?;
    let cancel = shell.begin(task(&path));
    let mut told: Option<Instant> = None;
    let tell = move |bytes| {
        if told.is_none_or(|then| then.elapsed() >= BEAT) {
            told = Some(Instant::now());
            // A page that is gone needs no progress; reading ends by its token.
            drop(progress.send(bytes));
        }
    };
    let build = world
        .inspect(Path::new(&path), tell, cancel, language)
        .await;
    build.across()
}

#[tauri::command]
#[specta::specta]
pub(crate) fn stop_inspecting(shell: State<'_, Shell>, path: String) {
    shell.end(&task(&path));
}

fn task(path: &str) -> String {
    format!("inspect {path}")
}
