//! What the demo's script makes is read as what it was asked for, and the build that is kept is what the script makes.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use slipway_artifact::{ApplePlatform, Build, Distribution, Kind};

use crate::codes;

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../slipway-practice/demo")
}

fn made(name: &str, wishes: &[(&str, &str)]) -> (Vec<u8>, Build) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let output = Command::new("python3")
        .arg("-B")
        .arg(demo().join("build-apple.py"))
        .env("OUT", &path)
        .envs(wishes.iter().copied())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    (std::fs::read(&path).unwrap(), crate::read(&path).unwrap())
}

#[test]
fn the_demo_build_is_the_one_that_is_kept() {
    let (_, build) = made("demo.ipa", &[]);
    let kept = crate::read(&demo().join("demo.ipa")).unwrap();
    let said = |build: &Build| {
        let mut build = build.clone();
        // How hard the bytes are pressed is the packer's matter.
        build.digests = slipway_artifact::Digests::default();
        build.size = 0;
        build
    };
    assert_eq!(said(&build), said(&kept));
    let package = crate::read(&demo().join("demo.apk")).unwrap();
    assert_eq!(
        (kept.kind, &kept.package, &kept.version_name),
        (Kind::Ipa, &package.package, &package.version_name)
    );
    assert_eq!(kept.code_text(), package.version_code.to_string());
    assert_eq!(
        (kept.label.as_str(), kept.labels["zh-Hans"].as_str()),
        ("Slipway Demo", "滑道演示")
    );
    assert_eq!(kept.icon.as_ref().unwrap().width, 180);
    let apple = kept.apple.as_ref().unwrap();
    assert_eq!(
        (apple.platform, apple.distribution),
        (ApplePlatform::Ios, Distribution::AppStore)
    );
    assert_eq!(apple.non_exempt_encryption, Some(false));
    assert_eq!(codes(&kept), [""; 0]);
}

/// The demo package's icon and the demo archive's are drawn by the same hand.
#[test]
fn its_icon_has_the_demo_colours() {
    let kept = crate::read(&demo().join("demo.ipa")).unwrap();
    let icon = image::load_from_memory(&kept.icon.unwrap().png)
        .unwrap()
        .into_rgba8();
    assert_eq!(icon.get_pixel(2, 2).0, [104, 76, 168, 255]);
}

#[test]
fn what_is_wished_for_is_made() {
    let (_, build) = made(
        "own.ipa",
        &[
            ("PACKAGE", "com.example.own"),
            ("VERSION_NAME", "3.1"),
            ("BUILD_NUMBER", "3.1.7"),
            ("PLATFORM", "appletvos"),
            ("SIGNED_FOR", "ad-hoc"),
            ("ENCRYPTION", "unsaid"),
            ("FILLING_MIB", "1"),
        ],
    );
    assert_eq!(
        (build.package.as_str(), build.version_name.as_str()),
        ("com.example.own", "3.1")
    );
    assert_eq!(build.code_text(), "3.1.7");
    assert!(build.size > 1024 * 1024);
    assert_eq!(
        codes(&build),
        ["warn.apple-ad-hoc", "warn.apple-encryption"]
    );
    let (_, package) = made("own.pkg", &[("BUILD_NUMBER", "7"), ("FILLING_MIB", "1")]);
    assert_eq!((package.kind, package.code_text()), (Kind::Pkg, "7".into()));
    assert_eq!(package.package, "com.example.slipway");
    assert_eq!(package.label, "Slipway Demo");
    assert_eq!(package.abis, ["arm64", "x86_64"]);
    let apple = package.apple.as_ref().unwrap();
    assert_eq!(
        (apple.platform, apple.minimum_os.as_str()),
        (ApplePlatform::MacOs, "13.0")
    );
    assert_eq!(codes(&package), [""; 0]);
}
