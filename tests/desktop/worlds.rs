//! Practice and real side by side, and leaving: what runs is hidden or asked about, never lost.

use slipway_tests::desktop::{Start, Window, within};

use super::steps::{
    APP, LIMIT, big_build, both_submitted, bytes_move, connect_both, open_with, send_to_both,
    slow_line,
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
