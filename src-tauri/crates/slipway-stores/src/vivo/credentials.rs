//! The pair of keys of a vivo developer account, and what people paste instead. Both are opaque and their form is documented nowhere,
//! so nothing is judged by its looks but what certainly is something else.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};
use slipway_model::Sentence;

use super::wire;
use crate::{Credentials, Field, FieldProblem, FieldShape, Form, Hint, paste};

pub(super) const WAY: &str = "account";

const KEY: &str = "access_key";
const SECRET: &str = "access_secret";
const ENVIRONMENT: &str = "environment";
const LIVE: &str = "live";

pub(super) const FIELDS: &[Field] = &[
    Field {
        id: KEY,
        shape: FieldShape::Line,
        secret: false,
        way: WAY,
        required: true,
    },
    Field {
        id: SECRET,
        shape: FieldShape::Line,
        secret: true,
        way: WAY,
        required: true,
    },
    // Which of the two the pair belongs to: neither opens the other [official].
    Field {
        id: ENVIRONMENT,
        shape: FieldShape::Choice(&[LIVE, wire::TEST]),
        secret: false,
        way: "",
        required: false,
    },
];

/// Cleans a filled form.
pub(super) fn clean(form: &Form) -> Result<Credentials, Vec<FieldProblem>> {
    let pasted = |field: &str| {
        form.get(field)
            .map(|value| paste::trimmed(value.expose_secret()))
            .unwrap_or_default()
    };
    let both = [pasted(KEY), pasted(SECRET)]
        .into_iter()
        .find_map(both_lines);
    let (key, secret) = both.unwrap_or_else(|| (pasted(KEY), pasted(SECRET)));
    let mut kept = BTreeMap::new();
    let mut problems = Vec::new();
    for (field, value) in [(KEY, key), (SECRET, secret)] {
        match hint(field, value) {
            Hint::Empty => problems.push(problem(field, Sentence::new("hint.missing"))),
            Hint::Wrong(says) => problems.push(problem(field, says)),
            Hint::Good(_) | Hint::Remark(_) => {
                let value = without_label(value).1;
                kept.insert(field.to_owned(), SecretString::from(value));
            }
        }
    }
    let exposed = |field: &str| kept.get(field).map(SecretString::expose_secret);
    if exposed(KEY).is_some() && exposed(KEY) == exposed(SECRET) {
        problems.push(problem(SECRET, Sentence::new("hint.same-twice")));
    }
    match pasted(ENVIRONMENT) {
        "" | LIVE => {}
        wire::TEST => {
            kept.insert(ENVIRONMENT.to_owned(), SecretString::from(wire::TEST));
        }
        _ => problems.push(problem(
            ENVIRONMENT,
            Sentence::new("hint.no-such-environment"),
        )),
    }
    if problems.is_empty() {
        Ok(Credentials::new(kept))
    } else {
        Err(problems)
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
    if value.is_empty() || ![KEY, SECRET].contains(&field) {
        return Hint::Empty;
    }
    if both_lines(value).is_some() {
        return remark("hint.both-lines");
    }
    let (label, rest) = without_label(value);
    if label.is_some_and(|label| label != field) {
        return wrong(if field == KEY {
            "hint.secret-in-key"
        } else {
            "hint.key-in-secret"
        });
    }
    if let Some(says) = something_else(rest) {
        return wrong(says);
    }
    match (label, field) {
        (Some(_), _) => remark("hint.label-left-out"),
        (None, KEY) => good("hint.key"),
        (None, _) => good("hint.secret"),
    }
}

/// What a value certainly is, when it is none of vivo's.
fn something_else(value: &str) -> Option<&'static str> {
    let is_token = value.starts_with("eyJ") && value.matches('.').count() == 2;
    Some(if value.is_empty() {
        "hint.only-the-label"
    } else if value.contains("-----BEGIN") {
        "hint.key-file"
    } else if value.starts_with('{') {
        "hint.json"
    } else if paste::is_masked(value) {
        "hint.masked"
    } else if value.contains("://") {
        "hint.address"
    } else if paste::is_email(value) {
        "hint.email"
    } else if is_token {
        "hint.token"
    } else if paste::is_package_name(value) {
        "hint.package-name"
    } else if value.contains(char::is_whitespace) {
        "hint.one-word"
    } else if !value.bytes().all(|b| b.is_ascii_graphic()) {
        "hint.odd-characters"
    } else {
        return None;
    })
}

/// The console's label in front of a value, when it was copied along (`access_key：…`, `access_secret = …`).
fn without_label(value: &str) -> (Option<&'static str>, &str) {
    for label in [KEY, SECRET] {
        let start = value.get(..label.len()).unwrap_or_default();
        if start.eq_ignore_ascii_case(label) {
            let rest = value[label.len()..].trim_start();
            if let Some(rest) = rest.strip_prefix([':', '=', '：', '＝']) {
                return (Some(label), paste::trimmed(rest));
            }
        }
    }
    (None, value)
}

/// Both values in one field, each on a line with its label.
fn both_lines(value: &str) -> Option<(&str, &str)> {
    let labelled = |wanted: &str| {
        value.lines().map(paste::trimmed).find_map(|line| {
            let (label, rest) = without_label(line);
            (label == Some(wanted) && !rest.is_empty()).then_some(rest)
        })
    };
    labelled(KEY).zip(labelled(SECRET))
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

#[cfg(test)]
mod tests;
