//! What is made of every form of the pair and of every value that people are known to paste.

use secrecy::SecretString;

use super::{clean, hint};
use crate::{Form, Hint};

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
fn what_is_something_else_is_named() {
    for (value, expected) in [
        ("", "empty"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "wrong hint.key-file"),
        ("{\"access_key\":\"x\"}", "wrong hint.json"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "wrong hint.token"),
        ("me@example.com", "wrong hint.email"),
        ("com.example.slipway", "wrong hint.package-name"),
        ("https://dev.vivo.com.cn/contacts/details", "wrong hint.address"),
        ("ab****************yz", "wrong hint.masked"),
        ("two words", "wrong hint.one-word"),
        ("two\nlines", "wrong hint.one-word"),
        ("ab\u{200b}cd", "wrong hint.odd-characters"),
        ("ａｂｃｄ１２３４", "wrong hint.odd-characters"),
        ("密钥", "wrong hint.odd-characters"),
        ("access_key: x\naccess_secret: y", "remark hint.both-lines"),
    ] {
        for field in ["access_key", "access_secret"] {
            assert_eq!(verdict(field, value), expected, "{field} {value}");
        }
    }
}

#[rustfmt::skip]
#[test]
fn labels_are_left_out_and_tell_the_fields_apart() {
    for (field, value, expected) in [
        ("access_key", " 0a1b2c3d\n", "good hint.key"),
        ("access_secret", "0a1b2c3d", "good hint.secret"),
        ("access_key", "access_key:0a1b2c3d", "remark hint.label-left-out"),
        ("access_key", "Access_Key ： 0a1b2c3d", "remark hint.label-left-out"),
        ("access_secret", "access_secret=0a1b2c3d", "remark hint.label-left-out"),
        ("access_key", "access_secret=0a1b2c3d", "wrong hint.secret-in-key"),
        ("access_secret", "access_key=0a1b2c3d", "wrong hint.key-in-secret"),
        ("access_secret", "access_secret:", "wrong hint.only-the-label"),
        ("access_key", "access_keyring", "good hint.key"),
        ("environment", "test", "empty"),
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
fn a_filled_form_is_kept_without_labels() {
    let kept = clean(&form(&[
        ("access_key", "access_key：0a1b2c3d"),
        ("access_secret", " s3cret0 \n"),
        ("environment", "test"),
    ]))
    .unwrap();
    assert_eq!(kept.expose("access_key"), Some("0a1b2c3d"));
    assert_eq!(kept.expose("access_secret"), Some("s3cret0"));
    assert_eq!(kept.expose("environment"), Some("test"));
    for environment in ["", "live"] {
        let real = clean(&form(&[
            ("access_key", "a1"),
            ("access_secret", "b2"),
            ("environment", environment),
        ]));
        assert_eq!(real.unwrap().expose("environment"), None);
    }
}

#[test]
fn both_lines_may_be_pasted_into_either_field() {
    let lines = "access_key: 0a1b2c3d\r\naccess_secret: s3cret0\r\n";
    for field in ["access_key", "access_secret"] {
        let kept = clean(&form(&[(field, lines)])).unwrap();
        assert_eq!(
            (kept.expose("access_key"), kept.expose("access_secret")),
            (Some("0a1b2c3d"), Some("s3cret0"))
        );
    }
}

#[test]
fn every_field_problem_is_named_at_once() {
    let named = |values: &[(&str, &str)]| {
        let problems = clean(&form(values)).unwrap_err();
        let named = problems
            .into_iter()
            .map(|problem| format!("{} {}", problem.field, problem.says.key));
        named.collect::<Vec<_>>()
    };
    assert_eq!(
        named(&[]),
        ["access_key hint.missing", "access_secret hint.missing"]
    );
    assert_eq!(
        named(&[("access_key", "same1234"), ("access_secret", "same1234")]),
        ["access_secret hint.same-twice"]
    );
    assert_eq!(
        named(&[
            ("access_key", "access_secret=x1"),
            ("access_secret", "access_key=y1"),
            ("environment", "moon")
        ]),
        [
            "access_key hint.secret-in-key",
            "access_secret hint.key-in-secret",
            "environment hint.no-such-environment"
        ]
    );
}
