//! The release manager's real day: one build into six mainland stores from a Chinese window, a store page mended before it is refused,
//! and a phased release steered afterwards.

use serde_json::{Value, json};
use slipway_tests::desktop::{
    Window,
    steps::{APP, LIMIT, connect, demo, open_with, run_shows},
    within,
};

const STORES: [&str; 6] = ["huawei", "xiaomi", "oppo", "vivo", "honor", "tencent"];
const NOTES: &str = "启动更快并修复了已知问题";

/// Six guides, six consoles, one wizard.
#[tokio::test(flavor = "multi_thread")]
async fn six_stores_get_one_build_from_a_chinese_window() {
    within(LIMIT, async {
        let folder = tempfile::tempdir().expect("a folder");
        let window = open_with(&demo(folder.path())).await;
        for store in STORES {
            connect(&window, store).await;
        }
        window.go("Settings", "settings").await;
        let language = "[data-room=settings] select:has(option[value=zh])";
        window.choose(language, "zh").await;
        window.sees_in("h1", "设置").await;

        window.go("新建发布", "new-release").await;
        window.sees_in("[data-step=build]", APP).await;
        window.press("选择商店").await;
        let app_id = "[data-step=stores] [data-store=tencent] [data-field=app_id] input";
        window
            .fill(app_id, &app_id_of(&window, "tencent").await)
            .await;
        for store in STORES {
            let row = format!("[data-step=stores] [data-store={store}]");
            window.sees_in(&row, "就绪").await;
        }
        window.is_accessible("six stores chosen").await;
        window.press("填写更新说明").await;
        window.fill("[data-language=default] textarea", NOTES).await;
        window.press("核对计划").await;
        window.find("[data-step=check] [data-store=tencent]").await;
        window.is_accessible("the plan for six stores").await;
        window.press("发送到 6 个商店").await;
        window.find("[data-room=run]").await;
        for store in STORES {
            window.waits_for(store, "submitted").await;
            run_shows(&window, store, "submitted").await;
            let noted = window.noted(store, "submitted").await;
            assert_eq!(noted.len(), 1, "{store}: {noted:#?}");
            assert_eq!(noted[0]["version_code"], 20, "{store}: {noted:#?}");
            assert!(noted[0].to_string().contains(NOTES), "{store}: {noted:#?}");
        }
        window.is_accessible("six stores submitted").await;
        window.holds_no_secret().await;

        window.go("工作台", "desk").await;
        window.sees_in("[data-store=tencent]", "2.0.0").await;
        for (width, height) in [(1280, 800), (1000, 700)] {
            window.resize(width, height).await;
            fits(&window, "[data-room=desk] [role=region]").await;
        }
        window.is_accessible("the desk with six stores").await;
        window.close().await;
    })
    .await;
}

/// D16: OPPO judges again what nobody touched. It is found before a byte is sent, and mended in the plan.
#[tokio::test(flavor = "multi_thread")]
async fn a_listing_that_oppo_would_refuse_is_mended_in_place() {
    within(LIMIT, async {
        let folder = tempfile::tempdir().expect("a folder");
        let window = open_with(&demo(folder.path())).await;
        connect(&window, "oppo").await;
        let long = json!({ "store": "oppo", "path": "/app/info", "times": 1,
            "fault": { "kind": "store", "name": "long-summary" } });
        window.control("/knobs", Some(long)).await;
        to_the_plan(&window).await;

        let summary = "[data-step=check] [data-store=oppo] [data-field=summary]";
        window.find(&format!("{summary} .hint.wrong")).await;
        window.is_accessible("a listing problem").await;
        let input = format!("{summary} input");
        window.fill(&input, "一次发布所有商店").await;
        window.script("document.activeElement.blur()", vec![]).await;
        window.press("Ask again").await;
        window.misses(&format!("{summary} .hint.wrong")).await;
        assert!(
            window.noted("oppo", "stored").await.is_empty(),
            "nothing was sent yet"
        );
        window.press("Send to 1 store").await;
        window.waits_for("oppo", "submitted").await;
        run_shows(&window, "oppo", "submitted").await;
        let noted = window.noted("oppo", "submitted").await;
        let changed = noted[0]["changed"].to_string();
        assert!(changed.contains("summary"), "{noted:#?}");
        window.close().await;
    })
    .await;
}

/// Paused with one press, gone on with and widened after a question; each is shown only when the store shows it.
#[tokio::test(flavor = "multi_thread")]
async fn a_phased_release_is_steered_from_the_reviews_room() {
    within(LIMIT, async {
        let folder = tempfile::tempdir().expect("a folder");
        let window = open_with(&demo(folder.path())).await;
        connect(&window, "honor").await;
        to_the_plan(&window).await;
        window.press_in("nav", "3 What’s new").await;
        window.press_at("[data-step=notes] [value=in-phases]").await;
        let until = "[data-step=notes] .phase-fields input[required]";
        let in_a_week = format!("{}T10:00", day_after(&window, 7).await);
        let set = "const [css, value] = arguments; const input = document.querySelector(css);
            input.value = value; input.dispatchEvent(new Event('input', { bubbles: true }))";
        window
            .script(set, vec![json!(until), json!(in_a_week)])
            .await;
        window.press("Check the plan").await;
        window.press("Send to 1 store").await;
        window.waits_for("honor", "submitted").await;
        run_shows(&window, "honor", "submitted").await;

        let approve = json!({ "store": "honor", "package": APP, "verdict": "approve" });
        window.control("/decide", Some(approve)).await;
        window
            .control("/clock", Some(json!({ "advance_s": 3_600 })))
            .await;
        window.go("Reviews", "reviews").await;
        window.press("Ask the stores").await;
        window.find("[data-phase=running]").await;
        window.is_accessible("a phased release").await;
        window.press("Pause").await;
        window.find("[data-phase=paused]").await;
        window.sees("Done: ").await;

        window.press("Resume…").await;
        window.press_in("dialog", "Resume…").await;
        window.find("[data-phase=running]").await;
        window.press("Widen…").await;
        window.fill("dialog input", "20").await;
        window.is_accessible("widening").await;
        window.press_in("dialog", "Widen to 20 %").await;
        window.sees_in("[data-phase=running]", "20 %").await;
        assert_eq!(window.noted("honor", "submitted").await.len(), 1);
        window.close().await;
    })
    .await;
}

/// From the build that waits in the wizard to the plan, with notes.
async fn to_the_plan(window: &Window) {
    window.go("New release", "new-release").await;
    window.sees_in("[data-step=build]", APP).await;
    window.press("Choose stores").await;
    window.sees_in("[data-step=stores]", "1 store chosen").await;
    window
        .sees_in("[data-step=stores] li[data-store]", "Ready")
        .await;
    window.press("Write what’s new").await;
    window.fill("[data-language=default] textarea", NOTES).await;
    window.press("Check the plan").await;
    window.find("[data-step=check] [data-store]").await;
}

/// Waits until that part of the page need not be scrolled sideways.
async fn fits(window: &Window, css: &str) {
    let script = "const part = document.querySelector(arguments[0]); return part.scrollWidth - part.clientWidth";
    let beyond = async || window.script(script, vec![json!(css)]).await;
    let fits = async || beyond().await == json!(0);
    window.until(&format!("{css} scrolls sideways"), fits).await;
}

/// As the store's console shows it.
async fn app_id_of(window: &Window, store: &str) -> String {
    let apps: Value = window.control("/apps", None).await;
    let id = apps[0]["ids"][store].as_str();
    id.expect("an id of the demo app").to_owned()
}

/// `2026-12-01`, that many days from now on practice's clock, on this computer's wall.
async fn day_after(window: &Window, days: i64) -> String {
    let clock = window.control("/clock", None).await;
    let script = "const day = new Date(Date.parse(arguments[0]) + arguments[1] * 86400e3);
        return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((n) => String(n).padStart(2, '0')).join('-')";
    let day = window
        .script(script, vec![clock["now"].clone(), json!(days)])
        .await;
    day.as_str().expect("a day").to_owned()
}
