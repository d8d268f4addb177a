//! What is made of every form of the pair and of every value that people are known to paste.

use secrecy::SecretString;

use super::{clean, hint};
use crate::{Form, Hint, oppo::vectors::text};

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
fn every_value_that_people_paste() {
    let (id, secret) = (text("client_id"), text("client_secret"));
    let key = "0123456789abcdef0123456789abcdef";
    for (value, expected) in [
        ("", "empty"),
        (" \n", "empty"),
        (id.as_str(), "good hint.client-id"),
        (" 1234 5678 9012 3456 789\r\n", "good hint.client-id"),
        ("１２３４５６７８９０１２３４５６７８９", "good hint.client-id"),
        ("\u{feff}1234567890123456789", "good hint.client-id"),
        (&secret, "wrong hint.swapped"),
        ("10000000", "wrong hint.app-id"),
        ("1234567", "wrong hint.app-id"),
        ("123456789", "wrong hint.app-id"),
        (key, "wrong hint.app-key"),
        ("123456789012345678", "wrong hint.client-id-length"),
        ("12345678901234567890", "wrong hint.client-id-length"),
        ("12******89", "wrong hint.masked"),
        ("com.example.slipway", "wrong hint.package-name"),
        ("abc", "wrong hint.client-id-digits"),
    ] {
        assert_eq!(verdict("client_id", value), expected, "{value}");
    }
    for (value, expected) in [
        ("", "empty"),
        (secret.as_str(), "good hint.client-secret"),
        (&format!(" {secret}\n"), "good hint.client-secret"),
        (&format!("{}\n{}", &secret[..32], &secret[32..]), "good hint.client-secret"),
        (&secret.to_uppercase(), "remark hint.client-secret-unusual"),
        (&"x".repeat(64), "remark hint.client-secret-unusual"),
        (&id, "wrong hint.swapped"),
        ("0f1e****************cdef", "wrong hint.masked"),
        (&"*".repeat(64), "wrong hint.masked"),
        (&"•".repeat(64), "wrong hint.masked"),
        (key, "wrong hint.app-key"),
        ("10000000", "wrong hint.app-id"),
        (&secret[..63], "wrong hint.client-secret-length"),
        ("abc", "wrong hint.client-secret-length"),
    ] {
        assert_eq!(verdict("client_secret", value), expected, "{value}");
    }
}

fn form(id: &str, secret: &str) -> Form {
    [("client_id", id), ("client_secret", secret)]
        .into_iter()
        .map(|(field, value)| (field.to_owned(), SecretString::from(value)))
        .collect()
}

#[test]
fn a_filled_form_is_kept_in_one_form() {
    let secret = text("client_secret");
    let kept = clean(&form(
        "１２３４５６７８９０ 123456789 ",
        &format!("\t{secret}\r\n"),
    ))
    .unwrap();
    assert_eq!(kept.expose("client_id"), Some("1234567890123456789"));
    assert_eq!(kept.expose("client_secret"), Some(secret.as_str()));
}

#[test]
fn every_field_problem_is_named_at_once() {
    let problems = clean(&form(&text("client_secret"), &text("client_id"))).unwrap_err();
    let named: Vec<_> = problems
        .iter()
        .map(|problem| (problem.field.as_str(), problem.says.key.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            ("client_id", "hint.swapped"),
            ("client_secret", "hint.swapped")
        ]
    );
    let empty = clean(&Form::default()).unwrap_err();
    assert!(
        empty.len() == 2
            && empty
                .iter()
                .all(|problem| problem.says.key == "hint.missing")
    );
}
