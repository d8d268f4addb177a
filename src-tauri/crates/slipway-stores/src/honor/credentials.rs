//! The pair of an Honor credential, and what people paste instead. The only hint of its shape is a masked example in Honor's pages: an
//! id that looks like lower-case hex and a key in mixed case. So an unusual shape is remarked on and never refused [inferred].

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use slipway_model::Sentence;

use crate::{Credentials, Field, FieldProblem, FieldShape, Form, Hint, paste};

pub(super) const WAY: &str = "credential";

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

/// Cleans a filled form.
pub(super) fn clean(form: &Form) -> Result<Credentials, Vec<FieldProblem>> {
    let mut kept: BTreeMap<String, SecretString> = BTreeMap::new();
    let mut problems = Vec::new();
    let mut object = |field: &str, says: Sentence| {
        problems.push(FieldProblem {
            field: field.to_owned(),
            says,
        });
    };
    for field in FIELDS {
        let pasted = form
            .get(field.id)
            .map(ExposeSecret::expose_secret)
            .unwrap_or_default();
        match hint(field.id, pasted) {
            Hint::Empty => object(field.id, Sentence::new("hint.missing")),
            Hint::Wrong(says) => object(field.id, says),
            Hint::Good(_) | Hint::Remark(_) => {
                kept.insert(field.id.to_owned(), SecretString::from(bare(pasted)));
            }
        }
    }
    let value = |name: &str| kept.get(name).map(ExposeSecret::expose_secret);
    if value("client_id").is_some() && value("client_id") == value("client_secret") {
        object("client_secret", Sentence::new("hint.same-value"));
    }
    if problems.is_empty() {
        Ok(Credentials::new(kept))
    } else {
        Err(problems)
    }
}

/// Judges one field as it stands.
pub(super) fn hint(field: &str, value: &str) -> Hint {
    let value = bare(value);
    if value.is_empty() {
        return Hint::Empty;
    }
    if let Some(says) = another_thing(value) {
        return Hint::Wrong(Sentence::new(says));
    }
    match field {
        "client_id" => client_id(value),
        "client_secret" => client_secret(value),
        _ => Hint::Empty,
    }
}

/// What fits neither field.
fn another_thing(value: &str) -> Option<&'static str> {
    if value.contains("-----BEGIN") {
        Some("hint.pem")
    } else if value.starts_with(['{', '[']) || paste::json_object(value).is_some() {
        Some("hint.json")
    } else if paste::is_email(value) {
        Some("hint.email")
    } else if paste::is_masked(value) {
        Some("hint.masked")
    } else if value.contains(char::is_whitespace) {
        Some("hint.one-value")
    } else if paste::is_package_name(value) {
        Some("hint.package-name")
    } else {
        None
    }
}

fn client_id(value: &str) -> Hint {
    if paste::is_digits(value) {
        // A client id of AppGallery Connect has 18 digits or so, and the two consoles look alike; fewer are some app's number.
        let says = if value.len() >= 15 {
            "hint.huawei-id"
        } else {
            "hint.app-number"
        };
        return Hint::Wrong(Sentence::new(says));
    }
    if looks_like_id(value) {
        Hint::Good(Sentence::new("hint.id"))
    } else if value.bytes().any(|b| b.is_ascii_uppercase()) {
        Hint::Remark(Sentence::new("hint.id-like-key"))
    } else {
        Hint::Remark(Sentence::new("hint.id-unusual"))
    }
}

fn client_secret(value: &str) -> Hint {
    if paste::is_digits(value) {
        Hint::Wrong(Sentence::new("hint.number-in-key"))
    } else if value.len() == 64 && paste::is_hex(value) {
        Hint::Remark(Sentence::new("hint.huawei-key"))
    } else if looks_like_id(value) {
        Hint::Remark(Sentence::new("hint.key-like-id"))
    } else {
        Hint::Good(Sentence::new("hint.key"))
    }
}

/// Whether the pair looks as if it stood in the wrong fields: said when IAM refuses it.
pub(super) fn look_swapped(credentials: &Credentials) -> bool {
    let id = credentials.expose("client_id").unwrap_or_default();
    let secret = credentials.expose("client_secret").unwrap_or_default();
    id.bytes().any(|b| b.is_ascii_uppercase()) && looks_like_id(secret)
}

fn looks_like_id(value: &str) -> bool {
    value.len() >= 16
        && paste::is_hex(value)
        && !value.bytes().any(|b| b.is_ascii_uppercase())
        && !paste::is_digits(value)
}

/// The value without the console's label before it (`Client_id：…`, `密钥 …`) and without what surrounds it.
fn bare(pasted: &str) -> &str {
    let text = paste::trimmed(pasted);
    let cut = text.find(|c: char| ":：=".contains(c) || c.is_whitespace());
    let Some((label, rest)) = cut.and_then(|at| text.split_at_checked(at)) else {
        return text;
    };
    if !is_label(label) {
        // `Client ID: …` has its separator behind a space.
        return match text.split_once([':', '：']) {
            Some((label, rest)) if is_label(label) => paste::trimmed(rest),
            _ => text,
        };
    }
    paste::trimmed(rest.trim_start_matches(|c: char| ":：=".contains(c) || c.is_whitespace()))
}

fn is_label(text: &str) -> bool {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !"_-".contains(*c))
        .flat_map(char::to_lowercase)
        .collect();
    [
        "clientid",
        "clientsecret",
        "secret",
        "key",
        "密钥",
        "客户端id",
        "客户端密钥",
    ]
    .contains(&plain.as_str())
}

#[cfg(test)]
mod tests;
