//! Bundles made to confuse or to exhaust the reader. Each ends in a sentence or in facts, soon.

use std::time::{Duration, Instant};

use slipway_artifact::{Build, Kind};

use crate::{
    advice,
    bytes::{Entry, Zip, axml},
    codes, hand,
    proto::{attribute, bytes, child, element, named, number, reference, varint},
};

const SOON: Duration = Duration::from_secs(15);

#[track_caller]
fn refused(zip: &[u8], key: &str) {
    let start = Instant::now();
    assert_eq!(advice(&hand::read(zip).unwrap_err()), key);
    assert!(start.elapsed() < SOON);
}

#[track_caller]
fn bad_manifest(manifest: &[u8]) {
    refused(&hand::bundle(manifest).finish(), "artifact.bad-manifest");
}

#[track_caller]
fn read_soon(zip: &Zip) -> Build {
    let start = Instant::now();
    let build = hand::read(&zip.finish()).unwrap();
    assert!(start.elapsed() < SOON);
    build
}

/// A bundle whose label and icon are the first entry of that table.
fn with_resources(resources: Entry) -> Zip {
    let to_first = || Some(reference(0x7f01_0000));
    let manifest = hand::manifest_with(&[
        attribute(0x0101_0001, "@string/a", to_first()),
        attribute(0x0101_0002, "@drawable/a", to_first()),
    ]);
    hand::bundle(&manifest).entry(resources)
}

fn resources(bytes: &[u8]) -> Entry {
    Entry::deflated("base/resources.pb", bytes)
}

#[test]
fn cut_off_at_every_length() {
    let whole = hand::app().finish();
    for len in 4..whole.len() {
        refused(&whole[..len], "artifact.truncated");
    }
}

#[test]
fn a_manifest_that_is_cut_off_or_garbage_is_refused() {
    let whole = hand::manifest_with(&[]);
    for len in 0..whole.len() {
        bad_manifest(&whole[..len]);
    }
    bad_manifest(&[0xff; 100]);
    // A number that does not end; a length of 2^63; field number 0; a group.
    bad_manifest(&[[0x08].as_slice(), &[0x80; 100]].concat());
    bad_manifest(&[[0x0a].as_slice(), &varint(1 << 63)].concat());
    bad_manifest(&[whole.as_slice(), &[0x00, 0x00]].concat());
    bad_manifest(&[whole.as_slice(), &[0x0b]].concat());
}

#[test]
fn the_manifest_of_another_form_is_refused() {
    // A package's binary XML in a bundle, a bundle's manifest in a package, and source text.
    bad_manifest(&axml::manifest().finish());
    let package = Zip::new().with("AndroidManifest.xml", &hand::manifest_with(&[]));
    refused(&package.finish(), "artifact.bad-manifest");
    let text = b"<?xml version=\"1.0\"?>\n<manifest package=\"com.example.hand\"/>";
    refused(&hand::bundle(text).finish(), "artifact.plain-manifest");
}

#[test]
fn a_bundle_without_its_base_is_refused() {
    let config = Zip::new().with("BundleConfig.pb", &hand::config());
    refused(&config.finish(), "artifact.no-base");
    let feature = config.with("camera/manifest/AndroidManifest.xml", b"x");
    refused(&feature.finish(), "artifact.no-base");
}

#[test]
fn a_file_that_is_both_is_what_a_device_makes_of_it() {
    let both = hand::app().with("AndroidManifest.xml", &axml::manifest().finish());
    let build = hand::read(&both.finish()).unwrap();
    assert_eq!((build.kind, build.bundle), (Kind::Apk, None));
}

#[test]
fn key_entries_that_occur_twice_are_refused() {
    for name in [
        "BundleConfig.pb",
        hand::MANIFEST,
        "base/resources.pb",
        "base/dex/classes.dex",
        "camera/dex/classes2.dex",
        "camera/manifest/AndroidManifest.xml",
    ] {
        let twice = hand::app().with(name, b"a").with(name, b"b");
        refused(&twice.finish(), "artifact.duplicate-entry");
    }
    for folder in ["BundleConfig.pb/a", "base/dex/classes.dex/b"] {
        let zip = hand::app().with("base/dex/classes.dex", b"a");
        refused(&zip.with(folder, b"b").finish(), "artifact.duplicate-entry");
    }
    let other = hand::app()
        .with("base/assets/a", b"a")
        .with("base/assets/a", b"b");
    let build = hand::read(&other.finish()).unwrap();
    assert_eq!(
        codes(&build),
        ["warn.unsigned-bundle", "warn.duplicate-entry"]
    );
}

#[test]
fn a_fact_that_is_there_twice_is_refused() {
    // Some readers would take the first, some the last, and some would merge them.
    let manifest = hand::manifest_with(&[]);
    bad_manifest(&[manifest.clone(), manifest.clone()].concat());
    let twice = |field: Vec<u8>| {
        let inside = [bytes(3, b"manifest"), field.clone(), field].concat();
        bad_manifest(&bytes(1, &inside));
    };
    twice(bytes(3, b"manifest"));
    twice(bytes(2, b"http://example.com"));
    let attribute = |fields: &[Vec<u8>]| {
        bad_manifest(&element("manifest", &[bytes(4, &fields.concat())]));
    };
    attribute(&[bytes(2, b"package"), bytes(2, b"package")]);
    attribute(&[bytes(3, b"com.example.a"), bytes(3, b"com.example.b")]);
    attribute(&[number(5, 1), number(5, 2)]);
    attribute(&[bytes(6, &reference(1)), bytes(6, &reference(2))]);
    attribute(&[bytes(6, &[reference(1), bytes(7, &number(6, 5))].concat())]);
}

#[test]
fn texts_that_are_no_utf8_are_refused() {
    let latin = b"com.ex\xe4mple";
    bad_manifest(&element(
        "manifest",
        &[bytes(4, &[bytes(2, b"package"), bytes(3, latin)].concat())],
    ));
    bad_manifest(&bytes(1, &bytes(3, latin)));
    // In the resources it costs that label.
    let broken = with_resources(resources(&hand::resources(&[vec![
        ("", bytes(2, &bytes(1, latin))),
        ("de", bytes(2, &bytes(1, b"Deutsch"))),
    ]])));
    let build = hand::read(&broken.finish()).unwrap();
    assert_eq!((build.label.as_str(), build.labels.len()), ("Deutsch", 1));
}

#[test]
fn names_and_texts_are_cleaned() {
    let manifest = hand::manifest_with(&[attribute(0x0101_0001, "Good\u{202e}\n\u{7}Name", None)]);
    let zip = hand::bundle(&manifest).with("a\u{202e}b\u{1b}/manifest/AndroidManifest.xml", b"x");
    let build = hand::read(&zip.finish()).unwrap();
    let bundle = build.bundle.unwrap();
    for text in [&build.label, &bundle.modules[1]] {
        assert!(
            !text.contains(|c: char| c.is_control() || c == '\u{202e}'),
            "{text:?}"
        );
    }
    for wrong in ["", "../evil", "a b", "com.example/\u{202e}"] {
        bad_manifest(&element("manifest", &[named("package", wrong)]));
    }
}

#[test]
fn depth_is_bounded() {
    let nested = |levels: usize| {
        let inside = (0..levels).fold(Vec::new(), |inside, _| child(&element("a", &[inside])));
        element("manifest", &[named("package", "com.example.hand"), inside])
    };
    let build = read_soon(&hand::bundle(&nested(200)));
    assert_eq!(build.package, "com.example.hand");
    bad_manifest(&nested(256));
    // As deep as a manifest may be long.
    let mut deep = Vec::new();
    let mut levels = 0;
    while deep.len() < 200_000 {
        deep = child(&element("", &[deep]));
        levels += 1;
    }
    assert!(levels > 10_000);
    bad_manifest(&element("manifest", &[deep]));
}

#[test]
fn a_crowd_of_elements_or_attributes_is_refused_in_time() {
    let crowd = |one: &[u8]| element("manifest", &[one.repeat(2_000_000 / one.len())]);
    for one in [
        child(&[]),
        child(&element("a", &[])),
        bytes(4, &[]),
        named("a", "b"),
    ] {
        let manifest = Entry::stored(hand::MANIFEST, &crowd(&one));
        let zip = Zip::new().entry(manifest);
        refused(&zip.finish(), "artifact.bad-manifest");
    }
    // Fields that nobody knows are stepped over, however many.
    let unknown = element(
        "manifest",
        &[
            number(9, 1).repeat(500_000),
            named("package", "com.example.hand"),
        ],
    );
    let build = read_soon(&Zip::new().entry(Entry::stored(hand::MANIFEST, &unknown)));
    assert_eq!(build.package, "com.example.hand");
}

#[test]
fn a_bomb_is_not_unpacked() {
    let zeros = vec![0; 15 * 1024 * 1024];
    let bomb = |name: &str| Entry::deflated(name, &zeros);
    refused(
        &Zip::new().entry(bomb(hand::MANIFEST)).finish(),
        "artifact.bomb",
    );
    let huge = Entry {
        uncompressed: u32::MAX,
        ..Entry::stored(hand::MANIFEST, &hand::manifest_with(&[]))
    };
    refused(&Zip::new().entry(huge).finish(), "artifact.bomb");
    // Where label, icon and settings would be it costs those, not the build.
    let build = read_soon(&hand::app().entry(bomb("base/resources.pb")));
    assert_eq!(
        codes(&build),
        ["warn.unsigned-bundle", "warn.resources-unreadable"]
    );
    let settings = Zip::new()
        .with(hand::MANIFEST, &hand::manifest_with(&[]))
        .entry(bomb("BundleConfig.pb"));
    assert_eq!(
        codes(&read_soon(&settings)),
        ["warn.unsigned-bundle", "warn.bundle-config"]
    );
}

#[test]
fn a_broken_table_costs_the_label_only() {
    let label = || bytes(2, &bytes(1, b"Label"));
    let whole = hand::resources(&[vec![("", label())]]);
    let build = read_soon(&with_resources(resources(&whole)));
    assert_eq!(build.label, "Label");
    for broken in [&b""[..], &[0xff; 100], &whole[..whole.len() - 1]] {
        let build = read_soon(&with_resources(resources(broken)));
        assert_eq!(build.label, "com.example.hand");
        assert!(codes(&build).contains(&"warn.resources-unreadable"));
    }
}

#[test]
fn references_that_run_in_circles_or_fan_out_end() {
    let to = |entry: u32| vec![("", reference(0x7f01_0000 | entry))];
    let label = || vec![("", bytes(2, &bytes(1, b"found")))];
    let read = |entries: &[Vec<(&str, Vec<u8>)>]| {
        read_soon(&with_resources(resources(&hand::resources(entries))))
    };
    assert_eq!(read(&[to(1), label()]).label, "found");
    for circle in [
        &[to(0)][..],
        &[to(1), to(0)],
        &[to(1), to(2), to(1)],
        &[to(0xffff)],
    ] {
        let build = read(circle);
        assert_eq!(
            (build.label.as_str(), build.icon),
            ("com.example.hand", None)
        );
    }
    // 300 languages, each leading on to the same 300, twenty times over.
    let languages: Vec<String> = (b'a'..=b'z')
        .flat_map(|a| (b'a'..=b'l').map(move |b| String::from_utf8(vec![a, b]).unwrap()))
        .take(300)
        .collect();
    let fan: Vec<Vec<(&str, Vec<u8>)>> = (1..=20_u32)
        .map(|next| {
            let on = reference(0x7f01_0000 | next);
            languages
                .iter()
                .map(|language| (language.as_str(), on.clone()))
                .collect()
        })
        .collect();
    assert_eq!(read(&fan).label, "com.example.hand");
}

#[test]
fn a_crowd_of_resources_ends_in_time() {
    // Two bytes each: entries, types, packages, values of one entry.
    let many = |field: u32| bytes(field, &[]).repeat(500_000);
    let kind = |inside: &[u8]| {
        let id = |id| bytes(1, &number(1, id));
        let kind = bytes(3, &[id(1), inside.to_vec()].concat());
        bytes(2, &[id(0x7f), kind].concat())
    };
    let entry = bytes(3, &[bytes(1, &[]), many(6)].concat());
    for table in [kind(&many(3)), bytes(2, &many(3)), many(2), kind(&entry)] {
        let table = Entry::stored("base/resources.pb", &table);
        assert_eq!(read_soon(&with_resources(table)).label, "com.example.hand");
    }
    // Entries that could all be meant are more than any app has.
    let crowd = bytes(3, &bytes(1, &number(1, 1))).repeat(510_000);
    let table = Entry::stored("base/resources.pb", &kind(&crowd));
    let build = read_soon(&with_resources(table));
    assert!(codes(&build).contains(&"warn.resources-unreadable"));
}

#[test]
fn a_crowd_of_modules_is_refused() {
    let zip = (0..1_001).fold(hand::app(), |zip, number| {
        zip.with(&format!("m{number}/manifest/AndroidManifest.xml"), b"")
    });
    refused(&zip.finish(), "artifact.too-much");
    let mut zip = hand::app();
    for number in 0..65_000 {
        zip = zip.entry(Entry::stored(&format!("base/lib/x86/{number}.so"), b""));
    }
    assert_eq!(read_soon(&zip).abis, ["x86"]);
}

#[test]
fn long_names_full_of_folders_are_read_in_time() {
    let name = format!("{}{}", "a".repeat(30_000), "/".repeat(30_000));
    let zip = (0..200).fold(hand::app(), |zip, number| {
        zip.with(&format!("{name}{number}"), b"")
    });
    assert_eq!(read_soon(&zip).package, "com.example.hand");
}
