//! An app as it stands when a world is given it: a clean and full listing in two languages, so that whatever is missing or
//! different later was done by a client or by a knob.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    detail,
    record::{App, AuditResult, Basics, BoundFile, Draft, Task, Texts, Version},
    slot,
};
use crate::{play::SeedApp, plays::draw};

/// Digits of an `appId`: above 2^31, and exact in a double, as no real client is known to need more.
const APP_ID_DIGITS: usize = 11;

impl App {
    /// The app after its last full release. Version code 0: it was created in the console, nothing is live yet, and neither
    /// texts nor rating are filled in.
    pub(super) fn adopted(seed: &SeedApp) -> Self {
        let live = Version::live(seed);
        let mut app = Self {
            id: super::number(APP_ID_DIGITS),
            package: seed.package.clone(),
            ours: true,
            signer: seed.signer_sha256.clone(),
            basics: basics(),
            languages: BTreeMap::new(),
            files: Vec::new(),
            live: live.clone(),
            draft: Draft::default(),
            pending: None,
            rollout: None,
            tasks: Vec::new(),
            published: Value::Null,
            attempts: Vec::new(),
        };
        match live {
            Some(version) => app.furnish(seed, version),
            None => app.basics.clear("ratingId"),
        }
        app
    }

    /// An app of another developer.
    pub(super) fn foreign(package: &str) -> Self {
        let seed = SeedApp {
            package: package.to_owned(),
            label: "Somebody else's app".to_owned(),
            label_zh: Some("别人的应用".to_owned()),
            version_code: 1,
            version_name: "1.0".to_owned(),
            signer_sha256: None,
        };
        Self {
            ours: false,
            ..Self::adopted(&seed)
        }
    }

    fn furnish(&mut self, seed: &SeedApp, version: Version) {
        let chinese = seed.label_zh.as_ref().unwrap_or(&seed.label);
        self.languages = BTreeMap::from([
            (
                "zh-CN".to_owned(),
                Texts {
                    app_name: chinese.clone(),
                    intro: format!("{chinese}：仅用于演练的应用介绍。"),
                    brief_intro: "一句话简介".to_owned(),
                    new_feature: "上一版本的更新说明".to_owned(),
                },
            ),
            (
                "en-US".to_owned(),
                Texts {
                    app_name: seed.label.clone(),
                    intro: format!("{}: an introduction for rehearsal only.", seed.label),
                    brief_intro: "One line about it".to_owned(),
                    new_feature: "Notes of the version before".to_owned(),
                },
            ),
        ]);
        self.files = ["zh-CN", "en-US"]
            .into_iter()
            .flat_map(|language| {
                std::iter::once((slot::ICON, 0))
                    .chain((0..3).map(|order| (slot::PORTRAIT, order)))
                    .map(move |(file_type, order)| file(file_type, Some(language), order))
            })
            .chain(std::iter::once(file(slot::APK, None, 0)))
            .collect();
        self.tasks.push(Task {
            release_id: draw::hex(32),
            version,
            result: AuditResult::Approved,
            message: String::new(),
            attachments: Vec::new(),
            asked_at: None,
        });
        self.published = json!({ "releaseType": 1, "releaseTime": null, "forceUpdate": 0 });
    }
}

fn file(file_type: i64, language: Option<&str>, order: i64) -> BoundFile {
    BoundFile {
        file_type,
        url: detail::file_url(),
        sha256: draw::hex(64),
        language: language.map(str::to_owned),
        order: language.map(|_| order),
    }
}

/// Every member that `update-app-info` requires, and the optional ones that a partial write would lose [official names].
fn basics() -> Basics {
    let members = [
        ("appCategoryId", json!(2)),
        ("appClassification", json!(20_103)),
        ("defaultLanguage", json!("zh-CN")),
        ("supplyName", json!("演练供应商")),
        ("devName", json!("演练开发者")),
        ("releaseCountry", json!("CN")),
        ("paymentInfo", json!(1)),
        ("ratingId", json!(12)),
        ("privacyPolicyUrl", json!("https://www.example.com/privacy")),
        ("appRegistrationEntityStatus", json!(1)),
        ("unifiedSocialCreditId", json!("91000000PRACTICE0X")),
        ("appRegistrationNumber", json!("演练ICP备00000000号-1A")),
        ("appRegistrationEntityName", json!("演练供应商")),
        ("webUrl", json!("https://www.example.com")),
        ("customerServiceEmail", json!("help@example.com")),
        ("customerServiceTel", json!("01000000000")),
        ("inAppPayment", json!(0)),
    ];
    Basics(Map::from_iter(
        members.map(|(name, value)| (name.to_owned(), value)),
    ))
}
