//! An app as it stands when a world is given it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Map;

use super::record::{App, Listing, Texts, Version};
use crate::{play::SeedApp, plays::draw};

impl App {
    /// An app as it stands after its last full release. Version code 0: it was created in the console, nothing is live yet.
    pub(super) fn adopted(seed: &SeedApp, now: Timestamp) -> Self {
        let texts = |name: &str| Texts {
            app_name: Some(name.to_owned()),
            ..Texts::default()
        };
        let chinese = seed.label_zh.as_ref().unwrap_or(&seed.label);
        Self {
            id: draw::digits(9),
            package: seed.package.clone(),
            signer: seed.signer_sha256.clone(),
            listing: Listing {
                default_lang: "zh-CN".to_owned(),
                languages: BTreeMap::from([
                    ("zh-CN".to_owned(), texts(chinese)),
                    ("en-US".to_owned(), texts(&seed.label)),
                ]),
                info: Map::new(),
            },
            phased_listing: None,
            live: (seed.version_code > 0).then(|| Version {
                code: seed.version_code,
                name: seed.version_name.clone(),
                id: draw::digits(19),
            }),
            draft_full: Vec::new(),
            draft_phased: Vec::new(),
            pending: None,
            rejected: None,
            rollout: None,
            pull: None,
            loose: Vec::new(),
            updated_at: now,
        }
    }
}
