//! Makes real builds by the scripts that make the demo builds: with Debian's Android tools, and for Apple's systems with Python.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::source;

/// How a build should differ from the demo build's next version.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    pub package: &'static str,
    pub version_code: u32,
    /// Signed with a key made for this file instead of the demo key.
    pub own_key: bool,
    pub debuggable: bool,
    pub unsigned: bool,
    /// Mebibytes of incompressible filling.
    pub filling_mib: u32,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            package: "com.example.slipway",
            version_code: 20,
            own_key: false,
            debuggable: false,
            unsigned: false,
            filling_mib: 0,
        }
    }
}

/// Writes the build below `folder`.
///
/// # Panics
/// When the Android tools are missing or refuse: a suite without its builds proves nothing.
pub fn apk(folder: &Path, wish: &Wish) -> PathBuf {
    let out = folder.join(format!(
        "{}-{}{}{}{}-{}.apk",
        wish.package,
        wish.version_code,
        if wish.own_key { "-own" } else { "" },
        if wish.debuggable { "-debug" } else { "" },
        if wish.unsigned { "-unsigned" } else { "" },
        wish.filling_mib
    ));
    let flag = |on: bool| if on { "1" } else { "" };
    let mut script = Command::new("sh");
    if wish.own_key {
        script.env("KEY", own_key(folder));
    }
    let output = script
        .arg(source::root().join("src-tauri/crates/slipway-practice/demo/build.sh"))
        .env("OUT", &out)
        .env("PACKAGE", wish.package)
        .env("VERSION_CODE", wish.version_code.to_string())
        .env("DEBUGGABLE", flag(wish.debuggable))
        .env("UNSIGNED", flag(wish.unsigned))
        .env("FILLING_MIB", wish.filling_mib.to_string())
        .output()
        .expect("sh");
    if !output.status.success() {
        panic!("build.sh: {}", String::from_utf8_lossy(&output.stderr));
    }
    out
}

/// How a build for Apple's systems should differ from the demo build.
#[derive(Clone, Copy, Debug)]
pub struct AppleWish {
    pub package: &'static str,
    pub version_name: &'static str,
    pub build_number: &'static str,
    /// As Xcode names it: `iphoneos`, `appletvos`, `xros`, `iphonesimulator`. An installer package is always for macOS.
    pub platform: &'static str,
    /// `app-store`, `ad-hoc`, `development`, `enterprise`, `nobody`.
    pub signed_for: &'static str,
    /// Whether it needs an export declaration: `no`, `yes`, `unsaid`.
    pub encryption: &'static str,
    /// Mebibytes of incompressible filling.
    pub filling_mib: u32,
}

impl Default for AppleWish {
    fn default() -> Self {
        Self {
            package: "com.example.slipway",
            version_name: "2.0.0",
            build_number: "20",
            platform: "iphoneos",
            signed_for: "app-store",
            encryption: "no",
            filling_mib: 0,
        }
    }
}

/// Writes an app archive below `folder`.
///
/// # Panics
/// When Python is missing or refuses.
pub fn ipa(folder: &Path, wish: &AppleWish) -> PathBuf {
    apple(folder, wish, "ipa")
}

/// A build of the kind that the store takes, with so many mebibytes of filling.
///
/// # Panics
/// As [`apk`] and [`ipa`].
pub fn large(folder: &Path, store: &str, filling_mib: u32) -> PathBuf {
    if crate::each::takes(store, slipway_model::Kind::Apk) {
        let wish = Wish {
            filling_mib,
            ..Wish::default()
        };
        apk(folder, &wish)
    } else {
        let wish = AppleWish {
            filling_mib,
            ..AppleWish::default()
        };
        ipa(folder, &wish)
    }
}

/// Writes an installer package below `folder`.
///
/// # Panics
/// When Python is missing or refuses.
pub fn pkg(folder: &Path, wish: &AppleWish) -> PathBuf {
    apple(folder, wish, "pkg")
}

fn apple(folder: &Path, wish: &AppleWish, ending: &str) -> PathBuf {
    let out = folder.join(format!(
        "{}-{}-{}-{}-{}-{}-{}.{ending}",
        wish.package,
        wish.version_name,
        wish.build_number,
        wish.platform,
        wish.signed_for,
        wish.encryption,
        wish.filling_mib
    ));
    run(Command::new("python3")
        .arg("-B")
        .arg(source::root().join("src-tauri/crates/slipway-practice/demo/build-apple.py"))
        .env("OUT", &out)
        .env("PACKAGE", wish.package)
        .env("VERSION_NAME", wish.version_name)
        .env("BUILD_NUMBER", wish.build_number)
        .env("PLATFORM", wish.platform)
        .env("SIGNED_FOR", wish.signed_for)
        .env("ENCRYPTION", wish.encryption)
        .env("FILLING_MIB", wish.filling_mib.to_string()));
    out
}

/// The demo app's next version as a signed app bundle, put together as bundletool does.
///
/// # Panics
/// When the tools are missing or refuse.
pub fn bundle(folder: &Path) -> PathBuf {
    let proto = folder.join("proto.apk");
    let parts = folder.join("parts");
    let base = parts.join("base");
    let bundle = folder.join("demo.aab");
    fs::create_dir_all(&base).expect("a folder");
    let apk = apk(folder, &Wish::default());
    run(Command::new("aapt2")
        .args(["convert", "--output-format", "proto", "-o"])
        .args([&proto, &apk]));
    run(Command::new("jar").arg("xf").arg(&proto).current_dir(&base));
    // The package's own signature, and the places that a bundle has for things.
    fs::remove_dir_all(base.join("META-INF")).ok();
    fs::create_dir(base.join("manifest")).expect("a folder");
    fs::rename(
        base.join("AndroidManifest.xml"),
        base.join("manifest/AndroidManifest.xml"),
    )
    .expect("a manifest");
    // Field 2 of field 1: bundletool 1.15.6.
    fs::write(parts.join("BundleConfig.pb"), b"\x0a\x08\x12\x061.15.6").expect("a file");
    run(Command::new("jar")
        .arg("cfM")
        .arg(&bundle)
        .args(["BundleConfig.pb", "base"])
        .current_dir(&parts));
    let key = source::root().join("src-tauri/crates/slipway-practice/demo/worthless.p12");
    run(Command::new("jarsigner")
        .arg("-keystore")
        .arg(key)
        .args(["-storepass", "worthless"])
        .arg(&bundle)
        .arg("demo"));
    bundle
}

fn run(command: &mut Command) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    if !output.status.success() {
        panic!(
            "{command:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// A key that no other build has, in the form that build.sh expects.
fn own_key(folder: &Path) -> PathBuf {
    let key = folder.join("own.p12");
    let output = Command::new("keytool")
        .args([
            "-genkeypair",
            "-storetype",
            "PKCS12",
            "-alias",
            "demo",
            "-storepass",
            "worthless",
            "-keyalg",
            "EC",
        ])
        .args([
            "-dname",
            "CN=somebody else",
            "-validity",
            "20000",
            "-keystore",
        ])
        .arg(&key)
        .output()
        .expect("keytool");
    if !output.status.success() {
        panic!("keytool: {}", String::from_utf8_lossy(&output.stdout));
    }
    key
}
