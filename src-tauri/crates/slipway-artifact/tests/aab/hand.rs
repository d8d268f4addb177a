//! The smallest bundle, written byte by byte.

use slipway_artifact::{Build, InspectError};

use crate::{
    bytes::Zip,
    proto::{attribute, bytes, child, element, named, number},
};

pub(crate) const MANIFEST: &str = "base/manifest/AndroidManifest.xml";

/// The manifest of `com.example.hand`, version 5 ("five"), with these attributes on its application.
pub(crate) fn manifest_with(application: &[Vec<u8>]) -> Vec<u8> {
    element(
        "manifest",
        &[
            named("package", "com.example.hand"),
            attribute(0x0101_021b, "5", Some(bytes(7, &number(6, 5)))),
            attribute(0x0101_021c, "five", None),
            child(&element("application", application)),
        ],
    )
}

/// Settings of bundletool 1.15.6.
pub(crate) fn config() -> Vec<u8> {
    bytes(1, &bytes(2, b"1.15.6"))
}

/// A bundle with that manifest and nothing else.
pub(crate) fn bundle(manifest: &[u8]) -> Zip {
    Zip::new()
        .with("BundleConfig.pb", &config())
        .with(MANIFEST, manifest)
}

pub(crate) fn app() -> Zip {
    bundle(&manifest_with(&[]))
}

/// A table with entries 0x7f010000 onwards; each is a list of locale and item.
pub(crate) fn resources(entries: &[Vec<(&str, Vec<u8>)>]) -> Vec<u8> {
    let entries = entries.iter().enumerate().map(|(id, values)| {
        let values = values.iter().map(|(locale, item)| {
            let config = bytes(1, &bytes(3, locale.as_bytes()));
            bytes(6, &[config, bytes(2, &bytes(4, item))].concat())
        });
        let id = bytes(1, &number(1, id as u64));
        bytes(3, &[id, values.collect::<Vec<_>>().concat()].concat())
    });
    let id = |id| bytes(1, &number(1, id));
    let kind = bytes(3, &[id(1), entries.collect::<Vec<_>>().concat()].concat());
    bytes(2, &[id(0x7f), kind].concat())
}

/// Writes to a folder of its own and reads.
pub(crate) fn read(bytes: &[u8]) -> Result<Build, InspectError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hand.aab");
    std::fs::write(&path, bytes).unwrap();
    crate::read(&path)
}
