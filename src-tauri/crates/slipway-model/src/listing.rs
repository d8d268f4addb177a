//! The store page of an app as the store keeps it at present: what a release must not damage, what the store will judge again, and
//! what a person may mend for one release.

use serde::{Deserialize, Serialize};

use crate::Limit;

/// One field of the store's record. A survey reads them; `Order::listing` changes some of them for one release.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingField {
    /// The store's own name for it (`summary`), with the language behind a colon where there is one per language
    /// (`intro:zh-CN`). Label: words `listing.<name>`.
    pub id: String,
    /// What stands there now; empty where nothing does.
    pub value: String,
    /// Whether the API takes a new value together with a version. Else only the console can mend it.
    pub editable: bool,
    /// As the store counts; `None`: not bounded, or not a text.
    pub limit: Option<Limit>,
    /// Written on several lines.
    pub long: bool,
    /// The only values that the store takes, if it takes only some.
    pub choices: Vec<String>,
}

impl ListingField {
    /// The name without the language.
    pub fn name(&self) -> &str {
        self.id.split_once(':').map_or(&self.id, |(name, _)| name)
    }

    /// The language, where the field has one.
    pub fn language(&self) -> Option<&str> {
        self.id.split_once(':').map(|(_, language)| language)
    }
}
