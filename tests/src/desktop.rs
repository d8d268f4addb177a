//! The real window under WebKitWebDriver: one private session (bus, keyring, home) per window, found by role, name and visible text.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::source;

/// How long a person would wait for something to appear.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct Window {
    pub client: Client,
    pub folder: TempDir,
    driver: Child,
}

impl Window {
    /// Opens the window with these arguments, Chinese or English by `lang`.
    ///
    /// # Panics
    /// When the driver or the window does not come up; with what the program said on stderr.
    #[expect(
        clippy::expect_used,
        clippy::panic,
        reason = "the harness speaks to a test runner"
    )]
    pub async fn open(lang: &str, arguments: &[&str]) -> Self {
        let folder = TempDir::new().expect("a folder");
        let port = free_port();
        let stderr = std::fs::File::create(folder.path().join("stderr.txt")).expect("a file");
        let driver = Command::new("bash")
            .arg(source::root().join("tests/session.sh"))
            .args([
                "--keyring",
                "--",
                "WebKitWebDriver",
                "--host=127.0.0.1",
                &format!("--port={port}"),
            ])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("SLIPWAY_HOME", folder.path().join("home"))
            .env(
                "LANG",
                if lang == "zh" {
                    "zh_CN.UTF-8"
                } else {
                    "C.UTF-8"
                },
            )
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(stderr)
            .spawn()
            .expect("tests/session.sh");
        let mut window = Self {
            client: connect(port, arguments, folder.path()).await,
            folder,
            driver,
        };
        window
            .client
            .set_window_size(1280, 800)
            .await
            .expect("a size");
        let ready = window.find("[data-room]").await;
        drop(ready);
        // A driver that ended early has nothing to kill at the end.
        if let Ok(Some(status)) = window.driver.try_wait() {
            panic!("the driver ended with {status}");
        }
        window
    }

    /// The element for a CSS selector, as soon as it is there.
    pub async fn find(&self, css: &str) -> Element {
        match self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(css))
            .await
        {
            Ok(element) => element,
            Err(error) => self.give_up(&format!("{css}: {error}")).await,
        }
    }

    /// The first button, link or tab with this accessible name or text, once it can be seen.
    pub async fn press(&self, name: &str) {
        let quoted = format!("\"{name}\"");
        let path = format!(
            "//*[self::button or self::a or @role='tab' or @role='radio' or self::label or self::summary][normalize-space(.)={quoted} or @aria-label={quoted}]"
        );
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Ok(elements) = self.client.find_all(Locator::XPath(&path)).await {
                for element in elements {
                    let usable = element.is_displayed().await.unwrap_or(false)
                        && element.is_enabled().await.unwrap_or(false);
                    if usable && element.click().await.is_ok() {
                        return;
                    }
                }
            }
            if Instant::now() > deadline {
                self.give_up::<()>(&format!("nothing to press is called {name}"))
                    .await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the page shows this text.
    pub async fn sees(&self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.text().await.contains(text) {
            if Instant::now() > deadline {
                self.give_up::<()>(&format!("“{text}” never appeared"))
                    .await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// All visible text.
    pub async fn text(&self) -> String {
        let answer = self
            .client
            .execute("return document.body.innerText", vec![])
            .await;
        answer
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Runs a script in the page.
    #[expect(clippy::expect_used, reason = "the harness speaks to a test runner")]
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client
            .execute(script, arguments)
            .await
            .expect("the script runs")
    }

    /// A picture of the window, after two frames have been drawn.
    #[expect(clippy::expect_used, reason = "the harness speaks to a test runner")]
    pub async fn picture(&self, path: &Path) {
        let frames = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(1)));";
        self.client
            .execute_async(frames, vec![])
            .await
            .expect("two frames");
        std::fs::write(path, self.client.screenshot().await.expect("a picture")).expect("written");
    }

    /// axe-core finds nothing on the present page.
    #[expect(
        clippy::expect_used,
        clippy::panic,
        reason = "the harness speaks to a test runner"
    )]
    pub async fn is_accessible(&self, room: &str) {
        let axe =
            std::fs::read_to_string(source::root().join("ui/node_modules/axe-core/axe.min.js"))
                .expect("axe-core");
        self.client
            .execute(&axe, vec![])
            .await
            .expect("axe-core loads");
        let run = "const done = arguments[0]; axe.run(document, { resultTypes: ['violations'] }).then(r => done(r.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | '))), e => done(['axe failed: ' + e]))";
        let found = self
            .client
            .execute_async(run, vec![])
            .await
            .expect("axe-core runs");
        let found = found
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![json!("no answer")]);
        if !found.is_empty() {
            panic!("{room}: {found:#?}");
        }
    }

    /// Practice's line of invitation, once the window has opened its practice world.
    pub async fn invitation(&self) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            for (path, bytes) in source::every_file(&self.folder.path().join("home")) {
                if path.ends_with(".json")
                    && let Ok(line) = serde_json::from_slice::<Value>(&bytes)
                    && line["control_key"].is_string()
                {
                    return line;
                }
            }
            if Instant::now() > deadline {
                self.give_up::<()>("practice never invited").await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Calls practice's control server; `body` present makes it a POST.
    #[expect(
        clippy::expect_used,
        clippy::panic,
        reason = "the harness speaks to a test runner"
    )]
    pub async fn control(&self, path: &str, body: Option<Value>) -> Value {
        let line = self.invitation().await;
        let mut command = Command::new("curl");
        command.args([
            "--silent",
            "--show-error",
            "--fail-with-body",
            "--max-time",
            "20",
            "--noproxy",
            "*",
        ]);
        command.arg("-H").arg(format!(
            "Authorization: Bearer {}",
            line["control_key"].as_str().unwrap_or_default()
        ));
        if let Some(body) = body {
            command.args([
                "-H",
                "Content-Type: application/json",
                "--data-binary",
                &body.to_string(),
            ]);
        }
        command.arg(format!(
            "{}{path}",
            line["control"].as_str().unwrap_or_default()
        ));
        let output = command.output().expect("curl");
        if !output.status.success() {
            panic!(
                "{path}: {}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
    }

    /// Events of one name in practice's ledger.
    pub async fn noted(&self, store: &str, event: &str) -> Vec<Value> {
        let ledger = self.control("/ledger?after=0", None).await;
        let entries = ledger
            .as_array()
            .cloned()
            .or_else(|| ledger["entries"].as_array().cloned())
            .unwrap_or_default();
        entries
            .iter()
            .filter(|entry| entry["store"] == store)
            .flat_map(|entry| entry["events"].as_array().cloned().unwrap_or_default())
            .filter(|note| note["event"] == event)
            .collect()
    }

    /// Ends the window and its session.
    pub async fn close(mut self) {
        let _ = self.client.clone().close().await;
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }

    #[expect(clippy::panic, reason = "the harness speaks to a test runner")]
    async fn give_up<T>(&self, why: &str) -> T {
        let picture = std::env::temp_dir().join("slipway-window.png");
        if let Ok(png) = self.client.screenshot().await {
            let _ = std::fs::write(&picture, png);
        }
        let stderr =
            std::fs::read_to_string(self.folder.path().join("stderr.txt")).unwrap_or_default();
        panic!(
            "{why}\npicture: {}\npage:\n{}\nstderr:\n{stderr}",
            picture.display(),
            self.text().await
        )
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map_or(0, |address| address.port())
}

#[expect(clippy::panic, reason = "the harness speaks to a test runner")]
async fn connect(port: u16, arguments: &[&str], folder: &Path) -> Client {
    let binary = std::env::var_os("SLIPWAY_WINDOW").map_or_else(
        || source::root().join("target/debug/slipway"),
        PathBuf::from,
    );
    let options = json!({ "binary": binary, "args": arguments });
    let Value::Object(capabilities) = json!({ "webkitgtk:browserOptions": options }) else {
        unreachable!()
    };
    let deadline = Instant::now() + PATIENCE;
    loop {
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let mut builder = ClientBuilder::new(connector);
        builder.capabilities(capabilities.clone());
        let address = format!("http://127.0.0.1:{port}");
        let attempt = builder.connect(&address);
        match tokio::time::timeout(PATIENCE, attempt).await {
            Ok(Ok(client)) => return client,
            Ok(Err(_)) if Instant::now() < deadline => {
                tokio::time::sleep(Duration::from_millis(100)).await
            }
            outcome => {
                let stderr = std::fs::read_to_string(folder.join("stderr.txt")).unwrap_or_default();
                panic!("the window did not open: {outcome:?}\n{stderr}");
            }
        }
    }
}
