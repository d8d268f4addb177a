//! What pasted text looks like, before any store judges it: armour, base64, JSON, and the shapes that people confuse.
//! No store's rule is here; a store's `credentials.rs` asks these questions and says what the answer means.

use base64::{
    Engine as _,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use serde_json::{Map, Value};

const TOLERANT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const PLAIN: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, TOLERANT);
const URL: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::URL_SAFE, TOLERANT);

/// Without byte order mark, zero-width characters and the spaces and line ends around it.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\0')
}

/// The bytes behind base64 in either alphabet, padded or not, wrapped or not.
pub(crate) fn base64_bytes(text: &str) -> Option<Vec<u8>> {
    let compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .collect();
    if compact.is_empty() {
        return None;
    }
    PLAIN
        .decode(&compact)
        .or_else(|_| URL.decode(&compact))
        .ok()
}

/// A JSON object, as it is or as base64 of it.
pub(crate) fn json_object(text: &str) -> Option<Map<String, Value>> {
    let text = trimmed(text);
    let read = |text: &str| serde_json::from_str::<Map<String, Value>>(text).ok();
    if text.starts_with('{') {
        return read(text);
    }
    let inner = String::from_utf8(base64_bytes(text)?).ok()?;
    read(trimmed(&inner))
}

/// A member of a JSON object as text; numbers are taken too, because some files write ids without quotes.
pub(crate) fn member(object: &Map<String, Value>, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// One PEM block in its usual form: label and 64-character lines, whatever was done to its line ends.
/// `None` when there is no block or its inside is not base64.
pub(crate) fn pem(text: &str) -> Option<Pem> {
    let text = text.replace("\\r", "").replace("\\n", "\n");
    let (_, after) = text.split_once("-----BEGIN ")?;
    let (label, after) = after.split_once("-----")?;
    let (inside, _) = after.split_once("-----END")?;
    let der = base64_bytes(inside)?;
    Some(Pem {
        label: label.trim().to_owned(),
        der,
    })
}

/// The content of a PEM block.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pem {
    pub(crate) label: String,
    pub(crate) der: Vec<u8>,
}

/// DER bytes as a PEM block of that label.
pub(crate) fn armoured(label: &str, der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = tail;
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}

/// `someone@example.com`.
pub(crate) fn is_email(text: &str) -> bool {
    let text = trimmed(text);
    !text.contains(char::is_whitespace)
        && text.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && host.contains('.') && !host.contains('@')
        })
}

/// A value copied before the console revealed it: `ab****yz`, `••••••`.
pub(crate) fn is_masked(text: &str) -> bool {
    text.contains("***") || text.contains('•') || text.contains('●')
}

/// `com.example.app`: at least two dots or a dot between letters, nothing else than a package may hold.
pub(crate) fn is_package_name(text: &str) -> bool {
    let mut parts = 0;
    for part in text.split('.') {
        let mut letters = part.chars();
        if !letters.next().is_some_and(|c| c.is_ascii_alphabetic())
            || !letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
        {
            return false;
        }
        parts += 1;
    }
    parts >= 2
}

pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

pub(crate) fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::{
        armoured, base64_bytes, is_email, is_masked, is_package_name, json_object, member, pem,
        trimmed,
    };

    #[test]
    fn reads_base64_in_every_dress() {
        for text in ["+/8=", "+/8", "-_8=", "-_8", " +/\n8= "] {
            assert_eq!(base64_bytes(text).unwrap(), [0xfb, 0xff], "{text}");
        }
        assert_eq!(base64_bytes("  "), None);
        assert_eq!(base64_bytes("a*b"), None);
    }

    #[test]
    fn reads_json_raw_and_wrapped() {
        for text in [
            "{\"a\":\"x\"}",
            "\u{feff}{\"a\":\"x\"}\r\n",
            "eyJhIjoieCJ9",
            "eyJhIjoieCJ9\n",
        ] {
            assert_eq!(
                member(&json_object(text).unwrap(), "a").unwrap(),
                "x",
                "{text}"
            );
        }
        assert!(json_object("12345").is_none());
        assert!(json_object("[1]").is_none());
    }

    #[test]
    fn mends_the_lines_of_a_pem_block() {
        let bytes = [7_u8; 100];
        let proper = armoured("PRIVATE KEY", &bytes);
        assert!(proper.lines().all(|line| line.len() <= 64));
        for text in [
            proper.clone(),
            proper.replace('\n', "\r\n"),
            proper.replace('\n', " "),
            proper.replace('\n', "\\n"),
            proper.replace('\n', "\\r\\n"),
            format!("\u{feff}{}", proper.trim_end()),
        ] {
            let block = pem(&text).unwrap();
            assert_eq!(
                (block.label.as_str(), block.der.as_slice()),
                ("PRIVATE KEY", bytes.as_slice())
            );
        }
        assert_eq!(pem("-----BEGIN X-----\n!!\n-----END X-----"), None);
        assert_eq!(pem("no armour"), None);
    }

    #[test]
    fn knows_the_shapes_people_confuse() {
        assert!(is_email("release@example.com") && !is_email("release@") && !is_email("1@2"));
        assert!(is_masked("ab****yz") && is_masked("••••") && !is_masked("ab**yz"));
        assert!(
            is_package_name("com.example.app")
                && !is_package_name("1.2.3")
                && !is_package_name("com")
        );
        assert_eq!(trimmed("\u{feff} x \r\n"), "x");
    }
}
