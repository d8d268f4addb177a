//! An app as it stands when a world is given it: a full live version in two languages, so that whatever is missing or different later
//! was done by a client or by a knob.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    package,
    record::{Apk, App, Content, Members, Version, asset_key},
    targeting,
};
use crate::{play::SeedApp, plays::draw};

const ENGLISH: &str = "en-US";
const CHINESE: &str = "zh-CN";

impl App {
    /// The app after its last release. Version code 0: it was created in the console, and nothing was ever live.
    pub(super) fn adopted(seed: &SeedApp) -> Self {
        Self {
            id: format!("amzn1.devportal.mobileapp.{}", draw::hex(32)),
            package: seed.package.clone(),
            ours: true,
            signer: seed.signer_sha256.clone(),
            live: Version::live(seed).map(|version| content(seed, version)),
            edit: None,
            released: Vec::new(),
            rejection: None,
            devtest: None,
        }
    }

    /// An app of another developer account.
    pub(super) fn foreign(package: &str) -> Self {
        let seed = SeedApp {
            package: package.to_owned(),
            label: "Somebody else's app".to_owned(),
            label_zh: None,
            version_code: 1,
            version_name: "1.0".to_owned(),
            signer_sha256: None,
        };
        Self {
            ours: false,
            ..Self::adopted(&seed)
        }
    }
}

fn content(seed: &SeedApp, version: Version) -> Content {
    let chinese = seed.label_zh.as_ref().unwrap_or(&seed.label);
    let listings = [
        listing(
            ENGLISH,
            &seed.label,
            "One line about it",
            &format!("{}: a description for rehearsal only.", seed.label),
            "Notes of the version before",
        ),
        listing(
            CHINESE,
            chinese,
            "一句话简介",
            &format!("{chinese}：仅用于演练的应用介绍。"),
            "上一版本的更新说明",
        ),
    ];
    let pictures = [("small-icons", 1), ("large-icons", 1), ("screenshots", 3)];
    let assets = [ENGLISH, CHINESE].into_iter().flat_map(|language| {
        pictures.map(|(kind, count)| (asset_key(language, kind), asset_ids(count)))
    });
    Content {
        apks: vec![Apk {
            id: package::apk_id(),
            name: "APK1".to_owned(),
            version,
            sha256: None,
            bytes: None,
            drm_chosen: true,
            targeting: targeting::of_live(),
        }],
        listings: BTreeMap::from(listings),
        assets: assets.collect(),
        details: Map::from_iter([
            ("defaultLanguage".to_owned(), json!(ENGLISH)),
            (
                "contactWebsite".to_owned(),
                json!("https://www.example.com"),
            ),
            ("contactEmail".to_owned(), json!("help@example.com")),
            ("contactPhone".to_owned(), json!("+1 555 0100")),
        ]),
        publishing: None,
    }
}

fn asset_ids(count: usize) -> Vec<String> {
    (0..count)
        .map(|_| format!("amzn1.dex.asset.{}", draw::hex(32)))
        .collect()
}

/// Every documented member, and one more that no document names: a client that keeps what it does not know gives it back.
fn listing(language: &str, title: &str, short: &str, full: &str, notes: &str) -> (String, Members) {
    let members: [(&str, Value); 9] = [
        ("language", json!(language)),
        ("title", json!(title)),
        ("shortDescription", json!(short)),
        ("fullDescription", json!(full)),
        ("recentChanges", json!(notes)),
        ("featureBullets", json!(["Rehearses", "Costs nothing"])),
        ("keywords", json!(["rehearsal", "demo"])),
        ("videos", json!([])),
        ("practiceRemark", json!({ "kept": true })),
    ];
    let members = members.map(|(name, value)| (name.to_owned(), value));
    (language.to_owned(), Map::from_iter(members))
}
