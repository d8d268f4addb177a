//! The get-key guide of a store, as data: what to press where, and which field of the credential form each step yields.
//! Drawn by the window, printed by the headless program; nothing here knows either.

use serde::{Deserialize, Serialize};
use slipway_model::Language;

/// A whole guide. A store with more than one kind of key has more than one way; a person follows one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// What to know before the first step ("sign in with the main account").
    pub before: Text,
    /// Hosts whose pages the guide opens beside the console's own ([`crate::Card::console`]).
    #[serde(default)]
    pub hosts: Vec<String>,
    pub ways: Vec<Way>,
}

impl Guide {
    /// Reads a `guide.toml`. Guides are part of the program, so a broken one is empty in the program and fails a test here.
    ///
    /// # Errors
    /// When the text is not TOML of this shape.
    pub fn parse(source: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(source)
    }
}

/// One way of connecting, from the console's front page to the last field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// Equal to [`crate::Field::way`] of the fields that it yields.
    pub id: String,
    pub title: Text,
    /// The only operating system on which this way leads anywhere, as [`std::env::consts::OS`] writes it. `None`: everywhere.
    #[serde(default)]
    pub system: Option<String>,
    pub steps: Vec<GuideStep>,
}

impl Way {
    /// Whether this way is shown on that system. Where it is not, the fields that it yields are not shown either.
    pub fn leads_on(&self, system: &str) -> bool {
        self.system.as_deref().is_none_or(|only| only == system)
    }
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuideStep {
    pub id: String,
    pub title: Text,
    /// What to do, in one sentence.
    pub what: Text,
    /// Menu paths as chips, in the console's own words. The first is the usual one; others are where another edition of the
    /// console keeps the same page.
    #[serde(default)]
    pub paths: Vec<Vec<Text>>,
    /// Page to open in the browser.
    #[serde(default)]
    pub link: Option<String>,
    /// Credential fields that this step gives.
    #[serde(default)]
    pub yields: Vec<String>,
    /// Questions of a release ([`crate::Ask`]) whose answer is found here.
    #[serde(default)]
    pub answers: Vec<String>,
    /// What people get wrong here.
    #[serde(default)]
    pub beware: Option<Text>,
    #[serde(default)]
    pub sketch: Option<Sketch>,
}

/// A drawing of the place to click, in three shapes that the window knows how to draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sketch {
    pub kind: SketchKind,
    /// What is written there, from top to bottom or left to right.
    pub labels: Vec<Text>,
    /// The label (or the value beside it) to press or copy. One of `labels`.
    pub point: Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SketchKind {
    /// Entries of a menu under each other.
    MenuPath,
    /// Cells of one row beside each other.
    TableRow,
    /// A form or dialog: labels with a place to fill or press each.
    Dialog,
}

/// The same words in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub en: String,
    pub zh: String,
}

impl Text {
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Guide;

    #[test]
    fn a_way_of_one_system_leads_nowhere_else() {
        let guide = Guide::parse(
            "[before]\nen = \"x\"\nzh = \"x\"\n[[ways]]\nid = \"a\"\ntitle = { en = \"x\", zh = \"x\" }\nsteps = []\n\
             [[ways]]\nid = \"b\"\ntitle = { en = \"x\", zh = \"x\" }\nsystem = \"macos\"\nsteps = []\n",
        )
        .unwrap();
        let led = |system: &str| guide.ways.iter().filter(|way| way.leads_on(system)).count();
        assert_eq!((led("linux"), led("windows"), led("macos")), (1, 1, 2));
    }
}
