//! The credentials of this world's imaginary OPPO account: the pair that works, and what people paste by mistake.
//! All of it is drawn when the world is made.

use serde::{Deserialize, Serialize};

use crate::plays::draw;
pub(super) use crate::plays::keys::{load, save};

/// A client id has nineteen characters, and the store says so itself [seen live].
pub(super) const CLIENT_ID_LENGTH: usize = 19;
/// A secret has sixty-four [official copy, recorded].
pub(super) const CLIENT_SECRET_LENGTH: usize = 64;

/// A server app's key pair. The secret signs every call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Client {
    pub(super) id: String,
    pub(super) secret: String,
    /// Whether it belongs to the account that has the apps.
    pub(super) ours: bool,
}

/// Everything that was drawn for this world.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Keys {
    pub(super) client: Client,
    /// Another company's pair: it gets a token, and then no app of ours is there.
    pub(super) stranger: Client,
    /// The secret of `client` before it was reset; a reset kills the old one [1 client].
    pub(super) old_secret: String,
    /// AppKey and AppSecret of the tab 移动应用.
    pub(super) app_key: String,
    pub(super) app_secret: String,
}

impl Keys {
    pub(super) fn draw() -> Self {
        Self {
            client: Client::draw(true),
            stranger: Client::draw(false),
            old_secret: draw::hex(CLIENT_SECRET_LENGTH),
            app_key: draw::hex(32),
            app_secret: draw::hex(32),
        }
    }

    pub(super) fn find(&self, id: &str) -> Option<&Client> {
        [&self.client, &self.stranger]
            .into_iter()
            .find(|client| client.id == id)
    }

    /// The secret as the console shows it before the eye is pressed.
    pub(super) fn masked(&self) -> String {
        let head = self.client.secret.get(..6).unwrap_or_default();
        format!("{head}{}", "*".repeat(20))
    }

    /// A client id whose last digit the mouse missed.
    pub(super) fn incomplete_id(&self) -> &str {
        self.client
            .id
            .get(..CLIENT_ID_LENGTH - 1)
            .unwrap_or_default()
    }
}

impl Client {
    fn draw(ours: bool) -> Self {
        Self {
            id: draw::digits(CLIENT_ID_LENGTH),
            secret: draw::hex(CLIENT_SECRET_LENGTH),
            ours,
        }
    }
}
