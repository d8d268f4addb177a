//! The certificate of what is tested, from a file: PEM or DER. A certificate is public; a file that holds a private key is not read on.

use std::{fs::File, io::Read as _, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use slipway_model::{Language, Problem, ProblemKind, Sentence};

use crate::{
    World,
    release::plan::file_name,
    world::{Answer, Told as _},
};

/// Far more than any certificate has.
const LIMIT: u64 = 64 << 10;
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

impl World {
    /// Reads a certificate for a draft: its PEM, or the base64 of its DER.
    ///
    /// # Errors
    /// A file that cannot be read, is no certificate, or holds a private key.
    pub async fn read_certificate(&self, path: &Path, lang: Language) -> Answer<String> {
        read(path).told(lang)
    }
}

fn read(path: &Path) -> Result<String, Problem> {
    let refuse = |key: &str| {
        let says = Sentence::new(key).with("file", file_name(path));
        Problem::new(ProblemKind::BadInput, says)
    };
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LIMIT).read_to_end(&mut bytes));
    read.map_err(|error| refuse("testers.unreadable").because(&error))?;
    certificate(&bytes).map_err(refuse)
}

fn certificate(bytes: &[u8]) -> Result<String, &'static str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        if text.contains("PRIVATE KEY") {
            return Err("testers.private-key");
        }
        if let Some((_, rest)) = text.split_once(BEGIN) {
            let (inside, _) = rest.split_once(END).ok_or("testers.no-certificate")?;
            return Ok(format!("{BEGIN}{inside}{END}\n"));
        }
    }
    // DER of a certificate is a SEQUENCE with a length of two bytes. // X.690
    match bytes {
        [0x30, 0x82, ..] => Ok(STANDARD.encode(bytes)),
        _ => Err("testers.no-certificate"),
    }
}

#[cfg(test)]
mod tests {
    use super::certificate;

    #[test]
    fn a_certificate_is_taken_and_a_private_key_is_not() {
        let pem = "noise\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nmore";
        let found = certificate(pem.as_bytes()).unwrap();
        assert_eq!(
            found,
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
        );
        assert_eq!(certificate(b"\x30\x82\x01\x00").unwrap(), "MIIBAA==");
        let with_key = format!("{pem}\n-----BEGIN PRIVATE KEY-----");
        assert_eq!(certificate(with_key.as_bytes()), Err("testers.private-key"));
        assert_eq!(certificate(b"PK\x03\x04"), Err("testers.no-certificate"));
    }
}
