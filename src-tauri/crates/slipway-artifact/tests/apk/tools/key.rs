//! Throw-away signing keys, made when they are needed.

use std::path::{Path, PathBuf};

use super::run;

pub(crate) enum Key {
    /// Private key as PKCS #8 and certificate as PEM.
    Files { key: PathBuf, certificate: PathBuf },
    /// For what openssl cannot make: certificates with a past, DSA keys of a size.
    Keystore { file: PathBuf },
}

pub(crate) const PASSWORD: &str = "worthless";

impl Key {
    /// `algorithm` as in `openssl genpkey`, e.g. `RSA:2048` or `EC:P-256`.
    pub(crate) fn make(
        folder: &Path,
        name: &str,
        algorithm: &str,
        subject: &str,
        days: u32,
    ) -> Self {
        let at = |ending: &str| folder.join(format!("{name}.{ending}"));
        let text = |path: &PathBuf| path.display().to_string();
        let (pem, key, certificate) = (at("pem"), at("pk8"), at("x509"));
        let (kind, size) = algorithm.split_once(':').unwrap();
        let option = match kind {
            "RSA" => format!("rsa_keygen_bits:{size}"),
            _ => format!("ec_paramgen_curve:{size}"),
        };
        let pem_text = text(&pem);
        run(
            "openssl",
            [
                "genpkey",
                "-quiet",
                "-algorithm",
                kind,
                "-pkeyopt",
                &option,
                "-out",
                &pem_text,
            ],
        );
        run(
            "openssl",
            [
                "pkcs8",
                "-topk8",
                "-nocrypt",
                "-outform",
                "DER",
                "-in",
                &pem_text,
                "-out",
                &text(&key),
            ],
        );
        let days = days.to_string();
        run(
            "openssl",
            [
                "req",
                "-x509",
                "-utf8",
                "-new",
                "-sha256",
                "-key",
                &pem_text,
                "-subj",
                subject,
                "-days",
                &days,
                "-out",
                &text(&certificate),
            ],
        );
        Self::Files { key, certificate }
    }

    /// A key of 2048 bits made by keytool with further options of its.
    pub(crate) fn keystore(folder: &Path, algorithm: &str, subject: &str, more: &[&str]) -> Self {
        let file = folder.join(format!("{algorithm}.p12"));
        let path = file.display().to_string();
        let mut args = vec![
            "-genkeypair",
            "-keystore",
            &path,
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keyalg",
            algorithm,
            "-keysize",
            "2048",
            "-alias",
            "key",
            "-dname",
            subject,
        ];
        args.extend(more);
        run("keytool", args);
        Self::Keystore { file }
    }

    pub(crate) fn signer_options(&self) -> Vec<String> {
        match self {
            Self::Files { key, certificate } => vec![
                "--key".into(),
                key.display().to_string(),
                "--cert".into(),
                certificate.display().to_string(),
            ],
            Self::Keystore { file } => vec![
                "--ks".into(),
                file.display().to_string(),
                "--ks-pass".into(),
                format!("pass:{PASSWORD}"),
            ],
        }
    }
}
