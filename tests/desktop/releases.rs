//! A release through the wizard, and what can happen to it while it runs.

use serde_json::json;
use slipway_tests::desktop::{
    Start,
    steps::{
        APP, LIMIT, NOTES, big_build, both_submitted, bytes_move, compose, connect_both, demo,
        open_with, run_shows, send_to_both, slow_line,
    },
    within,
};

const MIB: u64 = 1 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn a_build_named_on_the_command_line_goes_to_both_stores() {
    within(LIMIT, async {
        let folder = tempfile::tempdir().expect("a folder");
        let window = open_with(&demo(folder.path())).await;
        connect_both(&window).await;
        compose(&window).await;
        for store in ["huawei", "xiaomi"] {
            let entries = window.ledger(store).await;
            let sent = entries
                .iter()
                .filter(|entry| entry["received"].as_u64() > Some(4_096));
            assert_eq!(sent.count(), 0, "nothing is sent before the button");
        }
        window.press("Send to 2 stores").await;
        window.find("[data-room=run]").await;
        both_submitted(&window).await;
        for store in ["huawei", "xiaomi"] {
            let submitted = window.noted(store, "submitted").await;
            assert_eq!(submitted.len(), 1, "{submitted:#?}");
            assert_eq!(submitted[0]["package"], APP);
            assert_eq!(submitted[0]["version_code"], 20);
            assert!(submitted[0].to_string().contains(NOTES), "{submitted:#?}");
        }

        window.press("Open the record").await;
        window.sees_in("[data-room=record]", "Rehearsal").await;
        window.sees_in("[data-room=record]", NOTES).await;
        window.press("Run again for these stores").await;
        window.sees_in("[data-room=new-release]", APP).await;
        window.press("Choose stores").await;
        window
            .sees_in("[data-room=new-release]", "2 stores chosen")
            .await;
        window.go("Desk", "desk").await;
        for store in ["huawei", "xiaomi"] {
            let cell = format!("[data-app='{APP}'] [data-store={store}]");
            window.sees_in(&cell, "1.9.0").await;
        }
        window.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_outlives_a_reload_and_one_store_can_be_stopped() {
    within(LIMIT, async {
        let folder = tempfile::tempdir().expect("a folder");
        let window = open_with(&big_build(folder.path())).await;
        connect_both(&window).await;
        slow_line(&window, "huawei", 6 * MIB).await;
        slow_line(&window, "xiaomi", 2 * MIB).await;
        send_to_both(&window).await;
        for store in ["huawei", "xiaomi"] {
            bytes_move(&window, store).await;
        }

        window.client.refresh().await.expect("reloaded");
        for store in ["huawei", "xiaomi"] {
            run_shows(&window, store, "running").await;
            bytes_move(&window, store).await;
        }
        window
            .press_at("[data-store=xiaomi] [data-action=stop]")
            .await;
        run_shows(&window, "xiaomi", "stopped").await;
        run_shows(&window, "huawei", "submitted").await;

        let xiaomi = window.ledger("xiaomi").await;
        let cut: Vec<_> = xiaomi
            .iter()
            .filter(|entry| entry["complete"] == json!(false))
            .collect();
        assert_eq!(cut.len(), 1, "{xiaomi:#?}");
        assert!(!cut[0]["closed_at"].is_null(), "{cut:#?}");
        assert!(window.noted("xiaomi", "submitted").await.is_empty());
        assert_eq!(window.noted("huawei", "submitted").await.len(), 1);
        window.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_program_knows_its_release_and_asks_before_sending_again() {
    within(LIMIT, async {
        let folder = tempfile::tempdir().expect("a folder");
        let window = open_with(&big_build(folder.path())).await;
        connect_both(&window).await;
        for store in ["huawei", "xiaomi"] {
            slow_line(&window, store, MIB).await;
        }
        send_to_both(&window).await;
        for store in ["huawei", "xiaomi"] {
            bytes_move(&window, store).await;
        }
        window.kill();
        window.ends().await;

        let window = window.open_again(Start::default()).await;
        window.go("Desk", "desk").await;
        window.press("Show").await;
        for store in ["huawei", "xiaomi"] {
            run_shows(&window, store, "interrupted").await;
        }
        window.press("Resume").await;
        window.waits_for("huawei", "submitted").await;
        run_shows(&window, "huawei", "submitted").await;

        // Xiaomi's "no" proves nothing for ten minutes, and after that a person decides.
        run_shows(&window, "xiaomi", "waiting").await;
        window
            .control("/clock", Some(json!({ "advance_s": 700 })))
            .await;
        run_shows(&window, "xiaomi", "unclear").await;
        assert!(window.noted("xiaomi", "submitted").await.is_empty());
        window
            .press_at("[data-store=xiaomi] [data-action=send-again]")
            .await;
        window.press_in("dialog", "Send again").await;
        both_submitted(&window).await;
        for store in ["huawei", "xiaomi"] {
            assert_eq!(window.noted(store, "submitted").await.len(), 1);
        }
        window.close().await;
    })
    .await;
}
