//! CMS SignedData (RFC 5652): of the signature block file of a JAR signature the signer and its certificate, of an Apple profile what is
//! signed.

use std::borrow::Cow;

use slipway_model::Tristate;

use crate::sign::{
    asn1::{Value, Values, tag},
    certificate::Certificate,
    key::PublicKey,
    verify::{Hash, Method, verify},
};

/// Object identifiers, as their encoded bytes.
mod oid {
    pub(super) const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
    pub(super) const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
    pub(super) const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
    pub(super) const SHA1: &[u8] = &[0x2b, 0x0e, 3, 2, 0x1a];
    pub(super) const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    pub(super) const SHA384: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
    pub(super) const SHA512: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
}

/// Certificates in the bag that are looked at.
const CERTIFICATES_MAX: usize = 64;

pub(super) struct CmsSigner {
    /// DER of the certificate whose issuer and serial number the signature names; not simply the first in the bag.
    pub(super) certificate: Vec<u8>,
    pub(super) verified: Tristate,
}

/// Reads the first signer and checks its signature over `content`; `None` when the structure is broken or its certificate is missing.
pub(super) fn signer(block: &[u8], content: &[u8]) -> Option<CmsSigner> {
    let mut outer = Values::new(block).tagged(tag::SEQUENCE)?.inside();
    if outer.tagged(tag::OID)?.body != oid::SIGNED_DATA {
        return None;
    }
    let explicit = outer.tagged(tag::context(0))?;
    let mut data = explicit.inside().tagged(tag::SEQUENCE)?.inside();
    let _version = data.tagged(tag::INTEGER)?;
    let _digests = data.tagged(tag::SET)?;
    let _content = data.tagged(tag::SEQUENCE)?;
    let bag = data.tagged(tag::context(0))?;
    let _revoked = data.tagged(tag::context(1));
    let info = data.tagged(tag::SET)?.inside().tagged(tag::SEQUENCE)?;
    let info = SignerInfo::parse(info)?;
    let certificate = bag
        .inside()
        .take(CERTIFICATES_MAX)
        .find(|value| info.names(value.raw))?;
    let spki = Certificate::parse(certificate.raw)?.spki;
    let verified =
        PublicKey::parse(spki).map_or(Tristate::Unknown, |key| info.verify(&key, content));
    Some(CmsSigner {
        certificate: certificate.raw.to_vec(),
        verified,
    })
}

/// What is signed, where the structure carries it.
pub(crate) fn signed_content(block: &[u8]) -> Option<Cow<'_, [u8]>> {
    let mut outer = Values::new(block).tagged(tag::SEQUENCE)?.inside();
    if outer.tagged(tag::OID)?.body != oid::SIGNED_DATA {
        return None;
    }
    let explicit = outer.tagged(tag::context(0))?;
    let mut data = explicit.inside().tagged(tag::SEQUENCE)?.inside();
    let _version = data.tagged(tag::INTEGER)?;
    let _digests = data.tagged(tag::SET)?;
    let mut content = data.tagged(tag::SEQUENCE)?.inside();
    let _kind = content.tagged(tag::OID)?;
    let octets = content.tagged(tag::context(0))?.inside().next()?;
    match octets.tag {
        tag::OCTET_STRING => Some(Cow::Borrowed(octets.body)),
        // BER may cut it into pieces.
        tag::OCTET_STRINGS => Some(Cow::Owned(
            octets
                .inside()
                .filter(|piece| piece.tag == tag::OCTET_STRING)
                .flat_map(|piece| piece.body)
                .copied()
                .collect(),
        )),
        _ => None,
    }
}

struct SignerInfo<'a> {
    issuer: &'a [u8],
    serial: &'a [u8],
    hash: Option<Hash>,
    attributes: Option<Value<'a>>,
    algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> SignerInfo<'a> {
    fn parse(info: Value<'a>) -> Option<Self> {
        let mut fields = info.inside();
        let _version = fields.tagged(tag::INTEGER)?;
        let mut name = fields.tagged(tag::SEQUENCE)?.inside();
        let issuer = name.tagged(tag::SEQUENCE)?.raw;
        let serial = name.tagged(tag::INTEGER)?.body;
        let digest = fields
            .tagged(tag::SEQUENCE)?
            .inside()
            .tagged(tag::OID)?
            .body;
        let attributes = fields.tagged(tag::context(0));
        let algorithm = fields
            .tagged(tag::SEQUENCE)?
            .inside()
            .tagged(tag::OID)?
            .body;
        let signature = fields.tagged(tag::OCTET_STRING)?.body;
        Some(Self {
            issuer,
            serial,
            hash: match digest {
                oid::SHA1 => Some(Hash::Sha1),
                oid::SHA256 => Some(Hash::Sha256),
                oid::SHA384 => Some(Hash::Sha384),
                oid::SHA512 => Some(Hash::Sha512),
                _ => None,
            },
            attributes,
            algorithm,
            signature,
        })
    }

    fn names(&self, certificate: &[u8]) -> bool {
        Certificate::parse(certificate)
            .is_some_and(|found| found.issuer == self.issuer && found.serial == self.serial)
    }

    fn verify(&self, key: &PublicKey<'_>, content: &[u8]) -> Tristate {
        let Some(hash) = self.hash.filter(|_| self.algorithm != oid::RSA_PSS) else {
            return Tristate::Unknown;
        };
        let method = match key {
            PublicKey::Rsa { .. } => Method::Pkcs1(hash),
            PublicKey::Ec { .. } => Method::Ecdsa(hash),
            PublicKey::Dsa { .. } | PublicKey::Other { .. } => Method::Beyond,
        };
        let Some(attributes) = self.attributes else {
            return verify(key, method, content, self.signature);
        };
        // With signed attributes the signature is over them, and they hold the content's digest (RFC 5652, 5.4).
        if message_digest(attributes) != Some(&hash.of(content)[..]) {
            return Tristate::No;
        }
        let mut signed = attributes.raw.to_vec();
        if let Some(first) = signed.first_mut() {
            *first = tag::SET;
        }
        verify(key, method, &signed, self.signature)
    }
}

fn message_digest(attributes: Value<'_>) -> Option<&[u8]> {
    attributes.inside().find_map(|attribute| {
        let mut fields = attribute.inside();
        if fields.tagged(tag::OID)?.body != oid::MESSAGE_DIGEST {
            return None;
        }
        let value = fields
            .tagged(tag::SET)?
            .inside()
            .tagged(tag::OCTET_STRING)?;
        Some(value.body)
    })
}
