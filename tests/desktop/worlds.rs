//! Practice and real side by side, and leaving: what runs is hidden or asked about, never lost.

use slipway_tests::{
    desktop::{
        Start, Window,
        steps::{
            APP, LIMIT, big_build, both_submitted, bytes_move, connect_both, open_store, open_with,
            send_to_both, slow_line,
        },
        within,
    },
    source,
};

const MIB: u64 = 1 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn the_two_worlds_know_nothing_of_each_other() {
    within(LIMIT, async {
        let window = Window::open(Start::default()).await;
        window
            .sees_in(
                &format!("[data-room=desk] [data-app='{APP}']"),
                "Slipway Demo",
            )
            .await;
        connect_both(&window).await;
        window.find("[role=region].practice").await;

        window.press("Leave practice").await;
        window.sees_in("[data-room=desk]", "No app yet").await;
        window.misses("[role=region].practice").await;
        window.go("Stores", "stores").await;
        for store in ["huawei", "xiaomi"] {
            let tile = format!("[data-store={store}]");
            window.sees_in(&tile, "Not set up").await;
        }
        window.go("Releases", "releases").await;
        window.sees("No release yet").await;

        window.press("Go to practice").await;
        window.find("[role=region].practice").await;
        window.go("Stores", "stores").await;
        window.sees_in("[data-store=huawei]", "Ready").await;
        window.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_window_hides_while_a_release_runs_and_the_next_start_shows_it() {
    within(LIMIT, async {
        let folder = tempfile::tempdir().expect("a folder");
        let window = open_with(&big_build(folder.path())).await;
        connect_both(&window).await;
        for store in ["huawei", "xiaomi"] {
            slow_line(&window, store, 3 * MIB).await;
        }
        send_to_both(&window).await;
        bytes_move(&window, "huawei").await;

        window.press_close();
        window.hides().await;
        let second = window.start_again(&[]).wait().expect("an end");
        assert!(second.success(), "{second}");
        window.shows_itself().await;
        bytes_move(&window, "huawei").await;

        window.press_close();
        window.hides().await;
        window.ends().await;
        let window = window.open_again(Start::default()).await;
        both_submitted(&window).await;
        window.close().await;
    })
    .await;
}

/// D17, and the other half of closing: a hidden window could not be found again, so the person is asked.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_bus_keys_stay_in_memory_and_closing_asks() {
    within(LIMIT, async {
        let folder = tempfile::tempdir().expect("a folder");
        let build = big_build(folder.path());
        let window = Window::open(Start {
            arguments: &[&build],
            alone: true,
            ..Start::default()
        })
        .await;
        open_store(&window, "huawei").await;
        window.sees("no keyring service").await;
        window.sees("For this session only").await;
        connect_both(&window).await;
        window.sees("this session only").await;
        let secret = window.console("huawei").await.right["client_secret"].clone();
        for (path, bytes) in source::every_file(&window.folder().join("home/practice")) {
            let of_the_store = path.contains("/practice/stores/");
            assert!(
                of_the_store || !source::holds(&bytes, secret.as_bytes()),
                "{path}"
            );
        }

        slow_line(&window, "huawei", MIB).await;
        slow_line(&window, "xiaomi", MIB).await;
        send_to_both(&window).await;
        bytes_move(&window, "xiaomi").await;
        window.press_close();
        window.sees_in("dialog", "Slipway Demo 2.0.0 (20)").await;
        window.is_accessible("quit").await;
        window.press("Keep running").await;
        window.misses("dialog").await;
        bytes_move(&window, "xiaomi").await;

        window.press_close();
        window.press("Interrupt 1 release and quit").await;
        window.ends().await;
        let window = window.open_again(Start::default()).await;
        for store in ["huawei", "xiaomi"] {
            assert!(window.noted(store, "submitted").await.is_empty());
        }
        window.sees("was interrupted").await;
        window.close().await;
    })
    .await;
}
