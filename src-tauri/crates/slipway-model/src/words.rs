//! Sentences in two languages, kept in `words.toml` beside the code that says them.
//! A file is a flat list: `["problem.key"]` with `en` and `zh`; `{name}` marks a place for an argument.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::{Deserialize, Serialize};

use crate::Language;

/// A sentence to be said later, in whatever language is then asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    pub key: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

impl Sentence {
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            args: BTreeMap::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
}

/// One catalogue.
#[derive(Debug, Default)]
pub struct Words(BTreeMap<String, Pair>);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    en: String,
    zh: String,
}

impl Words {
    /// Reads a `words.toml`. Files are part of the program, so a broken one is empty here and fails the house test there.
    pub fn parse(source: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(source).map(Self)
    }

    /// The sentence in that language, its arguments filled in; `None` when this catalogue does not have the key.
    pub fn say(&self, sentence: &Sentence, language: Language) -> Option<String> {
        let pair = self.0.get(&sentence.key)?;
        let pattern = match language {
            Language::En => &pair.en,
            Language::Zh => &pair.zh,
        };
        Some(fill(pattern, &sentence.args))
    }

    /// Every key with its English and Chinese pattern, for the house test.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.0
            .iter()
            .map(|(key, pair)| (key.as_str(), pair.en.as_str(), pair.zh.as_str()))
    }
}

/// The general catalogue: sentences that no single store owns.
pub fn general() -> &'static Words {
    static GENERAL: LazyLock<Words> =
        LazyLock::new(|| Words::parse(include_str!("words.toml")).unwrap_or_default());
    &GENERAL
}

/// The names of the places in a pattern.
pub fn places(pattern: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = pattern;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        found.push(name);
        rest = tail;
    }
    found
}

fn fill(pattern: &str, args: &BTreeMap<String, String>) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        text.push_str(args.get(name).map_or("…", String::as_str));
        rest = tail;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::{Language, Sentence, Words, general, places};

    #[test]
    fn fills_places_in_both_languages() {
        let words =
            Words::parse("[\"x\"]\nen = \"{store} refused {n}\"\nzh = \"{store} 拒绝了 {n}\"\n")
                .unwrap();
        let sentence = Sentence::new("x").with("store", "OPPO").with("n", 3);
        assert_eq!(
            words.say(&sentence, Language::En).unwrap(),
            "OPPO refused 3"
        );
        assert_eq!(words.say(&sentence, Language::Zh).unwrap(), "OPPO 拒绝了 3");
        assert_eq!(places("{a} and {b}"), ["a", "b"]);
    }

    #[test]
    fn the_general_catalogue_parses() {
        assert!(general().entries().count() > 0);
    }
}
