use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::{clean, clean_on, hint, told_by_file};
use crate::{Form, Hint, apple::vectors};

const ISSUER: &str = "57246542-96fe-1a63-e053-0824d011072a";
const KEY_ID: &str = "2X9R4HXF34";

fn form(values: &[(&str, &str)]) -> Form {
    let filled = values.iter();
    filled
        .map(|(field, value)| ((*field).to_owned(), SecretString::from(*value)))
        .collect()
}

fn kept(form: &Form) -> Vec<(String, String)> {
    let values = clean_on(form, "macos").unwrap();
    let all = values.values().iter();
    all.map(|(field, value)| (field.clone(), value.expose_secret().to_owned()))
        .collect()
}

fn refused(form: &Form) -> Vec<(String, String)> {
    let problems = clean_on(form, "macos").unwrap_err();
    problems
        .into_iter()
        .map(|problem| (problem.field, problem.says.key))
        .collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(one, two)| ((*one).to_owned(), (*two).to_owned()))
        .collect()
}

#[test]
fn all_three_values_are_kept_in_their_usual_form() {
    let key = vectors::pkcs8();
    let expected = pairs(&[
        ("issuer_id", ISSUER),
        ("key_id", KEY_ID),
        ("private_key", &key),
    ]);
    let escaped = format!("\"{}\"", key.replace('\n', "\\n"));
    for (issuer, id, text) in [
        (ISSUER.to_owned(), KEY_ID.to_owned(), key.clone()),
        (format!(" \"{ISSUER}\" "), format!("'{KEY_ID}'"), escaped),
        (
            ISSUER.to_uppercase(),
            format!("{KEY_ID}\n"),
            vectors::sec1(),
        ),
    ] {
        let form = form(&[
            ("issuer_id", &issuer),
            ("key_id", &id),
            ("private_key", &text),
        ]);
        assert_eq!(kept(&form), expected, "{issuer}");
    }
}

#[test]
fn a_persons_key_has_no_issuer() {
    let form = form(&[
        ("issuer_id", ""),
        ("key_id", "7YH2Q8ZK3M"),
        ("private_key", &vectors::pkcs8()),
    ]);
    let fields: Vec<String> = kept(&form).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["key_id", "private_key"]);
}

#[test]
fn fastlanes_file_fills_the_fields_wherever_it_was_dropped() {
    let file = json!({"key_id": KEY_ID, "issuer_id": ISSUER, "key": vectors::pkcs8()}).to_string();
    let expected = pairs(&[
        ("issuer_id", ISSUER),
        ("key_id", KEY_ID),
        ("private_key", &vectors::pkcs8()),
    ]);
    for field in ["private_key", "key_id", "issuer_id"] {
        assert_eq!(kept(&form(&[(field, &file)])), expected, "{field}");
        assert!(matches!(hint(field, &file), Hint::Good(_)), "{field}");
    }
}

#[test]
fn what_is_wrong_is_named_at_its_field() {
    let key = vectors::pkcs8();
    let check = |values: &[(&str, &str)], expected: &[(&str, &str)]| {
        assert_eq!(refused(&form(values)), pairs(expected), "{values:?}");
    };
    check(
        &[
            ("issuer_id", KEY_ID),
            ("key_id", ISSUER),
            ("private_key", &key),
        ],
        &[("issuer_id", "hint.swapped"), ("key_id", "hint.swapped")],
    );
    check(
        &[
            ("issuer_id", "ABCDE12345"),
            ("key_id", KEY_ID),
            ("private_key", &key),
        ],
        &[("issuer_id", "hint.team-id")],
    );
    check(
        &[("issuer_id", ISSUER), ("key_id", ""), ("private_key", "")],
        &[("key_id", "hint.missing"), ("private_key", "hint.missing")],
    );
    check(
        &[
            ("key_id", KEY_ID),
            ("private_key", &key),
            ("apple_id", "lin@example.com"),
        ],
        &[("app_password", "hint.two-ways")],
    );
    check(
        &[],
        &[("key_id", "hint.missing"), ("private_key", "hint.missing")],
    );
}

#[test]
fn a_password_is_for_a_mac() {
    let filled = form(&[
        ("apple_id", "lin@example.com"),
        ("app_password", "abcd-efgh-ijkl-mnop"),
    ]);
    assert_eq!(kept(&filled).len(), 2);
    for system in ["linux", "windows"] {
        let problems = clean_on(&filled, system).unwrap_err();
        assert_eq!(problems[0].says.key, "hint.only-on-a-mac", "{system}");
    }
    assert_eq!(clean(&filled).is_ok(), cfg!(target_os = "macos"));
}

fn said(hint: Hint) -> String {
    match hint {
        Hint::Empty => "empty".to_owned(),
        Hint::Good(says) => format!("good {}", says.key),
        Hint::Remark(says) => format!("remark {}", says.key),
        Hint::Wrong(says) => format!("wrong {}", says.key),
    }
}

#[test]
fn every_value_that_people_confuse_is_recognised() {
    let key = vectors::pkcs8();
    for (field, value, expected) in [
        ("issuer_id", "", "empty"),
        ("issuer_id", ISSUER, "good hint.issuer"),
        (
            "issuer_id",
            "\"57246542-96fe-1a63-e053-0824d011072a\"",
            "remark hint.quotes-taken-off",
        ),
        ("issuer_id", "ABCDE12345", "wrong hint.team-id"),
        (
            "issuer_id",
            "ApiKey_7YH2Q8ZK3M.p8",
            "wrong hint.individual-has-no-issuer",
        ),
        (
            "issuer_id",
            "AuthKey_2X9R4HXF34.p8",
            "wrong hint.issuer-is-uuid",
        ),
        ("issuer_id", "lin@example.com", "wrong hint.mail"),
        ("issuer_id", "com.example.app", "wrong hint.bundle-id"),
        ("issuer_id", key.as_str(), "wrong hint.key-in-line"),
        ("issuer_id", "1234", "wrong hint.issuer-is-uuid"),
        ("key_id", KEY_ID, "good hint.key-id"),
        ("key_id", ISSUER, "wrong hint.issuer-in-key-id"),
        (
            "key_id",
            "AuthKey_2X9R4HXF34.p8",
            "wrong hint.key-id-in-name",
        ),
        ("key_id", "2x9r4hxf34", "wrong hint.key-id-small"),
        ("key_id", "••••••", "wrong hint.masked"),
        ("key_id", "x", "wrong hint.key-id-form"),
        ("private_key", key.as_str(), "good hint.key"),
        (
            "private_key",
            "AuthKey_2X9R4HXF34.p8",
            "wrong hint.file-name",
        ),
        ("private_key", KEY_ID, "wrong hint.id-in-key"),
        (
            "private_key",
            "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----",
            "wrong hint.certificate",
        ),
        (
            "private_key",
            "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----",
            "wrong hint.public-key",
        ),
        (
            "private_key",
            "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----",
            "wrong hint.rsa-key",
        ),
        (
            "private_key",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----",
            "wrong hint.encrypted-key",
        ),
        (
            "private_key",
            "0\u{fffd}\u{fffd}\u{1}binary",
            "wrong hint.signing-file",
        ),
        ("private_key", "hello there", "wrong hint.not-a-key"),
        ("apple_id", "lin@example.com", "good hint.apple-id"),
        ("apple_id", "1234567890", "wrong hint.apple-id-of-app"),
        ("apple_id", "lin", "wrong hint.apple-id-is-mail"),
        (
            "app_password",
            "abcd-efgh-ijkl-mnop",
            "good hint.app-password",
        ),
        ("app_password", "123456", "wrong hint.six-digits"),
        (
            "app_password",
            "abcdefghijklmnop",
            "remark hint.hyphens-missing",
        ),
        (
            "app_password",
            "My real password 1",
            "remark hint.password-unusual",
        ),
        (
            "app_password",
            "lin@example.com",
            "wrong hint.mail-in-password",
        ),
        ("app_id", "1234567890", "good hint.app-id"),
        ("app_id", "12345", "remark hint.app-id-length"),
        ("app_id", "lin@example.com", "wrong hint.mail-in-app-id"),
        ("app_id", "com.example.app", "wrong hint.bundle-in-app-id"),
        ("app_id", "app", "wrong hint.app-id-is-digits"),
    ] {
        assert_eq!(said(hint(field, value)), expected, "{field} {value}");
    }
}

#[test]
fn the_name_of_a_file_gives_the_key_id() {
    let told = told_by_file("private_key", "AuthKey_2X9R4HXF34.p8");
    assert_eq!(told, [("key_id", KEY_ID.to_owned())]);
    assert!(told_by_file("private_key", "key.pem").is_empty());
    assert!(told_by_file("key_id", "AuthKey_2X9R4HXF34.p8").is_empty());
}
