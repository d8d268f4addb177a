//! What may be registered, and as what it is sent.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use slipway_model::{Build, Signer, Tristate};

use super::{of, read, signer};
use crate::{
    amazon::vectors::text,
    fixture::{build, order},
    paste,
};

fn der(name: &str) -> Vec<u8> {
    paste::pem(&text(name, "pem")).unwrap().der
}

#[test]
fn key_and_fingerprint_are_told_as_others_tell_them() {
    for name in ["ec", "rsa"] {
        let certificate = read(der(name)).unwrap();
        assert_eq!(certificate.key, text(name, "key"));
        assert_eq!(certificate.sha256(), text(name, "sha256"));
        assert_eq!(certificate.is_ec, name == "ec");
        assert!(
            certificate.subject.contains("Worthless"),
            "{}",
            certificate.subject
        );
    }
}

#[test]
fn a_certificate_is_written_as_openssl_writes_it_or_as_one_line() {
    let certificate = read(der("ec")).unwrap();
    let pem = certificate.written(false);
    assert_eq!(pem.trim_end(), text("ec", "pem").trim());
    assert!(pem.ends_with("-----END CERTIFICATE-----\n") && !pem.contains('\r'));
    let line = certificate.written(true);
    assert_eq!(STANDARD.decode(&line).unwrap(), der("ec"));
    assert!(!line.contains('\n'));
}

#[test]
fn what_is_given_is_taken_in_both_forms_and_nothing_else_is() {
    let given = |text: &str| {
        let mut order = order("amazon");
        order.testing.certificate = Some(text.to_owned());
        of(&order)
            .map(|found| found.der)
            .map_err(|problem| problem.advice.key)
    };
    let pem = text("ec", "pem");
    for good in [
        pem.clone(),
        pem.replace('\n', "\r\n"),
        STANDARD.encode(der("ec")),
    ] {
        assert_eq!(given(&good), Ok(der("ec")), "{}", &good[..30]);
    }
    let key = paste::armoured("EC PRIVATE KEY", &[1, 2, 3]);
    let sha256 = text("ec", "sha256");
    let with_colons = sha256
        .as_bytes()
        .chunks(2)
        .map(|pair| String::from_utf8_lossy(pair).to_uppercase())
        .collect::<Vec<_>>()
        .join(":");
    for (bad, expected) in [
        (key.clone(), "problem.private-key"),
        (format!("{pem}{key}"), "problem.private-key"),
        (sha256, "problem.fingerprint"),
        (with_colons, "problem.fingerprint"),
        (
            paste::armoured("PUBLIC KEY", &[1, 2, 3]),
            "problem.certificate-unreadable",
        ),
        (
            paste::armoured("CERTIFICATE", &[1, 2, 3]),
            "problem.certificate-unreadable",
        ),
        (
            "-----BEGIN CERTIFICATE-----\n!!".into(),
            "problem.certificate-unreadable",
        ),
        ("AAAA".into(), "problem.certificate-unreadable"),
        ("?".into(), "problem.certificate-unreadable"),
        ("  ".into(), "problem.no-certificate"),
    ] {
        assert_eq!(given(&bad), Err(expected.into()), "{bad}");
    }
}

fn signed(signers: &[(&str, Option<(u32, u32)>)]) -> Build {
    let one = |(scheme, sdk_range): &(&str, Option<(u32, u32)>)| Signer {
        scheme: (*scheme).to_owned(),
        sdk_range: *sdk_range,
        der: der("ec"),
        subject: String::new(),
        not_after: String::new(),
        key_type: "EC".into(),
        key_bits: 384,
        sha256: String::new(),
        sha1: String::new(),
        md5: String::new(),
        is_debug: false,
        verified: Tristate::Yes,
    };
    Build {
        signers: signers.iter().map(one).collect(),
        ..build()
    }
}

#[test]
fn the_signer_is_the_one_that_the_devices_look_at() {
    const ROTATED: (&str, Option<(u32, u32)>) = ("v3.1", Some((33, 36)));
    for (signers, expected) in [
        (&[("v1", None)][..], Some("v1")),
        (&[("v1", None), ("v2", None)], Some("v2")),
        (
            &[("v1", None), ("v2", None), ("v3", Some((28, 32))), ROTATED],
            Some("v3"),
        ),
        (&[("v2", None), ("v3", Some((33, 36)))], Some("v2")),
        (&[ROTATED], Some("v3.1")),
        (&[], None),
    ] {
        let build = signed(signers);
        assert_eq!(
            signer(&build).map(|signer| signer.scheme.as_str()),
            expected
        );
    }
    let mut order = order("amazon");
    order.artifacts[0].build = signed(&[("v2", None)]);
    assert_eq!(of(&order).unwrap().key, "EC P-384");
}
