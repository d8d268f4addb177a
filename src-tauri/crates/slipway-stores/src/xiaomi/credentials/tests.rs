//! What is made of every form of the key file and of every value that people are known to paste.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rsa::{RsaPublicKey, pkcs8::EncodePublicKey as _};
use secrecy::SecretString;

use super::{KeyFile, Unreadable, clean, hint};
use crate::{
    Form, Hint, paste,
    xiaomi::vectors::{key, text},
};

fn verdict(field: &str, value: &str) -> String {
    match hint(field, value) {
        Hint::Empty => "empty".to_owned(),
        Hint::Good(says) => format!("good {}", says.key),
        Hint::Remark(says) => format!("remark {}", says.key),
        Hint::Wrong(says) => format!("wrong {}", says.key),
    }
}

fn certificate() -> String {
    text("key.certificate")
}

fn one_line(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

#[test]
fn the_key_file_is_read_in_every_form() {
    let (certificate, public_key) = (certificate(), text("key.public_key"));
    let expected = RsaPublicKey::from(&key());
    for form in [
        certificate.clone(),
        public_key.clone(),
        format!("\u{feff}{certificate}"),
        certificate.replace('\n', "\r\n"),
        certificate.trim().replace('\n', " "),
        certificate.trim().replace('\n', ""),
        one_line(&certificate),
        one_line(&public_key),
        STANDARD.encode(&certificate),
        STANDARD.encode(&public_key),
        // A binary file arrives as its base64.
        STANDARD.encode(paste::pem(&certificate).unwrap().der),
        STANDARD.encode(expected.to_public_key_der().unwrap().as_bytes()),
    ] {
        assert_eq!(
            KeyFile::read(&form).unwrap().key,
            expected,
            "{}",
            &form[..40]
        );
    }
}

#[test]
fn what_is_no_key_is_told_apart() {
    let certificate = certificate();
    let cut = &certificate[..certificate.len() / 2];
    let short = "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKpi9nm3kuYEE+DK8Tn3mWNtXTJqGHPv\n\
        cDLVP1Wl0n4jjrt8L8ZQUaUtZ0kIgWqXEmcZ0cQ8ZlB0uXcqtQ3b1u0CAwEAAQ==\n-----END PUBLIC KEY-----";
    let elliptic = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt\n\
        6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n-----END PUBLIC KEY-----";
    for (form, expected) in [
        (cut, Unreadable::CutOff),
        (&one_line(cut), Unreadable::CutOff),
        (elliptic, Unreadable::NotRsa),
        (short, Unreadable::TooShort),
        ("hello", Unreadable::NotAKey),
        ("{}", Unreadable::NotAKey),
        ("", Unreadable::NotAKey),
    ] {
        assert_eq!(KeyFile::read(form).err(), Some(expected), "{form}");
    }
}

#[test]
fn xiaomis_own_certificate_is_known_by_its_subject() {
    let mut der = paste::pem(&certificate()).unwrap().der;
    // The organisation of issuer and subject, sixteen letters long; nothing here checks who signed it.
    let organisation = b"\x55\x04\x0a\x0c\x10";
    let theirs = b"xiaomi          ";
    let places: Vec<usize> = (0..der.len() - organisation.len())
        .filter(|at| der[*at..].starts_with(organisation))
        .map(|at| at + organisation.len())
        .collect();
    assert_eq!(places.len(), 2);
    for at in places {
        der[at..at + theirs.len()].copy_from_slice(theirs);
    }
    let file = STANDARD.encode(der);
    assert_eq!(verdict("public_cert", &file), "good hint.certificate");
}

#[rustfmt::skip]
#[test]
fn the_public_key_field() {
    let (certificate, public_key, secret) = (certificate(), text("key.public_key"), text("secret"));
    for (value, expected) in [
        ("", "empty"),
        (certificate.as_str(), "remark hint.other-certificate"),
        (&public_key, "good hint.public-key"),
        ("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----", "wrong hint.private-key"),
        (&secret, "wrong hint.swapped"),
        ("me@example.com", "wrong hint.email-in-key"),
        ("2882303761517123456", "wrong hint.app-id"),
        ("5901712345678", "wrong hint.app-key"),
        ("bm90LWEtcmVhbC1zZWNyZQ==", "wrong hint.app-secret"),
        (&certificate[..300], "wrong hint.key-cut-off"),
        ("hello", "wrong hint.not-a-key"),
    ] {
        assert_eq!(verdict("public_cert", value), expected, "{value}");
    }
}

#[rustfmt::skip]
#[test]
fn the_secret_field() {
    let (certificate, secret) = (certificate(), text("secret"));
    for (value, expected) in [
        ("", "empty"),
        (secret.as_str(), "good hint.secret"),
        (&format!(" {secret}\n"), "good hint.secret"),
        (&certificate, "wrong hint.file-in-secret"),
        ("two\nlines", "wrong hint.file-in-secret"),
        (&one_line(&certificate), "wrong hint.swapped"),
        ("me@example.com", "wrong hint.email-in-secret"),
        ("k7m2********************************", "wrong hint.masked"),
        ("2882303761517123456", "wrong hint.app-id"),
        ("5901712345678", "wrong hint.app-key"),
        ("bm90LWEtcmVhbC1zZWNyZQ==", "wrong hint.app-secret"),
        ("two words", "wrong hint.secret-is-one-word"),
        ("Short-One", "remark hint.secret-unusual"),
    ] {
        assert_eq!(verdict("api_secret", value), expected, "{value}");
    }
}

#[rustfmt::skip]
#[test]
fn the_email_field() {
    let (certificate, secret) = (certificate(), text("secret"));
    for (value, expected) in [
        ("", "empty"),
        ("release@example.com", "good hint.email"),
        ("1234567890", "wrong hint.mi-id"),
        ("+86-13000000000", "wrong hint.mi-id"),
        (&certificate, "wrong hint.key-in-email"),
        (&secret, "wrong hint.secret-in-email"),
        ("somebody", "wrong hint.not-an-email"),
    ] {
        assert_eq!(verdict("account_email", value), expected, "{value}");
    }
    assert_eq!(verdict("privacy_url", "https://example.com/p"), "good hint.address");
    assert_eq!(verdict("privacy_url", "example"), "wrong hint.not-an-address");
}

fn form(key: &str, secret: &str, email: &str) -> Form {
    [
        ("public_cert", key),
        ("api_secret", secret),
        ("account_email", email),
    ]
    .into_iter()
    .map(|(field, value)| (field.to_owned(), SecretString::from(value)))
    .collect()
}

#[test]
fn a_filled_form_is_kept_in_one_form() {
    let secret = text("secret");
    let flattened = certificate().replace('\n', " ");
    let kept = clean(&form(
        &flattened,
        &format!(" {secret} "),
        "release@example.com\n",
    ))
    .unwrap();
    assert_eq!(
        kept.expose("public_cert").unwrap().trim(),
        certificate().trim()
    );
    assert_eq!(kept.expose("api_secret"), Some(secret.as_str()));
    assert_eq!(kept.expose("account_email"), Some("release@example.com"));
}

#[test]
fn every_field_problem_is_named_at_once() {
    let problems = clean(&form(&text("secret"), &certificate(), "12345")).unwrap_err();
    let named: Vec<_> = problems
        .iter()
        .map(|problem| (problem.field.as_str(), problem.says.key.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            ("public_cert", "hint.swapped"),
            ("api_secret", "hint.file-in-secret"),
            ("account_email", "hint.mi-id")
        ]
    );
    assert_eq!(clean(&Form::default()).unwrap_err().len(), 3);
}
