//! Packages made to confuse or to exhaust the reader. Each ends in a sentence or in facts, soon.

use std::time::{Duration, Instant};

use slipway_artifact::Tristate;

use crate::{
    advice,
    bytes::{
        self, Entry, Zip,
        arsc::{Values, table},
        axml::{Value, attribute, manifest, manifest_with},
    },
    codes,
};

#[track_caller]
fn refused(bytes: &[u8], key: &str) {
    let start = Instant::now();
    assert_eq!(advice(&bytes::read(bytes).unwrap_err()), key);
    assert!(start.elapsed() < Duration::from_secs(15));
}

fn hand_manifest() -> Entry {
    Entry::stored("AndroidManifest.xml", &manifest().finish())
}

#[test]
fn cut_off_at_every_length() {
    let whole = bytes::app().finish();
    for len in 1..whole.len() {
        let key = advice(&bytes::read(&whole[..len]).unwrap_err());
        let expected = if len < 4 {
            "artifact.not-a-build"
        } else {
            "artifact.truncated"
        };
        assert_eq!(key, expected, "{len} of {} bytes", whole.len());
    }
}

#[test]
fn a_false_end_record_in_the_comment_is_passed_over() {
    let mut zip = bytes::app();
    let false_end = Zip::new().footer(0);
    zip.comment = [b"x".repeat(100), false_end, b"behind".to_vec()].concat();
    assert_eq!(
        bytes::read(&zip.finish()).unwrap().package,
        "com.example.hand"
    );
    // The largest comment that there can be.
    zip.comment = vec![b'c'; 65_535];
    assert_eq!(
        bytes::read(&zip.finish()).unwrap().package,
        "com.example.hand"
    );
    let trailing = [bytes::app().finish(), b"trailing".to_vec()].concat();
    refused(&trailing, "artifact.truncated");
}

#[test]
fn key_entries_that_occur_twice_are_refused() {
    refused(
        &Zip::new()
            .entry(hand_manifest())
            .entry(hand_manifest())
            .finish(),
        "artifact.duplicate-entry",
    );
    let twice = |name: &str| bytes::app().with(name, b"a").with(name, b"b").finish();
    refused(&twice("classes.dex"), "artifact.duplicate-entry");
    refused(&twice("classes2.dex"), "artifact.duplicate-entry");
    refused(&twice("resources.arsc"), "artifact.duplicate-entry");
    refused(&twice(""), "artifact.duplicate-entry");
    refused(
        &bytes::app()
            .with("classes.dex", b"a")
            .with("classes.dex/x", b"b")
            .finish(),
        "artifact.duplicate-entry",
    );
    let build = bytes::read(&twice("assets/a")).unwrap();
    assert!(codes(&build).contains(&"warn.duplicate-entry"));
}

#[test]
fn names_that_climb_are_only_names() {
    let zip = bytes::app()
        .with("../../../tmp/evil", b"x")
        .with("/etc/evil", b"x")
        .with("C:\\evil", b"x")
        .with("a\0b\u{1b}", b"x");
    assert_eq!(
        bytes::read(&zip.finish()).unwrap().package,
        "com.example.hand"
    );
}

#[test]
fn a_bomb_is_not_unpacked() {
    let bomb = Entry::deflated("AndroidManifest.xml", &vec![0; 15 * 1024 * 1024]);
    refused(&Zip::new().entry(bomb).finish(), "artifact.bomb");
    let huge = Entry {
        uncompressed: u32::MAX,
        ..hand_manifest()
    };
    refused(&Zip::new().entry(huge).finish(), "artifact.bomb");
    // Says that it is small and is not.
    let liar = Entry {
        uncompressed: 1000,
        ..Entry::deflated("AndroidManifest.xml", &vec![0; 9 * 1024 * 1024])
    };
    refused(&Zip::new().entry(liar).finish(), "artifact.broken");
    // A bomb where label and icon would be costs those, not the build.
    let resources = Entry {
        uncompressed: u32::MAX,
        ..Entry::stored("resources.arsc", b"x")
    };
    let build = bytes::read(&bytes::app().entry(resources).finish()).unwrap();
    assert!(codes(&build).contains(&"warn.resources-unreadable"));
}

#[test]
fn counts_and_offsets_that_lie_are_refused() {
    let with = |change: &dyn Fn(&mut Entry)| {
        let mut entry = hand_manifest();
        change(&mut entry);
        Zip::new().entry(entry).finish()
    };
    refused(
        &with(&|entry| entry.local_at = Some(u32::MAX)),
        "artifact.broken",
    );
    refused(&with(&|entry| entry.local_at = Some(3)), "artifact.broken");
    refused(
        &with(&|entry| entry.local_name = b"AndroidManifest.xmI".into()),
        "artifact.broken",
    );
    refused(&with(&|entry| entry.uncompressed = 3), "artifact.broken");
    let more = Zip {
        count: Some(9),
        ..bytes::app()
    };
    refused(&more.finish(), "artifact.broken");
    let mut moved = bytes::app().finish();
    let end = moved.len();
    moved[end - 6..end - 2].copy_from_slice(&u32::MAX.to_le_bytes());
    refused(&moved, "artifact.broken");
    moved[end - 6..end - 2].copy_from_slice(&1_u32.to_le_bytes());
    moved[end - 10..end - 6].copy_from_slice(&2_u32.to_le_bytes());
    refused(&moved, "artifact.broken");
}

#[test]
fn methods_and_flags_that_analysts_stumble_over_are_read_as_android_does() {
    let xml = manifest().finish();
    let odd = |entry: Entry| {
        let build = bytes::read(&Zip::new().entry(entry).finish()).unwrap();
        assert_eq!(build.package, "com.example.hand");
        assert!(codes(&build).contains(&"warn.odd-entries"));
    };
    let deflated = Entry::deflated("AndroidManifest.xml", &xml);
    odd(Entry {
        method: 0x1234,
        ..deflated.clone()
    });
    odd(Entry {
        local_method: 0,
        ..deflated.clone()
    });
    odd(Entry {
        flags: 1,
        ..deflated.clone()
    });
    odd(Entry {
        local_sizes: Some((0, 0)),
        ..deflated.clone()
    });
    odd(Entry {
        crc: 1,
        ..deflated.clone()
    });
    odd(Entry {
        method: 99,
        ..hand_manifest()
    });
    let build = bytes::read(&Zip::new().entry(deflated).finish()).unwrap();
    assert_eq!(codes(&build), ["warn.unsigned"]);
}

#[test]
fn foreign_bytes_in_front_are_told() {
    let shifted = [b"#!/bin/sh\n".to_vec(), bytes::app().finish()].concat();
    let build = bytes::read(&shifted).unwrap();
    assert_eq!(build.package, "com.example.hand");
    assert_eq!(build.intact, Tristate::Unknown);
    assert!(codes(&build).contains(&"warn.prepended"));
}

#[test]
fn zip64_is_refused_as_a_package_and_read_as_a_container() {
    refused(&bytes::app().finish_zip64(false), "artifact.zip64");
    refused(&bytes::app().finish_zip64(true), "artifact.zip64");
    let ios = Zip::new().with("Payload/Demo.app/Info.plist", b"x");
    refused(&ios.finish_zip64(false), "artifact.bad-description");
    let mut astray = ios.finish_zip64(false);
    let locator_at = astray.len() - 22 - 20;
    astray[locator_at + 8..locator_at + 16].fill(0xff);
    refused(&astray, "artifact.broken");
}

#[test]
fn references_that_run_in_circles_end() {
    let reference = |entry: u32| (1, 0x7f01_0000 | entry);
    let label = |data| {
        vec![
            attribute(0x0101_0001, "label", Value::Typed(1, data)),
            attribute(0x0101_0002, "icon", Value::Typed(1, data)),
        ]
    };
    let read = |entries: &[(u8, u32)]| {
        let values = [Values {
            language: "",
            density: 0,
            entries,
        }];
        let zip = Zip::new()
            .with(
                "AndroidManifest.xml",
                &manifest_with(label(0x7f01_0000)).finish(),
            )
            .with("resources.arsc", &table(&["found"], &values));
        bytes::read(&zip.finish()).unwrap()
    };
    assert_eq!(read(&[reference(1), (3, 0)]).label, "found");
    for circle in [
        &[reference(0)][..],
        &[reference(1), reference(0)],
        &[reference(1), reference(2), reference(1)],
        &[reference(0xffff)],
    ] {
        let build = read(circle);
        assert_eq!(
            (build.label.as_str(), build.icon),
            ("com.example.hand", None)
        );
    }
}

#[test]
fn references_that_fan_out_end() {
    // 300 languages, each leading on to the same 300, sixteen times over.
    let codes: Vec<String> = (b'a'..=b'z')
        .flat_map(|a| (b'a'..=b'l').map(move |b| String::from_utf8(vec![a, b]).unwrap()))
        .take(300)
        .collect();
    let entries: Vec<(u8, u32)> = (1..=20).map(|next| (1, 0x7f01_0000 | next)).collect();
    let values: Vec<Values<'_>> = codes
        .iter()
        .map(|language| Values {
            language,
            density: 0,
            entries: &entries,
        })
        .collect();
    let label = vec![
        attribute(0x0101_0001, "label", Value::Typed(1, 0x7f01_0000)),
        attribute(0x0101_0002, "icon", Value::Typed(1, 0x7f01_0000)),
    ];
    let zip = Zip::new()
        .with("AndroidManifest.xml", &manifest_with(label).finish())
        .with("resources.arsc", &table(&[], &values));
    let start = Instant::now();
    assert_eq!(
        bytes::read(&zip.finish()).unwrap().label,
        "com.example.hand"
    );
    assert!(start.elapsed() < Duration::from_secs(15));
}

#[test]
fn a_crowd_of_entries_is_read_in_time() {
    let mut zip = bytes::app();
    for number in 0..65_000 {
        zip = zip.entry(Entry::stored(&format!("a/{number}"), b""));
    }
    let start = Instant::now();
    assert_eq!(
        bytes::read(&zip.finish()).unwrap().package,
        "com.example.hand"
    );
    assert!(start.elapsed() < Duration::from_secs(15));
}

#[test]
fn other_kinds_of_package_are_named() {
    let zip = |names: &[&str]| {
        names
            .iter()
            .fold(Zip::new(), |zip, name| zip.with(name, b"x"))
            .finish()
    };
    refused(
        &zip(&["AndroidManifest.xml", "classes.jar"]),
        "artifact.is-aar",
    );
    refused(
        &zip(&["Payload/Demo.app/Info.plist"]),
        "artifact.bad-description",
    );
    refused(&zip(&["module.json", "pack.info"]), "artifact.is-hap");
    refused(&zip(&["config.json", "resources.index"]), "artifact.is-hap");
    refused(&zip(&["pack.info", "entry.hap"]), "artifact.is-harmony-app");
    refused(
        &zip(&["toc.pb", "splits/base-master.apk"]),
        "artifact.is-apks",
    );
    refused(
        &zip(&["manifest.json", "com.example.apk"]),
        "artifact.is-xapk",
    );
    refused(&zip(&["info.json", "base.apk"]), "artifact.is-apkm");
    refused(&zip(&["readme.txt"]), "artifact.no-manifest");
    refused(&zip(&[]), "artifact.no-manifest");
}
