//! What can be seen in the window: elements, text, pictures, and what axe-core objects to.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "the harness speaks to a test runner"
)]

use std::{fs, path::Path};

use fantoccini::{Locator, elements::Element};
use serde_json::{Value, json};

use super::{Patience, Window};
use crate::source;

impl Window {
    /// The element for a CSS selector, as soon as it is there.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn find(&self, css: &str) -> Element {
        let mut patience = Patience::new();
        loop {
            // A page that is being drawn anew answers with an element that is gone: look again.
            match self.client.find(Locator::Css(css)).await {
                Ok(element) => return element,
                Err(error) if !patience.goes_on(self).await => {
                    return self.give_up(&format!("{css}: {error}")).await;
                }
                Err(_) => {}
            }
        }
    }

    /// Waits until nothing matches the selector any more.
    ///
    /// # Panics
    /// When something still does.
    pub async fn misses(&self, css: &str) {
        let script = "return document.querySelector(arguments[0]) === null";
        let gone = async || self.script(script, vec![json!(css)]).await == json!(true);
        self.until(&format!("{css} is still there"), gone).await;
    }

    /// Waits until the page shows this text.
    ///
    /// # Panics
    /// When it does not.
    pub async fn sees(&self, text: &str) {
        self.sees_in("body", text).await;
    }

    /// Waits until this part of the page shows this text.
    ///
    /// # Panics
    /// When it does not.
    pub async fn sees_in(&self, css: &str, text: &str) {
        let shown = async || self.text_of(css).await.contains(text);
        self.until(&format!("“{text}” never appeared in {css}"), shown)
            .await;
    }

    /// Waits for a condition.
    ///
    /// # Panics
    /// With a picture, when it does not come true in time.
    pub async fn until(&self, otherwise: &str, condition: impl AsyncFn() -> bool) {
        let mut patience = Patience::new();
        while !condition().await {
            if !patience.goes_on(self).await {
                self.give_up::<()>(otherwise).await;
            }
        }
    }

    /// Everything that is to be seen at this moment, in one text; nothing while the page cannot answer.
    pub(super) async fn glance(&self) -> Option<String> {
        let script = "return [location.hash, document.title, document.body.innerText,
            document.querySelectorAll('*').length].join(' ')";
        let seen = self.client.execute(script, vec![]).await.ok()?;
        seen.as_str().map(str::to_owned)
    }

    /// All visible text.
    pub async fn text(&self) -> String {
        self.text_of("body").await
    }

    /// The visible text of one part; empty while it is not there.
    pub async fn text_of(&self, css: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
        let answer = self.client.execute(script, vec![json!(css)]).await;
        answer
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Runs a script in the page.
    ///
    /// # Panics
    /// When it throws.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        let answer = self.client.execute(script, arguments).await;
        answer.expect("the script runs")
    }

    /// Waits until nothing moves any more and two frames have been drawn.
    async fn rests(&self) {
        let rest = "const done = arguments[0]; const frame = () => new Promise(requestAnimationFrame);
            frame().then(() => Promise.allSettled(document.getAnimations().map((one) => one.finished)))
                .then(frame).then(() => done(1));";
        let rested = self.client.execute_async(rest, vec![]).await;
        rested.expect("two frames");
    }

    /// A picture of the window.
    ///
    /// # Panics
    /// When there is none.
    pub async fn picture(&self, path: &Path) {
        self.rests().await;
        let png = self.client.screenshot().await.expect("a picture");
        fs::write(path, png).expect("written");
    }

    /// axe-core finds nothing on the present page.
    ///
    /// # Panics
    /// With what it finds.
    pub async fn is_accessible(&self, room: &str) {
        let axe = source::root().join("ui/node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(axe).expect("axe-core");
        let loaded = self.script("return typeof axe === 'object'", vec![]).await;
        if loaded != json!(true) {
            self.script(&axe, vec![]).await;
        }
        self.rests().await;
        let run =
            "const done = arguments[0]; axe.run(document, { resultTypes: ['violations'] }).then(
            (found) => done(found.violations.flatMap((rule) => rule.nodes.map((node) =>
                `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`))),
            (error) => done([`axe-core failed: ${error}`]))";
        let found = self.client.execute_async(run, vec![]).await;
        let found = found.expect("axe-core runs");
        if found != json!([]) {
            panic!("{room}: {found:#}");
        }
    }
}
