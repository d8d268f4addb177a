//! The parts that several journeys share, each done as a person does it, with the mouse and the clipboard. In English windows.
#![expect(clippy::expect_used, reason = "the harness speaks to a test runner")]

use std::{path::Path, time::Duration};

use serde_json::json;

use super::{Start, Window};
use crate::build::{Wish, apk};

pub const APP: &str = "com.example.slipway";
pub const NOTES: &str = "Starts faster";

/// A journey in which nothing happens for so long hangs.
pub const LIMIT: Duration = Duration::from_secs(120);

/// The demo build as a file, as if it came from a build machine.
pub fn demo(folder: &Path) -> String {
    let path = folder.join("demo.apk");
    std::fs::write(&path, slipway_practice::demo_build()).expect("a build");
    path.display().to_string()
}

/// An English window with this build named on its command line.
pub async fn open_with(build: &str) -> Window {
    Window::open(Start {
        arguments: &[build],
        ..Start::default()
    })
    .await
}

/// Goes to a store's page through its tile.
pub async fn open_store(window: &Window, store: &str) {
    window.go("Stores", "stores").await;
    window.press_at(&format!("[data-store={store}] a")).await;
    window.find("[data-room=store]").await;
}

/// Connects a store with the keys of its practice console, all pasted.
pub async fn connect(window: &Window, store: &str) {
    open_store(window, store).await;
    let console = window.console(store).await;
    for (field, value) in &console.right {
        if store == "huawei" && field == "service_account" {
            continue;
        }
        window
            .paste(&format!("[data-field={field}] :is(input, textarea)"), value)
            .await;
    }
    window.press("Save and check").await;
    window.find("[data-account]").await;
    window.misses("[data-room=store] [aria-busy=true]").await;
}

/// Connects both stores.
pub async fn connect_both(window: &Window) {
    connect(window, "huawei").await;
    connect(window, "xiaomi").await;
}

/// Takes the build that waits in the wizard to its last page.
pub async fn compose(window: &Window) {
    window.go("New release", "new-release").await;
    window.sees_in("[data-step=build]", APP).await;
    window.press("Choose stores").await;
    window
        .sees_in("[data-step=stores]", "2 stores chosen")
        .await;
    for store in ["huawei", "xiaomi"] {
        let row = format!("[data-step=stores] [data-store={store}]");
        window.sees_in(&row, "Ready").await;
    }
    window.press("Write what’s new").await;
    window.fill("[data-language=default] textarea", NOTES).await;
    window.press("Check the plan").await;
    window.find("[data-step=check] [data-store]").await;
}

/// Publishes the build that waits in the wizard to both stores, and stays on the run.
pub async fn send_to_both(window: &Window) {
    compose(window).await;
    window.press("Send to 2 stores").await;
    window.find("[data-room=run]").await;
}

/// Waits until both stores have confirmed the submission.
pub async fn both_submitted(window: &Window) {
    for store in ["huawei", "xiaomi"] {
        window.waits_for(store, "submitted").await;
        run_shows(window, store, "submitted").await;
    }
}

/// Waits until the run shows a store in this state.
pub async fn run_shows(window: &Window, store: &str, state: &str) {
    window
        .find(&format!(
            "[data-room=run] [data-store={store}][data-state={state}]"
        ))
        .await;
}

/// Big enough to be seen on its way.
pub fn big_build(folder: &Path) -> String {
    let wish = Wish {
        filling_mib: 32,
        ..Wish::default()
    };
    apk(folder, &wish).display().to_string()
}

/// From now on bodies to this store are read at that speed.
pub async fn slow_line(window: &Window, store: &str, bytes_per_second: u64) {
    let fault = json!({ "kind": "slow", "bytes_per_second": bytes_per_second });
    window
        .control("/knobs", Some(json!({ "store": store, "fault": fault })))
        .await;
}

/// Waits until the row of this store shows a number of bytes, and another one after it.
pub async fn bytes_move(window: &Window, store: &str) {
    let column = format!("[data-room=run] [data-store={store}] .number");
    let shown = async || window.text_of(&column).await;
    window
        .until("no bytes are shown", async || shown().await.contains(" / "))
        .await;
    let before = shown().await;
    window
        .until("the bytes stand still", async || {
            let now = shown().await;
            now.contains(" / ") && now != before
        })
        .await;
}
