//! Onboarding: the keys come from practice's console pages, the wrong ones are named, the check goes green, the keyring keeps them.

use serde_json::json;
use slipway_tests::desktop::{
    Start, Window,
    steps::{APP, LIMIT, open_store},
    within,
};

#[tokio::test(flavor = "multi_thread")]
async fn two_stores_are_connected_by_following_their_guides() {
    within(LIMIT, async {
        let window = Window::open(Start::default()).await;
        let huawei = connect_huawei(&window).await;
        let xiaomi = connect_xiaomi(&window).await;

        window.go("Stores", "stores").await;
        for store in ["huawei", "xiaomi"] {
            let tile = format!("[data-store={store}]");
            window.sees_in(&tile, "Ready").await;
        }
        let page = "return document.documentElement.outerHTML";
        let page = window.script(page, vec![]).await.to_string();
        for secret in [huawei, xiaomi] {
            assert!(!page.contains(&secret), "the page knows a key");
        }

        open_store(&window, "xiaomi").await;
        window.press("Rename Main").await;
        window.fill("dialog input", "Team").await;
        window.press_in("dialog", "Rename").await;
        window.find("[data-account=Team]").await;

        // Only the keyring can have kept them for the next process.
        window.press_close();
        window.ends().await;
        let window = window.open_again(Start::default()).await;
        for (store, account) in [("huawei", "Main"), ("xiaomi", "Team")] {
            open_store(&window, store).await;
            window.find(&format!("[data-account={account}]")).await;
            check_with_the_app(&window).await;
        }
        window.close().await;
    })
    .await;
}

/// Pastes every wrong value first; answers the key.
async fn connect_huawei(window: &Window) -> String {
    open_store(window, "huawei").await;
    let console = window.console("huawei").await;
    assert!(console.wrong.len() >= 2, "{console:?}");
    for wrong in &console.wrong {
        window
            .paste("[data-field=client_secret] input", wrong)
            .await;
        window.find("[data-field=client_secret] .hint.wrong").await;
        window.paste("[data-field=client_id] input", wrong).await;
    }
    let (id, secret) = (&console.right["client_id"], &console.right["client_secret"]);
    window.fill("[data-field=client_id] input", id).await;
    window
        .fill("[data-field=client_secret] input", secret)
        .await;
    for field in ["client_id", "client_secret"] {
        window
            .find(&format!("[data-field={field}] .hint.good"))
            .await;
    }
    window.press("Save and check").await;
    window.find("[data-account=Main]").await;
    check_with_the_app(window).await;
    let asked = window.ledger("huawei").await;
    let signed_in = asked
        .iter()
        .any(|entry| entry["path"] == "/api/oauth2/v1/token" && entry["status"] == 200);
    assert!(signed_in, "{asked:#?}");
    secret.clone()
}

/// With the certificate as the file that the console hands out; answers the key.
async fn connect_xiaomi(window: &Window) -> String {
    open_store(window, "xiaomi").await;
    let console = window.console("xiaomi").await;
    let certificate = window.folder().join("dev.api.public.cer");
    std::fs::write(&certificate, &console.right["public_cert"]).expect("a certificate");
    window.will_pick(&certificate);
    window
        .press_in("[data-field=public_cert]", "Pick a file")
        .await;
    // Practice's certificate carries practice's own name, and the field says so.
    window.find("[data-field=public_cert] .hint.look").await;
    let secret = &console.right["api_secret"];
    window.fill("[data-field=api_secret] input", secret).await;
    let email = &console.right["account_email"];
    window.fill("[data-field=account_email] input", email).await;
    window.press("Save and check").await;
    window.find("[data-account=Main]").await;
    check_with_the_app(window).await;
    secret.clone()
}

/// Checks the account against the demo app; every layer must pass.
async fn check_with_the_app(window: &Window) {
    window.misses("[data-room=store] [aria-busy=true]").await;
    window.choose("[data-room=store] select", APP).await;
    window.press("Check again").await;
    let passed = "const states = [...document.querySelectorAll('[data-probe]')].map((one) => one.dataset.state);
        return states.length >= 3 && states.every((state) => state === 'pass')";
    let passed = async || window.script(passed, vec![]).await == json!(true);
    window.until("the check is not green", passed).await;
}
