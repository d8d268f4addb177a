//! The three values of a Xiaomi developer account, every form of the key file, and what people paste instead.
//! The names mislead: the "private key" is a shared secret that signs nothing, and the "public key" is a certificate.

use std::collections::BTreeMap;

use rsa::{RsaPublicKey, pkcs8::DecodePublicKey as _, traits::PublicKeyParts as _};
use secrecy::{ExposeSecret as _, SecretString};
use slipway_model::Sentence;
use x509_cert::{
    Certificate,
    der::{Decode as _, Encode as _},
};

use crate::{Credentials, Field, FieldProblem, FieldShape, Form, Hint, paste};

pub(super) const WAY: &str = "account";

pub(super) const FIELDS: &[Field] = &[
    Field {
        id: "public_cert",
        shape: FieldShape::File,
        secret: false,
        way: WAY,
        required: true,
    },
    Field {
        id: "api_secret",
        shape: FieldShape::Line,
        secret: true,
        way: WAY,
        required: true,
    },
    Field {
        id: "account_email",
        shape: FieldShape::Line,
        secret: false,
        way: WAY,
        required: true,
    },
];

/// Smallest modulus, in bytes; Xiaomi's own key has exactly this [3 clients].
const SMALLEST: usize = 1024 / 8;

/// Cleans a filled form.
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
                let value = match KeyFile::read(pasted) {
                    Ok(file) if field.id == "public_cert" => file.normal_form(),
                    _ => pasted.to_owned(),
                };
                kept.insert(field.id.to_owned(), SecretString::from(value));
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
    let value = paste::trimmed(value);
    if value.is_empty() {
        return Hint::Empty;
    }
    match field {
        "public_cert" => public_cert(value),
        "api_secret" => api_secret(value),
        "account_email" => account_email(value),
        "privacy_url" => privacy_url(value),
        _ => Hint::Empty,
    }
}

fn public_cert(value: &str) -> Hint {
    if value.contains("PRIVATE KEY") {
        return wrong("hint.private-key");
    }
    if looks_like_secret(value) {
        return wrong("hint.swapped");
    }
    if paste::is_email(value) {
        return wrong("hint.email-in-key");
    }
    if let Some(says) = app_value(value) {
        return says;
    }
    match KeyFile::read(value) {
        Ok(KeyFile { subject: None, .. }) => good("hint.public-key"),
        Ok(KeyFile {
            subject: Some(subject),
            ..
        }) if subject.to_lowercase().contains("xiaomi") => good("hint.certificate"),
        // Other tools once shipped a certificate of their own; the check tells whether this one works.
        Ok(KeyFile {
            subject: Some(subject),
            ..
        }) => Hint::Remark(Sentence::new("hint.other-certificate").with("subject", subject)),
        Err(Unreadable::CutOff) => wrong("hint.key-cut-off"),
        Err(Unreadable::NotRsa) => wrong("hint.not-rsa"),
        Err(Unreadable::TooShort) => wrong("hint.key-too-short"),
        Err(Unreadable::NotAKey) => wrong("hint.not-a-key"),
    }
}

fn api_secret(value: &str) -> Hint {
    if value.contains("BEGIN") || value.contains(['\n', '\r']) {
        return wrong("hint.file-in-secret");
    }
    if KeyFile::read(value).is_ok() {
        return wrong("hint.swapped");
    }
    if paste::is_email(value) {
        return wrong("hint.email-in-secret");
    }
    if paste::is_masked(value) || value.contains('*') {
        return wrong("hint.masked");
    }
    if let Some(says) = app_value(value) {
        return says;
    }
    if value.contains(char::is_whitespace) {
        return wrong("hint.secret-is-one-word");
    }
    if looks_like_secret(value) {
        good("hint.secret")
    } else {
        Hint::Remark(Sentence::new("hint.secret-unusual"))
    }
}

fn account_email(value: &str) -> Hint {
    if paste::is_email(value) {
        good("hint.email")
    } else if value.contains("BEGIN") || KeyFile::read(value).is_ok() {
        wrong("hint.key-in-email")
    } else if looks_like_secret(value) {
        wrong("hint.secret-in-email")
    } else if value
        .trim_start_matches('+')
        .bytes()
        .all(|b| b.is_ascii_digit() || b == b'-')
    {
        // A numeric Mi ID signs in to the site, and the query then succeeds without finding an app [1 client].
        wrong("hint.mi-id")
    } else {
        wrong("hint.not-an-email")
    }
}

fn privacy_url(value: &str) -> Hint {
    if value.starts_with("https://") || value.starts_with("http://") {
        good("hint.address")
    } else {
        wrong("hint.not-an-address")
    }
}

/// AppID (17 to 20 digits), AppKey (about 13) and AppSecret (24 characters of base64) of the app's page [1 client + general].
fn app_value(value: &str) -> Option<Hint> {
    let is_secret = (20..=28).contains(&value.len())
        && value.ends_with("==")
        && paste::base64_bytes(value).is_some();
    match value.len() {
        17..=20 if paste::is_digits(value) => Some(wrong("hint.app-id")),
        11..=16 if paste::is_digits(value) => Some(wrong("hint.app-key")),
        _ if is_secret => Some(wrong("hint.app-secret")),
        _ => None,
    }
}

/// 私钥: a public example has 50 lower-case letters and digits, and a recorded request agrees with that length.
fn looks_like_secret(value: &str) -> bool {
    (40..=70).contains(&value.len())
        && value
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        && value.bytes().any(|b| b.is_ascii_lowercase())
}

fn good(key: &str) -> Hint {
    Hint::Good(Sentence::new(key))
}

fn wrong(key: &str) -> Hint {
    Hint::Wrong(Sentence::new(key))
}

/// Why no key could be taken from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    NotAKey,
    CutOff,
    NotRsa,
    TooShort,
}

/// Xiaomi's public key, from whichever form it came in.
#[derive(Clone, Debug)]
pub(super) struct KeyFile {
    pub(super) key: RsaPublicKey,
    /// Whose certificate it is; `None` for a bare public key.
    pub(super) subject: Option<String>,
    /// RFC 3339; the certificate only carries the key, so an old one may still work.
    pub(super) not_after: Option<String>,
    label: &'static str,
    der: Vec<u8>,
}

impl KeyFile {
    /// PEM certificate or public key, also flattened or with foreign line ends; base64 of either, or of the DER inside. A
    /// binary file comes as its base64.
    pub(super) fn read(text: &str) -> Result<Self, Unreadable> {
        let text = paste::trimmed(text);
        if let Some(block) = paste::pem(text) {
            return Self::from_der(block.der);
        }
        if text.contains("BEGIN ") {
            return Err(Unreadable::CutOff);
        }
        let bytes = paste::base64_bytes(text).ok_or(Unreadable::NotAKey)?;
        match std::str::from_utf8(&bytes) {
            Ok(inner) if inner.contains("BEGIN ") => {
                Self::from_der(paste::pem(inner).ok_or(Unreadable::CutOff)?.der)
            }
            _ => Self::from_der(bytes),
        }
    }

    fn from_der(der: Vec<u8>) -> Result<Self, Unreadable> {
        // A DER structure starts with SEQUENCE.
        if der.first() != Some(&0x30) {
            return Err(Unreadable::NotAKey);
        }
        let file = match Certificate::from_der(&der) {
            Ok(certificate) => {
                let inside = &certificate.tbs_certificate;
                let info = inside
                    .subject_public_key_info
                    .to_der()
                    .map_err(|_| Unreadable::NotAKey)?;
                Self {
                    key: RsaPublicKey::from_public_key_der(&info)
                        .map_err(|_| Unreadable::NotRsa)?,
                    subject: Some(inside.subject.to_string()),
                    not_after: Some(inside.validity.not_after.to_string()),
                    label: "CERTIFICATE",
                    der,
                }
            }
            Err(_) => Self {
                key: RsaPublicKey::from_public_key_der(&der).map_err(|_| refused(&der))?,
                subject: None,
                not_after: None,
                label: "PUBLIC KEY",
                der,
            },
        };
        if file.key.size() < SMALLEST {
            Err(Unreadable::TooShort)
        } else {
            Ok(file)
        }
    }

    fn normal_form(&self) -> String {
        paste::armoured(self.label, &self.der)
    }
}

/// Tells a key of another kind from something that is no key, and both from a text that was cut.
fn refused(der: &[u8]) -> Unreadable {
    use rsa::pkcs8::spki::SubjectPublicKeyInfoRef;
    if SubjectPublicKeyInfoRef::try_from(der).is_ok() {
        return Unreadable::NotRsa;
    }
    // SEQUENCE with a two-byte length that reaches beyond the end.
    match der {
        [0x30, 0x82, high, low, rest @ ..]
            if usize::from(*high) * 256 + usize::from(*low) > rest.len() =>
        {
            Unreadable::CutOff
        }
        _ => Unreadable::NotAKey,
    }
}

#[cfg(test)]
mod tests;
