//! v1 signatures of the shapes that apksigner does not make but others did: several certificates in the bag, signed attributes,
//! indefinite lengths. openssl makes them here.

use slipway_artifact::{Build, Tristate};

use crate::{
    bytes::{self, Zip},
    codes,
    tools::{Key, run},
};

const SIGNATURE_FILE: &[u8] = b"Signature-Version: 1.0\r\nSHA-256-Digest-Manifest: AA==\r\n\r\n";

/// A package whose v1 signature openssl made with these options; `touched` is what the signature file became afterwards.
fn signed(options: &[&str], touched: &[u8]) -> Build {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    Key::make(folder.path(), "real", "RSA:2048", "/CN=Real", 9000);
    Key::make(folder.path(), "other", "RSA:2048", "/CN=Other", 9000);
    std::fs::write(at("CERT.SF"), SIGNATURE_FILE).unwrap();
    let (file, block) = (at("CERT.SF"), at("CERT.RSA"));
    let (key, certificate, others) = (at("real.pem"), at("real.x509"), at("other.x509"));
    let mut args: Vec<&str> = vec![
        "cms",
        "-sign",
        "-binary",
        "-md",
        "sha256",
        "-outform",
        "DER",
        "-in",
        &file,
        "-signer",
        &certificate,
        "-inkey",
        &key,
        "-certfile",
        &others,
        "-out",
        &block,
    ];
    args.extend(options);
    run("openssl", args);
    let zip: Zip = bytes::app()
        .with("META-INF/CERT.SF", touched)
        .with("META-INF/CERT.RSA", &std::fs::read(&block).unwrap());
    bytes::read(&zip.finish()).unwrap()
}

#[test]
fn the_certificate_is_the_one_that_the_signature_names() {
    for options in [
        &["-noattr"][..],
        &["-nosmimecap"],
        // -stream makes openssl write indefinite lengths.
        &["-noattr", "-stream"],
        &["-nosmimecap", "-stream"],
    ] {
        let build = signed(options, SIGNATURE_FILE);
        assert_eq!(build.schemes, ["v1"], "{options:?}");
        assert_eq!(build.signers[0].subject, "CN=Real", "{options:?}");
        assert_eq!(build.signers[0].verified, Tristate::Yes, "{options:?}");
    }
}

#[test]
fn a_changed_signature_file_is_seen() {
    let touched = SIGNATURE_FILE.to_ascii_lowercase();
    for options in [&["-noattr"][..], &["-nosmimecap"]] {
        let build = signed(options, &touched);
        assert_eq!(build.signers[0].verified, Tristate::No, "{options:?}");
        assert!(codes(&build).contains(&"warn.signature-invalid"));
    }
}

#[test]
fn a_signature_file_without_a_readable_block_is_told() {
    let alone = bytes::app().with("META-INF/CERT.SF", SIGNATURE_FILE);
    let broken = alone.clone().with("META-INF/CERT.RSA", &[0x30, 0x80, 0x06]);
    for zip in [alone, broken] {
        let build = bytes::read(&zip.finish()).unwrap();
        assert!(build.signers.is_empty() && build.schemes.is_empty());
        assert!(codes(&build).contains(&"warn.signature-unreadable"));
    }
}
