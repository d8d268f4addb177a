//! Who signed a bundle: as Gradle does it (apksigner with v1 alone), as people do it by hand (jarsigner), and badly.

use std::path::Path;

use slipway_artifact::{Build, Tristate};

use crate::{
    bytes::{Zip, zip::unpack},
    codes, hand, made, read,
    tools::{Key, Project, key::PASSWORD, run, sign},
};

const LIKE_GRADLE: [&str; 6] = [
    "--min-sdk-version",
    "21",
    "--v2-signing-enabled",
    "false",
    "--v3-signing-enabled",
    "false",
];

fn jarsign(bundle: &Path, key: &Key, options: &[&str]) {
    let Key::Keystore { file } = key else {
        panic!("jarsigner wants a keystore");
    };
    let [store, bundle] = [file, bundle].map(|path| path.display().to_string());
    let mut args = vec!["-keystore", &store, "-storepass", PASSWORD];
    args.extend(options);
    args.extend([bundle.as_str(), "key"]);
    run("jarsigner", args);
}

/// The certificate's fingerprint as keytool tells it.
fn told_by_keytool(bundle: &Path) -> String {
    let path = bundle.display().to_string();
    let said = run("keytool", ["-printcert", "-jarfile", &path]);
    let line = said
        .lines()
        .find_map(|line| line.trim().strip_prefix("SHA256: "));
    line.unwrap().replace(':', "").to_lowercase()
}

fn is_signed(bundle: &Path, subject: &str) -> Build {
    let build = read(bundle).unwrap();
    assert_eq!(build.schemes, ["v1"]);
    let [signer] = &build.signers[..] else {
        panic!("one signer, not {}", build.signers.len());
    };
    assert_eq!(
        (signer.scheme.as_str(), signer.subject.as_str()),
        ("v1", subject)
    );
    assert_eq!(signer.verified, Tristate::Yes);
    assert_eq!(signer.sha256, told_by_keytool(bundle));
    assert_eq!(build.signer_sha256(), Some(signer.sha256.as_str()));
    assert_eq!(build.intact, Tristate::Unknown);
    build
}

#[test]
fn as_gradle_signs() {
    for algorithm in ["RSA:2048", "EC:P-256"] {
        let project = Project::new();
        let bundle = made::bundle(&project, &[]);
        let key = Key::make(project.path(), "upload", algorithm, "/CN=Upload", 9000);
        sign(&bundle, &[&key], &LIKE_GRADLE);
        let build = is_signed(&bundle, "CN=Upload");
        // Target 33 with v1 alone is a fault of a package, not of a bundle.
        assert!(codes(&build).is_empty(), "{:?}", codes(&build));
    }
}

#[test]
fn as_jarsigner_signs() {
    for options in [
        &[][..],
        &["-digestalg", "SHA-512", "-sigalg", "SHA512withRSA"],
        &["-sigfile", "UPLOAD"],
    ] {
        let project = Project::new();
        let bundle = made::bundle(&project, &[]);
        let years = ["-validity", "9000"];
        let key = Key::keystore(project.path(), "RSA", "CN=By hand", &years);
        jarsign(&bundle, &key, options);
        let build = is_signed(&bundle, "CN=By hand");
        assert!(codes(&build).is_empty(), "{options:?}: {:?}", codes(&build));
    }
}

#[test]
fn a_debug_key_and_an_old_certificate_are_told() {
    let project = Project::new();
    let bundle = made::bundle(&project, &[]);
    let key = Key::make(
        project.path(),
        "debug",
        "RSA:2048",
        "/C=US/O=Android/CN=Android Debug",
        100,
    );
    sign(&bundle, &[&key], &LIKE_GRADLE);
    let build = read(&bundle).unwrap();
    assert!(build.signers[0].is_debug);
    assert_eq!(
        codes(&build),
        ["warn.debug-certificate", "warn.certificate-expires-soon"]
    );
}

/// A signed bundle with every entry as `change` wants it.
fn resigned(change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Zip {
    let project = Project::new();
    let bundle = made::bundle(&project, &[]);
    let key = Key::make(project.path(), "upload", "RSA:2048", "/CN=Upload", 9000);
    sign(&bundle, &[&key], &LIKE_GRADLE);
    unpack(&std::fs::read(bundle).unwrap())
        .into_iter()
        .fold(Zip::new(), |zip, (name, data)| match change(&name, data) {
            Some(data) => zip.with(&name, &data),
            None => zip,
        })
}

#[test]
fn a_changed_signature_file_is_seen() {
    let zip = resigned(|name, mut data| {
        if name.ends_with(".SF") {
            data.extend(b"\r\n");
        }
        Some(data)
    });
    let build = hand::read(&zip.finish()).unwrap();
    assert_eq!(build.signers[0].verified, Tristate::No);
    assert_eq!(codes(&build), ["warn.signature-invalid"]);
}

#[test]
fn a_signature_without_its_block_is_told() {
    let zip = resigned(|name, data| (!name.ends_with(".RSA")).then_some(data));
    let build = hand::read(&zip.finish()).unwrap();
    assert!(build.signers.is_empty() && build.schemes.is_empty());
    assert_eq!(
        codes(&build),
        ["warn.unsigned-bundle", "warn.signature-unreadable"]
    );
}

#[test]
fn a_packages_signing_block_means_nothing_in_a_bundle() {
    // apksigner puts one there when nobody tells it not to; its v1 part then says that v2 must be there.
    let project = Project::new();
    let bundle = made::bundle(&project, &[]);
    let key = Key::make(project.path(), "upload", "RSA:2048", "/CN=Upload", 9000);
    sign(&bundle, &[&key], &["--min-sdk-version", "21"]);
    let build = is_signed(&bundle, "CN=Upload");
    assert!(codes(&build).is_empty());
    // Nor does one that cannot be read.
    let mut zip = hand::app();
    zip.block = b"APK Sig Block 42".to_vec();
    let build = hand::read(&zip.finish()).unwrap();
    assert_eq!(codes(&build), ["warn.unsigned-bundle"]);
}
