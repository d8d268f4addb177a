//! The credentials of this world's imaginary Honor account: the right pair, and what people paste instead of it.
//! All of it is drawn when the world is made, and worthless outside of it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

pub(super) use crate::plays::keys::{load, save};
use crate::{error::WorldError, plays::draw};

/// A `Client_id` with its 密钥.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Pair {
    pub(super) id: String,
    pub(super) secret: String,
}

/// Everything that was drawn for this world.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Keys {
    /// The pair that publishes.
    pub(super) publishing: Pair,
    /// A pair of another Honor service: it gets a token, and then every publishing call answers 10002 [measured].
    pub(super) other_service: Pair,
    /// A pair of Huawei's AppGallery: the consoles are alike, the credentials are not interchangeable.
    pub(super) huawei: Pair,
    /// A PEM private key. Honor never asks for one.
    pub(super) own_key: String,
}

impl Keys {
    pub(super) fn draw() -> Result<Self, WorldError> {
        let own_key = rcgen::KeyPair::generate()
            .map_err(|error| WorldError::Broken(format!("no key could be made: {error}")))?;
        Ok(Self {
            publishing: Pair::draw(),
            other_service: Pair::draw(),
            huawei: Pair {
                id: draw::digits(18),
                secret: draw::hex(64),
            },
            own_key: own_key.serialize_pem(),
        })
    }

    /// The pair with that id, if IAM knows it.
    pub(super) fn known(&self, id: &str) -> Option<&Pair> {
        [&self.publishing, &self.other_service]
            .into_iter()
            .find(|pair| pair.id == id)
    }
}

impl Pair {
    /// The only hint about the real form is one masked example: an id like lower-case hex from `9f` to `39e`, a secret of
    /// mixed case from `Ot` to `wpJ` [inferred]. Plus and slash are always in the secret, so that only a client that
    /// percent-encodes gets a token.
    fn draw() -> Self {
        let noise = STANDARD.encode(rand::random::<[u8; 18]>());
        Self {
            id: format!("9f{}39e", draw::hex(27)),
            secret: format!("Ot+{noise}/wpJ"),
        }
    }

    /// As a reader of the documents sees it: the ends alone.
    pub(super) fn masked_secret(&self) -> String {
        let (head, tail) = (
            self.secret.get(..2),
            self.secret.get(self.secret.len() - 3..),
        );
        format!(
            "{}******{}",
            head.unwrap_or_default(),
            tail.unwrap_or_default()
        )
    }

    /// Both values with the labels that stand beside them, as a careless selection copies them.
    pub(super) fn with_labels(&self) -> String {
        format!("Client_id：{}\n密钥：{}", self.id, self.secret)
    }

    pub(super) fn as_json(&self) -> String {
        serde_json::json!({ "client_id": self.id, "client_secret": self.secret }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;

    #[test]
    fn pairs_look_like_the_documented_example() {
        let keys = Keys::draw().unwrap();
        let pair = &keys.publishing;
        assert_eq!(pair.id.len(), 32);
        assert!(
            pair.id
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        );
        assert!(pair.secret.starts_with("Ot+") && pair.secret.ends_with("/wpJ"));
        assert_eq!(pair.masked_secret(), "Ot******wpJ");
        assert!(keys.own_key.starts_with("-----BEGIN PRIVATE KEY-----"));
    }

    #[test]
    fn two_worlds_share_no_secret() {
        let (one, two) = (Keys::draw().unwrap(), Keys::draw().unwrap());
        assert_ne!(one.publishing.id, two.publishing.id);
        assert_ne!(one.publishing.secret, two.publishing.secret);
    }
}
