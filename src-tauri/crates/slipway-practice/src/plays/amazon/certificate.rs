//! What `certificate` of a DevTest registration has to be: one whole X.509 certificate, not a fingerprint of one. Whether PEM or the bare
//! base64 of the DER is wanted is not established, so both are read, and knobs take either away.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use x509_cert::{Certificate as X509, der::Decode as _, der::oid::ObjectIdentifier};

use crate::plays::sink::Digester;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";
/// RFC 5480 and RFC 8017.
const EC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const RSA_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// A registered certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Certificate {
    /// Of the DER, lower-case hex.
    pub(super) sha256: String,
    pub(super) subject: String,
    pub(super) key: KeyKind,
}

/// What its public key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum KeyKind {
    /// What DevTest documents [official].
    #[serde(rename = "EC")]
    Ec,
    /// The usual case of Android apps; whether DevTest takes it is not established.
    #[serde(rename = "RSA")]
    Rsa,
    #[serde(rename = "other")]
    Other,
}

/// How it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Form {
    Pem,
    Base64Der,
}

/// The certificate in that text, or why there is none.
pub(super) fn read(text: &str) -> Result<(Certificate, Form), &'static str> {
    let text = text.trim();
    if text.contains("PRIVATE KEY") {
        return Err("a private key");
    }
    if is_fingerprint(text) {
        return Err("a hexadecimal fingerprint");
    }
    let (base64, form) = match text.strip_prefix(BEGIN) {
        Some(rest) => {
            let inside = rest.strip_suffix(END).ok_or("a PEM text without its end")?;
            if inside.contains("-----") {
                return Err("more than one PEM block");
            }
            let lines: String = inside.split_ascii_whitespace().collect();
            (lines, Form::Pem)
        }
        None => (text.to_owned(), Form::Base64Der),
    };
    let der = STANDARD.decode(base64).map_err(|_| "no base64")?;
    let parsed = X509::from_der(&der).map_err(|_| "no X.509 certificate")?;
    let mut digester = Digester::sha256();
    digester.update(&der);
    let algorithm = parsed.tbs_certificate.subject_public_key_info.algorithm.oid;
    let certificate = Certificate {
        sha256: digester.finish(),
        subject: parsed.tbs_certificate.subject.to_string(),
        key: match algorithm {
            EC_KEY => KeyKind::Ec,
            RSA_KEY => KeyKind::Rsa,
            _ => KeyKind::Other,
        },
    };
    Ok((certificate, form))
}

/// SHA-1 or SHA-256 in digits, with colons or without.
fn is_fingerprint(text: &str) -> bool {
    let digits = text.replace(':', "");
    matches!(digits.len(), 40 | 64) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::{Certificate, Form, KeyKind, read};

    const DEMO_SIGNER: &str = "abd0410c1dee0d11de8b54dbe27d3b9e2e7a21e9e0abad720d18df4405171943";

    /// The certificate that signed the demo build.
    fn demo() -> Vec<u8> {
        let (_folder, path) = crate::plays::by_hand::demo_on_disk();
        let build = slipway_artifact::inspect(&path, &mut |_| {}, &|| false).unwrap();
        build.signers.last().unwrap().der.clone()
    }

    fn base64(der: &[u8]) -> String {
        base64::Engine::encode(&super::STANDARD, der)
    }

    fn pem(der: &[u8]) -> String {
        let text = base64(der);
        let lines: Vec<&str> = text
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        format!("{}\n{}\n{}\n", super::BEGIN, lines.join("\n"), super::END)
    }

    #[test]
    fn both_forms_are_read() {
        let der = demo();
        let expected = Certificate {
            sha256: DEMO_SIGNER.to_owned(),
            subject: "CN=Slipway Demo,O=worthless for rehearsal".to_owned(),
            key: KeyKind::Ec,
        };
        assert_eq!(read(&base64(&der)), Ok((expected.clone(), Form::Base64Der)));
        assert_eq!(read(&pem(&der)), Ok((expected.clone(), Form::Pem)));
        let windows = pem(&der).replace('\n', "\r\n");
        assert_eq!(read(&windows), Ok((expected, Form::Pem)));
    }

    #[test]
    fn nothing_else_is() {
        let der = demo();
        let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
        let colons = DEMO_SIGNER
            .to_uppercase()
            .as_bytes()
            .chunks(2)
            .map(|pair| std::str::from_utf8(pair).unwrap().to_owned())
            .collect::<Vec<_>>()
            .join(":");
        for (text, why) in [
            (DEMO_SIGNER, "a hexadecimal fingerprint"),
            (&colons, "a hexadecimal fingerprint"),
            (&DEMO_SIGNER[..40], "a hexadecimal fingerprint"),
            (key, "a private key"),
            (&format!("{}{key}", pem(&der)), "a private key"),
            (&format!("{0}{0}", pem(&der)), "more than one PEM block"),
            (&base64(&der[..100]), "no X.509 certificate"),
            (super::BEGIN, "a PEM text without its end"),
            ("滑道", "no base64"),
            ("", "no X.509 certificate"),
        ] {
            assert_eq!(read(text), Err(why), "{text}");
        }
    }

    #[test]
    fn an_rsa_key_is_told_from_an_ec_key() {
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
        let made = rcgen::CertificateParams::default()
            .self_signed(&key)
            .unwrap();
        let (certificate, _) = read(&made.pem()).unwrap();
        assert_eq!(certificate.key, KeyKind::Rsa);
    }
}
