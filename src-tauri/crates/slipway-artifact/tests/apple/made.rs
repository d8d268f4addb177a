//! IPAs made here: an app of `com.example.hand`, version 1.2.3 (45), with everything that Apple wants of it, and every part changeable.

use std::time::{Duration, Instant};

use plist::{Dictionary, Value};
use slipway_artifact::{Build, InspectError};

use crate::{
    advice,
    zip::{Entry, Zip},
};

pub(crate) const APP: &str = "Payload/Hand.app/";
const SOON: Duration = Duration::from_secs(15);

pub(crate) fn info() -> Dictionary {
    let mut info = Dictionary::new();
    for (key, text) in [
        ("CFBundleIdentifier", "com.example.hand"),
        ("CFBundleShortVersionString", "1.2.3"),
        ("CFBundleVersion", "45"),
        ("CFBundleDisplayName", "Hand"),
        ("CFBundleName", "hand"),
        ("CFBundleExecutable", "Hand"),
        ("DTPlatformName", "iphoneos"),
        ("DTSDKName", "iphoneos18.2"),
        ("DTXcode", "1620"),
        ("MinimumOSVersion", "15.0"),
    ] {
        info.insert(key.into(), text.into());
    }
    info.insert("CFBundleSupportedPlatforms".into(), texts(&["iPhoneOS"]));
    info.insert("ITSAppUsesNonExemptEncryption".into(), false.into());
    info
}

/// The usual facts with these changed.
pub(crate) fn info_with(changes: &[(&str, Value)]) -> Dictionary {
    let mut info = info();
    for (key, value) in changes {
        info.insert((*key).into(), value.clone());
    }
    info
}

/// The usual facts without these.
pub(crate) fn info_without(keys: &[&str]) -> Dictionary {
    let mut info = info();
    for key in keys {
        info.remove(key);
    }
    info
}

pub(crate) fn texts(items: &[&str]) -> Value {
    Value::Array(items.iter().map(|item| Value::from(*item)).collect())
}

pub(crate) fn binary(list: Dictionary) -> Vec<u8> {
    let mut bytes = Vec::new();
    Value::Dictionary(list)
        .to_writer_binary(&mut bytes)
        .unwrap();
    bytes
}

pub(crate) fn xml(list: Dictionary) -> Vec<u8> {
    let mut bytes = Vec::new();
    Value::Dictionary(list).to_writer_xml(&mut bytes).unwrap();
    bytes
}

/// An archive with those bytes for Info.plist, a program and a profile for the store.
pub(crate) fn around(info: &[u8]) -> Zip {
    Zip::new()
        .with(APP, b"")
        .entry(Entry::deflated(&format!("{APP}Info.plist"), info))
        .with(&format!("{APP}Hand"), b"\xcf\xfa\xed\xfe")
        .entry(Entry::deflated(
            &format!("{APP}embedded.mobileprovision"),
            &crate::profiles::store(),
        ))
}

pub(crate) fn app(info: Dictionary) -> Zip {
    around(&binary(info))
}

/// Writes to a folder of its own and reads.
pub(crate) fn inspect(bytes: &[u8]) -> Result<Build, InspectError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hand.ipa");
    std::fs::write(&path, bytes).unwrap();
    crate::read(&path)
}

#[track_caller]
pub(crate) fn built(zip: &Zip) -> Build {
    let start = Instant::now();
    let build = inspect(&zip.finish()).unwrap();
    assert!(start.elapsed() < SOON);
    build
}

#[track_caller]
pub(crate) fn refused(bytes: &[u8], key: &str) {
    let start = Instant::now();
    assert_eq!(advice(&inspect(bytes).unwrap_err()), key);
    assert!(start.elapsed() < SOON);
}
