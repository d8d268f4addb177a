//! An app as it stands when a world is given it.

use super::{
    keys,
    listing::Listing,
    record::{App, Standing, Version},
};
use crate::{play::SeedApp, plays::draw};

impl App {
    /// An app as it stands after its last release by hand. Version code 0: it was created in the console, nothing is live yet.
    pub(super) fn adopted(seed: &SeedApp) -> Self {
        Self {
            id: keys::app_id(),
            package: seed.package.clone(),
            standing: Standing::Ours,
            public_id: draw::digits(8),
            signer: seed.signer_sha256.clone(),
            live: Version::live(seed),
            listing: Listing::of(seed.label_zh.as_ref().unwrap_or(&seed.label)),
            renamed_at: Vec::new(),
            pending: None,
            last: None,
        }
    }
}
