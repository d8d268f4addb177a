//! The two values of a Tencent developer account and the App ID of an app: what they look like, and what people paste instead.
//! Neither length nor alphabet is documented, so only what is certainly another thing is refused; the check tells the rest.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};
use slipway_model::Sentence;

use crate::{Credentials, Field, FieldProblem, FieldShape, Form, Hint, paste};

pub(super) const WAY: &str = "account";

pub(super) const FIELDS: &[Field] = &[
    Field {
        id: "access_secret",
        shape: FieldShape::Line,
        secret: true,
        way: WAY,
        required: true,
    },
    Field {
        id: "user_id",
        shape: FieldShape::Line,
        secret: false,
        way: WAY,
        required: true,
    },
];

/// Cleans a filled form: trimmed, without byte order mark.
pub(super) fn clean(form: &Form) -> Result<Credentials, Vec<FieldProblem>> {
    let mut kept = BTreeMap::new();
    let mut problems = Vec::new();
    for field in FIELDS {
        let pasted = form
            .get(field.id)
            .map(|value| paste::trimmed(value.expose_secret()))
            .unwrap_or_default();
        let says = match hint(field.id, pasted) {
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

/// Judges one field as it stands; `app_id` is asked for with a release.
pub(super) fn hint(field: &str, value: &str) -> Hint {
    let value = paste::trimmed(value);
    if value.is_empty() {
        return Hint::Empty;
    }
    match field {
        "access_secret" => access_secret(value),
        "user_id" => user_id(value),
        "app_id" => app_id(value),
        _ => Hint::Empty,
    }
}

fn access_secret(value: &str) -> Hint {
    if value.starts_with('{') {
        return wrong("hint.json-in-secret");
    }
    if value.contains("-----BEGIN") {
        return wrong("hint.file-in-secret");
    }
    if paste::is_email(value) {
        return wrong("hint.email-in-secret");
    }
    if paste::is_masked(value) {
        return wrong("hint.masked");
    }
    if value.contains(char::is_whitespace) {
        return wrong("hint.secret-is-one-word");
    }
    if !value.bytes().all(|b| b.is_ascii_graphic()) {
        return wrong("hint.not-ascii");
    }
    if paste::is_digits(value) {
        return wrong("hint.number-in-secret");
    }
    if value.contains('.') && paste::is_package_name(value) {
        return wrong("hint.package-in-secret");
    }
    if value.len() < SHORT {
        Hint::Remark(Sentence::new("hint.secret-short"))
    } else {
        good("hint.secret")
    }
}

/// A secret of fewer characters is probably cut off [inferred].
const SHORT: usize = 16;

fn user_id(value: &str) -> Hint {
    if paste::is_email(value) {
        return wrong("hint.email-in-user-id");
    }
    if paste::is_masked(value) {
        return wrong("hint.masked");
    }
    if value.contains('.') && paste::is_package_name(value) {
        return wrong("hint.package-in-user-id");
    }
    if paste::is_digits(value) {
        return match value.len() {
            _ if is_app_id(value) => Hint::Remark(Sentence::new("hint.app-id-in-user-id")),
            // A QQ number has five to eleven digits, and so may a UserID.
            5..=11 => Hint::Remark(Sentence::new("hint.user-id-or-qq")),
            _ => good("hint.user-id"),
        };
    }
    if value.len() >= SHORT && value.bytes().all(|b| b.is_ascii_alphanumeric()) {
        wrong("hint.secret-in-user-id")
    } else {
        wrong("hint.user-id-is-digits")
    }
}

fn app_id(value: &str) -> Hint {
    if value.contains('.') && paste::is_package_name(value) {
        return wrong("hint.package-in-app-id");
    }
    if !paste::is_digits(value) {
        return wrong("hint.app-id-is-digits");
    }
    if is_app_id(value) {
        good("hint.app-id")
    } else if value.len() == 8 {
        // The web shop's own number of the app [inferred from two values].
        Hint::Remark(Sentence::new("hint.shop-number"))
    } else {
        Hint::Remark(Sentence::new("hint.app-id-unusual"))
    }
}

/// Ten digits, the first two 11: all public examples.
fn is_app_id(value: &str) -> bool {
    value.len() == 10 && value.starts_with("11") && paste::is_digits(value)
}

fn good(key: &str) -> Hint {
    Hint::Good(Sentence::new(key))
}

fn wrong(key: &str) -> Hint {
    Hint::Wrong(Sentence::new(key))
}

#[cfg(test)]
mod tests;
