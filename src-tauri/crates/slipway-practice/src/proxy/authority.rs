//! The throw-away certificate authority of one world, and the certificates it signs for hosts that a play owns. Nobody else trusts it;
//! a client has to be handed its certificate.

use std::{
    collections::HashMap,
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use serde::{Deserialize, Serialize};

use crate::error::PracticeError;

/// Wildcard hosts can be many; the certificates are made again when a world has met more than these.
const KEPT_HOSTS: usize = 64;

/// What a world keeps of its authority.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct KeptAuthority {
    pub(crate) certificate: String,
    key: String,
}

impl KeptAuthority {
    /// A new authority, valid for ten years.
    pub(crate) fn make() -> Result<Self, PracticeError> {
        let key = KeyPair::generate().map_err(broken)?;
        let mut params = CertificateParams::default();
        params
            .distinguished_name
            .push(DnType::CommonName, "Slipway practice (worthless)");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        set_validity(&mut params, 10);
        let certificate = params.self_signed(&key).map_err(broken)?;
        Ok(Self {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        })
    }
}

/// The authority at work.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    provider: Arc<CryptoProvider>,
    configs: Mutex<HashMap<String, Arc<ServerConfig>>>,
}

impl Authority {
    pub(crate) fn new(kept: &KeptAuthority) -> Result<Self, PracticeError> {
        let key = KeyPair::from_pem(&kept.key).map_err(broken)?;
        Ok(Self {
            issuer: Issuer::from_ca_cert_pem(&kept.certificate, key).map_err(broken)?,
            provider: Arc::new(aws_lc_rs::default_provider()),
            configs: Mutex::default(),
        })
    }

    /// How the server of that host speaks TLS: its certificate, and HTTP/2 or HTTP/1.1 by ALPN.
    pub(crate) fn config(&self, host: &str) -> Result<Arc<ServerConfig>, PracticeError> {
        let mut configs = self.configs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(config) = configs.get(host) {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(
            self.make_config(host)
                .map_err(PracticeError::Certificates)?,
        );
        if configs.len() >= KEPT_HOSTS {
            configs.clear();
        }
        configs.insert(host.to_owned(), Arc::clone(&config));
        Ok(config)
    }

    fn make_config(&self, host: &str) -> Result<ServerConfig, Box<dyn Error + Send + Sync>> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new([host.to_owned()])?;
        params
            .distinguished_name
            .push(DnType::CommonName, "Slipway practice");
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        set_validity(&mut params, 1);
        let certificate = params.signed_by(&key, &self.issuer)?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

/// Valid from yesterday for that many years, by the computer's clock: clients judge certificates by it, not by the practice clock.
fn set_validity(params: &mut CertificateParams, years: i16) {
    let midnight = |date: Date| {
        date_time_ymd(
            i32::from(date.year()),
            date.month().unsigned_abs(),
            date.day().unsigned_abs(),
        )
    };
    let yesterday = Timestamp::now().to_zoned(TimeZone::UTC).date() - 1.day();
    params.not_before = midnight(yesterday);
    params.not_after = midnight(yesterday + years.years());
}

fn broken(error: rcgen::Error) -> PracticeError {
    PracticeError::Certificates(Box::new(error))
}
