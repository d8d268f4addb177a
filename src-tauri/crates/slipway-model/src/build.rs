//! What a build file says about itself. Produced by `slipway-artifact`, shown by the window, compared by the engine.
//! All texts come from the file and are untrusted: they are already cleaned by [`crate::text::clean`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::apple::Apple;

/// The kinds of build file. APK, AAB, IPA and PKG are read today; the others are recognised so that they can be refused with a
/// sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Apk,
    Aab,
    Ipa,
    /// Installer package for macOS.
    Pkg,
    Hap,
    App,
}

impl Kind {
    /// Signed by the developer, with a version code that only rises: what a file of the others says is judged by its store alone.
    pub fn is_android(self) -> bool {
        matches!(self, Self::Apk | Self::Aab)
    }
}

/// Answer to a question that a file may leave open, e.g. `debuggable` given by a resource reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tristate {
    Yes,
    No,
    Unknown,
}

/// Everything that one reading of a build yields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Build {
    pub kind: Kind,
    /// `com.example.app`: the package name, or Apple's bundle identifier.
    pub package: String,
    /// `versionCodeMajor << 32 | versionCode`. Of an Apple build its build number as [`crate::build_number::packed`] makes a number of it, for
    /// keeping and sorting only; what a person reads is [`Build::code_text`].
    pub version_code: u64,
    /// `versionName`, or Apple's `CFBundleShortVersionString`.
    pub version_name: String,
    /// Label in the default configuration (or the package name when there is none).
    pub label: String,
    /// Labels per BCP 47 language tag, `""` for the default configuration.
    pub labels: BTreeMap<String, String>,
    pub icon: Option<Icon>,
    /// What holds on a device: 1 where an APK says nothing.
    pub min_sdk: Option<u32>,
    /// What holds on a device: `min_sdk` where an APK says nothing.
    pub target_sdk: Option<u32>,
    /// `arm64-v8a`, … in the file's order of first appearance; empty means "any". Of a bundle those of all its modules together: the
    /// store makes for each device a package with its own.
    pub abis: Vec<String>,
    pub debuggable: Tristate,
    pub test_only: bool,
    /// Name of the split when this is not a base APK.
    pub split: Option<String>,
    /// In order v1, v2, v3, v3.1; one entry per signer and scheme.
    pub signers: Vec<Signer>,
    /// `v1`, `v2`, `v3`, `v3.1` as present in the file; a bundle has `v1` alone.
    pub schemes: Vec<String>,
    /// Whether the v2/v3 content digest equals the file's content. `Unknown` for v1-only files and for bundles.
    pub intact: Tristate,
    /// Channel value put in by a channel packer (Walle family and others), if any.
    pub channel: Option<String>,
    /// What only an Android App Bundle has. Builds that were kept before bundles were read have none.
    #[serde(default)]
    pub bundle: Option<Bundle>,
    /// What only a build for Apple's systems has. Builds that were kept before those were read have none.
    #[serde(default)]
    pub apple: Option<Apple>,
    /// Bytes.
    pub size: u64,
    pub digests: Digests,
    pub warnings: Vec<Warning>,
}

impl Build {
    /// The number that tells this build from others of its version, as a person sees it: `CFBundleVersion` as it stands in an Apple
    /// build, the version code of every other.
    pub fn code_text(&self) -> String {
        self.apple.as_ref().map_or_else(
            || self.version_code.to_string(),
            |apple| apple.build_number.clone(),
        )
    }

    /// SHA-256 of the certificate that a current device would take for the signer (v3.1/v3 before v2 before v1). Of a bundle that of the
    /// upload key, which the store may replace by the app's own when it makes packages.
    pub fn signer_sha256(&self) -> Option<&str> {
        self.signers.last().map(|signer| signer.sha256.as_str())
    }

    /// Only 64-bit ABIs, and at least one: no 32-bit device can run it, nor any package made from it.
    pub fn is_64_only(&self) -> bool {
        !self.abis.is_empty() && self.abis.iter().all(|abi| abi.contains("64"))
    }

    /// Only 32-bit ABIs, and at least one.
    pub fn is_32_only(&self) -> bool {
        !self.abis.is_empty() && self.abis.iter().all(|abi| !abi.contains("64"))
    }
}

/// How an Android App Bundle is put together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// `base` and the others, in the file's order.
    pub modules: Vec<String>,
    /// Version of the bundletool that packed it; empty where it does not say.
    pub bundletool: String,
}

/// Digests of the whole file, lower-case hex.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digests {
    pub md5: String,
    pub sha1: String,
    pub sha256: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Icon {
    /// PNG, decoded from the file's PNG or WebP and encoded anew; the longer side has at most 512 pixels.
    #[serde(with = "as_base64")]
    pub png: Vec<u8>,
    pub width: u32,
    pub height: u32,
    pub source: IconSource,
}

/// Where the icon's pixels come from. Adaptive icons made of vectors are honestly absent (`Build::icon` is `None`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IconSource {
    Png,
    WebP,
    /// The raster foreground of an adaptive icon.
    AdaptiveForeground,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// `v1`, `v2`, `v3`, `v3.1`.
    pub scheme: String,
    /// Devices that look at this signer, from and to API level, where the scheme says so.
    pub sdk_range: Option<(u32, u32)>,
    #[serde(with = "as_base64")]
    pub der: Vec<u8>,
    /// The most specific part first; empty where the certificate cannot be read.
    pub subject: String,
    /// RFC 3339, UTC; empty where the certificate cannot be read.
    pub not_after: String,
    /// `RSA`, `EC`, `DSA`, or the algorithm's OID.
    pub key_type: String,
    pub key_bits: u32,
    /// Lower-case hex of the DER certificate.
    pub sha256: String,
    pub sha1: String,
    pub md5: String,
    /// `CN=Android Debug`.
    pub is_debug: bool,
    /// Whether the signature over the signed data was verified; `Unknown` where no code for its algorithm is here.
    /// For v1 the signed data is the signature file alone, not the entries that it lists.
    pub verified: Tristate,
}

/// Something worth a look. `code` is a key of the general words (`warn.…`), `args` fills its sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    pub code: String,
    pub args: BTreeMap<String, String>,
}

mod as_base64 {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        STANDARD
            .decode(String::deserialize(from)?)
            .map_err(D::Error::custom)
    }
}
