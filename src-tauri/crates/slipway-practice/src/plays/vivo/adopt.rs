//! What an app looks like in the store when practice takes it in: listed once through the console, as vivo demands before the API may
//! touch it [official], with a full record. Also the addresses under which the store would show its pictures.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    keys::PRODUCTION_HOST,
    record::{App, Listing, Newest, Opinion, Status, Version},
};
use crate::play::SeedApp;

/// A package that every fresh world gives to another developer, so that 13002 and 11011 can be met.
pub(super) const FOREIGN_PACKAGE: &str = "com.example.claimed";

const DESCRIPTION: &str = "这是一款用于演练发布流程的应用，没有任何真实功能。它的每个版本都只存在于这台电脑上，用来在正式发布之前熟悉各家应用商店的规则与审核流程。";

/// The address of a picture in answers. Real ones lie on hosts that no source names; nothing is served there.
pub(super) fn picture_address(serial: &str) -> String {
    format!("https://{PRODUCTION_HOST}/picture/{serial}")
}

impl App {
    /// An app as it stands after its last release. Version code 0: it is a draft in the console, nothing is live yet.
    pub(super) fn adopted(seed: &SeedApp, now: Timestamp) -> Self {
        let live = Version::live(seed);
        let status = match live {
            Some(_) => Status::Approved,
            None => Status::Draft,
        };
        Self {
            package: seed.package.clone(),
            ours: true,
            signer: seed.signer_sha256.clone(),
            target_sdk: None,
            newest: Newest {
                version: live.clone(),
                status,
                on_shelf: live.is_some(),
                online_type: 1,
                online_at: None,
                listing: listing(seed.label_zh.as_ref().unwrap_or(&seed.label)),
                // The recorded trace's number, taken as KB [inferred].
                bytes: 67_732 * 1024,
                signer: seed.signer_sha256.clone(),
                target_sdk: None,
                decided_at: now,
                opinion: Opinion::Approve,
                reason: None,
            },
            live,
            staged: None,
            task: None,
            title_changes: Vec::new(),
        }
    }

    pub(super) fn foreign(now: Timestamp) -> Self {
        let seed = SeedApp {
            package: FOREIGN_PACKAGE.to_owned(),
            label: "别人的应用".to_owned(),
            label_zh: None,
            version_code: 1,
            version_name: "1.0".to_owned(),
            signer_sha256: None,
        };
        Self {
            ours: false,
            ..Self::adopted(&seed, now)
        }
    }
}

fn listing(name: &str) -> Listing {
    let screenshots: Vec<String> = (1..=3)
        .map(|number| picture_address(&format!("screenshot-{number}.png")))
        .collect();
    let texts = [
        ("cnName", name.to_owned()),
        ("mainTitle", name.to_owned()),
        ("updateDesc", "首次上架".to_owned()),
        ("detailDesc", DESCRIPTION.to_owned()),
        ("simpleDesc", "发布流程演练工具".to_owned()),
        ("icon", picture_address("icon.png")),
        ("screenshot", screenshots.join(",")),
        ("appType", "1".to_owned()),
        ("classify", "2".to_owned()),
        ("subClassify", "21".to_owned()),
        ("compatibleDevice", "2".to_owned()),
        ("customerService", "support@example.com".to_owned()),
        ("privateSelfCheck", "https://example.com/privacy".to_owned()),
        ("sellType", "0".to_owned()),
        ("testType", "0".to_owned()),
    ];
    BTreeMap::from(texts.map(|(name, text)| (name.to_owned(), text)))
}
