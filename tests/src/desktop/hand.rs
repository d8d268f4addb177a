//! What a person does in the window: goes to a room, presses, types, chooses. Things are found by the name that a screen reader says.
#![expect(clippy::expect_used, reason = "the harness speaks to a test runner")]

use fantoccini::{
    Locator,
    elements::{Element, ElementRef},
};
use serde_json::json;

use super::{Patience, Window};

/// What can be pressed, with this name: by its label, or by its text.
const NAMED: &str = "
    const [within, name] = arguments;
    const pressable = 'button, a[href], summary, label, [role=tab]';
    const nameOf = (one) => (one.getAttribute('aria-label') ?? one.innerText).replace(/\\s+/g, ' ').trim();
    return [...document.querySelectorAll(`:is(${within}) :is(${pressable})`)].find((one) =>
        nameOf(one) === name && !one.disabled && one.checkVisibility({ visibilityProperty: true })) ?? null;";

/// Under this key a driver answers with an element (WebDriver, web element identifier).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

impl Window {
    fn element(&self, id: &str) -> Element {
        Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned()))
    }

    /// Presses what has this name, as soon as it can be pressed.
    ///
    /// # Panics
    /// When there is nothing to press.
    pub async fn press(&self, name: &str) {
        self.press_in("body", name).await;
    }

    /// The same within a part of the page.
    ///
    /// # Panics
    /// When there is nothing to press.
    pub async fn press_in(&self, css: &str, name: &str) {
        let mut patience = Patience::new();
        loop {
            let found = self.client.execute(NAMED, vec![json!(css), json!(name)]);
            if let Ok(found) = found.await
                && let Some(element) = found[ELEMENT].as_str()
                && self.element(element).click().await.is_ok()
            {
                return;
            }
            if !patience.goes_on(self).await {
                self.give_up::<()>(&format!("nothing to press is called {name}"))
                    .await;
            }
        }
    }

    /// Presses what the selector points at.
    ///
    /// # Panics
    /// When it is not there or cannot be pressed.
    pub async fn press_at(&self, css: &str) {
        let mut patience = Patience::new();
        while self.find(css).await.click().await.is_err() {
            if !patience.goes_on(self).await {
                self.give_up::<()>(&format!("{css} cannot be pressed"))
                    .await;
            }
        }
    }

    /// Goes to a room by the rail.
    ///
    /// # Panics
    /// When the room does not open.
    pub async fn go(&self, word: &str, room: &str) {
        self.press_in("nav", word).await;
        self.find(&format!("[data-room={room}]")).await;
    }

    /// Types a value where the selector points, in place of what is there.
    ///
    /// # Panics
    /// When nothing can be typed there.
    pub async fn fill(&self, css: &str, value: &str) {
        let field = self.find(css).await;
        field.clear().await.expect("an empty field");
        field.send_keys(value).await.expect("typed");
    }

    /// Pastes a value where the selector points, as from the clipboard.
    ///
    /// # Panics
    /// When there is no such field.
    pub async fn paste(&self, css: &str, value: &str) {
        self.find(css).await;
        let script = "const field = document.querySelector(arguments[0]); field.focus(); field.value = arguments[1];
            field.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste', bubbles: true }));";
        self.script(script, vec![json!(css), json!(value)]).await;
    }

    /// Chooses an option by its value.
    ///
    /// # Panics
    /// When there is no such option.
    pub async fn choose(&self, css: &str, value: &str) {
        self.find(&format!("{css} option[value=\"{value}\"]")).await;
        let list = self.client.find(Locator::Css(css)).await.expect("a list");
        list.select_by_value(value).await.expect("chosen");
    }

    /// What the next file dialog will answer.
    ///
    /// # Panics
    /// When the list cannot be written.
    pub fn will_pick(&self, path: &std::path::Path) {
        let list = self.folder().join("picks.txt");
        std::fs::write(list, path.display().to_string()).expect("a list of picks");
    }
}
