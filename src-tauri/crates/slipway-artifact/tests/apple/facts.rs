//! What an IPA says about itself.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use plist::{Dictionary, Value};
use slipway_artifact::{ApplePlatform, Distribution, Kind, Tristate};

use crate::{
    codes,
    made::{APP, app, around, binary, built, info, info_with, info_without, refused, texts, xml},
    zip::{Entry, Zip},
};

#[test]
fn a_plain_app_in_either_form_and_packing() {
    let stored = Zip::new()
        .entry(Entry::stored(&format!("{APP}Info.plist"), &xml(info())))
        .with(&format!("{APP}Hand"), b"program")
        .with(
            &format!("{APP}embedded.mobileprovision"),
            &crate::profiles::store(),
        );
    for zip in [app(info()), around(&xml(info())), stored] {
        let build = built(&zip);
        assert_eq!(
            (build.kind, build.package.as_str()),
            (Kind::Ipa, "com.example.hand")
        );
        assert_eq!(
            (build.version_name.as_str(), build.code_text()),
            ("1.2.3", "45".into())
        );
        assert_eq!((build.label.as_str(), build.labels.len()), ("Hand", 1));
        assert_eq!(
            (build.min_sdk, build.target_sdk, build.icon.as_ref()),
            (None, None, None)
        );
        assert_eq!(build.debuggable, Tristate::No);
        assert_eq!(build.digests.sha256.len(), 64);
        let apple = build.apple.as_ref().unwrap();
        assert_eq!(apple.platform, ApplePlatform::Ios);
        assert_eq!(apple.distribution, Distribution::AppStore);
        assert_eq!(apple.minimum_os, "15.0");
        assert_eq!(apple.non_exempt_encryption, Some(false));
        assert_eq!(
            (apple.sdk.as_str(), apple.xcode.as_str()),
            ("iphoneos18.2", "1620")
        );
        assert_eq!(
            (apple.team.as_str(), apple.profile.as_str()),
            ("AB12CD34EF", "Hand Store")
        );
        assert_eq!(codes(&build), [""; 0]);
    }
}

#[test]
fn digests_are_those_of_the_file() {
    let bytes = app(info()).finish();
    let build = crate::made::inspect(&bytes).unwrap();
    assert_eq!(build.size, bytes.len() as u64);
    for (program, digest) in [
        ("md5sum", &build.digests.md5),
        ("sha1sum", &build.digests.sha1),
        ("sha256sum", &build.digests.sha256),
    ] {
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&bytes).unwrap();
        let said = child.wait_with_output().unwrap().stdout;
        assert!(
            String::from_utf8(said)
                .unwrap()
                .starts_with(digest.as_str())
        );
    }
}

/// Python writes to a pipe, where it cannot go back: sizes follow the data, and its plistlib writes the facts.
#[test]
fn what_another_tool_packs_is_read() {
    for (form, packing) in [("FMT_BINARY", "ZIP_DEFLATED"), ("FMT_XML", "ZIP_STORED")] {
        let script = format!(
            "import plistlib, sys, zipfile
info = {{'CFBundleIdentifier': 'com.example.python', 'CFBundleShortVersionString': '3.11', 'CFBundleVersion': '2026.11.24',
    'CFBundleDisplayName': '蛇', 'DTPlatformName': 'xros', 'CFBundleExecutable': 'P'}}
class Pipe:
    def write(self, data): return sys.stdout.buffer.write(data)
    def flush(self): sys.stdout.buffer.flush()
with zipfile.ZipFile(Pipe(), 'w', zipfile.{packing}) as ipa:
    ipa.writestr('Payload/P.app/P', b'program')
    ipa.writestr('Payload/P.app/Info.plist', plistlib.dumps(info, fmt=plistlib.{form}))"
        );
        let output = Command::new("python3")
            .args(["-c", &script])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        // Bit 3: the sizes stand behind the data.
        assert_eq!(output.stdout[6] & 8, 8);
        let build = crate::made::inspect(&output.stdout).unwrap();
        assert_eq!(build.package, "com.example.python");
        assert_eq!(
            (build.version_name.as_str(), build.code_text()),
            ("3.11", "2026.11.24".into())
        );
        assert_eq!(build.version_code, 2026 << 32 | 11 << 16 | 24);
        assert_eq!(build.label, "蛇");
        assert_eq!(build.debuggable, Tristate::Unknown);
        let apple = build.apple.as_ref().unwrap();
        assert_eq!(apple.platform, ApplePlatform::VisionOs);
        assert_eq!(
            codes(&build),
            ["warn.apple-no-profile", "warn.apple-encryption"]
        );
    }
}

#[test]
fn the_app_is_the_shortest_and_never_a_part_of_it() {
    let other = || {
        let mut other = info_with(&[("CFBundleIdentifier", "com.example.other".into())]);
        other.remove("CFBundleDisplayName");
        binary(other)
    };
    let parts = [
        "Payload/Hand.app/PlugIns/A.appex/Info.plist",
        "Payload/Hand.app/Watch/W.app/Info.plist",
        "Payload/Hand.app/Frameworks/F.framework/Info.plist",
        "Payload/A/B.app/Info.plist",
        "A.app/Info.plist",
        "Info.plist",
        "Payload/.app/Info.plist",
    ];
    let mut zip = Zip::new();
    for name in parts {
        zip = zip.with(name, &other());
    }
    let inner = app(info());
    zip.entries.extend(inner.entries);
    let build = built(&zip);
    assert_eq!(build.package, "com.example.hand");
    assert_eq!(codes(&build), [""; 0]);
    // Two apps: the shorter name, and a word about the other.
    let two = app(info()).with("Payload/HandHand.app/Info.plist", &other());
    let build = built(&two);
    assert_eq!(
        (build.package.as_str(), codes(&build)),
        ("com.example.hand", vec!["warn.apple-other-app"])
    );
}

#[test]
fn names_in_other_languages() {
    let strings = |key: &str, name: &str| {
        let mut list = Dictionary::new();
        list.insert(key.into(), name.into());
        list
    };
    let at = |language: &str| format!("{APP}{language}.lproj/InfoPlist.strings");
    let zip = app(info())
        .with(
            &at("zh-Hans"),
            &binary(strings("CFBundleDisplayName", "手")),
        )
        .with(&at("pt_BR"), &xml(strings("CFBundleName", "mão")))
        .with(&at("Base"), &binary(strings("CFBundleName", "no language")))
        .with(
            &at("de"),
            &binary(strings("NSCameraUsageDescription", "no name")),
        )
        .with(&at("ja"), b"\"CFBundleDisplayName\" = \"old\";")
        .with(
            &format!("{APP}PlugIns/A.appex/fr.lproj/InfoPlist.strings"),
            &binary(strings("CFBundleName", "part")),
        );
    let build = built(&zip);
    let labels: Vec<(&str, &str)> = build
        .labels
        .iter()
        .map(|(tag, label)| (tag.as_str(), label.as_str()))
        .collect();
    assert_eq!(labels, [("", "Hand"), ("pt-BR", "mão"), ("zh-Hans", "手")]);
}

#[test]
fn the_label_falls_back_to_what_there_is() {
    let label = |keys: &[&str]| built(&app(info_without(keys))).label;
    assert_eq!(label(&["CFBundleDisplayName"]), "hand");
    assert_eq!(
        label(&["CFBundleDisplayName", "CFBundleName"]),
        "com.example.hand"
    );
}

#[test]
fn the_system_is_that_of_the_sdk_or_of_the_list() {
    let platform = |changes: &[(&str, Value)], without: &[&str]| {
        let mut info = info_with(changes);
        for key in without {
            info.remove(key);
        }
        built(&app(info)).apple.unwrap().platform
    };
    for (sdk, wanted) in [
        ("iphoneos", ApplePlatform::Ios),
        ("appletvos", ApplePlatform::TvOs),
        ("xros", ApplePlatform::VisionOs),
        ("macosx", ApplePlatform::MacOs),
    ] {
        assert_eq!(platform(&[("DTPlatformName", sdk.into())], &[]), wanted);
    }
    for (name, wanted) in [
        ("iPhoneOS", ApplePlatform::Ios),
        ("AppleTVOS", ApplePlatform::TvOs),
        ("XROS", ApplePlatform::VisionOs),
        ("MacOSX", ApplePlatform::MacOs),
    ] {
        let list = [("CFBundleSupportedPlatforms", texts(&[name]))];
        assert_eq!(platform(&list, &["DTPlatformName"]), wanted);
    }
    let phone = [("LSRequiresIPhoneOS", true.into())];
    let neither = ["DTPlatformName", "CFBundleSupportedPlatforms"];
    assert_eq!(platform(&phone, &neither), ApplePlatform::Ios);
    refused(
        &app(info_without(&neither)).finish(),
        "artifact.bad-description",
    );
}

#[test]
fn simulators_and_watches_are_refused() {
    for (key, value) in [
        ("DTPlatformName", "iphonesimulator".into()),
        ("DTPlatformName", "xrsimulator".into()),
        ("CFBundleSupportedPlatforms", texts(&["iPhoneSimulator"])),
        (
            "CFBundleSupportedPlatforms",
            texts(&["iPhoneOS", "iPhoneSimulator"]),
        ),
    ] {
        refused(
            &app(info_with(&[(key, value)])).finish(),
            "artifact.simulator",
        );
    }
    let watch = [
        ("DTPlatformName", "watchos".into()),
        ("CFBundleSupportedPlatforms", texts(&["WatchOS"])),
    ];
    refused(&app(info_with(&watch)).finish(), "artifact.other-system");
}

#[test]
fn build_numbers_are_texts_whatever_they_were_written_as() {
    let build = |value: Value| built(&app(info_with(&[("CFBundleVersion", value)])));
    assert_eq!(build(7_i64.into()).code_text(), "7");
    assert_eq!(build(1.5_f64.into()).code_text(), "1.5");
    assert_eq!(build("1.2.3".into()).version_code, 1 << 32 | 2 << 16 | 3);
    let odd = build("1.2.3-beta".into());
    assert_eq!(
        (odd.code_text(), codes(&odd)),
        ("1.2.3-beta".into(), vec!["warn.apple-build-number"])
    );
}

#[test]
fn what_is_missing_is_said() {
    for (key, code) in [
        ("CFBundleShortVersionString", "warn.apple-no-version"),
        ("CFBundleVersion", "warn.apple-no-build-number"),
        ("ITSAppUsesNonExemptEncryption", "warn.apple-encryption"),
        ("CFBundleExecutable", "warn.apple-no-executable"),
    ] {
        assert_eq!(codes(&built(&app(info_without(&[key])))), [code]);
    }
    let elsewhere = info_with(&[("CFBundleExecutable", "Other".into())]);
    assert_eq!(codes(&built(&app(elsewhere))), ["warn.apple-no-executable"]);
    let encrypts = info_with(&[("ITSAppUsesNonExemptEncryption", true.into())]);
    assert_eq!(
        built(&app(encrypts)).apple.unwrap().non_exempt_encryption,
        Some(true)
    );
}

#[test]
fn the_content_decides_what_a_file_is_and_not_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.apk");
    std::fs::write(&path, app(info()).finish()).unwrap();
    assert_eq!(crate::read(&path).unwrap().kind, Kind::Ipa);
}

#[test]
fn an_archive_as_zip64_is_read() {
    for wide in [false, true] {
        let build = crate::made::inspect(&app(info()).finish_zip64(wide)).unwrap();
        assert_eq!(
            (build.package.as_str(), codes(&build)),
            ("com.example.hand", vec![])
        );
    }
}

#[test]
fn progress_ends_at_the_size_and_a_stop_is_obeyed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hand.ipa");
    std::fs::write(&path, app(info()).finish()).unwrap();
    let mut told = Vec::new();
    let build = slipway_artifact::inspect(&path, &mut |bytes| told.push(bytes), &|| false).unwrap();
    assert_eq!(told.last(), Some(&build.size));
    let stopped = slipway_artifact::inspect(&path, &mut |_| {}, &|| true).unwrap_err();
    assert_eq!(
        stopped.problem().kind,
        slipway_model::ProblemKind::Cancelled
    );
}
