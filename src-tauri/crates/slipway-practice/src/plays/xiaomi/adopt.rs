//! An app as it stands when a world is given it.

use super::record::{App, Version};
use crate::play::SeedApp;

impl App {
    /// An app as it stands after its last release. Version code 0: it was created in the console, nothing is live yet.
    pub(super) fn adopted(seed: &SeedApp) -> Self {
        Self {
            package: seed.package.clone(),
            app_name: seed.label_zh.as_ref().unwrap_or(&seed.label).clone(),
            ours: true,
            signer: seed.signer_sha256.clone(),
            live: Version::live(seed),
            pending: None,
        }
    }

    /// An app of another developer.
    pub(super) fn foreign(package: &str) -> Self {
        Self {
            package: package.to_owned(),
            app_name: "别人的应用".to_owned(),
            ours: false,
            signer: None,
            live: Some(Version {
                code: 1,
                name: "1.0".to_owned(),
            }),
            pending: None,
        }
    }
}
