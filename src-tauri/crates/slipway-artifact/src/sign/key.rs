//! A public key as it stands in a certificate (SubjectPublicKeyInfo): which kind, how strong, and its numbers.

use crate::sign::asn1::{Value, Values, tag};

/// Object identifiers, as their encoded bytes (RFC 3279, RFC 5480).
mod oid {
    pub(super) const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
    pub(super) const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
    pub(super) const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1];
    pub(super) const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    pub(super) const P384: &[u8] = &[0x2b, 0x81, 4, 0, 0x22];
    pub(super) const P521: &[u8] = &[0x2b, 0x81, 4, 0, 0x23];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PublicKey<'a> {
    Rsa {
        modulus: &'a [u8],
        exponent: &'a [u8],
    },
    /// A point on a curve, compressed or not.
    Ec {
        curve: Curve,
        point: &'a [u8],
    },
    Dsa {
        prime: &'a [u8],
    },
    Other {
        oid: &'a [u8],
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Curve {
    P256,
    P384,
    P521,
    Other,
}

impl<'a> PublicKey<'a> {
    pub(super) fn parse(spki: &[u8]) -> Option<PublicKey<'_>> {
        let mut fields = Values::new(spki).tagged(tag::SEQUENCE)?.inside();
        let mut algorithm = fields.tagged(tag::SEQUENCE)?.inside();
        // The first byte counts unused bits; keys have none.
        let bits = fields.tagged(tag::BIT_STRING)?.body.get(1..)?;
        let oid = algorithm.tagged(tag::OID)?.body;
        match oid {
            oid::RSA => {
                let mut numbers = Values::new(bits).tagged(tag::SEQUENCE)?.inside();
                Some(PublicKey::Rsa {
                    modulus: magnitude(numbers.tagged(tag::INTEGER)?),
                    exponent: magnitude(numbers.tagged(tag::INTEGER)?),
                })
            }
            oid::EC => Some(PublicKey::Ec {
                curve: match algorithm.tagged(tag::OID).map(|curve| curve.body) {
                    Some(oid::P256) => Curve::P256,
                    Some(oid::P384) => Curve::P384,
                    Some(oid::P521) => Curve::P521,
                    _ => Curve::Other,
                },
                point: bits,
            }),
            oid::DSA => {
                let mut parameters = algorithm.tagged(tag::SEQUENCE)?.inside();
                Some(PublicKey::Dsa {
                    prime: magnitude(parameters.tagged(tag::INTEGER)?),
                })
            }
            oid => Some(PublicKey::Other { oid }),
        }
    }

    /// `RSA`, `EC`, `DSA`, or the algorithm's identifier in dotted form.
    pub(super) fn kind(&self) -> String {
        match self {
            Self::Rsa { .. } => "RSA".to_owned(),
            Self::Ec { .. } => "EC".to_owned(),
            Self::Dsa { .. } => "DSA".to_owned(),
            Self::Other { oid } => dotted(oid),
        }
    }

    /// Strength as it is usually named; 0 where it cannot be told.
    pub(super) fn bits(&self) -> u32 {
        match self {
            Self::Rsa { modulus, .. } => bit_length(modulus),
            Self::Dsa { prime } => bit_length(prime),
            Self::Ec { curve, .. } => match curve {
                Curve::P256 => 256,
                Curve::P384 => 384,
                Curve::P521 => 521,
                Curve::Other => 0,
            },
            Self::Other { .. } => 0,
        }
    }
}

/// A positive integer's bytes without the zeros in front.
fn magnitude(integer: Value<'_>) -> &[u8] {
    let zeros = integer.body.iter().take_while(|&&byte| byte == 0).count();
    integer.body.get(zeros..).unwrap_or_default()
}

fn bit_length(magnitude: &[u8]) -> u32 {
    magnitude.first().map_or(0, |first| {
        u32::try_from(magnitude.len() * 8).unwrap_or(u32::MAX) - first.leading_zeros()
    })
}

/// `1.2.840.113549.1.1.1`
pub(super) fn dotted(oid: &[u8]) -> String {
    let mut numbers = Vec::new();
    let mut number = 0_u64;
    for &byte in oid.iter().take(64) {
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            if numbers.is_empty() {
                let first = (number / 40).min(2);
                numbers.push(first.to_string());
                number -= first * 40;
            }
            numbers.push(number.to_string());
            number = 0;
        }
    }
    numbers.join(".")
}

#[cfg(test)]
mod tests {
    use super::{dotted, oid};

    #[test]
    fn writes_identifiers_in_dotted_form() {
        assert_eq!(dotted(oid::RSA), "1.2.840.113549.1.1.1");
        assert_eq!(dotted(oid::P384), "1.3.132.0.34");
        assert_eq!(dotted(&[]), "");
    }
}
