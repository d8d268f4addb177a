//! RSA keys written as numbers. Rehearsal uses fixed keys, so that vectors can be checked and no test has to make a key.
//! Every key written this way is public and worthless; nothing outside practice may ever trust one.

use rsa::{BigUint, RsaPrivateKey};

/// The parts of a private key, hexadecimal, as the references print them.
pub(super) struct HexKey {
    pub(super) n: &'static str,
    pub(super) e: &'static str,
    pub(super) d: &'static str,
    pub(super) p: &'static str,
    pub(super) q: &'static str,
}

impl HexKey {
    /// The key, validated. Fails only when the written numbers are no RSA key, which a test of each play rules out.
    pub(super) fn build(&self) -> Result<RsaPrivateKey, rsa::Error> {
        let number = |text: &str| {
            BigUint::parse_bytes(text.as_bytes(), 16).ok_or(rsa::Error::InvalidModulus)
        };
        RsaPrivateKey::from_components(
            number(self.n)?,
            number(self.e)?,
            number(self.d)?,
            vec![number(self.p)?, number(self.q)?],
        )
    }
}
