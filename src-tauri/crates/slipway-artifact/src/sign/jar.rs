//! Scheme v1, the JAR signature: per signer one `META-INF/*.SF` and one block file beside it. Says who signed and whether the
//! signature is theirs; the digests of the single files are not followed, that would mean unpacking the whole package.

use slipway_model::Tristate;

use crate::{
    sign::cms,
    zip::{Zip, ZipError},
};

/// Android takes at most this many signers.
const SIGNERS_MAX: usize = 10;
/// A signature file has about 120 bytes per entry of the package.
const SIGNATURE_FILE_MAX: u64 = 32 * 1024 * 1024;
const BLOCK_FILE_MAX: u64 = 4 * 1024 * 1024;

#[derive(Default)]
pub(super) struct Jar {
    pub(super) signers: Vec<JarSigner>,
    /// Schemes that the signature files say are there too.
    pub(super) announced: Vec<&'static str>,
    /// A signature file is there whose block is missing or unreadable.
    pub(super) damaged: bool,
}

pub(super) struct JarSigner {
    pub(super) certificate: Vec<u8>,
    pub(super) verified: Tristate,
}

pub(super) fn read(zip: &Zip<'_>) -> Result<Jar, ZipError> {
    let mut jar = Jar::default();
    let signature_files: Vec<String> = zip
        .names()
        .filter_map(|name| std::str::from_utf8(name).ok())
        .filter(|name| is_signature_file(name))
        .map(str::to_owned)
        .take(SIGNERS_MAX)
        .collect();
    for name in signature_files {
        match signer(zip, &name, &mut jar.announced)? {
            Some(signer) => jar.signers.push(signer),
            None => jar.damaged = true,
        }
    }
    Ok(jar)
}

fn is_signature_file(name: &str) -> bool {
    name.strip_prefix("META-INF/")
        .and_then(|file| file.rsplit_once('.'))
        .is_some_and(|(stem, ending)| !stem.contains('/') && ending.eq_ignore_ascii_case("SF"))
}

fn signer(
    zip: &Zip<'_>,
    name: &str,
    announced: &mut Vec<&'static str>,
) -> Result<Option<JarSigner>, ZipError> {
    let Some(content) = readable(zip.read(name, SIGNATURE_FILE_MAX))? else {
        return Ok(None);
    };
    announced.extend(announced_schemes(&content));
    let stem = name.get(..name.len() - 2).unwrap_or(name);
    for ending in ["RSA", "DSA", "EC", "rsa", "dsa", "ec"] {
        let Some(block) = readable(zip.read(&format!("{stem}{ending}"), BLOCK_FILE_MAX))? else {
            continue;
        };
        return Ok(cms::signer(&block, &content).map(|signer| JarSigner {
            certificate: signer.certificate,
            verified: signer.verified,
        }));
    }
    Ok(None)
}

/// A broken signature file makes the signature unreadable, not the package.
fn readable(
    content: Result<Option<crate::zip::Content>, ZipError>,
) -> Result<Option<Vec<u8>>, ZipError> {
    match content {
        Ok(content) => Ok(content.map(|content| content.bytes)),
        Err(ZipError::Halt(halt)) => Err(halt.into()),
        Err(ZipError::Io(error)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

/// `X-Android-APK-Signed: 2, 3` in the main section: those schemes were there when v1 signed [AOSP].
fn announced_schemes(signature_file: &[u8]) -> Vec<&'static str> {
    let head = signature_file.get(..4096).unwrap_or(signature_file);
    let text = String::from_utf8_lossy(head);
    text.lines()
        .take_while(|line| !line.trim().is_empty())
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| name.eq_ignore_ascii_case("X-Android-APK-Signed"))
        .flat_map(|(_, value)| value.split(','))
        .filter_map(|number| match number.trim() {
            "2" => Some("v2"),
            "3" => Some("v3"),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{announced_schemes, is_signature_file};

    #[test]
    fn knows_signature_files_from_others() {
        assert!(is_signature_file("META-INF/CERT.SF"));
        assert!(is_signature_file("META-INF/my.key.sf"));
        assert!(!is_signature_file("META-INF/MANIFEST.MF"));
        assert!(!is_signature_file("META-INF/a/CERT.SF"));
        assert!(!is_signature_file("CERT.SF"));
    }

    #[test]
    fn reads_announcements_from_the_main_section_only() {
        let file = b"Signature-Version: 1.0\r\nX-Android-APK-Signed: 2, 3, 9\r\n\r\nX-Android-APK-Signed: 3\r\n";
        assert_eq!(announced_schemes(file), ["v2", "v3"]);
        assert!(announced_schemes(b"Signature-Version: 1.0\r\n\r\n").is_empty());
    }
}
