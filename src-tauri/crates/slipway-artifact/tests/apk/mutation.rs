//! A real, signed package with random bytes changed: the reader never panics, never lies about its own failure, and ends in time.

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use proptest::{collection::vec, prelude::*};
use slipway_artifact::InspectError;

use crate::{
    bytes::{self, Zip, zip::unpack},
    tools::{Key, Project, sign},
};

fn original() -> &'static [u8] {
    static APK: OnceLock<Vec<u8>> = OnceLock::new();
    APK.get_or_init(|| {
        let project = Project::new();
        project.file("lib/arm64-v8a/libmain.so", b"\x7fELF");
        let apk = project.pack(&["lib/arm64-v8a/libmain.so"], &[]);
        let key = Key::make(project.path(), "key", "EC:P-256", "/CN=Mutant", 9000);
        sign(&apk, &[&key], &["--v3-signing-enabled", "true"]);
        std::fs::read(apk).unwrap()
    })
}

/// The same package with every entry stored, so that a changed byte reaches the parser behind the ZIP instead of breaking a
/// compressed stream. Unpacked by a reader that is not ours.
fn unpacked() -> &'static [u8] {
    static APK: OnceLock<Vec<u8>> = OnceLock::new();
    APK.get_or_init(|| {
        let zip = unpack(original())
            .iter()
            .fold(Zip::new(), |zip, (name, data)| zip.with(name, data));
        let bytes = zip.finish();
        let build = bytes::read(&bytes).unwrap();
        assert_eq!(build.labels.len(), 3);
        assert!(build.icon.is_some() && build.schemes == ["v1"]);
        bytes
    })
}

fn survives(bytes: &[u8]) {
    let start = Instant::now();
    let result = bytes::read(bytes);
    assert!(start.elapsed() < Duration::from_secs(15));
    if let Err(error @ InspectError::Ours { .. }) = result {
        panic!("{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_behind_the_zip(
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        numbers in vec((any::<prop::sample::Index>(), prop::sample::select(vec![0_u32, 1, 0xffff, 0x7fff_ffff, u32::MAX])), 0..4),
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
    fn changed_bytes(changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = original().to_vec();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        survives(&bytes);
    }

    #[test]
    fn numbers_at_their_extremes(
        changes in vec((any::<prop::sample::Index>(), prop::sample::select(vec![0_u32, 1, 0x7fff_ffff, 0x8000_0000, u32::MAX])), 1..6),
    ) {
        let mut bytes = original().to_vec();
        for (at, value) in changes {
            let at = at.index(bytes.len() / 4 - 1) * 4;
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        survives(&bytes);
    }

    #[test]
    fn pieces_moved_about(
        from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), len in 1..2000_usize,
    ) {
        let mut bytes = original().to_vec();
        let from = from.index(bytes.len());
        let end = (from + len).min(bytes.len());
        let piece: Vec<u8> = bytes.drain(from..end).collect();
        let to = to.index(bytes.len());
        bytes.splice(to..to, piece);
        survives(&bytes);
    }
}
