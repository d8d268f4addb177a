//! The testers' room: people, groups, lists on their way in and out. Sending is a release: `tester_draft`, then `plan_release` and
//! `start_release`.

use std::path::Path;

use tauri::State;

use crate::{
    files,
    picker::Wanted,
    shell::{Answer, Shell},
    wire::{
        Across as _, Draft, ImportPage, ImportView, Imported, OwnGroup, PeoplePage, PeopleQuery,
        PersonEdit, PersonStanding, PersonView, PlacePage, PlaceQuery, StoreGroup, TesterPlace,
        TesterSend, TesterStore,
    },
};

/// A stretch of the recorded people, by address.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tester_people(
    shell: State<'_, Shell>,
    query: PeopleQuery,
) -> Answer<PeoplePage> {
    let (world, language) = shell.here().await?;
    world.tester_people(query.across(), language).await.across()
}

/// Own groups, and where each was sent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn own_groups(shell: State<'_, Shell>) -> Answer<Vec<OwnGroup>> {
    let (world, language) = shell.here().await?;
    world.own_groups(language).await.across()
}

/// Every group of a store into which people were sent, also where no own group is left that was.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tester_places(shell: State<'_, Shell>) -> Answer<Vec<TesterPlace>> {
    let (world, language) = shell.here().await?;
    world.tester_places(language).await.across()
}

/// A stretch of the people of one such group.
#[tauri::command]
#[specta::specta]
pub(crate) async fn place_people(shell: State<'_, Shell>, query: PlaceQuery) -> Answer<PlacePage> {
    let (world, language) = shell.here().await?;
    world.place_people(query.across(), language).await.across()
}

/// One person, and where they are, since when, with what result.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tester_standing(
    shell: State<'_, Shell>,
    person: String,
) -> Answer<PersonStanding> {
    let (world, language) = shell.here().await?;
    world.tester_standing(&person, language).await.across()
}

/// Stores that take testers, and what each cannot do.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tester_stores(shell: State<'_, Shell>) -> Answer<Vec<TesterStore>> {
    let (world, language) = shell.here().await?;
    world.tester_stores(language).await.across()
}

/// The groups that a store has for an app now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn groups_at_store(
    shell: State<'_, Shell>,
    store: String,
    account: String,
    app: String,
) -> Answer<Vec<StoreGroup>> {
    let (world, language) = shell.here().await?;
    world
        .groups_at_store(&store, &account, &app, language)
        .await
        .across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_tester(shell: State<'_, Shell>, edit: PersonEdit) -> Answer<PersonView> {
    let (world, language) = shell.here().await?;
    world.save_tester(edit.across(), language).await.across()
}

/// Forgets a person here. Stores keep them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_tester(shell: State<'_, Shell>, person: String) -> Answer<()> {
    let (world, language) = shell.here().await?;
    world.forget_tester(&person, language).await.across()
}

/// Answers the group's id; of the one that has this name already, where there is one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn new_own_group(shell: State<'_, Shell>, name: String) -> Answer<String> {
    let (world, language) = shell.here().await?;
    world.new_group(&name, language).await.across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_own_group(
    shell: State<'_, Shell>,
    id: String,
    name: String,
) -> Answer<()> {
    let (world, language) = shell.here().await?;
    world.rename_group(&id, &name, language).await.across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_own_group(shell: State<'_, Shell>, id: String) -> Answer<()> {
    let (world, language) = shell.here().await?;
    world.delete_group(&id, language).await.across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn add_to_own_group(
    shell: State<'_, Shell>,
    id: String,
    people: Vec<String>,
) -> Answer<()> {
    let (world, language) = shell.here().await?;
    world.add_to_group(&id, people, language).await.across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_from_own_group(
    shell: State<'_, Shell>,
    id: String,
    people: Vec<String>,
) -> Answer<()> {
    let (world, language) = shell.here().await?;
    world
        .remove_from_group(&id, people, language)
        .await
        .across()
}

/// Opens the system's file dialog and judges the list that was chosen. `null` when they changed their mind.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_tester_list(
    shell: State<'_, Shell>,
    group: String,
) -> Answer<Option<ImportView>> {
    let (world, language) = shell.here().await?;
    let picked = shell.picker.open(Wanted::TesterList, language).await;
    let Some(path) = picked.first() else {
        return Ok(None);
    };
    let judged = world.preview_testers(path, &group, language).await;
    judged.map(Some).across()
}

/// Judges a list that was dropped on the window, by the path that `opened_files` gave.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_tester_list(
    shell: State<'_, Shell>,
    path: String,
    group: String,
) -> Answer<ImportView> {
    let (world, language) = shell.here().await?;
    let judged = world.preview_testers(Path::new(&path), &group, language);
    judged.await.across()
}

/// Judges text that was pasted.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_tester_text(
    shell: State<'_, Shell>,
    text: String,
    group: String,
) -> Answer<ImportView> {
    let (world, language) = shell.here().await?;
    let judged = world.preview_tester_text(&text, &group, language);
    judged.await.across()
}

/// A stretch of a list's rows. `only`: a status, or empty for all.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_rows(
    shell: State<'_, Shell>,
    id: String,
    only: String,
    from: u32,
    count: u32,
) -> Answer<ImportPage> {
    let (world, language) = shell.here().await?;
    world
        .import_rows(&id, &only, from, count, language)
        .await
        .across()
}

/// Mends one row of a list and judges the list anew.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mend_import_row(
    shell: State<'_, Shell>,
    id: String,
    row: u32,
    email: String,
    first_name: String,
    last_name: String,
) -> Answer<ImportView> {
    let (world, language) = shell.here().await?;
    world
        .mend_import_row(&id, row, &email, &first_name, &last_name, language)
        .await
        .across()
}

/// Names another own group for a list and judges it anew.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_into(
    shell: State<'_, Shell>,
    id: String,
    group: String,
) -> Answer<ImportView> {
    let (world, language) = shell.here().await?;
    world.import_into(&id, &group, language).await.across()
}

/// Takes the good rows in. `whole`: all rows or none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn apply_import(
    shell: State<'_, Shell>,
    id: String,
    whole: bool,
) -> Answer<Imported> {
    let (world, language) = shell.here().await?;
    world.apply_import(&id, whole, language).await.across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn drop_import(shell: State<'_, Shell>, id: String) -> Answer<()> {
    let (world, _) = shell.here().await?;
    world.drop_import(&id);
    Ok(())
}

/// Writes people where the person says; answers that place, or `null` when they changed their mind. `group` `null`: everybody.
/// `apple`: in App Store Connect's order; else in that of Amazon's console.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_testers(
    shell: State<'_, Shell>,
    group: Option<String>,
    apple: bool,
) -> Answer<Option<String>> {
    let (world, language) = shell.here().await?;
    let Some(path) = shell.picker.save("testers.csv", language).await else {
        return Ok(None);
    };
    let written = world.export_testers(group, apple, &path, language).await;
    written.map(|_| Some(files::text(&path))).across()
}

/// Lets the person pick a certificate; answers its text for a draft. `null` when they changed their mind.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_certificate(shell: State<'_, Shell>) -> Answer<Option<String>> {
    let (world, language) = shell.here().await?;
    let picked = shell.picker.open(Wanted::Certificate, language).await;
    let Some(path) = picked.first() else {
        return Ok(None);
    };
    let read = world.read_certificate(path, language).await;
    read.map(Some).across()
}

/// The draft that sends own groups to a store, or takes people out there; nothing is begun.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tester_draft(shell: State<'_, Shell>, send: TesterSend) -> Answer<Draft> {
    let (world, language) = shell.here().await?;
    world.tester_draft(send.across(), language).await.across()
}
