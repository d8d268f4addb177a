//! What a real package says about itself, held against `aapt dump badging`.

use slipway_artifact::{Build, IconSource, Kind, Tristate};

use crate::{
    codes, read,
    tools::{Project, badging, output, quoted},
};

/// Every fact that aapt tells too.
fn agrees_with_aapt(build: &Build, lines: &[String]) {
    let package = |name| quoted(lines, "package:", name);
    assert_eq!(package("name=").unwrap(), build.package);
    assert_eq!(
        package("versionCode=").unwrap(),
        build.version_code.to_string()
    );
    assert_eq!(package("versionName=").unwrap(), build.version_name);
    let level = |key: &str| quoted(lines, key, ":").map(|text| text.parse().unwrap());
    assert_eq!(level("sdkVersion"), build.min_sdk);
    assert_eq!(level("targetSdkVersion"), build.target_sdk);
    for (language, label) in &build.labels {
        let key = if language.is_empty() {
            "application-label:".to_owned()
        } else {
            format!("application-label-{language}:")
        };
        assert_eq!(quoted(lines, &key, ":").as_ref(), Some(label), "{language}");
    }
    let said = |line: &str| lines.iter().any(|known| known == line);
    assert_eq!(
        said("application-debuggable"),
        build.debuggable == Tristate::Yes
    );
}

#[test]
fn a_plain_app() {
    let project = Project::new();
    project.file("lib/arm64-v8a/libmain.so", b"\x7fELF");
    project.file("lib/x86/libmain.so", b"\x7fELF");
    project.file("lib/arm64-v8a/readme.txt", b"no code");
    let apk = project.pack(
        &[
            "lib/x86/libmain.so",
            "lib/arm64-v8a/libmain.so",
            "lib/arm64-v8a/readme.txt",
        ],
        &[],
    );
    let build = read(&apk).unwrap();
    agrees_with_aapt(&build, &badging(&apk));
    assert_eq!(build.kind, Kind::Apk);
    assert_eq!(build.package, "com.example.slipway");
    assert_eq!(
        (build.version_code, build.version_name.as_str()),
        (7, "1.2.3")
    );
    assert_eq!((build.min_sdk, build.target_sdk), (Some(21), Some(33)));
    assert_eq!(build.label, "Slipway Test");
    assert_eq!(build.labels["zh-CN"], "滑道测试");
    assert_eq!(build.labels["ja"], "テスト");
    assert_eq!(build.labels.len(), 3);
    assert_eq!(build.abis, ["x86", "arm64-v8a"]);
    assert_eq!(build.debuggable, Tristate::No);
    assert!(!build.test_only && build.split.is_none());
    let icon = build.icon.as_ref().unwrap();
    assert_eq!(
        (icon.width, icon.height, icon.source),
        (144, 144, IconSource::Png)
    );
    assert_eq!(build.size, std::fs::metadata(&apk).unwrap().len());
    assert_eq!(codes(&build), ["warn.unsigned", "warn.libraries-16k"]);
    assert!(build.signers.is_empty() && build.schemes.is_empty());
    assert_eq!(build.intact, Tristate::Unknown);
}

#[test]
fn digests_are_those_of_the_file() {
    let project = Project::new();
    let apk = project.pack(&[], &[]);
    let build = read(&apk).unwrap();
    let path = apk.display().to_string();
    for (program, digest) in [
        ("md5sum", &build.digests.md5),
        ("sha1sum", &build.digests.sha1),
        ("sha256sum", &build.digests.sha256),
    ] {
        let said = crate::tools::run(program, [&path]);
        assert_eq!(said.split(' ').next().unwrap(), digest);
    }
}

#[test]
fn a_debug_and_test_build() {
    let project = Project::with_application(
        r#"android:label="Literal" android:debuggable="true" android:testOnly="true""#,
    );
    let apk = project.pack(&[], &[]);
    let build = read(&apk).unwrap();
    agrees_with_aapt(&build, &badging(&apk));
    assert_eq!(build.debuggable, Tristate::Yes);
    assert!(build.test_only);
    assert_eq!(build.label, "Literal");
    assert_eq!(build.icon, None);
    assert_eq!(
        codes(&build),
        ["warn.unsigned", "warn.debuggable", "warn.test-only"]
    );
}

#[test]
fn without_a_label_the_launcher_activity_names_the_app() {
    let apk = Project::with_application("");
    let path = apk.pack(&[], &[]);
    let build = read(&path).unwrap();
    assert_eq!(build.label, "Slipway Test 1");
    assert_eq!(build.labels["zh-CN"], "滑道测试 1");
}

#[test]
fn a_version_name_behind_a_reference_is_resolved() {
    let project = Project::new().manifest(
        r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.example.slipway"
             android:versionCode="0x10" android:versionName="@string/name"><application/></manifest>"#,
    );
    let apk = project.pack(&[], &[]);
    let build = read(&apk).unwrap();
    assert_eq!(build.version_name, "Slipway Test");
    assert_eq!(build.version_code, 16);
}

#[test]
fn a_split_says_that_it_is_one() {
    let project = Project::new().manifest(
        r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.example.slipway"
             split="config.zh"><application/></manifest>"#,
    );
    let build = read(&project.pack(&[], &[])).unwrap();
    assert_eq!(build.split.as_deref(), Some("config.zh"));
    assert!(codes(&build).contains(&"warn.split"));
}

#[test]
fn careless_packing_is_told() {
    let project = Project::new();
    project.file("lib/arm64-v8a/libmain.so", b"\x7fELF");
    // aapt alone aligns nothing.
    let apk = project.pack_carelessly(&["lib/arm64-v8a/libmain.so"]);
    let said = output("zipalign", ["-c", "-p", "4", &apk.display().to_string()]);
    assert!(!said.status.success());
    let build = read(&apk).unwrap();
    assert_eq!(
        codes(&build),
        ["warn.unsigned", "warn.misaligned", "warn.libraries-16k"]
    );
    assert_eq!(build.label, "Slipway Test");
}

#[test]
fn progress_ends_at_the_size_and_a_stop_is_obeyed() {
    let project = Project::new();
    let apk = project.pack(&[], &[]);
    let mut told = Vec::new();
    let build = slipway_artifact::inspect(&apk, &mut |bytes| told.push(bytes), &|| false).unwrap();
    assert!(told.is_sorted());
    assert_eq!(told.last(), Some(&build.size));
    let stopped = slipway_artifact::inspect(&apk, &mut |_| {}, &|| true).unwrap_err();
    assert_eq!(
        stopped.problem().kind,
        slipway_model::ProblemKind::Cancelled
    );
}
