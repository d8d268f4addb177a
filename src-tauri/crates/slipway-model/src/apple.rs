//! What a build for Apple's systems says beyond what every build says.

use serde::{Deserialize, Serialize};

/// Facts of an IPA or an installer package, from its property lists and its provisioning profile. Texts are empty where the file does
/// not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apple {
    pub platform: ApplePlatform,
    /// `CFBundleVersion` as it is written; compare with [`crate::build_number::compare`].
    pub build_number: String,
    /// `MinimumOSVersion`, or `LSMinimumSystemVersion` on macOS.
    pub minimum_os: String,
    /// `ITSAppUsesNonExemptEncryption`. `None`: the store will ask a person.
    pub non_exempt_encryption: Option<bool>,
    pub distribution: Distribution,
    /// Identifier of the team whose profile is inside.
    pub team: String,
    /// Name of the provisioning profile.
    pub profile: String,
    /// When the profile ends: RFC 3339, UTC.
    pub profile_ends: String,
    /// `DTSDKName`: `iphoneos18.2`.
    pub sdk: String,
    /// `DTXcode`: `1620` for 16.2.
    pub xcode: String,
}

/// The system that a build runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApplePlatform {
    /// iPhone and iPad.
    Ios,
    MacOs,
    TvOs,
    VisionOs,
}

impl ApplePlatform {
    /// As Apple writes it, in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ios => "iOS",
            Self::MacOs => "macOS",
            Self::TvOs => "tvOS",
            Self::VisionOs => "visionOS",
        }
    }
}

/// For whom a build was signed, as its provisioning profile says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Distribution {
    /// Neither devices nor everybody: only the store can hand it on.
    AppStore,
    /// For the devices that are listed.
    AdHoc,
    /// A debugger may attach.
    Development,
    /// For every device of one company, past the store.
    Enterprise,
    /// There is no profile, or it cannot be read.
    Unknown,
}
