//! What tests of several plays write by hand: digests, forms, the first bytes of a picture, the demo build as a file. Written from the
//! standards, and none of it is used by a play.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use super::sink::Digester;

pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const HOUR: Duration = Duration::from_secs(60 * 60);
pub(crate) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Lower-case hex.
pub(crate) fn md5(bytes: &[u8]) -> String {
    let mut digester = Digester::md5();
    digester.update(bytes);
    digester.finish()
}

/// Lower-case hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut digester = Digester::sha256();
    digester.update(bytes);
    digester.finish()
}

pub(crate) fn urlencoded(all: &BTreeMap<String, String>) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(all)
        .finish()
}

/// One part of a multipart body: its name, its file name if it has one, its bytes.
pub(crate) type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// A multipart body with the boundary `cut`. A part without a file name has none in its head.
pub(crate) fn multipart(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file_name, bytes) in parts {
        let file_name = file_name
            .map(|name| format!("; filename=\"{name}\"\r\nContent-Type: application/octet-stream"))
            .unwrap_or_default();
        body.extend(
            format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"{file_name}\r\n\r\n")
                .bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--cut--\r\n");
    body
}

/// A PNG's first chunk with these sides; nobody reads on.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    png.extend(width.to_be_bytes());
    png.extend(height.to_be_bytes());
    png
}

/// The demo build in a folder that goes with the first value.
pub(crate) fn demo_on_disk() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("demo.apk");
    std::fs::write(&path, crate::demo_build()).unwrap();
    (folder, path)
}

/// An app bundle, as far as the reader looks: the package `a.b`, and nothing in it.
pub(crate) fn bundle() -> Vec<u8> {
    // A protobuf manifest: one element named "manifest" with the attribute package="a.b".
    let manifest = b"\x0a\x1a\x1a\x08manifest\x22\x0e\x12\x07package\x1a\x03a.b";
    zip(&[
        ("BundleConfig.pb", b""),
        ("base/manifest/AndroidManifest.xml", manifest),
    ])
}

/// A ZIP of stored entries, without checksums.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in entries {
        let at = (body.len() as u32).to_le_bytes();
        let len = (data.len() as u32).to_le_bytes();
        let name_len = (name.len() as u16).to_le_bytes();
        let sizes = [&[0; 12], &len[..], &len, &name_len].concat();
        body.extend(
            [
                b"PK\x03\x04\x14\0",
                &sizes[..],
                &[0; 2],
                name.as_bytes(),
                data,
            ]
            .concat(),
        );
        directory.extend(
            [
                b"PK\x01\x02\x14\0\x14\0",
                &sizes[..],
                &[0; 12],
                &at,
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = (entries.len() as u16).to_le_bytes();
    let place = [directory.len() as u32, body.len() as u32].map(u32::to_le_bytes);
    let end = [
        b"PK\x05\x06\0\0\0\0",
        &count[..],
        &count,
        &place.concat(),
        &[0; 2],
    ]
    .concat();
    [body, directory, end].concat()
}
