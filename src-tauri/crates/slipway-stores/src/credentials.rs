//! What a person pastes, and what a store's own code makes of it. Every store judges its own fields in its `credentials.rs`.

use std::{collections::BTreeMap, fmt};

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use slipway_model::Sentence;

/// Raw answers of the credential form by field id, as pasted or read from a file.
pub type Form = BTreeMap<String, SecretString>;

/// Cleaned values by field id: what the vault keeps and what signing exposes.
#[derive(Clone, Default)]
pub struct Credentials(BTreeMap<String, SecretString>);

impl Credentials {
    pub fn new(values: BTreeMap<String, SecretString>) -> Self {
        Self(values)
    }

    pub fn get(&self, field: &str) -> Option<&SecretString> {
        self.0.get(field)
    }

    /// The value in plain, for the line that signs with it.
    pub fn expose(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(ExposeSecret::expose_secret)
    }

    pub fn values(&self) -> &BTreeMap<String, SecretString> {
        &self.0
    }

    /// Every value, to be blanked in what a store says.
    pub fn secrets(&self) -> Vec<SecretString> {
        self.0.values().cloned().collect()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(self.0.keys()).finish()
    }
}

/// What is wrong with one field; `says` is a key of the store's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    pub field: String,
    pub says: Sentence,
}

/// What a value looks like while it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "hint", content = "says")]
pub enum Hint {
    Empty,
    /// Well-formed; the sentence says what was recognised.
    Good(Sentence),
    /// Usable, with a remark.
    Remark(Sentence),
    /// Another thing was pasted: "this is the AppKey, you need the other one".
    Wrong(Sentence),
}
