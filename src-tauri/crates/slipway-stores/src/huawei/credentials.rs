//! The two keys that AppGallery Connect takes, every form in which people paste them, and the many values that look alike.
//! Four unrelated families of Huawei credentials exist; three of them never publish, so each is named when it is met.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value, json};
use slipway_model::Sentence;

use super::auth::signing_key;
use crate::{Credentials, Field, FieldProblem, FieldShape, Form, Hint, paste};

pub(super) const API_CLIENT: &str = "api-client";
pub(super) const SERVICE_ACCOUNT: &str = "service-account";

pub(super) const FIELDS: &[Field] = &[
    Field {
        id: "client_id",
        shape: FieldShape::Line,
        secret: false,
        way: API_CLIENT,
        required: true,
    },
    Field {
        id: "client_secret",
        shape: FieldShape::Line,
        secret: true,
        way: API_CLIENT,
        required: true,
    },
    Field {
        id: "service_account",
        shape: FieldShape::File,
        secret: true,
        way: SERVICE_ACCOUNT,
        required: true,
    },
    Field {
        id: "site",
        shape: FieldShape::Choice(&["cn", "sg", "de", "ru"]),
        secret: false,
        way: "",
        required: false,
    },
    Field {
        id: "mainland",
        shape: FieldShape::Choice(&["yes", "no"]),
        secret: false,
        way: "",
        required: false,
    },
];

/// Cleans a filled form. Exactly one way must be filled.
pub(super) fn clean(form: &Form) -> Result<Credentials, Vec<FieldProblem>> {
    let pasted = |field: &str| {
        form.get(field)
            .map(|value| paste::trimmed(value.expose_secret()))
            .unwrap_or_default()
    };
    let (id, key, account) = (
        pasted("client_id"),
        pasted("client_secret"),
        pasted("service_account"),
    );
    let mut problems = Vec::new();
    let mut kept = BTreeMap::new();

    if account.is_empty() {
        // The console's file holds both values; it may have been dropped on either field.
        let file = [id, key]
            .into_iter()
            .find_map(|text| match recognise(text) {
                Seen::TeamClient { id, key } => Some((id, key)),
                _ => None,
            });
        let (id, key) = file.unwrap_or_else(|| (id.to_owned(), key.to_owned()));
        keep("client_id", &id, &mut kept, &mut problems);
        keep("client_secret", &key, &mut kept, &mut problems);
    } else if id.is_empty() && key.is_empty() {
        match recognise(account) {
            Seen::ServiceAccount(file) if signing_key(&file.private_key).is_ok() => {
                kept.insert(
                    "service_account".to_owned(),
                    SecretString::from(file.normal_form()),
                );
            }
            _ => keep(
                "service_account",
                account,
                &mut BTreeMap::new(),
                &mut problems,
            ),
        }
    } else {
        problems.push(problem("service_account", Sentence::new("hint.two-ways")));
    }
    for field in ["site", "mainland"] {
        if !pasted(field).is_empty() {
            keep(
                field,
                &pasted(field).to_lowercase(),
                &mut kept,
                &mut problems,
            );
        }
    }
    if problems.is_empty() {
        Ok(Credentials::new(kept))
    } else {
        Err(problems)
    }
}

fn keep(
    field: &str,
    value: &str,
    kept: &mut BTreeMap<String, SecretString>,
    problems: &mut Vec<FieldProblem>,
) {
    match hint(field, value) {
        Hint::Empty => problems.push(problem(field, Sentence::new("hint.missing"))),
        Hint::Wrong(says) => problems.push(problem(field, says)),
        Hint::Good(_) | Hint::Remark(_) => {
            kept.insert(field.to_owned(), SecretString::from(value));
        }
    }
}

fn problem(field: &str, says: Sentence) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        says,
    }
}

/// Judges one field as it stands.
pub(super) fn hint(field: &str, value: &str) -> Hint {
    let value = paste::trimmed(value);
    if value.is_empty() {
        return Hint::Empty;
    }
    match field {
        "client_id" => client_id(value),
        "client_secret" => client_secret(value),
        "service_account" => service_account(value),
        "app_id" => app_id(value),
        "site" if ["cn", "sg", "de", "ru"].contains(&value) => good("hint.choice"),
        "mainland" if ["yes", "no"].contains(&value) => good("hint.choice"),
        _ => wrong("hint.no-such-choice"),
    }
}

fn client_id(value: &str) -> Hint {
    match recognise(value) {
        Seen::TeamClient { .. } => good("hint.team-file"),
        // Ids of Connect API clients that were seen have 18 or 19 digits, App IDs and OAuth client ids 8 to 10 [inferred].
        Seen::Digits(1..=12) => remark("hint.short-digits"),
        Seen::Digits(13..=64) => good("hint.client-id"),
        Seen::Key => wrong("hint.key-in-id"),
        Seen::ServiceAccount(_) => wrong("hint.service-account-file"),
        Seen::Package => wrong("hint.package-name"),
        Seen::Digits(_) | Seen::Text => wrong("hint.id-is-digits"),
        other => foreign(&other),
    }
}

fn client_secret(value: &str) -> Hint {
    match recognise(value) {
        Seen::TeamClient { .. } => good("hint.team-file"),
        Seen::Key => good("hint.key"),
        Seen::Digits(_) => wrong("hint.id-in-key"),
        Seen::ServiceAccount(_) => wrong("hint.service-account-file"),
        Seen::Package => wrong("hint.package-name"),
        Seen::Text if value.contains(char::is_whitespace) => wrong("hint.key-is-one-word"),
        Seen::Text => remark("hint.key-unusual"),
        other => foreign(&other),
    }
}

fn service_account(value: &str) -> Hint {
    match recognise(value) {
        Seen::ServiceAccount(file) => match signing_key(&file.private_key) {
            Err(_) => wrong("hint.bad-private-key"),
            // In Huawei's sample of a developer-level file `project_id` is empty [official].
            Ok(_) if file.project_id.is_some() => remark("hint.project-account"),
            Ok(_) => {
                Hint::Good(Sentence::new("hint.service-account").with("account", file.sub_account))
            }
        },
        Seen::PrivateKey => wrong("hint.private-key-alone"),
        Seen::TeamClient { .. } => wrong("hint.team-file-here"),
        Seen::Digits(_) | Seen::Key => wrong("hint.client-value-here"),
        Seen::Package | Seen::Text => wrong("hint.not-a-key-file"),
        other => foreign(&other),
    }
}

/// The App ID of a first release. Digits only; a package name in its place is answered with 403 [issue].
fn app_id(value: &str) -> Hint {
    if paste::is_digits(value) && value.len() <= 12 {
        good("hint.app-id")
    } else if paste::is_package_name(value) {
        wrong("hint.package-in-app-id")
    } else if paste::is_digits(value) {
        wrong("hint.client-id-in-app-id")
    } else {
        wrong("hint.app-id-is-digits")
    }
}

/// What is said about a value that belongs in none of the fields.
fn foreign(seen: &Seen) -> Hint {
    wrong(match seen {
        Seen::ProjectClient => "hint.project-client",
        Seen::AppConfig => "hint.app-config",
        Seen::IncompleteAccount => "hint.incomplete-account",
        Seen::Google => "hint.google-account",
        Seen::PrivateKey => "hint.private-key-alone",
        Seen::Certificate => "hint.certificate",
        Seen::Email => "hint.email",
        Seen::Masked => "hint.masked",
        _ => "hint.unknown-json",
    })
}

fn good(key: &str) -> Hint {
    Hint::Good(Sentence::new(key))
}

fn remark(key: &str) -> Hint {
    Hint::Remark(Sentence::new(key))
}

fn wrong(key: &str) -> Hint {
    Hint::Wrong(Sentence::new(key))
}

/// What a pasted text is, whichever field it stands in.
enum Seen {
    /// The file of a team-level API client, `"type":"team_client_id"`.
    TeamClient {
        id: String,
        key: String,
    },
    /// The same file of a client that is bound to a project; every publishing call answers it with 403 [official].
    ProjectClient,
    ServiceAccount(ServiceAccount),
    /// A service account file of which the private key or the account is missing.
    IncompleteAccount,
    /// `agconnect-services.json`.
    AppConfig,
    Google,
    OtherJson,
    PrivateKey,
    Certificate,
    Email,
    Masked,
    Package,
    Digits(usize),
    /// 64 hexadecimal characters.
    Key,
    Text,
}

fn recognise(text: &str) -> Seen {
    if let Some(object) = paste::json_object(text) {
        return recognise_json(&object);
    }
    if text.starts_with('{') {
        Seen::OtherJson
    } else if text.contains("PRIVATE KEY") {
        Seen::PrivateKey
    } else if text.contains("BEGIN ") {
        Seen::Certificate
    } else if paste::is_masked(text) {
        Seen::Masked
    } else if paste::is_email(text) {
        Seen::Email
    } else if paste::is_digits(text) {
        Seen::Digits(text.len())
    } else if text.len() == 64 && paste::is_hex(text) {
        Seen::Key
    } else if paste::is_package_name(text) {
        Seen::Package
    } else {
        Seen::Text
    }
}

fn recognise_json(object: &Map<String, Value>) -> Seen {
    let member = |name: &str| paste::member(object, name);
    if object.contains_key("agcgw")
        || object.contains_key("agcgw_all")
        || object.get("client").is_some_and(Value::is_object)
    {
        return Seen::AppConfig;
    }
    if member("client_email").is_some() || member("type").as_deref() == Some("service_account") {
        return Seen::Google;
    }
    if member("type").as_deref() == Some("project_client_id") {
        return Seen::ProjectClient;
    }
    if let (Some(id), Some(key)) = (member("client_id"), member("client_secret")) {
        let bound =
            member("project_id").is_some() && member("type").as_deref() != Some("team_client_id");
        return if bound {
            Seen::ProjectClient
        } else {
            Seen::TeamClient { id, key }
        };
    }
    match (
        member("key_id"),
        member("sub_account"),
        member("private_key"),
    ) {
        (Some(key_id), Some(sub_account), Some(private_key)) => {
            Seen::ServiceAccount(ServiceAccount {
                key_id,
                sub_account,
                private_key,
                project_id: member("project_id"),
            })
        }
        (None, None, None) => Seen::OtherJson,
        _ => Seen::IncompleteAccount,
    }
}

/// What of a `…private.json` is needed: who signs, with which key. AppGallery Connect, Service Account [official].
pub(super) struct ServiceAccount {
    pub(super) key_id: String,
    pub(super) sub_account: String,
    pub(super) private_key: String,
    project_id: Option<String>,
}

impl ServiceAccount {
    /// From the kept form or from any form that is accepted in the field.
    pub(super) fn read(text: &str) -> Option<Self> {
        match recognise(paste::trimmed(text)) {
            Seen::ServiceAccount(account) => Some(account),
            _ => None,
        }
    }

    fn normal_form(&self) -> String {
        json!({
            "key_id": self.key_id,
            "sub_account": self.sub_account,
            "private_key": self.private_key,
            "project_id": self.project_id.as_deref().unwrap_or_default(),
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests;
