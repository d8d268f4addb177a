//! The one error that crosses crate borders in the engine.

use std::{collections::BTreeMap, time::Duration};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::{Sentence, text::clean};

/// What went wrong, what the store said, what to do next, and whether trying again can help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub kind: ProblemKind,
    /// The store's own code and words, if a store spoke.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
    /// What to do next: a key of the store's words or of the general words.
    pub advice: Sentence,
    pub retry: Retry,
    /// The step during which it happened; filled in by the runner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The earlier step from which a person's retry begins again, because what that step left at the store is what failed
    /// here. `None`: the retry repeats the failed step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redo: Option<String>,
    /// What in the draft mends it, where the sentence's key does not tell: `listing:<field id>`, `ask:<id>`, `notes:<language>`,
    /// or a page of the wizard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The chain of causes, outermost first, without secrets. For the record, not for the first line on screen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<String>,
}

impl Problem {
    pub fn new(kind: ProblemKind, advice: Sentence) -> Self {
        Self {
            kind,
            said: None,
            advice,
            retry: Retry::No,
            step: None,
            redo: None,
            about: None,
            source: Vec::new(),
        }
    }

    #[must_use]
    pub fn said(mut self, said: Said) -> Self {
        self.said = Some(said);
        self
    }

    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Repeating the failed step alone cannot help: see [`Problem::redo`].
    #[must_use]
    pub fn redo(mut self, step: impl Into<String>) -> Self {
        self.redo = Some(step.into());
        self
    }

    /// See [`Problem::about`].
    #[must_use]
    pub fn about(mut self, what: impl Into<String>) -> Self {
        self.about = Some(what.into());
        self
    }

    /// Keeps the whole chain of causes as text.
    #[must_use]
    pub fn because(mut self, error: &(dyn std::error::Error + 'static)) -> Self {
        let mut next = Some(error);
        while let Some(cause) = next {
            self.source.push(clean(&cause.to_string()));
            next = cause.source();
        }
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:?}: {}", self.kind, self.advice.key)
    }
}

impl std::error::Error for Problem {}

/// What code may act on. A kind is added only when somebody acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    BadCredentials,
    NotAllowed,
    NotFound,
    BadArtifact,
    /// The store understood and said no.
    Refused,
    AlreadyThere,
    TooMany,
    StoreDown,
    Network,
    TimedOut,
    Cancelled,
    /// It may or may not have happened.
    Unclear,
    /// A mistake of the person's input, found before anything was sent.
    BadInput,
    /// Slipway's own fault.
    Ours,
}

/// Whether trying again can help; where the store answered, this rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "when")]
pub enum Retry {
    Now,
    After { wait: Duration },
    AfterLooking,
    No,
}

/// A store's own code and words, safe to keep and to show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// `204144660`, `-20014`, `HTTP 403`.
    pub code: String,
    pub words: String,
}

impl Said {
    /// Most bytes of a store's answer that are kept.
    pub const CAP: usize = 64 * 1024;

    /// The only way to make one. Caps at 64 KiB, removes control and bidi-override characters, and blanks the secrets
    /// in play wherever they stand in plain, percent-encoded, base64 or hex form. Nothing else is changed.
    pub fn new(code: impl Into<String>, words: &[u8], secrets: &[SecretString]) -> Self {
        let capped = words.get(..Self::CAP).unwrap_or(words);
        let text = clean(&String::from_utf8_lossy(capped));
        Self {
            code: blank(clean(&code.into()), secrets),
            words: blank(text, secrets),
        }
    }
}

const BLANK: &str = "•••";

fn blank(mut text: String, secrets: &[SecretString]) -> String {
    for secret in secrets {
        let plain = secret.expose_secret();
        // Shorter values would blank ordinary words; no store issues them.
        if plain.len() < 6 {
            continue;
        }
        for form in forms(plain) {
            if text.contains(&form) {
                text = text.replace(&form, BLANK);
            }
        }
    }
    text
}

/// How a secret may look inside an echo.
fn forms(plain: &str) -> Vec<String> {
    let bytes = plain.as_bytes();
    let percent: String = bytes
        .iter()
        .map(|&b| {
            if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
                (b as char).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    let json = serde_json::to_string(plain).unwrap_or_default();
    let json = json.trim_matches('"').to_owned();
    vec![
        plain.to_owned(),
        json,
        percent.replace("%20", "+"),
        percent.to_lowercase(),
        percent,
        STANDARD.encode(bytes),
        URL_SAFE_NO_PAD.encode(bytes),
        hex::encode(bytes),
        hex::encode_upper(bytes),
    ]
}

/// Arguments for a sentence, written where a problem is made.
pub fn args<const N: usize>(pairs: [(&str, String); N]) -> BTreeMap<String, String> {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Said, SecretString};

    #[test]
    fn blanks_secrets_in_every_form() {
        let secret = SecretString::from("s3cret/+value");
        let text = b"a s3cret/+value b s3cret%2F%2Bvalue c 733363726574 czNjcmV0Lyt2YWx1ZQ== d 7333637265742f2b76616c7565\x1b";
        let said = Said::new("1", text, &[secret]);
        assert_eq!(said.words, "a ••• b ••• c 733363726574 ••• d •••");
    }

    #[test]
    fn caps_the_words() {
        assert_eq!(
            Said::new("1", &vec![b'x'; 100_000], &[]).words.len(),
            Said::CAP
        );
    }
}
