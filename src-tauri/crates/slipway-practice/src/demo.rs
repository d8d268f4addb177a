//! The demo builds, and the app that every fresh world starts with. How it was made is in `demo/build.sh`; its key is worthless.

use crate::play::SeedApp;

/// SHA-256 of the demo key's certificate.
const SIGNER: &str = "abd0410c1dee0d11de8b54dbe27d3b9e2e7a21e9e0abad720d18df4405171943";

/// `com.example.slipway` 2.0.0 (20): signed, installable, and of no use.
pub fn demo_build() -> &'static [u8] {
    include_bytes!("../demo/demo.apk")
}

/// The same version for iOS, build 20: for the store, of a team that does not exist, and without code. How it was made is in
/// `demo/build-apple.py`.
pub fn demo_ipa() -> &'static [u8] {
    include_bytes!("../demo/demo.ipa")
}

/// The demo app with the version before the demo build live.
pub(crate) fn app() -> SeedApp {
    SeedApp {
        package: "com.example.slipway".to_owned(),
        label: "Slipway Demo".to_owned(),
        label_zh: Some("滑道演示".to_owned()),
        version_code: 19,
        version_name: "1.9.0".to_owned(),
        signer_sha256: Some(SIGNER.to_owned()),
    }
}
