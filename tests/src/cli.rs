//! `slipway-cli` as a process, and its practice as another.

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::source;

/// The headless program, built before the suite runs (`make test` does).
///
/// # Panics
/// When it is not there.
pub fn binary() -> PathBuf {
    let path = std::env::var_os("SLIPWAY_CLI").map_or_else(
        || source::root().join("target/debug/slipway-cli"),
        PathBuf::from,
    );
    assert!(
        path.is_file(),
        "{} is missing: cargo build -p slipway-cli",
        path.display()
    );
    path
}

#[derive(Debug)]
pub struct Output {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// The program with a home of its own.
pub struct Cli {
    folder: PathBuf,
}

impl Cli {
    pub fn new(folder: &TempDir) -> Self {
        Self {
            folder: folder.path().to_owned(),
        }
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// When it cannot be started.
    #[expect(clippy::expect_used, reason = "the harness speaks to a test runner")]
    pub fn run(&self, arguments: &[&str]) -> Output {
        let output = Command::new(binary())
            .args(arguments)
            .env("SLIPWAY_HOME", self.folder.join("home"))
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env("LC_ALL", "C.UTF-8")
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .output()
            .expect("slipway-cli starts");
        Output {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The demo build as a file.
    ///
    /// # Panics
    /// When it cannot be written.
    #[expect(clippy::expect_used, reason = "the harness speaks to a test runner")]
    pub fn demo(&self) -> String {
        let path = self.folder.join("demo.apk");
        std::fs::write(&path, slipway_practice::demo_build()).expect("demo build");
        path.display().to_string()
    }
}

/// `slipway-cli practice`, ended when dropped.
pub struct PracticeProcess {
    child: Child,
    pub line: Value,
    _folder: TempDir,
}

impl PracticeProcess {
    /// Starts it and waits for its one line.
    ///
    /// # Panics
    /// When it ends without a line.
    #[expect(
        clippy::expect_used,
        clippy::panic,
        reason = "the harness speaks to a test runner"
    )]
    pub fn start(arguments: &[&str]) -> Self {
        let folder = TempDir::new().expect("a folder");
        let mut child = Command::new(binary())
            .arg("practice")
            .args([
                "--ca-out",
                &folder.path().join("ca.pem").display().to_string(),
            ])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("slipway-cli starts");
        let mut text = String::new();
        BufReader::new(child.stdout.take().expect("stdout"))
            .read_line(&mut text)
            .expect("a line");
        let Ok(line) = serde_json::from_str(&text) else {
            let said = child
                .wait_with_output()
                .map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
            panic!("practice said {text:?}; {said:?}")
        };
        Self {
            child,
            line,
            _folder: folder,
        }
    }

    /// The line as a file, for `--practice=FILE`.
    ///
    /// # Panics
    /// When it cannot be written.
    #[expect(clippy::expect_used, reason = "the harness speaks to a test runner")]
    pub fn file(&self, folder: &TempDir) -> String {
        let path = folder.path().join("practice-line.json");
        std::fs::write(&path, self.line.to_string()).expect("the line is written");
        path.display().to_string()
    }

    /// Events of one name in its ledger.
    ///
    /// # Panics
    /// When its control server does not answer.
    #[expect(clippy::expect_used, reason = "the harness speaks to a test runner")]
    pub fn noted(&self, store: &str, event: &str) -> Vec<Value> {
        let output = Command::new("curl")
            .args([
                "--silent",
                "--show-error",
                "--fail",
                "--max-time",
                "20",
                "--noproxy",
                "*",
                "-H",
            ])
            .arg(format!(
                "Authorization: Bearer {}",
                self.line["control_key"].as_str().unwrap_or_default()
            ))
            .arg(format!(
                "{}/ledger?after=0",
                self.line["control"].as_str().unwrap_or_default()
            ))
            .output()
            .expect("curl");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let ledger: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let entries = ledger
            .as_array()
            .or_else(|| ledger["entries"].as_array())
            .expect("entries");
        entries
            .iter()
            .filter(|entry| entry["store"] == store)
            .flat_map(|entry| entry["events"].as_array().cloned().unwrap_or_default())
            .filter(|note| note["event"] == event)
            .collect()
    }

    /// Ends it as a power cut would.
    pub fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for PracticeProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
