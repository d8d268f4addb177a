//! The credentials of this world's imaginary developer account: the security profile that is attached to the App Submission API, and
//! what people paste instead of it. All of it is drawn when the world is made, and worthless outside of it.

use serde::{Deserialize, Serialize};

use crate::plays::draw;
pub(super) use crate::plays::keys::{load, save};

/// A security profile's client id and client secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Profile {
    pub(super) id: String,
    pub(super) secret: String,
}

/// Everything that was drawn for this world.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Keys {
    /// Attached to the App Submission API: the pair that publishes.
    pub(super) attached: Profile,
    /// Of this account, and attached to nothing: Login with Amazon answers `invalid_scope` [1 client].
    pub(super) unattached: Profile,
    /// Attached, in another developer account: it gets a token, and every call about this account's apps answers 403.
    pub(super) other_account: Profile,
    /// Names the profile itself. Nothing asks for it.
    pub(super) profile_id: String,
    /// An access token that somebody copied out of a terminal.
    pub(super) old_token: String,
    /// A Release ID, which stands beside the App ID.
    pub(super) release_id: String,
}

impl Keys {
    pub(super) fn draw() -> Self {
        Self {
            // Newer secrets begin like this [inferred]; older ones are 64 hexadecimal characters [1 client].
            attached: Profile::draw("amzn1.oa2-cs.v1."),
            unattached: Profile::draw(""),
            other_account: Profile::draw("amzn1.oa2-cs.v1."),
            profile_id: format!("amzn1.application.{}", draw::hex(32)),
            old_token: super::token::draw(),
            release_id: super::edits::release_id(),
        }
    }

    /// The profile with that client id, if Login with Amazon knows it.
    pub(super) fn known(&self, id: &str) -> Option<&Profile> {
        [&self.attached, &self.unattached, &self.other_account]
            .into_iter()
            .find(|profile| profile.id == id)
    }
}

impl Profile {
    fn draw(prefix: &str) -> Self {
        Self {
            id: format!("amzn1.application-oa2-client.{}", draw::hex(32)),
            secret: format!("{prefix}{}", draw::hex(64)),
        }
    }

    /// Both values with the labels that stand beside them, as a careless selection copies them.
    pub(super) fn with_labels(&self) -> String {
        format!("Client ID: {}\nClient Secret: {}", self.id, self.secret)
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;

    #[test]
    fn profiles_have_their_shapes() {
        let keys = Keys::draw();
        let id = keys
            .attached
            .id
            .strip_prefix("amzn1.application-oa2-client.")
            .unwrap();
        assert_eq!(id.len(), 32);
        assert!(keys.attached.secret.starts_with("amzn1.oa2-cs.v1."));
        assert_eq!(keys.unattached.secret.len(), 64);
        assert!(keys.known(&keys.other_account.id).is_some());
        assert!(keys.known(&keys.profile_id).is_none());
    }

    #[test]
    fn two_worlds_share_no_secret() {
        let (one, two) = (Keys::draw(), Keys::draw());
        assert_ne!(one.attached.id, two.attached.id);
        assert_ne!(one.attached.secret, two.attached.secret);
    }
}
