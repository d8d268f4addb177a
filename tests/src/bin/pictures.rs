//! Takes pictures of the real window with practice's data. Usage: `pictures FOLDER` for those of the README, `pictures FOLDER --all` for
//! every room in both languages, looks and sizes, to be looked at by whoever changes the window. Needs a display; see tests/screenshots.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use slipway_tests::desktop::{
    Start, Window,
    steps::{
        APP, big_build, both_submitted, bytes_move, compose, connect, demo, open_store, open_with,
        run_shows, slow_line,
    },
};

const MIB: u64 = 1 << 20;
const STORES: [&str; 6] = ["huawei", "xiaomi", "oppo", "vivo", "honor", "tencent"];
const OPINION: &str = "应用图标与应用内图标不一致，请修改后重新提交。";

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| ".".to_owned()));
    let album = Album {
        folder,
        all: arguments.next().as_deref() == Some("--all"),
    };
    album.walk().await;
}

/// How a picture is taken.
struct Shot {
    language: &'static str,
    look: &'static str,
    size: (u32, u32),
}

/// What the README shows: a name per picture.
const SHOWN: [(&str, Shot); 5] = [
    (
        "run",
        Shot {
            language: "en",
            look: "light",
            size: (1000, 700),
        },
    ),
    (
        "guide",
        Shot {
            language: "zh",
            look: "light",
            size: (1000, 700),
        },
    ),
    (
        "six-listing",
        Shot {
            language: "en",
            look: "light",
            size: (1000, 700),
        },
    ),
    (
        "phased",
        Shot {
            language: "en",
            look: "dark",
            size: (1000, 700),
        },
    ),
    (
        "reviews",
        Shot {
            language: "en",
            look: "light",
            size: (1000, 700),
        },
    ),
];

struct Album {
    folder: PathBuf,
    all: bool,
}

impl Album {
    /// From the first screen to the last word of both stores.
    async fn walk(&self) {
        let builds = self.folder.join(".builds");
        std::fs::create_dir_all(&builds).unwrap_or_default();
        let window = Window::open(Start::default()).await;
        self.shoot(&window, "first").await;
        window.go("New release", "new-release").await;
        self.shoot(&window, "build-empty").await;
        open_store(&window, "huawei").await;
        self.shoot(&window, "guide").await;
        open_store(&window, "xiaomi").await;
        self.shoot(&window, "guide-xiaomi").await;
        window.go("Stores", "stores").await;
        self.shoot(&window, "stores-fresh").await;
        window.press("Leave practice").await;
        window.sees("No app yet").await;
        self.shoot(&window, "real").await;
        window.close().await;

        let window = open_with(&big_build(&builds)).await;
        connect(&window, "huawei").await;
        self.shoot(&window, "store").await;
        window.press("Enter new keys").await;
        let wrong = &window.console("huawei").await.wrong;
        for value in wrong.iter().take(1) {
            window.paste("[data-field=client_id] input", value).await;
        }
        window
            .paste("[data-field=client_secret] input", "12345")
            .await;
        window.find("[data-field=client_secret] .hint").await;
        self.shoot_here(&window, "store-edit").await;
        connect(&window, "xiaomi").await;
        window.go("Stores", "stores").await;
        self.shoot(&window, "stores").await;

        compose(&window).await;
        self.shoot(&window, "check").await;
        for (word, name) in [
            ("3 What’s new", "notes"),
            ("2 Stores", "choose"),
            ("1 Build", "build"),
        ] {
            window.press_in("nav", word).await;
            window.find(&format!("[data-step={}]", step_of(name))).await;
            self.shoot(&window, name).await;
        }
        window.press_in("nav", "4 Check").await;
        slow_line(&window, "huawei", 3 * MIB / 2).await;
        let once = json!({ "store": "xiaomi", "path": "push", "times": 1,
            "fault": { "kind": "slow", "bytes_per_second": MIB / 2 } });
        window.control("/knobs", Some(once)).await;
        window.press("Send to 2 stores").await;
        bytes_move(&window, "xiaomi").await;
        if !self.all {
            is_well_on_its_way(&window, "huawei").await;
        }
        self.shoot(&window, "run").await;
        window.press("What did we send?").await;
        window.find("aside li").await;
        self.shoot(&window, "ledger").await;
        window.press("What did we send?").await;
        window
            .press_at("[data-store=xiaomi] button[aria-expanded]")
            .await;
        window
            .press_at("[data-store=xiaomi] [data-action=stop]")
            .await;
        run_shows(&window, "xiaomi", "stopped").await;
        run_shows(&window, "huawei", "submitted").await;
        self.shoot_here(&window, "run-stopped").await;
        window
            .press_at("[data-store=xiaomi] [data-action=resume]")
            .await;
        both_submitted(&window).await;
        // The reviews must not end by themselves while pictures are taken.
        window
            .control("/clock", Some(json!({ "rate": 0.01 })))
            .await;
        self.shoot(&window, "run-ended").await;
        window.press("Open the record").await;
        window.find("[data-room=record]").await;
        self.shoot(&window, "record").await;

        window.go("Reviews", "reviews").await;
        self.shoot(&window, "reviews-waiting").await;
        window.control("/clock", Some(json!({ "rate": 1.0 }))).await;
        for store in ["huawei", "xiaomi"] {
            let verdict =
                json!({ "store": store, "package": APP, "verdict": "reject", "reason": OPINION });
            window.control("/decide", Some(verdict)).await;
        }
        window
            .control("/clock", Some(json!({ "advance_s": 3_600 })))
            .await;
        window.press("Ask the stores").await;
        window
            .find("[data-store=xiaomi][data-state=needs-look]")
            .await;
        window
            .find("[data-store=huawei][data-state=rejected]")
            .await;
        self.shoot(&window, "reviews").await;
        for (word, room) in [
            ("Desk", "desk"),
            ("Releases", "releases"),
            ("Settings", "settings"),
        ] {
            window.go(word, room).await;
            self.shoot(&window, room).await;
        }
        window.close().await;
        self.six_stores(&builds).await;
        std::fs::remove_dir_all(builds).unwrap_or_default();
    }

    /// The release manager's day: six stores, one listing to mend, one phased release to steer.
    async fn six_stores(&self, builds: &Path) {
        let window = open_with(&demo(builds)).await;
        for store in STORES {
            connect(&window, store).await;
            if self.all {
                self.shoot(&window, &format!("store-{store}")).await;
            }
        }
        let long = json!({ "store": "oppo", "path": "/app/info", "times": 1,
            "fault": { "kind": "store", "name": "long-summary" } });
        window.control("/knobs", Some(long)).await;
        window.go("New release", "new-release").await;
        window.press("Choose stores").await;
        let apps = window.control("/apps", None).await;
        let app_id = apps[0]["ids"]["tencent"].as_str().unwrap_or_default();
        let field = "[data-step=stores] [data-store=tencent] [data-field=app_id] input";
        window.fill(field, app_id).await;
        for store in STORES {
            let row = format!("[data-step=stores] [data-store={store}]");
            window.sees_in(&row, "Ready").await;
        }
        self.shoot(&window, "six-choose").await;
        window.press("Write what’s new").await;
        let notes = "[data-language=default] textarea";
        window.fill(notes, "启动更快并修复了已知问题").await;
        self.shoot(&window, "six-notes").await;
        window.press_at("[data-step=notes] [value=in-phases]").await;
        self.shoot_here(&window, "six-phases").await;
        window
            .press_at("[data-step=notes] [value=after-approval]")
            .await;
        window.press("Check the plan").await;
        let summary = "[data-step=check] [data-store=oppo] [data-field=summary]";
        window.find(&format!("{summary} .hint.wrong")).await;
        window
            .script(
                "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })",
                vec![json!(summary)],
            )
            .await;
        self.shoot(&window, "six-listing").await;
        window
            .fill(&format!("{summary} input"), "一次发布所有商店")
            .await;
        window.press("Ask again").await;
        window.misses(&format!("{summary} .hint.wrong")).await;
        self.shoot(&window, "six-check").await;
        window.press("Send to 6 stores").await;
        for store in STORES {
            run_shows(&window, store, "submitted").await;
        }
        self.shoot(&window, "six-run").await;
        window.go("Reviews", "reviews").await;
        self.shoot(&window, "six-reviews").await;
        window.go("Desk", "desk").await;
        self.shoot(&window, "six-desk").await;
        window.close().await;
        self.phased(builds).await;
    }

    async fn phased(&self, builds: &Path) {
        let window = open_with(&demo(builds)).await;
        connect(&window, "honor").await;
        window.go("New release", "new-release").await;
        window.press("Choose stores").await;
        window
            .sees_in("[data-step=stores] li[data-store]", "Ready")
            .await;
        window.press("Write what’s new").await;
        let notes = "[data-language=default] textarea";
        window.fill(notes, "启动更快并修复了已知问题").await;
        window.press_at("[data-step=notes] [value=in-phases]").await;
        let set = "const input = document.querySelector('.phase-fields input[required]');
            const day = new Date(Date.now() + 7 * 86400e3).toISOString().slice(0, 10);
            input.value = `${day}T10:00`; input.dispatchEvent(new Event('input', { bubbles: true }))";
        window.script(set, vec![]).await;
        window.press("Check the plan").await;
        window.press("Send to 1 store").await;
        run_shows(&window, "honor", "submitted").await;
        let approve = json!({ "store": "honor", "package": APP, "verdict": "approve" });
        window.control("/decide", Some(approve)).await;
        window
            .control("/clock", Some(json!({ "advance_s": 3_600 })))
            .await;
        window.go("Reviews", "reviews").await;
        window.press("Ask the stores").await;
        window.find("[data-phase=running]").await;
        self.shoot(&window, "phased").await;
        window.press("Widen…").await;
        window.fill("dialog input", "20").await;
        self.shoot_here(&window, "phased-widen").await;
        window.close().await;
    }

    /// Pictures of the present room, in every way that is asked for.
    async fn shoot(&self, window: &Window, name: &str) {
        let mut shots = Vec::new();
        if self.all {
            for (language, look, size) in [
                ("en", "light", (1280, 800)),
                ("en", "dark", (1000, 700)),
                ("zh", "light", (1000, 700)),
                ("zh", "dark", (1280, 800)),
                ("en", "light", (1920, 1080)),
            ] {
                shots.push(Shot {
                    language,
                    look,
                    size,
                });
            }
        } else {
            shots.extend(
                SHOWN
                    .into_iter()
                    .filter(|(shown, _)| *shown == name)
                    .map(|(_, shot)| shot),
            );
        }
        for shot in shots {
            speak(window, shot.language).await;
            let way = format!("{}-{}", shot.language, shot.look);
            let file = if self.all {
                format!("{name}-{way}-{}.png", shot.size.0)
            } else {
                format!("{name}.png")
            };
            take(window, &self.folder.join(file), &shot).await;
        }
        speak(window, "en").await;
        window.resize(1280, 800).await;
    }

    /// The same without leaving the room: what was typed or opened there stays.
    async fn shoot_here(&self, window: &Window, name: &str) {
        if self.all {
            let shot = Shot {
                language: "en",
                look: "light",
                size: (1280, 800),
            };
            take(window, &self.folder.join(format!("{name}.png")), &shot).await;
        }
    }
}

/// Waits until a good part has been sent.
async fn is_well_on_its_way(window: &Window, store: &str) {
    let sent = format!("[data-room=run] [data-store={store}] .number");
    let far = async || {
        let text = window.text_of(&sent).await;
        let megabytes = text.split_whitespace().next();
        megabytes.and_then(|number| number.parse::<f64>().ok()) > Some(14.0)
    };
    window.until("the upload does not get on", far).await;
}

async fn take(window: &Window, file: &Path, shot: &Shot) {
    let set =
        "document.documentElement.dataset.look = arguments[0]; document.activeElement?.blur();";
    window.script(set, vec![json!(shot.look)]).await;
    window.resize(shot.size.0, shot.size.1).await;
    window.picture(file).await;
    let light = vec![json!("light")];
    window
        .script(
            "document.documentElement.dataset.look = arguments[0]",
            light,
        )
        .await;
}

/// Changes the language in the settings and comes back.
async fn speak(window: &Window, language: &str) {
    let spoken = window
        .script("return document.documentElement.lang", vec![])
        .await;
    if spoken.as_str().is_some_and(|tag| tag.starts_with(language)) {
        return;
    }
    let place = window.script("return location.hash", vec![]).await;
    let room = "return document.querySelector('[data-room]').dataset.room";
    let room = window.script(room, vec![]).await;
    go_to(window, json!("#/settings")).await;
    window
        .choose(
            "[data-room=settings] select:has(option[value=zh])",
            language,
        )
        .await;
    window.find(&format!("[lang|={language}][data-look]")).await;
    go_to(window, place).await;
    let room = room.as_str().unwrap_or_default();
    window.find(&format!("[data-room={room}]")).await;
    window
        .misses(":is([data-room], [data-step]) > p[role=status]")
        .await;
}

async fn go_to(window: &Window, hash: Value) {
    window
        .script("location.hash = arguments[0]", vec![hash])
        .await;
}

fn step_of(name: &str) -> &str {
    if name == "choose" { "stores" } else { name }
}
