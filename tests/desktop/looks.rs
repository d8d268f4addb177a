//! Every room as people see it and as screen readers hear it: two languages from the first screen, two looks, nothing for axe-core to find.

use serde_json::json;
use slipway_tests::desktop::{
    Start, Window,
    steps::{LIMIT, both_submitted, compose, connect_both, demo, open_store, open_with},
    within,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_first_screen_speaks_the_language_of_the_system() {
    within(LIMIT, async {
        for (language, desk, live, tag) in [
            ("en", "Desk", "Practice", "en"),
            ("zh", "工作台", "演练", "zh-CN"),
        ] {
            let window = Window::open(Start {
                language,
                ..Start::default()
            })
            .await;
            window.sees_in("[data-room=desk] h1", desk).await;
            window.sees_in("[role=region].practice", live).await;
            let spoken = window
                .script("return document.documentElement.lang", vec![])
                .await;
            assert_eq!(spoken, json!(tag));
            window.close().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn language_and_look_change_at_once_and_stay() {
    within(LIMIT, async {
        let window = Window::open(Start::default()).await;
        window.go("Settings", "settings").await;
        let list = |value: &str| format!("[data-room=settings] select:has(option[value={value}])");
        window.choose(&list("zh"), "zh").await;
        window.sees_in("h1", "设置").await;
        window.choose(&list("dark"), "dark").await;
        is_dark(&window, true).await;
        window.press_close();
        window.ends().await;

        let window = window.open_again(Start::default()).await;
        window.sees_in("h1", "设置").await;
        is_dark(&window, true).await;
        window.choose(&list("dark"), "light").await;
        is_dark(&window, false).await;
        window.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_room_keeps_anybody_out() {
    within(LIMIT, async {
        let folder = tempfile::tempdir().expect("a folder");
        let window = open_with(&demo(folder.path())).await;
        window.find("[data-step=build] article").await;
        in_both_looks(&window, "wizard: build").await;
        open_store(&window, "huawei").await;
        in_both_looks(&window, "guide").await;
        connect_both(&window).await;
        in_both_looks(&window, "store").await;
        window.go("Stores", "stores").await;
        in_both_looks(&window, "stores").await;
        compose(&window).await;
        in_both_looks(&window, "wizard: check").await;
        for (word, step) in [("3 What’s new", "notes"), ("2 Stores", "stores")] {
            window.press_in("nav", word).await;
            window.find(&format!("[data-step={step}]")).await;
            in_both_looks(&window, step).await;
        }
        window.press_in("nav", "4 Check").await;
        window.press("Send to 2 stores").await;
        both_submitted(&window).await;
        in_both_looks(&window, "run").await;
        window.press("Open the record").await;
        window
            .find("[data-room=record] table, [data-room=record] ol")
            .await;
        in_both_looks(&window, "record").await;
        for (word, room) in [
            ("Desk", "desk"),
            ("Releases", "releases"),
            ("Reviews", "reviews"),
            ("Settings", "settings"),
        ] {
            window.go(word, room).await;
            in_both_looks(&window, room).await;
        }
        window.press("What did we send?").await;
        window.find("aside li").await;
        in_both_looks(&window, "ledger").await;
        window.close().await;
    })
    .await;
}

async fn is_dark(window: &Window, dark: bool) {
    let look = if dark { "dark" } else { "light" };
    window.find(&format!("[data-look={look}]")).await;
    let ground = "const [r, g, b] = getComputedStyle(document.querySelector('main')?.parentElement?.parentElement)
        .backgroundColor.match(/[\\d.]+/g).map(Number); return r + g + b < 382";
    assert_eq!(window.script(ground, vec![]).await, json!(dark));
}

/// The look is a matter of one attribute; setting it here is what the settings do.
async fn in_both_looks(window: &Window, room: &str) {
    for look in ["dark", "light"] {
        let set = "document.documentElement.dataset.look = arguments[0]";
        window.script(set, vec![json!(look)]).await;
        window.is_accessible(&format!("{room}, {look}")).await;
    }
}
