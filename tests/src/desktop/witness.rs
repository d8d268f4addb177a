//! What practice's stores noted, and what is told to them: the control calls, and the console pages with the keys.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "the harness speaks to a test runner"
)]

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output},
};

use serde::Deserialize;
use serde_json::{Value, json};

use slipway_practice::HandedOut;

use super::{Patience, Window};
use crate::{secrets, source};

/// What a practice console page offers to copy.
#[derive(Debug, Deserialize)]
pub struct Console {
    /// The right values by the field that they belong in.
    pub right: BTreeMap<String, String>,
    /// Values that people take for keys.
    pub wrong: Vec<String>,
}

/// Reads the page's own inputs, as they stand in its HTML.
const READ_CONSOLE: &str = "
    const page = new DOMParser().parseFromString(arguments[0], 'text/html');
    const all = (css) => [...page.querySelectorAll(css)];
    return {
        right: Object.fromEntries(all('[data-field]').map((one) => [one.dataset.field, one.value])),
        wrong: all('[data-wrong]').map((one) => one.value),
    };";

impl Window {
    /// Practice's line of invitation, once the window has opened its practice world.
    ///
    /// # Panics
    /// When it never does.
    pub async fn invitation(&self) -> Value {
        let file = self.folder().join("home/practice/stores/practice.json");
        let mut patience = Patience::new();
        loop {
            let line = fs::read(&file).unwrap_or_default();
            if let Ok(line) = serde_json::from_slice::<Value>(&line)
                && line["control_key"].is_string()
            {
                return line;
            }
            if !patience.goes_on(self).await {
                self.give_up::<()>("practice never invited").await;
            }
        }
    }

    /// Calls practice's control server; with a body it is a POST.
    ///
    /// # Panics
    /// When practice refuses.
    pub async fn control(&self, path: &str, body: Option<Value>) -> Value {
        let line = self.invitation().await;
        let key = line["control_key"].as_str().unwrap_or_default();
        let address = format!("{}{path}", line["control"].as_str().unwrap_or_default());
        let key = format!("Authorization: Bearer {key}");
        let text = body.map(|body| body.to_string());
        let mut arguments = vec!["-H", &key, &address];
        if let Some(text) = &text {
            arguments.extend([
                "-H",
                "Content-Type: application/json",
                "--data-binary",
                text,
            ]);
        }
        let answer = curl(&arguments);
        serde_json::from_slice(&answer.stdout).unwrap_or(Value::Null)
    }

    /// The keys on a store's practice console page.
    ///
    /// # Panics
    /// When the page cannot be read.
    pub async fn console(&self, store: &str) -> Console {
        let line = self.invitation().await;
        let address = format!("{}/{store}", line["console"].as_str().unwrap_or_default());
        let html = String::from_utf8(curl(&[&address]).stdout).expect("text");
        let read = self.script(READ_CONSOLE, vec![json!(html)]).await;
        serde_json::from_value(read).expect("values to copy")
    }

    /// All requests that this store got.
    ///
    /// # Panics
    /// When practice refuses.
    pub async fn ledger(&self, store: &str) -> Vec<Value> {
        let entries = self.control("/ledger?after=0", None).await;
        let entries = entries.as_array().cloned().unwrap_or_default();
        entries
            .into_iter()
            .filter(|entry| entry["store"] == store)
            .collect()
    }

    /// What this store noted under one name.
    ///
    /// # Panics
    /// When practice refuses.
    pub async fn noted(&self, store: &str, event: &str) -> Vec<Value> {
        let entries = self.ledger(store).await;
        let notes = entries
            .iter()
            .flat_map(|entry| entry["events"].as_array().cloned().unwrap_or_default());
        notes.filter(|note| note["event"] == event).collect()
    }

    /// What practice handed out is in nothing that the window shows, keeps or logs. Practice's own world is on the other side.
    ///
    /// # Panics
    /// With what was found, or when nothing was looked for.
    pub async fn holds_no_secret(&self) {
        let invitation = serde_json::from_value(self.invitation().await).expect("an invitation");
        let handed: Vec<HandedOut> =
            serde_json::from_value(self.control("/handed-out", None).await)
                .expect("what practice handed out");
        assert!(!handed.is_empty(), "practice handed nothing out");
        let mut places = source::every_file(self.folder());
        let practice = self.folder().join("home/practice/stores");
        places.retain(|(place, _)| !Path::new(place).starts_with(&practice));
        assert!(
            places.iter().any(|(place, _)| place.contains("slipway.db")),
            "nothing is kept, so it proves nothing"
        );
        let script = "return document.documentElement.outerHTML +
            [...document.querySelectorAll('input, textarea')].map((one) => one.value).join(' ')";
        let page = self.script(script, vec![]).await;
        places.push(("the page".into(), page.to_string().into_bytes()));
        secrets::appear_nowhere(&secrets::of_practice(&invitation, &handed), &places);
    }

    /// Waits until this store noted that.
    ///
    /// # Panics
    /// When it does not.
    pub async fn waits_for(&self, store: &str, event: &str) {
        let noted = async || !self.noted(store, event).await.is_empty();
        self.until(&format!("{store} never noted {event}"), noted)
            .await;
    }
}

fn curl(arguments: &[&str]) -> Output {
    let output = Command::new("curl")
        .args(["--silent", "--show-error", "--fail-with-body"])
        .args(["--max-time", "20", "--noproxy", "*"])
        .args(arguments)
        .output()
        .expect("curl");
    if !output.status.success() {
        panic!(
            "curl: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    output
}
