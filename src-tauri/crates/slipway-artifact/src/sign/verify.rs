//! Is this signature of these bytes by that key? RSA and ECDSA on P-256 are answered; DSA and the larger curves are rare enough in
//! app packages that they are honestly *unknown*. Stores verify everything again.

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::{
    BigUint, Pkcs1v15Sign, Pss, RsaPublicKey,
    sha2::{self, Digest as _},
};
use sha1::Digest as _;
use slipway_model::Tristate;

use crate::sign::key::{Curve, PublicKey};

/// Largest RSA key that is computed with; signing tools go to 16384 bits.
const RSA_BITS_MAX: usize = 16_384;
/// DigestInfo in front of a SHA-1 digest (RFC 8017, section 9.2).
const SHA1_INFO: [u8; 15] = [
    0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(super) fn of(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => sha1::Sha1::digest(message).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(message).to_vec(),
            Self::Sha384 => sha2::Sha384::digest(message).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(message).to_vec(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// RSASSA-PKCS1-v1_5.
    Pkcs1(Hash),
    /// RSASSA-PSS with a salt as long as the digest.
    Pss(Hash),
    /// DER-encoded (r, s).
    Ecdsa(Hash),
    /// Known by name, but there is no code for it here.
    Beyond,
}

/// `No` also when the key does not suit the method or is no key at all.
pub(super) fn verify(
    key: &PublicKey<'_>,
    method: Method,
    message: &[u8],
    signature: &[u8],
) -> Tristate {
    let good = match (method, key) {
        (Method::Beyond, _) | (_, PublicKey::Dsa { .. } | PublicKey::Other { .. }) => {
            return Tristate::Unknown;
        }
        (Method::Pkcs1(hash), PublicKey::Rsa { modulus, exponent }) => rsa_key(modulus, exponent)
            .is_some_and(|key| {
                key.verify(pkcs1(hash), &hash.of(message), signature)
                    .is_ok()
            }),
        (Method::Pss(hash), PublicKey::Rsa { modulus, exponent }) => {
            let Some(padding) = pss(hash) else {
                return Tristate::Unknown;
            };
            rsa_key(modulus, exponent)
                .is_some_and(|key| key.verify(padding, &hash.of(message), signature).is_ok())
        }
        (Method::Ecdsa(hash), PublicKey::Ec { curve, point }) => {
            if *curve != Curve::P256 {
                return Tristate::Unknown;
            }
            p256_verifies(point, &hash.of(message), signature)
        }
        (Method::Pkcs1(_) | Method::Pss(_), PublicKey::Ec { .. })
        | (Method::Ecdsa(_), PublicKey::Rsa { .. }) => false,
    };
    if good { Tristate::Yes } else { Tristate::No }
}

fn rsa_key(modulus: &[u8], exponent: &[u8]) -> Option<RsaPublicKey> {
    RsaPublicKey::new_with_max_size(
        BigUint::from_bytes_be(modulus),
        BigUint::from_bytes_be(exponent),
        RSA_BITS_MAX,
    )
    .ok()
}

fn pkcs1(hash: Hash) -> Pkcs1v15Sign {
    match hash {
        Hash::Sha1 => Pkcs1v15Sign {
            hash_len: Some(20),
            prefix: SHA1_INFO.into(),
        },
        Hash::Sha256 => Pkcs1v15Sign::new::<sha2::Sha256>(),
        Hash::Sha384 => Pkcs1v15Sign::new::<sha2::Sha384>(),
        Hash::Sha512 => Pkcs1v15Sign::new::<sha2::Sha512>(),
    }
}

fn pss(hash: Hash) -> Option<Pss> {
    match hash {
        Hash::Sha256 => Some(Pss::new_with_salt::<sha2::Sha256>(32)),
        Hash::Sha512 => Some(Pss::new_with_salt::<sha2::Sha512>(64)),
        Hash::Sha1 | Hash::Sha384 => None,
    }
}

fn p256_verifies(point: &[u8], digest: &[u8], signature: &[u8]) -> bool {
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point);
    let signature = p256::ecdsa::Signature::from_der(signature);
    match (key, signature) {
        (Ok(key), Ok(signature)) => key.verify_prehash(digest, &signature).is_ok(),
        _ => false,
    }
}
