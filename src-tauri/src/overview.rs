//! The state of all running releases in the window's title and on the taskbar, for people who look elsewhere meanwhile.
//! Also where a hidden window notices that nothing runs any more and ends the process.

use std::{collections::BTreeMap, time::Duration};

use slipway_engine::view::{Progress, ReleaseRow, ReleaseView, StoreRun};
use slipway_model::{Language, Sentence};
use tauri::{
    AppHandle, Manager as _,
    window::{ProgressBarState, ProgressBarStatus},
};

use crate::{
    app::{MAIN, shell},
    leaving,
    notices::{self, Notices},
    start::say,
    wire::{Across as _, WorldKind},
};

/// While something runs, the numbers are renewed this often.
const BEAT: Duration = Duration::from_millis(500);

/// Runs as long as the process.
pub(crate) async fn keep(app: AppHandle) {
    let mut before: Vec<ReleaseRow> = Vec::new();
    let mut notices: BTreeMap<WorldKind, Notices> = BTreeMap::new();
    loop {
        let shell = shell(&app);
        let language = shell.language();
        let running = shell.engine.running(language).await;
        for row in before.extract_if(.., |row| running.iter().all(|now| now.id != row.id)) {
            if let Ok(world) = shell.world(kind_of(&row)).await {
                notices::ended(&app, &world, &row, language).await;
            }
        }
        before.clone_from(&running);
        if let Ok(world) = shell.world(shell.shown()).await {
            let notices = notices.entry(world.kind().across()).or_default();
            notices.look(&app, &world, language).await;
        }
        if running.is_empty() && leaving::is_hidden() {
            return leaving::leave(&app).await;
        }
        let mut shares = Vec::new();
        for row in &running {
            if let Ok(world) = shell.world(kind_of(row)).await
                && let Ok(release) = world.release(&row.id, language).await
            {
                shares.push(share(&release));
            }
        }
        let done = (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64);
        show(&app, &title(&running, done, shell.shown(), language), done);
        if running.is_empty() {
            shell.news.notified().await;
        } else {
            // Whichever comes first; a burst of news may not redraw the title more often than the beat.
            tokio::time::sleep(BEAT).await;
        }
    }
}

fn kind_of(row: &ReleaseRow) -> WorldKind {
    if row.rehearsal {
        WorldKind::Practice
    } else {
        WorldKind::Real
    }
}

fn show(app: &AppHandle, title: &str, done: Option<f64>) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    let bar = ProgressBarState {
        status: Some(match done {
            Some(_) => ProgressBarStatus::Normal,
            None => ProgressBarStatus::None,
        }),
        progress: done.map(percent),
    };
    let shown = window
        .set_title(title)
        .and_then(|()| window.set_progress_bar(bar));
    if let Err(error) = shown {
        tracing::debug!(%error, "title or taskbar could not be renewed");
    }
}

/// The title of the window: how far, what, and whether this is practice.
fn title(
    running: &[ReleaseRow],
    done: Option<f64>,
    shown: WorldKind,
    language: Language,
) -> String {
    let key = match (running, shown) {
        ([], WorldKind::Real) => "window.title",
        ([], WorldKind::Practice) => "window.title-practice",
        ([_], _) => "window.title-running",
        _ => "window.title-running-many",
    };
    let sentence = Sentence::new(key)
        .with("percent", done.map_or(0, percent))
        .with("count", running.len())
        .with("title", running.first().map_or("", |row| &row.title));
    say(&sentence, language)
}

fn percent(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * 100.0) as u64
}

/// How much of a release is behind it: finished steps by weight, and of a running step the bytes that left.
fn share(release: &ReleaseView) -> f64 {
    let stores = release.stores.iter().map(store_share);
    stores.sum::<f64>() / release.stores.len().max(1) as f64
}

fn store_share(run: &StoreRun) -> f64 {
    if !matches!(run.state.as_str(), "to-do" | "running" | "waiting") {
        return 1.0;
    }
    let mut total = 0.0;
    let mut behind = 0.0;
    for step in &run.steps {
        let weight = f64::from(step.weight);
        total += weight;
        behind += match step.state.as_str() {
            "done" | "skipped" => weight,
            "running" => weight * run.progress.as_ref().map_or(0.0, fraction),
            _ => 0.0,
        };
    }
    if total > 0.0 { behind / total } else { 0.0 }
}

fn fraction(progress: &Progress) -> f64 {
    if progress.total == 0 {
        0.0
    } else {
        progress.bytes as f64 / progress.total as f64
    }
}

#[cfg(test)]
mod tests {
    use slipway_engine::view::{Progress, ReleaseRow, StepView, StoreRun};
    use slipway_model::Language;

    use super::{WorldKind, store_share, title};

    fn run(state: &str, steps: &[(u32, &str)]) -> StoreRun {
        let step = |&(weight, state): &(u32, &str)| StepView {
            key: String::new(),
            title: String::new(),
            weight,
            state: state.into(),
            began: None,
            ended: None,
            attempts: 1,
            says: None,
        };
        StoreRun {
            store: "huawei".into(),
            name: String::new(),
            mark: String::new(),
            account: String::new(),
            state: state.into(),
            state_label: String::new(),
            steps: steps.iter().map(step).collect(),
            says: None,
            problem: None,
            actions: Vec::new(),
            bytes_total: 8,
            progress: Some(Progress {
                bytes: 4,
                total: 8,
                bytes_per_second: 1,
                seconds_left: Some(4),
            }),
            receipt: None,
            testers: None,
        }
    }

    #[test]
    fn a_store_counts_by_weight_and_bytes() {
        let check = |state, steps: &[_], share: f64| {
            assert!((store_share(&run(state, steps)) - share).abs() < 1e-9);
        };
        check("running", &[(1, "done"), (8, "running"), (1, "to-do")], 0.5);
        check("to-do", &[(1, "to-do")], 0.0);
        check("failed", &[(1, "done"), (9, "failed")], 1.0);
        check("running", &[], 0.0);
    }

    #[test]
    fn the_title_says_how_far_and_where() {
        let row = ReleaseRow {
            id: "1".into(),
            title: "Demo 2.0.0".into(),
            rehearsal: true,
            state: "running".into(),
            began: jiff::Timestamp::UNIX_EPOCH,
            stores: Vec::new(),
        };
        let check = |rows: &[ReleaseRow], kind, english: &str| {
            assert_eq!(title(rows, Some(0.425), kind, Language::En), english);
            assert_ne!(title(rows, Some(0.425), kind, Language::Zh), "");
        };
        check(&[], WorldKind::Real, "Slipway");
        check(&[], WorldKind::Practice, "Slipway – practice");
        let one = std::slice::from_ref(&row);
        check(one, WorldKind::Real, "42% · Demo 2.0.0 – Slipway");
        check(
            &[row.clone(), row.clone()],
            WorldKind::Real,
            "42% · 2 releases – Slipway",
        );
    }
}
