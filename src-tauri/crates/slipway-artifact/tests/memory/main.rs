//! Reading a big package, bundle or app archive takes no more memory than reading a small one. A process of its own, because the highest mark of memory is
//! the whole process's.

#![expect(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it must be"
)]

#[expect(dead_code, reason = "only a part of the writer is needed here")]
#[path = "../apk/bytes/zip.rs"]
mod zip;

#[path = "../apk/bytes/axml.rs"]
mod axml;

#[expect(dead_code, reason = "only a part of the writer is needed here")]
#[path = "../aab/proto.rs"]
mod proto;

use std::{
    fs::File,
    io::{Seek as _, SeekFrom, Write as _},
    path::Path,
};

use zip::{Entry, Zip};

const BIG: u64 = 256 * 1024 * 1024;
/// Blocks in flight and the threads' stacks.
const GROWTH_MAX: u64 = 24 * 1024 * 1024;

/// A package with a big entry, and with a v2 block so that the content digest is made.
fn write_package(path: &Path, len: u64) {
    let zip = Zip::new().with("AndroidManifest.xml", &axml::manifest().finish());
    write(path, zip, "assets/big", len, &signing_block());
}

/// A bundle with a big entry and a table of resources of its own.
fn write_bundle(path: &Path, len: u64) {
    let manifest = proto::element("manifest", &[proto::named("package", "com.example.hand")]);
    let zip = Zip::new()
        .with("BundleConfig.pb", b"")
        .with("base/manifest/AndroidManifest.xml", &manifest)
        .entry(Entry::deflated("base/resources.pb", &table()));
    write(path, zip, "base/assets/big", len, b"");
}

/// An app archive with a big entry.
fn write_archive(path: &Path, len: u64) {
    let mut info = plist::Dictionary::new();
    info.insert("CFBundleIdentifier".into(), "com.example.hand".into());
    info.insert("DTPlatformName".into(), "iphoneos".into());
    let mut list = Vec::new();
    plist::Value::Dictionary(info)
        .to_writer_binary(&mut list)
        .unwrap();
    let zip = Zip::new().with("Payload/Hand.app/Info.plist", &list);
    write(path, zip, "Payload/Hand.app/big", len, b"");
}

/// Some ten thousand resources.
fn table() -> Vec<u8> {
    let id = |id| proto::bytes(1, &proto::number(1, id));
    let entry = |number: u64| {
        let text = proto::bytes(4, &proto::bytes(2, &proto::bytes(1, b"text")));
        let value = proto::bytes(6, &proto::bytes(2, &text));
        proto::bytes(3, &[id(number), value].concat())
    };
    let entries: Vec<u8> = (0..10_000).flat_map(entry).collect();
    let kind = proto::bytes(3, &[id(1), entries].concat());
    proto::bytes(2, &[id(0x7f), kind].concat())
}

/// A ZIP with one more stored entry of zeros, written as a file with a hole; then `block`, and the directory.
fn write(path: &Path, zip: Zip, name: &str, len: u64, block: &[u8]) {
    let mut zip = zip.entry(Entry::stored(name, b""));
    let hole_at = zip.block_at();
    if let Some(entry) = zip.entries.last_mut() {
        entry.uncompressed = len as u32;
        entry.local_sizes = Some((len as u32, len as u32));
    }
    let front = zip.finish()[..hole_at as usize].to_vec();
    let mut directory = zip.directory();
    let size_at = directory.len() - name.len() - 26;
    directory[size_at..size_at + 4].copy_from_slice(&(len as u32).to_le_bytes());
    let mut file = File::create(path).unwrap();
    file.write_all(&front).unwrap();
    file.seek(SeekFrom::Start(hole_at + len)).unwrap();
    file.write_all(block).unwrap();
    file.write_all(&directory).unwrap();
    file.write_all(&zip.footer(hole_at + len + block.len() as u64))
        .unwrap();
}

/// A v2 signer that promises a SHA-256 and a SHA-512 of zeros.
fn signing_block() -> Vec<u8> {
    let prefixed = |body: Vec<u8>| [(body.len() as u32).to_le_bytes().to_vec(), body].concat();
    let record = |id: u32, len: usize| {
        prefixed([id.to_le_bytes().to_vec(), prefixed(vec![0; len])].concat())
    };
    let records = || prefixed([record(0x0103, 32), record(0x0104, 64)].concat());
    let certificates = prefixed(prefixed(b"none".to_vec()));
    let signed = prefixed([records(), certificates, prefixed(vec![])].concat());
    let signer = prefixed([signed, records(), prefixed(vec![0x30, 0])].concat());
    let value = prefixed(signer);
    let size = (value.len() as u64 + 12 + 24).to_le_bytes();
    let pair = (value.len() as u64 + 4).to_le_bytes();
    let id = 0x7109_871a_u32.to_le_bytes();
    [&size[..], &pair, &id, &value, &size, b"APK Sig Block 42"].concat()
}

/// Highest mark of resident memory so far, in bytes.
fn high_water() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    let kibibytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kibibytes * 1024
}

#[test]
fn memory_is_flat() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app");
    let read = |write: fn(&Path, u64), len| {
        write(&path, len);
        let mut told = 0;
        let build = slipway_artifact::inspect(&path, &mut |at| told = at, &|| false).unwrap();
        assert_eq!(build.package, "com.example.hand");
        assert_eq!(told, build.size);
        assert!(build.size > len);
        build
    };
    let package = read(write_package, 1024);
    assert_eq!(package.schemes, ["v2"]);
    assert_eq!(package.intact, slipway_artifact::Tristate::No);
    let bundle = read(write_bundle, 1024);
    assert_eq!(bundle.kind, slipway_artifact::Kind::Aab);
    let archive = read(write_archive, 1024);
    assert_eq!(archive.kind, slipway_artifact::Kind::Ipa);
    let before = high_water();
    read(write_package, BIG);
    read(write_bundle, BIG);
    read(write_archive, BIG);
    let growth = high_water() - before;
    assert!(growth < GROWTH_MAX, "{growth} bytes more for {BIG}");
}
