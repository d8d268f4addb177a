//! Signers, fingerprints and intactness of packages that apksigner signed, held against what apksigner says of them.

use std::{fs, path::Path};

use slipway_artifact::{Build, Tristate};

use crate::{
    codes, read,
    tools::{Key, Project, output, quoted_after, run, sign, verify},
};

const SUBJECT: &str = "/C=CN/O=Example/CN=Slipway Test";
const ALL: &[&str] = &[
    "--v1-signing-enabled",
    "true",
    "--v2-signing-enabled",
    "true",
    "--v3-signing-enabled",
    "true",
];
const V1: &[&str] = &[
    "--v1-signing-enabled",
    "true",
    "--v2-signing-enabled",
    "false",
    "--v3-signing-enabled",
    "false",
    "--min-sdk-version",
    "21",
    "--max-sdk-version",
    "28",
];
const V2: &[&str] = &[
    "--v1-signing-enabled",
    "false",
    "--v2-signing-enabled",
    "true",
    "--v3-signing-enabled",
    "false",
    "--min-sdk-version",
    "24",
];

/// Every signer of ours is one of apksigner's, with the same fingerprints, name and key; and the schemes are the same.
fn agrees_with_apksigner(build: &Build, apk: &Path) {
    let lines = verify(apk);
    for scheme in ["v1", "v2", "v3"] {
        let line = format!("Verified using {scheme} scheme");
        let said = quoted_after(&lines, &line, ": ").unwrap();
        assert_eq!(
            said == "true",
            build.schemes.contains(&scheme.to_owned()),
            "{scheme}"
        );
    }
    for signer in &build.signers {
        let found = (1..=10).any(|number| {
            let fact = |name: &str| quoted_after(&lines, &format!("Signer #{number} {name}"), ": ");
            fact("certificate SHA-256 digest").as_deref() == Some(&signer.sha256)
                && fact("certificate SHA-1 digest").as_deref() == Some(&signer.sha1)
                && fact("certificate MD5 digest").as_deref() == Some(&signer.md5)
                && fact("certificate DN").as_deref() == Some(&signer.subject)
                && fact("key algorithm").as_deref() == Some(&signer.key_type)
                && fact("key size (bits)") == Some(signer.key_bits.to_string())
        });
        assert!(found, "{signer:?} is not in {lines:?}");
    }
}

fn signed(project: &Project, keys: &[&Key], options: &[&str]) -> (Build, std::path::PathBuf) {
    let apk = project.pack(&[], &[]);
    sign(&apk, keys, options);
    (read(&apk).unwrap(), apk)
}

#[test]
fn rsa_in_all_schemes() {
    let project = Project::new();
    let key = Key::make(project.path(), "key", "RSA:2048", SUBJECT, 9000);
    let (build, apk) = signed(&project, &[&key], ALL);
    agrees_with_apksigner(&build, &apk);
    assert_eq!(build.schemes, ["v1", "v2", "v3"]);
    assert!(
        build
            .signers
            .iter()
            .all(|signer| signer.verified == Tristate::Yes)
    );
    assert_eq!(build.intact, Tristate::Yes);
    assert_eq!(build.signers[0].subject, "CN=Slipway Test, O=Example, C=CN");
    assert!(build.signers[0].not_after.ends_with('Z'));
    assert_eq!(
        build.signer_sha256(),
        Some(build.signers[2].sha256.as_str())
    );
    assert_eq!(codes(&build), Vec::<&str>::new());
}

#[test]
fn v1_alone_names_its_signer_and_is_too_little_for_a_new_target() {
    let project = Project::new();
    let key = Key::make(project.path(), "key", "RSA:2048", SUBJECT, 9000);
    let (build, apk) = signed(&project, &[&key], V1);
    let said = output(
        "apksigner",
        [
            "verify",
            "--print-certs",
            "-v",
            "--max-sdk-version",
            "28",
            &apk.display().to_string(),
        ],
    );
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains(&build.signers[0].sha256), "{said}");
    assert_eq!(build.schemes, ["v1"]);
    assert_eq!(build.signers[0].verified, Tristate::Yes);
    assert_eq!(build.intact, Tristate::Unknown);
    assert_eq!(codes(&build), ["warn.v1-only"]);
}

#[test]
fn keys_of_other_kinds() {
    let project = Project::new();
    for (algorithm, kind, bits, verified) in [
        ("RSA:4096", "RSA", 4096, Tristate::Yes),
        ("EC:P-256", "EC", 256, Tristate::Yes),
        ("EC:P-384", "EC", 384, Tristate::Unknown),
    ] {
        let key = Key::make(project.path(), "key", algorithm, SUBJECT, 9000);
        let (build, apk) = signed(&project, &[&key], ALL);
        agrees_with_apksigner(&build, &apk);
        for signer in &build.signers {
            assert_eq!((signer.key_type.as_str(), signer.key_bits), (kind, bits));
            assert_eq!(signer.verified, verified, "{algorithm} {}", signer.scheme);
        }
        assert_eq!(build.intact, Tristate::Yes, "{algorithm}");
    }
}

#[test]
fn a_dsa_signature_is_told_and_honestly_not_verified() {
    let project = Project::new();
    let key = Key::keystore(
        project.path(),
        "DSA",
        "CN=Old School",
        &["-validity", "9000"],
    );
    let apk = project.pack(&[], &[]);
    sign(&apk, &[&key], ALL);
    let build = read(&apk).unwrap();
    agrees_with_apksigner(&build, &apk);
    assert_eq!(build.signers[0].key_type, "DSA");
    assert_eq!(build.signers[0].verified, Tristate::Unknown);
    assert_eq!(build.intact, Tristate::Yes);
}

#[test]
fn two_signers() {
    let project = Project::new();
    let one = Key::make(project.path(), "one", "RSA:2048", SUBJECT, 9000);
    let two = Key::make(project.path(), "two", "EC:P-256", "/CN=Second", 9000);
    let apk = project.pack(&[], &[]);
    sign(&apk, &[&one, &two], &["--v3-signing-enabled", "false"]);
    let build = read(&apk).unwrap();
    agrees_with_apksigner(&build, &apk);
    let schemes: Vec<_> = build
        .signers
        .iter()
        .map(|signer| signer.scheme.as_str())
        .collect();
    assert_eq!(schemes, ["v1", "v1", "v2", "v2"]);
    assert!(
        build
            .signers
            .iter()
            .all(|signer| signer.verified == Tristate::Yes)
    );
    assert_eq!(codes(&build), Vec::<&str>::new());
}

#[test]
fn a_rotated_key() {
    let project = Project::new();
    let old = Key::make(project.path(), "old", "RSA:2048", "/CN=Old", 9000);
    let new = Key::make(project.path(), "new", "RSA:2048", "/CN=New", 9000);
    let lineage = project.at("lineage").display().to_string();
    let mut args = vec![
        "rotate".to_owned(),
        "--out".into(),
        lineage.clone(),
        "--old-signer".into(),
    ];
    args.extend(old.signer_options());
    args.push("--new-signer".into());
    args.extend(new.signer_options());
    run("apksigner", args);
    let apk = project.pack(&[], &[]);
    sign(&apk, &[&old, &new], &["--lineage", &lineage]);
    let build = read(&apk).unwrap();
    let subjects: Vec<_> = build
        .signers
        .iter()
        .map(|signer| (signer.scheme.as_str(), signer.subject.as_str()))
        .collect();
    assert_eq!(
        subjects,
        [("v1", "CN=Old"), ("v2", "CN=Old"), ("v3", "CN=New")]
    );
    assert_eq!(build.signers[2].sdk_range, Some((24, i32::MAX as u32)));
    assert!(
        build
            .signers
            .iter()
            .all(|signer| signer.verified == Tristate::Yes)
    );
    assert_eq!(codes(&build), ["warn.certificate-rotated"]);
}

#[test]
fn the_verity_construction() {
    let project = Project::new();
    let key = Key::make(project.path(), "key", "RSA:2048", SUBJECT, 9000);
    // Longer than 128 pages, so that the tree has two levels.
    let noise: Vec<u8> = (0..600_000_u32)
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect();
    project.file("assets.so", &noise);
    for added in [&[][..], &["assets.so"]] {
        let apk = project.pack(added, &[]);
        let mut options = ALL.to_vec();
        options.extend(["--verity-enabled", "true"]);
        sign(&apk, &[&key], &options);
        let build = read(&apk).unwrap();
        agrees_with_apksigner(&build, &apk);
        assert_eq!(build.intact, Tristate::Yes);
    }
}

#[test]
fn debug_and_ageing_certificates() {
    let project = Project::new();
    let subject = "/C=US/O=Android/CN=Android Debug";
    let debug = Key::make(project.path(), "debug", "RSA:1024", subject, 100);
    let (build, _) = signed(&project, &[&debug], V2);
    assert!(build.signers[0].is_debug);
    assert_eq!(
        codes(&build),
        [
            "warn.debug-certificate",
            "warn.weak-key",
            "warn.certificate-expires-soon"
        ]
    );
    let dates = ["-startdate", "-2y", "-validity", "365"];
    let expired = Key::keystore(project.path(), "RSA", "CN=滑道, O=Example", &dates);
    let (build, _) = signed(&project, &[&expired], V2);
    assert_eq!(build.signers[0].subject, "CN=滑道, O=Example");
    assert_eq!(codes(&build), ["warn.certificate-expired"]);
}

#[test]
fn a_changed_byte_anywhere_is_seen() {
    let project = Project::new();
    let key = Key::make(project.path(), "key", "RSA:2048", SUBJECT, 9000);
    project.file("assets/text.so", b"some text to change");
    let apk = project.pack(&["assets/text.so"], &[]);
    sign(&apk, &[&key], V2);
    let mut bytes = fs::read(&apk).unwrap();
    let at = bytes
        .windows(9)
        .position(|window| window == b"some text")
        .unwrap();
    bytes[at] ^= 1;
    fs::write(&apk, &bytes).unwrap();
    let said = output("apksigner", ["verify", &apk.display().to_string()]);
    assert!(!said.status.success());
    let build = read(&apk).unwrap();
    assert_eq!(build.intact, Tristate::No);
    // The signature is over the promised digest, which nobody touched.
    assert_eq!(build.signers[0].verified, Tristate::Yes);
    assert_eq!(codes(&build), ["warn.changed-after-signing"]);
}

#[test]
fn a_forged_promise_is_no_signature() {
    let project = Project::new();
    let key = Key::make(project.path(), "key", "EC:P-256", SUBJECT, 9000);
    let (build, apk) = signed(&project, &[&key], V2);
    let mut bytes = fs::read(&apk).unwrap();
    // The signed data holds the certificate; change one letter of its name.
    let der = &build.signers[0].der;
    let at = bytes
        .windows(der.len())
        .position(|window| window == der)
        .unwrap();
    let name = der
        .windows(7)
        .position(|window| window == b"Slipway")
        .unwrap();
    bytes[at + name] = b'X';
    fs::write(&apk, &bytes).unwrap();
    let build = read(&apk).unwrap();
    assert_eq!(build.signers[0].verified, Tristate::No);
    assert!(codes(&build).contains(&"warn.signature-invalid"));
}

#[test]
fn v1_announces_what_was_taken_away() {
    let project = Project::new();
    let key = Key::make(project.path(), "key", "RSA:2048", SUBJECT, 9000);
    let (_, apk) = signed(&project, &[&key], ALL);
    // zipalign keeps the v1 files and drops the signing block.
    let stripped = project.at("stripped.apk");
    let paths = [&apk, &stripped].map(|path| path.display().to_string());
    run("zipalign", ["-f", "-p", "4", &paths[0], &paths[1]]);
    let build = read(&stripped).unwrap();
    assert_eq!(build.schemes, ["v1"]);
    let missed: Vec<_> = build
        .warnings
        .iter()
        .filter(|warning| warning.code == "warn.signature-removed")
        .map(|warning| warning.args["scheme"].as_str())
        .collect();
    assert_eq!(missed, ["v2", "v3"]);
}
