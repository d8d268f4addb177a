//! What stores decide, shown in their own words, and nothing concluded that a store did not say.

use serde_json::json;
use slipway_tests::{
    build::{Wish, apk},
    desktop::{
        Start, Window,
        steps::{APP, LIMIT, both_submitted, connect_both, demo, open_with, send_to_both},
        within,
    },
};

const OPINION: &str = "应用图标与描述不符，请修改后重新提交 <b>1.2</b>";

#[tokio::test(flavor = "multi_thread")]
async fn reviews_pass_in_both_stores() {
    within(LIMIT, async {
        let folder = tempfile::tempdir().expect("a folder");
        let window = submitted(&demo(folder.path())).await;
        for store in ["huawei", "xiaomi"] {
            decide(&window, store, json!({ "verdict": "approve" })).await;
            review_shows(&window, store, "live").await;
        }
        // Xiaomi has no review query: that it is live was concluded, and is said so.
        window.sees_in("li[data-store=xiaomi]", "inferred").await;
        window.go("Desk", "desk").await;
        for store in ["huawei", "xiaomi"] {
            let cell = format!("[data-app='{APP}'] [data-store={store}]");
            window.sees_in(&cell, "2.0.0").await;
        }
        window.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_is_shown_with_its_reason_only_where_the_store_gives_one() {
    within(LIMIT, async {
        let folder = tempfile::tempdir().expect("a folder");
        let build = apk(folder.path(), &Wish::default());
        let window = submitted(&build.display().to_string()).await;
        for store in ["huawei", "xiaomi"] {
            let verdict = json!({ "verdict": "reject", "reason": OPINION });
            decide(&window, store, verdict).await;
        }
        review_shows(&window, "huawei", "rejected").await;
        window.sees_in("li[data-store=huawei]", OPINION).await;
        // A silent store is suspected only after a while.
        window
            .control("/clock", Some(json!({ "advance_s": 3_600 })))
            .await;
        review_shows(&window, "xiaomi", "needs-look").await;
        let row = window.text_of("li[data-store=xiaomi]").await;
        assert!(row.contains("Needs a look"), "{row}");
        assert!(!row.to_lowercase().contains("rejected"), "{row}");
        window.is_accessible("reviews").await;

        // The reason is still there for whoever comes tomorrow, in Chinese.
        window.press_close();
        window.ends().await;
        let window = window
            .open_again(Start {
                language: "zh",
                ..Start::default()
            })
            .await;
        window.go("审核", "reviews").await;
        window.sees_in("li[data-store=huawei]", OPINION).await;
        window.close().await;
    })
    .await;
}

/// A window on its reviews, with this build submitted to both stores.
async fn submitted(build: &str) -> Window {
    let window = open_with(build).await;
    connect_both(&window).await;
    send_to_both(&window).await;
    both_submitted(&window).await;
    window.press("Watch the reviews").await;
    window.find("[data-room=reviews]").await;
    window
}

async fn decide(window: &Window, store: &str, verdict: serde_json::Value) {
    let mut call = json!({ "store": store, "package": APP });
    if let (Some(call), serde_json::Value::Object(verdict)) = (call.as_object_mut(), verdict) {
        call.extend(verdict);
    }
    window.control("/decide", Some(call)).await;
}

/// Asks this store until its row shows that state.
async fn review_shows(window: &Window, store: &str, state: &str) {
    let row = format!("[data-room=reviews] [data-store={store}]");
    window.find(&format!("{row}[data-state]")).await;
    window.press("Ask the stores").await;
    window.find(&format!("{row}[data-state={state}]")).await;
}
