//! `slipway-cli` as a process, and its practice as another.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;
use slipway_practice::HandedOut;
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

impl Output {
    fn of(output: &std::process::Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The program while it runs, read line by line. Ended when dropped.
pub struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Running {
    /// Reads NDJSON up to the first line that the test is waiting for.
    ///
    /// # Panics
    /// When the program's output ends before.
    pub fn line(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut seen = String::new();
        loop {
            let from = seen.len();
            if self.stdout.read_line(&mut seen).expect("stdout") == 0 {
                panic!("the line never came; so far: {seen}");
            }
            let line = serde_json::from_str(&seen[from..]).expect("NDJSON");
            if wanted(&line) {
                return line;
            }
        }
    }

    /// # Panics
    /// When the system does not know the process.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a process").is_some()
    }

    /// Sends `SIG<name>`.
    ///
    /// # Panics
    /// When it cannot be sent.
    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(sent.expect("kill").success(), "SIG{name}");
    }

    /// Waits for its end; the output is what was not read yet.
    ///
    /// # Panics
    /// When its output cannot be read.
    pub fn end(mut self) -> Output {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.stdout.read_to_string(&mut stdout).expect("stdout");
        if let Some(mut from) = self.child.stderr.take() {
            from.read_to_string(&mut stderr).expect("stderr");
        }
        let status = self.child.wait().expect("an end");
        Output {
            code: status.code().unwrap_or(-1),
            stdout,
            stderr,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with a home of its own.
pub struct Cli {
    folder: PathBuf,
    log: &'static str,
}

impl Cli {
    pub fn new(folder: &TempDir) -> Self {
        Self {
            folder: folder.path().to_owned(),
            log: "off",
        }
    }

    /// The same, with everything in its log.
    pub fn talkative(folder: &TempDir) -> Self {
        Self {
            log: "trace",
            ..Self::new(folder)
        }
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let output = self.command(arguments).output();
        Output::of(&output.expect("slipway-cli starts"))
    }

    /// Starts it and goes on.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn start(&self, arguments: &[&str]) -> Running {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("slipway-cli starts");
        let stdout = BufReader::new(child.stdout.take().expect("stdout"));
        Running { child, stdout }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(arguments)
            .env("SLIPWAY_HOME", self.folder.join("home"))
            // Whatever the machine has: no keyring, no proxy of its own, no language but the asked one.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
            .env("LC_ALL", "C.UTF-8")
            .env("SLIPWAY_LOG", self.log)
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        command
    }

    /// The demo build as a file.
    ///
    /// # Panics
    /// When it cannot be written.
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
    pub fn file(&self, folder: &TempDir) -> String {
        let path = folder.path().join("practice-line.json");
        std::fs::write(&path, self.line.to_string()).expect("the line is written");
        path.display().to_string()
    }

    /// Events of one name in its ledger.
    ///
    /// # Panics
    /// When its control server does not answer.
    pub fn noted(&self, store: &str, event: &str) -> Vec<Value> {
        self.ledger()
            .iter()
            .filter(|entry| entry["store"] == store)
            .flat_map(|entry| entry["events"].as_array().cloned().unwrap_or_default())
            .filter(|note| note["event"] == event)
            .collect()
    }

    /// Every request that it saw.
    ///
    /// # Panics
    /// When its control server does not answer.
    pub fn ledger(&self) -> Vec<Value> {
        let ledger = self.control("GET", "/ledger?after=0", None);
        ledger.as_array().cloned().expect("entries")
    }

    /// Tokens and signatures that it gave away.
    ///
    /// # Panics
    /// When its control server does not answer.
    pub fn handed_out(&self) -> Vec<HandedOut> {
        let handed = self.control("GET", "/handed-out", None);
        serde_json::from_value(handed).expect("what it handed out")
    }

    /// Turns a knob: `store`, `path`, `times`, `fault`.
    ///
    /// # Panics
    /// When practice does not know such a knob.
    pub fn trouble(&self, knob: &Value) {
        self.control("POST", "/knobs", Some(knob));
    }

    /// Moves its clock: `advance_s`, `rate`.
    ///
    /// # Panics
    /// When practice refuses.
    pub fn clock(&self, setting: &Value) {
        self.control("POST", "/clock", Some(setting));
    }

    fn control(&self, method: &str, target: &str, body: Option<&Value>) -> Value {
        let said = |name: &str| self.line[name].as_str().unwrap_or_default();
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--fail-with-body"])
            .args(["--max-time", "20", "--noproxy", "*", "--request", method])
            .args(["-H", "Content-Type: application/json", "-H"])
            .arg(format!("Authorization: Bearer {}", said("control_key")))
            .arg(format!("{}{target}", said("control")));
        if let Some(body) = body {
            curl.arg("--data-binary").arg(body.to_string());
        }
        let output = curl.output().expect("curl");
        assert!(output.status.success(), "{target}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap_or_default()
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
