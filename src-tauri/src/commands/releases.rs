//! Plans, runs and records. A release belongs to the engine: nothing here stops one because the page went away.

use futures_util::StreamExt as _;
use tauri::{State, async_runtime, ipc::Channel};

use crate::{
    files,
    shell::{Answer, Shell},
    wire::{
        Across as _, Action, Draft, PlanView, RecordView, ReleaseEvent, ReleaseRow, ReleaseView,
        TesterRowView,
    },
};

#[tauri::command]
#[specta::specta]
pub(crate) async fn plan_release(shell: State<'_, Shell>, draft: Draft) -> Answer<PlanView> {
    let (world, language) = shell.here().await?;
    world.plan(draft.across(), language).await.across()
}

/// Starts a plan, once; answers the release's id.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_release(shell: State<'_, Shell>, plan_id: String) -> Answer<String> {
    let (world, language) = shell.here().await?;
    world.start(&plan_id, language).await.across()
}

/// Sends the journal after `after_seq` and then what follows, until `unwatch_release`, a second watch, or the page's end.
#[tauri::command]
#[specta::specta]
pub(crate) async fn watch_release(
    shell: State<'_, Shell>,
    id: String,
    after_seq: u64,
    events: Channel<ReleaseEvent>,
) -> Answer<()> {
    let (world, language) = shell.here().await?;
    let mut lines = world.watch(&id, after_seq, language);
    let left = shell.begin(task(&id));
    async_runtime::spawn(async move {
        while let Some(Some(line)) = left.run_until_cancelled(lines.next()).await {
            if events.send(line.across()).is_err() {
                break;
            }
        }
    });
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub(crate) fn unwatch_release(shell: State<'_, Shell>, id: String) {
    shell.end(&task(&id));
}

fn task(id: &str) -> String {
    format!("watch {id}")
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn release(shell: State<'_, Shell>, id: String) -> Answer<ReleaseView> {
    let (world, language) = shell.here().await?;
    world.release(&id, language).await.across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn releases(shell: State<'_, Shell>) -> Answer<Vec<ReleaseRow>> {
    let (world, language) = shell.here().await?;
    world.releases(language).await.across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn record(shell: State<'_, Shell>, id: String) -> Answer<RecordView> {
    let (world, language) = shell.here().await?;
    world.record(&id, language).await.across()
}

/// Writes the record where the person says; answers that place, or `null` when they changed their mind.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_record(shell: State<'_, Shell>, id: String) -> Answer<Option<String>> {
    let (world, language) = shell.here().await?;
    let name = format!("slipway-{id}.json");
    let Some(path) = shell.picker.save(&name, language).await else {
        return Ok(None);
    };
    let written = world.export(&id, &path, language).await;
    written.map(|()| Some(files::text(&path))).across()
}

/// The draft that would make this release anew; nothing is begun.
#[tauri::command]
#[specta::specta]
pub(crate) async fn draft_again(shell: State<'_, Shell>, id: String) -> Answer<Draft> {
    let (world, language) = shell.here().await?;
    world.draft_again(&id, language).await.across()
}

/// Every row of a store's testers with what became of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn tester_rows(
    shell: State<'_, Shell>,
    id: String,
    store: String,
) -> Answer<Vec<TesterRowView>> {
    let (world, language) = shell.here().await?;
    world.tester_rows(&id, &store, language).await.across()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn act(
    shell: State<'_, Shell>,
    id: String,
    store: Option<String>,
    action: Action,
) -> Answer<()> {
    let (world, language) = shell.here().await?;
    world
        .act(&id, store.as_deref(), action.across(), language)
        .await
        .across()
}

/// What runs in this process, in both worlds.
#[tauri::command]
#[specta::specta]
pub(crate) async fn running(shell: State<'_, Shell>) -> Answer<Vec<ReleaseRow>> {
    Ok(shell.engine.running(shell.language()).await.across())
}
