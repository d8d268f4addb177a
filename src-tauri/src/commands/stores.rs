//! Stores, guides, accounts and checks. Keys come in here and never go out again.

use std::collections::BTreeMap;

use slipway_model::{ProblemKind, Sentence};
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt as _;

use super::window_problem;
use crate::{
    files::Several,
    picker::Wanted,
    shell::{Answer, Shell},
    wire::{
        AccountView, Across, HintView, Keep, KeyringView, ProbeView, SaveAnswer, Secret, StorePage,
        StoreTile, WorldKind,
    },
};

#[tauri::command]
#[specta::specta]
pub(crate) async fn tiles(shell: State<'_, Shell>) -> Answer<Vec<StoreTile>> {
    let (world, language) = shell.here().await?;
    world.tiles(language).await.across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn store_page(shell: State<'_, Shell>, store: String) -> Answer<StorePage> {
    let (world, language) = shell.here().await?;
    world.store_page(&store, language).await.across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn field_hint(
    shell: State<'_, Shell>,
    store: String,
    field: String,
    value: Secret,
) -> Answer<HintView> {
    let (world, language) = shell.here().await?;
    Ok(world.hint(&store, &field, &value.0, language).across())
}

/// Lets the person pick a key file; its text stays on this side. `null` when they changed their mind.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_key_file(
    shell: State<'_, Shell>,
    store: String,
    field: String,
) -> Answer<Option<HintView>> {
    let (world, language) = shell.here().await?;
    let picked = shell.picker.open(Wanted::KeyFile, language).await;
    let Some(path) = picked.first() else {
        return Ok(None);
    };
    let held = world.hold_file(&store, &field, path, language).await;
    held.map(Some).across()
}

/// Takes the file that was dropped on a key's field; its text stays on this side. `null` when none waits.
#[tauri::command]
#[specta::specta]
pub(crate) async fn drop_key_file(
    shell: State<'_, Shell>,
    store: String,
    field: String,
) -> Answer<Option<HintView>> {
    let (world, language) = shell.here().await?;
    let file = shell.take_file().map_err(|Several| {
        let says = Sentence::new("window.one-key-file");
        window_problem(ProblemKind::BadInput, says, language)
    })?;
    let Some(path) = file else {
        return Ok(None);
    };
    let held = world.hold_file(&store, &field, &path, language).await;
    held.map(Some).across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_account(
    shell: State<'_, Shell>,
    store: String,
    name: String,
    form: BTreeMap<String, Secret>,
    keep: Keep,
) -> Answer<SaveAnswer> {
    let (world, language) = shell.here().await?;
    world
        .save_account(&store, &name, form.across(), keep.across(), language)
        .await
        .across()
}

/// Gives an account another name; its keys and what was remembered under the old one follow.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_account(
    shell: State<'_, Shell>,
    store: String,
    name: String,
    to: String,
) -> Answer<AccountView> {
    let (world, language) = shell.here().await?;
    world
        .rename_account(&store, &name, &to, language)
        .await
        .across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_account(
    shell: State<'_, Shell>,
    store: String,
    name: String,
) -> Answer<()> {
    let (world, language) = shell.here().await?;
    world.remove_account(&store, &name, language).await.across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn check_account(
    shell: State<'_, Shell>,
    store: String,
    account: String,
    app: Option<String>,
) -> Answer<Vec<ProbeView>> {
    let (world, language) = shell.here().await?;
    world
        .check(&store, &account, app.as_deref(), language)
        .await
        .across()
}

/// Opens the store's console in the browser, at the guide's step if one is named. In practice the practice console is opened instead.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_console(
    app: AppHandle,
    shell: State<'_, Shell>,
    store: String,
    step: Option<String>,
) -> Answer<()> {
    let (world, language) = shell.here().await?;
    let page = world
        .store_page(&store, language)
        .await
        .map_err(Across::across)?;
    let link = match shell.shown() {
        WorldKind::Practice => None,
        WorldKind::Real => page
            .ways
            .into_iter()
            .flat_map(|way| way.steps)
            .find(|guide| Some(&guide.id) == step.as_ref())
            .and_then(|guide| guide.link),
    };
    let link = link.unwrap_or(page.console);
    app.opener().open_url(&link, None::<&str>).map_err(|_| {
        let says = Sentence::new("window.no-browser").with("link", &link);
        window_problem(ProblemKind::NotFound, says, language)
    })
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn keyring_retry(shell: State<'_, Shell>) -> Answer<KeyringView> {
    let (world, language) = shell.here().await?;
    Ok(world.keyring_retry(language).await.across())
}
