//! Bundles may be bigger than 4 GiB and are then ZIP64; no device reads them, only stores do.

use slipway_artifact::Kind;

use crate::{
    bytes::{Entry, Zip},
    codes, hand,
};

#[test]
fn a_bundle_may_be_zip64() {
    let zip = hand::app().entry(Entry::deflated("base/lib/x86_64/liba.so", &[7; 5000]));
    for wide in [false, true] {
        let build = hand::read(&zip.finish_zip64(wide)).unwrap();
        assert_eq!((build.kind, build.version_code), (Kind::Aab, 5));
        assert_eq!(build.abis, ["x86_64"]);
        assert_eq!(codes(&build), ["warn.unsigned-bundle"]);
    }
}

#[test]
fn places_and_sizes_beyond_the_file_are_refused() {
    let whole = hand::app().finish_zip64(true);
    // The last three numbers before the ZIP64 record belong to the manifest: unpacked, packed, place.
    let record_at = whole
        .windows(4)
        .rposition(|window| window == b"PK\x06\x06")
        .unwrap();
    for (number, key) in [
        (3, "artifact.bomb"),
        (2, "artifact.broken"),
        (1, "artifact.broken"),
    ] {
        for value in [u64::MAX, u64::MAX - 100, 1 << 62] {
            let mut bytes = whole.clone();
            let at = record_at - 8 * number;
            bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
            let error = hand::read(&bytes).unwrap_err();
            assert_eq!(crate::advice(&error), key, "{number} {value}");
        }
    }
}

#[test]
fn an_extra_field_that_is_cut_off_leaves_the_marks() {
    let mut bytes = hand::app().finish_zip64(true);
    let field = b"\x01\0\x18\0";
    let at = bytes
        .windows(4)
        .rposition(|window| window == field)
        .unwrap();
    bytes[at + 2] = 200;
    // The sizes stay 4 GiB, which no manifest has.
    let error = hand::read(&bytes).unwrap_err();
    assert_eq!(crate::advice(&error), "artifact.bomb");
}

#[test]
fn without_zip64_an_extra_field_says_nothing() {
    // A device would see the marks; so must we.
    let wide = hand::app().finish_zip64(true);
    let record_at = wide
        .windows(4)
        .rposition(|window| window == b"PK\x06\x06")
        .unwrap();
    let directory_at = wide
        .windows(4)
        .position(|window| window == b"PK\x01\x02")
        .unwrap();
    let mut footer = Zip::new().footer(directory_at as u64);
    footer[8..12].copy_from_slice(&[2, 0, 2, 0]);
    footer[12..16].copy_from_slice(&((record_at - directory_at) as u32).to_le_bytes());
    let bytes = [&wide[..record_at], &footer].concat();
    let error = hand::read(&bytes).unwrap_err();
    assert_eq!(crate::advice(&error), "artifact.bomb");
}
