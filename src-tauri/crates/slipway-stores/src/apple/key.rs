//! The `.p8` key in every form in which people paste it, and what else they paste in its place.

use p256::{
    SecretKey,
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding},
};

use crate::paste;

/// OIDs as they stand in DER: RSA, and curves that are not P-256.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
const P521: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x23];
const K256: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x0a];
/// Begins the DER of a PKCS#12 container with its version, or of a signed message: `.p12`, `.mobileprovision`.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];

/// What a text is, in the field of the key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// In its usual form: PKCS#8 PEM.
    Key(String),
    /// fastlane's file, with all three values [official form of that tool].
    ApiKeyFile {
        key_id: String,
        issuer_id: Option<String>,
        key: String,
    },
    Certificate,
    PublicKey,
    RsaKey,
    EncryptedKey,
    OtherCurve,
    /// `.p12`, `.mobileprovision`, `.cer`: for signing the app.
    SigningFile,
    /// A key by its dress, with nothing usable inside.
    Damaged,
    /// Neither.
    Other,
}

/// Reads it. Lines may be broken in any way, quotes and base64 around the whole are taken off.
pub(super) fn recognise(text: &str) -> Seen {
    let text = unquoted(text);
    if let Some(object) = paste::json_object(text) {
        let member = |name: &str| paste::member(&object, name);
        return match (member("key_id"), member("key")) {
            (Some(key_id), Some(key)) => match recognise_plain(&key) {
                Seen::Key(key) => Seen::ApiKeyFile {
                    key_id,
                    issuer_id: member("issuer_id"),
                    key,
                },
                other => other,
            },
            _ => Seen::Other,
        };
    }
    recognise_plain(text)
}

fn recognise_plain(text: &str) -> Seen {
    if let Some(block) = paste::pem(text) {
        return match block.label.as_str() {
            "PRIVATE KEY" | "EC PRIVATE KEY" => read(&block.der).unwrap_or(Seen::Damaged),
            "RSA PRIVATE KEY" => Seen::RsaKey,
            "ENCRYPTED PRIVATE KEY" => Seen::EncryptedKey,
            "PUBLIC KEY" => Seen::PublicKey,
            label if label.contains("CERTIFICATE") => Seen::Certificate,
            _ => Seen::Other,
        };
    }
    if text.contains("PRIVATE KEY") {
        return Seen::Damaged;
    }
    if text.contains("BEGIN ") {
        return Seen::Other;
    }
    let Some(bytes) = paste::base64_bytes(&text.replace("\\n", "")) else {
        return Seen::Other;
    };
    // Base64 of the whole text, as build servers keep it.
    if let Ok(inner) = std::str::from_utf8(&bytes)
        && inner.contains("-----BEGIN")
    {
        return recognise_plain(inner);
    }
    if let Some(seen) = read(&bytes) {
        return seen;
    }
    match bytes.first() {
        Some(0x30) if holds(&bytes, SIGNED_DATA) => Seen::SigningFile,
        // Other DER: a certificate, most likely.
        Some(0x30) if bytes.len() > 256 => Seen::SigningFile,
        Some(0x30) => Seen::Damaged,
        _ => Seen::Other,
    }
}

/// A private key in PKCS#8, with or without its public part, or in SEC1, brought into the usual form.
fn read(der: &[u8]) -> Option<Seen> {
    let key = SecretKey::from_pkcs8_der(der)
        .ok()
        .or_else(|| SecretKey::from_sec1_der(der).ok());
    if let Some(key) = key {
        let text = key.to_pkcs8_pem(LineEnding::LF).ok()?;
        return Some(Seen::Key(text.to_string()));
    }
    if holds(der, RSA) && !holds(der, SIGNED_DATA) && der.get(4) == Some(&2) {
        return Some(Seen::RsaKey);
    }
    if [P384, P521, K256].iter().any(|curve| holds(der, curve)) {
        return Some(Seen::OtherCurve);
    }
    // `SubjectPublicKeyInfo` begins with its algorithm, a private key with its version.
    (der.get(2) == Some(&0x30) && holds(der, EC) && der.len() < 256).then_some(Seen::PublicKey)
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Without spaces around it and without one pair of quotes.
pub(super) fn unquoted(text: &str) -> &str {
    let text = paste::trimmed(text);
    for quote in ['"', '\'', '“', '‘'] {
        let close = match quote {
            '“' => '”',
            '‘' => '’',
            same => same,
        };
        if let Some(inner) = text
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(close))
        {
            return paste::trimmed(inner);
        }
    }
    text
}

/// `AuthKey_2X9R4HXF34.p8` of a team, `ApiKey_7YH2Q8ZK3M.p8` of one person [official].
pub(super) struct FileName<'a> {
    pub(super) key_id: &'a str,
    pub(super) is_individual: bool,
}

impl<'a> FileName<'a> {
    pub(super) fn read(name: &'a str) -> Option<Self> {
        let stem = name.strip_suffix(".p8")?;
        let (key_id, is_individual) = match stem.strip_prefix("AuthKey_") {
            Some(id) => (id, false),
            None => (stem.strip_prefix("ApiKey_")?, true),
        };
        is_key_id(key_id).then_some(Self {
            key_id,
            is_individual,
        })
    }
}

/// Ten capital letters and digits [official].
pub(super) fn is_key_id(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use serde_json::json;

    use super::{FileName, Seen, recognise, unquoted};
    use crate::{apple::vectors, paste};

    fn body(pem: &str) -> String {
        pem.lines().filter(|line| !line.starts_with('-')).collect()
    }

    /// PKCS#8 of the key without its public part, which is valid too.
    fn without_public() -> Vec<u8> {
        let scalar = hex::decode(vectors::text("key", "d")).unwrap();
        let mut der =
            hex::decode("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420")
                .unwrap();
        der.extend(scalar);
        der
    }

    #[test]
    fn a_key_is_read_in_every_dress() {
        let (pkcs8, sec1) = (vectors::pkcs8(), vectors::sec1());
        let bare = body(&pkcs8);
        assert!(bare.starts_with("MIGHAgEAMBMGByqGSM49"), "{bare}");
        for text in [
            pkcs8.clone(),
            sec1.clone(),
            pkcs8.replace('\n', "\\n"),
            pkcs8.replace('\n', "\r\n"),
            format!("  \"{}\"  ", pkcs8.replace('\n', "\\n")),
            format!("'{sec1}'"),
            STANDARD.encode(&pkcs8),
            STANDARD.encode(&sec1),
            bare,
            body(&sec1),
            paste::armoured("PRIVATE KEY", &without_public()),
        ] {
            assert_eq!(
                recognise(&text),
                Seen::Key(pkcs8.clone()),
                "{}",
                &text[..24]
            );
        }
    }

    #[test]
    fn the_public_point_belongs_to_the_scalar() {
        use p256::elliptic_curve::sec1::ToEncodedPoint as _;
        let point = vectors::key().public_key().to_encoded_point(false);
        assert_eq!(hex::encode(point.x().unwrap()), vectors::text("key", "x"));
        assert_eq!(hex::encode(point.y().unwrap()), vectors::text("key", "y"));
    }

    #[test]
    fn fastlanes_file_brings_all_three() {
        let file = |issuer: serde_json::Value| {
            json!({"key_id": "2X9R4HXF34", "issuer_id": issuer, "key": vectors::pkcs8(), "duration": 1200, "in_house": false}).to_string()
        };
        let read = |issuer_id: Option<&str>| Seen::ApiKeyFile {
            key_id: "2X9R4HXF34".into(),
            issuer_id: issuer_id.map(str::to_owned),
            key: vectors::pkcs8(),
        };
        assert_eq!(
            recognise(&file(json!("57246542-96fe"))),
            read(Some("57246542-96fe"))
        );
        assert_eq!(recognise(&STANDARD.encode(file(json!(null)))), read(None));
        assert_eq!(recognise("{\"key_id\":\"x\"}"), Seen::Other);
    }

    #[test]
    fn what_is_something_else_is_named() {
        let der = |hex: &str| hex::decode(hex).unwrap();
        let long = |head: &str| [der(head), vec![0; 300]].concat();
        let pem = |label: &str| paste::armoured(label, &[0x30, 3, 2, 1, 0]);
        for (text, expected) in [
            (pem("CERTIFICATE"), Seen::Certificate),
            (pem("PUBLIC KEY"), Seen::PublicKey),
            (pem("RSA PRIVATE KEY"), Seen::RsaKey),
            (pem("ENCRYPTED PRIVATE KEY"), Seen::EncryptedKey),
            (pem("PRIVATE KEY"), Seen::Damaged),
            // A key on P-384 by its curve, an RSA key by its algorithm.
            (
                paste::armoured(
                    "PRIVATE KEY",
                    &der("30100201003010060 72a8648ce3d020106052b81040022"
                        .replace(' ', "")
                        .as_str()),
                ),
                Seen::OtherCurve,
            ),
            (
                paste::armoured(
                    "PRIVATE KEY",
                    &der("3082010002010030 0d06092a864886f70d0101010500"
                        .replace(' ', "")
                        .as_str()),
                ),
                Seen::RsaKey,
            ),
            (
                STANDARD.encode(long("3082020106092a864886f70d010702")),
                Seen::SigningFile,
            ),
            (
                STANDARD.encode(long("3082020130820100a003020102")),
                Seen::SigningFile,
            ),
            ("-----BEGIN PRIVATE KEY-----\nMIGH".into(), Seen::Damaged),
            ("hello".into(), Seen::Other),
            (String::new(), Seen::Other),
        ] {
            assert_eq!(recognise(&text), expected, "{text}");
        }
    }

    #[test]
    fn one_pair_of_quotes_is_taken_off() {
        for text in ["\"x\"", " 'x' ", "“x”", "x", "\" x \""] {
            assert_eq!(unquoted(text), "x", "{text}");
        }
        assert_eq!(unquoted("\"x"), "\"x");
    }

    #[test]
    fn a_file_name_tells_the_key() {
        for (name, told) in [
            ("AuthKey_2X9R4HXF34.p8", Some(("2X9R4HXF34", false))),
            ("ApiKey_7YH2Q8ZK3M.p8", Some(("7YH2Q8ZK3M", true))),
            ("SubscriptionKey_2X9R4HXF34.p8", None),
            ("AuthKey_2x9r4hxf34.p8", None),
            ("AuthKey_2X9R4HXF34 (1).p8", None),
        ] {
            let read = FileName::read(name).map(|file| (file.key_id, file.is_individual));
            assert_eq!(read, told, "{name}");
        }
    }
}
