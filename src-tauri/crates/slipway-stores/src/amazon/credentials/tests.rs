//! What is made of every value that people are known to paste.

use secrecy::SecretString;

use super::{clean, hint};
use crate::{Form, Hint};

// Worthless, for rehearsal.
const ID: &str = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef";
const SECRET: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const APP: &str = "amzn1.devportal.mobileapp.0123456789abcdef0123456789abcdef";
const RELEASE: &str = "amzn1.devportal.apprelease.0123456789abcdef0123456789abcdef";

/// `good x`, `remark x`, `wrong x` or `empty`.
fn verdict(field: &str, value: &str) -> String {
    match hint(field, value) {
        Hint::Empty => "empty".to_owned(),
        Hint::Good(says) => format!("good {}", says.key),
        Hint::Remark(says) => format!("remark {}", says.key),
        Hint::Wrong(says) => format!("wrong {}", says.key),
    }
}

#[rustfmt::skip]
#[test]
fn the_client_id_field() {
    for (value, expected) in [
        ("", "empty"),
        (" \n", "empty"),
        (ID, "good hint.client-id"),
        (&format!("\u{feff}{ID}\r\n"), "good hint.client-id"),
        (&format!("{}\n{}", &ID[..40], &ID[40..]), "good hint.client-id"),
        (&ID[..50], "wrong hint.client-id-cut"),
        (&format!("Client ID: {ID}"), "wrong hint.with-label"),
        (SECRET, "wrong hint.secret-in-id"),
        ("amzn1.oa2-cs.v1.0011", "wrong hint.secret-in-id"),
        (APP, "wrong hint.app-id-here"),
        (RELEASE, "wrong hint.release-id"),
        ("amzn1.application.0123456789abcdef0123456789abcdef", "wrong hint.profile-id"),
        ("Atc|MAEBI", "wrong hint.token"),
        ("com.example.app", "wrong hint.package-here"),
        ("me@example.com", "wrong hint.email"),
        ("amzn1.app****", "wrong hint.masked"),
        ("{\"client_id\":1}", "wrong hint.json"),
        ("eyJhbGciOi", "wrong hint.api-key"),
        ("https://developer.amazon.com/x", "wrong hint.address"),
        ("-----BEGIN PRIVATE KEY-----", "wrong hint.key-file"),
        ("hello", "wrong hint.client-id-shape"),
    ] {
        assert_eq!(verdict("client_id", value), expected, "{value}");
    }
}

#[rustfmt::skip]
#[test]
fn the_secret_field() {
    for (value, expected) in [
        (SECRET, "good hint.secret"),
        (&format!(" {SECRET}\n"), "good hint.secret"),
        ("amzn1.oa2-cs.v1.00112233", "good hint.secret"),
        (ID, "wrong hint.id-in-secret"),
        (APP, "wrong hint.app-id-here"),
        (RELEASE, "wrong hint.release-id"),
        ("Atc|MAEBI", "wrong hint.token"),
        ("0123456789abcdef", "remark hint.secret-short"),
        ("0123456789abcdef0123456789abcdefZZ", "remark hint.secret-unusual"),
        ("密钥0123456789abcdef", "wrong hint.not-ascii"),
        ("••••••", "wrong hint.masked"),
    ] {
        assert_eq!(verdict("client_secret", value), expected, "{value}");
    }
}

#[rustfmt::skip]
#[test]
fn the_app_id_and_the_other_questions() {
    for (field, value, expected) in [
        ("app_id", APP, "good hint.app-id"),
        ("app_id", RELEASE, "wrong hint.release-id-as-app-id"),
        ("app_id", ID, "wrong hint.client-id-as-app-id"),
        ("app_id", "B00EXAMPLE", "wrong hint.asin"),
        ("app_id", "com.example.app", "remark hint.package-as-app-id"),
        ("app_id", "https://developer.amazon.com/x", "wrong hint.address-as-app-id"),
        ("app_id", &APP[..40], "wrong hint.app-id-shape"),
        ("open_edit", "Reuse", "good hint.edit-reuse"),
        ("open_edit", "stop", "good hint.edit-stop"),
        ("open_edit", "replace abcdef", "remark hint.edit-replace"),
        ("open_edit", "replace", "wrong hint.edit-which"),
        ("open_edit", "maybe", "wrong hint.edit-answer"),
        ("one_text", "yes", "good hint.one-text"),
        ("one_text", "no", "good hint.own-texts"),
        ("one_text", "x", "wrong hint.yes-or-no"),
        ("certificate_encoding", "PEM", "good hint.pem"),
        ("certificate_encoding", "der", "good hint.der"),
        ("certificate_encoding", "x", "wrong hint.encoding-answer"),
        ("package_way", "replace", "good hint.way-replace"),
        ("package_way", "add", "remark hint.way-add"),
        ("package_way", "large", "remark hint.way-large"),
        ("package_way", "x", "wrong hint.way-answer"),
        ("target_apk", "APK1", "good hint.target"),
        ("nothing", "x", "empty"),
    ] {
        assert_eq!(verdict(field, value), expected, "{field} {value}");
    }
}

fn form(values: &[(&str, &str)]) -> Form {
    values
        .iter()
        .map(|(field, value)| ((*field).to_owned(), SecretString::from(*value)))
        .collect()
}

#[test]
fn what_is_kept_has_no_line_breaks_and_cannot_be_printed() {
    let broken = format!("{}\r\n{}\n", &SECRET[..30], &SECRET[30..]);
    let kept = clean(&form(&[
        ("client_id", &format!("{ID}\n")),
        ("client_secret", &broken),
    ]))
    .unwrap();
    assert_eq!(kept.expose("client_id"), Some(ID));
    assert_eq!(kept.expose("client_secret"), Some(SECRET));
    assert!(!format!("{kept:?}").contains(&SECRET[..8]));
}

#[test]
fn every_field_problem_is_named_at_once() {
    for (values, expected) in [
        (
            vec![],
            vec![
                ("client_id", "hint.missing"),
                ("client_secret", "hint.missing"),
            ],
        ),
        (
            vec![("client_id", SECRET), ("client_secret", ID)],
            vec![
                ("client_id", "hint.secret-in-id"),
                ("client_secret", "hint.id-in-secret"),
            ],
        ),
    ] {
        let problems = clean(&form(&values)).unwrap_err();
        let found: Vec<(&str, &str)> = problems
            .iter()
            .map(|problem| (problem.field.as_str(), problem.says.key.as_str()))
            .collect();
        assert_eq!(found, expected);
    }
}
