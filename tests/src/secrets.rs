//! Everything secret that practice gave away in a run, and the search for it: keys that a person copies, tokens and signatures that went
//! over the wire, in every form in which they could stand somewhere.

use serde_json::Value;
use slipway_practice::{HandedOut, Invitation};
use slipway_stores::stores;

/// A value that must appear nowhere.
pub struct Secret {
    pub store: String,
    /// A field of the credential form, or what practice calls it.
    pub what: String,
    /// A person copied it; else it went over the wire.
    pub is_key: bool,
    pub value: String,
}

/// The secret keys of every store in all their ways to sign in, and what practice handed out on the way.
///
/// # Panics
/// When practice has no keys for a store.
pub fn of_practice(invitation: &Invitation, handed: &[HandedOut]) -> Vec<Secret> {
    let mut secrets: Vec<Secret> = handed
        .iter()
        .map(|handed| Secret {
            store: handed.store.clone(),
            what: handed.what.clone(),
            is_key: false,
            value: handed.value.clone(),
        })
        .collect();
    for card in stores::all().iter().map(|store| store.card()) {
        let given = &invitation.stores[card.id];
        let keys = given.keys.iter().chain(&given.more_keys);
        for (field, value) in keys {
            // A field that no card has belongs to another environment of the store, with fields of the same names.
            let is_secret = card
                .fields
                .iter()
                .any(|it| it.secret && field.ends_with(it.id));
            let parts = if is_secret { parts(value) } else { Vec::new() };
            secrets.extend(parts.into_iter().map(|value| Secret {
                store: card.id.to_owned(),
                what: field.clone(),
                is_key: true,
                value,
            }));
        }
    }
    secrets
}

/// What is secret in a key: the text itself; of a key file the lines of its private key. A certificate is public.
fn parts(key: &str) -> Vec<String> {
    let text = match serde_json::from_str::<Value>(key) {
        Ok(file) if file.is_object() => file["private_key"].as_str().unwrap_or_default().to_owned(),
        _ => key.to_owned(),
    };
    if !text.contains("-----") {
        return vec![text];
    }
    // The first line names the kind of key, and is the same in every key of that kind; the last may be short.
    let lines = text
        .lines()
        .skip_while(|line| !line.contains("PRIVATE KEY"));
    let lines: Vec<&str> = lines.skip(2).collect();
    let inside = lines.iter().take_while(|line| !line.starts_with("-----"));
    inside
        .filter(|line| line.len() >= 24)
        .map(|line| (*line).to_owned())
        .collect()
}

/// No secret stands in any of these places, in any form.
///
/// # Panics
/// With the first that does.
pub fn appear_nowhere(secrets: &[Secret], places: &[(String, Vec<u8>)]) {
    // No form has anything but ASCII in it, and a text is searched fast.
    let texts: Vec<_> = places
        .iter()
        .map(|(place, bytes)| (place, String::from_utf8_lossy(bytes)))
        .collect();
    for secret in secrets {
        let Secret { store, what, .. } = secret;
        for form in forms(&secret.value) {
            for (place, text) in &texts {
                let holds = text.contains(&form);
                assert!(!holds, "{store} {what} stands in {place} as {form}");
            }
        }
    }
}

/// Plain, percent-encoded, hexadecimal, base64 (both alphabets) at each of its three alignments.
pub fn forms(secret: &str) -> Vec<String> {
    let bytes = secret.as_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = bytes
        .iter()
        .map(|&b| {
            if b.is_ascii_alphanumeric() {
                (b as char).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    let mut forms = vec![secret.to_owned(), hex.to_uppercase(), hex, percent];
    for skip in 0..3 {
        // Whole groups of three bytes keep their base64 wherever they stand.
        let middle = &bytes[(3 - skip) % 3..];
        let whole = &middle[..middle.len() / 3 * 3];
        if whole.len() >= 12 {
            let plus = base64(whole);
            forms.push(plus.replace('+', "-").replace('/', "_"));
            forms.push(plus);
        }
    }
    forms
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks(3)
        .flat_map(|chunk| {
            let word = chunk
                .iter()
                .fold(0u32, |word, &byte| word << 8 | u32::from(byte));
            [18, 12, 6, 0].map(|shift| LETTERS[(word >> shift & 63) as usize] as char)
        })
        .collect()
}
