//! A signer's certificate: what a person reads about it and its fingerprints. Fingerprints are over the bytes as they stand in the
//! file, so they are right even when the inside cannot be read.

use jiff::civil::DateTime;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use slipway_model::{Signer, Tristate, text::clean_line};

use crate::sign::{
    asn1::{Value, Values, tag},
    key::{PublicKey, dotted},
};

/// The parts of an X.509 certificate that matter here (RFC 5280).
#[derive(Clone, Copy, Debug)]
pub(super) struct Certificate<'a> {
    /// With tag and length, for comparison byte by byte.
    pub(super) issuer: &'a [u8],
    pub(super) serial: &'a [u8],
    subject: Value<'a>,
    not_after: Value<'a>,
    /// SubjectPublicKeyInfo with tag and length.
    pub(super) spki: &'a [u8],
}

impl<'a> Certificate<'a> {
    pub(super) fn parse(der: &'a [u8]) -> Option<Self> {
        let mut outer = Values::new(der).tagged(tag::SEQUENCE)?.inside();
        let mut fields = outer.tagged(tag::SEQUENCE)?.inside();
        let _version = fields.tagged(tag::context(0));
        let serial = fields.tagged(tag::INTEGER)?.body;
        let _algorithm = fields.tagged(tag::SEQUENCE)?;
        let issuer = fields.tagged(tag::SEQUENCE)?.raw;
        let mut validity = fields.tagged(tag::SEQUENCE)?.inside();
        let _not_before = validity.next()?;
        Some(Self {
            issuer,
            serial,
            subject: fields.tagged(tag::SEQUENCE)?,
            not_after: validity.next()?,
            spki: fields.tagged(tag::SEQUENCE)?.raw,
        })
    }
}

/// What the build report says about a signer.
pub(super) fn signer(
    scheme: &str,
    sdk_range: Option<(u32, u32)>,
    der: &[u8],
    certificate: Option<Certificate<'_>>,
    verified: Tristate,
) -> Signer {
    let key = certificate.and_then(|certificate| PublicKey::parse(certificate.spki));
    let subject = certificate.map(|certificate| name(certificate.subject));
    Signer {
        scheme: scheme.to_owned(),
        sdk_range,
        der: der.to_vec(),
        is_debug: subject.as_deref().is_some_and(is_debug),
        subject: subject.unwrap_or_default(),
        not_after: certificate
            .and_then(|certificate| instant(certificate.not_after))
            .map(|end| format!("{end}Z"))
            .unwrap_or_default(),
        key_type: key.map(|key| key.kind()).unwrap_or_default(),
        key_bits: key.map(|key| key.bits()).unwrap_or_default(),
        sha256: hex::encode(Sha256::digest(der)),
        sha1: hex::encode(Sha1::digest(der)),
        md5: hex::encode(Md5::digest(der)),
        verified,
    }
}

/// Android's tools make their debug key under this name.
fn is_debug(subject: &str) -> bool {
    subject.split(", ").any(|part| part == "CN=Android Debug")
}

/// `CN=Example, O=Example Ltd, C=CN`: the most specific first, as RFC 4514 and Java write it.
fn name(subject: Value<'_>) -> String {
    let mut parts: Vec<String> = subject
        .inside()
        .take_while(|set| set.tag == tag::SET)
        .map(|set| {
            let attributes: Vec<String> = set.inside().filter_map(attribute).collect();
            attributes.join(" + ")
        })
        .collect();
    parts.reverse();
    clean_line(&parts.join(", "))
}

fn attribute(pair: Value<'_>) -> Option<String> {
    let mut fields = pair.inside();
    let oid = fields.tagged(tag::OID)?.body;
    let value = fields.next()?;
    Some(format!("{}={}", short_name(oid), text(value)))
}

fn short_name(oid: &[u8]) -> String {
    let known = match oid {
        [0x55, 4, 3] => "CN",
        [0x55, 4, 5] => "SERIALNUMBER",
        [0x55, 4, 6] => "C",
        [0x55, 4, 7] => "L",
        [0x55, 4, 8] => "ST",
        [0x55, 4, 9] => "STREET",
        [0x55, 4, 10] => "O",
        [0x55, 4, 11] => "OU",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1] => "EMAILADDRESS",
        other => return dotted(other),
    };
    known.to_owned()
}

/// The string types of X.520: UTF-16 for BMPString, bytes as Latin letters where they are no UTF-8.
fn text(value: Value<'_>) -> String {
    const BMP_STRING: u8 = 0x1e;
    if value.tag == BMP_STRING {
        let units = value
            .body
            .chunks_exact(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        return char::decode_utf16(units)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
    }
    match std::str::from_utf8(value.body) {
        Ok(text) => text.to_owned(),
        Err(_) => value.body.iter().map(|&byte| char::from(byte)).collect(),
    }
}

/// UTCTime `YYMMDDHHMM[SS]Z` or GeneralizedTime `YYYYMMDDHHMMSSZ`. Offsets, which RFC 5280 forbids, are not read.
fn instant(time: Value<'_>) -> Option<DateTime> {
    let text = std::str::from_utf8(time.body).ok()?.strip_suffix('Z')?;
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match time.tag {
        tag::GENERALIZED_TIME => (text.get(..4)?.parse().ok()?, text.get(4..)?),
        tag::UTC_TIME => {
            let short: i16 = text.get(..2)?.parse().ok()?;
            // RFC 5280: below 50 is this century.
            (short + if short < 50 { 2000 } else { 1900 }, text.get(2..)?)
        }
        _ => return None,
    };
    let field = |at: usize| rest.get(at..at + 2)?.parse::<i8>().ok();
    let second = field(8).unwrap_or(0);
    DateTime::new(year, field(0)?, field(2)?, field(4)?, field(6)?, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::{Value, instant, is_debug, tag, text};

    #[test]
    fn reads_both_kinds_of_time() {
        let read = |tag, body: &str| {
            let body = body.as_bytes();
            let time = Value {
                tag,
                body,
                raw: body,
            };
            instant(time).map(|end| format!("{end}Z"))
        };
        assert_eq!(
            read(tag::UTC_TIME, "490101000000Z").unwrap(),
            "2049-01-01T00:00:00Z"
        );
        assert_eq!(
            read(tag::UTC_TIME, "9901010000Z").unwrap(),
            "1999-01-01T00:00:00Z"
        );
        assert_eq!(
            read(tag::GENERALIZED_TIME, "99991231235959Z").unwrap(),
            "9999-12-31T23:59:59Z"
        );
        assert_eq!(read(tag::UTC_TIME, "991301000000Z"), None);
        assert_eq!(read(tag::UTC_TIME, "9Z"), None);
        assert_eq!(read(tag::UTC_TIME, "滑道Z"), None);
    }

    #[test]
    fn reads_chinese_names_in_two_encodings() {
        let decode = |tag, body: &'static [u8]| {
            text(Value {
                tag,
                body,
                raw: body,
            })
        };
        assert_eq!(decode(0x0c, "滑道".as_bytes()), "滑道");
        assert_eq!(decode(0x1e, &[0x6e, 0xd1, 0x90, 0x53]), "滑道");
        assert_eq!(decode(0x14, b"M\xfcller"), "Müller");
    }

    #[test]
    fn only_the_tools_own_name_is_debug() {
        assert!(is_debug("CN=Android Debug, O=Android, C=US"));
        assert!(!is_debug("CN=Android Debug Team, O=Android"));
    }
}
