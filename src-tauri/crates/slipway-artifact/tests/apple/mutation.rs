//! Whole archives and packages with random bytes changed: the reader never panics, never lies about its own failure, and ends in time.

use std::time::{Duration, Instant};

use proptest::{collection::vec, prelude::*, sample::Index};
use slipway_artifact::InspectError;

use crate::{
    made::{APP, app, around, binary, info, inspect, xml},
    xar::Xar,
    zip::Zip,
};

fn survives(bytes: &[u8]) {
    let start = Instant::now();
    let result = inspect(bytes);
    assert!(start.elapsed() < Duration::from_secs(15));
    if let Err(error @ InspectError::Ours { .. }) = result {
        panic!("{error}");
    }
}

fn changed(mut bytes: Vec<u8>, changes: &[(Index, u8)], numbers: &[(Index, u32)]) -> Vec<u8> {
    for (at, value) in changes {
        let at = at.index(bytes.len());
        bytes[at] = *value;
    }
    for (at, value) in numbers {
        let at = at.index(bytes.len() - 4);
        bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
    }
    bytes
}

fn product() -> Xar {
    let text = br#"<installer-gui-script><product id="com.example.hand" version="1"/><pkg-ref id="com.example.hand"><bundle-version>
        <bundle CFBundleShortVersionString="1" CFBundleVersion="2" id="com.example.hand" path="Hand.app"/></bundle-version></pkg-ref>
        </installer-gui-script>"#;
    Xar::new().stored("Distribution", text)
}

const NUMBERS: [u32; 6] = [0, 1, 0xff, 0xffff, 0x7fff_ffff, u32::MAX];

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn facts_and_profile(
        changes in vec((any::<Index>(), any::<u8>()), 1..8),
        numbers in vec((any::<Index>(), prop::sample::select(NUMBERS.to_vec())), 0..3),
        in_binary in any::<bool>(),
    ) {
        let list = if in_binary { binary(info()) } else { xml(info()) };
        survives(&around(&changed(list, &changes, &numbers)).finish());
        let mut zip = app(info());
        zip.entries.pop();
        let profile = changed(crate::profiles::store(), &changes, &numbers);
        survives(&zip.with(&format!("{APP}embedded.mobileprovision"), &profile).finish());
    }

    #[test]
    fn archives(
        changes in vec((any::<Index>(), any::<u8>()), 1..12),
        numbers in vec((any::<Index>(), prop::sample::select(NUMBERS.to_vec())), 0..3),
    ) {
        let zip = Zip::new()
            .with(&format!("{APP}Info.plist"), &binary(info()))
            .with(&format!("{APP}Hand"), b"program");
        survives(&changed(zip.finish(), &changes, &numbers));
    }

    #[test]
    fn packages(
        changes in vec((any::<Index>(), any::<u8>()), 1..12),
        numbers in vec((any::<Index>(), prop::sample::select(NUMBERS.to_vec())), 0..3),
        only_head in any::<bool>(),
    ) {
        let whole = product().finish();
        let (head, rest) = whole.split_at(28);
        if only_head {
            survives(&[changed(head.to_vec(), &changes, &numbers), rest.to_vec()].concat());
        } else {
            survives(&changed(whole, &changes, &numbers));
        }
        // The table alone, packed anew, so that a change reaches what is behind the packing.
        let mut xar = product();
        xar.without_checksum = true;
        xar.table = String::from_utf8_lossy(&changed(xar.table.into_bytes(), &changes, &numbers)).into_owned();
        survives(&xar.finish());
    }
}
