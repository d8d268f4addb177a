//! Practice as a process of its own, so that its memory and its time are not ours.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command, Stdio},
};

use slipway_practice::{Options, Practice, WorldAt};

/// Serves until standard input ends.
pub(crate) fn run() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let options = Options {
            world: WorldAt::Memory,
            review_pace: 600.0,
            ..Options::default()
        };
        let practice = Practice::start(options).await.expect("practice starts");
        let line = serde_json::to_string(practice.invitation()).expect("a line");
        println!("{line}");
        let parent_ended = tokio::task::spawn_blocking(|| {
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
        });
        parent_ended.await.expect("the parent ends");
        practice.stop().await;
    });
}

/// Another process that serves; ended when dropped.
pub(crate) struct Served {
    child: Child,
    /// Its invitation.
    pub(crate) line: String,
}

impl Served {
    pub(crate) fn start() -> Self {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("practice starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout"))
            .read_line(&mut line)
            .expect("an invitation");
        Self { child, line }
    }

    pub(crate) fn invitation(&self) -> serde_json::Value {
        serde_json::from_str(&self.line).expect("JSON")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // An end of its own accord: what it stored goes with it.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
