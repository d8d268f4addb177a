//! IPAs made to confuse or to exhaust the reader. Each ends in a sentence or in facts, soon.

use plist::{Dictionary, Value};

use crate::{
    codes,
    made::{APP, app, around, binary, built, info, info_with, refused, texts, xml},
    zip::{Entry, Zip},
};

const INFO: &str = "Payload/Hand.app/Info.plist";

#[track_caller]
fn bad_info(bytes: &[u8]) {
    refused(&around(bytes).finish(), "artifact.bad-description");
}

#[test]
fn cut_off_at_every_length() {
    let whole = app(info()).finish();
    for len in 4..whole.len() {
        refused(&whole[..len], "artifact.truncated");
    }
}

#[test]
fn facts_that_are_cut_off_or_garbage_are_refused() {
    let list = xml(info());
    for len in 0..list.len() - "</plist>\n".len() {
        bad_info(&list[..len]);
    }
    let list = binary(info());
    // Cut anywhere, the last 32 bytes are no trailer; where they happen to be one, it leads nowhere.
    for len in 0..list.len() {
        bad_info(&list[..len]);
    }
    bad_info(b"");
    bad_info(&[0xff; 100]);
    bad_info(b"bplist00");
    bad_info(b"{ CFBundleIdentifier = \"com.example.hand\"; }");
    bad_info(b"<plist><array><string>com.example.hand</string></array></plist>");
}

#[test]
fn an_archive_without_an_app_is_refused() {
    for names in [
        &["Payload/Hand.app/Hand"][..],
        &["Payload/Hand.app/PlugIns/A.appex/Info.plist"],
        &[
            "Payload/Hand.app/Base.lproj/Info.plist",
            "Payload/Hand.app/",
        ],
    ] {
        let zip = names
            .iter()
            .fold(Zip::new(), |zip, name| zip.with(name, b"x"));
        refused(&zip.finish(), "artifact.no-info-plist");
    }
    refused(
        &Zip::new().with("Payload/readme.txt", b"x").finish(),
        "artifact.no-manifest",
    );
}

#[test]
fn identifiers_that_are_none_are_refused() {
    for id in [
        "",
        " ",
        "../evil",
        "a b",
        "com..example",
        ".com",
        "com.example/\u{202e}",
        "com.example.",
        "${BUNDLE_ID}",
        "кот",
    ] {
        bad_info(&binary(info_with(&[("CFBundleIdentifier", id.into())])));
    }
    bad_info(&binary(info_with(&[(
        "CFBundleIdentifier",
        "a".repeat(256).into(),
    )])));
    bad_info(&binary(info_with(&[(
        "CFBundleIdentifier",
        texts(&["com.example.hand"]),
    )])));
    let fine = built(&app(info_with(&[(
        "CFBundleIdentifier",
        "com.example.Hand-2_x".into(),
    )])));
    assert_eq!(fine.package, "com.example.Hand-2_x");
}

#[test]
fn names_and_texts_are_cleaned_and_bounded() {
    let evil = "Good\u{202e}\n\u{7}Name";
    let build = built(&app(info_with(&[
        ("CFBundleDisplayName", evil.into()),
        ("CFBundleShortVersionString", evil.into()),
        ("CFBundleVersion", evil.into()),
        ("MinimumOSVersion", evil.into()),
        ("DTSDKName", evil.into()),
        ("DTXcode", "9".repeat(4_000).into()),
    ])));
    let apple = build.apple.as_ref().unwrap();
    for text in [
        &build.label,
        &build.version_name,
        &apple.build_number,
        &apple.minimum_os,
        &apple.sdk,
    ] {
        assert_eq!(text, "Good Name");
    }
    assert_eq!(apple.xcode.len(), 255);
    codes(&build);
}

#[test]
fn a_fact_that_is_there_twice_is_refused() {
    let list = String::from_utf8(xml(info())).unwrap();
    for key in [
        "CFBundleIdentifier",
        "CFBundleVersion",
        "DTPlatformName",
        "ITSAppUsesNonExemptEncryption",
    ] {
        let twice = list.replacen(
            "<dict>",
            &format!("<dict><key>{key}</key><string>other</string>"),
            1,
        );
        bad_info(twice.as_bytes());
    }
    // The same key in an inner dictionary is another fact.
    let inner = list.replacen(
        "<dict>",
        "<dict><key>X</key><dict><key>CFBundleVersion</key><string>9</string></dict>",
        1,
    );
    assert_eq!(built(&around(inner.as_bytes())).code_text(), "45");
}

#[test]
fn key_entries_that_occur_twice_are_refused() {
    for name in [INFO, "Payload/Hand.app/embedded.mobileprovision"] {
        refused(
            &app(info()).with(name, b"a").finish(),
            "artifact.duplicate-entry",
        );
        let folder = format!("{name}/inside");
        refused(
            &app(info()).with(&folder, b"a").finish(),
            "artifact.duplicate-entry",
        );
    }
    refused(
        &app(info()).with("", b"a").with("", b"b").finish(),
        "artifact.duplicate-entry",
    );
    let other = app(info())
        .with(&format!("{APP}a"), b"a")
        .with(&format!("{APP}a"), b"b");
    assert_eq!(codes(&built(&other)), ["warn.duplicate-entry"]);
}

#[test]
fn paths_that_lead_elsewhere_are_names_and_nothing_more() {
    let mut zip = app(info());
    for name in [
        "../../etc/passwd",
        "/etc/passwd",
        "C:\\windows\\x",
        "Payload/../Payload/Evil.app/Info.plist",
        "Payload/Hand.app/../Info.plist",
        "a\0b",
    ] {
        zip = zip.with(name, b"x");
    }
    let build = built(&zip);
    assert_eq!(
        (build.package.as_str(), codes(&build)),
        ("com.example.hand", vec![])
    );
    // What Info.plist names is looked for in the app's own folder, as a name.
    let out = info_with(&[("CFBundleExecutable", "../../Hand".into())]);
    assert_eq!(codes(&built(&app(out))), ["warn.apple-no-executable"]);
}

#[test]
fn bombs_are_not_unpacked() {
    let zeros = vec![0; 3 * 1024 * 1024];
    let bomb = |name: &str| Entry::deflated(name, &zeros);
    refused(&Zip::new().entry(bomb(INFO)).finish(), "artifact.bomb");
    let huge = Entry {
        uncompressed: u32::MAX,
        ..Entry::stored(INFO, &binary(info()))
    };
    refused(&Zip::new().entry(huge).finish(), "artifact.bomb");
    // Where profile, names and icon would be it costs those.
    let mut zip = app(info());
    zip.entries.pop();
    let build = built(
        &zip.entry(bomb(&format!("{APP}embedded.mobileprovision")))
            .entry(bomb(&format!("{APP}de.lproj/InfoPlist.strings"))),
    );
    assert_eq!(codes(&build), ["warn.apple-profile-unreadable"]);
    assert_eq!(build.labels.len(), 1);
}

#[test]
fn entries_in_an_unknown_packing_are_passed_over() {
    // 99 stands for LZFSE and whatever else there may be.
    let strange = |name: &str| Entry {
        method: 99,
        local_method: 99,
        uncompressed: 1_000,
        ..Entry::stored(name, b"bvx2")
    };
    let mut zip = app(info()).entry(strange(&format!("{APP}Assets.car")));
    assert_eq!(codes(&built(&zip)), [""; 0]);
    zip.entries.retain(|entry| entry.name != INFO.as_bytes());
    refused(
        &zip.entry(strange(INFO)).finish(),
        "artifact.unknown-packing",
    );
}

#[test]
fn depth_and_crowds_are_bounded() {
    let nested = |levels: usize| {
        format!(
            "<plist><dict><key>a</key>{}{}</dict></plist>",
            "<array>".repeat(levels),
            "</array>".repeat(levels)
        )
    };
    bad_info(nested(100_000).as_bytes());
    bad_info("<dict>".repeat(500_000).as_bytes());
    bad_info(
        format!(
            "<plist><dict>{}</dict></plist>",
            "<key>a</key>".repeat(200_000)
        )
        .as_bytes(),
    );
    let mut crowd = info();
    let many = (0..200_000).map(|number| Value::from(i64::from(number)));
    crowd.insert("Crowd".into(), Value::Array(many.collect()));
    assert_eq!(built(&app(crowd)).package, "com.example.hand");
    let mut wide = info();
    for number in 0..100_000 {
        wide.insert(format!("key{number}"), true.into());
    }
    assert_eq!(built(&app(wide)).package, "com.example.hand");
}

/// Sixty lists, each of two references to the next: unfolded it would have more items than there are atoms in a room.
#[test]
fn lists_that_share_their_parts_are_not_unfolded() {
    let mut bytes = b"bplist00".to_vec();
    let mut offsets = Vec::new();
    let mut object = |object: &[u8]| {
        offsets.extend((bytes.len() as u16).to_be_bytes());
        bytes.extend(object);
    };
    // 0: the root; keys 1 to 3; values 4 to 6; then the fan.
    object(&[0xd3, 1, 2, 3, 4, 5, 6]);
    object(b"\x5f\x10\x12CFBundleIdentifier");
    object(b"\x5eDTPlatformName");
    object(b"\x5dCFBundleIcons");
    object(b"\x5f\x10\x10com.example.hand");
    object(b"\x58iphoneos");
    for next in 7..67 {
        object(&[0xa2, next, next]);
    }
    object(&[0xa1, 6]);
    let table_at = bytes.len() as u64;
    bytes.extend(&offsets);
    bytes.extend([0, 0, 0, 0, 0, 0, 2, 1]);
    for number in [offsets.len() as u64 / 2, 0, table_at] {
        bytes.extend(number.to_be_bytes());
    }
    let build = built(&around(&bytes));
    assert_eq!(
        (build.package.as_str(), build.icon),
        ("com.example.hand", None)
    );
}

#[test]
fn crowds_of_languages_and_icons_are_bounded() {
    let mut strings = Dictionary::new();
    strings.insert("CFBundleName".into(), "n".into());
    let strings = binary(strings);
    let mut zip = app(info_with(&[("CFBundleIconFile", "I".into())]));
    for number in 0..20_000 {
        zip = zip
            .with(&format!("{APP}l{number}.lproj/InfoPlist.strings"), &strings)
            .with(&format!("{APP}I~{number}.png"), b"x");
    }
    assert_eq!(built(&zip).labels.len(), 201);
}

#[test]
fn the_profile_of_another_is_not_that_of_the_app() {
    let mut zip = app(info());
    zip.entries.pop();
    let deeper = format!("{APP}PlugIns/A.appex/embedded.mobileprovision");
    let build = built(&zip.with(&deeper, &crate::profiles::store()));
    assert_eq!(codes(&build), ["warn.apple-no-profile"]);
}

#[test]
fn bytes_before_the_archive_are_said() {
    let bytes = [b"#!/bin/sh\n".as_slice(), &app(info()).finish()].concat();
    let build = crate::made::inspect(&bytes).unwrap();
    assert_eq!(codes(&build), ["warn.prepended"]);
}

#[test]
fn a_count_that_lies_is_refused_and_one_that_wrapped_is_not() {
    let mut zip = app(info());
    zip.count = Some(3);
    refused(&zip.finish(), "artifact.broken");
    // 65 536 entries and five more, of which the record counts five.
    let mut many = Zip::new();
    for number in 0..65_536 {
        many = many.with(&format!("{APP}{number}"), b"");
    }
    many.entries.extend(app(info()).entries);
    many.count = Some((many.entries.len() % 65_536) as u16);
    let build = built(&many);
    assert_eq!(
        (build.package.as_str(), codes(&build)),
        ("com.example.hand", vec![])
    );
}
