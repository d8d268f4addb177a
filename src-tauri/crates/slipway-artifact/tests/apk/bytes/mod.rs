//! Packages written byte by byte, for what no build tool would write.

pub(crate) mod arsc;
pub(crate) mod axml;
pub(crate) mod block;
pub(crate) mod zip;

pub(crate) use axml::Axml;
pub(crate) use zip::{Entry, Zip};

/// The smallest package that is one: a manifest that names `com.example.hand`, version 5.
pub(crate) fn app() -> Zip {
    Zip::new().with("AndroidManifest.xml", &axml::manifest().finish())
}

/// Writes to a folder of its own and reads.
pub(crate) fn read(
    bytes: &[u8],
) -> Result<slipway_artifact::Build, slipway_artifact::InspectError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hand.apk");
    std::fs::write(&path, bytes).unwrap();
    crate::read(&path)
}
