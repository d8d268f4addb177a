//! Whose certificates a world accepts: practice's own authority and nobody else, or the system's together with the person's.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    crypto::{CryptoProvider, aws_lc_rs},
};
use rustls_pki_types::{CertificateDer, pem::PemObject as _};
use rustls_platform_verifier::Verifier;

use crate::{PracticeWire, WireError, WireSettings};

/// One TLS configuration for both kinds of client.
#[derive(Clone)]
pub(crate) struct Trust(ClientConfig);

impl Trust {
    pub(crate) fn of(settings: &WireSettings) -> Result<Self, WireError> {
        let mut config = match &settings.practice {
            Some(practice) => only(practice)?,
            None => system_and(&settings.extra_ca)?,
        };
        // HTTP/1.1 alone: there a stop closes the connection, over h2 it would only reset a stream.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(config))
    }

    pub(super) fn config(&self) -> ClientConfig {
        self.0.clone()
    }

    /// For TLS to a proxy, which speaks its own first line.
    pub(super) fn without_alpn(&self) -> ClientConfig {
        let mut config = self.0.clone();
        config.alpn_protocols.clear();
        config
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

fn only(practice: &PracticeWire) -> Result<ClientConfig, WireError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(practice.ca_pem.as_bytes()).unwrap_or_default() {
        roots
            .add(certificate)
            .map_err(|_| WireError::BadPracticeCertificate)?;
    }
    if roots.is_empty() {
        return Err(WireError::BadPracticeCertificate);
    }
    Ok(ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(WireError::NoTrust)?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

fn system_and(extra: &[Vec<u8>]) -> Result<ClientConfig, WireError> {
    let mut more = Vec::new();
    for (at, pem) in extra.iter().enumerate() {
        let bad = || WireError::BadCertificate { number: at + 1 };
        for certificate in certificates(pem).ok_or_else(bad)? {
            // Well-formed PEM may hold anything; the platform's verifier would only say that it cannot be set up.
            RootCertStore::empty()
                .add(certificate.clone())
                .map_err(|_| bad())?;
            more.push(certificate);
        }
    }
    let verifier = Verifier::new_with_extra_roots(more, provider()).map_err(WireError::NoTrust)?;
    Ok(ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(WireError::NoTrust)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

/// Every certificate of a PEM file; `None` when one is damaged or there is none.
fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let found: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .ok()?;
    (!found.is_empty()).then_some(found)
}
