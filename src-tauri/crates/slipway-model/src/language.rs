//! The two languages that Slipway itself speaks. Languages of *notes* are plain BCP 47 tags (`zh-CN`) and live in [`crate::Notes`].

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    En,
    Zh,
}

impl Language {
    /// `zh`, `zh-CN`, `zh_CN.UTF-8`, `zh-Hans` → Chinese; everything else → English.
    pub fn from_tag(tag: &str) -> Self {
        let head = tag.get(..2).unwrap_or_default();
        if head.eq_ignore_ascii_case("zh") {
            Self::Zh
        } else {
            Self::En
        }
    }

    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }
}
