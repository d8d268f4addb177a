//! Who signed the package, under which schemes, and which content digests they vouch for. Identification first: certificates are
//! told even when a signature cannot be verified, and how far each one was verified is said. Nothing here reads the file's body; the
//! promised digests are held against it in [`crate::digest`].
//!
//! A bundle is signed as a JAR is, with what an APK calls v1: the store makes and signs the packages, so later schemes mean nothing there.
//! v1, v2 and v3 are held against `apksigner` in the tests; v3.1 is read as documented by [AOSP] but not held against a real tool.

mod asn1;
mod block;
mod certificate;
mod channel;
mod cms;
mod jar;
mod key;
mod scheme;
mod verify;

use slipway_model::{Signer, Tristate};

use crate::{
    digest::{Layout, Promise},
    form::Form,
    zip::{Zip, ZipError},
};
use block::SigningBlock;
use certificate::Certificate;
pub(crate) use cms::signed_content;
use scheme::Scheme;

/// Everything that the signatures say.
#[derive(Debug, Default)]
pub(crate) struct Signatures {
    /// In order v1, v2, v3, v3.1.
    pub(crate) signers: Vec<Signer>,
    pub(crate) schemes: Vec<String>,
    /// Digests of the content that v2 and later promise.
    pub(crate) promises: Vec<Promise>,
    /// Where the promised content is; `None` without a signing block.
    pub(crate) layout: Option<Layout>,
    pub(crate) channel: Option<String>,
    pub(crate) findings: Findings,
}

/// What is odd about the signatures as a whole.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// A signing block or one of its schemes is there but cannot be read.
    pub(crate) damaged: bool,
    /// Schemes that a signature says are there too, and that are not: somebody took them away.
    pub(crate) stripped: Vec<String>,
    /// The certificate was changed by proof of rotation.
    pub(crate) rotated: bool,
    /// A certificate's inside is unreadable; fingerprints are still right.
    pub(crate) odd_certificate: bool,
}

pub(crate) fn read(zip: &Zip<'_>, form: Form) -> Result<Signatures, ZipError> {
    let mut found = Signatures::default();
    let jar = jar::read(zip)?;
    let mut announced: Vec<&'static str> = jar.announced.clone();
    if !jar.signers.is_empty() {
        found.schemes.push("v1".to_owned());
    }
    found.findings.damaged |= jar.damaged;
    for signer in jar.signers {
        found.add("v1", None, &signer.certificate, signer.verified);
    }
    if form == Form::Aab {
        return Ok(found);
    }
    match SigningBlock::read(zip)? {
        None => {}
        Some(Err(_)) => found.findings.damaged = true,
        Some(Ok(block)) => {
            found.channel = block.channel();
            found.layout = Some(block.layout());
            for scheme in Scheme::ALL {
                if let Some(value) = block.value(scheme.block_id()) {
                    found.scheme(scheme, value, &mut announced);
                }
            }
        }
    }
    announced.sort_unstable();
    announced.dedup();
    found.findings.stripped = announced
        .into_iter()
        .filter(|name| !found.schemes.iter().any(|scheme| scheme == name))
        .map(str::to_owned)
        .collect();
    Ok(found)
}

impl Signatures {
    fn scheme(&mut self, scheme: Scheme, value: &[u8], announced: &mut Vec<&'static str>) {
        self.schemes.push(scheme.name().to_owned());
        let Some(mut signers) = scheme::signers(scheme, value) else {
            self.findings.damaged = true;
            return;
        };
        // The one for the newest devices last, so that the last signer of all is what a current device sees.
        signers.sort_by_key(|signer| signer.sdk_range.map(|(_, to)| to));
        for signer in signers {
            announced.extend(signer.announced);
            self.findings.rotated |= signer.rotated || scheme == Scheme::V31;
            self.promises.extend(signer.promises);
            self.add(
                scheme.name(),
                signer.sdk_range,
                signer.certificate,
                signer.verified,
            );
        }
    }

    fn add(&mut self, scheme: &str, sdk_range: Option<(u32, u32)>, der: &[u8], verified: Tristate) {
        let certificate = Certificate::parse(der);
        self.findings.odd_certificate |= certificate.is_none();
        self.signers.push(certificate::signer(
            scheme,
            sdk_range,
            der,
            certificate,
            verified,
        ));
    }
}
