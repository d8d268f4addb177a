//! One scene: a practice in this process, a folder with the demo build, and publishing processes that come and go.

use std::{
    os::unix::process::ExitStatusExt as _,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use slipway_practice::{Entry, Fault, Options, Practice, WorldAt};
use slipway_tests::{learned::Request, rehearsal::noted};
use tempfile::TempDir;

use crate::verdict::{Rest, judge};

/// Practice's clock runs this much faster.
const RATE: f64 = 200.0;
const PATIENCE: Duration = Duration::from_secs(60);
const SIGKILL: i32 = 9;

pub(crate) struct Scene {
    pub(crate) practice: Practice,
    pub(crate) folder: TempDir,
    stores: Vec<&'static str>,
    /// For the messages of failed tests.
    place: String,
}

/// What a publishing process printed when it was allowed to finish.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Report {
    /// Journal events of that process.
    pub(crate) events: usize,
    pub(crate) stores: Vec<(String, String)>,
}

impl Scene {
    /// A release to these stores is to be played.
    pub(crate) async fn new(stores: &[&'static str], place: impl Into<String>) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let options = Options {
            world: WorldAt::Memory,
            rate: RATE,
            review_pace: 600.0,
            ..Options::default()
        };
        let practice = Practice::start(options).await.expect("practice starts");
        let line = serde_json::to_string(practice.invitation()).expect("invitation");
        std::fs::write(folder.path().join("practice.json"), line).expect("invitation is written");
        std::fs::write(
            folder.path().join("demo.apk"),
            slipway_practice::demo_build(),
        )
        .expect("demo build");
        std::fs::write(folder.path().join("demo.ipa"), slipway_practice::demo_ipa())
            .expect("demo build");
        Self {
            practice,
            folder,
            stores: stores.to_vec(),
            place: place.into(),
        }
    }

    /// The file that the publishing processes send to that store.
    pub(crate) fn build(&self, store: &str) -> PathBuf {
        let takes_packages = slipway_tests::each::takes(store, slipway_model::Kind::Apk);
        let name = if takes_packages {
            "demo.apk"
        } else {
            "demo.ipa"
        };
        self.folder.path().join(name)
    }

    pub(crate) fn noted(&self, store: &str, event: &str) -> usize {
        noted(&self.practice, store, event).len()
    }

    pub(crate) fn submissions(&self, store: &str) -> usize {
        self.noted(store, "submitted")
    }

    /// Trouble for the first request of this kind.
    pub(crate) fn trouble(&self, request: &Request, fault: Fault) {
        let knob = request.trouble_from_the_beginning(fault, Some(1));
        self.practice.knob(knob).expect("a knob");
    }

    fn command(&self, what: &str, die_after: usize) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_publisher"));
        command
            .arg(self.folder.path())
            .arg(self.stores.join(","))
            .arg(what)
            .arg(die_after.to_string())
            .stdin(Stdio::null());
        command
    }

    /// A publishing process to be killed from outside.
    pub(crate) fn spawn(&self) -> Publishing {
        let mut command = self.command("publish", 0);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Publishing(command.spawn().expect("the publishing process starts"))
    }

    /// Runs a publishing process to its end; `None` when it was killed, which it does to itself after its nth event.
    pub(crate) async fn process(&self, what: &str, die_after: usize) -> Option<Report> {
        let mut command = tokio::process::Command::from(self.command(what, die_after));
        let output = tokio::time::timeout(PATIENCE, command.kill_on_drop(true).output())
            .await
            .unwrap_or_else(|_| panic!("{}: {what} did not end", self.place))
            .expect("the publishing process starts");
        let complaint = String::from_utf8_lossy(&output.stderr);
        if output.status.signal() == Some(SIGKILL) {
            return None;
        }
        assert!(
            output.status.success(),
            "{}: {what} ended with {}: {complaint}",
            self.place,
            output.status
        );
        let text = String::from_utf8_lossy(&output.stdout);
        Some(
            serde_json::from_str(text.trim())
                .unwrap_or_else(|error| panic!("{}: {error}: {text}", self.place)),
        )
    }

    /// Waits until practice's ledger has such an entry.
    pub(crate) async fn until(&self, what: &str, holds: impl Fn(&Entry) -> bool) {
        self.until_ledger(what, |ledger| ledger.iter().any(&holds))
            .await;
    }

    /// Waits until that is true of practice's ledger.
    pub(crate) async fn until_ledger(&self, what: &str, holds: impl Fn(&[Entry]) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let ledger = self.practice.ledger(0).expect("ledger");
            if holds(&ledger) {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "{}: {what}; there was {:#?}",
                self.place,
                ledger.iter().map(brief).collect::<Vec<_>>()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// From wherever the release stands to a clear end, with exactly one submission to each store.
    pub(crate) async fn bring_to_an_end(&self) {
        for store in &self.stores {
            let count = self.submissions(store);
            assert!(
                count <= 1,
                "{}: {store} was sent to {count} times",
                self.place
            );
        }
        let report = self.process("resume", 0).await.expect("nobody kills it");
        for (store, state) in &report.stores {
            let rest = judge(store, state, self.submissions(store))
                .unwrap_or_else(|wrong| panic!("{}: {wrong}", self.place));
            if rest == Rest::SendAgain {
                self.send_again(store).await;
            }
        }
        for store in &self.stores {
            assert_eq!(self.submissions(store), 1, "{}: {store}", self.place);
        }
        // A package that is attached twice is no second submission, but it fills Huawei's draft. (Honor's takes the place of the first.)
        assert!(self.noted("huawei", "bound") <= 1, "{}", self.place);
    }

    async fn send_again(&self, store: &str) {
        let what = format!("send-again:{store}");
        let report = self.process(&what, 0).await.expect("nobody kills it");
        let state = report.stores.iter().find(|(name, _)| name == store);
        assert!(
            state.is_some_and(|(_, state)| state == "submitted"),
            "{}: {report:?}",
            self.place
        );
    }
}

/// For the messages of failed tests.
fn brief(entry: &Entry) -> String {
    let Entry {
        method,
        path,
        status,
        fault,
        events,
        ..
    } = entry;
    format!("{method} {path} {status:?} {fault:?} {events:?}")
}

/// A process that is killed, at the latest when its test ends.
pub(crate) struct Publishing(Child);

impl Publishing {
    pub(crate) fn kill(&mut self) {
        self.0.kill().expect("our own process is killed");
        self.0.wait().expect("it is gone");
    }
}

impl Drop for Publishing {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
