//! What is taken, what is remarked on, and what is refused by name.

use proptest::prelude::*;
use secrecy::{ExposeSecret as _, SecretString};

use super::{clean, hint, look_swapped};
use crate::{Form, Hint, honor::vectors};

fn says(field: &str, value: &str) -> String {
    match hint(field, value) {
        Hint::Empty => "empty".into(),
        Hint::Good(says) => format!("good {}", says.key),
        Hint::Remark(says) => format!("remark {}", says.key),
        Hint::Wrong(says) => format!("wrong {}", says.key),
    }
}

fn form(id: &str, secret: &str) -> Form {
    [("client_id", id), ("client_secret", secret)]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), SecretString::from(value)))
        .collect()
}

#[test]
fn the_documented_pair_is_good() {
    assert_eq!(
        says("client_id", &vectors::text("token", "client_id")),
        "good hint.id"
    );
    assert_eq!(
        says("client_secret", &vectors::text("token", "client_secret")),
        "good hint.key"
    );
    assert!(clean(&vectors::form()).is_ok());
}

#[test]
fn labels_and_what_surrounds_a_value_are_taken_off() {
    let (id, secret) = (
        vectors::text("token", "client_id"),
        vectors::text("token", "client_secret"),
    );
    for (pasted_id, pasted_secret) in [
        (format!("Client_id: {id}"), format!("密钥：{secret}")),
        (format!("Client_id\t{id}\r\n"), format!("密钥 {secret}")),
        (
            format!("Client ID：{id}"),
            format!("client_secret={secret}"),
        ),
        (format!("\u{feff}{id} "), format!("\n{secret}\n")),
    ] {
        let kept = clean(&form(&pasted_id, &pasted_secret)).unwrap();
        assert_eq!(kept.expose("client_id"), Some(id.as_str()), "{pasted_id:?}");
        assert_eq!(
            kept.expose("client_secret"),
            Some(secret.as_str()),
            "{pasted_secret:?}"
        );
    }
}

#[test]
fn other_things_are_named() {
    for (value, expected) in [
        ("", "empty"),
        ("Client_id:", "empty"),
        ("123456789012345678", "wrong hint.huawei-id"),
        ("104123456", "wrong hint.app-number"),
        ("9f0a*****d39e", "wrong hint.masked"),
        ("release@example.com", "wrong hint.email"),
        ("com.example.slipway", "wrong hint.package-name"),
        ("{\"client_id\":\"9f\"}", "wrong hint.json"),
        ("-----BEGIN PRIVATE KEY-----", "wrong hint.pem"),
        ("9f0a1b2c3d4e\n5f60718293a4", "wrong hint.one-value"),
        ("OtDemoSecretwpJ", "remark hint.id-like-key"),
        ("short", "remark hint.id-unusual"),
    ] {
        assert_eq!(says("client_id", value), expected, "{value}");
    }
    for (value, expected) in [
        ("123456789012345678", "wrong hint.number-in-key"),
        (&"A1".repeat(32), "remark hint.huawei-key"),
        (
            "9f0a1b2c3d4e5f60718293a4b5c6d39e",
            "remark hint.key-like-id",
        ),
        ("Ot••••••wpJ", "wrong hint.masked"),
        ("{\"a\":1}", "wrong hint.json"),
    ] {
        assert_eq!(says("client_secret", value), expected, "{value}");
    }
}

#[test]
fn a_form_names_every_field_that_is_wrong() {
    let problems = clean(&form("123456789012345678", "")).unwrap_err();
    let named: Vec<_> = problems
        .iter()
        .map(|problem| (problem.field.as_str(), problem.says.key.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            ("client_id", "hint.huawei-id"),
            ("client_secret", "hint.missing")
        ]
    );
    let twice = clean(&form("OtDemoSecretwpJ", "OtDemoSecretwpJ")).unwrap_err();
    assert_eq!(twice[0].says.key, "hint.same-value");
}

#[test]
fn a_swapped_pair_is_kept_and_known() {
    let swapped = clean(&form(
        &vectors::text("token", "client_secret"),
        &vectors::text("token", "client_id"),
    ))
    .unwrap();
    assert!(look_swapped(&swapped));
    assert!(!look_swapped(&clean(&vectors::form()).unwrap()));
}

proptest! {
    #[test]
    fn a_key_is_kept_letter_for_letter(secret in "[A-Z][A-Za-z0-9/+&%=]{10,40}") {
        prop_assume!(matches!(hint("client_secret", &secret), Hint::Good(_)));
        let kept = clean(&form("9f0a1b2c3d4e5f60718293a4b5c6d39e", &format!(" 密钥: {secret}\n"))).unwrap();
        prop_assert_eq!(kept.get("client_secret").unwrap().expose_secret(), secret.as_str());
    }
}
