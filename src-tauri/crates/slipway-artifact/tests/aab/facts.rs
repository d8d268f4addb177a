//! What a bundle says about itself is what the package of the same app says.

use image::ImageFormat;
use slipway_artifact::{Build, IconSource, Kind, Tristate};

use crate::{
    codes, made, read,
    tools::{Project, picture, run},
};

/// Everything that must not depend on the form.
fn says_the_same(bundle: &Build, package: &Build) {
    let said = |build: &Build| {
        (
            (build.package.clone(), build.version_code),
            (build.version_name.clone(), build.label.clone()),
            build.labels.clone(),
            build.icon.clone(),
            (build.min_sdk, build.target_sdk),
            (build.debuggable, build.test_only),
        )
    };
    assert_eq!(said(bundle), said(package));
}

#[test]
fn a_plain_app() {
    let project = Project::new();
    let package = read(&project.pack_with_aapt2(&[])).unwrap();
    let path = made::bundle(&project, &[("base/lib/arm64-v8a/libmain.so", b"\x7fELF")]);
    let build = read(&path).unwrap();
    says_the_same(&build, &package);
    assert_eq!(build.kind, Kind::Aab);
    assert_eq!(build.package, "com.example.slipway");
    assert_eq!(
        (build.version_code, build.version_name.as_str()),
        (7, "1.2.3")
    );
    assert_eq!((build.min_sdk, build.target_sdk), (Some(26), Some(33)));
    assert_eq!(build.label, "Slipway Test");
    assert_eq!(build.labels["zh-CN"], "滑道测试");
    assert_eq!(build.labels["ja"], "テスト");
    assert_eq!(build.labels.len(), 3);
    assert_eq!(build.abis, ["arm64-v8a"]);
    assert!(build.is_64_only());
    let icon = build.icon.as_ref().unwrap();
    assert_eq!((icon.width, icon.source), (144, IconSource::Png));
    let bundle = build.bundle.as_ref().unwrap();
    assert_eq!(bundle.modules, ["base"]);
    assert_eq!(bundle.bundletool, "1.15.6");
    assert_eq!(build.size, std::fs::metadata(&path).unwrap().len());
    assert_eq!(build.intact, Tristate::Unknown);
    assert_eq!(codes(&build), ["warn.unsigned-bundle"]);
}

#[test]
fn an_app_that_was_converted() {
    let project = Project::new();
    let package = read(&project.pack_with_aapt2(&[])).unwrap();
    let build = read(&made::converted(&project)).unwrap();
    says_the_same(&build, &package);
    assert_eq!(build.labels.len(), 3);
    assert!(build.icon.is_some());
}

#[test]
fn digests_are_those_of_the_file() {
    let project = Project::new();
    let path = made::bundle(&project, &[]);
    let build = read(&path).unwrap();
    for (program, digest) in [
        ("md5sum", &build.digests.md5),
        ("sha1sum", &build.digests.sha1),
        ("sha256sum", &build.digests.sha256),
    ] {
        let said = run(program, [path.display().to_string()]);
        assert_eq!(said.split(' ').next().unwrap(), digest);
    }
}

#[test]
fn the_major_half_of_a_version_and_a_name_behind_a_reference() {
    let project = Project::new().manifest(
        r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.example.slipway"
             android:versionCode="0x19" android:versionCodeMajor="1" android:versionName="@string/name">
             <application/><uses-sdk android:minSdkVersion="23" android:targetSdkVersion="34"/></manifest>"#,
    );
    let build = read(&made::bundle(&project, &[])).unwrap();
    // 25 and a major half of 1.
    assert_eq!(build.version_code, 4_294_967_321);
    assert_eq!(build.version_name, "Slipway Test");
    assert_eq!((build.min_sdk, build.target_sdk), (Some(23), Some(34)));
    // Without a label, the package's name.
    assert_eq!(build.label, "com.example.slipway");
    assert_eq!(build.icon, None);
}

#[test]
fn a_debug_and_test_build() {
    let project = Project::with_application(
        r#"android:label="Literal" android:debuggable="true" android:testOnly="true""#,
    );
    let build = read(&made::bundle(&project, &[])).unwrap();
    says_the_same(&build, &read(&project.pack_with_aapt2(&[])).unwrap());
    assert_eq!(build.debuggable, Tristate::Yes);
    assert!(build.test_only);
    assert_eq!(build.label, "Literal");
    assert_eq!(
        codes(&build),
        ["warn.unsigned-bundle", "warn.debuggable", "warn.test-only"]
    );
}

#[test]
fn without_a_label_the_launcher_activity_names_the_app() {
    let build = read(&made::bundle(&Project::with_application(""), &[])).unwrap();
    assert_eq!(build.label, "Slipway Test 1");
    assert_eq!(build.labels["zh-CN"], "滑道测试 1");
}

const ADAPTIVE: &[u8] =
    br#"<adaptive-icon xmlns:android="http://schemas.android.com/apk/res/android">
    <background android:drawable="@android:color/white"/>
    <foreground android:drawable="@drawable/front"/>
</adaptive-icon>"#;

fn without_pictures() -> Project {
    let project = Project::new();
    project.remove("res/drawable-mdpi/icon.png");
    project.remove("res/drawable-xxhdpi/icon.png");
    project
}

#[test]
fn icons_as_webp_and_as_the_foreground_of_an_adaptive_one() {
    let project = without_pictures();
    project.file(
        "res/drawable-hdpi/icon.webp",
        &picture(72, ImageFormat::WebP),
    );
    let icon = read(&made::bundle(&project, &[])).unwrap().icon.unwrap();
    assert_eq!((icon.width, icon.source), (72, IconSource::WebP));

    let project = without_pictures();
    project.file("res/drawable-anydpi-v26/icon.xml", ADAPTIVE);
    project.file(
        "res/drawable-xhdpi/front.png",
        &picture(216, ImageFormat::Png),
    );
    let icon = read(&made::bundle(&project, &[])).unwrap().icon.unwrap();
    assert_eq!(
        (icon.width, icon.source),
        (216, IconSource::AdaptiveForeground)
    );
}

#[test]
fn an_icon_of_vectors_is_absent() {
    let project = without_pictures();
    project.file("res/drawable-anydpi-v26/icon.xml", ADAPTIVE);
    project.file(
        "res/drawable/front.xml",
        br##"<vector xmlns:android="http://schemas.android.com/apk/res/android" android:width="108dp"
            android:height="108dp" android:viewportWidth="108" android:viewportHeight="108">
            <path android:fillColor="#0b7285" android:pathData="M0,0h108v108h-108z"/></vector>"##,
    );
    let build = read(&made::bundle(&project, &[])).unwrap();
    assert_eq!((build.icon, build.label.as_str()), (None, "Slipway Test"));
}

#[test]
fn the_content_decides_what_a_file_is_and_not_its_name() {
    let project = Project::new();
    let bundle = made::bundle(&project, &[]);
    let misnamed = project.at("bundle.apk");
    std::fs::rename(&bundle, &misnamed).unwrap();
    assert_eq!(read(&misnamed).unwrap().kind, Kind::Aab);
    let package = project.pack_with_aapt2(&[]);
    let misnamed = project.at("package.aab");
    std::fs::rename(&package, &misnamed).unwrap();
    let build = read(&misnamed).unwrap();
    assert_eq!((build.kind, build.bundle), (Kind::Apk, None));
}

#[test]
fn progress_ends_at_the_size_and_a_stop_is_obeyed() {
    let project = Project::new();
    let path = made::bundle(&project, &[]);
    let mut told = Vec::new();
    let build = slipway_artifact::inspect(&path, &mut |bytes| told.push(bytes), &|| false).unwrap();
    assert_eq!(told.last(), Some(&build.size));
    let stopped = slipway_artifact::inspect(&path, &mut |_| {}, &|| true).unwrap_err();
    assert_eq!(
        stopped.problem().kind,
        slipway_model::ProblemKind::Cancelled
    );
}
