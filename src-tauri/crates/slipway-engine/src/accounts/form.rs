//! Reading a picked key file. Key files are small: texts, or the bytes of a certificate. Anything else is another file.

use std::{fs::File, io::Read as _, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{SecretString, zeroize::Zeroize as _};
use slipway_model::{Problem, ProblemKind, Sentence, text::clean_line};

/// Far above any key file that a store hands out.
const LIMIT: u64 = 256 * 1024;

/// A certificate or key in DER is one ASN.1 SEQUENCE.
const SEQUENCE: u8 = 0x30;

/// The text of the file; of a binary certificate or key its base64, which every field takes as well.
///
/// # Errors
/// Not readable, too large for a key file, or neither text nor DER.
pub(super) fn read_key_file(path: &Path) -> Result<SecretString, Problem> {
    let file_name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy();
    let refuse = |key: &str| {
        Problem::new(
            ProblemKind::BadInput,
            Sentence::new(key).with("file", clean_line(&file_name)),
        )
    };
    let unreadable = |error: std::io::Error| refuse("account.file-unreadable").because(&error);
    let file = File::open(path).map_err(unreadable)?;
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(refuse("account.file-unreadable"));
    }
    let mut bytes = Vec::new();
    file.take(LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > LIMIT {
        bytes.zeroize();
        return Err(refuse("account.file-too-large"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SecretString::from(text)),
        Err(error) => {
            let mut bytes = error.into_bytes();
            let text = (bytes.first() == Some(&SEQUENCE))
                .then(|| SecretString::from(STANDARD.encode(&bytes)));
            bytes.zeroize();
            text.ok_or_else(|| refuse("account.file-not-text"))
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::{LIMIT, read_key_file};

    #[test]
    fn takes_a_small_text_or_der_and_names_what_else_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let good = read_key_file(&write("key.json", b"{\"a\":1}")).unwrap();
        assert_eq!(good.expose_secret(), "{\"a\":1}");
        let der = read_key_file(&write("key.cer", &[0x30, 0x82, 0xff, 0x00])).unwrap();
        assert_eq!(der.expose_secret(), "MIL/AA==");
        let key = |path: &std::path::Path| read_key_file(path).unwrap_err().advice.key;
        assert_eq!(key(&write("a.apk", &[0xff; 10])), "account.file-not-text");
        assert_eq!(
            key(&write("big", &vec![b'x'; LIMIT as usize + 1])),
            "account.file-too-large"
        );
        assert_eq!(key(folder.path()), "account.file-unreadable");
        assert_eq!(key(&folder.path().join("gone")), "account.file-unreadable");
    }
}
