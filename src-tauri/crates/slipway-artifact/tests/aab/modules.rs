//! Modules, and the native code that they carry together.

use slipway_artifact::Build;

use crate::{
    bytes::Zip,
    codes, hand,
    proto::{attribute, bytes, child, element, named, number},
};

fn with(zip: Zip, names: &[&str]) -> Build {
    let zip = names.iter().fold(zip, |zip, name| zip.with(name, b"x"));
    hand::read(&zip.finish()).unwrap()
}

#[test]
fn every_folder_with_a_manifest_is_one() {
    let build = with(
        hand::app(),
        &[
            "camera/manifest/AndroidManifest.xml",
            "assets_pack/manifest/AndroidManifest.xml",
            "assets_pack/assets/a",
            "nothing/assets/a",
            "deep/down/manifest/AndroidManifest.xml",
            "META-INF/manifest/AndroidManifest.xml",
            "BUNDLE-METADATA/manifest/AndroidManifest.xml",
        ],
    );
    let modules = build.bundle.unwrap().modules;
    assert_eq!(modules, ["base", "camera", "assets_pack"]);
}

#[test]
fn the_abis_are_those_of_all_modules() {
    // The facts of bundletool's own watch-face-from-tool.aab: all native code is in a module beside base.
    let manifest = element(
        "manifest",
        &[
            named("package", "com.watchfacestudio.testinstall"),
            attribute(
                0x0101_021b,
                "10000001",
                Some(bytes(7, &number(6, 10_000_001))),
            ),
            attribute(0x0101_021c, "1.0.0", None),
            child(&element(
                "uses-sdk",
                &[attribute(0x0101_020c, "30", Some(bytes(7, &number(6, 30))))],
            )),
            child(&element("application", &[])),
        ],
    );
    let build = with(
        hand::bundle(&manifest),
        &[
            "runtime/manifest/AndroidManifest.xml",
            "runtime/lib/armeabi-v7a/libface.so",
            "runtime/lib/arm64-v8a/libface.so",
            "runtime/lib/sparc/libface.so",
            "lib/x86/libroot.so",
            "nothing/lib/x86/libstray.so",
            "base/root/lib/x86/libroot.so",
        ],
    );
    assert_eq!(build.package, "com.watchfacestudio.testinstall");
    assert_eq!(
        (build.version_code, build.version_name.as_str()),
        (10_000_001, "1.0.0")
    );
    assert_eq!((build.min_sdk, build.target_sdk), (Some(30), Some(30)));
    assert_eq!(build.abis, ["armeabi-v7a", "arm64-v8a"]);
    assert!(!build.is_64_only() && !build.is_32_only());
    assert_eq!(codes(&build), ["warn.unsigned-bundle"]);
}

#[test]
fn a_bundle_without_native_code_runs_on_any() {
    let build = with(hand::app(), &["base/dex/classes.dex"]);
    assert!(build.abis.is_empty() && !build.is_64_only());
}

#[test]
fn modules_for_different_processors_are_told() {
    let build = with(
        hand::app(),
        &[
            "base/lib/arm64-v8a/liba.so",
            "quiet/manifest/AndroidManifest.xml",
            "camera/manifest/AndroidManifest.xml",
            "camera/lib/armeabi-v7a/libb.so",
        ],
    );
    assert_eq!(
        codes(&build),
        ["warn.unsigned-bundle", "warn.modules-differ"]
    );
    let warning = &build.warnings[1];
    assert_eq!(
        (
            warning.args["first"].as_str(),
            warning.args["other"].as_str()
        ),
        ("base", "camera")
    );
}

#[test]
fn settings_that_are_missing_or_something_else_are_told() {
    let manifest = hand::manifest_with(&[]);
    for config in [None, Some(&b"{}"[..]), Some(&[0xff; 40])] {
        let mut zip = Zip::new().with(hand::MANIFEST, &manifest);
        if let Some(config) = config {
            zip = zip.with("BundleConfig.pb", config);
        }
        let build = hand::read(&zip.finish()).unwrap();
        assert_eq!(
            codes(&build),
            ["warn.unsigned-bundle", "warn.bundle-config"]
        );
        assert_eq!(build.bundle.unwrap().bundletool, "");
    }
    // Settings that do not name their tool are settings.
    let build = hand::read(
        &Zip::new()
            .with("BundleConfig.pb", b"")
            .with(hand::MANIFEST, &manifest)
            .finish(),
    );
    assert_eq!(codes(&build.unwrap()), ["warn.unsigned-bundle"]);
}

#[test]
fn a_build_is_kept_with_its_modules_and_an_older_one_has_none() {
    let build = with(hand::app(), &[]);
    let mut kept = serde_json::to_value(&build).unwrap();
    assert_eq!(
        serde_json::from_value::<Build>(kept.clone()).unwrap(),
        build
    );
    kept.as_object_mut().unwrap().remove("bundle").unwrap();
    let older: Build = serde_json::from_value(kept).unwrap();
    assert_eq!(older.bundle, None);
}
