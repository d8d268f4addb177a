//! Closing, hiding and ending. A running release outlives the window; the process outlives neither for long.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use slipway_model::Sentence;
use tauri::{AppHandle, Manager as _, WebviewWindow};

use crate::{
    app::{MAIN, shell},
    bindings::QuitAsked,
    notices, session,
    shell::tell,
};

/// Whether we hid the window. The window itself may also be invisible because it is still coming up.
static HIDDEN: AtomicBool = AtomicBool::new(false);

/// The notification is said once, not at every closing.
static SAID: AtomicBool = AtomicBool::new(false);

/// Longest wait for practice and the review watch to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// The person closed the window: end when nothing runs; hide while something does; ask where a hidden window could not be found again.
pub(crate) async fn close(app: &AppHandle) {
    let shell = shell(app);
    let running = shell.engine.running(shell.language()).await;
    if running.is_empty() {
        leave(app).await;
    } else if session::can_find_the_first_window() {
        hide(app, &running[0].title);
    } else {
        ask(app);
    }
}

/// The system or the person wants the whole program to end.
pub(crate) async fn end(app: &AppHandle) {
    let shell = shell(app);
    if shell.engine.running(shell.language()).await.is_empty() {
        leave(app).await;
    } else {
        ask(app);
    }
}

/// Stops what runs, in order, and ends the process.
pub(crate) async fn leave(app: &AppHandle) {
    let engine = shell(app).engine.clone();
    if tokio::time::timeout(PATIENCE, engine.close())
        .await
        .is_err()
    {
        tracing::warn!("something did not end in time; its journal says how far it came");
    }
    app.exit(0);
}

/// Brings the window back to the person.
pub(crate) fn show(app: &AppHandle) {
    HIDDEN.store(false, Ordering::Relaxed);
    if let Some(window) = window(app) {
        let shown = window
            .show()
            .and_then(|()| window.unminimize())
            .and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "the window could not be shown");
        }
    }
}

pub(crate) fn is_hidden() -> bool {
    HIDDEN.load(Ordering::Relaxed)
}

fn ask(app: &AppHandle) {
    show(app);
    tell(app, &QuitAsked);
}

fn hide(app: &AppHandle, title: &str) {
    if let Some(Err(error)) = window(app).map(|window| window.hide()) {
        tracing::warn!(%error, "the window could not be hidden");
        return;
    }
    HIDDEN.store(true, Ordering::Relaxed);
    if !SAID.swap(true, Ordering::Relaxed) {
        let says = Sentence::new("window.still-running").with("title", title);
        notices::notify(app, &says, shell(app).language());
    }
}

fn window(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window(MAIN)
}
