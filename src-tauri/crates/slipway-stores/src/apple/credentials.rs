//! The two things with which Apple lets people in, every form in which they are pasted, and the many values that look alike. The API key
//! opens everything; an Apple ID with an app-specific password opens only Apple's own upload tool, which runs on a Mac.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};
use slipway_model::Sentence;

use super::key::{self, FileName, Seen, is_key_id, unquoted};
use crate::{Credentials, Field, FieldProblem, FieldShape, Form, Hint, paste};

pub(super) const API_KEY: &str = "api-key";
pub(super) const PASSWORD: &str = "password";

const fn field(
    id: &'static str,
    shape: FieldShape,
    secret: bool,
    way: &'static str,
    required: bool,
) -> Field {
    Field {
        id,
        shape,
        secret,
        way,
        required,
    }
}

pub(super) const FIELDS: &[Field] = &[
    // Empty for a key of one person, which has no issuer [official].
    field("issuer_id", FieldShape::Line, false, API_KEY, false),
    field("key_id", FieldShape::Line, false, API_KEY, true),
    field("private_key", FieldShape::File, true, API_KEY, true),
    field("apple_id", FieldShape::Line, false, PASSWORD, true),
    field("app_password", FieldShape::Line, true, PASSWORD, true),
];

/// Cleans a filled form. Exactly one way must be filled.
pub(super) fn clean(form: &Form) -> Result<Credentials, Vec<FieldProblem>> {
    clean_on(form, std::env::consts::OS)
}

fn clean_on(form: &Form, system: &str) -> Result<Credentials, Vec<FieldProblem>> {
    let pasted = |field: &str| {
        form.get(field)
            .map(|value| unquoted(value.expose_secret()))
            .unwrap_or_default()
    };
    let filled = |way: &str| {
        let mut fields = FIELDS.iter().filter(|field| field.way == way);
        fields.any(|field| !pasted(field.id).is_empty())
    };
    match (filled(API_KEY), filled(PASSWORD)) {
        (true, true) => Err(vec![problem("app_password", "hint.two-ways")]),
        (false, true) if system != "macos" => {
            Err(vec![problem("app_password", "hint.only-on-a-mac")])
        }
        (false, true) => password(pasted("apple_id"), pasted("app_password")),
        _ => api_key(pasted("issuer_id"), pasted("key_id"), pasted("private_key")),
    }
}

fn api_key(issuer: &str, id: &str, text: &str) -> Result<Credentials, Vec<FieldProblem>> {
    // fastlane's file holds all three values; it may have been dropped on any field.
    let file = [text, id, issuer]
        .into_iter()
        .find_map(|text| match key::recognise(text) {
            Seen::ApiKeyFile {
                key_id,
                issuer_id,
                key,
            } => Some((issuer_id.unwrap_or_default(), key_id, key)),
            _ => None,
        });
    let (issuer, id, text) =
        file.unwrap_or_else(|| (issuer.to_owned(), id.to_owned(), text.to_owned()));
    if is_uuid(&id) && is_key_id(&issuer) {
        return Err(vec![
            problem("issuer_id", "hint.swapped"),
            problem("key_id", "hint.swapped"),
        ]);
    }
    let mut kept = BTreeMap::new();
    let mut problems = Vec::new();
    let issuer = if is_uuid(&issuer) {
        issuer.to_lowercase()
    } else {
        issuer
    };
    if !issuer.is_empty() {
        keep("issuer_id", &issuer, &mut kept, &mut problems);
    }
    keep("key_id", &id, &mut kept, &mut problems);
    match key::recognise(&text) {
        Seen::Key(key) => {
            kept.insert("private_key".to_owned(), SecretString::from(key));
        }
        _ => keep("private_key", &text, &mut BTreeMap::new(), &mut problems),
    }
    ended(kept, problems)
}

fn password(apple_id: &str, password: &str) -> Result<Credentials, Vec<FieldProblem>> {
    let (mut kept, mut problems) = (BTreeMap::new(), Vec::new());
    keep("apple_id", apple_id, &mut kept, &mut problems);
    keep("app_password", password, &mut kept, &mut problems);
    ended(kept, problems)
}

fn ended(
    kept: BTreeMap<String, SecretString>,
    problems: Vec<FieldProblem>,
) -> Result<Credentials, Vec<FieldProblem>> {
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
        Hint::Empty => problems.push(problem(field, "hint.missing")),
        Hint::Wrong(says) => problems.push(FieldProblem {
            field: field.to_owned(),
            says,
        }),
        Hint::Good(_) | Hint::Remark(_) => {
            kept.insert(field.to_owned(), SecretString::from(value));
        }
    }
}

fn problem(field: &str, key: &str) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        says: Sentence::new(key),
    }
}

/// What the name of a key file tells: the Key ID [official].
pub(super) fn told_by_file(field: &str, file_name: &str) -> Vec<(&'static str, String)> {
    match FileName::read(file_name) {
        Some(file) if field == "private_key" => vec![("key_id", file.key_id.to_owned())],
        _ => Vec::new(),
    }
}

/// Judges one field as it stands.
pub(super) fn hint(field: &str, value: &str) -> Hint {
    let quoted = paste::trimmed(value);
    let value = unquoted(value);
    if value.is_empty() {
        return Hint::Empty;
    }
    let judged = match field {
        "issuer_id" => issuer_id(value),
        "key_id" => key_id(value),
        "private_key" => private_key(value),
        "apple_id" => apple_id(value),
        "app_password" => app_password(value),
        "app_id" => app_id(value),
        _ => remark("hint.no-such-field"),
    };
    match judged {
        // A value in quotes was copied from the file of a build server; with them it ends as 401 [issue].
        Hint::Good(_) if quoted.len() != value.len() && field != "private_key" => {
            remark("hint.quotes-taken-off")
        }
        judged => judged,
    }
}

fn issuer_id(value: &str) -> Hint {
    if is_uuid(value) {
        good("hint.issuer")
    } else if let Some(file) = FileName::read(value) {
        wrong(if file.is_individual {
            "hint.individual-has-no-issuer"
        } else {
            "hint.issuer-is-uuid"
        })
    } else if is_key_id(value) {
        wrong("hint.team-id")
    } else {
        common(value).unwrap_or_else(|| match key::recognise(value) {
            Seen::ApiKeyFile { .. } => good("hint.api-key-file"),
            Seen::Key(_) => wrong("hint.key-in-line"),
            _ => wrong("hint.issuer-is-uuid"),
        })
    }
}

fn key_id(value: &str) -> Hint {
    if is_key_id(value) {
        good("hint.key-id")
    } else if let Some(file) = FileName::read(value) {
        Hint::Wrong(Sentence::new("hint.key-id-in-name").with("id", file.key_id))
    } else if is_uuid(value) {
        wrong("hint.issuer-in-key-id")
    } else {
        common(value).unwrap_or_else(|| match key::recognise(value) {
            Seen::ApiKeyFile { .. } => good("hint.api-key-file"),
            Seen::Key(_) => wrong("hint.key-in-line"),
            _ if value.len() == 10 && is_key_id(&value.to_uppercase()) => {
                wrong("hint.key-id-small")
            }
            _ => wrong("hint.key-id-form"),
        })
    }
}

fn private_key(value: &str) -> Hint {
    if FileName::read(value).is_some() {
        return wrong("hint.file-name");
    }
    if is_key_id(value) || is_uuid(value) {
        return wrong("hint.id-in-key");
    }
    match key::recognise(value) {
        Seen::Key(_) => good("hint.key"),
        Seen::ApiKeyFile { .. } => good("hint.api-key-file"),
        Seen::Certificate => wrong("hint.certificate"),
        Seen::PublicKey => wrong("hint.public-key"),
        Seen::RsaKey => wrong("hint.rsa-key"),
        Seen::EncryptedKey => wrong("hint.encrypted-key"),
        Seen::OtherCurve => wrong("hint.other-curve"),
        Seen::SigningFile => wrong("hint.signing-file"),
        Seen::Damaged => wrong("hint.damaged-key"),
        // A file that is no text comes with its bytes replaced.
        Seen::Other if value.contains('\u{fffd}') => wrong("hint.signing-file"),
        Seen::Other => common(value).unwrap_or_else(|| wrong("hint.not-a-key")),
    }
}

fn apple_id(value: &str) -> Hint {
    if paste::is_email(value) {
        good("hint.apple-id")
    } else if paste::is_digits(value) {
        wrong("hint.apple-id-of-app")
    } else {
        wrong("hint.apple-id-is-mail")
    }
}

/// Four groups of four lower-case letters [1 client's check]; another form is remarked upon and taken.
fn app_password(value: &str) -> Hint {
    let groups: Vec<&str> = value.split('-').collect();
    let letters = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase());
    if groups.len() == 4
        && groups
            .iter()
            .all(|group| group.len() == 4 && letters(group))
    {
        good("hint.app-password")
    } else if value.len() == 6 && paste::is_digits(value) {
        wrong("hint.six-digits")
    } else if value.len() == 16 && letters(value) {
        remark("hint.hyphens-missing")
    } else if paste::is_email(value) {
        wrong("hint.mail-in-password")
    } else if paste::is_masked(value) {
        wrong("hint.masked")
    } else {
        remark("hint.password-unusual")
    }
}

/// The number of the app, which the console calls its Apple ID.
fn app_id(value: &str) -> Hint {
    if paste::is_digits(value) && (9..=10).contains(&value.len()) {
        good("hint.app-id")
    } else if paste::is_email(value) {
        wrong("hint.mail-in-app-id")
    } else if paste::is_package_name(value) {
        wrong("hint.bundle-in-app-id")
    } else if paste::is_digits(value) {
        remark("hint.app-id-length")
    } else {
        wrong("hint.app-id-is-digits")
    }
}

/// What belongs in no line of the API key.
fn common(value: &str) -> Option<Hint> {
    if paste::is_masked(value) {
        Some(wrong("hint.masked"))
    } else if paste::is_email(value) {
        Some(wrong("hint.mail"))
    } else if paste::is_package_name(value) {
        Some(wrong("hint.bundle-id"))
    } else {
        None
    }
}

/// `57246542-96fe-1a63-e053-0824d011072a`, in either case.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12] && groups.iter().all(|group| paste::is_hex(group))
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
