//! What is made of every value that people are known to paste.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use secrecy::SecretString;
use serde_json::json;

use super::{clean, hint};
use crate::{Credentials, FieldProblem, Form, Hint, huawei::vectors};

const ID: &str = "1234567890123456789";
const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";

/// `good x`, `remark x`, `wrong x` or `empty`.
fn verdict(field: &str, value: &str) -> String {
    match hint(field, value) {
        Hint::Empty => "empty".to_owned(),
        Hint::Good(says) => format!("good {}", says.key),
        Hint::Remark(says) => format!("remark {}", says.key),
        Hint::Wrong(says) => format!("wrong {}", says.key),
    }
}

fn team() -> String {
    json!({"type":"team_client_id","developer_id":"900","client_id":ID,"client_secret":KEY,"region":"CN"}).to_string()
}

fn project() -> String {
    json!({"type":"project_client_id","project_id":"99","client_id":ID,"client_secret":KEY})
        .to_string()
}

fn bound() -> String {
    json!({"project_id":"99","client_id":ID,"client_secret":KEY}).to_string()
}

fn app_config() -> String {
    json!({"agcgw":{"url":"x"},"client":{"client_id":ID,"client_secret":KEY},"configuration_version":"3.0"}).to_string()
}

fn google() -> String {
    json!({"type":"service_account","client_email":"a@b.c","private_key":"x","client_id":"1"})
        .to_string()
}

fn account() -> String {
    vectors::key_file(&vectors::pkcs8(), "")
}

fn push_key() -> String {
    json!({"project_id":"99","key_id":"k"}).to_string()
}

#[rustfmt::skip]
#[test]
fn the_client_id_field() {
    for (value, expected) in [
        ("", "empty"),
        (ID, "good hint.client-id"),
        ("  1234567890123456789\r\n", "good hint.client-id"),
        ("100000001", "remark hint.short-digits"),
        (KEY, "wrong hint.key-in-id"),
        ("com.example.app", "wrong hint.package-name"),
        ("me@example.com", "wrong hint.email"),
        ("1234********6789", "wrong hint.masked"),
        ("abc-def", "wrong hint.id-is-digits"),
        (&"1".repeat(65), "wrong hint.id-is-digits"),
        (&team(), "good hint.team-file"),
        (&STANDARD.encode(team()), "good hint.team-file"),
        (&URL_SAFE_NO_PAD.encode(team()), "good hint.team-file"),
        (&project(), "wrong hint.project-client"),
        (&bound(), "wrong hint.project-client"),
        (&account(), "wrong hint.service-account-file"),
        (&app_config(), "wrong hint.app-config"),
        (&google(), "wrong hint.google-account"),
        (&push_key(), "wrong hint.incomplete-account"),
        ("{\"a\":1}", "wrong hint.unknown-json"),
        ("{ broken", "wrong hint.unknown-json"),
        ("-----BEGIN PRIVATE KEY-----", "wrong hint.private-key-alone"),
        ("-----BEGIN CERTIFICATE-----", "wrong hint.certificate"),
    ] {
        assert_eq!(verdict("client_id", value), expected, "{value}");
    }
}

#[rustfmt::skip]
#[test]
fn the_key_field() {
    for (value, expected) in [
        (KEY, "good hint.key"),
        (ID, "wrong hint.id-in-key"),
        ("0123456789abcdef", "remark hint.key-unusual"),
        ("two words", "wrong hint.key-is-one-word"),
        (&team(), "good hint.team-file"),
        (&project(), "wrong hint.project-client"),
        (&account(), "wrong hint.service-account-file"),
        ("me@example.com", "wrong hint.email"),
        ("••••••", "wrong hint.masked"),
        ("com.example.app", "wrong hint.package-name"),
    ] {
        assert_eq!(verdict("client_secret", value), expected, "{value}");
    }
}

#[rustfmt::skip]
#[test]
fn the_service_account_field() {
    let literal = vectors::key_file(&vectors::pkcs8().replace('\n', "\\n"), "");
    let pkcs1 = vectors::key_file(&vectors::pkcs1(), "");
    let cut = vectors::key_file(&vectors::pkcs8()[..400], "");
    let of_project = vectors::key_file(&vectors::pkcs8(), "99");
    for (value, expected) in [
        (account().as_str(), "good hint.service-account"),
        (&format!("\u{feff}{}\n", account()), "good hint.service-account"),
        (&STANDARD.encode(account()), "good hint.service-account"),
        (&URL_SAFE_NO_PAD.encode(account()), "good hint.service-account"),
        (&literal, "good hint.service-account"),
        (&pkcs1, "good hint.service-account"),
        (&of_project, "remark hint.project-account"),
        (&cut, "wrong hint.bad-private-key"),
        (&push_key(), "wrong hint.incomplete-account"),
        (&team(), "wrong hint.team-file-here"),
        (&app_config(), "wrong hint.app-config"),
        (&google(), "wrong hint.google-account"),
        (&vectors::pkcs8(), "wrong hint.private-key-alone"),
        (ID, "wrong hint.client-value-here"),
        (KEY, "wrong hint.client-value-here"),
        ("hello", "wrong hint.not-a-key-file"),
    ] {
        assert_eq!(verdict("service_account", value), expected, "{}", &value[..value.len().min(60)]);
    }
}

#[test]
fn the_app_id_of_a_first_release() {
    for (value, expected) in [
        ("100000001", "good hint.app-id"),
        ("com.example.app", "wrong hint.package-in-app-id"),
        (ID, "wrong hint.client-id-in-app-id"),
        ("C10", "wrong hint.app-id-is-digits"),
    ] {
        assert_eq!(verdict("app_id", value), expected, "{value}");
    }
}

fn form(values: &[(&str, &str)]) -> Form {
    values
        .iter()
        .map(|(field, value)| ((*field).to_owned(), SecretString::from(*value)))
        .collect()
}

fn kept(credentials: &Credentials) -> Vec<(&str, &str)> {
    credentials
        .values()
        .keys()
        .map(|field| {
            (
                field.as_str(),
                credentials.expose(field).unwrap_or_default(),
            )
        })
        .collect()
}

fn refused(problems: &[FieldProblem]) -> Vec<(&str, &str)> {
    problems
        .iter()
        .map(|problem| (problem.field.as_str(), problem.says.key.as_str()))
        .collect()
}

#[test]
fn an_api_client_is_kept_from_values_or_from_its_file() {
    let expected = [("client_id", ID), ("client_secret", KEY)];
    let team = team();
    for values in [
        vec![("client_id", ID), ("client_secret", KEY)],
        vec![("client_id", team.as_str())],
        vec![("client_secret", team.as_str()), ("service_account", "  ")],
    ] {
        assert_eq!(kept(&clean(&form(&values)).unwrap()), expected);
    }
    let choices = clean(&form(&[
        ("client_id", ID),
        ("client_secret", KEY),
        ("site", "SG"),
        ("mainland", "yes"),
    ]));
    assert_eq!(
        kept(&choices.unwrap())[2..],
        [("mainland", "yes"), ("site", "sg")]
    );
}

#[test]
fn a_service_account_is_kept_without_what_is_not_needed() {
    let kept = clean(&form(&[("service_account", &STANDARD.encode(account()))])).unwrap();
    let file = kept.expose("service_account").unwrap();
    assert!(file.contains("PRIVATE KEY") && !file.contains("auth_uri"));
    assert!(kept.get("client_id").is_none());
}

#[test]
fn every_field_problem_is_named_at_once() {
    let check = |values: &[(&str, &str)], expected: &[(&str, &str)]| {
        assert_eq!(refused(&clean(&form(values)).unwrap_err()), expected);
    };
    check(
        &[],
        &[
            ("client_id", "hint.missing"),
            ("client_secret", "hint.missing"),
        ],
    );
    check(
        &[("client_id", KEY), ("client_secret", ID)],
        &[
            ("client_id", "hint.key-in-id"),
            ("client_secret", "hint.id-in-key"),
        ],
    );
    check(
        &[("client_id", ID), ("service_account", &account())],
        &[("service_account", "hint.two-ways")],
    );
    check(
        &[("service_account", "hello")],
        &[("service_account", "hint.not-a-key-file")],
    );
    check(
        &[("client_id", ID), ("client_secret", KEY), ("site", "mars")],
        &[("site", "hint.no-such-choice")],
    );
}

#[test]
fn nothing_that_is_kept_can_be_printed() {
    let credentials = clean(&form(&[("client_id", ID), ("client_secret", KEY)])).unwrap();
    let printed = format!("{credentials:?}");
    assert!(!printed.contains(KEY) && !printed.contains(ID), "{printed}");
}
