//! HMAC-SHA256, with which three stores sign calls. What is signed, and in which order, is each store's own business.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Lower-case hex.
pub(super) fn hex_sha256(key: &[u8], message: &str) -> String {
    // A key of any length will do (RFC 2104), so the error cannot come; if it did, no signature would fit.
    Hmac::<Sha256>::new_from_slice(key).map_or_else(
        |_| String::new(),
        |hmac| hex::encode(hmac.chain_update(message).finalize().into_bytes()),
    )
}

#[cfg(test)]
mod tests {
    use super::hex_sha256;

    /// RFC 4231, cases 2 and 6: a short key, and one longer than a block.
    #[test]
    fn the_known_answers_of_the_standard() {
        assert_eq!(
            hex_sha256(b"Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hex_sha256(
                &[0xaa; 131],
                "Test Using Larger Than Block-Size Key - Hash Key First"
            ),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }
}
