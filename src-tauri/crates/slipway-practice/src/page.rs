//! Facts of a store's practice console: the right keys, the usual wrong ones, the apps, and where all this is in the real console.
//! A play states them; `control/console` draws them. Nothing here is HTML.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

/// The two languages of practice's own pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tongue {
    English,
    Chinese,
}

/// A text in both languages.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    en: Cow<'static, str>,
    zh: Cow<'static, str>,
}

impl Text {
    pub(crate) fn new(en: impl Into<Cow<'static, str>>, zh: impl Into<Cow<'static, str>>) -> Self {
        Self {
            en: en.into(),
            zh: zh.into(),
        }
    }

    /// The same in both languages, e.g. a menu entry that exists only in Chinese.
    pub(crate) fn same(text: &'static str) -> Self {
        Self::new(text, text)
    }

    pub(crate) fn in_tongue(&self, tongue: Tongue) -> &str {
        match tongue {
            Tongue::English => &self.en,
            Tongue::Chinese => &self.zh,
        }
    }
}

/// One store's page.
#[derive(Clone, Debug)]
pub(crate) struct ConsolePage {
    /// One or two sentences under the store's name: which part of the real console this stands for.
    pub(crate) about: Text,
    pub(crate) sections: Vec<Section>,
    pub(crate) apps: Vec<ConsoleApp>,
}

/// What the real console shows on one of its screens.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) heading: Text,
    /// The way there in the real console, in the console's own words.
    pub(crate) path: Vec<Text>,
    pub(crate) remark: Option<Text>,
    pub(crate) values: Vec<Value>,
}

/// A value to copy.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    /// What the console calls it.
    pub(crate) label: Text,
    pub(crate) value: String,
    /// The credential field that it belongs into; `None` for the usual wrong ones.
    pub(crate) field: Option<&'static str>,
    /// What it is, in one sentence; for a wrong one also what happens with it.
    pub(crate) what: Text,
    /// The name under which the real console lets one download it; `None` for a value that is only shown.
    pub(crate) file_name: Option<String>,
}

impl Value {
    /// One of the usual wrong ones, unless [`Value::for_field`] follows.
    pub(crate) fn new(
        en: &'static str,
        zh: &'static str,
        value: impl Into<String>,
        what: Text,
    ) -> Self {
        Self {
            label: Text::new(en, zh),
            value: value.into(),
            field: None,
            what,
            file_name: None,
        }
    }

    /// Belongs into that credential field.
    pub(crate) fn for_field(self, field: &'static str) -> Self {
        Self {
            field: Some(field),
            ..self
        }
    }

    /// Can be downloaded under that name.
    pub(crate) fn downloadable_as(self, name: &str) -> Self {
        Self {
            file_name: Some(name.to_owned()),
            ..self
        }
    }
}

/// One app as the console lists it.
#[derive(Clone, Debug)]
pub(crate) struct ConsoleApp {
    pub(crate) package: String,
    pub(crate) facts: Vec<(Text, String)>,
}

impl ConsoleApp {
    pub(crate) fn new(package: &str) -> Self {
        Self {
            package: package.to_owned(),
            facts: Vec::new(),
        }
    }

    /// One more line.
    pub(crate) fn fact(mut self, label: Text, value: &str) -> Self {
        self.facts.push((label, value.to_owned()));
        self
    }

    /// The two lines that every store's page has; a dash where there is no such version.
    pub(crate) fn versions(self, live: Option<u64>, waiting: Option<u64>) -> Self {
        let code = |code: Option<u64>| code.map_or_else(|| "–".to_owned(), |code| code.to_string());
        self.fact(Text::new("Live version code", "在架版本号"), &code(live))
            .fact(
                Text::new("Submitted version code", "送审版本号"),
                &code(waiting),
            )
    }
}

/// Keys that work, by the ids of the credential form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreKeys {
    /// In the console's language.
    pub name: String,
    /// The fields of the usual way to sign in.
    pub keys: BTreeMap<String, String>,
    /// Fields of other ways, where the store has several.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub more_keys: BTreeMap<String, String>,
}
