//! Property lists, Apple's notation for facts, in both forms that are in use: binary and XML. Nothing is unfolded: who reads asks for a
//! key, and only what leads there is looked at, so that a list that refers to itself, or to one big part a million times, costs nothing.

mod binary;

use jiff::Timestamp;
use thiserror::Error;

use crate::{
    budget::{Budget, Halt},
    markup::{Markup, MarkupError, Tag},
};

const BINARY: &[u8] = b"bplist00";
/// How many items of an array are looked at.
const ITEMS_MAX: usize = 64;
/// Longest text that is taken, in bytes; names and versions stay far below.
const TEXT_MAX: usize = 4096;

#[derive(Debug, Error)]
pub(crate) enum PlistError {
    #[error("it is cut off, or its parts are not where it says")]
    Cut,
    #[error("it is no dictionary of facts")]
    NoDictionary,
    #[error("{0} is there twice")]
    Twice(String),
    #[error("{0}")]
    Markup(MarkupError),
    #[error(transparent)]
    Halt(#[from] Halt),
}

impl From<MarkupError> for PlistError {
    fn from(error: MarkupError) -> Self {
        match error {
            MarkupError::Halt(halt) => Self::Halt(halt),
            other => Self::Markup(other),
        }
    }
}

/// A list whose root is a dictionary.
pub(crate) enum Plist<'a> {
    Binary(binary::Object<'a>),
    Xml(Markup),
}

/// A value somewhere in a list.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    Binary(binary::Object<'a>),
    Xml(Tag<'a>),
}

impl<'a> Plist<'a> {
    pub(crate) fn parse(bytes: &'a [u8], budget: &Budget<'_>) -> Result<Self, PlistError> {
        let list = if bytes.starts_with(BINARY) {
            Self::Binary(binary::Object::root(bytes).ok_or(PlistError::Cut)?)
        } else {
            Self::Xml(Markup::parse(bytes, budget)?)
        };
        if list.root().is_none_or(|root| !root.is_dictionary()) {
            return Err(PlistError::NoDictionary);
        }
        Ok(list)
    }

    /// The root, for asking.
    fn root(&self) -> Option<Value<'_>> {
        match self {
            Self::Binary(root) => Some(Value::Binary(*root)),
            Self::Xml(markup) => {
                let root = markup.root()?;
                let root = if root.name() == "plist" {
                    root.children().next()?
                } else {
                    root
                };
                Some(Value::Xml(root))
            }
        }
    }

    pub(crate) fn get(&self, key: &str) -> Result<Option<Value<'_>>, PlistError> {
        self.root().map_or(Ok(None), |root| root.get(key))
    }

    /// The text or number at the root under that key.
    pub(crate) fn text(&self, key: &str) -> Result<Option<String>, PlistError> {
        Ok(self.get(key)?.and_then(Value::text))
    }

    pub(crate) fn truth(&self, key: &str) -> Result<Option<bool>, PlistError> {
        Ok(self.get(key)?.and_then(Value::truth))
    }
}

impl<'a> Value<'a> {
    fn is_dictionary(self) -> bool {
        match self {
            Self::Binary(object) => object.pairs().is_some(),
            Self::Xml(tag) => tag.name() == "dict",
        }
    }

    /// What stands under that key; nothing where this is no dictionary. A key that is there twice is an error: of two readers one would
    /// take the first and one the last.
    pub(crate) fn get(self, key: &str) -> Result<Option<Value<'a>>, PlistError> {
        let mut found = None;
        let mut take = |value: Value<'a>| match found.replace(value) {
            Some(_) => Err(PlistError::Twice(key.to_owned())),
            None => Ok(()),
        };
        match self {
            Self::Binary(object) => {
                for (name, value) in object.pairs().into_iter().flatten() {
                    if name.is_some_and(|name| name.says(key)) {
                        take(Value::Binary(value.ok_or(PlistError::Cut)?))?;
                    }
                }
            }
            Self::Xml(tag) if tag.name() == "dict" => {
                let mut children = tag.children();
                while let Some(child) = children.next() {
                    if child.name() == "key" && child.text() == key {
                        take(Value::Xml(children.next().ok_or(PlistError::Cut)?))?;
                    }
                }
            }
            Self::Xml(_) => {}
        }
        Ok(found)
    }

    /// A text, or a number as text.
    pub(crate) fn text(self) -> Option<String> {
        match self {
            Self::Binary(object) => object.text(TEXT_MAX),
            Self::Xml(tag) if matches!(tag.name(), "string" | "integer" | "real") => {
                let text = tag.text();
                (text.len() <= TEXT_MAX).then(|| text.to_owned())
            }
            Self::Xml(_) => None,
        }
    }

    /// True or false; some tools write them as a text.
    pub(crate) fn truth(self) -> Option<bool> {
        let from_text = |text: &str| match text {
            "true" | "TRUE" | "YES" | "1" => Some(true),
            "false" | "FALSE" | "NO" | "0" => Some(false),
            _ => None,
        };
        match self {
            Self::Binary(object) => object.truth().or_else(|| from_text(&object.text(8)?)),
            Self::Xml(tag) => match tag.name() {
                "true" => Some(true),
                "false" => Some(false),
                "string" | "integer" => from_text(tag.text()),
                _ => None,
            },
        }
    }

    pub(crate) fn date(self) -> Option<Timestamp> {
        match self {
            Self::Binary(object) => object.date(),
            Self::Xml(tag) if tag.name() == "date" => tag.text().parse().ok(),
            Self::Xml(_) => None,
        }
    }

    /// The first items of an array.
    pub(crate) fn items(self) -> Vec<Value<'a>> {
        match self {
            Self::Binary(object) => object
                .items()
                .into_iter()
                .flatten()
                .take(ITEMS_MAX)
                .flatten()
                .map(Value::Binary)
                .collect(),
            Self::Xml(tag) if tag.name() == "array" => {
                tag.children().take(ITEMS_MAX).map(Value::Xml).collect()
            }
            Self::Xml(_) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
