//! What the store reads out of an uploaded package, in the store's own words. The build reader is the one piece that practice shares
//! with the client: a package's layout is no store protocol.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use slipway_artifact::{ApplePlatform, Build};

/// The facts that are held against the announcement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Package {
    pub(super) bundle: String,
    pub(super) version: String,
    pub(super) build: String,
    /// As the API names it.
    pub(super) platform: String,
    pub(super) minimum_os: String,
    /// `ITSAppUsesNonExemptEncryption`.
    pub(super) non_exempt_encryption: Option<bool>,
}

/// Reads a package off the async threads. The error is a sentence for the ledger.
pub(super) async fn read(path: PathBuf) -> Result<Package, String> {
    let reading = tokio::task::spawn_blocking(move || {
        slipway_artifact::inspect(&path, &mut |_| {}, &|| false)
    });
    match reading.await {
        Ok(Ok(build)) => Package::of(build),
        Ok(Err(error)) => Err(error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

impl Package {
    fn of(build: Build) -> Result<Self, String> {
        let apple = build.apple.ok_or("not a build for Apple's systems")?;
        let platform = match apple.platform {
            ApplePlatform::Ios => "IOS",
            ApplePlatform::MacOs => "MAC_OS",
            ApplePlatform::TvOs => "TV_OS",
            ApplePlatform::VisionOs => "VISION_OS",
        };
        Ok(Self {
            bundle: build.package,
            version: build.version_name,
            build: apple.build_number,
            platform: platform.to_owned(),
            minimum_os: apple.minimum_os,
            non_exempt_encryption: apple.non_exempt_encryption,
        })
    }
}
