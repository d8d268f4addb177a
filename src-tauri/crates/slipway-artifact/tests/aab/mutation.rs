//! A real, signed bundle with random bytes changed: the reader never panics, never lies about its own failure, and ends in time.

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use proptest::{collection::vec, prelude::*, sample::Index};
use slipway_artifact::InspectError;

use crate::{
    bytes::{Zip, zip::unpack},
    hand, made,
    tools::{Key, Project, sign},
};

fn original() -> &'static [u8] {
    static AAB: OnceLock<Vec<u8>> = OnceLock::new();
    AAB.get_or_init(|| {
        let project = Project::new();
        let bundle = made::bundle(&project, &[("base/lib/arm64-v8a/libmain.so", b"\x7fELF")]);
        let key = Key::make(project.path(), "key", "EC:P-256", "/CN=Mutant", 9000);
        let v1 = [
            "--min-sdk-version",
            "21",
            "--v2-signing-enabled",
            "false",
            "--v3-signing-enabled",
            "false",
        ];
        sign(&bundle, &[&key], &v1);
        std::fs::read(bundle).unwrap()
    })
}

/// The same bundle with every entry stored, so that a changed byte reaches the parser behind the ZIP instead of breaking a compressed
/// stream.
fn unpacked() -> &'static [u8] {
    static AAB: OnceLock<Vec<u8>> = OnceLock::new();
    AAB.get_or_init(|| {
        let zip = unpack(original())
            .iter()
            .fold(Zip::new(), |zip, (name, data)| zip.with(name, data));
        let bytes = zip.finish();
        let build = hand::read(&bytes).unwrap();
        assert_eq!(build.labels.len(), 3);
        assert!(build.icon.is_some() && build.schemes == ["v1"]);
        bytes
    })
}

/// The parts in protobuf alone, one after the other: here every change hits one of them.
fn protobuf() -> &'static [(String, Vec<u8>)] {
    static PARTS: OnceLock<Vec<(String, Vec<u8>)>> = OnceLock::new();
    PARTS.get_or_init(|| {
        let mut parts = unpack(original());
        parts.retain(|(name, _)| !name.starts_with("META-INF/"));
        parts
    })
}

fn survives(bytes: &[u8]) {
    let start = Instant::now();
    let result = hand::read(bytes);
    assert!(start.elapsed() < Duration::from_secs(15));
    if let Err(error @ InspectError::Ours { .. }) = result {
        panic!("{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_in_manifest_resources_and_settings(
        changes in vec((any::<Index>(), any::<Index>(), any::<u8>()), 1..6),
        moved in proptest::option::of((any::<Index>(), any::<Index>(), any::<Index>(), 1..60_usize)),
    ) {
        let mut parts = protobuf().to_vec();
        for (part, at, value) in changes {
            let data = &mut part.get_mut(&mut parts).1;
            let at = at.index(data.len());
            data[at] = value;
        }
        if let Some((part, from, to, len)) = moved {
            let data = &mut part.get_mut(&mut parts).1;
            let from = from.index(data.len());
            let piece: Vec<u8> = data.drain(from..(from + len).min(data.len())).collect();
            let to = if data.is_empty() { 0 } else { to.index(data.len()) };
            data.splice(to..to, piece);
        }
        let zip = parts.iter().fold(Zip::new(), |zip, (name, data)| zip.with(name, data));
        survives(&zip.finish());
    }

    #[test]
    fn changed_bytes_behind_the_zip(
        changes in vec((any::<Index>(), any::<u8>()), 1..12),
        numbers in vec((any::<Index>(), prop::sample::select(vec![0_u32, 1, 0xffff, 0x7fff_ffff, u32::MAX])), 0..4),
    ) {
        let mut bytes = unpacked().to_vec();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        for (at, value) in numbers {
            let at = at.index(bytes.len() - 4);
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        survives(&bytes);
    }

    #[test]
    fn changed_bytes(changes in vec((any::<Index>(), any::<u8>()), 1..12)) {
        let mut bytes = original().to_vec();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        survives(&bytes);
    }
}
