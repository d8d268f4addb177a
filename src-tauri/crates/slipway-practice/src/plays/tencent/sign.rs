//! The signature of a call: HMAC-SHA256 over the sorted raw parameters. A wrong one is tried
//! against the usual mistakes, so that the ledger can say more than the store does.

use super::{answer::Refusal, codes::WRONG_SIGN, form::Form};
use crate::plays::hmac;

/// Whether `sign` fits the other parameters. `sign` itself is there.
pub(super) fn check(secret: &str, form: &Form) -> Result<(), Refusal> {
    let sent = form.get("sign").unwrap_or_default();
    if sent == sign(secret, &message(form)) {
        return Ok(());
    }
    Err(WRONG_SIGN.because(mistake(secret, form, sent)))
}

/// Every parameter but `sign`, sorted by byte, raw values; an empty one stays as `key=`, as in the official sample.
pub(super) fn message(form: &Form) -> String {
    joined(form, |value| Some(value.to_owned()))
}

/// Lower-case hex [official].
pub(super) fn sign(secret: &str, message: &str) -> String {
    hmac::hex_sha256(secret.as_bytes(), message)
}

fn joined(form: &Form, written: impl Fn(&str) -> Option<String>) -> String {
    form.pairs()
        .filter(|(name, _)| *name != "sign")
        .filter_map(|(name, value)| Some(format!("{name}={}", written(value)?)))
        .collect::<Vec<_>>()
        .join("&")
}

/// Which usual mistake this is.
fn mistake(secret: &str, form: &Form, sent: &str) -> &'static str {
    let plus =
        |value: &str| url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>();
    let candidates = [
        (
            joined(form, |value| Some(plus(value))),
            "the values were URL-encoded before signing",
        ),
        (
            joined(form, |value| Some(plus(value).replace('+', "%20"))),
            "the values were URL-encoded before signing",
        ),
        (
            joined(form, |value| (!value.is_empty()).then(|| value.to_owned())),
            "a parameter without a value was sent but not signed",
        ),
        (
            joined(form, |value| Some(value.replace("\r\n", "\n"))),
            "newlines became CRLF after signing",
        ),
        (
            joined(form, |value| Some(value.trim().to_owned())),
            "the values were trimmed for signing and sent untrimmed",
        ),
    ];
    if sent.eq_ignore_ascii_case(&sign(secret, &message(form))) {
        return "the signature is in upper-case hex";
    }
    candidates
        .into_iter()
        .find(|(message, _)| sent == sign(secret, message))
        .map_or("another secret, or another text was signed", |(_, why)| why)
}

#[cfg(test)]
mod tests;
