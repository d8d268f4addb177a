//! Manifests as obfuscators and old tools write them, and manifests that are none.

use slipway_artifact::{Build, Tristate};

use crate::{
    advice,
    bytes::{
        self, Axml, Entry, Zip,
        axml::{Value, attribute, chunk, manifest, manifest_with},
    },
    codes,
};

fn read(manifest: &Axml) -> Build {
    let zip = Zip::new().with("AndroidManifest.xml", &manifest.finish());
    bytes::read(&zip.finish()).unwrap()
}

#[track_caller]
fn same_facts(manifest: &Axml) {
    let build = read(manifest);
    assert_eq!(
        (
            build.package.as_str(),
            build.version_code,
            build.version_name.as_str()
        ),
        ("com.example.hand", 5, "five")
    );
    assert_eq!((build.min_sdk, build.target_sdk), (Some(1), Some(1)));
}

#[test]
fn both_string_encodings() {
    same_facts(&manifest());
    same_facts(&Axml {
        utf8: true,
        ..manifest()
    });
}

#[test]
fn oddities_that_still_install() {
    same_facts(&Axml {
        outer_type: 0,
        ..manifest()
    });
    same_facts(&Axml {
        attribute_size: 28,
        ..manifest()
    });
    same_facts(&Axml {
        declared_strings: Some(u32::MAX),
        ..manifest()
    });
    same_facts(&Axml {
        element_header: 24,
        ..manifest()
    });
    same_facts(&Axml {
        namespaces: false,
        ..manifest()
    });
    // A chunk that nobody knows stands among the others.
    same_facts(&Axml {
        foreign: chunk(0x7777, 8, &[1; 12]),
        ..manifest()
    });
}

#[test]
fn attributes_are_known_by_id_even_when_their_name_lies() {
    let axml = Axml::new()
        .start(
            "manifest",
            vec![
                attribute(0, "package", Value::Text("com.example.hand")),
                attribute(0x0101_021b, "", Value::Typed(0x11, 5)),
                attribute(0x0101_0576, ">\n", Value::Typed(0x10, 1)),
                attribute(0x7f01_0001, "versionCode", Value::Typed(0x10, 99)),
                attribute(0x0101_021c, "package", Value::Text("five")),
            ],
        )
        .end("manifest");
    let build = read(&axml);
    assert_eq!(build.package, "com.example.hand");
    assert_eq!(build.version_code, (1 << 32) | 5);
    assert_eq!(build.version_name, "five");
}

#[test]
fn the_highest_of_several_levels_and_the_first_application_decide() {
    let sdk = |min, target| {
        vec![
            attribute(0x0101_020c, "minSdkVersion", min),
            attribute(0x0101_0270, "targetSdkVersion", target),
        ]
    };
    let axml = Axml::new()
        .start(
            "manifest",
            vec![attribute(0, "package", Value::Text("com.example.hand"))],
        )
        .start("uses-sdk", sdk(Value::Typed(0x10, 21), Value::Text("33")))
        .end("uses-sdk")
        .start(
            "application",
            vec![attribute(
                0x0101_000f,
                "debuggable",
                Value::Typed(0x12, u32::MAX),
            )],
        )
        .end("application")
        .start("application", vec![])
        .end("application")
        .start("uses-sdk", sdk(Value::Text("N"), Value::Typed(0x10, 28)))
        .end("uses-sdk")
        .end("manifest");
    let build = read(&axml);
    assert_eq!((build.min_sdk, build.target_sdk), (Some(23), Some(33)));
    assert_eq!(build.debuggable, Tristate::Yes);
}

#[test]
fn a_debuggable_that_depends_on_a_resource_is_unknown() {
    let reference = Value::Typed(1, 0x7f03_0000);
    let build = read(&manifest_with(vec![attribute(
        0x0101_000f,
        "debuggable",
        reference,
    )]));
    assert_eq!(build.debuggable, Tristate::Unknown);
    assert!(codes(&build).contains(&"warn.debuggable-unknown"));
}

#[test]
fn missing_versions_are_told() {
    let axml = Axml::new()
        .start(
            "manifest",
            vec![attribute(0, "package", Value::Text("com.example.hand"))],
        )
        .end("manifest");
    let build = read(&axml);
    assert_eq!((build.version_code, build.version_name.as_str()), (0, ""));
    assert_eq!(
        codes(&build),
        [
            "warn.unsigned",
            "warn.no-version-code",
            "warn.no-version-name",
            "warn.misaligned"
        ]
    );
}

#[test]
fn texts_are_cleaned_and_kept_as_text() {
    let label = Value::Text("a\u{202e}b\n<img onerror=x>\u{1b}[31m");
    let build = read(&manifest_with(vec![attribute(0x0101_0001, "label", label)]));
    assert_eq!(build.label, "ab <img onerror=x>[31m");
}

#[test]
fn what_is_no_manifest_is_refused() {
    let refuse = |bytes: &[u8], key: &str| {
        let zip = Zip::new().with("AndroidManifest.xml", bytes);
        assert_eq!(advice(&bytes::read(&zip.finish()).unwrap_err()), key);
    };
    refuse(b"", "artifact.bad-manifest");
    refuse(
        b"\xef\xbb\xbf <?xml version='1.0'?><manifest/>",
        "artifact.plain-manifest",
    );
    refuse(&[0xff; 64], "artifact.bad-manifest");
    let nameless = Axml::new().start("manifest", vec![]).end("manifest");
    refuse(&nameless.finish(), "artifact.bad-manifest");
    let odd = |name| {
        Axml::new()
            .start("manifest", vec![attribute(0, "package", Value::Text(name))])
            .end("manifest")
            .finish()
    };
    refuse(&odd("../../etc/passwd"), "artifact.bad-manifest");
    refuse(&odd(""), "artifact.bad-manifest");
    let mut deep = Axml::new();
    for _ in 0..300 {
        deep = deep.start("manifest", vec![]);
    }
    refuse(&deep.finish(), "artifact.bad-manifest");
    // A quarter of a million elements, each of the smallest size.
    let small = chunk(0x0103, 16, &[0; 8]).repeat(250_000);
    let mut many = bytes::axml::pool(&["a"], true, None);
    many.extend(small);
    let zip = Zip::new().entry(Entry::stored("AndroidManifest.xml", &chunk(3, 8, &many)));
    assert_eq!(
        advice(&bytes::read(&zip.finish()).unwrap_err()),
        "artifact.bad-manifest"
    );
}
