//! The credentials of this world's imaginary Xiaomi account: the right ones, and the ones that people paste by mistake.
//! E-mail, secret and app ids are drawn when the world is made. Key and certificate are fixed, public and worthless, for
//! rehearsal only: they are the pair of the reference's vectors.

use std::sync::LazyLock;

use rsa::RsaPrivateKey;
use serde::{Deserialize, Serialize};

pub(super) use crate::plays::keys::{load, save};
use crate::plays::{draw, hexkey::HexKey};

/// What a person "downloads" under 下载公钥: a PEM certificate around an RSA-1024 key, as the real one [3 clients].
pub(super) const CERTIFICATE: &str = include_str!("rehearsal.cer");

/// Worthless: the key inside [`CERTIFICATE`].
pub(super) const REHEARSAL_KEY: HexKey = HexKey {
    n: "a628c20341be02c72a4e02f4c70631e0e1221bad1f3aa187792d6cde3a00b3aed8d15b07267286212b1152568b411332176c55f3ccc74b1b3af9ed440df0178f2155dcd36e92962c928328244a7e7e1c01b8d5797f7a1d9f2c584ff77388557682db3494b4a3c0e214e7a745dea38b53c33b9fce7d0748ca883991c25343b36f",
    e: "10001",
    d: "9308540e5fb98d69c284bfd6ecdb0d7e2a9a6d15382240d7c9a229c9485860a82352b7134fb15e01b1c3a531d20e26b757c4d516652a21cb19d8195df45b75ec137fe6d6673f9f87c2f528150dd86d8e192c743a5ec1ab151dcd81f36360d1e5efb07ceb10b9a8002386b791121b1e57975581d04bb84f2540b4843421d32861",
    p: "da5356359636d68cedc670aa56fa1263b08111208f28e82dadd0b43c272deb4ee0f8c399faa46b73734bae0dd87f90194ddaf361222f13d9f588e0d0c1851ebf",
    q: "c2d4f128cec89a34c1dcfe7bfa4cca28628bc998c9a1412349413fdd95371285cf357e82e3547838ec9d1cabd5d44f43e14eb6041586130eaba89d05f8e24751",
};

/// The built key. An error here would mean that the numbers above are wrong, which a test rules out.
pub(super) fn private_key() -> Result<&'static RsaPrivateKey, &'static rsa::Error> {
    static KEY: LazyLock<Result<RsaPrivateKey, rsa::Error>> =
        LazyLock::new(|| REHEARSAL_KEY.build());
    KEY.as_ref()
}

/// Everything that was drawn for this world.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Keys {
    /// 登录邮箱, `userName` on the wire.
    pub(super) email: String,
    /// 私钥: no key at all but a password inside the sealed text.
    pub(super) api_secret: String,
    /// A numeric Mi ID: accepted as a user name, but no app is known to it [1 client].
    pub(super) mi_id: String,
    pub(super) app_id: String,
    pub(super) app_key: String,
    pub(super) app_secret: String,
}

impl Keys {
    pub(super) fn draw() -> Self {
        Self {
            email: format!("release-{}@example.com", draw::digits(4)),
            api_secret: draw::letters_and_digits(50),
            mi_id: draw::digits(10),
            app_id: draw::digits(19),
            app_key: draw::digits(13),
            app_secret: format!("{}==", draw::letters_and_digits(22)),
        }
    }

    /// The secret as the console shows it before 点击获取 was pressed.
    pub(super) fn masked(&self) -> String {
        let head = self.api_secret.get(..4).unwrap_or_default();
        format!("{head}{}", "*".repeat(16))
    }
}

#[cfg(test)]
mod tests {
    use super::{CERTIFICATE, REHEARSAL_KEY, private_key};
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use rsa::traits::PublicKeyParts as _;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn the_certificate_carries_the_rehearsal_key() {
        let key = private_key().unwrap();
        assert_eq!(key.size(), 128);
        let der: String = CERTIFICATE
            .lines()
            .filter(|line| !line.starts_with('-'))
            .collect();
        let der = STANDARD.decode(der).unwrap();
        assert!(hex::encode(&der).contains(REHEARSAL_KEY.n));
        assert_eq!(
            hex::encode(Sha256::digest(&der)),
            "cb0f9c49f838f9f0da61d302ba133d6c31c31b993068c3ed3d543dc3a4085ebc"
        );
    }
}
