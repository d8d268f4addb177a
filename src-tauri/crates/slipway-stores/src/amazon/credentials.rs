//! The two values of a security profile, the App ID, and the answers to this store's questions: what they look like, and what people
//! paste instead. A line break in either value once cost a day of searching, so no space of any kind is kept.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};
use slipway_model::Sentence;

use super::{answers, wire};
use crate::{Credentials, Field, FieldProblem, FieldShape, Form, Hint, paste};

pub(super) const WAY: &str = "profile";

pub(super) const FIELDS: &[Field] = &[
    Field {
        id: "client_id",
        shape: FieldShape::Line,
        secret: false,
        way: WAY,
        required: true,
    },
    Field {
        id: "client_secret",
        shape: FieldShape::Line,
        secret: true,
        way: WAY,
        required: true,
    },
];

/// Login with Amazon, security profile [official].
const CLIENT_ID: &str = "amzn1.application-oa2-client.";
/// What newer secrets begin with [inferred]; older ones are 64 hex digits [1 client].
const NEW_SECRET: &str = "amzn1.oa2-cs.";

/// Cleans a filled form: without spaces and line breaks, wherever they stand.
pub(super) fn clean(form: &Form) -> Result<Credentials, Vec<FieldProblem>> {
    let mut kept = BTreeMap::new();
    let mut problems = Vec::new();
    for field in FIELDS {
        let pasted = form
            .get(field.id)
            .map(|value| compact(value.expose_secret()))
            .unwrap_or_default();
        let says = match hint(field.id, &pasted) {
            Hint::Empty => Sentence::new("hint.missing"),
            Hint::Wrong(says) => says,
            Hint::Good(_) | Hint::Remark(_) => {
                kept.insert(field.id.to_owned(), SecretString::from(pasted));
                continue;
            }
        };
        problems.push(FieldProblem {
            field: field.id.to_owned(),
            says,
        });
    }
    if problems.is_empty() {
        Ok(Credentials::new(kept))
    } else {
        Err(problems)
    }
}

fn compact(text: &str) -> String {
    paste::trimmed(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// Judges one field as it stands; what is not of the account is asked for with a release.
pub(super) fn hint(field: &str, value: &str) -> Hint {
    let trimmed = paste::trimmed(value);
    if trimmed.is_empty() {
        return Hint::Empty;
    }
    match field {
        "client_id" => client_id(&compact(value)),
        "client_secret" => client_secret(&compact(value)),
        "app_id" => app_id(trimmed),
        _ => answers::hint(field, trimmed),
    }
}

/// Other things of Amazon's consoles, the same wherever they are pasted.
fn other_thing(value: &str) -> Option<Hint> {
    let key = if value.starts_with("Atc|") || value.starts_with("Atza|") {
        "hint.token"
    } else if wire::is_release_id(value) {
        "hint.release-id"
    } else if value.starts_with("amzn1.devportal.") {
        "hint.app-id-here"
    } else if value.starts_with("amzn1.application.") {
        "hint.profile-id"
    } else if value.contains("-----BEGIN") {
        "hint.key-file"
    } else if value.starts_with('{') {
        "hint.json"
    } else if value.starts_with("eyJ") {
        "hint.api-key"
    } else if paste::is_masked(value) {
        "hint.masked"
    } else if paste::is_email(value) {
        "hint.email"
    } else if value.starts_with("http") {
        "hint.address"
    } else if paste::is_package_name(value) && !value.starts_with("amzn1.") {
        "hint.package-here"
    } else {
        return None;
    };
    Some(wrong(key))
}

fn is_secret(value: &str) -> bool {
    (value.len() == 64 && paste::is_hex(value)) || value.starts_with(NEW_SECRET)
}

fn client_id(value: &str) -> Hint {
    if let Some(end) = value.strip_prefix(CLIENT_ID) {
        return if wire::is_32_hex(end) {
            good("hint.client-id")
        } else {
            wrong("hint.client-id-cut")
        };
    }
    if is_secret(value) {
        return wrong("hint.secret-in-id");
    }
    if value.contains(CLIENT_ID) {
        return wrong("hint.with-label");
    }
    other_thing(value).unwrap_or_else(|| wrong("hint.client-id-shape"))
}

fn client_secret(value: &str) -> Hint {
    if is_secret(value) {
        return good("hint.secret");
    }
    if value.starts_with(CLIENT_ID) {
        return wrong("hint.id-in-secret");
    }
    if let Some(other) = other_thing(value) {
        return other;
    }
    if !value.bytes().all(|b| b.is_ascii_graphic()) {
        return wrong("hint.not-ascii");
    }
    if value.len() < SHORT {
        Hint::Remark(Sentence::new("hint.secret-short"))
    } else {
        Hint::Remark(Sentence::new("hint.secret-unusual"))
    }
}

/// A secret of fewer characters is probably cut off [inferred].
const SHORT: usize = 32;

fn app_id(value: &str) -> Hint {
    if wire::is_app_id(value) {
        good("hint.app-id")
    } else if wire::is_release_id(value) {
        wrong("hint.release-id-as-app-id")
    } else if value.starts_with(CLIENT_ID) {
        wrong("hint.client-id-as-app-id")
    } else if value.starts_with("http") {
        wrong("hint.address-as-app-id")
    } else if is_asin(value) {
        wrong("hint.asin")
    } else if paste::is_package_name(value) && !value.starts_with("amzn1.") {
        Hint::Remark(Sentence::new("hint.package-as-app-id"))
    } else {
        wrong("hint.app-id-shape")
    }
}

/// The number of the page in the shop: ten characters, the first B0.
fn is_asin(value: &str) -> bool {
    value.len() == 10
        && value.starts_with("B0")
        && value
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

pub(super) fn good(key: &str) -> Hint {
    Hint::Good(Sentence::new(key))
}

pub(super) fn wrong(key: &str) -> Hint {
    Hint::Wrong(Sentence::new(key))
}

#[cfg(test)]
mod tests;
