//! The two values of an OPPO server app, every form in which they are pasted, and what people paste instead: the page shows three
//! pairs of ids and secrets in two tabs, and one of them is right.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};
use slipway_model::Sentence;

use crate::{Credentials, Field, FieldProblem, FieldShape, Form, Hint, paste};

pub(super) const WAY: &str = "server-app";

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

/// The server itself says 19; OPPO's own table still says 18 [apkgo live, a public example].
const ID_DIGITS: usize = 19;
/// [official copy, recorded]; hexadecimal in the one public example.
const SECRET_LENGTH: usize = 64;

/// Cleans a filled form.
pub(super) fn clean(form: &Form) -> Result<Credentials, Vec<FieldProblem>> {
    let mut kept = BTreeMap::new();
    let mut problems = Vec::new();
    for field in FIELDS {
        let pasted = form
            .get(field.id)
            .map(|value| value.expose_secret())
            .unwrap_or_default();
        let says = match hint(field.id, pasted) {
            Hint::Empty => Sentence::new("hint.missing"),
            Hint::Wrong(says) => says,
            Hint::Good(_) | Hint::Remark(_) => {
                let value = SecretString::from(tidy(pasted));
                kept.insert(field.id.to_owned(), value);
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

/// Judges one field as it stands.
pub(super) fn hint(field: &str, value: &str) -> Hint {
    let value = tidy(value);
    if value.is_empty() {
        return Hint::Empty;
    }
    match field {
        "client_id" => client_id(&value),
        "client_secret" => client_secret(&value),
        _ => Hint::Empty,
    }
}

/// Without blanks, also those in the middle, and with full-width letters and digits made plain.
fn tidy(pasted: &str) -> String {
    paste::trimmed(pasted)
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(plain)
        .collect()
}

fn plain(c: char) -> char {
    const FULL_WIDTH: u32 = 0xfee0;
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - FULL_WIDTH).unwrap_or(c),
        _ => c,
    }
}

fn client_id(value: &str) -> Hint {
    match value.len() {
        ID_DIGITS if paste::is_digits(value) => good("hint.client-id"),
        SECRET_LENGTH if paste::is_hex(value) => wrong("hint.swapped"),
        // A recorded app_id has eight digits.
        7..=9 if paste::is_digits(value) => wrong("hint.app-id"),
        32 if paste::is_hex(value) => wrong("hint.app-key"),
        _ if paste::is_masked(value) || value.contains('*') => wrong("hint.masked"),
        _ if paste::is_package_name(value) => wrong("hint.package-name"),
        count if paste::is_digits(value) => {
            Hint::Wrong(Sentence::new("hint.client-id-length").with("count", count))
        }
        _ => wrong("hint.client-id-digits"),
    }
}

fn client_secret(value: &str) -> Hint {
    match value.len() {
        _ if paste::is_masked(value) || value.contains('*') => wrong("hint.masked"),
        ID_DIGITS if paste::is_digits(value) => wrong("hint.swapped"),
        7..=9 if paste::is_digits(value) => wrong("hint.app-id"),
        32 if paste::is_hex(value) => wrong("hint.app-key"),
        SECRET_LENGTH if paste::is_hex(value) && value == value.to_lowercase() => {
            good("hint.client-secret")
        }
        SECRET_LENGTH => Hint::Remark(Sentence::new("hint.client-secret-unusual")),
        _ => Hint::Wrong(
            Sentence::new("hint.client-secret-length").with("count", value.chars().count()),
        ),
    }
}

fn good(key: &str) -> Hint {
    Hint::Good(Sentence::new(key))
}

fn wrong(key: &str) -> Hint {
    Hint::Wrong(Sentence::new(key))
}

#[cfg(test)]
mod tests;
