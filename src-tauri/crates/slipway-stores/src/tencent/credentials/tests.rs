//! What is made of every value that people are known to paste.

use secrecy::SecretString;

use super::{clean, hint};
use crate::{Form, Hint, tencent::vectors::text};

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
fn the_secret_field() {
    let secret = text("access_secret");
    for (value, expected) in [
        ("", "empty"),
        (secret.as_str(), "good hint.secret"),
        (&format!("\u{feff} {secret}\r\n"), "good hint.secret"),
        (&format!("access_secret: {secret}"), "wrong hint.secret-is-one-word"),
        ("two\nlines", "wrong hint.secret-is-one-word"),
        (r#"{"access_secret":"x"}"#, "wrong hint.json-in-secret"),
        ("-----BEGIN PRIVATE KEY-----", "wrong hint.file-in-secret"),
        ("ａｂｃｄｅｆ", "wrong hint.not-ascii"),
        ("me@example.com", "wrong hint.email-in-secret"),
        ("ab****yz", "wrong hint.masked"),
        (&text("user_id"), "wrong hint.number-in-secret"),
        ("1100000001", "wrong hint.number-in-secret"),
        ("com.example.demo", "wrong hint.package-in-secret"),
        ("short", "remark hint.secret-short"),
    ] {
        assert_eq!(verdict("access_secret", value), expected, "{value}");
    }
}

#[rustfmt::skip]
#[test]
fn the_user_id_field() {
    for (value, expected) in [
        ("", "empty"),
        ("10001234", "remark hint.user-id-or-qq"),
        (" 100012345678 ", "good hint.user-id"),
        ("123", "good hint.user-id"),
        ("1100000001", "remark hint.app-id-in-user-id"),
        ("me@example.com", "wrong hint.email-in-user-id"),
        (&text("access_secret"), "wrong hint.secret-in-user-id"),
        ("com.example.demo", "wrong hint.package-in-user-id"),
        ("1000****", "wrong hint.masked"),
        ("UserID: 10001234", "wrong hint.user-id-is-digits"),
        ("１０００１２３４", "wrong hint.user-id-is-digits"),
        ("someone", "wrong hint.user-id-is-digits"),
    ] {
        assert_eq!(verdict("user_id", value), expected, "{value}");
    }
}

#[rustfmt::skip]
#[test]
fn the_app_id_question() {
    for (value, expected) in [
        ("", "empty"),
        ("1100000001", "good hint.app-id"),
        ("\u{feff}1100000001 ", "good hint.app-id"),
        ("com.example.demo", "wrong hint.package-in-app-id"),
        ("app1", "wrong hint.app-id-is-digits"),
        ("12345678", "remark hint.shop-number"),
        ("123456", "remark hint.app-id-unusual"),
    ] {
        assert_eq!(verdict("app_id", value), expected, "{value}");
    }
}

fn form(secret: &str, user_id: &str) -> Form {
    [("access_secret", secret), ("user_id", user_id)]
        .into_iter()
        .map(|(field, value)| (field.to_owned(), SecretString::from(value)))
        .collect()
}

#[test]
fn a_filled_form_is_kept_without_what_surrounds_it() {
    let secret = text("access_secret");
    let kept = clean(&form(&format!("\u{feff}{secret}\r\n"), " 10001234 ")).unwrap();
    assert_eq!(kept.expose("access_secret"), Some(secret.as_str()));
    assert_eq!(kept.expose("user_id"), Some("10001234"));
}

#[test]
fn every_field_problem_is_named_at_once() {
    let problems = clean(&form("10001234", &text("access_secret"))).unwrap_err();
    let named: Vec<_> = problems
        .iter()
        .map(|problem| (problem.field.as_str(), problem.says.key.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            ("access_secret", "hint.number-in-secret"),
            ("user_id", "hint.secret-in-user-id")
        ]
    );
    assert_eq!(clean(&Form::default()).unwrap_err().len(), 2);
}
