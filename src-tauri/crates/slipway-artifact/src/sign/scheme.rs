//! Signature schemes v2, v3 and v3.1: nested sequences with 32-bit lengths inside the signing block [AOSP].

use slipway_model::Tristate;

use crate::{
    bytes::Cursor,
    digest::{Construction, Promise},
    sign::{
        certificate::Certificate,
        key::PublicKey,
        verify::{Hash, Method, verify},
    },
};

/// Android takes at most this many signers.
const SIGNERS_MAX: usize = 10;
const ALGORITHMS_MAX: usize = 64;

/// Attributes that signers vouch for.
mod attribute {
    /// v2: a newer scheme that must be there too.
    pub(super) const NEWER_SCHEME: u32 = 0xbeef_f00d;
    /// v3: the older certificates, each signing the next.
    pub(super) const ROTATION: u32 = 0x3ba0_6f8c;
    /// v3: a v3.1 block must be there too.
    pub(super) const ROTATION_MIN_SDK: u32 = 0x559f_8b02;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    V2,
    V3,
    V31,
}

impl Scheme {
    pub(super) const ALL: [Self; 3] = [Self::V2, Self::V3, Self::V31];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V3 => "v3",
            Self::V31 => "v3.1",
        }
    }

    pub(super) fn block_id(self) -> u32 {
        match self {
            Self::V2 => 0x7109_871a,
            Self::V3 => 0xf053_68c0,
            Self::V31 => 0x1b93_ad61,
        }
    }
}

pub(super) struct SchemeSigner<'a> {
    pub(super) certificate: &'a [u8],
    pub(super) sdk_range: Option<(u32, u32)>,
    pub(super) verified: Tristate,
    pub(super) promises: Vec<Promise>,
    /// Names of schemes that this signer says are there too.
    pub(super) announced: Vec<&'static str>,
    pub(super) rotated: bool,
}

/// All signers of one scheme; `None` when the structure is broken or has too many.
pub(super) fn signers(scheme: Scheme, value: &[u8]) -> Option<Vec<SchemeSigner<'_>>> {
    let mut sequence = Cursor::new(Cursor::new(value).prefixed()?);
    let mut signers = Vec::new();
    while !sequence.is_empty() {
        if signers.len() == SIGNERS_MAX {
            return None;
        }
        signers.push(signer(scheme, sequence.prefixed()?)?);
    }
    (!signers.is_empty()).then_some(signers)
}

fn signer(scheme: Scheme, bytes: &[u8]) -> Option<SchemeSigner<'_>> {
    let mut fields = Cursor::new(bytes);
    let signed_bytes = fields.prefixed()?;
    let range = match scheme {
        Scheme::V2 => None,
        Scheme::V3 | Scheme::V31 => Some((fields.u32()?, fields.u32()?)),
    };
    let signatures = records(fields.prefixed()?)?;
    let public_key = fields.prefixed()?;
    let signed = Signed::parse(signed_bytes, scheme)?;
    let consistent = signed.range == range
        && signatures.iter().map(|(id, _)| id).eq(signed.digests.iter().map(|(id, _)| id))
        // The key beside the signatures is the first certificate's [AOSP].
        && Certificate::parse(signed.certificate).is_none_or(|found| found.spki == public_key);
    let verified = if consistent {
        strongest(&signatures, public_key, signed_bytes)
    } else {
        Tristate::No
    };
    Some(SchemeSigner {
        certificate: signed.certificate,
        sdk_range: range,
        verified,
        promises: signed
            .digests
            .iter()
            .filter_map(|(id, digest)| Some((construction(*id)?, digest)))
            .map(|(construction, digest)| Promise::new(construction, digest))
            .collect(),
        announced: announced(&signed.attributes),
        rotated: signed
            .attributes
            .iter()
            .any(|(id, _)| *id == attribute::ROTATION),
    })
}

/// What the signature is over.
struct Signed<'a> {
    digests: Vec<(u32, &'a [u8])>,
    certificate: &'a [u8],
    range: Option<(u32, u32)>,
    attributes: Vec<(u32, &'a [u8])>,
}

impl<'a> Signed<'a> {
    fn parse(bytes: &'a [u8], scheme: Scheme) -> Option<Self> {
        let mut fields = Cursor::new(bytes);
        let digests = records(fields.prefixed()?)?;
        // The first certificate is the signer's; the others are its issuers.
        let certificate = Cursor::new(fields.prefixed()?).prefixed()?;
        let range = match scheme {
            Scheme::V2 => None,
            Scheme::V3 | Scheme::V31 => Some((fields.u32()?, fields.u32()?)),
        };
        let attributes = attributes(fields.prefixed().unwrap_or_default());
        Some(Self {
            digests,
            certificate,
            range,
            attributes,
        })
    }
}

/// Sequence of { id, length-prefixed bytes }.
fn records(bytes: &[u8]) -> Option<Vec<(u32, &[u8])>> {
    let mut sequence = Cursor::new(bytes);
    let mut records = Vec::new();
    while !sequence.is_empty() {
        if records.len() == ALGORITHMS_MAX {
            return None;
        }
        let mut record = Cursor::new(sequence.prefixed()?);
        records.push((record.u32()?, record.prefixed()?));
    }
    Some(records)
}

/// Sequence of { id, value }; the value has no length of its own. Trailing zeros, which apksigner writes, end it.
fn attributes(bytes: &[u8]) -> Vec<(u32, &[u8])> {
    let mut sequence = Cursor::new(bytes);
    let mut attributes = Vec::new();
    while let Some(record) = sequence.prefixed() {
        let mut fields = Cursor::new(record);
        let Some(id) = fields.u32() else { break };
        if attributes.len() == ALGORITHMS_MAX {
            break;
        }
        attributes.push((id, fields.rest()));
    }
    attributes
}

fn announced(attributes: &[(u32, &[u8])]) -> Vec<&'static str> {
    attributes
        .iter()
        .filter_map(|(id, value)| match *id {
            attribute::NEWER_SCHEME if *value == [3, 0, 0, 0] => Some("v3"),
            attribute::ROTATION_MIN_SDK => Some("v3.1"),
            _ => None,
        })
        .collect()
}

/// The strongest signature that is understood decides, as on a device.
fn strongest(signatures: &[(u32, &[u8])], public_key: &[u8], signed: &[u8]) -> Tristate {
    let best = signatures
        .iter()
        .filter_map(|(id, signature)| Some((method(*id)?, construction(*id)?, signature)))
        .max_by_key(|(_, construction, _)| construction.strength());
    match (best, PublicKey::parse(public_key)) {
        (Some((method, _, signature)), Some(key)) => verify(&key, method, signed, signature),
        (Some(_), None) => Tristate::No,
        (None, _) => Tristate::Unknown,
    }
}

/// Signature algorithm ids [AOSP].
fn method(id: u32) -> Option<Method> {
    let method = match id {
        0x0101 => Method::Pss(Hash::Sha256),
        0x0102 => Method::Pss(Hash::Sha512),
        0x0103 | 0x0421 => Method::Pkcs1(Hash::Sha256),
        0x0104 => Method::Pkcs1(Hash::Sha512),
        0x0201 | 0x0423 => Method::Ecdsa(Hash::Sha256),
        0x0202 => Method::Ecdsa(Hash::Sha512),
        0x0301 | 0x0425 => Method::Beyond,
        _ => return None,
    };
    Some(method)
}

/// How the content digest that goes with a signature algorithm is made [AOSP].
fn construction(id: u32) -> Option<Construction> {
    match id {
        0x0101 | 0x0103 | 0x0201 | 0x0301 => Some(Construction::Chunks256),
        0x0102 | 0x0104 | 0x0202 => Some(Construction::Chunks512),
        0x0421 | 0x0423 | 0x0425 => Some(Construction::Verity),
        _ => None,
    }
}
