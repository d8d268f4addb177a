//! The real window under WebKitWebDriver. One private session (bus, keyring, home) per window; a window can be opened again where the last
//! one was left. What can be seen is in `eye`, what a person does in `hand`, what practice's stores noted in `witness`.

mod display;
mod eye;
mod hand;
mod patience;
pub mod steps;
mod witness;

use std::{
    fs,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;

use self::patience::Patience;
pub use self::{patience::within, witness::Console};
use crate::source;

/// How a window is to be started.
#[derive(Clone, Debug, Default)]
pub struct Start<'a> {
    /// `zh` for a Chinese system; anything else is an English one.
    pub language: &'a str,
    pub arguments: &'a [&'a str],
    /// Without a session bus, and so without a keyring.
    pub alone: bool,
}

/// An open window with its session.
pub struct Window {
    pub client: Client,
    folder: TempDir,
    session: Option<Child>,
}

impl Window {
    /// Opens the window for the first time: nothing was ever kept.
    ///
    /// # Panics
    /// When the driver or the window does not come up; with what the program said on stderr.
    #[expect(clippy::expect_used, reason = "the harness speaks to a test runner")]
    pub async fn open(start: Start<'_>) -> Self {
        Self::open_in(TempDir::new().expect("a folder"), start).await
    }

    /// Ends what is left of this window and opens it again, with everything that it kept.
    ///
    /// # Panics
    /// As [`Window::open`].
    #[expect(clippy::expect_used, reason = "the harness speaks to a test runner")]
    pub async fn open_again(mut self, start: Start<'_>) -> Self {
        self.end_session();
        let folder = std::mem::replace(&mut self.folder, TempDir::new().expect("a folder"));
        drop(self);
        Self::open_in(folder, start).await
    }

    #[expect(clippy::expect_used, reason = "the harness speaks to a test runner")]
    async fn open_in(folder: TempDir, start: Start<'_>) -> Self {
        let port = free_port();
        let private = folder.path().join("session");
        fs::create_dir_all(&private).expect("a folder for the session");
        let stderr = fs::File::create(folder.path().join("stderr.txt")).expect("a file");
        let chinese = start.language == "zh";
        let mut session = Command::new("bash");
        session.arg(source::root().join("tests/session.sh"));
        session.arg(if start.alone { "--alone" } else { "--keyring" });
        session
            .args(["--", "WebKitWebDriver", "--host=127.0.0.1"])
            .arg(format!("--port={port}"))
            .env("SESSION_FOLDER", private)
            .env("SLIPWAY_HOME", folder.path().join("home"))
            .env("SLIPWAY_PICKS", folder.path().join("picks.txt"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("LANG", if chinese { "zh_CN.UTF-8" } else { "C.UTF-8" })
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(stderr)
            .process_group(0);
        let session = session.spawn().expect("tests/session.sh");
        let window = Self {
            client: connect(port, start.arguments, folder.path()).await,
            folder,
            session: Some(session),
        };
        window.resize(1280, 800).await;
        window.find("[data-room]").await;
        let seen = window.glance().await;
        assert!(seen.is_some(), "waits cannot see what happens");
        window
    }

    /// # Panics
    /// When the window refuses that size.
    #[expect(clippy::expect_used, reason = "the harness speaks to a test runner")]
    pub async fn resize(&self, width: u32, height: u32) {
        let resized = self.client.set_window_size(width, height).await;
        resized.expect("a size");
    }

    /// Everything that the window keeps, and its session.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The window's own process, as long as it lives.
    pub fn process(&self) -> Option<u32> {
        process_in(self.folder.path())
    }

    /// Waits until the process of the window has ended.
    ///
    /// # Panics
    /// When it stays, and does nothing.
    #[expect(clippy::panic, reason = "the harness speaks to a test runner")]
    pub async fn ends(&self) {
        let mut patience = Patience::new();
        while let Some(process) = self.process() {
            if !patience.goes_on_by(work_of(process)).await {
                panic!("the window's process is still there");
            }
        }
    }

    /// Ends the window's process at once, as a crash does.
    pub fn kill(&self) {
        if let Some(pid) = self.process() {
            let _ = Command::new("kill")
                .args(["-KILL", &pid.to_string()])
                .status();
        }
    }

    /// Starts the program once more in the same session, as a person does who believes it is not running.
    ///
    /// # Panics
    /// When it cannot be started.
    #[expect(clippy::expect_used, reason = "the harness speaks to a test runner")]
    pub fn start_again(&self, arguments: &[&str]) -> Child {
        let pid = self.process().expect("the first window");
        let environment = fs::read(format!("/proc/{pid}/environ")).expect("its environment");
        let pairs = environment
            .split(|byte| *byte == 0)
            .filter_map(|pair| std::str::from_utf8(pair).ok()?.split_once('='));
        Command::new(binary())
            .args(arguments)
            .env_clear()
            .envs(pairs)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("a second start")
    }

    /// Ends the window and its session.
    pub async fn close(mut self) {
        let _ = self.client.clone().close().await;
        self.end_session();
    }

    /// The session is a process group of its own: driver, window, bus and keyring end together.
    fn end_session(&mut self) {
        let Some(mut session) = self.session.take() else {
            return;
        };
        let group = format!("-{}", session.id());
        for signal in ["-TERM", "-KILL"] {
            let _ = Command::new("kill")
                .args([signal, "--", &group])
                .stderr(Stdio::null())
                .status();
            let deadline = Instant::now() + Duration::from_secs(5);
            while Instant::now() < deadline {
                if matches!(session.try_wait(), Ok(Some(_))) && self.process().is_none() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(40));
            }
        }
    }

    /// Ends the test with a picture, the page's text, and what the program said.
    #[expect(clippy::panic, reason = "the harness speaks to a test runner")]
    async fn give_up<T>(&self, why: &str) -> T {
        let test = std::thread::current().name().unwrap_or("window").to_owned();
        let folder = source::root().join("target/test-logs");
        let picture = folder.join(format!("{test}.png"));
        if let (Ok(()), Ok(png)) = (fs::create_dir_all(&folder), self.client.screenshot().await) {
            let _ = fs::write(&picture, png);
        }
        let stderr = fs::read_to_string(self.folder.path().join("stderr.txt")).unwrap_or_default();
        panic!(
            "{why}\npicture: {}\npage:\n{}\nstderr:\n{stderr}",
            picture.display(),
            self.text().await
        )
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.end_session();
    }
}

/// The process of the window that keeps its things in this folder.
fn process_in(folder: &Path) -> Option<u32> {
    let binary = binary();
    let home = format!("SLIPWAY_HOME={}", folder.join("home").display());
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.into_iter().find_map(|entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        let runs_it = fs::read_link(entry.path().join("exe")).ok()? == binary;
        let environment = fs::read(entry.path().join("environ")).ok()?;
        let mut variables = environment.split(|byte| *byte == 0);
        (runs_it && variables.any(|one| one == home.as_bytes())).then_some(pid)
    })
}

/// How much this process has worked so far: its processor time, as proc(5) has it in fields 14 and 15.
fn work_of(process: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after_the_name) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = after_the_name.split_whitespace().skip(11).take(2).collect();
    Some(fields.join(" "))
}

fn binary() -> PathBuf {
    std::env::var_os("SLIPWAY_WINDOW").map_or_else(
        || source::root().join("target/debug/slipway"),
        PathBuf::from,
    )
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map_or(0, |address| address.port())
}

#[expect(clippy::panic, reason = "the harness speaks to a test runner")]
async fn connect(port: u16, arguments: &[&str], folder: &Path) -> Client {
    let options = json!({ "binary": binary(), "args": arguments });
    let Value::Object(capabilities) = json!({ "webkitgtk:browserOptions": options }) else {
        unreachable!()
    };
    let address = format!("http://127.0.0.1:{port}");
    let mut patience = Patience::new();
    loop {
        let mut builder =
            ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        builder.capabilities(capabilities.clone());
        let mut opening = std::pin::pin!(builder.connect(&address));
        let outcome = loop {
            tokio::select! {
                outcome = &mut opening => break Some(outcome),
                // Nothing can be seen yet; that its process works is a sign that it comes.
                goes_on = patience.goes_on_by(process_in(folder).and_then(work_of)) => if !goes_on { break None },
            }
        };
        match outcome {
            Some(Ok(client)) => return client,
            // The driver does not listen yet.
            Some(Err(_))
                if patience
                    .goes_on_by(process_in(folder).and_then(work_of))
                    .await => {}
            outcome => {
                let stderr = fs::read_to_string(folder.join("stderr.txt")).unwrap_or_default();
                panic!("the window did not open: {outcome:?}\n{stderr}");
            }
        }
    }
}
