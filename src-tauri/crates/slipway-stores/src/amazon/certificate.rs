//! The certificate that DevTest is told: the whole X.509 certificate that signs what is tested, never a fingerprint and never a private
//! key. Amazon signs published packages anew with a key of its own, so what the console shows as the app's hashes is another one.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rsa::{RsaPublicKey, pkcs8::DecodePublicKey as _, traits::PublicKeyParts as _};
use slipway_model::{Build, Order, Problem, ProblemKind, Sentence, Signer};
use x509_cert::{
    Certificate as X509,
    der::{Decode as _, Encode as _, oid::ObjectIdentifier},
};

use crate::paste;

/// RFC 5480.
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const CURVES: &[(&str, &str)] = &[
    ("1.2.840.10045.3.1.7", "P-256"),
    ("1.3.132.0.34", "P-384"),
    ("1.3.132.0.35", "P-521"),
];
/// RFC 8017.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// What Fire OS 8 looks at: Android 11 [general knowledge, inferred]. It does not look at a key that was rotated for Android 13.
const FIRE_OS: u32 = 30;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Certificate {
    pub(super) der: Vec<u8>,
    /// `EC P-384`, `RSA 2048`.
    pub(super) key: String,
    /// What Amazon documents for DevTest; whether others are taken is not established.
    pub(super) is_ec: bool,
    pub(super) subject: String,
}

/// The one that was given, else the build's.
///
/// # Errors
/// When there is none, or what was given is another thing.
pub(super) fn of(order: &Order) -> Result<Certificate, Problem> {
    let refuse = |key: &str| {
        Err(Problem::new(ProblemKind::BadInput, Sentence::new(key)).about("certificate"))
    };
    let given = order.testing.certificate.as_deref().map(paste::trimmed);
    let der = match given.filter(|text| !text.is_empty()) {
        Some(text) => match given_der(text) {
            Ok(der) => der,
            Err(key) => return refuse(key),
        },
        None => match order.build().and_then(signer) {
            Some(signer) => signer.der.clone(),
            None => return refuse("problem.no-certificate"),
        },
    };
    match read(der) {
        Some(certificate) => Ok(certificate),
        None => refuse("problem.certificate-unreadable"),
    }
}

/// PEM, or the base64 of the DER.
fn given_der(text: &str) -> Result<Vec<u8>, &'static str> {
    if text.contains("PRIVATE KEY") {
        return Err("problem.private-key");
    }
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ':')
        .collect();
    if paste::is_hex(&plain) && [32, 40, 64].contains(&plain.len()) {
        return Err("problem.fingerprint");
    }
    let block = paste::pem(text);
    if block.is_none() && text.contains("-----BEGIN") {
        return Err("problem.certificate-unreadable");
    }
    match block {
        Some(block) if block.label.contains("CERTIFICATE") => Ok(block.der),
        Some(_) => Err("problem.certificate-unreadable"),
        None => paste::base64_bytes(text).ok_or("problem.certificate-unreadable"),
    }
}

/// The signer that the devices under test look at: of the third scheme where its range fits, else of the second, else of the first.
pub(super) fn signer(build: &Build) -> Option<&Signer> {
    let of = |scheme: &str| {
        let fits = |signer: &&Signer| {
            let fits = signer
                .sdk_range
                .is_none_or(|(from, to)| (from..=to).contains(&FIRE_OS));
            signer.scheme == scheme && fits
        };
        build.signers.iter().find(fits)
    };
    of("v3")
        .or_else(|| of("v2"))
        .or_else(|| of("v1"))
        .or_else(|| build.signers.first())
}

fn read(der: Vec<u8>) -> Option<Certificate> {
    let x509 = X509::from_der(&der).ok()?;
    let key = &x509.tbs_certificate.subject_public_key_info;
    let is_ec = key.algorithm.oid == EC;
    let shown = if is_ec {
        let curve = key.algorithm.parameters.as_ref();
        let curve = curve.and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
        let name = curve.map(|curve| {
            let curve = curve.to_string();
            let known = CURVES.iter().find(|(oid, _)| *oid == curve);
            known.map_or(curve.clone(), |(_, name)| (*name).to_owned())
        });
        format!("EC {}", name.unwrap_or_default()).trim().to_owned()
    } else if key.algorithm.oid == RSA {
        let bits = key
            .to_der()
            .ok()
            .and_then(|der| RsaPublicKey::from_public_key_der(&der).ok())
            .map(|key| key.n().bits().to_string());
        format!("RSA {}", bits.unwrap_or_default())
            .trim()
            .to_owned()
    } else {
        key.algorithm.oid.to_string()
    };
    Some(Certificate {
        key: shown,
        is_ec,
        subject: x509.tbs_certificate.subject.to_string(),
        der,
    })
}

impl Certificate {
    /// As it is sent: PEM with lines of 64 characters, or one line of base64. Which of the two Amazon wants is not established; the
    /// page's own recipe makes PEM [official, inferred for the field].
    pub(super) fn written(&self, as_der: bool) -> String {
        if as_der {
            STANDARD.encode(&self.der)
        } else {
            paste::armoured("CERTIFICATE", &self.der)
        }
    }

    pub(super) fn sha256(&self) -> String {
        use sha2::Digest as _;
        hex::encode(sha2::Sha256::digest(&self.der))
    }
}

#[cfg(test)]
mod tests;
